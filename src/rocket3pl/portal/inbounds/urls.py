"""Addresses of the seller's inbounds."""

from django.urls import URLPattern, path

from rocket3pl.portal.inbounds import request, views

urlpatterns: list[URLPattern] = [
    path("inbounds/", views.inbounds, name="inbounds"),
    path("inbounds/request/", request.request_page, name="inbound_request"),
    path("inbounds/lines/", request.lines, name="inbound_lines"),
    path("inbounds/cancel/", views.cancel_many, name="inbounds_cancel"),
    path("inbounds/<str:number>/", views.inbound, name="inbound"),
    path("inbounds/<str:number>/cancel/", views.cancel, name="inbound_cancel"),
]

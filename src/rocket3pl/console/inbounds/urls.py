"""Addresses of 입고작업."""

from django.urls import path

from rocket3pl.console import converters as _converters  # noqa: F401 - gives <doc:…> its meaning
from rocket3pl.console.inbounds import views

urlpatterns = [
    path("inbounds/", views.inbounds, name="inbounds"),
    path("inbounds/<doc:number>/", views.inbound, name="inbound"),
    path("inbounds/<doc:number>/accept/", views.accept, name="inbound_accept"),
    path("inbounds/<doc:number>/reject/", views.reject, name="inbound_reject"),
    path("inbounds/<doc:number>/arrive/", views.arrive, name="inbound_arrive"),
    path("inbounds/<doc:number>/receive/", views.count, name="inbound_receive"),
    path("inbounds/<doc:number>/complete/", views.complete, name="inbound_complete"),
    path("inbounds/<doc:number>/close/", views.close, name="inbound_close"),
]

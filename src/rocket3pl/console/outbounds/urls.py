"""Addresses of 출고작업."""

from django.urls import path

from rocket3pl.console import converters as _converters  # noqa: F401 - gives <doc:…> its meaning
from rocket3pl.console.outbounds import steps, views

urlpatterns = [
    path("outbounds/", views.outbounds, name="outbounds"),
    path("outbounds/accept/", views.accept_ticked, name="outbounds_accept"),
    path("outbounds/picking-list/", views.picking_list, name="picking_list"),
    path("outbounds/<doc:number>/", views.outbound, name="outbound"),
    path("outbounds/<doc:number>/recipient/", views.reveal, name="outbound_recipient"),
    path("outbounds/<doc:number>/accept/", steps.accept, name="outbound_accept"),
    path("outbounds/<doc:number>/reject/", steps.reject, name="outbound_reject"),
    path("outbounds/<doc:number>/start/", steps.start, name="outbound_start_picking"),
    path("outbounds/<doc:number>/pick/", steps.pick, name="outbound_pick"),
    path("outbounds/<doc:number>/short/", steps.report_short, name="outbound_report_short"),
    path("outbounds/<doc:number>/pack/", steps.pack, name="outbound_pack"),
    path("outbounds/<doc:number>/ship/", steps.ship, name="outbound_ship"),
    path("outbounds/<doc:number>/hold/", steps.hold, name="outbound_hold"),
    path("outbounds/<doc:number>/resume/", steps.resume, name="outbound_resume"),
    path("outbounds/<doc:number>/confirm-cancel/", steps.confirm_cancel, name="outbound_confirm_cancel"),
    path("outbounds/<doc:number>/refuse-cancel/", steps.refuse_cancel, name="outbound_refuse_cancel"),
    path("outbounds/<doc:number>/journey/<slug:action>/", steps.journey, name="outbound_journey"),
]

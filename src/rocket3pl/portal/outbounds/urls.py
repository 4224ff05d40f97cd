"""Addresses of the seller's outbounds."""

from django.urls import URLPattern, path

from rocket3pl.portal.outbounds import addresses, helpers, imports, request, views

urlpatterns: list[URLPattern] = [
    path("outbounds/", views.outbounds, name="outbounds"),
    path("outbounds/request/", request.request_page, name="outbound_request"),
    path("outbounds/cards/", request.cards, name="outbound_cards"),
    path("outbounds/cards/copy/", request.copy, name="outbound_card_copy"),
    path("outbounds/availability/", helpers.availability, name="availability"),
    path("outbounds/centre/", helpers.centre, name="centre"),
    path("outbounds/region/", helpers.region, name="region"),
    path("outbounds/po-number/", helpers.po_number, name="po_number"),
    path("outbounds/addresses/", addresses.address_search, name="address_search"),
    path("outbounds/template/", imports.template_file, name="outbound_template"),
    path("outbounds/import/", imports.import_file, name="outbound_import"),
    path("outbounds/cancel/", views.cancel_many, name="outbounds_cancel"),
    path("outbounds/<str:number>/", views.outbound, name="outbound"),
    path("outbounds/<str:number>/cancel/", views.cancel, name="outbound_cancel"),
    path("outbounds/<str:number>/reveal/", views.reveal, name="outbound_reveal"),
]

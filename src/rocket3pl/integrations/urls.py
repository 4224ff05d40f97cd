"""Addresses of connectors: the warehouse's below /console/, a seller's beside the portal's."""

from django.urls import path

from rocket3pl.integrations import settings_page
from rocket3pl.integrations.coupang import sales, stock
from rocket3pl.integrations.coupang import views as coupang
from rocket3pl.integrations.couriers import lists, views

app_name = "integrations"

urlpatterns = [
    path("console/connectors/", settings_page.connectors, name="connectors"),
    path("console/connectors/<slug:connector>/", settings_page.connector, name="connector"),
    path("console/connectors/<slug:connector>/check/", settings_page.connector_check, name="connector_check"),
    path("console/couriers/waybills/", views.waybills, name="waybills"),
    path("console/couriers/waybills/file/", views.waybill_file, name="waybill_file"),
    path("console/couriers/numbers/", views.waybill_numbers, name="waybill_numbers"),
    path("console/couriers/numbers/apply/", views.waybill_apply, name="waybill_apply"),
    path("console/couriers/parcels/", lists.parcels, name="parcels"),
    path("parcels/", lists.my_parcels, name="my_parcels"),
    path("coupang/stock/", stock.stock, name="coupang_stock"),
    path("coupang/sales/", sales.sales, name="coupang_sales"),
    path("coupang/unmatched/", coupang.unmatched, name="coupang_unmatched"),
    path("connectors/", settings_page.my_connectors, name="my_connectors"),
    path("connectors/<slug:connector>/", settings_page.my_connector, name="my_connector"),
    path("connectors/<slug:connector>/check/", settings_page.my_connector_check, name="my_connector_check"),
]

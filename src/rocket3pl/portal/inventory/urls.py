"""Addresses of the seller's stock."""

from django.urls import URLPattern, path

from rocket3pl.portal.inventory import stock

urlpatterns: list[URLPattern] = [
    path("inventory/", stock.inventory, name="inventory"),
    path("inventory/low-stock/", stock.low_stock, name="low_stock"),
    path("inventory/<str:public_id>/movements/", stock.stock_movements, name="movements"),
]

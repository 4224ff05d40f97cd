"""Addresses of 재고관리."""

from django.urls import path

from rocket3pl.console.inventory import views

urlpatterns = [
    path("inventory/", views.inventory, name="inventory"),
    path("inventory/<uuid:public_id>/", views.stock, name="stock"),
    path("inventory/<uuid:public_id>/adjust/", views.adjust, name="stock_adjust"),
    path(
        "inventory/<uuid:public_id>/movements/<int:posting>/reverse/",
        views.reverse_adjustment,
        name="stock_reverse",
    ),
]

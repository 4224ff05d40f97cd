"""Addresses of 상품승인."""

from django.urls import path

from rocket3pl.console.products import views

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/approve/", views.approve_ticked, name="products_approve"),
    path("products/<uuid:public_id>/", views.product, name="product"),
    path("products/<uuid:public_id>/approve/", views.approve, name="product_approve"),
    path("products/<uuid:public_id>/refuse/", views.refuse, name="product_refuse"),
    path("products/<uuid:public_id>/change/", views.decide, name="product_change"),
    path("products/<uuid:public_id>/use/", views.use, name="product_use"),
]

"""Addresses of 웹훅."""

from django.urls import path

from rocket3pl.portal.webhooks import deliveries, views

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/deliveries/", deliveries.deliveries, name="webhook_deliveries"),
    path("webhooks/deliveries/<str:public_id>/", deliveries.delivery, name="webhook_delivery"),
    path("webhooks/deliveries/<str:public_id>/replay/", deliveries.delivery_replay, name="webhook_replay"),
    path("webhooks/<str:public_id>/", views.webhook, name="webhook"),
    path("webhooks/<str:public_id>/rotate/", views.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<str:public_id>/use/", views.webhook_use, name="webhook_use"),
    path("webhooks/<str:public_id>/test/", views.webhook_test, name="webhook_test"),
]

"""Addresses of the seller's inventory."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

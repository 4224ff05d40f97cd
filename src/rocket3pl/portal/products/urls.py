"""Addresses of the seller's products."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

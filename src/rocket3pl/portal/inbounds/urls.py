"""Addresses of the seller's inbounds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the seller's outbounds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of the warehouse's screens; all below /console/."""

from django.urls import URLPattern

app_name = "console"

urlpatterns: list[URLPattern] = []

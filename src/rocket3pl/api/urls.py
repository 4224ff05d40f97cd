"""Where programs find the service."""

from django.urls import path

from rocket3pl.api.service import service

urlpatterns = [path("api/v1/", service.urls)]

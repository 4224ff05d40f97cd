"""Addresses of the platform's connector."""

from django.urls import path

from rocket3pl.integrations.import1688 import views

app_name = "import1688"
urlpatterns = [path("api/v1/integrations/import1688/events", views.events, name="events")]

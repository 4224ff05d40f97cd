"""Addresses of the platform's connector."""

from django.urls import path

from rocket3pl.integrations.import1688 import pages, views

app_name = "import1688"
urlpatterns = [
    path("api/v1/integrations/import1688/events", views.events, name="events"),
    path("console/import1688/", pages.received, name="received"),
    path("console/import1688/again/", pages.again, name="again"),
    path("console/import1688/file/", pages.upload, name="upload"),
    path("console/import1688/template/", pages.template, name="template"),
    path("console/import1688/compare/", pages.compare, name="compare"),
    path("console/import1688/demo/", pages.play, name="play"),
    path("console/import1688/events/<str:event_id>/", pages.event, name="event"),
]

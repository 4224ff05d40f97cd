"""Addresses of connectors: the warehouse's below /console/, a seller's beside the portal's."""

from django.urls import path

from rocket3pl.integrations import settings_page

app_name = "integrations"

urlpatterns = [
    path("console/connectors/", settings_page.connectors, name="connectors"),
    path("console/connectors/<slug:connector>/", settings_page.connector, name="connector"),
    path("connectors/", settings_page.my_connectors, name="my_connectors"),
    path("connectors/<slug:connector>/", settings_page.my_connector, name="my_connector"),
]

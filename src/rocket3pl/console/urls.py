"""Addresses of the warehouse's screens; all below /console/."""

from django.urls import path

from rocket3pl.console import audit, home, search
from rocket3pl.console.inbounds import urls as inbounds
from rocket3pl.console.inventory import urls as inventory
from rocket3pl.console.master import urls as master
from rocket3pl.console.outbounds import urls as outbounds
from rocket3pl.console.products import urls as products

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    *products.urlpatterns,
    *inbounds.urlpatterns,
    *outbounds.urlpatterns,
    *inventory.urlpatterns,
    *master.urlpatterns,
    path("audit/", audit.audit, name="audit"),
    path("search/", search.search, name="search"),
]

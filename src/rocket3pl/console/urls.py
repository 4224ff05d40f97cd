"""Addresses of the warehouse's screens; all below /console/."""

from django.urls import path

from rocket3pl.console import audit, home, jobs, parked, search
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
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<str:public_id>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<str:public_id>/file/", jobs.job_file, name="job_file"),
    path("parked/", parked.parked, name="parked"),
    path("parked/<int:message>/retry/", parked.parked_retry, name="parked_retry"),
    path("parked/<int:message>/drop/", parked.parked_drop, name="parked_drop"),
    path("audit/", audit.audit, name="audit"),
    path("search/", search.search, name="search"),
]

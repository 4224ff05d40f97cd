"""Addresses of the warehouse's screens; all below /console/."""

from django.urls import path

from rocket3pl.console import audit, home, jobs, notices, parked, search
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
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/read-all/", notices.notices_read_all, name="notices_read_all"),
    path("notices/settings/", notices.notice_settings, name="notice_settings"),
    path("notices/<str:public_id>/open/", notices.notice_open, name="notice_open"),
    path("parked/", parked.parked, name="parked"),
    path("parked/<int:message>/retry/", parked.parked_retry, name="parked_retry"),
    path("parked/<int:message>/drop/", parked.parked_drop, name="parked_drop"),
    path("audit/", audit.audit, name="audit"),
    path("search/", search.search, name="search"),
]

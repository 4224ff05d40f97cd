"""Addresses of the seller's screens, one list per menu."""

from django.urls import path

from rocket3pl.portal import drafts, jobs, keys, notices, picker
from rocket3pl.portal.inbounds import urls as inbounds
from rocket3pl.portal.inventory import urls as inventory
from rocket3pl.portal.outbounds import urls as outbounds
from rocket3pl.portal.products import urls as products
from rocket3pl.portal.staff import urls as staff
from rocket3pl.portal.webhooks import urls as webhooks

app_name = "portal"

urlpatterns = [
    *products.urlpatterns,
    *inventory.urlpatterns,
    *inbounds.urlpatterns,
    *outbounds.urlpatterns,
    path("picker/<str:kind>/", picker.picker, name="picker"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<str:public_id>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<str:public_id>/file/", jobs.job_file, name="job_file"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/read-all/", notices.notices_read_all, name="notices_read_all"),
    path("notices/settings/", notices.notice_settings, name="notice_settings"),
    path("notices/<str:public_id>/open/", notices.notice_open, name="notice_open"),
    *webhooks.urlpatterns,
    *staff.urlpatterns,
    path("api-keys/", keys.api_keys, name="api_keys"),
    path("api-keys/<str:prefix>/revoke/", keys.api_key_revoke, name="api_key_revoke"),
    path("drafts/<str:form>/", drafts.save, name="draft"),
    path("drafts/<str:form>/discard/", drafts.discard, name="draft_discard"),
]

"""Every address of the product, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("rocket3pl.web.urls")),
    path("", include("rocket3pl.integrations.urls")),
    path("", include("rocket3pl.portal.urls")),
    path("console/", include("rocket3pl.console.urls")),
    path("", include("rocket3pl.integrations.import1688.urls")),
    path("", include("rocket3pl.api.urls")),
]

handler400 = "rocket3pl.web.views.errors.bad_request"
handler403 = "rocket3pl.web.views.errors.forbidden"
handler404 = "rocket3pl.web.views.errors.not_found"
handler500 = "rocket3pl.web.views.errors.server_error"

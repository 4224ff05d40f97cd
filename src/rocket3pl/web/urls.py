"""Addresses of the frame."""

from django.urls import path

from rocket3pl.web.views import bell, files, health, helping, home, list_settings, login

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", login.seller_login, name="login"),
    path("login/staff/", login.staff_login, name="staff_login"),
    path("logout/", login.log_out, name="logout"),
    path("language/", login.choose_language, name="language"),
    path("bell/", bell.bell, name="bell"),
    path("files/", files.upload, name="upload"),
    path("files/<str:public_id>/", files.download, name="file"),
    path("files/<str:public_id>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("lists/<str:name>/settings/", list_settings.list_settings, name="list_settings"),
    path("help/", helping.stock, name="help"),
    path("healthz", health.health, name="health"),
]

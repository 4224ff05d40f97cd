"""Addresses of 기준정보."""

from django.urls import path

from rocket3pl.console.master import keys, owners, users
from rocket3pl.console.master.reference import TABLES, urls_of

urlpatterns = [
    path("master/owners/", owners.owners, name="owners"),
    path("master/owners/new/", owners.owner_new, name="owner_new"),
    # The longer addresses first: a key may hold slashes.
    path("master/owners/row/<key:code>/key/revoke/", owners.owner_key_revoke, name="owner_key_revoke"),
    path("master/owners/row/<key:code>/key/", owners.owner_key, name="owner_key"),
    path("master/owners/row/<key:code>/", owners.owner, name="owner"),
    path("master/users/", users.users, name="users"),
    path("master/users/new/staff/", users.staff_new, name="staff_new"),
    path("master/users/new/seller/", users.seller_new, name="seller_new"),
    path("master/users/row/<key:login_id>/password/", users.user_password, name="user_password"),
    path("master/users/row/<key:login_id>/second-factor/", users.user_totp, name="user_totp"),
    path("master/users/row/<key:login_id>/", users.user, name="user"),
    path("master/api-keys/", keys.api_keys, name="api_keys"),
    path("master/api-keys/<str:prefix>/revoke/", keys.api_key_revoke, name="api_key_revoke"),
    *(pattern for table in TABLES for pattern in urls_of(table)),
    path("totp/", users.totp, name="totp"),
    path("totp/begin/", users.totp_begin, name="totp_begin"),
    path("totp/confirm/", users.totp_confirm, name="totp_confirm"),
    path("totp/off/", users.totp_off, name="totp_off"),
]

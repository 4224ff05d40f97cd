"""Addresses of 직원 관리."""

from django.urls import path

from rocket3pl.portal.staff import views

urlpatterns = [
    path("staff/", views.staff, name="staff"),
    path("staff/new/", views.staff_new, name="staff_new"),
    path("staff/person/<str:login_id>/", views.staff_person, name="staff_person"),
]

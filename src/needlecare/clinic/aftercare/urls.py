"""The addresses of the days after a session."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.aftercare import views

urlpatterns = [
    path("", views.after, name="after"),
    path("dates.ics", views.calendar, name="after-calendar"),
]

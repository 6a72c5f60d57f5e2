"""The addresses of the interview: one for all its questions, and one for each thing made from its result."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.selfcheck import made, views

urlpatterns = [
    path("", views.check, name="check"),
    path("read/", views.read_back, name="check-read"),
    path("dates.ics", made.calendar, name="check-calendar"),
    path("sheet/", made.sheet, name="check-sheet"),
    path("series/", made.series, name="check-series"),
]

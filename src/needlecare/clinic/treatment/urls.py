"""The address of the treatment page."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.treatment import views

urlpatterns = [path("", views.treatment, name="treatment")]

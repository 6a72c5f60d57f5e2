"""The address of the product check."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.products import views

urlpatterns = [path("", views.product, name="product")]

"""The addresses of the API; they name no client and nothing that a client says."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.api import views
from needlecare.clinic.api.routes import api

urlpatterns = [
    path("", views.begin, name="api-begin"),
    path("openapi.json", views.openapi, name="api-openapi"),
    path("", api.urls),
]

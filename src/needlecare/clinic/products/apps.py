"""The app of the product check."""

from __future__ import annotations

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "needlecare.clinic.products"
    label = "products"

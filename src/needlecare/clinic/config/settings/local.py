"""For one's own machine: plain HTTP, files served as they are, and a secret kept beside the data."""

from __future__ import annotations

import secrets

from needlecare.clinic.config import environment
from needlecare.clinic.config.settings.base import *  # noqa: F403  # settings build on the base
from needlecare.clinic.config.settings.base import DATA

_KEPT = DATA / "secret.txt"
if not _KEPT.exists():
    _KEPT.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    _KEPT.chmod(0o600)
SECRET_KEY = _KEPT.read_text(encoding="utf-8")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECOND_FACTOR_REQUIRED = environment.truth("NEEDLECARE_SECOND_FACTOR", default=False)  # offered
STORAGES = {
    "default": {"BACKEND": "needlecare.clinic.common.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None

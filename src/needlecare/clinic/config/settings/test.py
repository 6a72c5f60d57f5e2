"""For the tests: a database that is thrown away, quick passwords, files served as they are."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("NEEDLECARE_DATA", tempfile.gettempdir())

from needlecare.clinic.config.settings.base import *  # noqa: F403  # settings build on the base
from needlecare.clinic.config.settings.base import DATABASES

SECRET_KEY = "only-for-tests-" * 4
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False  # tests of signing in ask for it
STORAGES = {
    "default": {"BACKEND": "needlecare.clinic.common.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads come and go here
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

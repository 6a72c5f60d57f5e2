"""For a clinic: HTTPS only, and every value that must be right is asked for."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from needlecare.clinic.config import environment
from needlecare.clinic.config.settings.base import *  # noqa: F403  # settings build on the base

SECRET_KEY = environment.secret("NEEDLECARE_SECRET_KEY")
ALLOWED_HOSTS = environment.words("NEEDLECARE_HOSTS")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("NEEDLECARE_HOSTS is missing: name the site's hosts, such as clinic.example")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = environment.truth("NEEDLECARE_HTTPS", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
NINJA_NUM_PROXIES = environment.whole("NEEDLECARE_PROXIES", 1, least=0, most=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if SECURE_SSL_REDIRECT:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

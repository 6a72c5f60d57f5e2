"""Settings that every installation shares."""

from __future__ import annotations

from pathlib import Path

from needlecare.clinic.config import environment, security
from needlecare.clinic.config.databases import database

CLINIC = Path(__file__).resolve().parent.parent.parent
DATA = environment.folder("NEEDLECARE_DATA", Path.cwd())

INSTALLED_APPS = [
    "needlecare.clinic.common",
    "needlecare.clinic.signin",
    "needlecare.clinic.protocols",
    "needlecare.clinic.pages",
    "needlecare.clinic.treatment",
    "needlecare.clinic.selfcheck",
    "needlecare.clinic.products",
    "needlecare.clinic.aftercare",
    "needlecare.clinic.api",
    "needlecare.clinic.journal",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "needlecare.clinic.common.page_cache.PageCache",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "needlecare.clinic.common.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "needlecare.clinic.signin.factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "needlecare.clinic.config.urls"
WSGI_APPLICATION = "needlecare.clinic.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "needlecare.clinic.common.context.clinic",
                "needlecare.clinic.pages.context.footer",
            ],
            "builtins": ["needlecare.clinic.common.templatetags.clinic"],
        },
    }
]

DATABASES = {"default": database(environment.database_address(), file=DATA / "needlecare.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EDITION_FILE = DATA / "edition"  # grows with every change, so that all processes know
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "needlecare"},
    "throttle": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

# --- the API ---
API_REQUESTS_A_MINUTE = environment.whole("NEEDLECARE_API_RATE", 60, least=1, most=100_000)
NINJA_NUM_PROXIES = 0  # the address a request comes from; behind a proxy, the one the proxy names

# --- languages and time ---
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Español")]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"  # for storing; what people read is in the clinic's own zone

# --- people who sign in ---
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
SECOND_FACTOR_REQUIRED = environment.truth("NEEDLECARE_SECOND_FACTOR", default=True)
ACCOUNT_ADAPTER = "needlecare.clinic.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; the library checks that these fit
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, or after its age
ACCOUNT_RATE_LIMITS = False  # these would count in each process for itself; `signin.throttle` counts for all
MFA_ADAPTER = "needlecare.clinic.signin.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "needlecare.clinic.signin.forms.AuthenticateForm",
    "reauthenticate": "needlecare.clinic.signin.forms.ReauthenticateForm",
    "add_webauthn": "needlecare.clinic.signin.forms.AddWebAuthnForm",
    "authenticate_webauthn": "needlecare.clinic.signin.forms.AuthenticateWebAuthnForm",
    "login_webauthn": "needlecare.clinic.signin.forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "needlecare.clinic.signin.forms.ReauthenticateWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds that a telephone's clock may be off
WAGTAIL_PASSWORD_RESET_ENABLED = False  # there is no way to send mail; `needlecare site changepassword` is
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_PATH = "/"

# --- what browsers may do ---
CONTENT_SECURITY_POLICY = {"DIRECTIVES": security.SITE}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # the editor lifts it for its own previews

# --- what people may send ---
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # without files; the policy table says less for each route
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "needlecare.clinic.common.uploads.PictureForm"
TAGGIT_CASE_INSENSITIVE = TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "needlecare.clinic.common.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- the page editor ---
WAGTAIL_SITE_NAME = "Needlecare"
WAGTAILADMIN_BASE_URL = environment.text("NEEDLECARE_ADDRESS", "http://localhost:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = False

# --- logs: what went wrong, never what was asked ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

"""Every route of the site: who may call it, how, how long the answer may be kept, and what its page may do.

A route that is not listed is denied, and a test names it. `staff` routes are also held by their own views; the table is
the second lock. The page editor's routes come from Wagtail and stand under one prefix.
"""

from __future__ import annotations

from dataclasses import dataclass

READ = ("GET", "HEAD", "OPTIONS")
ANSWER = (*READ, "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds for one route.

    `keeps` is how long others may keep the answer: `public` for a short while, `never` not at all. `content` names a
    content policy of `config.security`. `most_bytes` is how large the body of a request may be, files and all.
    """

    access: str = "public"  # or "staff", or "nobody"
    methods: tuple[str, ...] = READ
    keeps: str = "public"
    content: str = "site"
    most_bytes: int = 0
    needs_second_factor: bool = True  # where access is for staff


_PAGE = Policy()
_FORM = Policy(methods=ANSWER, keeps="never", most_bytes=1_000_000)  # a sealed talk or a label, and room
_FILE = Policy(methods=ANSWER, keeps="never", content="file", most_bytes=1_000_000)
# The API says in its own words what is too large, at less than this.
_ASKED = Policy(methods=("POST",), keeps="never", content="file", most_bytes=10_000_000)
_TOLD = Policy(methods=("GET",), content="file")
_DOOR = Policy(methods=ANSWER, keeps="never", most_bytes=100_000)
# For staff who are about to set up a second factor, or to prove anew who they are.
_FACTOR = Policy(access="staff", methods=ANSWER, keeps="never", needs_second_factor=False, most_bytes=100_000)

# By the name of the route.
ROUTES: dict[str, Policy] = {
    "root": Policy(keeps="never"),
    "healthz": Policy(keeps="never", content="file"),
    "robots": Policy(content="file"),
    "sitemap": Policy(content="file"),
    "colour": Policy(content="file"),
    "media": Policy(content="file"),
    "wagtail_serve": _PAGE,
    "wagtailcore_authenticate_with_password": _FORM,
    "wagtailcore_login": _FORM,
    "favicon": Policy(content="file"),
    "contact": _PAGE,
    "journal": _PAGE,
    "journal-page": _PAGE,
    "journal-tag": _PAGE,
    "journal-tag-page": _PAGE,
    "journal-month": _PAGE,
    "journal-month-page": _PAGE,
    "journal-search": _FORM,
    "journal-feed": Policy(content="file"),
    "journal-atom": Policy(content="file"),
    **dict.fromkeys(("account_login", "mfa_authenticate", "mfa_login_webauthn"), _DOOR),
    "account_logout": Policy(methods=("POST",), keeps="never", most_bytes=100_000),
    "wagtailadmin_logout": Policy(
        access="staff", methods=("POST",), keeps="never", needs_second_factor=False, most_bytes=100_000
    ),
    **dict.fromkeys(
        (
            *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp"),
            *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
            *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        ),
        _FACTOR,
    ),
    "treatment": _PAGE,
    "check": _FORM,
    "check-read": Policy(methods=("POST", "OPTIONS"), keeps="never", most_bytes=1_000_000),
    "check-calendar": _FILE,
    "check-sheet": _FORM,
    "check-series": _FORM,
    "product": _FORM,
    "after": _FORM,
    "after-calendar": _FILE,
    "api-begin": Policy(keeps="never"),
    "api-docs": _PAGE,
    "api-openapi": _TOLD,
    "api:api-root": Policy(keeps="never"),
    **dict.fromkeys(("api:screen", "api:plan", "api:series", "api:course", "api:product"), _ASKED),
    "api:protocol": _TOLD,
}


def _desk(*, most_bytes: int) -> Policy:
    """Return what holds for the page editor's own routes."""
    methods = (*ANSWER, "PUT", "PATCH", "DELETE")
    return Policy(access="staff", methods=methods, keeps="never", content="editor", most_bytes=most_bytes)


# By the beginning of the address, for routes that others name.
PREFIXES: dict[str, Policy] = {
    "desk/login/": Policy(methods=ANSWER, keeps="never", content="editor", most_bytes=100_000),
    "desk/password_reset/": Policy(methods=ANSWER, keeps="never", content="editor", most_bytes=100_000),
    "desk/jsi18n/": Policy(content="file"),
    "desk/sprite/": Policy(content="file"),
    # Wagtail needs its documents to be installed, but the site would never serve one: nothing can be put up.
    "desk/documents/": Policy(access="nobody", keeps="never", content="editor"),
    # More than is taken, so that a picture or a protocol that is too large is refused beside its field.
    "desk/images/": _desk(most_bytes=30_000_000),
    "desk/protocol/": _desk(most_bytes=5_000_000),
    "desk/": _desk(most_bytes=2_000_000),
}


def policy_of(name: str, route: str) -> Policy | None:
    """Return what holds for a route, by its name and its pattern; None where nothing is said."""
    if name in ROUTES:
        return ROUTES[name]
    return next((policy for prefix, policy in PREFIXES.items() if route.startswith(prefix)), None)

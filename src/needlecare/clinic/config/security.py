"""What a browser may do with our pages: three content policies, and the headers that every answer carries."""

from __future__ import annotations

from typing import Any

NONE, SELF = "'none'", "'self'"

# Our own pages: nothing but our own files, nothing inline.
SITE: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}

# The page editor brings scripts and styles inside its pages, and shows previews of ours in a frame.
EDITOR: dict[str, Any] = {
    **SITE,
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "worker-src": [SELF, "blob:"],
}

# One of our own pages as the editor shows it before it is published, in a frame.
PREVIEW: dict[str, Any] = {**SITE, "frame-ancestors": [SELF]}

# Calendar files, health checks and other answers that are no pages.
FILE: dict[str, Any] = {"default-src": [NONE], "frame-ancestors": [NONE], "base-uri": [NONE]}

POLICIES = {"site": SITE, "editor": EDITOR, "file": FILE}

HEADERS = {
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}

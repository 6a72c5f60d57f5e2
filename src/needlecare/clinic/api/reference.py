"""The document of the API arranged for people: each request with what goes in and what comes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from needlecare.clinic.api.document import document
from needlecare.clinic.common.words import say

# What each request may look like, with an invented client.
_FACTS = {"session": "2026-12-03T14:30", "areas": ["face"], "used": {"waxing": "2 days ago"}}
EXAMPLES: dict[str, Any] = {
    "screen": _FACTS,
    "plan": _FACTS,
    "series": {"facts": _FACTS, "sessions": 3, "closed": ["sun"]},
    "course": {
        "session-end": "2026-11-20T15:15",
        "check-ins": [{"at": "2026-11-21T09:00", "signs": {"redness": "mild"}}],
    },
    "product": {"label": "Aqua, Glycerin, Retinol 0.3%", "session": "2026-12-03"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of an object, with what it holds."""

    name: str
    holds: str
    about: SafeString
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request."""

    name: str
    method: str
    address: str
    title: str
    about: SafeString
    goes_in: tuple[Key, ...]
    comes_out: tuple[Key, ...]
    refusals: tuple[tuple[str, SafeString], ...]
    example: str


def operations() -> list[Operation]:
    """Return every request of the document."""
    found = document()
    return [
        _operation(found, address, method, entry)
        for address, methods in found["paths"].items()
        for method, entry in methods.items()
    ]


def _coded(text: str) -> SafeString:
    """Return a text as HTML, with code where it stands between backquotes."""
    parts = [
        f"<code>{escape(part)}</code>" if n % 2 else escape(part) for n, part in enumerate(text.split("`"))
    ]
    return mark_safe("".join(parts))


def _operation(found: dict[str, Any], address: str, method: str, entry: dict[str, Any]) -> Operation:
    name = address.rpartition("/")[2]
    schemas = found["components"]["schemas"]
    example = EXAMPLES.get(name)
    return Operation(
        name=name,
        method=method.upper(),
        address=address,
        title=say(f"api-{name}"),
        about=_coded(entry["description"]),
        goes_in=_keys(schemas.get(f"{name}-request", {})),
        comes_out=_keys(schemas[name]),
        refusals=tuple(
            (str(status), _coded(one["description"]))
            for status, one in entry["responses"].items()
            if status != 200
        ),
        example=json.dumps(example, ensure_ascii=False, indent=2) if example else "",
    )


def _keys(schema: dict[str, Any]) -> tuple[Key, ...]:
    required = schema.get("required", ())
    return tuple(
        Key(
            name=name,
            holds=_holds(one),
            about=_coded(one.get("description", "")),
            is_required=name in required,
        )
        for name, one in schema.get("properties", {}).items()
    )


def _holds(schema: dict[str, Any]) -> str:
    """Return what a value may be, in a few words."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_holds(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema["enum"])
    kind = schema.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)

"""The JSON form of FHIR that every resource has, whatever its type: what no list, object or text may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from needlecare.exports.fhir.forms import Path, Unfit

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
# Elements that are lists of objects wherever we write them.
_LISTS = frozenset(
    (
        *("action", "activity", "answer", "coding", "condition", "contained", "content", "entry"),
        *("extension", "identifier", "item", "name", "participant", "reason"),
    )
)
# Of these, the ones that elsewhere are a single text or object.
_OR_TEXT, _OR_OBJECT = frozenset(("name", "content", "expression")), frozenset(("identifier",))
_OBJECTS = frozenset(("detail", "expression", "scheduledPeriod", "valueCoding", "valuePeriod"))


def unfit(value: Any, path: Path = ()) -> Iterator[Unfit]:
    """Yield what is not FHIR's JSON: nulls, empty texts, lists and objects, lists that are none, ids with strange signs."""
    if isinstance(value, dict):
        yield from _object(value, path)
    elif isinstance(value, list):
        if not value:
            yield Unfit(path, "is an empty list; leave the element out")
        for number, one in enumerate(value):
            yield from unfit(one, (*path, number))
    elif value is None:
        yield Unfit(path, "is null; leave the element out")
    elif isinstance(value, str) and not value.strip():
        yield Unfit(path, "is an empty text; leave the element out")


def _object(value: dict[str, Any], path: Path) -> Iterator[Unfit]:
    if not value:
        yield Unfit(path, "is an empty object; leave the element out")
    for key, inner in value.items():
        here = (*path, key)
        is_other = isinstance(inner, str if key in _OR_TEXT else dict if key in _OR_OBJECT else ())
        if key in _LISTS and not is_other and not _is_list_of_objects(inner):
            yield Unfit(here, "expected a list of objects; put it in [ ]")
        elif key in _OBJECTS and not is_other and not isinstance(inner, dict):
            yield Unfit(here, "expected an object")
        elif key == "extension" and not all(isinstance(one.get("url"), str) for one in inner):
            yield Unfit(here, "holds an extension without a url; add it")
        else:
            yield from unfit(inner, here)
    own_id = value.get("id")
    if (
        "resourceType" in value
        and own_id is not None
        and not (isinstance(own_id, str) and _ID.fullmatch(own_id))
    ):
        yield Unfit((*path, "id"), "is no id; use up to 64 letters, digits, hyphens and dots")


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)

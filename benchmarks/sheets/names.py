"""The names a sheet needs defined: each printed noun becomes a subject, condition, area or anchor with its own id."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

_MEDICINE = re.compile(
    r"prescri|medicat|medicine|antibiotic|antiviral|anticoagul|thinner|steroid|isotretinoin|hormone|chemo"
    r"|warfarin"
    r"|aspirin|nsaid|cycline\b|drug\b|drugs\b",
    re.IGNORECASE,
)
BUILT_IN_ANCHORS = {
    *("session", "session-end", "previous-session", "next-session", "first-session", "last-session"),
    *("event", "birth", "consultation", "home"),
}
_LONGEST = 60


def slug(text: str) -> str:
    """Return an id for a printed noun: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("+", " plus ")).strip("-")
    return words[:_LONGEST].strip("-") or "unnamed"


def both(text: str, spanish: str = "") -> dict[str, str]:
    """Return a text in both languages; a printed noun stays as it is printed."""
    return {"en": text, "es": spanish or text}


@dataclass
class Names:
    """Definitions of one sheet, filled while its rules are turned; the same noun gives the same id."""

    subjects: dict[str, dict[str, Any]] = field(default_factory=dict)
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)
    areas: dict[str, dict[str, Any]] = field(default_factory=dict)
    anchors: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def _id(
        self, table: dict[str, Any], others: tuple[dict[str, Any], ...], key: tuple[Any, ...], text: str
    ) -> str:
        if key in self._ids:
            return self._ids[key]
        name, count = slug(text), 1
        while name in table or any(name in other for other in others):
            count += 1
            name = f"{slug(text)}-{count}"
        self._ids[key] = name
        return name

    def subject(self, text: str, *, kind: str, in_area: bool = False) -> str:
        """Define something people use, undergo or do; `in_area` where only the treated area counts."""
        key = ("subject", text.lower(), in_area)
        name = self._id(self.subjects, (self.conditions,), key, f"{text} in area" if in_area else text)
        if name not in self.subjects:
            medicine = bool(_MEDICINE.search(text)) and kind != "duty"
            self.subjects[name] = {
                "name": both(text),
                "kind": "medicine" if medicine else kind,
                **({"prescribed": "sometimes"} if medicine else {}),
                **({} if in_area else {"area-free": True}),
            }
        return name

    def condition(self, text: str, *, kind: str = "state", local: bool = False) -> str:
        """Define something that is or was true of a person, with the question that settles it."""
        key = ("condition", text.lower(), local)
        name = self._id(self.conditions, (self.subjects,), key, f"{text} in area" if local else text)
        if name not in self.conditions:
            where = (
                (" (in the area to be treated)", " (en la zona que se va a tratar)") if local else ("", "")
            )
            self.conditions[name] = {
                "name": both(text),
                "kind": kind,
                **({"local": True} if local else {}),
                "ask": both(f"Does this hold: {text}{where[0]}?", f"¿Se da esto: {text}{where[1]}?"),
            }
        return name

    def area(self, text: str) -> str:
        name = slug(text)
        self.areas.setdefault(name, {"name": both(text)})
        return name

    def anchor(self, text: str) -> str:
        """Return a built-in anchor of that name, or define one with a date of its own."""
        name = slug(text)
        if name not in BUILT_IN_ANCHORS:
            self.anchors.setdefault(name, {"name": both(text)})
        return name

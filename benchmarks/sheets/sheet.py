"""A transcribed care sheet as it stands, with every key it has: nothing is dropped, nothing is understood yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from needlecare.protocol.reader import MAX_BYTES, BadFile, read_file
from sheets.figures import NUMBER, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One end of a window: `least` to `most` (None: no bound on that side), or `words`."""

    least: float | None = None
    most: float | None = None
    words: str = ""

    @property
    def is_zero(self) -> bool:
        return not self.words and self.least == 0 and self.most == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedWindow:
    """A window as printed."""

    opens: Value | None = None
    closes: Value | None = None
    unit: str = ""
    anchor: str = ""
    qualifier: str = ""
    every: Value | None = None
    times: Value | None = None
    while_state: str = ""
    until_event: str = ""
    from_event: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRule:
    """A rule as printed; `problems` are parts that are not of the format."""

    id: str
    phase: str = ""
    action: str = ""
    subjects: tuple[str, ...] = ()
    windows: tuple[PrintedWindow, ...] = ()
    conditions: tuple[str, ...] = ()
    area: str = ""
    variant: str = ""
    severity: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page; `trouble` says why it cannot be read, `leniently` what the strict reader has against it."""

    name: str
    number: str = ""
    organisation: str = ""
    address: str = ""
    treatment: str = ""
    rules: tuple[PrintedRule, ...] = ()
    trouble: str = ""
    leniently: str = ""


def read_sheets(folder: Path) -> list[Sheet]:
    """Return every sheet of a folder, in order of name."""
    return [read_sheet(path) for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])]


def read_sheet(path: Path) -> Sheet:
    """Return one sheet; a file that is not one gives a sheet with `trouble`."""
    leniently = ""
    try:
        content = read_file(path).plain()
    except BadFile as strict:
        leniently = str(strict)
        try:
            content = _with_aliases(path)
        except Exception as error:  # any parser error, whatever its class, is the file's
            return Sheet(name=path.stem, trouble=f"{strict} ({type(error).__name__})")
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        return Sheet(name=path.stem, trouble=f"{path.name}: has no list of rules", leniently=leniently)
    source = content.get("source")
    source = source if isinstance(source, dict) else {}
    return Sheet(
        name=path.stem,
        number=_words(source.get("number")),
        organisation=_words(source.get("organisation")),
        address=_words(source.get("address")),
        treatment=_words(source.get("treatment")),
        rules=tuple(_rule(rule, index) for index, rule in enumerate(content["rules"], 1)),
        leniently=leniently,
    )


def _with_aliases(path: Path) -> Any:
    """Return the content of a file that repeats a value by a YAML alias, which no protocol or facts file may."""
    from ruamel.yaml import YAML

    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        raise ValueError("too large")
    return YAML(typ="safe", pure=True).load(raw.decode("utf-8-sig"))


# --- one rule --------------------------------------------------------------------------------------------------------

_RULE_KEYS = {
    *("id", "phase", "subject", "subjects", "action", "window", "window_also", "condition", "area"),
    *("indication_or_variant", "severity", "text", "notes"),
}
_WINDOW_KEYS = {
    *("from", "to", "unit", "anchor", "qualifier", "every", "times_per_unit"),
    *("while_state", "until_event", "from_event"),
}


def _rule(content: Any, index: int) -> PrintedRule:
    if not isinstance(content, Mapping):
        return PrintedRule(id=f"r{index:02d}", problems=("the rule is not a mapping",))
    problems = [
        f"the key '{key}' is not of the format"
        for key, value in content.items()
        if key not in _RULE_KEYS and value
    ]
    windows = [w for key in ("window", "window_also") for w in _many(content.get(key)) if w is not None]
    printed = [_window(window) for window in windows] or [PrintedWindow()]
    problems += [f"the window's key '{key}' is not of the format" for w in printed for key in w.unknown]
    return PrintedRule(
        id=_words(content.get("id")) or f"r{index:02d}",
        phase=_word(content.get("phase")),
        action=_word(content.get("action")),
        subjects=tuple(
            _words(item)
            for key in ("subject", "subjects")
            for item in _many(content.get(key))
            if _words(item)
        ),
        windows=tuple(printed),
        conditions=tuple(_words(item) for item in _many(content.get("condition")) if _words(item)),
        area="; ".join(_words(item) for item in _many(content.get("area"))),
        variant="; ".join(_words(item) for item in _many(content.get("indication_or_variant"))),
        severity="; ".join(_words(item) for item in _many(content.get("severity"))),
        text=_words(content.get("text")),
        notes=tuple(_notes(content.get("notes"))),
        problems=tuple(problems),
    )


def _notes(content: Any) -> list[str]:
    if isinstance(content, Mapping):
        return [f"{key}: {_words(value)}" if _words(value) else str(key) for key, value in content.items()]
    return [
        note
        for item in _many(content)
        for note in (_notes(item) if isinstance(item, Mapping) else [_words(item)])
    ]


def _window(content: Any) -> PrintedWindow:
    if not isinstance(content, Mapping):
        return PrintedWindow(anchor=_words(content))
    return PrintedWindow(
        opens=_value(content.get("from")),
        closes=_value(content.get("to")),
        unit=_words(content.get("unit")).lower(),
        anchor=_words(content.get("anchor")),
        qualifier=_words(content.get("qualifier")).lower(),
        every=_value(content.get("every")),
        times=_value(content.get("times_per_unit")),
        while_state=_words(content.get("while_state")),
        until_event=_words(content.get("until_event")),
        from_event=_words(content.get("from_event")),
        unknown=tuple(str(key) for key, value in content.items() if key not in _WINDOW_KEYS and value),
    )


def _value(content: Any) -> Value | None:
    if content is None or content == "":
        return None
    if isinstance(content, Mapping):
        least, most = _number(content.get("min")), _number(content.get("max"))
        if set(content) <= {"min", "max"} and (least is not None or most is not None):
            return Value(least=least, most=most)
        return Value(words=_words(content))
    if isinstance(content, list | tuple) and len(content) == 2:
        ends = [_number(end) for end in content]
        if None not in ends:
            return Value(least=ends[0], most=ends[1])
    exact = _number(content)
    if exact is not None:
        return Value(least=exact, most=exact)
    words = _words(content)
    found = re.fullmatch(rf"({NUMBER})\s*(?:-|–|—|to|or|\.\.)\s*({NUMBER})", words, re.IGNORECASE)
    if found:
        return Value(least=number(found[1]), most=number(found[2]))
    found = re.fullmatch(
        rf"(?:(at least|minimum(?: of)?|≥|>=?)|(up to|no more than|at most|≤|<=?))?\s*({NUMBER})\s*(\+"
        rf"|or more)?",
        words,
        re.IGNORECASE,
    )
    if found:
        value = number(found[3])
        at_least, at_most = found[1] or found[4], found[2]
        return Value(least=None if at_most else value, most=None if at_least else value)
    return Value(words=words)


def _number(content: Any) -> float | None:
    if isinstance(content, bool) or content is None:
        return None
    try:
        value = number(content) if isinstance(content, str) else float(content)
    except (KeyError, TypeError, ValueError):
        return None
    return value if 0 <= value < 1e6 else None


def _many(content: Any) -> Sequence[Any]:
    if content is None:
        return ()
    return content if isinstance(content, list | tuple) else (content,)


_TWICE_SAID = re.compile(rf"(?P<one>{NUMBER})\s*\(\s*(?P<two>{NUMBER})\s*\)", re.IGNORECASE)


def _words(content: Any) -> str:
    if content is None or content is False:
        return ""
    if isinstance(content, Mapping):
        return ", ".join(f"{key} {_words(value)}".strip() for key, value in content.items())
    if isinstance(content, list | tuple):
        return ", ".join(_words(item) for item in content)
    text = " ".join(str(content).replace("\u2011", "-").split())
    return _TWICE_SAID.sub(  # "two (2) weeks" is two weeks
        lambda found: found["one"] if number(found["one"]) == number(found["two"]) else found.group(), text
    )


def _word(content: Any) -> str:
    return _words(content).lower().replace("-", "_").replace(" ", "_")


__all__ = ["PrintedRule", "PrintedWindow", "Sheet", "Value", "read_sheet", "read_sheets"]

"""A printed rule on its way into the language: the rule that comes of it, rules beside it, and what found no form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from needlecare.protocol.time import Duration, Unit
from sheets.figures import Amount, amounts
from sheets.guards import together
from sheets.lengths import span_of_amount
from sheets.names import Names
from sheets.sheet import PrintedRule

Plain = dict[str, Any]
LENGTH_KEYS = ("for", "from", "to", "at", "inherit", "usually")


@dataclass
class Draft:
    """One printed rule and the language's rules made of it; `main` is the first of them."""

    printed: PrintedRule
    names: Names
    verb: str
    main: Plain
    first_day: int = 1
    own_words: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    others: list[tuple[Plain, list[Plain]]] = field(default_factory=list)
    sentence: str = ""
    further_often: list[str] = field(default_factory=list)  # printed recurrences besides the rule's first
    vaguely: bool = False  # a number of times in words, read by the protocol's policy

    @property
    def action(self) -> str:
        return self.printed.action

    @property
    def windows(self) -> list[Plain]:
        windows: list[Plain] = self.main.setdefault("when", [])
        return windows

    @property
    def rules(self) -> list[Plain]:
        """Return the language's rules, the main one first, with ids and guards of their own."""
        rules = [self.main]
        for rule, guards in self.others:
            if guards:
                rule = {**rule, "if": together([rule.get("if", {}), *guards])}
            rules.append(rule)
        for rule in rules:
            if rule.get("when"):
                rule["when"] = list({json.dumps(window): window for window in rule["when"]}.values())
        return [{key: value for key, value in rule.items() if value not in ([], {}, None)} for rule in rules]

    def lose(self, what: str) -> None:
        """Note a part of the rule that found no form."""
        if what not in self.lost:
            self.lost.append(what)

    def beside(self, rule: Plain, *, guards: list[Plain] | None = None) -> None:
        """Add a further rule of the language that the same printed rule needs."""
        self.others.append(({**rule, "when": [dict(w) for w in rule.get("when", [])]}, guards or []))

    def guarded(self, guards: list[Plain]) -> None:
        """Make the main rule hold only where these guards do too."""
        self.main["if"] = together([self.main.get("if", {}), *guards])

    def replace_main(self, rule: Plain) -> None:
        self.main = rule
        self.verb = "order"

    def has_note(self, *words: str) -> bool:
        return any(word in note.lower() for note in self.printed.notes for word in words)

    def holds(self, amount: Amount) -> bool:
        """Return whether one of the rules already has a length."""
        rules = [self.main, *(rule for rule, _ in self.others)]
        if amount.vague:
            return any(amount.vague in text for rule in rules for text in _length_texts(rule))
        held = {
            seconds
            for rule in rules
            for text in _length_texts(rule)
            for found in amounts(_readable(text))
            for seconds in nominal(found)
        }
        held |= {
            _DAY * int(n) for rule in rules for w in rule.get("when", []) for n in _whole(w.get("nights"))
        }
        held |= {
            abs(one - other) for one in held for other in held
        }  # "for two weeks, stopped the week prior"
        return set(nominal(amount)) <= held

    def widen(self, amount: Amount) -> bool:
        """Make a longer length the advised end of every window it is longer than; the printed one stays the floor."""
        done = False
        for window in self.windows:
            key = next(
                (k for k in ("for", "to", "at", "from") if window.get(k) not in (None, "unstated")), None
            )
            found = amounts(_readable(window[key])) if key else []
            if key and found and not found[0].is_range and max(nominal(amount)) >= max(nominal(found[0])):
                lead, _, floor = _parted(window[key])
                window[key] = (
                    f"{lead}{floor}..{span_of_amount(Amount(least=amount.least, most=amount.least, unit=amount.unit))}"
                )
                done = True
        return done


_DAY = 86_400


def _whole(text: Any) -> list[str]:
    return re.findall(r"\d+", str(text or ""))


def _length_texts(rule: Plain) -> list[str]:
    """Return every place of a rule where a length may stand."""
    windows = [window.get(key) for window in rule.get("when", []) for key in LENGTH_KEYS]
    texts = [
        *windows,
        *(rule.get("lasts") or {}).values(),
        rule.get("often"),
        (rule.get("repeat") or {}).get("gap"),
    ]
    return [str(text) for text in texts if text] + [str(rule.get("dose", "")).partition(" per ")[2]]


def _parted(text: str) -> tuple[str, str, str]:
    """Return the lead of a written length, a gap, and its floor with a unit."""
    found = re.fullmatch(r"((?:at least|about|up to) )?(\S+?)(?: ([a-z]+))?(?:\.\.(\S+))? ?([a-z]+)?", text)
    assert found is not None
    return found[1] or "", "", f"{found[2]} {found[3] or found[5]}"


def _readable(text: Any) -> str:
    return str(text or "").replace("..", " to ").replace("every ", "")


def nominal(amount: Amount) -> tuple[int, ...]:
    """Return the usual length in seconds of both ends of an amount, for comparing figures only. [s]"""
    unit = "day" if amount.unit == "night" else amount.unit
    first = amount.unit1 or unit
    ends = ((amount.least, "day" if first == "night" else first), (amount.most, unit))
    return tuple(int(value * Duration(1, Unit(name)).nominal) for value, name in ends if value is not None)


def longest(windows: list[Plain]) -> str:
    """Return the far end of the first window after the session that has one, as a single length."""
    for window in windows:
        if "after" in window:
            for key in ("to", "for"):
                found = amounts(_readable(window.get(key)))
                if found and not found[0].vague:
                    end = found[-1]
                    return span_of_amount(
                        Amount(least=end.most or end.least, most=end.most or end.least, unit=end.unit)
                    )
    return ""

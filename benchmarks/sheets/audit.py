"""Whether every figure a printed rule shows stands in the rule the language gives back.

The rules compared are those read back from the protocol's text, never the translator's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from needlecare.protocol.model import Count, Dose, Edge, Guard, Rule, Span, Window
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Duration, Unit
from sheets.draft import nominal
from sheets.figures import amounts, is_rate, loose_numbers, portions
from sheets.numbering import numbered_in
from sheets.sheet import PrintedRule

_ORDINALS = re.compile(r"\b(?:one|two|three) (?:of|or more of) (?:the|these|those)\b", re.IGNORECASE)


def lost_figures(printed: PrintedRule, rules: Iterable[Rule], book: Rulebook) -> list[str]:
    """Return the figures of a printed rule that none of the language's rules holds."""
    rules = list(rules)
    spans = [value for rule in rules for value in _values(rule) if isinstance(value, Span)]
    durations = [value for rule in rules for value in _values(rule) if isinstance(value, Duration)]
    held = {d.nominal for d in durations}
    held |= {
        86_400 * n
        for rule in rules
        for window in rule.when
        if window.form == "nights"
        for n in _nights(window)
    }
    held |= {abs(one - other) for one in held for other in held}  # "for two weeks, stopped the week prior"
    vague = {span.vague for span in spans if span.vague}
    numbers = {float(n) for rule in rules for n in _numbers(rule)} | {float(d.amount) for d in durations}
    names = " ; ".join(_names(rules, book))
    numbers |= {value for value, _, _ in loose_numbers(names)}
    doses = {
        (value.amount, value.unit) for rule in rules for value in _values(rule) if isinstance(value, Dose)
    }
    return list(_lost(_said(printed), held, vague, numbers, doses, names))


def _said(printed: PrintedRule) -> list[str]:
    free = [note for note in printed.notes if re.search(r"\s", note)]
    return [printed.text, *printed.conditions, printed.area, printed.variant, printed.severity, *free]


def _lost(
    texts: list[str],
    held: set[int],
    vague: set[str],
    numbers: set[float],
    doses: set[tuple[float, str]],
    names: str,
) -> Iterator[str]:
    for text in texts:
        text = _ORDINALS.sub(" ", text)
        taken: list[tuple[int, int]] = []
        for amount in amounts(text):
            taken.append((amount.start, amount.end))
            inside = amount.words.lower() in names.lower()
            known = amount.vague in vague if amount.vague else set(nominal(amount)) <= held | {0}
            if not (known or inside or is_rate(text, amount.start)):
                yield f"the length '{amount.words}' is not in the rule"
        for stretch in numbered_in(text, 1):
            length = Duration(1, Unit(stretch.unit)).nominal
            if stretch.unit != "day" and all(
                n * length in held or (n - 1) * length in held for n in stretch.figures
            ):
                taken.append((stretch.start, stretch.end))
        for portion in portions(text):
            if any(start <= portion.start < end for start, end in taken):
                continue
            taken.append((portion.start, portion.end))
            ends = {(portion.least, portion.unit), (portion.most, portion.unit)}
            counted = (1.0, portion.unit) in doses and {portion.least, portion.most} <= numbers
            if not (ends <= doses or counted or portion.words.lower() in names.lower()):
                yield f"the dose '{portion.words}' is not in the rule"
        for value, start, end in loose_numbers(text):
            is_pronoun = text[start:end].lower() == "one"  # "one side only", "no one"
            if (
                not any(a <= start < b for a, b in taken)
                and value not in numbers
                and value != 0
                and not is_pronoun
            ):
                yield f"the number {text[start:end]} is not in the rule"


def _nights(window: Window) -> Iterator[int]:
    if isinstance(window.opens, Edge) and isinstance(window.closes, Edge):
        yield from (window.opens.day + 1, window.closes.day, window.closes.day - window.opens.day)


def _values(value: Any) -> Iterator[Any]:
    """Yield every value inside a rule, itself first."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            if entry.name not in ("id", "says", "why", "note", "remedy", "source"):
                yield from _values(getattr(value, entry.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _values(part)


def _numbers(rule: Rule) -> Iterator[float]:
    for value in _values(rule):
        if isinstance(value, Count | Dose | Guard):
            yield from (
                part for part in value if isinstance(part, int | float) and not isinstance(part, bool)
            )
    for window in rule.when:  # numbered days are kept counted from 0: here as they are printed
        if window.first_day is not None:
            edges = [edge for edge in window.bounds if isinstance(edge, Edge)]
            yield from (edge.day + window.first_day for edge in edges)
            yield from (edge.advised + window.first_day for edge in edges if edge.advised is not None)


def _names(rules: list[Rule], book: Rulebook) -> Iterator[str]:
    tables: list[Mapping[str, Any]] = [book.subjects, book.conditions, book.areas, book.anchors]
    for rule in rules:
        for value in _values(rule):
            if isinstance(value, str):
                yield value
                for table in tables:
                    if value in table:
                        yield table[value].name.en

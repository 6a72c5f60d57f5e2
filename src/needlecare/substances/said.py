"""What a person said, as values: each use with its class, its days and the words it was said in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from needlecare.substances.normalise import word_set
from needlecare.substances.when import Interval
from needlecare.substances.wording import SPOKEN_QUESTIONS

Verdict = Literal["facts", "ask", "none", "not understood"]

_FACT_AREAS = {"bikini": "bikini-line"}
# Areas that facts files have no name for: then the use counts as one in the treated area, the careful reading.
_UNMAPPED_AREAS = frozenset(["", "lip", "brows", "scalp", "feet"])
# What goes on of these is the healing; the day that counts is the one on which they happened.
_EVENTS = frozenset(["sunburn", "cold-sore"])
_OPEN = word_set(
    "class which route clinic spelling strength pain when date"
)  # questions that leave a use open


@dataclass(frozen=True, slots=True)
class Use:
    """One thing a person said they use, took, had done or was exposed to."""

    groups: tuple[str, ...]  # one class, or the classes in question
    substance: str
    words: str  # as typed
    route: str
    area: str
    when: tuple[Interval, ...]  # days of the last use (or of the plan); several are readings; none: not said
    expression: str  # the words that give the time, as typed
    is_ongoing: bool = False
    is_planned: bool = False
    is_never: bool = False
    started: Interval | None = None
    question: str = ""  # key of SPOKEN_QUESTIONS

    @property
    def is_clear(self) -> bool:
        """Whether class and time are settled."""
        is_timed = len(self.when) == 1 or self.is_never or self.is_ongoing
        return len(self.groups) == 1 and is_timed and self.question not in _OPEN

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Return the use as plain values."""
        return {
            "classes": list(self.groups),
            "substance": self.substance,
            "words": self.words,
            "route": self.route,
            "area": self.area,
            "when": [interval.to_json() for interval in self.when],
            "expression": self.expression,
            "ongoing": self.is_ongoing,
            "planned": self.is_planned,
            "never": self.is_never,
            "started": self.started.to_json() if self.started else None,
            "clear": self.is_clear,
            "question": SPOKEN_QUESTIONS[self.question][language] if self.question else "",
        }


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a sentence says about products and procedures."""

    text: str
    language: str
    verdict: Verdict
    uses: tuple[Use, ...]
    denied: tuple[str, ...]  # classes named only to be denied
    ordinary: tuple[str, ...]  # words for things that no rule names

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes that are settled, each once."""
        settled = [
            u for u in self.uses if len(u.groups) == 1 and u.question not in ("class", "route", "spelling")
        ]
        return tuple(dict.fromkeys(use.groups[0] for use in settled))

    def to_facts(self) -> dict[str, object]:
        """Return an entry for a facts file: `{"used": {class: {...}}}`, of what is settled only.

        A class that was spoken of more than once has a list of entries, so that none hides another.
        """
        used: dict[str, list[dict[str, object]]] = {}
        for use in self.uses:
            if use.is_clear:
                used.setdefault(use.groups[0], []).append(fact_of(use))
        return {"used": {group: facts if len(facts) > 1 else facts[0] for group, facts in used.items()}}

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Return the phrase as plain values."""
        return {
            "text": self.text,
            "language": self.language,
            "verdict": self.verdict,
            "uses": [use.to_json(language) for use in self.uses],
            "denied": list(self.denied),
            "ordinary": list(self.ordinary),
            "facts": self.to_facts(),
        }


def fact_of(use: Use) -> dict[str, object]:
    """Return a use that is clear as an entry of a facts file."""
    fact: dict[str, object] = {}
    interval = use.when[0] if use.when else None
    if use.is_never:
        fact["last"] = "never"
    elif use.is_planned and interval is not None:
        fact["planned"] = _days(interval)
    elif interval is None or (use.is_ongoing and use.groups[0] not in _EVENTS):
        fact["last"] = "ongoing"  # a day would say that it is over
    else:
        fact["last"] = _days(interval)
    if use.started is not None:
        fact["started"] = _days(use.started)
    if use.area not in _UNMAPPED_AREAS:
        fact["area"] = _FACT_AREAS.get(use.area, use.area)
    fact["words"] = use.words if not use.expression else f"{use.words}: {use.expression}"
    return fact


def _days(interval: Interval) -> object:
    if interval.start is None and interval.end is not None:
        return f"before {interval.end + timedelta(1)}"
    if interval.start is not None and interval.start == interval.end:
        return interval.start.isoformat()
    return interval.to_json()

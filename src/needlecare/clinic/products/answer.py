"""What a label or a name holds and what the protocol says of it, as the page shows it.

A product in which nothing was found is never called fine: no rule names what is in it, and that is all that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from needlecare.answering.case import case_of_said
from needlecare.answering.product import evidence, headlines
from needlecare.clinic.common.clinic import Clinic
from needlecare.clinic.common.moments import Unread
from needlecare.clinic.common.proof import Proof, proof_of
from needlecare.clinic.common.words import say
from needlecare.protocol.model import Outcome
from needlecare.protocol.reader import BadFile
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant
from needlecare.substances import Finding, ProductReading, read_label, read_name
from needlecare.wording.around import Around, around, class_name, lines
from needlecare.wording.language import Speaker, first_capital

# The shape and colour of each answer; "none found" is grey, for silence never looks like "ready".
TONES = {"contains": "caution", "may contain - ask": "ask", "none found": "none", "cannot tell": "refer"}
NO_CLASS = ("any", "medicine")
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the label: its words, and the tone of what was found in them."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One class: whether the product holds it, by which words, and what the protocol says of it."""

    name: str
    tone: str
    word: str
    evidence: tuple[str, ...]
    questions: tuple[str, ...]
    says: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...]
    covered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one product."""

    tone: str
    word: str
    headlines: tuple[str, ...]
    for_session: str
    label: tuple[Part, ...]
    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]
    unknown_more: str
    cut: str
    look_alikes: tuple[tuple[str, str], ...]
    suggestions: str
    odd: str
    asks_prescriber: bool


def answer_to(
    book: Rulebook,
    *,
    name: str,
    label: str,
    session: str,
    used: str,
    clinic: Clinic,
    language: str,
    now: Instant,
) -> Answer:
    """Return the answer for a product.

    Raises
    ------
    Unread
        If the words of the last use cannot be read.
    """
    found = read_label(label, name=name or None) if label else read_name(name)
    groups = list(dict.fromkeys((*found.classes, *found.asked)))
    said: dict[str, Any] = {"zone": clinic.zone_key, "jurisdiction": [clinic.country]}
    said["session"] = session or clinic.zone.day_of(now).isoformat()
    if used:
        said["used"] = {group: used for group in groups if group not in NO_CLASS}
    try:
        case = case_of_said(said, book, language=language, now=now)
    except BadFile:
        raise Unread({"used": say("time-not-read")}) from None
    return _Writer(case.speaker, found, is_dated=bool(session)).answer(label)


class _Writer:
    """Says every part of an answer."""

    def __init__(self, speaker: Speaker, found: ProductReading, *, is_dated: bool) -> None:
        self.say, self.found, self.is_dated = speaker, found, is_dated

    def answer(self, label: str) -> Answer:
        speaker, found = self.say, self.found
        entries = tuple(self._entries())
        return Answer(
            tone=TONES[found.answer],
            word=say(f"product-word-{TONES[found.answer]}"),
            headlines=tuple(self._headlines()),
            for_session=speaker.session() if self.is_dated else "",
            label=tuple(self._parts(label)) if label else (),
            entries=entries,
            unknown=tuple(dict.fromkeys(" ".join(token.text.split()) for token in found.unknown)),
            unknown_more=self._more_unknown(),
            cut=speaker.say("product-cut") if not found.is_complete and found.ingredient_count else "",
            look_alikes=tuple(self._look_alikes()),
            suggestions=speaker.listed(list(found.suggestions), joined="or"),
            odd="; ".join(list(dict.fromkeys(odd.character for odd in found.oddities))[:MOST_SHOWN]),
            asks_prescriber=any(entry.covered for entry in entries),
        )

    def _headlines(self) -> Iterator[str]:
        """Yield the answer, and with it what is not known: silence is never passed over."""
        yield from headlines(self.say, self.found)
        if self.found.unknown:
            names = dict.fromkeys(" ".join(token.text.split()) for token in self.found.unknown)
            yield self.say.say("product-unknown", names="; ".join(list(names)[:MOST_SHOWN]))

    def _more_unknown(self) -> str:
        more = self.found.unknown_count - len(self.found.unknown)
        return self.say.counted("product-unknown-more", more) if more > 0 else ""

    # --- the label ---

    def _parts(self, label: str) -> Iterator[Part]:
        """Yield the label piece by piece, with what was found in each."""
        at = 0
        for start, end, tone in self._marks():
            if start < at:
                continue
            yield Part(text=label[at:start])
            yield Part(text=label[start:end], tone=tone)
            at = end
        yield Part(text=label[at:])

    def _marks(self) -> list[tuple[int, int, str]]:
        marks = {}
        for alike in self.found.look_alikes:
            marks[alike.token.start, alike.token.end] = "none"
        for token in self.found.unknown:
            marks[token.start, token.end] = "refer"
        for finding in reversed(self.found.findings):
            if finding.token is not None:
                marks[finding.token.start, finding.token.end] = "caution" if finding.holds else "ask"
        return sorted((start, end, tone) for (start, end), tone in marks.items())

    # --- class by class ---

    def _entries(self) -> Iterator[Entry]:
        for group in dict.fromkeys(finding.group for finding in self.found.findings):
            yield self._entry(group, [one for one in self.found.findings if one.group == group])

    def _entry(self, group: str, findings: list[Finding]) -> Entry:
        holds = any(finding.holds for finding in findings)
        told = around(self.say, group)
        asks = dict.fromkeys(ask for one in findings if (ask := one.ask(self.say.language)))
        return Entry(
            name=first_capital(class_name(self.say, group)),
            tone=self._tone(told) if holds else "ask",
            word=self._word(told, holds),
            evidence=tuple(dict.fromkeys(evidence(self.say, finding) for finding in findings)),
            questions=tuple(asks),
            says=tuple(self._says(group, told)),
            proofs=tuple({rule.id: proof_of(self.say, rule) for rule in self._rules(told)}.values()),
            covered=told.is_covered,
        )

    def _rules(self, told: Around) -> list[Any]:
        return [self.say.book.rule[line.rule.id] for line in told.says]

    def _says(self, group: str, told: Around) -> Iterator[tuple[str, str]]:
        """Yield what the protocol says: with its dates where a session is given, else its own sentences."""
        if group in NO_CLASS:
            return
        if self.is_dated or not told.is_covered:
            for text, asked, _ in lines(self.say, told):
                yield text, asked
            return
        for rule in {rule.id: rule for rule in self._rules(told)}.values():
            yield self.say.text(rule.says), ""

    def _tone(self, told: Around) -> str:
        if not told.is_covered:
            return "refer"
        outcomes = [line.finding.outcome for line in told.says if line.finding is not None]
        worst = max(outcomes, default=Outcome.CAUTION)
        return "caution" if not self.is_dated or worst is Outcome.ASK else worst.word

    def _word(self, told: Around, holds: bool) -> str:
        if not holds:
            return say("product-open")
        return say("product-holds" if told.is_covered else "product-not-covered")

    def _look_alikes(self) -> Iterator[tuple[str, str]]:
        alike = dict.fromkeys(
            (" ".join(one.token.text.split()), one.why, one.looks_like) for one in self.found.look_alikes
        )
        for words, why, group in list(alike)[:MOST_SHOWN]:
            subject = class_name(self.say, group)
            yield words, self.say.fill("product-look-alike", words=words, why=why, subject=subject)

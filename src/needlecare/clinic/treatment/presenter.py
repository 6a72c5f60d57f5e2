"""The treatment page's parts, each sentence with its proof: rules grouped by how far they reach from the session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from needlecare.clinic.common.proof import Proof, proof_of, proof_of_source
from needlecare.clinic.common.words import say
from needlecare.engine.course import is_result
from needlecare.engine.timing import exclusion, is_washout, span_of
from needlecare.protocol.document import Sign
from needlecare.protocol.model import At, Outcome, Prescribed, Rule, Span, Verb, Window
from needlecare.protocol.time import Duration, Unit
from needlecare.wording.care import emergency_number, flags
from needlecare.wording.language import Speaker, first_capital
from needlecare.wording.rules import window

MOST_OPEN = 2  # sentences of a row that stand in the open
# Only for the order of rows and the colour of their dots; no date is worked out from it. [h]
_HOURS = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WEEK: 168, Unit.MONTH: 730, Unit.YEAR: 8766}
_PLACES = ((24, "h0"), (48, "h1"), (96, "h3"), (336, "h7"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One point of the time line: when, what about, and each sentence with what stands behind it."""

    when: str
    title: str
    parts: tuple[tuple[str, Proof], ...]
    css: str = ""
    asks: str = ""  # whom to ask first, where something in it may be prescribed

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the sentences that stand in the open; of many, the title says what they are about."""
        return () if self.folded else tuple(dict.fromkeys(line for line, _ in self.parts))

    @property
    def folded(self) -> bool:
        return len({line for line, _ in self.parts}) > MOST_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A sign of the healing course with its numbers in words."""

    name: str
    says: str
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    outcome: str
    lines: tuple[tuple[str, Proof], ...]


class Presenter:
    """What the template of the treatment page arranges."""

    def __init__(self, speaker: Speaker) -> None:
        self.say, self.book = speaker, speaker.book

    @property
    def title(self) -> str:
        return self.say.text(self.book.layers[0].title)

    def _texts(self, section: str) -> list[str]:
        pages = (page for layer in self.book.layers for page in layer.pages)
        return [self.say.text(page.text) for page in pages if page.section == section]

    @property
    def about(self) -> list[str]:
        return self._texts("about")

    @property
    def expect(self) -> list[str]:
        return self._texts("expect")

    @property
    def offered_for(self) -> list[str]:
        entries = {entry.id: entry for layer in self.book.layers for entry in layer.indications}
        return [first_capital(self.say.text(entry.name)) for entry in entries.values()]

    # --- before ---

    @cached_property
    def before(self) -> list[Row]:
        """Return what to leave out before, the longest time first; rules of equal reach together."""
        groups: dict[tuple[str, Span], list[Rule]] = {}
        for rule in self._of_client():
            for when in filter(is_washout, rule.when):
                span = span_of(self.book, when)
                if span is not None and isinstance(when.closes, At):
                    groups.setdefault((when.closes.anchor, span), []).append(rule)
        rows = sorted(groups.items(), key=lambda entry: -_hours(entry[0][1].advised))
        dated = [
            self._row(say("t-before", span=self.say.times.span(span), anchor=self.say.anchor(anchor)), rules)
            for (anchor, span), rules in rows
        ]
        told = [
            rule
            for rule in self.book.rules
            if rule.verb is Verb.TELL or any(when.form == "words" for when in rule.when)
        ]
        return [*dated, self._row(say("t-always"), told, title=self.say.say("plan-tell"))] if told else dated

    @cached_property
    def asked(self) -> list[tuple[str, Proof]]:
        """Return what is asked about medicines that a doctor directs; nothing of it asks for a change."""
        rules = [rule for rule in self.book.rules if rule.verb is Verb.AVOID and rule.actor == "prescriber"]
        return [(self.say.text(rule.says), proof_of(self.say, rule)) for rule in rules]

    # --- the day ---

    @cached_property
    def day(self) -> list[Row]:
        """Return how to arrive, and what the clinic does."""
        arrive = [rule for rule in self.book.rules if rule.verb is Verb.CHECK]
        leave = [rule for rule in self._of_client() if any(when.form == "day" for when in rule.when)]
        steps = [rule for rule in self.book.rules if rule.actor == "clinic"]
        rows = [
            (say("t-all-day"), leave, say("t-leave")),
            (say("t-arrive"), arrive, say("t-arrive-how")),
            (say("t-we"), steps, say("t-we-do")),
        ]
        return [self._row(when, rules, title=title, css="is-day") for when, rules, title in rows if rules]

    # --- after ---

    @cached_property
    def after(self) -> list[Row]:
        """Return what holds after the session, what ends first first; what has no end comes last."""
        groups: dict[str, list[tuple[Rule, Window]]] = {}
        for rule in self.book.rules:
            for when in rule.when:
                if when.form == "after" and rule.actor != "prescriber":
                    groups.setdefault(first_capital(window(self.say, when)), []).append((rule, when))
        rows = sorted(groups.items(), key=lambda entry: self._reach(entry[1][0][1]))
        return [
            self._row(when, [rule for rule, _ in found], css=self._place(found[0][1])) for when, found in rows
        ]

    def _reach(self, when: Window) -> int:
        span = span_of(self.book, when)
        return _hours(span.advised) if span is not None else 10**6

    def _place(self, when: Window) -> str:
        hours = self._reach(when)
        return next((css for most, css in _PLACES if hours <= most), "h42")

    # --- healing, and coming back ---

    @cached_property
    def signs(self) -> list[Expected]:
        """Return the signs that are usual, with until when."""
        return [self._expected(sign) for sign in self.book.course if sign.typical.advised.amount]

    def _expected(self, sign: Sign) -> Expected:
        times = self.say.times
        spans = [("t-usual", sign.typical)]
        if sign.normal_until is not None and not is_result(sign):
            spans.append(("t-normal-until", sign.normal_until))
        lines = tuple((say(key), times.span(span)) for key, span in spans)
        return Expected(
            name=first_capital(self.say.text(sign.sign)),
            says=self.say.text(sign.says),
            proof=proof_of_source(self.say, sign.source, id=sign.id, lines=lines),
        )

    @cached_property
    def series(self) -> tuple[str, str, Proof] | None:
        """Return how often to come back: the gap and the count, the sentence, and its proof."""
        found = self.book.series
        if found is None:
            return None
        gap = self.say.times.span(found.gap)
        return gap, self.say.text(found.says), proof_of_source(self.say, found.source)

    @cached_property
    def reasons(self) -> list[Group]:
        """Return what speaks against a session, or is talked over first."""
        rules = [rule for rule in self.book.rules if rule.verb is Verb.EXCLUDE]
        groups = []
        for outcome in (Outcome.STOP, Outcome.WAIT, Outcome.REFER, Outcome.CAUTION):
            found = [rule for rule in rules if exclusion(rule) is outcome]
            lines = tuple((self.say.text(rule.says), proof_of(self.say, rule)) for rule in found)
            if lines:
                groups.append(Group(title=say(f"t-{outcome.word}"), outcome=outcome.word, lines=lines))
        return groups

    @property
    def emergency(self) -> list[str]:
        return [self.say.text(flag.sign) for flag in flags(self.book, "emergency")]

    @property
    def number(self) -> str:
        return emergency_number(self.say)

    # --- helpers ---

    def _of_client(self) -> Iterable[Rule]:
        return (rule for rule in self.book.rules if rule.verb is Verb.AVOID and rule.actor == "client")

    def _row(self, when: str, rules: list[Rule], *, title: str = "", css: str = "") -> Row:
        once = {rule.id: rule for rule in rules}.values()
        names = dict.fromkeys(name for rule in once for name in rule.subjects)
        return Row(
            when=when,
            title=title or first_capital(self.say.names(names, joined="and")),
            parts=tuple((self.say.text(rule.says), proof_of(self.say, rule)) for rule in once),
            css=css,
            asks=self.say.words["ask-prescriber-if"] if any(map(self._may_be_prescribed, names)) else "",
        )

    def _may_be_prescribed(self, name: str) -> bool:
        inside = self.book.narrower.get(name, frozenset())
        return any(self.book.subjects[one].prescribed is not Prescribed.NEVER for one in inside)


def _hours(length: Duration) -> int:
    return length.amount * _HOURS[length.unit]

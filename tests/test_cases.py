"""The clinical cases of `cases/`: a sentence, what a client says, and the answer the clinical text gives.

How a case is written is told in docs/how-to/add-a-case.md.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import needlecare
from needlecare.engine.care import care, holding
from needlecare.engine.course import assess
from needlecare.engine.screening import GAP_RULE, HEALING_RULE, Finding, Verdict
from needlecare.engine.series import plan_series
from needlecare.engine.timing import anchor_at
from needlecare.protocol.checkin import checkins
from needlecare.protocol.model import Count, Span
from needlecare.protocol.reader import read_file
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.when import interval_of

CASES = Path(__file__).parent / "cases"
BOTH = ["microneedling", "safety"]
STATEMENTS = {f"S-{number:02}" for number in range(1, 78)}
AMBIGUITIES = {f"A-{number:02}" for number in range(1, 23)}
CASE_KEYS = {"case", "covers", "protocols", "given", "silent", "facts", "expect", "differs"}

GIVEN = read_file(CASES / "given.yaml").plain()


@dataclass(frozen=True)
class Case:
    """One case as written, and the file it stands in."""

    file: str
    said: dict[str, Any]

    @property
    def id(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", self.said["case"].lower()).strip("-")
        return f"{self.file}: {words[:90]}"

    @property
    def expect(self) -> dict[str, Any]:
        return self.said["expect"]

    @property
    def given(self) -> list[str]:
        given = self.said.get("given", "all-clear")
        return given if isinstance(given, list) else [given]

    @property
    def mentioned(self) -> set[str]:
        """Return the rules, signs and red flags this case expects something of."""
        names = {
            name for key in ("rules", "asks", "last-use-by", "inherits") for name in self.expect.get(key, ())
        }
        names |= set(self.expect.get("pending", ())) | set(self.expect.get("course", ()))
        names |= {item["item"] for item in self.expect.get("care", ())}
        return names | {flag for flags in self.expect.get("red-flags", {}).values() for flag in flags}


def read_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        if path.name != "given.yaml":
            for said in read_file(path).plain():
                yield Case(path.stem, said)


ALL = list(read_cases())


@lru_cache(maxsize=4)
def rulebook(*names: str) -> Rulebook:
    return needlecare.load(*names)


def book_of(case: Case) -> Rulebook:
    return rulebook(*case.said.get("protocols", BOTH))


# --- from a case to an answer ----------------------------------------------------------------------------------------


def facts_of(case: Case) -> Facts:
    """Return the facts of a case over what it takes as given, less what it is silent about."""
    return needlecare.facts(said_of(case), book_of(case))


def said_of(case: Case) -> dict[str, Any]:
    """Return the facts of a case as plain values."""
    book = book_of(case)
    known = {"used": book.subjects, "states": book.conditions}
    facts: dict[str, Any] = {}
    for name in case.given:
        if name != "nothing":
            facts = merged(facts, GIVEN[name])
    for key, names in known.items():
        facts[key] = {name: answer for name, answer in facts.get(key, {}).items() if name in names}
    for name in case.said.get("silent", ()):
        answered = next((part for part in (facts["used"], facts["states"], facts) if name in part), None)
        assert answered is not None, f"'{name}' is not among the answers given; leave it out of 'silent'"
        del answered[name]
    own = dict(case.said.get("facts", {}))
    # Said under another of its names, it still takes the place of the answer given.
    own["used"] = {book.named(name) or name: use for name, use in own.get("used", {}).items()}
    return merged(facts, own)


def merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {**under, **over}
    for key in ("used", "states", "plan"):
        if key in both:
            both[key] = {**under.get(key, {}), **over.get(key, {})}
    return both


@dataclass(frozen=True)
class Answer:
    """What the engine says of a case, in the words a case is written in."""

    book: Rulebook
    facts: Facts
    verdict: Verdict
    named: frozenset[str]  # the rules of which the case says what they give

    @property
    def zone(self) -> Zone:
        return self.facts.zone

    def finding(self, rule: str) -> Finding | None:
        assert rule in self.book.rule or rule in (GAP_RULE, HEALING_RULE), f"no rule is called '{rule}'"
        return next((found for found in self.verdict.findings if found.rule_id == rule), None)

    def outcome_of(self, rule: str) -> str:
        found = self.finding(rule)
        if found is not None:
            return found.outcome.word
        return "pending" if rule in self.verdict.pending else "does-not-apply"

    def written(self, moment: Instant | None) -> str:
        if moment is None:
            return "unknown"
        return "now" if moment == self.facts.asked else self.on_the_clock(moment)

    def on_the_clock(self, moment: Instant) -> str:
        return self.zone.local(moment).replace(tzinfo=None).isoformat().removesuffix(":00")


def _earliest(answer: Answer, expected: Any) -> Any:
    certain, possible = (answer.written(at) for at in (answer.verdict.certain, answer.verdict.possible))
    if isinstance(expected, dict) or certain != possible:
        return {"certain": certain, "possible": possible}
    return certain


def _asks(answer: Answer, expected: dict[str, str]) -> dict[str, str]:
    return {rule: _question(answer, rule) for rule in expected}


def _question(answer: Answer, rule: str) -> str:
    found = answer.finding(rule)
    if found is None or found.outcome.word != "ask" or found.question is None:
        return f"nothing: {answer.outcome_of(rule)}"
    return found.question.kind


def _last_use_by(answer: Answer, expected: dict[str, str]) -> dict[str, str]:
    return {
        rule: _between(answer, found.limit if (found := answer.finding(rule)) else None) for rule in expected
    }


def _between(answer: Answer, limit: Interval | None) -> str:
    if limit is None:
        return "unknown"
    ends = [answer.on_the_clock(limit.lo), answer.on_the_clock(limit.hi)]
    return ends[0] if limit.is_exact else " to ".join(ends)


def _inherits(answer: Answer, expected: dict[str, str]) -> dict[str, str]:
    return {rule: _lender(answer.finding(rule)) for rule in expected}


def _lender(found: Finding | None) -> str:
    return found.inherited_from if found and found.unstated else "states its own length"


def _not_covered(answer: Answer, expected: list[str]) -> list[str]:
    return sorted(name for found in answer.verdict.findings if found.rule_id == "" for name in found.states)


def _care(answer: Answer, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_item(answer, item) for item in expected]


def _item(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    items = [item for item in care(answer.book, answer.facts).items if item.id == expected["item"]]
    wanted = next((item for item in items if item.kind == expected.get("kind", item.kind)), None)
    if wanted is None:
        return {"item": expected["item"], "applies": "no"}
    seen = {
        "applies": TRUTH[wanted.applies],
        "item": wanted.id,
        "kind": wanted.kind,
        "by": wanted.actor,
        "from": "unknown" if wanted.opens is None else answer.on_the_clock(wanted.opens),
        "until": "unknown" if wanted.closes is None else answer.on_the_clock(wanted.closes),
        "at-least-until": "unknown" if wanted.floor is None else answer.on_the_clock(wanted.floor),
        "concerns-her": TRUTH[wanted.concerns],
        "end-unstated": "yes" if wanted.unstated else "no",
        "about": "yes" if wanted.about else "no",
        "to-prescriber": "yes" if wanted.to_prescriber else "no",
    }
    return {key: seen[key] for key in expected}


TRUTH = {True: "yes", False: "no", None: "ask"}


def _holds(answer: Answer, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_holding_at(answer, one) for one in expected]


def _holding_at(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    at = interval_of(expected["at"], answer.zone).lo
    ids = {f"{item.kind} {item.id}" for item in holding(answer.book, answer.facts, at)}
    found: dict[str, Any] = {"at": expected["at"]}
    if "holds" in expected:
        found["holds"] = [name for name in expected["holds"] if name in ids]
    if "not" in expected:
        found["not"] = [name for name in expected["not"] if name not in ids]
    return found


def _means(answer: Answer, expected: dict[str, str]) -> dict[str, str | None]:
    return {word: answer.book.named(word) for word in expected}


def _never_printed(answer: Answer, expected: list[str]) -> list[str]:
    printed = " ".join(texts_of(answer.book)).lower()
    return [word for word in expected if word.lower() not in printed]


def _never_told(answer: Answer, expected: list[str]) -> list[str]:
    told = " ".join(texts_of(answer.book, but_not=("note", "readings"))).lower()
    return [word for word in expected if word.lower() not in told]


def texts_of(book: Rulebook, *, but_not: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every text for people, in both languages; notes and readings are for the clinic, not for clients."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if {"en", "es"} <= set(value):
                yield from (value["en"], value["es"])
            for key, part in value.items():
                if key not in but_not:
                    yield from walk(part)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part)

    for layer in book.layers:
        yield from walk(json.loads(needlecare.dump(layer)))


def _maps(answer: Answer, expected: dict[str, list[str]]) -> dict[str, list[str]]:
    return {statement: sorted(homes_of(answer.book, statement)) for statement in expected}


def homes_of(book: Rulebook, statement: str) -> Iterator[str]:
    """Yield what a statement of the clinic's page became: rule, sign, indication, series, page or not-a-rule."""
    for layer in book.layers:
        sourced = [
            *((f"{rule.verb} {rule.id}", rule.source) for rule in layer.rules),
            *((f"sign {sign.id}", sign.source) for sign in layer.course),
            *((f"indication {one.id}", one.source) for one in layer.indications),
            *((("series", layer.series.source),) if layer.series else ()),
        ]
        yield from (name for name, source in sourced if statement in source.statement)
        yield from (f"page {page.id}" for page in layer.pages if statement in page.statement)
        yield from ("not-a-rule" for one in layer.not_rules if statement in one.statement)


def _told_to_clinic(answer: Answer, expected: list[str]) -> list[str]:
    found = {reading.id for layer in answer.book.layers for reading in layer.readings if reading.finding}
    return [name for name in expected if name in found]


def _course(answer: Answer, expected: dict[str, dict[str, str]]) -> dict[str, Any]:
    signs = {sign.id: sign for sign in answer.book.course}
    return {
        name: {key: _value(getattr(signs[name], FIELDS.get(key, key))) for key in numbers}
        for name, numbers in expected.items()
    }


FIELDS = {
    "from": "onset",
    "normal-until": "normal_until",
    "flag-from": "flag_from",
    "worse-after": "worse_after",
}


def _value(value: Any) -> str:
    if isinstance(value, Span):
        words = value.vague or ("about" if value.about else value.bound)
        is_range = value.is_range and value.bound != "up to"
        amount = f"{value.floor.amount}..{value.advised}" if is_range else f"{value.advised}"
        return f"{words} {amount}".strip()
    if isinstance(value, Count):
        return f"{value.least}..{value.most}"
    return "none" if value is None else str(value)


def _red_flags(answer: Answer, expected: dict[str, list[str]]) -> dict[str, list[str]]:
    return {level: [flag.id for flag in answer.book.red_flags if flag.level == level] for level in expected}


def _series(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    series = answer.book.series
    assert series is not None
    seen = {"gap": _value(series.gap), "count": _value(series.count), "not-while": list(series.not_while)}
    return {key: seen[key] for key in expected}


def _check_ins(answer: Answer, expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_check_in(answer, one) for one in expected]


def _check_in(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    """Return a check-in with what it means, compared with the check-ins said to come before it."""
    end = anchor_at(answer.book, answer.facts, "session-end")
    assert end is not None
    entries = [
        {key: entry[key] for key in ("at", "signs", "flags") if key in entry}
        for entry in (*expected.get("before", ()), expected)
    ]
    diary = checkins(
        {"zone": answer.zone.key, "session-end": answer.on_the_clock(end.lo), "check-ins": entries},
        answer.book,
        now=interval_of(expected["at"], answer.zone).hi,
    )
    course = assess(
        answer.book, diary.latest, session_end=diary.session_end, zone=answer.zone, earlier=diary.earlier
    )
    seen = {**expected, "means": course.status.word if course.status is not None else "nothing"}
    return {**seen, "help": course.urgency.word}


def _plan(answer: Answer, expected: dict[str, Any]) -> dict[str, Any]:
    """Return the series planned for a number of sessions, as days."""
    plan = plan_series(answer.book, answer.facts, sessions=expected["sessions"])
    seen = {
        "sessions": plan.count,
        "fits": TRUTH[plan.fits],
        "earliest": [str(session.earliest) for session in plan.sessions],
        "ideal": [str(session.ideal) for session in plan.sessions],
        "latest": [str(session.latest or "open") for session in plan.sessions],
        "numbers": [session.number for session in plan.sessions],
        "notes": list(plan.notes),
        "review": [session.number for session in plan.sessions if "clinician-review" in session.notes],
    }
    return {key: seen[key] for key in expected}


def _indications(answer: Answer, expected: dict[str, str]) -> dict[str, str]:
    status = {one.id: one.status or "listed" for layer in answer.book.layers[:1] for one in layer.indications}
    return {name: status.get(name, "unknown") for name in expected}


def _others(answer: Answer, expected: str) -> Any:
    """Return "ready" where every rule the case does not name is ready, else those that are not."""
    loud = {
        found.rule_id: found.outcome.word
        for found in answer.verdict.findings
        if found.rule_id and found.rule_id not in answer.named and found.outcome.word != "ready"
    }
    return expected if expected == "any" else loud or "ready"


# What a case may expect, and how it is found in the answer; each in the shape in which it is expected.
FOUND: dict[str, Callable[[Answer, Any], Any]] = {
    "outcome": lambda answer, _: answer.verdict.outcome.word,
    "others": _others,
    "earliest": _earliest,
    "rules": lambda answer, expected: {rule: answer.outcome_of(rule) for rule in expected},
    "asks": _asks,
    "last-use-by": _last_use_by,
    "inherits": _inherits,
    "pending": lambda answer, _: sorted(answer.verdict.pending),
    "not-covered": _not_covered,
    "care": _care,
    "now": _holds,
    "means": _means,
    "never-printed": _never_printed,
    "never-told": _never_told,
    "maps": _maps,
    "told-to-clinic": _told_to_clinic,
    "course": _course,
    "red-flags": _red_flags,
    "series": _series,
    "check-ins": _check_ins,
    "plan": _plan,
    "indications": _indications,
}
ORDERLESS = {"pending", "not-covered"}


# --- the tests -------------------------------------------------------------------------------------------------------


def marked(case: Case) -> Any:
    why = case.said.get("differs")
    return pytest.param(case, id=case.id, marks=[pytest.mark.xfail(reason=why)] if why else [])


@pytest.mark.parametrize("case", [marked(case) for case in ALL])
def test_the_answer_is_the_clinical_one(case):
    book, facts = book_of(case), facts_of(case)
    named = frozenset((*case.expect.get("rules", ()), *case.expect.get("asks", ())))
    answer = Answer(book, facts, needlecare.screen(book, facts), named)

    expected = {key: sorted(want) if key in ORDERLESS else want for key, want in case.expect.items()}
    if "all-clear" in case.given:
        expected = {"others": "ready", "not-covered": [], **expected}
    found = {key: FOUND[key](answer, want) for key, want in expected.items()}

    assert found == expected


def test_every_case_is_written_in_the_agreed_form():
    odd = {case.id: words for case in ALL if (words := sorted(_unknown_words(case)))}

    assert odd == {}


def _unknown_words(case: Case) -> set[str]:
    missing = {f"no {key}" for key in ("case", "covers", "expect") if not case.said.get(key)}
    covers = STATEMENTS | AMBIGUITIES | {"contraindications", "red flags"}
    return {
        *missing,
        *(set(case.said) - CASE_KEYS),
        *(set(case.expect) - set(FOUND)),
        *(set(case.said["covers"]) - covers),
        *(set(case.given) - {*GIVEN, "nothing"}),
    }


def test_no_two_cases_say_the_same_sentence():
    sentences = [case.said["case"] for case in ALL]

    assert sorted(set(sentences)) == sorted(sentences)


def test_every_statement_and_every_ambiguity_has_a_case():
    covered = {name for case in ALL for name in case.said["covers"]}

    assert sorted((STATEMENTS | AMBIGUITIES) - covered) == []


def test_every_rule_sign_and_red_flag_is_expected_of_in_some_case():
    book = rulebook(*BOTH)
    mentioned = {name for case in ALL for name in case.mentioned}

    shipped = [*book.rule, *(sign.id for sign in book.course), *(flag.id for flag in book.red_flags)]
    assert [name for name in shipped if name not in mentioned] == []

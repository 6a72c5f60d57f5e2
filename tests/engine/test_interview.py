"""The interview asks as little as possible, what matters most first, and nothing twice."""

from dataclasses import replace
from typing import Any

import pytest

import needlecare
from needlecare.engine.interview import Prompt, chosen, next_question, settled_by
from needlecare.engine.screening import screen
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, Interval

START = {
    "zone": "Europe/London",
    "asked": "2026-12-01T10:00",
    "session": "2026-12-10T14:30",
    "areas": ["face"],
}
PLAIN = {
    "birth": {"birth": "1990-02-03"},
    "plan": {"plan": {}},
    "previous-session": {"previous-sessions": []},
    "skin-type": {"skin-type": 3},
    "indication": {"indication": ["acne-scars"]},
    "jurisdiction": {"jurisdiction": "GB"},
}


def book() -> Any:
    return needlecare.load("microneedling", "safety")


def merged(said: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    result = dict(said)
    for key, value in more.items():
        result[key] = {**result.get(key, {}), **value} if isinstance(value, dict) else value
    return result


def harmless(prompt: Prompt, asked: int) -> dict[str, Any]:
    """Return the facts of someone to whom nothing applies."""
    if prompt.kind in ("uses", "any-of"):
        return chosen(prompt, (), asked=asked)
    if prompt.kind == "last-use":
        return {"used": {prompt.names[0]: "never"}}
    if prompt.kind == "condition":
        return {"states": dict.fromkeys(prompt.names, "no")}
    return PLAIN[prompt.kind]


def interviewed(said: dict[str, Any]) -> tuple[dict[str, Any], list[Prompt]]:
    prompts: list[Prompt] = []
    while True:
        facts = needlecare.facts(said, book())
        prompt = next_question(book(), facts)
        if prompt is None:
            return said, prompts
        prompts.append(prompt)
        assert len(prompts) < 40, "the interview does not end"
        said = merged(said, harmless(prompt, facts.asked))


@pytest.mark.broad
def test_a_person_to_whom_nothing_applies_is_ready_after_at_most_eighteen_screens():
    said, prompts = interviewed(START)

    assert screen(book(), needlecare.facts(said, book())).outcome is Outcome.READY
    assert len(prompts) <= 18


@pytest.mark.broad
def test_no_question_is_asked_twice():
    _, prompts = interviewed(START)

    assert len({prompt.id for prompt in prompts}) == len(prompts)


@pytest.mark.broad
def test_what_could_forbid_the_session_is_asked_before_what_could_only_delay_it():
    _, prompts = interviewed(START)

    assert prompts[0].group == "first-of-all"


def test_the_interview_ends_when_nothing_said_can_change_the_outcome():
    facts = needlecare.facts({**START, "states": {"pregnant": "yes"}}, book())

    assert screen(book(), facts).outcome is Outcome.STOP
    assert next_question(book(), facts) is None


@pytest.mark.broad
def test_not_sure_is_an_answer_and_is_not_asked_again():
    said = {**START, "states": {"pregnant": "not-sure"}, "used": {"oral-isotretinoin": "not-sure"}}

    _, prompts = interviewed(said)

    names = {name for prompt in prompts for name in prompt.names}
    assert "pregnant" not in names
    assert "oral-isotretinoin" not in names


@pytest.mark.broad
def test_what_was_answered_is_not_on_a_later_screen():
    _, prompts = interviewed({**START, "used": {"waxing": "2026-11-01"}, "states": {"eczema-flare": "no"}})

    names = {name for prompt in prompts for name in prompt.names}
    assert not names & {"waxing", "eczema-flare"}


def test_none_of_these_means_not_since_the_day_that_matters():
    facts = needlecare.facts(START, book())
    prompt = Prompt(kind="uses", names=("laser", "ipl"), group="light", horizon=facts.asked - 5 * 86_400)

    entry = chosen(prompt, ("laser",), asked=facts.asked)

    after = needlecare.facts(merged(START, entry), book())
    assert after.used["ipl"][0].last == Interval(BEGINNING, prompt.horizon)
    assert after.used["laser"][0].last == Interval(prompt.horizon + 1, facts.asked)


def test_a_name_that_was_not_on_the_screen_cannot_be_picked():
    with pytest.raises(ValueError, match="not asked about: waxing"):
        chosen(Prompt(kind="any-of", names=("pregnant",)), ("waxing",), asked=0)


@pytest.mark.parametrize(("yes", "outcome"), [(True, Outcome.READY), (False, Outcome.WAIT)])
def test_the_question_asked_settles_the_finding(yes: bool, outcome: Outcome):
    said = {**START, "session": "2026-12-03T14:30", "used": {"topical-retinoid": "2026-11-30"}}
    facts = needlecare.facts(said, book())
    finding = next(f for f in screen(book(), facts).findings if f.rule_id == "topical-retinoid-before")
    assert finding.question is not None
    prompt = Prompt(kind=finding.question.kind, names=finding.question.names, limit=finding.question.limit)
    use = facts.used["topical-retinoid"][0]
    assert use.last is not None

    answered = merged(said, settled_by(prompt, yes, last=use.last))

    after = screen(book(), needlecare.facts(answered, book()))
    assert next(f for f in after.findings if f.rule_id == "topical-retinoid-before").outcome is outcome


# --- a small protocol, by hand ---------------------------------------------------------------------------------------

SMALL = """
needlecare: 1
protocol: small
version: "1.0"
title: {en: Small, es: Pequeño}
layer: clinic
sources: {seed: {title: A page, grade: C, read: 2026-11-22}}
subjects:
  gel: {name: {en: gel, es: gel}, kind: product}
  cream: {name: {en: cream, es: crema}, kind: product}
  laser: {name: {en: laser, es: láser}, kind: procedure}
conditions:
  sick: {name: {en: sick, es: enferma}, kind: state}
  mole: {name: {en: mole, es: lunar}, kind: history}
  tired: {name: {en: tired, es: cansada}, kind: state}
  weary: {name: {en: weary, es: fatigada}, kind: state}
questions:
- {id: creams, kind: uses, ask: {en: Which?, es: ¿Cuáles?}, of: [cream, gel]}
- {id: health, kind: any-of, ask: {en: Which?, es: ¿Cuáles?}, of: [mole, sick]}
rules:
"""
RULES = (
    "id: no-gel, avoid: gel, when: {before: session, for: 3 day}",
    "id: no-cream, avoid: cream, when: {before: session, for: 1 week}",
    "id: no-cream-either, avoid: cream, when: {before: session, for: 2 day}, outcome: refer",
    "id: no-laser, avoid: laser, when: {before: session, for: 2 week}, outcome: refer",
    "id: not-sick, exclude: sick, grade: absolute",
    "id: not-mole, exclude: mole, grade: relative",
    "id: not-tired, exclude: [tired, weary], grade: precaution",
)


def rules_of_small() -> str:
    return "".join(f"- {{{rule}, says: {{en: So., es: Así.}}, source: {{cite: seed}}}}\n" for rule in RULES)


def small() -> Any:
    return needlecare.combine(needlecare.parse(SMALL + rules_of_small()))


def asked(**said: Any) -> Prompt | None:
    return next_question(small(), needlecare.facts({**START, **said}, small()))


def at(text: str) -> int:
    return needlecare.facts({**START, "session": text}, small()).session.lo


WELL = {"sick": "no", "mole": "no"}
NO_CREAMS = {"cream": "never", "gel": "never"}


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ({}, Prompt(kind="any-of", names=("mole", "sick"), group="health", settles=2)),
        ({"states": {"mole": "no"}}, Prompt(kind="any-of", names=("sick",), group="health", settles=1)),
        (  # what was answered with "not sure" is not asked again: creams may make her wait, a mole only sees a clinician
            {"states": {"sick": "not-sure"}},
            Prompt(kind="uses", names=("cream", "gel"), group="creams", horizon=0, settles=3),
        ),
        (
            {"states": {**WELL, "sick": "not-sure"}, "used": NO_CREAMS},
            Prompt(kind="last-use", names=("laser",), limit=-7, settles=1),
        ),
        ({"states": WELL}, Prompt(kind="uses", names=("cream", "gel"), group="creams", horizon=0, settles=3)),
        (
            {"states": WELL, "used": {"gel": "never"}},
            Prompt(kind="uses", names=("cream",), group="creams", horizon=0, settles=2),
        ),
        (
            {"states": {"sick": "no"}, "used": NO_CREAMS},
            Prompt(kind="any-of", names=("mole",), group="health", settles=1),
        ),
        (
            {"states": WELL, "used": {**NO_CREAMS, "laser": "never"}},
            Prompt(kind="condition", names=("tired", "weary"), settles=1),
        ),
        (
            {"states": {**WELL, "tired": "not-sure"}, "used": {**NO_CREAMS, "laser": "never"}},
            Prompt(kind="condition", names=("weary",), settles=1),
        ),
        (
            {
                "states": {**WELL, "tired": "not-sure", "weary": "not-sure"},
                "used": {**NO_CREAMS, "laser": "never"},
            },
            None,
        ),
        ({"states": {"sick": "yes"}}, None),
    ],
)
def test_the_gravest_question_that_settles_most_comes_first(said: dict[str, Any], prompt: Prompt | None):
    found = asked(**said)

    if prompt is not None and prompt.horizon is not None:  # the first day that matters, or now
        prompt = replace(prompt, horizon=at("2026-12-01T10:00"))
    if prompt is not None and prompt.limit is not None:
        prompt = replace(prompt, limit=at("2026-11-26T14:30"))
    assert found == prompt


def test_a_question_that_settles_two_findings_counts_both():
    twice = "- {id: no-laser-either, avoid: laser, when: {before: session, for: 2 week}, outcome: wait, "
    one_more = needlecare.combine(
        needlecare.parse(
            SMALL + twice + "says: {en: So., es: Así.}, source: {cite: seed}}\n" + rules_of_small()
        )
    )
    said = {**START, "states": {**WELL, "tired": "no", "weary": "no"}, "used": NO_CREAMS}

    found = next_question(one_more, needlecare.facts(said, one_more))

    assert found == Prompt(kind="last-use", names=("laser",), limit=at("2026-11-26T14:30"), settles=2)


def test_conditions_are_asked_without_a_day_to_go_back_to():
    if_mole = (
        "- {id: no-gel-if, avoid: gel, when: {before: session, for: 3 day}, if: {has: mole}, outcome: stop, "
    )
    one_more = needlecare.combine(
        needlecare.parse(SMALL + if_mole + "says: {en: So., es: Así.}, source: {cite: seed}}\n")
    )
    said = {**START, "asked": "2026-12-10T10:00", "used": {"gel": "2026-12-09"}}

    found = next_question(one_more, needlecare.facts(said, one_more))

    assert found == Prompt(kind="any-of", names=("mole",), group="health", settles=1)


def test_a_screenful_of_uses_goes_back_to_the_first_day_that_matters():
    found = asked(session="2026-12-03T14:30", states=WELL)

    assert found is not None
    assert found.horizon == at("2026-11-26T14:30")  # a week for creams; gel only needs three days


def test_a_prompt_is_known_by_its_kind_and_its_group_or_its_names():
    assert Prompt(kind="uses", names=("gel", "cream"), group="creams").id == "uses:creams"
    assert Prompt(kind="condition", names=("tired", "weary")).id == "condition:tired,weary"


def test_picking_on_a_screenful_says_all_of_it():
    states = Prompt(kind="any-of", names=("mole", "sick"))
    uses = Prompt(kind="uses", names=("gel", "cream"))
    back_to = Prompt(kind="uses", names=("gel", "cream"), horizon=at("2026-11-26T14:30"))

    assert chosen(states, ("sick",), asked=0) == {"states": {"mole": "no", "sick": "yes"}}
    assert chosen(uses, ("gel",), asked=0) == {"used": {"gel": "not-sure", "cream": "never"}}
    assert chosen(back_to, ("gel",), asked=at("2026-12-01T10:00")) == {
        "used": {
            "gel": {"from": "2026-11-26T14:30:01Z", "to": "2026-12-01T10:00:00Z"},
            "cream": {"last": "not since 2026-11-26T14:30:00Z"},
        }
    }
    assert chosen(back_to, ("gel", "cream"), asked=0)["used"]["gel"] == {
        "from": "2026-11-26T14:30:01Z",
        "to": "2026-11-26T14:30:01Z",
    }


def test_names_that_were_not_on_the_screen_are_all_told():
    with pytest.raises(ValueError, match=r"^not asked about: cream, gel$"):
        chosen(Prompt(kind="any-of", names=("mole",)), ("gel", "mole", "cream"), asked=0)


@pytest.mark.parametrize(
    ("names", "yes", "last", "answer"),
    [
        (
            ("gel",),
            True,
            ("2026-11-20T00:00", "2026-11-30T00:00"),
            {"used": {"gel": {"from": "2026-11-20T00:00:00Z", "to": "2026-11-26T14:30:00Z"}}},
        ),
        (
            ("gel",),
            False,
            ("2026-11-20T00:00", "2026-11-30T00:00"),
            {"used": {"gel": {"from": "2026-11-26T14:30:01Z", "to": "2026-11-30T00:00:00Z"}}},
        ),
        (
            ("gel",),
            False,
            ("2026-11-20T00:00", "2026-11-26T14:30"),
            {"used": {"gel": {"from": "2026-11-26T14:30:01Z", "to": "2026-11-26T14:30:01Z"}}},
        ),
        (
            ("gel",),
            True,
            (None, "2026-11-30T00:00"),
            {"used": {"gel": {"last": "not since 2026-11-26T14:30:00Z"}}},
        ),
        (
            ("previous-session",),
            True,
            ("2026-11-20T00:00", "2026-11-30T00:00"),
            {"previous-sessions": [{"from": "2026-11-20T00:00:00Z", "to": "2026-11-26T14:30:00Z"}]},
        ),
    ],
)
def test_yes_is_up_to_the_limit_and_no_is_after_it(
    names: tuple[str, ...], yes: bool, last: tuple[str | None, str], answer: dict[str, Any]
):
    prompt = Prompt(kind="by-when", names=names, limit=at("2026-11-26T14:30"))
    lo, hi = last
    before = Interval(BEGINNING if lo is None else at(lo), at(hi))

    assert settled_by(prompt, yes, last=before) == answer

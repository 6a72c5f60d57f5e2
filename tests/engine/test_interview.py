"""The interview asks as little as possible, what matters most first, and nothing twice."""

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

    answered = merged(said, settled_by(prompt, yes, last=use.last, asked=facts.asked))

    after = screen(book(), needlecare.facts(answered, book()))
    assert next(f for f in after.findings if f.rule_id == "topical-retinoid-before").outcome is outcome

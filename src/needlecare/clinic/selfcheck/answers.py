"""What was answered, question by question, as the person reads it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from needlecare.answering.case import Case
from needlecare.clinic.common.words import all_texts, say
from needlecare.clinic.selfcheck.fields import FORMS, first
from needlecare.clinic.selfcheck.talk import Step, Talk
from needlecare.wording.language import first_capital
from needlecare.wording.questions import question
from needlecare.wording.verdict import said_of_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question with its answer; `index` opens it again."""

    index: int
    asked: str
    lines: tuple[str, ...]


def answers_of(talk: Talk, case: Case) -> list[Answer]:
    """Return every answer in the order in which it was given."""
    return [
        Answer(index=index, asked=_asked(step, case), lines=tuple(_lines(step, case)))
        for index, step in enumerate(talk.steps)
    ]


def beginning_of(talk: Talk, case: Case) -> list[str]:
    """Return what was said in one's own words on the first page, as it was read."""
    names = talk.start.get("used") or {}
    return [said_of_use(case.speaker, name, use) for name in names for use in case.facts.used.get(name, ())]


def _asked(step: Step, case: Case) -> str:
    """Return what a question was about: the short name of a screenful, else its first sentence."""
    key = f"group-{step.prompt.group}"
    if step.prompt.group and key in all_texts():
        return say(key)
    asked = question(case.speaker, step.prompt)
    return asked.partition("? ")[0] + "?" if "? " in asked else asked


def _lines(step: Step, case: Case) -> list[str]:
    if step.said is None:
        return [say("check-skipped")]
    kind = FORMS.get(step.prompt.kind, "words")
    if kind in ("uses", "use"):
        return _uses(step, case) or [say("check-none")]
    if kind in ("many", "areas"):
        names = [first_capital(case.speaker.name(name)) for name in step.typed.get("pick", [])]
        return names or [say("check-none")]
    words = first(step.typed, "text")
    if kind == "date":
        return [case.speaker.times.day(date.fromisoformat(words))]
    if words:
        return [words]
    picked = first(step.typed, "pick")
    return [_picked(step, kind, picked)] if picked else [say("check-none")]


def _uses(step: Step, case: Case) -> list[str]:
    """Return the uses that were named, each as it was read."""
    written = (key.removeprefix("when-") for key in step.typed if first(step.typed, key))
    picked = {*step.typed.get("pick", ()), *written}
    names = [name for name in step.prompt.names if name in picked or step.prompt.kind == "last-use"]
    said = (step.said or {}).get("used", {})
    return [
        said_of_use(case.speaker, name, use)
        for name in names
        if name in said
        for use in case.facts.used.get(name, ())
    ]


def _picked(step: Step, kind: str, picked: str) -> str:
    if kind == "skin":
        return picked
    key = f"check-no-{step.prompt.kind}" if kind == "or-none" else f"check-{picked}"
    return say(key)

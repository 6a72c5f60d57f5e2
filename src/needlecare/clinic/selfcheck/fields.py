"""Each kind of question as fields of a form, and what was typed as facts with a message beside what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from needlecare.answering.answers import LISTS, NotSettled, NotUnderstood, understood, use
from needlecare.answering.case import Case
from needlecare.clinic.common.words import say
from needlecare.clinic.selfcheck.talk import Talk
from needlecare.engine.interview import Prompt, chosen
from needlecare.protocol.model import Prescribed
from needlecare.protocol.reader import BadFile
from needlecare.wording.language import first_capital
from needlecare.wording.verdict import said_of_use

MOST_TYPED = 400  # characters of one field
Typed = dict[str, list[str]]

# How a kind of question is asked; any other is a line of words.
FORMS = {
    "uses": "uses",
    "any-of": "many",
    "condition": "truth",
    "by-when": "truth",
    "stop-by": "truth",
    "prescribed": "truth",
    "plan": "truth",
    "last-use": "use",
    "birth": "date",
    "area": "areas",
    "skin-type": "skin",
    "session-time": "clock",
    "previous-session": "or-none",
    "plan-date": "or-none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to tick: its value, its name, and what was typed beside it."""

    value: str
    name: str
    hint: str = ""
    is_chosen: bool = False
    when: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A question as the page shows it."""

    kind: str
    options: tuple[Option, ...] = ()
    text: str = ""
    error: str = ""
    can_be_prescribed: bool = False
    name: str = ""  # what a question about one thing is about

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return every message with the id of its field."""
        found = [(f"when-{option.value}", option.error) for option in self.options if option.error]
        return [("answer", self.error), *found] if self.error else found


class Unreadable(Exception):
    """An answer that cannot be kept, with a message for each field by its name; "" is the question itself."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = messages


def form_of(case: Case, prompt: Prompt, typed: Typed, messages: Mapping[str, str]) -> Form:
    """Return the form of a question, with what was typed and the messages about it."""
    kind = FORMS.get(prompt.kind, "words")
    chosen_now = typed.get("pick", [])
    return Form(
        kind=kind,
        options=tuple(
            Option(
                value=value,
                name=name,
                hint=hint,
                is_chosen=value in chosen_now or bool(first(typed, f"when-{value}")),
                when=first(typed, f"when-{value}"),
                error=messages.get(f"when-{value}", ""),
            )
            for value, name, hint in _options(case, prompt, kind)
        ),
        text=first(typed, "text"),
        error=messages.get("", ""),
        can_be_prescribed=_can_be_prescribed(case, prompt),
        name=prompt.names[0] if prompt.names else "",
    )


def _options(case: Case, prompt: Prompt, kind: str) -> list[tuple[str, str, str]]:
    speaker = case.speaker
    if kind in ("uses", "many"):
        return [(name, first_capital(speaker.name(name)), _examples(case, name)) for name in prompt.names]
    if kind == "areas":
        return [(area.id, first_capital(speaker.text(area.name)), "") for area in case.book.areas.values()]
    if kind == "truth":
        return [(value, say(f"check-{value}"), "") for value in ("yes", "no", "not-sure")]
    if kind == "use":
        return [(value, say(f"check-{value}"), "") for value in ("ongoing", "never", "not-sure")]
    if kind == "skin":
        return [(str(number), say(f"check-skin-{number}"), "") for number in range(1, 7)]
    if kind == "or-none":
        return [("no", say(f"check-no-{prompt.kind}"), "")]
    return []


def _examples(case: Case, name: str) -> str:
    subject = case.book.subjects.get(name)
    return case.speaker.text(subject.examples) if subject is not None and subject.examples else ""


def _can_be_prescribed(case: Case, prompt: Prompt) -> bool:
    inside = {inner for name in prompt.names for inner in case.book.narrower.get(name, ())}
    return prompt.kind in ("uses", "last-use", "stop-by") and any(
        case.book.subjects[name].prescribed is not Prescribed.NEVER for name in inside
    )


# --- what was typed --------------------------------------------------------------------------------------------------


def typed_of(posted: Mapping[str, list[str]]) -> Typed:
    """Return the fields of an answer as they were typed, bounded."""
    kept = ("pick", "text", "none")
    return {
        key: [value.strip()[:MOST_TYPED] for value in values[:40]]
        for key, values in posted.items()
        if key in kept or key.startswith("when-")
    }


def first(typed: Typed, key: str) -> str:
    return next(iter(typed.get(key, [])), "")


def said_by(talk: Talk, case: Case, typed: Typed) -> dict[str, Any] | None:
    """Return the facts an answer says; None where it says nothing that can be kept.

    Raises
    ------
    Unreadable
        With a message for each field that cannot be read.
    """
    prompt = talk.asked
    assert prompt is not None
    kind = FORMS.get(prompt.kind, "words")
    if kind == "uses":
        return _uses(talk, case, prompt, typed)
    if kind == "many":
        return chosen(prompt, _picked(prompt, typed), asked=case.facts.asked)
    said = _one(case, prompt, _line(prompt, kind, typed))
    if said is not None:
        _accept(talk, case, said, "")
    return said


def read_as(talk: Talk, case: Case, name: str, typed: Typed) -> str:
    """Return how the words beside one name are read; nothing where they are no time yet."""
    prompt = talk.asked
    if prompt is None or name not in prompt.names or FORMS.get(prompt.kind) not in ("uses", "use"):
        return ""
    words = first(typed, f"when-{name}") or first(typed, "text")
    try:
        said = {"used": {name: use(case, name, words)}} if words else {}
        read = talk.case_with(said, case.book, language=case.speaker.language, now=case.facts.asked)
    except (NotSettled, BadFile):
        return ""
    return "; ".join(said_of_use(read.speaker, name, one) for one in read.facts.used.get(name, ()) if words)


def _picked(prompt: Prompt, typed: Typed) -> tuple[str, ...]:
    """Return what was ticked; nothing ticked is no answer, unless "none of these" was."""
    picks = {*typed.get("pick", ()), *(key.removeprefix("when-") for key in typed if first(typed, key))}
    found = tuple(name for name in prompt.names if name in picks)
    if found and typed.get("none"):
        raise Unreadable({"": say("check-none-and-some")})
    if not found and not typed.get("none"):
        raise Unreadable({"": say("check-tick-one")})
    return found


def _uses(talk: Talk, case: Case, prompt: Prompt, typed: Typed) -> dict[str, Any]:
    """Return what was ticked of a list of uses, each with its time in words; every line that cannot be read is named."""
    picked = _picked(prompt, typed)
    said = chosen(prompt, picked, asked=case.facts.asked)
    messages: dict[str, str] = {}
    for name in picked:
        words = first(typed, f"when-{name}")
        if not words:
            continue
        try:
            entry = use(case, name, words)
            _accept(talk, case, {"used": {name: entry}}, f"when-{name}")
        except NotSettled as asks:
            messages[f"when-{name}"] = str(asks)
        except Unreadable as why:
            messages.update(why.messages)
        else:
            said["used"][name] = entry
    if messages:
        raise Unreadable(messages)
    return said


def _line(prompt: Prompt, kind: str, typed: Typed) -> str:
    """Return the one line that an answer comes to; words outweigh a tick."""
    words, picks = first(typed, "text"), typed.get("pick", [])
    if kind == "areas":
        if not picks:
            raise Unreadable({"": say("check-tick-area")})
        return ",".join(picks)
    if words:
        return words
    if not picks or picks[0] == "":
        raise Unreadable({"": say("check-answer-one")})
    return "not sure" if picks[0] == "not-sure" else picks[0]


def _one(case: Case, prompt: Prompt, line: str) -> dict[str, Any] | None:
    if prompt.kind == "area":
        known = [area for area in line.split(",") if area in case.book.areas]
        if not known:
            raise Unreadable({"": say("check-tick-area")})
        return {"areas": known}
    if prompt.kind == "birth" and not _is_birth(line):
        raise Unreadable({"": say("check-birth-not-read")})
    if prompt.kind in LISTS and not re.fullmatch(r"[\w ,;-]{1,80}", line):
        raise Unreadable({"": say("check-not-read")})
    try:
        return understood(case, prompt, line, time_of=lambda name: None)
    except NotSettled as asks:
        raise Unreadable({"": str(asks)}) from None
    except NotUnderstood:
        raise Unreadable({"": say("check-not-read")}) from None


def _is_birth(line: str) -> bool:
    try:
        return date.fromisoformat(line).year >= 1900
    except ValueError:
        return False


def _accept(talk: Talk, case: Case, said: dict[str, Any], field: str) -> None:
    """Refuse an answer that a facts file could not hold."""
    try:
        talk.case_with(said, case.book, language=case.speaker.language, now=case.facts.asked)
    except BadFile:
        raise Unreadable({field: say("time-not-read")}) from None

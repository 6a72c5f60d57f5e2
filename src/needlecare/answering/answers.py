"""What a person answers to a question of the interview, as entries of a facts file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from needlecare.answering.case import Case
    from needlecare.engine.interview import Prompt

_YES = ("y", "yes", "s", "si", "sí")
_NO = ("n", "no")
_NOT_SURE = ("?", "not sure", "not-sure", "no sé", "no se", "no lo sé")
_NONE = ("none", "none of these", "0", "nada", "ninguno", "ninguna", "never", "nunca")
_GOES_ON = {"ongoing": "ongoing", "still": "ongoing", "sigo": "ongoing", "todavía": "ongoing"}
_SESSION = "microneedling"  # what a session is called in plain words
LISTS = ("area", "device", "indication", "role", "jurisdiction", "add-on")
_KEYS = {"area": "areas"}
_WRITTEN = re.compile(r"(about |before |since |not since )?\d{4}(-|$)")

# Asks for the time of one use out of a list; None where that is passed over.
TimeOf = Callable[[str], Any]
Reader = Callable[["Case", "Prompt", str], "dict[str, Any] | None"]


class NotUnderstood(Exception):
    """An answer of another form than the question's; the message is the key of what to say."""


class NotSettled(Exception):
    """Words that can be read in more than one way; the message asks which is meant."""


def understood(case: Case, prompt: Prompt, typed: str, *, time_of: TimeOf) -> dict[str, Any] | None:
    """Return the facts an answer says; None where it says nothing that can be kept.

    Raises
    ------
    NotUnderstood
        If it does not fit the question.
    NotSettled
        If words can be read in more than one way.
    """
    if prompt.kind in ("uses", "any-of"):
        return _choice(case, prompt, typed, time_of=time_of)
    if prompt.kind in LISTS:
        words = [_word(case, word) for word in re.split(r"[,;]\s*|\s+(?=[^\s]+$)|,", typed) if word]
        return {
            _KEYS.get(prompt.kind, prompt.kind): [
                word.upper() if prompt.kind == "jurisdiction" else word for word in words
            ]
        }
    if prompt.kind in _READERS:
        return _READERS[prompt.kind](case, prompt, typed)
    raise NotUnderstood("i-not-understood")


def truth(typed: str) -> bool | None:
    """Return yes, no, or None for not sure."""
    word = typed.lower().rstrip(".!")
    if word in _NOT_SURE:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise NotUnderstood("i-how-yes-no")


def use(case: Case, name: str, typed: str) -> Any:
    """Return what was typed of a use of one name, as a facts file has it; words as the days they mean today.

    Raises
    ------
    NotSettled
        If the words can be read in more than one way.
    """
    word = typed.lower()
    if word in _NONE or word in _NO:
        return "never"
    if word in _NOT_SURE:
        return "not-sure"
    if word in _GOES_ON:
        return _GOES_ON[word]
    lead, _, rest = typed.partition(" ")
    if lead.lower() in ("planned", "previsto", "prevista") and _WRITTEN.match(rest):
        return {"planned": rest}
    entries = _spoken(case, name, typed)
    return typed if entries is None else entries[0] if len(entries) == 1 else entries


def _spoken(case: Case, name: str, typed: str) -> list[dict[str, Any]] | None:
    """Return words about one name as entries of a facts file; None where they are a written time, or not understood."""
    from needlecare.answering.phrases import entries

    if _WRITTEN.match(typed):
        return None
    day = case.facts.zone.day_of(case.facts.asked)
    found = entries(case.book, name, typed, day=day, language=case.speaker.language)
    if isinstance(found, str):
        raise NotSettled(found)
    return found


def _time(case: Case, name: str, typed: str, *keys: str) -> Any:
    """Return the time that words mean, under the first of several keys of an entry that they fill; else what was typed."""
    entries = _spoken(case, name, typed) or [{}]
    found = [entries[0][key] for key in keys if key in entries[0]]
    return found[0] if found and len(entries) == 1 and found[0] not in ("ongoing", "never") else typed


def _choice(case: Case, prompt: Prompt, typed: str, *, time_of: TimeOf) -> dict[str, Any]:
    """Return what picking numbers of a list says; every use that was picked is asked for its time."""
    from needlecare.engine.interview import chosen

    picked = _picked(prompt, typed)
    said = chosen(prompt, picked, asked=case.facts.asked)
    for name in picked if prompt.kind == "uses" else ():
        entry = time_of(name)
        if entry is not None:
            said["used"][name] = entry
    return said


def _picked(prompt: Prompt, typed: str) -> tuple[str, ...]:
    if typed.lower() in _NONE or typed.lower() in _NO:
        return ()
    numbers = re.findall(r"\d+", typed)
    if not numbers or re.search(r"[^\d\s,;.]", typed):
        raise NotUnderstood("i-how-choice")
    if not all(1 <= int(number) <= len(prompt.names) for number in numbers):
        raise NotUnderstood("i-how-choice")
    return tuple(dict.fromkeys(prompt.names[int(number) - 1] for number in numbers))


def _word(case: Case, typed: str) -> str:
    """Return the id of an area or another word, by its id or its name in the language spoken."""
    by_name = {case.speaker.text(area.name).lower(): area.id for area in case.book.areas.values()}
    return by_name.get(typed.strip().lower(), typed.strip().lower().replace(" ", "-"))


def _of_condition(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    holds = truth(typed)
    return {"states": dict.fromkeys(prompt.names, "not-sure" if holds is None else "yes" if holds else "no")}


def _of_use(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    return {"used": {name: use(case, name, typed) for name in prompt.names}}


def _by_when(case: Case, prompt: Prompt, typed: str) -> dict[str, Any] | None:
    """Return the side of a moment on which something was; a time typed instead is kept as it is."""
    from needlecare.engine import knowledge
    from needlecare.engine.interview import settled_by
    from needlecare.protocol.time import Interval

    if re.match(r"(about )?\d{4}-", typed):
        is_session = prompt.names == ("previous-session",)
        return {"previous-sessions": [typed]} if is_session else {"used": {prompt.names[0]: typed}}
    try:
        yes = truth(typed)
    except NotUnderstood:
        return _of_words(case, prompt, typed)
    if yes is None:
        return None
    if prompt.names == ("previous-session",):
        last = max(case.facts.previous_sessions or (case.facts.session,), key=lambda at: at.lo)
    else:
        known = knowledge.last_use(case.book, case.facts, prompt.names[0])
        last = Interval(known.lo, known.hi)
    return settled_by(prompt, yes, last=last)


def _of_words(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    """Return when something was, said in words where yes or no was expected."""
    name = prompt.names[0]
    if name == "previous-session":
        at = _time(case, _SESSION, typed, "last")
        if at != typed:
            return {"previous-sessions": [at]}
    elif (entries := _spoken(case, name, typed)) is not None:
        return {"used": {name: entries[0] if len(entries) == 1 else entries}}
    raise NotUnderstood("i-how-yes-no")


def _stop_by(case: Case, prompt: Prompt, typed: str) -> dict[str, Any] | None:
    """Return whether it was prescribed, where that is asked first; else whether the last use will be in time."""
    from needlecare.engine.interview import moment_text
    from needlecare.wording.questions import is_prescription_asked

    yes = truth(typed)
    if yes is None:
        return None
    if is_prescription_asked(case.speaker, prompt):
        return _prescribed(case, prompt, typed)
    assert prompt.limit is not None
    if not yes or prompt.limit < case.facts.asked:
        return None
    in_time = {"from": moment_text(case.facts.asked), "to": moment_text(prompt.limit)}
    return {"used": {prompt.names[0]: {"last": in_time, "prescribed": "no"}}}


def _prescribed(case: Case, prompt: Prompt, typed: str) -> dict[str, Any] | None:
    yes = truth(typed)
    if yes is None:
        return None
    used = case.facts.used
    names = [
        n for n in prompt.names for inner in case.book.narrower.get(n, {n}) if inner in used for n in [inner]
    ]
    return {"used": {name: {"last": "ongoing", "prescribed": "yes" if yes else "no"} for name in names}}


def _started(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    name = prompt.names[0]
    return {"used": {name: {"started": _time(case, name, typed, "started", "last")}}}


def _planned_time(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    return {
        "used": {
            prompt.names[0]: {"last": "never", "planned": _time(case, prompt.names[0], typed, "planned")}
        }
    }


def _plan(case: Case, prompt: Prompt, typed: str) -> dict[str, Any] | None:
    yes = truth(typed)
    return None if yes is None else {"plan": dict.fromkeys(prompt.names, "yes" if yes else "no")}


def _plan_date(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    if typed.lower() in (*_NO, *_NONE):
        return {"plan": {prompt.names[0]: "no"}}
    is_word = typed.lower() in (*_YES, "with-session")
    return {
        "plan": {
            prompt.names[0]: typed if is_word else _time(case, prompt.names[0], typed, "planned", "last")
        }
    }


def _previous(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    if typed.lower() in (*_NO, *_NONE):
        return {"previous-sessions": []}
    return {"previous-sessions": [_time(case, _SESSION, typed, "last")]}


def _session_time(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    if not re.fullmatch(r"\d{1,2}:\d{2}", typed):
        raise NotUnderstood("i-how-clock")
    day = case.facts.zone.day_of(case.facts.session.lo)
    return {"session": f"{day.isoformat()}T{typed:0>5}"}


def _number(case: Case, prompt: Prompt, typed: str) -> dict[str, Any]:
    if not re.fullmatch(r"\d{1,2}([.,]\d{1,2})?", typed):
        raise NotUnderstood(f"i-how-{prompt.kind}")
    value = float(typed.replace(",", "."))
    return {prompt.kind: int(value) if value.is_integer() else value}


_READERS: dict[str, Reader] = {
    "condition": _of_condition,
    "last-use": _of_use,
    "by-when": _by_when,
    "stop-by": _stop_by,
    "started": _started,
    "prescribed": _prescribed,
    "planned-time": _planned_time,
    "plan": _plan,
    "plan-date": _plan_date,
    "birth": lambda case, prompt, typed: {"birth": typed},
    "previous-session": _previous,
    "session-time": _session_time,
    "skin-type": _number,
    "depth-mm": _number,
}

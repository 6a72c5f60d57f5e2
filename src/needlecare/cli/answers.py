"""Asks one question in the terminal until its answer can be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from needlecare.answering.answers import LISTS, NotSettled, NotUnderstood, understood, use
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.answering.case import Case
    from needlecare.engine.interview import Prompt
    from needlecare.wording.language import Speaker

_SKIP = ("skip", "saltar", "")

# Reads a line; says what is wrong with an answer, or nothing.
Read = Callable[[str], str]
Accept = Callable[[dict[str, Any]], str]


def ask(case: Case, prompt: Prompt, *, read: Read, accept: Accept) -> dict[str, Any] | None:
    """Ask one question until its answer can be kept; return the facts it says, or None where it is skipped."""
    from needlecare.wording.questions import question

    show(case, prompt, question(case.speaker, prompt))
    while True:
        typed = read(">")
        if typed.lower() in _SKIP:
            return None
        try:
            said = understood(
                case, prompt, typed, time_of=lambda name: _time_of(case, name, read=read, accept=accept)
            )
        except NotUnderstood as why:
            print(case.speaker.say(str(why)))
            continue
        except NotSettled as why:
            print(why)
            continue
        if said is None:
            return None
        wrong = accept(said)
        if not wrong:
            return said
        print(case.speaker.say("i-again", why=wrong))


def show(case: Case, prompt: Prompt, text: str) -> None:
    """Print a question, how to answer it, and what can be chosen."""
    page = Page()
    page.blank()
    page.text(text)
    for number, name in enumerate(prompt.names if prompt.kind in ("uses", "any-of") else (), 1):
        page.text(f"{number:2}  {case.speaker.name(name)}", indent=2, hang=4)
    if prompt.horizon is not None:
        page.text(case.speaker.say("i-since", time=case.speaker.times.first(prompt.horizon)))
    page.text(how(case.speaker, prompt), style="quiet")
    page.lines.insert(0, "")
    print("\n".join(page.lines))


def how(speaker: Speaker, prompt: Prompt) -> str:
    """Return how a question can be answered."""
    form = {
        "uses": "choice",
        "any-of": "choice",
        "last-use": "use",
        "planned-time": "time",
        "plan-date": "plan",
        "started": "time",
        "birth": "birth",
        "previous-session": "previous",
        "session-time": "clock",
        "skin-type": "skin-type",
        "depth-mm": "depth-mm",
        **dict.fromkeys(LISTS, "words"),
    }.get(prompt.kind, "yes-no")
    return speaker.say(f"i-how-{form}")


def _time_of(case: Case, name: str, *, read: Read, accept: Accept) -> Any:
    """Ask for the time of one use out of a list; None where that is passed over."""
    from needlecare.wording.questions import question

    print("\n" + question(case.speaker, _Single("last-use", (name,))))
    print(case.speaker.say("i-how-use"))
    while True:
        answer = read(">")
        if answer.lower() in _SKIP:
            return None
        try:
            entry = use(case, name, answer)
        except NotSettled as why:
            print(why)
            continue
        wrong = accept({"used": {name: entry}})
        if not wrong:
            return entry
        print(case.speaker.say("i-again", why=wrong))


class _Single:
    """A question about one name out of a list."""

    limit = None

    def __init__(self, kind: str, names: tuple[str, ...]) -> None:
        self.kind, self.names = kind, names

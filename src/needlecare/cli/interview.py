"""`needlecare interview`: asks in the terminal, one question at a time, and goes on where it was left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from needlecare.cli.options import (
    Case,
    Json,
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    case_of,
    check_zone,
    chosen_protocols,
    named_protocols,
    open_book,
    print_json,
    read_root,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.engine.interview import Prompt
    from needlecare.engine.screening import Verdict

LEAVE = ("quit", "exit", "salir")


class Left(Exception):
    """The person has left; what was answered is saved."""


def interview(
    facts: Annotated[
        str | None, typer.Argument(metavar="[FACTS]", help="A facts file to go on from; none to begin anew.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the answers in this facts file, and go on from it."),
    ] = None,
    session: Annotated[
        str | None, typer.Option(metavar="TIME", help="The session, where no file says it.")
    ] = None,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
) -> None:
    """Ask what is still open, one question at a time; leave with 'quit' or Ctrl-C and go on later.

    With --json nothing is asked: the next question is printed.
    """
    check_zone(zone)
    start = str(save) if facts is None and save is not None and save.exists() else facts
    talk = Talk(start, save, protocol, lang, now)
    if json:
        from needlecare.wording.plain.asking import asked_form

        talk.begin(zone=zone, session=session, ask=False)
        print_json(asked_form(talk.case.speaker, *talk.next()))
        return
    talk.welcome()
    try:
        talk.begin(zone=zone, session=session, ask=True)
        talk.go_on()
    except (Left, KeyboardInterrupt, EOFError):
        talk.leave()
        return
    talk.end()


class Talk:
    """One interview: what was said so far, and the case it makes."""

    case: Case  # from `begin` on

    def __init__(
        self,
        start: str | None,
        save: Path | None,
        protocols: list[str] | None,
        lang: Language,
        now: str | None,
    ) -> None:
        self.save, self.lang, self.now = save, lang, now
        self.skipped: set[tuple[str, str]] = set()
        self.said: dict[str, Any] = {}
        self.name = start or "answers"
        named = None
        if start is not None:
            root, self.name = read_root(start)
            named = named_protocols(root, start)
            plain = root.plain()
            self.said = plain if isinstance(plain, dict) else {}
        self.book = open_book(chosen_protocols(protocols) or named)

    def welcome(self) -> None:
        """Print what to do in an emergency, before anything is asked, and how to answer."""
        from needlecare.cli.plan import show_emergency
        from needlecare.wording.language import Speaker

        speaker = Speaker.of_book(self.book, self.lang.value)
        page = Page()
        show_emergency(page, speaker)
        page.blank()
        page.text(speaker.say("i-help"), style="quiet")
        page.show()

    def begin(self, *, zone: str | None, session: str | None, ask: bool) -> None:
        """Make the first case; ask for the zone and the session where nothing gives them."""
        from needlecare.protocol.reader import BadFile
        from needlecare.wording.language import texts

        words = texts(self.lang.value)
        for key, given in (("zone", zone), ("session", session)):
            if key not in self.said and given:
                self.said[key] = given
            while ask and key not in self.said:
                answer = _read(words[f"i-{key}"])
                try:
                    self._read_case({"zone": "UTC", "session": "2000-01-01", **self.said, key: answer})
                except BadFile as error:
                    print(error.problems[0].what, file=sys.stderr)
                else:
                    self.said[key] = answer
        self.case = self._read_case(self.said)

    def _read_case(self, said: dict[str, Any]) -> Case:
        import json

        from needlecare.protocol.reader import read_text

        root = read_text(json.dumps(said, ensure_ascii=False, default=str), name="answers.json")
        return case_of(root, self.book, name=self.name, lang=self.lang, now=self.now)

    def next(self) -> tuple[Prompt | None, Verdict]:
        """Return what to ask next, leaving out what was skipped, and the verdict so far."""
        from needlecare.answering.interview import next_of

        return next_of(self.case, self.skipped)

    def go_on(self) -> None:
        """Ask until nothing can change any more."""
        from needlecare.answering.interview import parts
        from needlecare.cli.answers import ask

        while True:
            prompt, _ = self.next()
            if prompt is None:
                return
            said = ask(self.case, prompt, read=_read, accept=self._accepts)
            if said is None:
                self.skipped.update(parts(prompt))
            else:
                self._keep(said)

    def _accepts(self, said: dict[str, Any]) -> str:
        """Return what is wrong with an answer, or nothing."""
        from needlecare.answering.interview import merged
        from needlecare.protocol.reader import BadFile

        try:
            self._read_case(merged(self.said, said))
        except BadFile as error:
            return error.problems[0].what
        return ""

    def _keep(self, said: dict[str, Any]) -> None:
        from needlecare.answering.interview import merged
        from needlecare.cli.keeping import write

        self.said = merged(self.said, said)
        self.case = self._read_case(self.said)
        if self.save is not None:
            write(self.save, self.said)

    def leave(self) -> None:
        """Say where the answers are and how to go on."""
        from needlecare.wording.language import texts

        key = "i-left" if self.save is None or not self.save.exists() else "i-left-saved"
        print("\n" + texts(self.lang.value)[key].format(file=self.save))

    def end(self) -> None:
        """Print the verdict."""
        from needlecare.cli.screen import footer, show_verdict, title

        _, verdict = self.next()
        page = Page()
        title(page, self.case)
        show_verdict(page, self.case, verdict)
        footer(page, self.case)
        if self.save is not None:
            page.text(self.case.speaker.say("i-saved", file=str(self.save)), style="quiet")
        page.show()


def _read(prompt: str) -> str:
    """Return one line the person types; raise `Left` where she wants to leave."""
    answer = input(prompt + " ").strip()
    if answer.lower() in LEAVE:
        raise Left
    return answer

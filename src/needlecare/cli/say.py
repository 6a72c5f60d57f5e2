"""`needlecare say`: what a person's own words say, as facts or as questions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from needlecare.cli.options import Json, Lang, Language, Protocols, chosen_protocols, open_book, print_json
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from datetime import date

    from needlecare.substances import Phrase, Use
    from needlecare.wording.language import Speaker


def say(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What was said; - for standard input.")],
    today: Annotated[
        str | None,
        typer.Option("--today", "--now", metavar="DAY", help="The day it was said; else the present day."),
    ] = None,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    json: Json = False,
) -> None:
    """Read plain words, English or Spanish, as facts: which class, when, and what is still to be asked."""
    from needlecare.answering.phrases import speaker_on
    from needlecare.substances import understand

    day = _day(today)
    speaker = speaker_on(open_book(chosen_protocols(protocol)), day, lang.value)
    phrase = understand(read_words(words), today=day)
    if json:
        print_json(phrase_form(speaker, phrase, day))
        return
    page = Page()
    show_phrase(page, speaker, phrase)
    page.show()


def read_words(words: str) -> str:
    """Return the words given, or those on standard input."""
    return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip() if words == "-" else words


def _day(given: str | None) -> date:
    from datetime import date

    from needlecare.cli.options import interval_option
    from needlecare.protocol.time import zone

    if given is None:
        return date.today()
    where = zone("UTC")
    when = interval_option(given, where, "--today")
    if where.day_of(when.lo) != where.day_of(when.hi):
        raise typer.BadParameter("words count from one day; write it as 2026-11-22", param_hint="--today")
    return where.day_of(when.lo)


def phrase_form(speaker: Speaker, phrase: Phrase, day: date) -> dict[str, Any]:
    """Return what was understood as plain values."""
    return {
        **phrase.to_json(speaker.language),
        "today": day.isoformat(),
        "lang": speaker.language,
    }


def show_phrase(page: Page, speaker: Speaker, phrase: Phrase) -> None:
    """Print what was understood, what is to be asked, and the facts it comes to."""
    from needlecare.answering.product import class_names
    from needlecare.cli.keeping import as_yaml

    page.text(speaker.fill("said-words", words=phrase.text[:400]))
    page.blank()
    if not phrase.uses:
        page.text(speaker.say("say-not-understood" if phrase.verdict == "not understood" else "say-none"))
    for use in phrase.uses:
        show_use(page, speaker, use)
    if phrase.denied:
        page.text(speaker.say("say-denied", names=class_names(speaker, phrase.denied, joined="and")))
    if phrase.ordinary:
        page.text(speaker.say("say-ordinary", names=speaker.listed(list(phrase.ordinary))))
    facts = phrase.to_facts()
    if facts["used"]:
        page.heading(speaker.say("say-facts"))
        for line in as_yaml(facts).splitlines():
            name = line.lstrip()
            page.text(name, indent=2 + len(line) - len(name), hang=4)


def show_use(page: Page, speaker: Speaker, use: Use) -> None:
    """Print one use: its class, its time, the words, and the question it leaves."""
    from needlecare.answering.phrases import readings
    from needlecare.answering.product import class_names
    from needlecare.substances.wording import SPOKEN_QUESTIONS

    said = speaker.fill("said-words", words=f"{use.words}: {use.expression}" if use.expression else use.words)
    parts = [part for part in (_time(speaker, use), said) if part]
    names = class_names(speaker, use.groups)
    page.entry(f"{speaker.sentence(names)[:-1]}: {speaker.words['comma'].join(parts)}")
    if use.question:
        page.text(SPOKEN_QUESTIONS[use.question][speaker.language], indent=4, hang=2)
    if len(use.when) > 1:
        page.text(speaker.say("say-read-as", readings=readings(speaker, use)), indent=4, hang=2)


def _time(speaker: Speaker, use: Use) -> str:
    """Return when a use was, or will be, where one reading says it."""
    from needlecare.answering.phrases import stretch

    if use.is_never:
        return speaker.words["say-never"]
    if use.is_ongoing:
        began = speaker.fill("say-started", when=stretch(speaker, use.started)) if use.started else ""
        goes_on = speaker.words["say-ongoing"]
        return speaker.words["comma"].join([goes_on, began]) if began else goes_on
    if len(use.when) != 1:
        return ""
    return speaker.fill("planned" if use.is_planned else "say-when", when=stretch(speaker, use.when[0]))

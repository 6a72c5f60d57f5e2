"""`needlecare verify`: whether a printed sheet was made of these protocols, and of these facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.delivering import refuse
from needlecare.cli.options import (
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    chosen_protocols,
    open_book,
    open_case,
)

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook


def verify(
    code: Annotated[str, typer.Argument(metavar="CODE", help="As printed at the foot of the sheet.")],
    facts: Annotated[
        str | None, typer.Argument(metavar="[FACTS]", help="The facts the sheet should be made of.")
    ] = None,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
) -> None:
    """Check the code of a printed sheet: which protocols made it and, with FACTS, whether of the same answers."""
    from needlecare.exports.code import facts_digest, part_of, read_code
    from needlecare.exports.texts import fluent
    from needlecare.wording.language import Speaker

    try:
        printed = read_code(code)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="CODE") from None
    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone) if facts else None
    books = [case.book] if case else _books(protocol)
    made = [book for book in books if part_of(book.digest) == printed.protocols]
    say = fluent(case.speaker if case else Speaker.of_book(books[0], lang.value))
    if not made:
        refuse(say.say("verify-other-protocols", protocols=say.listed(_named(books[0]))))
    print(say.say("verify-protocols", protocols=say.listed(_named(made[0])), digest=made[0].digest[:12]))
    if case is None:
        print(say.say("verify-no-facts"))
    elif part_of(facts_digest(case.facts)) == printed.facts:
        print(say.say("verify-facts", asked=say.times.moment(case.facts.asked)))
    else:
        refuse(say.say("verify-other-facts"))


def _books(protocol: list[str] | None) -> list[Rulebook]:
    """Return the rulebooks a code may be of: the given one, else the usual two together and each that is shipped."""
    from needlecare.protocol.load import library

    chosen = chosen_protocols(protocol)
    return [open_book(chosen)] if chosen else [open_book(None), *(open_book([name]) for name in library())]


def _named(book: Rulebook) -> list[str]:
    return [f"{layer.protocol} {layer.version}" for layer in book.layers]

"""`needlecare product`: what a label or a name holds, how sure that is and why, and what the protocol says of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.options import (
    Json,
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    check_zone,
    chosen_protocols,
    interval_option,
    open_book,
    print_json,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.protocol.said import Facts
    from needlecare.substances import Finding, ProductReading
    from needlecare.wording.language import Speaker

ROUTES = ("topical", "oral", "nasal", "ophthalmic")
MOST_CHARACTERS = 100_000
MOST_SHOWN = 12


def product(
    label: Annotated[
        str | None,
        typer.Argument(
            metavar="[LABEL]", help="An ingredient list, a file that holds one, or - for standard input."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name on the front, such as Epiduo.")] = None,
    category: Annotated[str | None, typer.Option(help="The kind of product, such as 'face wash'.")] = None,
    route: Annotated[
        str | None, typer.Option(metavar="ROUTE", help="How it is used: topical, oral, nasal or ophthalmic.")
    ] = None,
    session: Annotated[
        str | None, typer.Option(metavar="TIME", help="Say what the protocol says of it around this session.")
    ] = None,
    used: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The last use: a day, 'ongoing', or words such as '2 nights ago'."),
    ] = None,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
) -> None:
    """Read an ingredient list or a name: which classes of the protocol are in it, how sure, and why."""
    from needlecare.answering.product import classes_of
    from needlecare.wording.language import Speaker

    _check(label, name, route, session, used)
    check_zone(zone)
    book = open_book(chosen_protocols(protocol))
    found = read_product(label, name=name, category=category, route=route)
    groups = classes_of(found)
    facts = facts_of(book, groups, session=session, used=used, zone_name=zone, now=now, lang=lang.value)
    speaker = Speaker(book, facts, lang.value) if facts else Speaker.of_book(book, lang.value)
    if json:
        from needlecare.answering.product import product_form

        print_json(product_form(speaker, found, name, groups if facts else None))
        return
    page = Page()
    show_product(page, speaker, found, name)
    if facts is not None and groups:
        show_session(page, speaker, groups)
    page.show()


def _check(
    label: str | None, name: str | None, route: str | None, session: str | None, used: str | None
) -> None:
    if label is None and name is None:
        raise typer.BadParameter("give an ingredient list, a file, -, or --name", param_hint="LABEL")
    if route is not None and route not in ROUTES:
        raise typer.BadParameter(f"'{route}' is not known; use {', '.join(ROUTES)}", param_hint="--route")
    if used is not None and session is None:
        raise typer.BadParameter("counts towards a session; give --session too", param_hint="--used")


def read_product(
    label: str | None, *, name: str | None, category: str | None, route: str | None
) -> ProductReading:
    """Return the reading of a label, or of a name alone."""
    from needlecare.substances import read_label, read_name

    if label is None:
        assert name is not None
        return read_name(_bounded(name, "--name"), category=category, route=route)
    text, source = read_text(label)
    return read_label(_bounded(text, source), name=name, category=category, route=route)


def read_text(label: str) -> tuple[str, str]:
    """Return the text of a label, from standard input, a file or the argument itself, and where it came from."""
    from needlecare.protocol.reader import BadFile, Place, Problem

    source, raw = "LABEL", b""
    if label == "-":
        source, raw = "stdin", sys.stdin.buffer.read(8 * MOST_CHARACTERS)
    elif _is_file(label):
        with Path(label).open("rb") as stream:
            source, raw = label, stream.read(8 * MOST_CHARACTERS)
    elif Path(label).suffix in (".txt", ".text", ".md", ".csv") and "," not in label:
        raise typer.BadParameter(f"there is no file '{label}'", param_hint="LABEL")
    else:
        return label, source
    try:
        return raw.decode("utf-8-sig"), source
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "is not UTF-8 here; save the file as UTF-8"
        raise BadFile([Problem(source, Place(line, 1), what)]) from None


def _is_file(label: str) -> bool:
    try:
        return Path(label).is_file()
    except (OSError, ValueError):  # too long for a path, or with a null character
        return False


def _bounded(text: str, source: str) -> str:
    from needlecare.protocol.reader import BadFile, Place, Problem

    if len(text) > MOST_CHARACTERS:
        what = f"is longer than {MOST_CHARACTERS:,} characters; give the list of one product"
        raise BadFile([Problem(source, Place(1, 1), what)])
    return text


def facts_of(
    book: Rulebook,
    groups: list[str],
    *,
    session: str | None,
    used: str | None,
    zone_name: str | None,
    now: str | None,
    lang: str,
) -> Facts | None:
    """Return the facts that the options give: the session, and when the classes were last used; None without one."""
    from needlecare.answering.product import facts_around
    from needlecare.protocol.reader import BadFile
    from needlecare.protocol.time import zone

    if session is None:
        return None
    where = zone(zone_name or "UTC")
    interval_option(session, where, "--session")
    if now is not None:
        interval_option(now, where, "--now")
    try:
        return facts_around(
            book,
            groups,
            session=session,
            used=used,
            asked=now,
            zone_key=where.key,
            now=int(time.time()),
            language=lang,
            name="--used",
        )
    except BadFile as error:
        raise typer.BadParameter(error.problems[0].what, param_hint="--used") from None


def show_product(page: Page, speaker: Speaker, found: ProductReading, name: str | None) -> None:
    """Print what a product holds, class by class, then what could not be read."""
    from needlecare.answering.product import headlines

    style = {"contains": "wait", "none found": "ready"}.get(found.answer, "ask")
    page.heading(" · ".join(part for part in (name, headlines(speaker, found)[0]) if part), style=style)
    for line in headlines(speaker, found)[1:]:
        page.text(line)
    for group in dict.fromkeys(finding.group for finding in found.findings):
        show_class(page, speaker, group, [f for f in found.findings if f.group == group])
    show_rest(page, speaker, found)


def show_class(page: Page, speaker: Speaker, group: str, findings: list[Finding]) -> None:
    """Print one class: whether it holds, and for each ingredient where it stands, how sure that is and why."""
    from needlecare.answering.product import evidence
    from needlecare.wording.around import class_name
    from needlecare.wording.language import first_capital

    state = speaker.words["product-holds" if any(f.holds for f in findings) else "product-open"]
    page.heading(f"{first_capital(class_name(speaker, group))} · {state}")
    questions: dict[str, None] = {}
    for line in dict.fromkeys(evidence(speaker, finding) for finding in findings):
        page.text(line, indent=2, hang=2)
    for finding in findings:
        if ask := finding.ask(speaker.language):
            questions[ask] = None
    for ask in questions:
        page.text(ask, indent=4, hang=2)


def show_rest(page: Page, speaker: Speaker, found: ProductReading) -> None:
    """Print what is not known, what is missing, what only looks alike, and similar names."""
    from needlecare.wording.around import class_name

    page.blank()
    if found.unknown:
        shown = [" ".join(token.text.split()) for token in found.unknown]
        page.text(speaker.say("product-unknown", names="; ".join(shown)))
        if found.unknown_count > len(shown):
            page.text(speaker.counted("product-unknown-more", found.unknown_count - len(shown)))
    if not found.is_complete and found.ingredient_count:
        page.text(speaker.say("product-cut"))
    if found.suggestions:
        page.text(
            speaker.say("product-suggestions", names=speaker.listed(list(found.suggestions), joined="or"))
        )
    if found.oddities:
        names = dict.fromkeys(oddity.character for oddity in found.oddities)
        page.text(speaker.say("product-odd", names="; ".join(list(names)[:MOST_SHOWN])))
    if found.look_alikes:
        page.heading(speaker.say("product-look-alikes"))
    alike = dict.fromkeys(
        (" ".join(one.token.text.split()), one.why, one.looks_like) for one in found.look_alikes
    )
    for words, why, group in list(alike)[:MOST_SHOWN]:
        subject = class_name(speaker, group)
        page.text(speaker.fill("product-look-alike", words=words, why=why, subject=subject), indent=2, hang=2)


def show_session(page: Page, speaker: Speaker, groups: list[str]) -> None:
    """Print what the protocol says of each class around the session."""
    from needlecare.cli.options import Case
    from needlecare.cli.screen import footer
    from needlecare.wording.around import around, lines

    page.heading(speaker.say("product-session", session=speaker.session()))
    for group in groups:
        page.blank()
        for text, asked, rule in lines(speaker, around(speaker, group)):
            page.entry(text)
            for more in (asked, rule):
                if more:
                    page.text(more, indent=4, hang=2, style="quiet" if more == rule else "")
    footer(page, Case(speaker.book, speaker.facts, speaker, ""))

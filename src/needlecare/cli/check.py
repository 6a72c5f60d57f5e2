"""`needlecare check`: what a careful reader would say of a protocol, and where each statement went."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.options import DEFAULT, Json, Lang, Language, chosen_protocols, open_book, print_json
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.protocol.document import Protocol
    from needlecare.protocol.lint import Remark
    from needlecare.wording.language import Speaker


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PROTOCOL]...", help="Shipped names or files; else microneedling and safety."
        ),
    ] = None,
    lang: Lang = Language.EN,
    json: Json = False,
) -> None:
    """Check protocols: errors to mend, findings for the clinic, and the map of statements."""
    from needlecare.protocol.lint import lint
    from needlecare.wording.language import Speaker

    book = open_book(chosen_protocols(names, "PROTOCOL"))
    remarks = lint(book)
    speaker = Speaker.of_book(book, lang.value)
    if json:
        from needlecare.wording.plain.books import check_form

        print_json(check_form(speaker, remarks))
    else:
        page = Page()
        for layer in book.layers:
            show_coverage(page, speaker, layer)
        show_remarks(page, speaker, remarks, _places(names))
        page.show()
    if any(remark.level == "error" for remark in remarks):
        raise typer.Exit(1)


def show_coverage(page: Page, speaker: Speaker, layer: Protocol) -> None:
    """Print how many statements of the page a protocol holds, and as what."""
    from needlecare.protocol.lint import coverage

    page.heading(f"{layer.protocol} {layer.version} · {speaker.text(layer.title)}")
    found = coverage(layer)
    if not found.statements:
        page.text(speaker.say("check-no-statements", rules=len(layer.rules)))
        return
    key = "check-open" if found.unmapped else "check-mapped"
    open_ones = speaker.listed(list(found.unmapped))
    page.text(speaker.say(key, total=len(found.statements), left=len(found.unmapped), names=open_ones))
    kinds = [f"{speaker.words[f'check-{kind}']} {number}" for kind, number in found.counts.items() if number]
    page.text(speaker.words["comma"].join(kinds), style="quiet")


def _places(names: list[str] | None) -> dict[str, str]:
    """Return where each rule stands, as file:line:column, by its id."""
    from needlecare.protocol.lint import rule_places
    from needlecare.protocol.load import path_of
    from needlecare.protocol.reader import read_file

    places: dict[str, str] = {}
    for path in map(path_of, names or DEFAULT):
        for rule, place in rule_places(read_file(path)).items():
            places.setdefault(rule, f"{os.path.basename(path)}:{place.line}:{place.column}")
    return places


def show_remarks(page: Page, speaker: Speaker, remarks: tuple[Remark, ...], places: dict[str, str]) -> None:
    """Print the remarks, errors first, where each stands, and how many there are."""
    for level in ("error", "finding", "note"):
        group = [remark for remark in remarks if remark.level == level]
        if group:
            page.heading(speaker.say(f"check-{level}s"), style="stop" if level == "error" else "")
            for remark in group:
                page.text(speaker.text(remark.says), indent=2, hang=2)
                place = next((places[name] for name in remark.where if name in places), remark.protocol)
                where = " · ".join((place, remark.code, *remark.where))
                page.text(where, indent=4, hang=2, style="quiet")
    counts = [
        speaker.counted(f"check-count-{level}", sum(remark.level == level for remark in remarks))
        for level in ("error", "finding", "note")
    ]
    page.blank()
    page.text(speaker.words["comma"].join(counts) + ".")

"""`needlecare diff`: what a change of a protocol means for clients. It reports; nothing is sent to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.options import (
    Lang,
    Language,
    check_zone,
    chosen_protocols,
    open_book,
    print_json,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.exports.cohort import Effect
    from needlecare.exports.diff import Changes
    from needlecare.exports.diff_words import Teller

MOST_CLIENTS = 50  # more than these are counted, not listed; --json has all


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The protocol so far: a shipped name or a file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The protocol from now on.")],
    beside: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help="A protocol used beside both; may be repeated."),
    ] = None,
    cohort: Annotated[
        str | None,
        typer.Option(
            "--cohort", metavar="CLIENTS", help="A table or address as of `cohort`: who is affected."
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="The clinic's time zone, for --cohort.")
    ] = None,
    lang: Lang = Language.EN,
    json: Annotated[bool, typer.Option("--json", help="Print the same as JSON, for programs.")] = False,
) -> None:
    """Compare two protocols by what they mean: for which answers the verdict differs, and who is affected."""
    check_zone(zone)
    if cohort is not None and zone is None:
        raise typer.BadParameter(
            "needs --zone ZONE, the clinic's time zone, such as Europe/London", param_hint="--cohort"
        )
    from needlecare.exports.diff import compare
    from needlecare.exports.diff_words import Teller, changes_form

    shared = chosen_protocols(beside, "--with") or []
    books = [
        open_book([*(chosen_protocols([name], place) or ()), *shared])
        for name, place in ((old, "OLD"), (new, "NEW"))
    ]
    changes = compare(*books)
    teller = Teller(books[0], books[1], lang.value)
    affected = None
    if cohort is not None and zone is not None:
        from needlecare.exports.cohort import affected_by

        affected = affected_by(books[0], books[1], cohort, zone=zone)
    if json:
        form = changes_form(teller, changes)
        print_json(form if affected is None else {**form, "cohort": affected.form()})
        return
    page = Page()
    show_regions(page, teller, changes)
    show_names(page, teller, changes)
    show_texts(page, teller, changes)
    if changes.is_empty:
        page.text(teller.say("same"))
    if affected is not None:
        show_affected(page, teller, affected)
    page.show()


def show_regions(page: Page, teller: Teller, changes: Changes) -> None:
    """Print for which answers the verdict differs, from fine to not fine first."""
    from needlecare.protocol.model import Outcome

    groups = {
        "worse": [r for r in changes.regions if r.gets_worse and r.old.outcome is Outcome.READY],
        "stricter": [r for r in changes.regions if r.gets_worse and r.old.outcome is not Outcome.READY],
        "better": [r for r in changes.regions if not r.gets_worse],
    }
    for key, regions in groups.items():
        if regions:
            page.heading(teller.say(key), style="stop" if key == "worse" else "")
            for sentence in teller.sentences(regions):
                page.entry(sentence)


def show_names(page: Page, teller: Teller, changes: Changes) -> None:
    """Print which rules come, go and change, and what is asked."""
    asked = [
        ("asked-anew", [teller.asked(key) for key in changes.asked_anew]),
        ("asked-no-more", [teller.asked(key) for key in changes.asked_no_more]),
    ]
    for key, names in (
        ("rules-changed", list(changes.rules_changed)),
        ("rules-added", list(changes.rules_added)),
        ("rules-removed", list(changes.rules_removed)),
        *asked,
    ):
        if names:
            page.heading(teller.say(key))
            page.text(", ".join(dict.fromkeys(names)), indent=2)


def show_texts(page: Page, teller: Teller, changes: Changes) -> None:
    """Print the texts that differ."""
    if changes.texts:
        page.heading(teller.say("texts"))
    for change in changes.texts:
        page.entry(f"{change.kind} {change.name} ({change.part}): {teller.text_change(change)}")


def show_affected(page: Page, teller: Teller, affected: Effect) -> None:
    """Print whose outcome changes, from fine to not fine first."""
    page.heading(teller.say("affected"))
    for client in affected.clients[:MOST_CLIENTS]:
        old, new = teller.outcome(client.old), teller.outcome(client.new)
        page.entry(teller.say("affected-line", client=client.name, old=old, new=new))
    page.blank()
    page.text(
        teller.say("affected-count", count=len(affected.clients), total=affected.total, worse=affected.worse)
    )

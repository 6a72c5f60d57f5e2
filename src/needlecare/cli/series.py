"""`needlecare series`: the days of a course of sessions, forwards, or backwards from an event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.options import (
    Case,
    FactsPath,
    Json,
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    interval_option,
    open_case,
    print_json,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.engine.series import SeriesPlan
    from needlecare.engine.series_limits import Blocked
    from needlecare.protocol.time import Duration

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def series(
    facts: FactsPath,
    sessions: Annotated[
        int | None, typer.Option("--sessions", "-n", min=1, help="How many more sessions.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(metavar="TIME", help="A day to be ready for; else the facts' own event.")
    ] = None,
    lead: Annotated[
        str | None, typer.Option(metavar="SPAN", help="How long before the event, such as '2 week'.")
    ] = None,
    blocked: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FROM..TO", help="Days without sessions, such as 2026-12-24..2027-01-02; may be repeated."
        ),
    ] = None,
    closed: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY", help="A weekday without sessions, such as sun; may be repeated."),
    ] = None,
    backwards: Annotated[
        bool, typer.Option("--backwards", help="Set ideal days back from the event.")
    ] = False,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
) -> None:
    """Plan a series of sessions: the earliest, an ideal and the latest day of each."""
    from needlecare.engine.series import plan_series

    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
    try:
        plan = plan_series(
            case.book,
            case.facts,
            sessions=sessions,
            event=interval_option(event, case.facts.zone, "--event") if event else None,
            lead=_duration(lead) if lead else None,
            blocked=[_blocked(text) for text in blocked or ()],
            closed=[_weekday(text) for text in closed or ()],
            backwards=backwards,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if json:
        from needlecare.wording.plain.series import series_form

        print_json(series_form(case.speaker, plan))
        return
    page = Page()
    show_series(page, case, plan)
    page.show()


def show_series(page: Page, case: Case, plan: SeriesPlan) -> None:
    """Print a plan: whether it fits, each session's days, what limits it."""
    from needlecare.cli.screen import footer
    from needlecare.wording.series import headline, limit, note

    speaker = case.speaker
    page.heading(" · ".join(part for part in (case.client, speaker.text(case.book.layers[0].title)) if part))
    page.heading(headline(speaker, plan), style="ready" if plan.fits else "wait")
    fitting = plan if plan.fits else plan.shorter
    if not plan.fits:
        count = speaker.counted("series-sessions", fitting.count) if fitting else ""
        page.text(speaker.say("series-shorter" if fitting else "series-nothing-fits", count=count))
    if fitting is not None:
        _show_sessions(page, case, fitting)
    page.heading(speaker.say("series-limits"))
    for found in plan.limits:
        page.text(speaker.sentence(limit(speaker, found)), indent=2, hang=2)
    notes = [note(speaker, code) for code in plan.notes]
    if plan.not_while:
        notes.append(speaker.say("series-not-while", states=speaker.names(plan.not_while)))
    if notes:
        page.heading(speaker.say("series-notes"))
    for text in notes:
        page.text(text, indent=2, hang=2)
    footer(page, case)


def _show_sessions(page: Page, case: Case, plan: SeriesPlan) -> None:
    from needlecare.wording.series import note, session

    names = [case.speaker.say("series-session", number=planned.number) for planned in plan.sessions]
    column = max(map(len, names), default=0) + 2
    page.blank()
    for name, planned in zip(names, plan.sessions, strict=True):
        remarks = [note(case.speaker, code) for code in planned.notes]
        page.item(name, [session(case.speaker, planned), *remarks], column=column)


def _weekday(text: str) -> int:
    word = text.strip().lower()[:3]
    if word not in WEEKDAYS:
        raise typer.BadParameter(f"'{text}' is no weekday; use {', '.join(WEEKDAYS)}", param_hint="--closed")
    return WEEKDAYS.index(word)


def _blocked(text: str) -> Blocked:
    from datetime import date

    from needlecare.engine.series_limits import Blocked

    first, _, last = text.partition("..")
    try:
        return Blocked(first=date.fromisoformat(first), last=date.fromisoformat(last or first))
    except ValueError:
        what = f"'{text}' is no stretch of days; write 2026-12-24..2027-01-02, or one day"
        raise typer.BadParameter(what, param_hint="--blocked") from None


def _duration(text: str) -> Duration:
    from needlecare.protocol.time import Duration, Unit

    found = re.fullmatch(r"(\d{1,4}) ?([a-z]+?)s?", text.strip())
    if found is None or found[2] not in [unit.value for unit in Unit]:
        what = f"'{text}' is no length of time; write '10 day', '2 week' or '1 month'"
        raise typer.BadParameter(what, param_hint="--lead")
    return Duration(int(found[1]), Unit(found[2]))

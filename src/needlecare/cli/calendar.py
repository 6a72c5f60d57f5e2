"""`needlecare calendar`: the dates of a session for any calendar program, and what changes when it moves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.delivering import Output, deliver, refuse, verdict_to_go_by
from needlecare.cli.options import FactsPath, Lang, Language, Now, Protocols, ZoneName, open_case

if TYPE_CHECKING:
    from needlecare.cli.options import Case
    from needlecare.exports.ics import Event

INSTALL = "pip install 'needlecare[calendar]'"


def calendar(
    facts: FactsPath,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    output: Output = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Say what each date is about; else titles name no treatment and no medicine."
        ),
    ] = False,
    previous: Annotated[
        list[str] | None,
        typer.Option(
            "--previous",
            metavar="FILE",
            help="The calendar made before, or the facts it was made from; repeat for several, oldest first.",
        ),
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="The session is off: cancel every date of --previous.")
    ] = False,
    person: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="TEXT", help="Whose dates they are, where two clients share a name; never shown."
        ),
    ] = None,
) -> None:
    """Write the dates of a session as a calendar file (.ics)."""
    from needlecare.exports.ics import as_ics, follow

    if cancel and not previous:
        raise typer.BadParameter("there is nothing to cancel without --previous", param_hint="--cancel")
    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
    earlier: tuple[Event, ...] = ()
    for name in previous or ():
        given = _earlier(case, name, protocol=protocol, lang=lang, zone=zone, plain=plain, person=person)
        earlier = given if _is_calendar(name) else follow(earlier, given, now=case.facts.asked)
    planned = () if cancel else _planned(case, plain=plain, person=person, is_checked=True)
    found = follow(earlier, planned, now=case.facts.asked, dropped=cancel)
    deliver(as_ics(case.speaker, found, plain=plain), output)


def _planned(case: Case, *, plain: bool, person: str | None, is_checked: bool) -> tuple[Event, ...]:
    """Return the events of a case; refuse a session that cannot be, where that is to be checked."""
    from needlecare.engine.care import care
    from needlecare.exports.code import code_of
    from needlecare.exports.dates import entries
    from needlecare.exports.ics import events
    from needlecare.protocol.model import Outcome

    firm = not is_checked or verdict_to_go_by(case).outcome is Outcome.READY
    dates = entries(case.book, case.facts, care(case.book, case.facts))
    code = str(code_of(case.book.digest, case.facts))
    return events(case.speaker, dates, person=person or case.client, code=code, plain=plain, firm=firm)


def _is_calendar(name: str) -> bool:
    return Path(name).suffix.lower() in (".ics", ".ical", ".ifb")


def _earlier(
    case: Case,
    name: str,
    *,
    protocol: list[str] | None,
    lang: Language,
    zone: str | None,
    plain: bool,
    person: str | None,
) -> tuple[Event, ...]:
    """Return the events of an earlier calendar, or those that earlier facts made."""
    from needlecare.exports.ics import NotACalendar, read_events

    if not _is_calendar(name):
        before = open_case(name, protocols=protocol, lang=lang, now=None, zone=zone)
        return _planned(before, plain=plain, person=person, is_checked=False)
    try:
        return read_events(Path(name).read_bytes(), case.facts.zone)
    except ModuleNotFoundError:
        refuse(f"Reading an earlier calendar needs icalendar. Install it with: {INSTALL}")
    except OSError as error:
        refuse(f"{name}: cannot be read: {error.strerror or error}")
    except NotACalendar as error:
        refuse(
            f"{name}: {error}; give the file that `needlecare calendar` wrote, or the facts it was made from"
        )

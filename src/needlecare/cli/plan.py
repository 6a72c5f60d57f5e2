"""`needlecare plan` and `needlecare now`: what to do on each day, and what holds at one moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from needlecare.cli.options import (
    Case,
    FactsPath,
    Json,
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    moment_of,
    open_case,
    print_json,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.engine.care import Item
    from needlecare.wording.language import Speaker


def plan(
    facts: FactsPath,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
) -> None:
    """Say whether the session may happen, and what to do on each day around it."""
    from needlecare.answering.planning import for_planning
    from needlecare.cli.screen import footer, show_verdict, title
    from needlecare.engine.screening import screen as screened

    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
    verdict = screened(case.book, case.facts)
    planned = for_planning(case, verdict)
    if json:
        from needlecare.wording.plain.calendar import plan_form

        print_json(plan_form(case.speaker, verdict, planned.speaker if planned else None))
        return
    page = Page()
    title(page, case)
    show_emergency(page, case.speaker)
    show_verdict(page, case, verdict)
    if planned is None:
        page.heading(case.speaker.say("plan-none"))
    else:
        show_days(page, planned, is_moved=planned.facts.session != case.facts.session)
        show_red_flags(page, case)
    footer(page, case)
    page.show()


def now(
    facts: FactsPath,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
) -> None:
    """Say what holds at this moment: what to leave, to do and to expect."""
    from needlecare.cli.screen import footer, title
    from needlecare.engine.care import holding
    from needlecare.wording.care import told

    case = open_case(facts, protocols=protocol, lang=lang, now=None, zone=zone)
    moment = moment_of(now, case.facts.zone.key) if now else int(time.time())
    items = holding(case.book, case.facts, moment)
    if json:
        from needlecare.wording.plain.calendar import now_form

        print_json(now_form(case.speaker, items, moment))
        return
    page = Page()
    title(page, case)
    show_emergency(page, case.speaker)
    show_now(page, case, told(case.book, items), moment)
    footer(page, case)
    page.show()


def show_emergency(page: Page, speaker: Speaker) -> None:
    """Print what to do in an emergency, before anything else; it needs no calculation."""
    from needlecare.wording.care import emergency_number, flags

    found = flags(speaker.book, "emergency")
    if not found:
        return
    page.heading(speaker.say("emergency", number=emergency_number(speaker)), style="stop")
    page.text(
        speaker.say("emergency-for", signs="; ".join(speaker.text(flag.sign) for flag in found)), indent=2
    )


def show_days(page: Page, case: Case, *, is_moved: bool) -> None:
    """Print the days on which something changes, from the present on."""
    from needlecare.engine.care import care
    from needlecare.wording.care import already, day_lines

    calendar = care(case.book, case.facts)
    speaker, asked = case.speaker, case.facts.asked
    page.heading(speaker.say("plan-for-earliest" if is_moved else "plan-for", session=speaker.session()))
    today = case.facts.zone.day_of(asked)
    coming = [
        (day, day_lines(speaker, calendar, day, since=asked)) for day in calendar.days if day.day >= today
    ]
    shown = [(speaker.times.day(day.day, short=True), lines, day.number) for day, lines in coming if lines]
    held = [(speaker.say("plan-already"), already(speaker, calendar, asked), None)]
    rows = [row for row in (*held, *shown) if row[1]]
    column = max(len(label) for label, _, _ in rows) + 2
    for label, lines, number in rows:
        page.blank()
        page.item(label, lines, column=column, style="ready" if number == 0 else "")


def show_red_flags(page: Page, case: Case) -> None:
    """Print the other signs that need help, by how soon."""
    from needlecare.wording.care import flags
    from needlecare.wording.language import first_capital

    for level in ("same-day", "call-clinic"):
        found = flags(case.book, level)
        if found:
            page.heading(case.speaker.say(level))
            for flag in found:
                page.text(first_capital(case.speaker.text(flag.sign)), indent=2, hang=2)


def show_now(page: Page, case: Case, items: list[Item], moment: int) -> None:
    """Print what holds at one moment, by what it asks of the client."""
    from needlecare.wording.care import ORDER, heading_of, item_text

    speaker = case.speaker
    key = "now-title" if items else "now-nothing"
    page.heading(speaker.say(key, time=speaker.times.moment(moment)))
    for kind in ORDER:
        group = [item for item in items if heading_of(case.book, item) == kind]
        if group:
            page.heading(speaker.say(f"plan-{kind}"))
            for item in group:
                page.text(item_text(speaker, item), indent=2, hang=2)

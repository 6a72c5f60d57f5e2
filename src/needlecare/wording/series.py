"""A plan of a series in words."""

from __future__ import annotations

from needlecare.engine.series import PlannedSession, SeriesPlan
from needlecare.engine.series_limits import Limit
from needlecare.wording.language import Speaker


def headline(speaker: Speaker, plan: SeriesPlan) -> str:
    """Return in one sentence whether the series fits."""
    count = speaker.counted("series-sessions", plan.count)
    if plan.fits:
        return speaker.say("series-fits", count=count)
    reasons = speaker.listed([limit(speaker, reason) for reason in plan.reasons])
    return speaker.say("series-does-not-fit", count=count, reasons=reasons)


def limit(speaker: Speaker, limit: Limit) -> str:
    """Return one limit in words, as it stands inside a sentence."""
    times = speaker.times
    first = times.day(limit.first) if limit.first else ""
    last = times.day(limit.last) if limit.last else ""
    if limit.kind == "wait" and not first:
        return speaker.fill("limit-wait-without-end")
    if limit.kind == "gap":
        assert speaker.book.series is not None
        return speaker.fill("limit-gap", span=times.duration(speaker.book.series.gap.floor))
    if limit.kind == "closed":
        weekdays = speaker.words["weekdays"].split()
        return speaker.fill("limit-closed", days=speaker.listed([weekdays[day] for day in limit.weekdays]))
    if limit.kind == "planned":
        when = times.stretch(limit.planned) if limit.planned else ""
        return speaker.fill(
            "limit-planned", subject=speaker.name(limit.name), when=when, first=first, last=last
        )
    return speaker.fill(f"limit-{limit.kind}", first=first, last=last, name=limit.name)


def session(speaker: Speaker, planned: PlannedSession) -> str:
    """Return the days of one session: from the earliest, ideally, to the latest."""
    times = speaker.times
    key = "series-open" if planned.latest is None else "series-within"
    if planned.latest == planned.earliest:
        key = "series-only"
    return speaker.say(
        key,
        earliest=times.day(planned.earliest),
        ideal=times.day(planned.ideal),
        latest=times.day(planned.latest) if planned.latest else "",
    )


def note(speaker: Speaker, code: str) -> str:
    """Return what a note's code means."""
    return speaker.say(f"series-note-{code}")

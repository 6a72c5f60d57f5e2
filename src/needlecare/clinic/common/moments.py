"""Days and hours as they come from a form's fields, as a facts file writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from needlecare.clinic.common.clinic import Clinic
from needlecare.clinic.common.words import say
from needlecare.protocol.time import Instant

FURTHEST = timedelta(days=3 * 366)


class Unread(Exception):
    """Fields that cannot be read, with a message for each by its name."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = messages


def day_of_field(text: str, field: str) -> date:
    """Return the day of a field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unread({field: say("day-not-read")}) from None


def hour_of_field(text: str, field: str) -> time:
    """Return the hour of a field."""
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Unread({field: say("hour-not-read")}) from None


def session_of(day: str, hour: str, clinic: Clinic, now: Instant, *, field: str = "day") -> str:
    """Return a coming day or moment as a facts file has it; nothing where no day is given.

    Raises
    ------
    Unread
        If day or hour cannot be read, or the day is over or too far away.
    """
    if not day:
        if hour:
            raise Unread({field: say("hour-without-day")})
        return ""
    found, today = day_of_field(day, field), clinic.zone.day_of(now)
    if found < today:
        raise Unread({field: say("day-past")})
    if found > today + FURTHEST:
        raise Unread({field: say("day-far")})
    return written(found, hour)


def written(day: date, hour: str) -> str:
    """Return a day, with its hour where one is given."""
    return f"{day.isoformat()}T{hour_of_field(hour, 'hour'):%H:%M}" if hour else day.isoformat()

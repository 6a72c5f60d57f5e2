"""The clinic as pages need it: plain values, read once and kept until the owner changes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Any

from wagtail.images.models import SourceImageIOError

from needlecare.clinic.common.edition import kept
from needlecare.clinic.common.models import ClinicDetails
from needlecare.protocol.time import Zone, zone

LOGO_WIDTH, LOGO_HEIGHT = 160, 40  # most, in pixels of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Weekdays one after the other with the same hours; `opens` is None where they are closed."""

    first: int
    last: int
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture at the head of every page; its size is in pixels of the page."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Name, place, hours and links of the clinic."""

    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    zone_key: str
    country: str
    hue: str
    own_colour: str
    logo: Logo | None
    hours: tuple[Hours, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def zone(self) -> Zone:
        return zone(self.zone_key)

    @property
    def place(self) -> str:
        """Return the place a zone is named after: "London"."""
        return self.zone_key.rpartition("/")[2].replace("_", " ")

    @property
    def dial(self) -> str:
        """Return the telephone number as a link needs it."""
        return re.sub(r"[^\d+]", "", self.phone)

    @property
    def closed(self) -> tuple[int, ...]:
        """Return the weekdays without opening hours; none where no hours are known."""
        if not self.hours:
            return ()
        return tuple(
            day for span in self.hours if span.opens is None for day in range(span.first, span.last + 1)
        )


def the_clinic() -> Clinic:
    """Return the clinic."""
    return kept("clinic", _read)


def _read() -> Clinic:
    details: Any = ClinicDetails.load()
    return Clinic(
        name=details.name,
        address=tuple(line.strip() for line in details.address.splitlines() if line.strip()),
        phone=details.phone,
        email=details.email,
        zone_key=details.zone,
        country=details.country,
        hue=details.hue,
        own_colour=details.own_colour.upper(),
        logo=_logo(details.logo),
        hours=tuple(_spans({entry.weekday: (entry.opens, entry.closes) for entry in details.hours.all()})),
        links=tuple((link.name, link.href) for link in details.links.all()),
    )


def _logo(picture: Any) -> Logo | None:
    """Return the logo in the size it is shown in, twice as dense; None where there is none, or its file is gone."""
    if picture is None:
        return None
    try:
        found = picture.get_rendition(f"max-{2 * LOGO_WIDTH}x{2 * LOGO_HEIGHT}")
    except SourceImageIOError:
        return None
    scale = min(LOGO_HEIGHT / found.height, LOGO_WIDTH / found.width, 1)
    return Logo(
        address=found.url, width=round(found.width * scale) or 1, height=round(found.height * scale) or 1
    )


def _spans(open_on: dict[int, tuple[time, time]]) -> list[Hours]:
    """Return weekdays with the same hours together."""
    if not open_on:
        return []
    found: list[Hours] = []
    for day in range(7):
        opens, closes = open_on.get(day, (None, None))
        if found and (found[-1].opens, found[-1].closes) == (opens, closes):
            found[-1] = Hours(first=found[-1].first, last=day, opens=opens, closes=closes)
        else:
            found.append(Hours(first=day, last=day, opens=opens, closes=closes))
    return found

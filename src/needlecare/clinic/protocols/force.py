"""Which protocol answers now, and which answered then.

Rulebooks are kept in memory by publication. The one in force is looked up anew in every edition of the site, and after a short
while, so that a publication reaches processes on other machines too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from needlecare.clinic.common.edition import kept
from needlecare.clinic.protocols.models import Publication
from needlecare.protocol.load import parse
from needlecare.protocol.rulebook import Rulebook, combine

KEPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A rulebook with the moment since which it answers."""

    rulebook: Rulebook
    since: datetime

    @property
    def short(self) -> str:
        """Return the beginning of the digest, in two groups."""
        digest = self.rulebook.digest
        return f"{digest[:4]} {digest[4:8]}"

    def number_in(self, country: str) -> str:
        """Return the emergency number of a country, or nothing where the protocol has none."""
        return self.rulebook.emergency_numbers.get(country, "")


class NothingPublished(RuntimeError):
    """No protocol was ever published here."""


def in_force() -> InForce:
    """Return the rulebook that answers now.

    Raises
    ------
    NothingPublished
        If `needlecare site seed` was never run.
    """
    return kept("in-force", read, seconds=KEPT_SECONDS)


def rulebook_of(digest: str) -> Rulebook | None:
    """Return the rulebook of a digest that was published here, or None."""
    now = in_force().rulebook
    if digest == now.digest:
        return now
    found = Publication.objects.filter(digest=digest).values_list("pk", flat=True).first()
    return book_of(found) if found else None


def read() -> InForce:
    """Return the rulebook that answers now, looked up anew.

    Raises
    ------
    NothingPublished
        If nothing was ever published.
    """
    last = Publication.objects.order_by("-at", "-pk").values_list("pk", "at").first()
    if last is None:
        raise NothingPublished("no protocol is published yet; run `needlecare site seed`")
    return InForce(rulebook=book_of(last[0]), since=last[1])


@lru_cache(maxsize=8)
def book_of(publication: int) -> Rulebook:
    """Return the rulebook of a publication, by its number."""
    layers = Publication.objects.values_list("layers", flat=True).get(pk=publication)
    return combine(*(parse(text, name="published.json") for text in layers))

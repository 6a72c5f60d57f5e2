"""A limit on wrong answers at the door, for each account and for each address.

Attempts are counted in the database, so that every process counts the same and a restart forgets nothing. An attempt is
noted before the answer is looked at and taken back if it was right: of many at once, no more than the limit get through.
What is refused does not count, so that the time that was told stays true. An account that does not exist is counted as
one that does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from needlecare.clinic.signin.address import address_of
from needlecare.clinic.signin.models import Attempt

WINDOW = 5 * 60  # [s]
MOST_OF_ACCOUNT = 5
MOST_OF_ADDRESS = 20


class TooMany(Exception):
    """The limit is reached; `minutes` says when to try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.minutes = max(1, -int(-seconds // 60))


@dataclass(frozen=True, slots=True)
class Noted:
    """Attempts that count until they are taken back."""

    numbers: tuple[int, ...]

    def take_back(self) -> None:
        Attempt.objects.filter(pk__in=self.numbers).delete()


def note(request: HttpRequest, account: str) -> Noted:
    """Note an attempt on an account from the address of a request.

    Raises
    ------
    TooMany
        If the account or the address has used up its attempts.
    """
    now = time.time()
    Attempt.objects.filter(at__lte=now - WINDOW).delete()
    limits = {
        _key("account", account.strip().casefold()): MOST_OF_ACCOUNT,
        _key("address", address_of(request)): MOST_OF_ADDRESS,
    }
    noted = Noted(tuple(Attempt.objects.create(key=key, at=now).pk for key in limits))
    waits = list(_waits(limits.items(), now))
    if waits:
        noted.take_back()
        raise TooMany(max(waits))
    return noted


def first_use(code: str) -> bool:
    """Return whether a code is used for the first time within the window, in whichever process."""
    now = time.time()
    mine = Attempt.objects.create(key=_key("code", code), at=now)
    return not Attempt.objects.filter(key=mine.key, pk__lt=mine.pk, at__gt=now - WINDOW).exists()


def _waits(limits: Iterable[tuple[str, int]], now: float) -> Iterable[float]:
    """Yield how long each key that is over its limit has to wait. [s]"""
    for key, most in limits:
        times = list(Attempt.objects.filter(key=key).order_by("-at", "-pk").values_list("at", flat=True))
        if len(times) > most:
            yield times[most] + WINDOW - now


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"needlecare.signin.{kind}", value, algorithm="sha256").hexdigest()

"""The short code on a sheet: which protocols and which answers it was made of.

`NC1-PPPP-PPPP-FFFF-FFFF-CC` in Crockford's base 32. P are the first 40 bits of the protocols' digest, F the first 40 bits
of the SHA-256 of the facts in canonical JSON, without the client's name. C is a check: the sum of every symbol times its
place plus two, modulo 1021, a prime above every weight and difference; so each wrong symbol and each swap of two
neighbours shows. It is a check against mix-ups and typing, not a seal against forgery.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from hashlib import sha256
from typing import Any, NamedTuple

from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval, Zone

PREFIX = "NC1"
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_PART, _CHECK, _PRIME = 8, 2, 1021


class Code(NamedTuple):
    """A code by its two parts, eight symbols each."""

    protocols: str
    facts: str

    def __str__(self) -> str:
        body = self.protocols + self.facts
        groups = [body[at : at + 4] for at in range(0, len(body), 4)]
        return "-".join((PREFIX, *groups, _check(body)))


def code_of(digest: str, facts: Facts) -> Code:
    """Return the code of an answer.

    Parameters
    ----------
    digest : str
        Of the rulebook; hexadecimal.
    """
    return Code(part_of(digest), part_of(facts_digest(facts)))


def facts_digest(facts: Facts) -> str:
    """Return the SHA-256 of facts in canonical JSON: keys sorted, no spaces, times as whole seconds."""
    plain = json.dumps(_plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(plain.encode()).hexdigest()


def read_code(text: str) -> Code:
    """Return a code as somebody typed it: letter case, spaces and hyphens do not count, I and L read as 1, O as 0.

    Raises
    ------
    ValueError
        If it is none, or mistyped; the message says what is wrong.
    """
    typed = "".join(sign for sign in text.upper() if sign not in "- \t\u2010\u2011\u2013").translate(_READ_AS)
    wanted = 2 * _PART + _CHECK
    body = typed if len(typed) == wanted else typed.removeprefix(PREFIX)
    if len(body) != wanted:
        raise ValueError(f"a code has {wanted} signs after '{PREFIX}', this one has {len(body)}")
    wrong = next((sign for sign in body if sign not in _SYMBOLS), "")
    if wrong:
        raise ValueError(f"'{wrong}' is in no code; compare it with the sheet")
    if body[-_CHECK:] != _check(body[:-_CHECK]):
        raise ValueError("a sign is mistyped or two have changed places; compare it with the sheet")
    return Code(body[:_PART], body[_PART : 2 * _PART])


def part_of(digest: str) -> str:
    """Return the part of a code that a digest gives."""
    return _symbols(int(digest, 16) >> (4 * len(digest) - 5 * _PART), _PART)


def _check(body: str) -> str:
    total = sum(weight * _SYMBOLS.index(sign) for weight, sign in enumerate(body, 2))
    return _symbols(total % _PRIME, _CHECK)


def _symbols(number: int, length: int) -> str:
    return "".join(_SYMBOLS[number >> 5 * place & 31] for place in reversed(range(length)))


def _plain(value: Any) -> Any:
    """Return a value of facts as JSON has it; what is at its default is left out, so that new fields change no code."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Interval):
        return [value.lo, value.hi]
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, Zone):
        return value.key
    given = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
    return {
        name: _plain(entry) for name, entry, default in given if entry is not default and entry != default
    }


def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    if kind not in _KNOWN:
        _KNOWN[kind] = tuple(
            (field.name, field.default if field.default_factory is MISSING else field.default_factory())
            for field in fields(kind)
        )
    return _KNOWN[kind]


_KNOWN: dict[type, tuple[tuple[str, Any], ...]] = {}

"""Text as typed or copied, made comparable without losing its place.

Lower case, no accents, no look-alikes, no hidden characters; every position of the result leads back to
the position in the text that was given. What was dropped or changed in a way a reader should know
(hidden or control characters, letters of another script inside a Latin word) is reported, never silent.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

MAX_CHARACTERS = 100_000
JOIN = "\x01"  # stands for a hyphen and line break inside a word, so that offsets stay true

_MOST_ODDITIES = 100  # more are not shown

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN_WORD = re.compile(r"(?<=[a-z])-[ \t]{0,8}\n[ \t]{0,8}(?=[a-z])")
_LOST_SPACE = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{2})")
_FOLDED_OR_LOST = re.compile(_NON_ASCII.pattern + "|" + _LOST_SPACE.pattern)
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_NOT_KEY = re.compile(r"[^a-z0-9]+")

# Letters of other scripts that are drawn like Latin ones. Only used inside a word that also has Latin letters.
_LOOKS_LIKE = dict(
    zip(
        "абвгеикмнопрстухьѕіјԁԛԝαβγεηικνορτυχωАВЕЗКМНОРСТУХЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "abbreukmhonpctyxbsijdqwabyeniknoptuxwabe3kmhopctyxsijabezhikmnoptyx",
        strict=False,
    )
)
_LOOKS_LIKE |= {"г": "r", "и": "u", "п": "n", "т": "t", "р": "p", "с": "c", "у": "y", "х": "x", "о": "o"}
_GREEK = {
    "α": "alpha ",
    "β": "beta ",
    "γ": "gamma ",
    "δ": "delta ",
    "ω": "omega ",
    "Δ": "delta ",
    "ε": "epsilon ",
}
_SPECIAL = {
    "ß": "ss", "æ": "ae", "œ": "oe", "Æ": "ae", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ı": "i",
    "đ": "d", "Đ": "d", "ð": "d", "þ": "th", "™": " ", "®": " ", "©": " ", "†": "*", "‡": "*", "°": "*",
    "¹": "*", "²": "*", "³": "*", "¬": "", "•": ";", "·": ";", "●": ";", "▪": ";", "◦": ";", "‣": ";", "∙": ";",
    "■": ";", "□": ";", "★": ";", "✓": ";", "✔": ";", "◆": ";", "►": ";", "‐": "-", "‑": "-", "‒": "-",
    "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "、": ",", "，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "％": "%", "⁄": "/", "∕": "/", "±": "+/-",
    "\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "µ": "u", "μ": "u",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Oddity:
    """A character a reader cannot see or would misread, with where it stood."""

    at: int
    kind: str  # "hidden", "control" or "look-alike"
    character: str  # its Unicode name

    def to_json(self) -> dict[str, object]:
        """Return the oddity as plain values."""
        return {"at": self.at, "kind": self.kind, "character": self.character}


@dataclass(frozen=True, slots=True)
class Normal:
    """Comparable text, the way back to the original, and what was odd in it."""

    text: str
    oddities: tuple[Oddity, ...]
    _marks: tuple[tuple[int, ...], tuple[int, ...]] | None  # positions here, positions there

    def origin(self, position: int) -> int:
        """Return where `position` of the comparable text stood in the original."""
        if self._marks is None:
            return position
        here, there = self._marks
        index = bisect_right(here, position) - 1
        origin = there[index] + position - here[index]
        # Inside the letters that one character became, the place is that character's.
        return min(origin, there[index + 1] - 1) if index + 1 < len(there) else origin


def normalise(text: str, *, split_words: bool = False) -> Normal:
    """Return `text` in comparable form. Raises ValueError above `MAX_CHARACTERS` characters.

    With `split_words`, a capital inside a word begins a new one: "BufferingSodium Lactate" has lost a space.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the text has {len(text)} characters; {MAX_CHARACTERS} are the most that are read")
    oddities: list[Oddity] = []
    if _CONTROL.search(text):
        found = islice(_CONTROL.finditer(text), _MOST_ODDITIES)
        oddities += [_oddity(m.start(), "control", m.group()) for m in found]
        text = _CONTROL.sub(" ", text)
    breaks = _LOST_SPACE.search(text) is not None if split_words else False
    if text.isascii() and not breaks:
        folded, marks = text.lower(), None
    else:
        folded, marks = _fold(text, oddities, _FOLDED_OR_LOST if breaks else _NON_ASCII)
    if "\n" in folded or "\r" in folded:
        folded = folded.replace("\r", "\n")
        folded = _BROKEN_WORD.sub(lambda m: JOIN * len(m.group()), folded)
    oddities.sort(key=lambda oddity: oddity.at)
    return Normal(folded, tuple(oddities[:_MOST_ODDITIES]), marks)


def key(text: str) -> str:
    """Return the form under which a name is looked up: lower-case words with single spaces."""
    if not text.isascii():
        text = _NON_ASCII.sub(lambda m: _plain(m.group()), text)
    return _NOT_KEY.sub(" ", text.lower()).strip()


def word_set(words: str, separator: str | None = None) -> frozenset[str]:
    """Return the words of a string as a set, for tables in the code."""
    return frozenset(words.split(separator))


def _fold(
    text: str, oddities: list[Oddity], folds: re.Pattern[str]
) -> tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    pieces: list[str] = []
    here, there = [0], [0]
    seen: dict[str, str] = {"": " "}
    mixed = frozenset(_mixed_words(text))
    length = last = 0
    for match in folds.finditer(text):
        at = match.start()
        character = match.group()
        known = seen.get(character)
        if known is None:
            known = seen[character] = _plain(character)
        new = known
        if not new and len(oddities) < _MOST_ODDITIES and unicodedata.category(character) == "Cf":
            oddities.append(_oddity(at, "hidden", character))
        elif character in _LOOKS_LIKE and at in mixed:
            new = _LOOKS_LIKE[character]
            oddities.append(_oddity(at, "look-alike", character))
        pieces.append(text[last:at].lower())
        pieces.append(new)
        length += at - last + len(new)
        last = at + len(character)
        if len(new) != len(character):
            here.append(length)
            there.append(last)
    pieces.append(text[last:].lower())
    return "".join(pieces), (tuple(here), tuple(there))


def _plain(character: str) -> str:
    """Return the ASCII reading of one character, or itself where there is none."""
    known = _SPECIAL.get(character)
    if known is not None:
        return known
    if character in _GREEK:
        return _GREEK[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Cc"):
        return ""
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKD", character).lower()
    return "".join(c for c in plain if not unicodedata.combining(c)) if len(plain) <= 8 else character


def _mixed_words(text: str) -> Iterator[int]:
    """Yield the places of all letters of words that hold both Latin and other letters."""
    for match in _LETTERS.finditer(text):
        word = match.group()
        if not word.isascii() and _LATIN.search(word):
            yield from range(match.start(), match.end())


def _oddity(at: int, kind: str, character: str) -> Oddity:
    return Oddity(at, kind, unicodedata.name(character, f"U+{ord(character):04X}"))

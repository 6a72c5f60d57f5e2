"""One language's words for one client: templates filled in, names looked up, lists and times said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from needlecare.protocol.model import LANGUAGES, Outcome, Text
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval, zone
from needlecare.wording.times import Times

# What Spanish writes as one word, and one o'clock, which is singular.
_CONTRACTIONS = ((" de el ", " del "), (" a el ", " al "), (" las 01:", " la 01:"))


def texts(language: str) -> Mapping[str, str]:
    """Return the templates of a language.

    Raises
    ------
    ValueError
        If the product does not speak it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not spoken here; use {' or '.join(LANGUAGES)}")
    found: Mapping[str, str] = import_module(f"needlecare.wording.{language}").TEXTS
    return found


def first_capital(text: str) -> str:
    """Return a text with a capital at its beginning and nothing else changed."""
    return text[:1].upper() + text[1:]


class Speaker:
    """Says things about one client's facts in one language.

    Parameters
    ----------
    book : Rulebook
        Whose names and texts are used.
    facts : Facts
        Whose zone, present and session are spoken of.
    language : str
        `en` or `es`.
    """

    def __init__(self, book: Rulebook, facts: Facts, language: str = "en") -> None:
        self.book, self.facts, self.language = book, facts, language
        self.words = texts(language)
        self.times = Times(self.words, facts.zone, facts.asked)

    @classmethod
    def of_book(cls, book: Rulebook, language: str = "en") -> Speaker:
        """Return who speaks of a rulebook alone, with no client and no session."""
        nobody = Facts(zone=zone("UTC"), asked=0, session=Interval(0, 0))
        return cls(book, nobody, language)

    def say(self, key: str, **parts: object) -> str:
        """Return a template filled in, with a capital at its beginning."""
        return first_capital(self.fill(key, **parts))

    def sentence(self, text: str) -> str:
        """Return words as a sentence of their own, with capital and full stop."""
        return first_capital(text) + ("" if text.endswith((".", "?", "!")) else ".")

    def fill(self, key: str, **parts: object) -> str:
        """Return a template filled in, as it stands inside a sentence."""
        shown = self.words[key].format(**parts)
        if self.language == "es":
            for apart, together in _CONTRACTIONS:
                shown = shown.replace(apart, together)
        return shown

    def text(self, text: Text) -> str:
        """Return a protocol's own text."""
        return text.in_language(self.language)

    def name(self, name: str) -> str:
        """Return what people call a subject, condition, area or anchor of the protocol; else the word itself."""
        for table in (self.book.subjects, self.book.conditions, self.book.areas):
            if name in table:
                return self.text(table[name].name)
        if name in self.book.anchors or f"the-{name}" in self.words:
            return self.anchor(name)
        indications = (entry for layer in self.book.layers for entry in layer.indications)
        return next((self.text(entry.name) for entry in indications if entry.id == name), name)

    def anchor(self, name: str) -> str:
        """Return what people call a moment that windows hang on: "the session", "the peel"."""
        if name in self.book.anchors:
            return self.text(self.book.anchors[name].name)
        return self.words.get(f"the-{name}", name)

    def names(self, names: Iterable[str], *, joined: str = "or") -> str:
        """Return several names as a list in words."""
        return self.listed([self.name(name) for name in names], joined=joined)

    def listed(self, parts: list[str], *, joined: str = "and") -> str:
        """Return parts as a list in words: "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.words["comma"].join(parts[:-1]) + self._joint(joined, parts[-1]) + parts[-1]

    def _joint(self, joined: str, following: str) -> str:
        """Return "and" or "or"; in Spanish they change before their own sound ("e hidratante", "u oro")."""
        joint = self.words[joined]
        sound = following.lower().removeprefix("h")
        if self.language == "es" and sound[:1] in ("i", "í") and joined == "and" and sound[:2] != "ie":
            return " e "
        if self.language == "es" and sound[:1] in ("o", "ó") and joined == "or":
            return " u "
        return joint

    def counted(self, key: str, number: int) -> str:
        """Return a template for one thing or for several."""
        one, many = self.words[key].split("|")
        return (one if number == 1 else many).format(n=number)

    def outcome(self, outcome: Outcome) -> str:
        """Return an outcome in two or three words."""
        return self.words[outcome.word]

    def session(self) -> str:
        """Return when the session is; only its day where the hour is not known."""
        at = self.facts.session
        if at.is_exact:
            return self.times.moment(at.lo)
        first, last = (self.times.day(self.facts.zone.day_of(end)) for end in (at.lo, at.hi))
        if first == last:
            return self.fill("session-day-only", day=first)
        return self.fill("session-between", first=first, last=last)

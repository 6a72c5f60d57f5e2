"""What each entry of a label names: whole names first, then longest names inside, then words.

Exact on purpose. The only near match is one letter in a long name, and it ends as a question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from needlecare.substances.lexicon import Lexicon, Term
from needlecare.substances.normalise import word_set
from needlecare.substances.suggest import near_name
from needlecare.substances.tokens import Entry, Label, Section, Word

_LONG_ENTRY = 8  # words; a longer entry is a list that lost its commas, or prose
_CACHE_SIZE = 50_000
# Words that turn the name of an acid into the name of something made from it.
_DERIVED = word_set("copolymer crosspolymer polymer homopolymer ester esters polyester terpolymer")
_PREFIXES = ("yl", "oyl", "ylated", "poly", "thio", "butyl", "tert")
_QUALIFIERS = frozenset(["acetylated"])
_DENY_BEFORE = word_set("no without sans sin ohne sem")
_DENY_LINK = frozenset(["of", "from", "de", "von"])
_DENY_AFTER = word_set("free frei")


class Hit(NamedTuple):
    """A name found among the words of an entry: which words, what it stands for, how surely."""

    first: int
    last: int  # exclusive
    term: Term | None  # None: the words are not known
    how: str  # "name", "words" (ordinary by its words), "near" (one letter off), "derived", "denied", "lost"


@dataclass(slots=True, eq=False)
class Item:
    """One ingredient of a label, in order, with everything `judge` needs to weigh it."""

    term: Term | None
    how: str
    substance: str  # its id, or "" for anything else
    name: str  # the key under which it was found
    start: int  # in the comparable text
    end: int
    section: Section
    index: int  # its place in the section, from 0
    entry: Entry
    in_remark: bool


class Matcher:
    """Matches entries against the lexicon, remembering what it has seen."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._seen: dict[str, tuple[Hit, ...]] = {}

    def items(self, label: Label) -> list[Item]:
        """Return the ingredients of every section, in order."""
        found: list[Item] = []
        for section in label.sections:
            index = 0
            for entry in section.entries:
                before = len(found)
                self._add_items(found, entry, section, index)
                index = found[-1].index + 1 if len(found) > before else index + 1
        return found

    def hits(self, words: list[str]) -> tuple[Hit, ...]:
        """Return what a run of words names, without gaps."""
        name = " ".join(words)
        seen = self._seen.get(name)
        if seen is None:
            if len(self._seen) >= _CACHE_SIZE:
                self._seen.clear()
            seen = tuple(self._find(words, name))
            if len(name) < 400:
                self._seen[name] = seen
        return seen

    def _add_items(self, found: list[Item], entry: Entry, section: Section, index: int) -> None:
        words = entry.words
        known = False
        if words:
            run_together = len(words) > _LONG_ENTRY
            for hit in self.hits([word.text for word in words]):
                known = known or hit.term is not None
                found.append(_item(words, hit, entry, section, index))
                index += run_together
        for remark in entry.remarks:
            hits = self.hits([word.text for word in remark])
            # Unknown words about a known ingredient say nothing new; a name in brackets does.
            told = [hit for hit in hits if hit.term is not None or not known]
            found += [_item(remark, hit, entry, section, index, in_remark=True) for hit in told]
        if not words and not any(item.entry is entry and item.term for item in found[-len(entry.remarks) :]):
            lost = Hit(0, len(entry.remarks[0]), None, "lost")
            found.append(_item(entry.remarks[0], lost, entry, section, index))

    def _find(self, words: list[str], name: str) -> Iterator[Hit]:
        whole = self.lexicon.terms.get(name)
        if whole is not None:
            yield Hit(0, len(words), whole, "name")
            return
        if len(words) <= _LONG_ENTRY and self.lexicon.is_ordinary(words):
            yield Hit(0, len(words), self._ordinary(words, name), "words")
            return
        bare = [_without_footnote(word) for word in words]
        if bare != words and (footnoted := self.lexicon.terms.get(" ".join(bare))) is not None:
            yield Hit(0, len(words), footnoted, "name")
            return
        compact = (
            self.lexicon.terms.get(name.replace(" ", "")) if len(words) > 1 and len(words) <= 4 else None
        )
        if compact is not None:
            yield Hit(0, len(words), compact, "name")
            return
        yield from self._scan(bare)

    def _ordinary(self, words: list[str], name: str) -> Term:
        if self.lexicon.is_ground(words):
            return Term("substance", "grain", name, "name")
        return Term("neutral", "ordinary", name, "")

    def _scan(self, words: list[str]) -> Iterator[Hit]:
        """Yield the longest names in order; between them ordinary words, filler and the unknown."""
        at = 0
        pending = -1  # first word of a run that no name covers
        while at < len(words):
            length, term = self._longest_at(words, at)
            if term is None:
                if pending == -1:
                    pending = at
                at += 1
                continue
            if pending != -1:
                yield from self._between(words, pending, at)
                pending = -1
            yield Hit(at, at + length, term, self._standing(words, at, at + length, term))
            at += length
        if pending != -1:
            yield from self._between(words, pending, len(words))

    def _longest_at(self, words: list[str], at: int) -> tuple[int, Term | None]:
        terms = self.lexicon.terms
        for length in range(min(self.lexicon.longest.get(words[at], 0), len(words) - at), 0, -1):
            term = terms.get(" ".join(words[at : at + length]))
            if term is not None:
                return length, term
        return 0, None

    def _standing(self, words: list[str], first: int, last: int, term: Term) -> str:
        """Say whether a name found among other words stands on its own."""
        if term.kind != "substance":
            return "name"
        before = words[first - 1] if first else ""
        after = words[last] if last < len(words) else ""
        if before in _DENY_BEFORE or after in _DENY_AFTER:
            return "denied"
        if before in _DENY_LINK and first > 1 and words[first - 2] in _DENY_AFTER:
            return "denied"
        if len(words) > _LONG_ENTRY:
            return "name"
        is_part = (
            before.endswith(_PREFIXES) and before not in self.lexicon.terms and before not in _QUALIFIERS
        )
        return "derived" if is_part or not _DERIVED.isdisjoint(words) else "name"

    def _between(self, words: list[str], first: int, last: int) -> Iterator[Hit]:
        """Yield what the words between two names are."""
        lexicon = self.lexicon
        filler, stock = lexicon.filler, lexicon.stock
        begin = first
        while begin < last:
            word = words[begin]
            letters = word.strip("0123456789")
            if not letters or letters in filler:
                begin += 1
                continue
            end = begin
            while end < last and (
                stock.get(words[end].strip("0123456789")) is not None or words[end].isdigit()
            ):
                end += 1
            if end > begin and lexicon.is_ordinary(words[begin:end]):
                run = words[begin:end]
                yield Hit(begin, end, self._ordinary(run, " ".join(run)), "words")
                begin = end
                continue
            if letters in stock or word in lexicon.brands:
                begin += 1  # a modifier left over, or the product's own name
                continue
            near = near_name(words, begin, last, lexicon)
            if near is None:
                yield Hit(begin, begin + 1, None, "unknown")
                begin += 1
            else:
                yield Hit(begin, begin + near.words, near.term, near.how)
                begin += near.words


def _without_footnote(word: str) -> str:
    """Return a word less the digits of a footnote that stuck to it: "acid6" is "acid"."""
    bare = word.rstrip("0123456789")
    return bare if len(bare) >= 4 else word


def _item(
    words: list[Word], hit: Hit, entry: Entry, section: Section, index: int, *, in_remark: bool = False
) -> Item:
    first, last, term, how = hit
    substance = term.ref if term is not None and term.kind == "substance" else ""
    if last - first == 1:
        name = words[first].text
    else:
        name = " ".join([word.text for word in words[first:last]])
    start, end = words[first].start, words[last - 1].end
    return Item(term, how, substance, name, start, end, section, index, entry, in_remark)

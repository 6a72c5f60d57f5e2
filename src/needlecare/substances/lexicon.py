"""The reviewed names: what a word on a label or in a sentence stands for.

Reads the CSV files beside this module once. Nothing here decides: a term says which substance, false friend
or ordinary ingredient a name is; `judge` says what follows from where it stands.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from needlecare.substances.normalise import key, word_set

# The classes of the page that a product can belong to, in the order in which they are shown.
PRODUCT_CLASSES = (
    "topical-retinoid",
    "aha",
    "bha",
    "pha",
    "other-exfoliating-acid",
    "physical-or-enzymatic-exfoliant",
    "hydroquinone",
    "benzoyl-peroxide",
    "topical-antibiotic",
    "depilatory",
    "oral-isotretinoin",
    "nsaid",
)
# How a class is decided; `judge` has one function for each.
RULES = (
    "member", "weak", "ask", "none", "note", "medicine", "acid", "buffer-acid", "lactone", "salicylic", "salt",
    "willow", "rub", "fruit-blend", "acne-active", "resorcinol", "urea", "chelator", "phenol", "aspirin", "steroid",
    "thioglycolate", "waving", "grain", "bead", "filler", "soluble", "enzyme", "enzyme-source",
)  # fmt: skip
_ACID_RULES = frozenset(["acid", "buffer-acid", "lactone"])
ROUTES = ("topical", "oral", "nasal", "ophthalmic", "any", "speech")

FOLDER = Path(__file__).parent / "lexicon"
_GRAIN_PART = word_set("shell seed seeds kernel kernels pit pits stone stones husk hull cob nut coffee")
_GRAIN_FORM = word_set("powder meal flour granules grains particles powdered ground scrub")
_LETTERS = re.compile(r"[a-z]+")


class Term(NamedTuple):
    """What a name stands for."""

    kind: str  # "substance", "friend", "neutral" or "brand"
    ref: str  # a substance id, the class a false friend resembles, a function, or what a brand contains
    shown: str  # the name as the file prints it
    note: str  # what a false friend is; the kind of a name ("name", "typo", "speech", ...) or of a brand


class Member(NamedTuple):
    """One substance by one route: its class, how it is decided, and its codes with where each was checked."""

    substance: str
    route: str
    group: str  # class id, "" for none
    rule: str
    cas: str
    atc: str
    rxnorm: str
    unii: str
    note: str


class Speech(NamedTuple):
    """An everyday word for a procedure, a state, a habit, or for something that must be asked about."""

    phrase: str
    group: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the files say, keyed for look-up."""

    terms: dict[str, Term]  # what labels print
    functions: dict[
        str, str
    ]  # ordinary ingredient -> what it does ("preservative", "perfume", "buffer", ...)
    speech_terms: dict[str, Term]  # further names that only people use, and abbreviations
    brands: dict[str, Term]
    members: dict[str, tuple[Member, ...]]
    hydroxy_acids: frozenset[str]  # the substances that are judged as acids by their place
    names: dict[str, str]  # substance id -> its first name
    stock: dict[str, str]  # words of ordinary ingredient names -> their kind
    longest: dict[str, int]  # first word -> words in the longest term that starts with it
    headers: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word -> (phrase, role)
    filler: frozenset[str]
    claims: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word -> (phrase, claim)
    speech: tuple[Speech, ...]

    def members_of(self, substance: str) -> tuple[Member, ...]:
        """Return the rows of a substance, one for each route."""
        return self.members.get(substance, ())

    def is_ordinary(self, words: list[str]) -> bool:
        """Whether every word belongs to the stock that ordinary ingredient names are made of."""
        named = False
        for word in words:
            letters = word if word.isalpha() else "".join(_LETTERS.findall(word))
            if not letters:
                continue
            kind = self.stock.get(letters)
            if kind is None:
                return False
            named = named or kind != "mod"
        return named

    def is_ground(self, words: list[str]) -> bool:
        """Whether the words name a ground shell, stone or seed of a plant."""
        return not _GRAIN_FORM.isdisjoint(words) and not _GRAIN_PART.isdisjoint(words)


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of one lexicon file, without its header."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        yield from reader


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    members: dict[str, tuple[Member, ...]] = {}
    for row in rows("substances.csv"):
        members[row[0]] = (*members.get(row[0], ()), Member(*row))
    terms: dict[str, Term] = {}
    speech_terms: dict[str, Term] = {}
    names: dict[str, str] = {}
    functions: dict[str, str] = {}
    for name, function in rows("neutral.csv"):
        folded = key(name)
        functions[folded] = function
        terms[folded] = Term("neutral", function, name, "")
    for name, looks_like, what in rows("false_friends.csv"):
        terms[key(name)] = Term("friend", looks_like, name, what)
    for name, substance, _, kind, _ in rows("names.csv"):
        target = speech_terms if kind == "speech" else terms
        target[key(name)] = Term("substance", substance, name, kind)
        names.setdefault(substance, name)
    brands = {
        key(brand): Term("brand", contains, brand, kind) for brand, contains, kind, _, _ in rows("brands.csv")
    }
    headers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    filler = set()
    for phrase, role, _ in rows("label_words.csv"):
        if role == "filler":
            filler.update(key(phrase).split())
        else:
            _index(headers, phrase, role)
    claims: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, claim, _ in rows("claims.csv"):
        _index(claims, phrase, claim)
    return Lexicon(
        terms=terms,
        functions=functions,
        speech_terms=speech_terms,
        brands=brands,
        members=members,
        hydroxy_acids=frozenset(
            m.substance for rows_ in members.values() for m in rows_ if m.rule in _ACID_RULES
        ),
        names=names,
        stock=_stock(),
        longest=_longest(terms),
        headers=_longest_first(headers),
        filler=frozenset(filler),
        claims=_longest_first(claims),
        speech=tuple(Speech(*row) for row in rows("speech.csv")),
    )


def _stock() -> dict[str, str]:
    plants = " ".join(f"{latin} {common}" for latin, common in rows("plants.csv"))
    stock = dict.fromkeys(_LETTERS.findall(plants.lower()), "plant")
    stock.update((word, kind) for word, kind in rows("words.csv"))
    return stock


def _longest(terms: dict[str, Term]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in terms:
        first, _, rest = name.partition(" ")
        count = rest.count(" ") + 2 if rest else 1
        if longest.get(first, 0) < count:
            longest[first] = count
    return longest


def _index(table: dict[str, list[tuple[tuple[str, ...], str]]], phrase: str, role: str) -> None:
    words = tuple(key(phrase).split())
    if words:
        table.setdefault(words[0], []).append((words, role))


def _longest_first(
    table: dict[str, list[tuple[tuple[str, ...], str]]],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in table.items()}

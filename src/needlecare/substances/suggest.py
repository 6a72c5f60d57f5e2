"""Names that an unknown word is almost: lost spaces, a name inside it, or one letter wrong.

Lost spaces lead to the name itself. The other two are only ever a question; a short word is never guessed.
"""

from difflib import get_close_matches
from typing import NamedTuple

from needlecare.substances.lexicon import PRODUCT_CLASSES, Lexicon, Term
from needlecare.substances.normalise import key

_SHORTEST = 7  # letters; "rutin" and "retinol" are too near to guess about shorter words
_SHORTEST_INSIDE = 8
_SHORTEST_BRAND = 5
_LONGEST = 40


class Near(NamedTuple):
    """What an unknown word may stand for, and how many words it takes."""

    term: Term
    words: int
    how: str  # "name" (spaces lost) or "near" (a question)


class _Index(NamedTuple):
    compact: dict[str, Term]  # names without their spaces
    words: dict[str, Term]  # single distinctive words of restricted names
    deletions: dict[str, tuple[str, ...]]  # a distinctive word less one letter -> the words
    brands: dict[str, tuple[str, ...]]  # a brand of one word less one letter -> such brands
    inside: dict[str, tuple[str, ...]]  # the first letters of a name without its spaces -> such names


_indexes: dict[int, _Index] = {}


def near_name(words: list[str], at: int, last: int, lexicon: Lexicon) -> Near | None:
    """Return the name that the words from `at` are nearly, or None."""
    index = _index(lexicon)
    for count in range(min(4, last - at), 0, -1):
        joined = "".join(words[at : at + count])
        term = index.compact.get(joined)
        if term is not None and (count > 1 or len(joined) >= _SHORTEST_INSIDE):
            return Near(term, count, "name")
    word = words[at]
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    known = index.words.get(word) or _one_letter_off(word, index)
    if known is not None:
        return Near(known, 1, "near")
    inner = _name_inside(word, index)
    return Near(index.compact[inner], 1, "near") if inner else None


def spelled_like(word: str, lexicon: Lexicon) -> Term | None:
    """Return the restricted name that one word is, give or take one letter."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    index = _index(lexicon)
    return index.words.get(word) or _one_letter_off(word, index)


def brand_like(word: str, lexicon: Lexicon) -> Term | None:
    """Return the brand of one word that `word` is but for one letter; only ever to ask about."""
    if not _SHORTEST_BRAND <= len(word) <= _LONGEST:
        return None
    index = _index(lexicon)
    for shorter in (word, *_less_one(word)):
        for candidate in index.brands.get(shorter, ()):
            if _distance_is_one(word, candidate):
                return lexicon.brands[candidate]
    return None


def closest(name: str, known: dict[str, Term], *, count: int = 3) -> list[Term]:
    """Return the names most like `name`, for "did you mean"; never for a decision."""
    return [known[match] for match in get_close_matches(key(name), known, n=count, cutoff=0.75)]


def _one_letter_off(word: str, index: _Index) -> Term | None:
    for shorter in (word, *_less_one(word)):
        for candidate in index.deletions.get(shorter, ()):
            if _distance_is_one(word, candidate):
                return index.words[candidate]
    return None


def _name_inside(word: str, index: _Index) -> str:
    """Return a restricted name that is part of `word`, or ""."""
    for start in range(len(word) - _SHORTEST_INSIDE + 1):
        for name in index.inside.get(word[start : start + _SHORTEST_INSIDE], ()):
            if word.startswith(name, start):
                return name
    return ""


def _less_one(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _distance_is_one(a: str, b: str) -> bool:
    """Whether one letter added, lost, changed or swapped with its neighbour makes `a` into `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and len(rest_b) > 1 and rest_a[2:] == rest_b[2:])
    )


def _index(lexicon: Lexicon) -> _Index:
    found = _indexes.get(id(lexicon))
    if found is None:
        found = _indexes[id(lexicon)] = _build(lexicon)
    return found


def _build(lexicon: Lexicon) -> _Index:
    compact: dict[str, Term] = {}
    words: dict[str, Term] = {}
    inside: dict[str, list[str]] = {}
    for name, term in lexicon.terms.items():
        joined = name.replace(" ", "")
        if len(joined) >= _SHORTEST_INSIDE:
            compact.setdefault(joined, term)
        if term.kind != "substance" or not _is_restricted(term, lexicon):
            continue
        if len(joined) >= _SHORTEST_INSIDE and joined.isalpha():
            inside.setdefault(joined[:_SHORTEST_INSIDE], []).append(joined)
        for word in name.split():
            is_known = word in lexicon.stock or word in lexicon.filler or word in lexicon.terms
            if len(word) >= _SHORTEST and word.isalpha() and (not is_known or word == name):
                words.setdefault(word, term)
    deletions: dict[str, list[str]] = {}
    for word in words:
        for shorter in (word, *_less_one(word)):
            deletions.setdefault(shorter, []).append(word)
    brands: dict[str, list[str]] = {}
    for brand in lexicon.brands:
        if len(brand) > _SHORTEST_BRAND and brand.isalpha():
            for shorter in (brand, *_less_one(brand)):
                brands.setdefault(shorter, []).append(brand)
    return _Index(compact, words, _frozen(deletions), _frozen(brands), _frozen(inside))


def _frozen(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(found) for name, found in table.items()}


def _is_restricted(term: Term, lexicon: Lexicon) -> bool:
    return any(
        member.group in PRODUCT_CLASSES
        and member.rule not in ("grain", "bead", "filler", "soluble", "fruit-blend")
        for member in lexicon.members_of(term.ref)
    )

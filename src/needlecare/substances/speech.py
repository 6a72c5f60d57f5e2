"""What people name when they talk: substances, brands, procedures, states; and how they say it.

Finds the mentions in a sentence, with their classes; nothing here knows about time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from needlecare.substances.brands import contents
from needlecare.substances.cues import AFTER_HOUSE
from needlecare.substances.lexicon import Lexicon, Speech, Term, lexicon
from needlecare.substances.normalise import key
from needlecare.substances.suggest import brand_like, spelled_like

_LONGEST = 6
_SHORTEST_PLURAL = 5  # letters
# In conversation these are household words, not scrubs or humectants.
_UNSPOKEN = frozenset(
    ["grain", "bead", "filler", "soluble", "fruit-blend", "enzyme-source", "willow", "salt", "chelator"]
)
# Swallowed forms that nobody means unless they say so.
_RARELY_SWALLOWED = frozenset(["systemic-retinoid", "", "bha"])
_MEDICINES = frozenset(["nsaid", "oral-isotretinoin", "topical-antibiotic", "anticoagulant"])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word of conversation stands for."""

    groups: tuple[str, ...]  # classes; more than one is a question, none is an ordinary thing
    substance: str
    route: str
    kind: str  # "product", "medicine", "procedure", "state", ..., "neutral", "house" (a maker), "ambiguous"
    question: str = ""
    by_route: tuple[tuple[str, str], ...] = ()  # (route, class) where the route decides
    also: tuple[str, ...] = ()  # further classes held at the same time (combined medicines)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence and what they stand for."""

    first: int  # index of the first word
    last: int  # exclusive
    start: int  # offset in the comparable text
    end: int
    meaning: Meaning


def mentions(words: list[str], spans: list[tuple[int, int]], language: str) -> list[Mention]:
    """Return what the words name, the longest name at each place."""
    table = _table(language)
    found: list[Mention] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            meaning = table.get(name) or table.get(_singular(name))
            if meaning is not None:
                found.append(Mention(at, at + length, spans[at][0], spans[at + length - 1][1], meaning))
                at += length - 1
                break
        at += 1
    starts = {mention.first for mention in found}
    opened = [_opened(m) if _names_more(m, words, starts) else m for m in found]
    return opened or list(_misspelt(words, spans))


def _singular(name: str) -> str:
    """Return a name without the s of its plural: "two aspirins" are aspirin, not something spelt like it."""
    return name[:-1] if name.endswith("s") and len(name) > _SHORTEST_PLURAL else name


def _names_more(mention: Mention, words: list[str], starts: set[int]) -> bool:
    """Whether a maker's name is followed by the name of a product that is not known."""
    follows = words[mention.last] if mention.last < len(words) else ""
    is_known = not follows or mention.last in starts or follows in AFTER_HOUSE
    return mention.meaning.kind == "house" and not is_known


def _opened(mention: Mention) -> Mention:
    return replace(mention, meaning=Meaning(("any",), "", "", "ambiguous", "which"))


def _misspelt(words: list[str], spans: list[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the words that are one letter away from a restricted name or a brand; always as a question."""
    known = lexicon()
    for at, word in enumerate(words):
        if word in known.filler or word in known.stock:
            continue
        term = spelled_like(word, known)
        meaning = _of_substance(term.ref, known) if term else None
        if meaning is None and (brand := brand_like(word, known)) is not None:
            meaning = _of_brand(brand, known)
        if meaning is not None and meaning.groups:
            yield Mention(at, at + 1, *spans[at], replace(meaning, question="spelling"))


@cache
def _table(language: str) -> dict[str, Meaning]:
    words = lexicon()
    table: dict[str, Meaning] = {}
    for name, term in words.terms.items():
        if term.kind in ("friend", "neutral"):
            table[name] = Meaning((), "", "", "neutral")
    for source in (words.terms, words.speech_terms):
        for name, term in source.items():
            if term.kind == "substance" and (meaning := _of_substance(term.ref, words)) is not None:
                table[name] = meaning
    for name, term in words.brands.items():
        table[name] = _of_brand(term, words)
    for row in words.speech:
        if row.kind == "unspoken":
            table.pop(key(row.phrase), None)
    # The language spoken wins over English; English names are understood in all, its abbreviations are not.
    for spoken in dict.fromkeys(("en", language)):
        for row in words.speech:
            if row.language == spoken and (row.kind != "ambiguous" or spoken == language):
                table[key(row.phrase)] = _of_speech(row)
    return table


def _of_substance(substance: str, words: Lexicon) -> Meaning | None:
    members = [m for m in words.members_of(substance) if m.route != "ophthalmic"]
    if any(m.rule in _UNSPOKEN for m in members):
        return None
    if all(m.rule in ("none", "medicine") for m in members):
        return Meaning((), substance, "", "neutral")
    topical = [m for m in members if m.route in ("topical", "any", "speech")]
    if any(m.group for m in members):
        topical = [m for m in topical if m.group]
    oral = [m for m in members if m.route == "oral"]
    spoken = topical or oral
    group = spoken[0].group
    rule = spoken[0].rule
    kind = (
        "medicine"
        if group in ("nsaid", "oral-isotretinoin", "topical-antibiotic", "anticoagulant") or not topical
        else "product"
    )
    if topical and oral and oral[0].group != topical[0].group and oral[0].group:
        pairs = (("topical", topical[0].group), ("oral", oral[0].group))
        if oral[0].group not in _RARELY_SWALLOWED and topical[0].group != "bha":
            return Meaning((topical[0].group, oral[0].group), substance, "", "medicine", "route", pairs)
        if topical[0].group == "bha":  # aspirin: swallowed unless they say mask
            return Meaning((oral[0].group,), substance, "oral", "medicine", "", ())
        return Meaning((topical[0].group,), substance, "", kind, "", pairs)
    if not group:
        return Meaning((), substance, "", "neutral")
    route = "oral" if spoken[0].route == "oral" else ""
    question = (
        "clinic"
        if rule == "ask"
        else "strength"
        if rule in ("urea", "phenol")
        else "pain"
        if rule == "rub"
        else ""
    )
    return Meaning((group,), substance, route, kind, question)


def _of_brand(term: Term, words: Lexicon) -> Meaning:
    parts = contents(term, words)
    groups = tuple(dict.fromkeys(member.group for member, _ in parts if member.group))
    if not groups:
        return Meaning((), parts[0][0].substance, "", "neutral")
    route = parts[0][0].route if parts[0][0].route in ("oral", "topical") else ""
    holding = tuple(g for g in groups if g != "corticosteroid") or groups
    question = ""
    if term.note == "family":
        question = "" if holding[0] == "depilatory" else "which"
    elif any(member.rule == "ask" for member, _ in parts):
        question = "clinic"
    return Meaning(holding[:1], parts[0][0].substance, route, "medicine", question, (), holding[1:])


def _of_speech(row: Speech) -> Meaning:
    if row.kind in ("neutral", "house"):
        return Meaning((), row.group, "", row.kind)
    groups = tuple(row.group.split())
    if row.kind == "clinic-decides":
        return Meaning(groups, "", "", "procedure", "clinic")
    if row.kind == "ambiguous":
        return Meaning(groups, "", "", "ambiguous", "which")
    return Meaning(groups, "", "", row.kind)

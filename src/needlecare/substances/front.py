"""What a product says it is: its name, its kind and its purpose lines, as claims, substances and a route."""

from collections.abc import Iterable
from dataclasses import dataclass

from needlecare.substances.lexicon import Lexicon
from needlecare.substances.normalise import normalise, word_set
from needlecare.substances.tokens import Strength, Word, percent_in, read_tokens

_ROUTE_CLAIMS = ("ophthalmic", "nasal", "oral", "topical")
# Words on the body of a text that say how it is taken; "gel" or "cream" there may be said of anything.
_SWALLOWED = word_set(
    "capsule capsules tablet tablets caplet caplets softgel softgels gelule gelules comprimido comprimidos capsula "
    "capsulas comprime comprimes kapsel kapseln tablette tabletten filmtabletten weichkapseln"
)
_RUBBED_IN = word_set(
    "gel cream ointment lotion crema creme pomada salbe pommade topical cutaneous foam wash"
)


# Bases that are only rubbed in, and those that only tablets and capsules have.
_SKIN_BASES = (
    "carbomer", "petrolatum", "paraffin", "cetyl", "cetearyl", "cetostearyl", "stearyl alcohol", "phenoxyethanol", "parfum",
    "fragrance", "aqua", "dimethicone", "cetomacrogol", "isopropyl myristate", "isopropyl palmitate", "lanolin",
    "propylene glycol", "glyceryl stearate", "squalane",
)  # fmt: skip
_TABLET_BASES = (
    "magnesium stearate", "lactose", "croscarmellose", "crospovidone", "gelatin", "starch glycolate", "hypromellose",
    "colloidal silicon dioxide", "soybean oil", "soya bean oil", "maize starch", "corn starch", "pregelatin", "opadry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Front:
    """The claims of a product."""

    claims: frozenset[str]
    substances: frozenset[str]  # named on the front
    strength: float | None  # the percentage printed on the front
    route: str  # "topical", "oral", "nasal", "ophthalmic" or "" when nothing says

    def says(self, *claims: str) -> bool:
        """Whether the product makes any of these claims."""
        return not self.claims.isdisjoint(claims)

    @property
    def rinses_off(self) -> bool:
        """Whether it is washed off again."""
        return self.says("rinse", "scrub") and not self.says("makeup")

    @property
    def exfoliates(self) -> bool:
        """Whether it promises to exfoliate."""
        return self.says("peel", "acid", "scrub", "gommage", "enzyme", "rough")


def read_front(
    lexicon: Lexicon,
    *,
    name: str | None,
    category: str | None,
    route: str | None,
    purposes: Iterable[str],
    body: list[Word],
) -> Front:
    """Return what name, category and purpose lines say; `route` is believed where it is given."""
    claims: set[str] = set()
    substances: set[str] = set()
    strengths: list[Strength] = []
    for part in (name, category):
        if part:
            words, found = front_words(part, lexicon)
            strengths += found
            claims |= claims_in(words, lexicon)
            substances |= substances_in(words, lexicon)
    for purpose in purposes:
        claims |= claims_in(purpose.split(), lexicon)
    said = route or _route_of_claims(claims) or _route_of_body(body)
    return Front(frozenset(claims), frozenset(substances), percent_in(strengths), said)


def front_words(text: str, lexicon: Lexicon) -> tuple[list[str], list[Strength]]:
    """Return the words of a name and the strengths printed in it."""
    label = read_tokens(normalise(text[:2000]), lexicon)
    strengths = [s for section in label.sections for entry in section.entries for s in entry.strengths]
    return [word.text for word in label.words], strengths


def claims_in(words: list[str], lexicon: Lexicon) -> set[str]:
    """Return the claims that the words make; the longest phrase at each place counts."""
    found: set[str] = set()
    for at, word in enumerate(words):
        longest = 0
        for phrase, claim in lexicon.claims.get(word, ()):
            if len(phrase) < longest:
                break
            if tuple(words[at : at + len(phrase)]) == phrase:
                longest = len(phrase)
                found.add(claim)
    return found


def substances_in(words: list[str], lexicon: Lexicon) -> set[str]:
    """Return the substances that a name or phrase mentions."""
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(6, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            term = lexicon.speech_terms.get(name) or lexicon.terms.get(name)
            if term is not None:
                if term.kind == "substance":
                    found.add(term.ref)
                at += length - 1
                break
        at += 1
    return found


def _route_of_claims(claims: set[str]) -> str:
    """Return the route that the front tells; capsules of a serum tell none."""
    if "oral" in claims and "topical" in claims:
        return ""
    return next((route for route in _ROUTE_CLAIMS if route in claims), "")


def route_of_list(names: Iterable[str], *, has_percent: bool) -> str:
    """Return the route that the base of a list shows, or ""."""
    joined = ";".join(names)
    on_skin = has_percent or any(base in joined for base in _SKIN_BASES)
    swallowed = any(base in joined for base in _TABLET_BASES)
    return "" if on_skin == swallowed else "topical" if on_skin else "oral"


def _route_of_body(body: list[Word]) -> str:
    words = {word.text for word in body[:400]}
    if words & _SWALLOWED and not words & _RUBBED_IN:
        return "oral"
    return "topical" if words & _RUBBED_IN and not words & _SWALLOWED else ""

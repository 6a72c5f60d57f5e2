"""Brands: what is sold under a name, as far as the files say."""

from needlecare.substances.lexicon import Lexicon, Member, Term
from needlecare.substances.normalise import key
from needlecare.substances.reading import Finding

_LONGEST_BRAND = 5
_ASKED_RULES = frozenset(
    ["ask", "steroid", "medicine", "note", "rub"]
)  # known contents, and still a question


def of_brands(name: str, words: Lexicon, *, route: str = "") -> list[Finding]:
    """Return the findings for every brand that a name holds; a route that is known leaves only what fits it."""
    findings: list[Finding] = []
    for term in brands_in(name, words):
        parts = contents(term, words)
        fitting = [(member, False) for member, is_open in parts if is_open and member.route == route]
        parts = fitting or parts
        one_class = len({member.group for member, _ in parts}) == 1
        for member, is_open in parts:
            route_decides = is_open and not one_class
            if not member.group:
                continue
            sure = term.note == "fixed" and not route_decides and member.rule not in _ASKED_RULES
            reason = "route" if route_decides else "brand" if term.note == "fixed" else "family"
            question = "route" if is_open else "pack" if sure else "which"
            findings.append(Finding(member.group, sure, member.substance, None, reason, question, "likely"))
    return findings


def brands_in(name: str, words: Lexicon) -> list[Term]:
    """Return the brands in a name, the longest at each place."""
    parts = [w for w in key(name).split() if w]
    found: list[Term] = []
    at = 0
    while at < len(parts):
        for length in range(min(_LONGEST_BRAND, len(parts) - at), 0, -1):
            term = words.brands.get(" ".join(parts[at : at + length]))
            if term is not None:
                found.append(term)
                at += length - 1
                break
        at += 1
    return found


def contents(brand: Term, words: Lexicon) -> list[tuple[Member, bool]]:
    """Return what a brand contains; True beside a member means that the route is open."""
    found = []
    is_open = " or " in brand.ref
    for part in brand.ref.replace(" or ", " + ").split(" + "):
        substance, _, route = part.partition(":")
        members = words.members_of(substance)
        chosen = [m for m in members if m.route in (route, "any")] or list(members)
        found.append((chosen[0], is_open))
    return found

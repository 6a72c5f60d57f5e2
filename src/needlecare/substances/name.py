"""A brand or product name: what is sold under it, as far as a name can tell.

A medicine with one composition leads to its classes; a family of products and a cosmetic's front lead to a
question. The name is looked up exactly; names that are only similar are offered, never used.
"""

from needlecare.substances.brands import brands_in, contents, of_brands
from needlecare.substances.front import front_words
from needlecare.substances.judge import merged, rank, read_label
from needlecare.substances.lexicon import Lexicon, lexicon
from needlecare.substances.normalise import normalise
from needlecare.substances.reading import Answer, Finding, ProductReading, Token
from needlecare.substances.suggest import closest

_COSMETIC_TOO = frozenset(
    ["retinol", "salicylic-acid", "azelaic-acid", "sulfur"]
)  # have codes, and fill shelves


def read_name(name: str, *, category: str | None = None, route: str | None = None) -> ProductReading:
    """Return what a brand or product name says about the protocol's classes.

    Parameters
    ----------
    category, route : str, optional
        As for `read_label`: a route that is known settles what is sold under one name for two.

    Raises
    ------
    ValueError
        If the name is too long or `route` is not one of the routes.
    """
    words = lexicon()
    normal = normalise(name)
    parts, _ = front_words(name, words)
    as_list = read_label(" ".join(parts), name=name, category=category, route=route)
    findings = merged(of_brands(name, words, route=route or "") + _on_the_front(as_list, words))
    holding = {f.group for f in findings if f.holds}
    findings = [f for f in findings if f.holds or f.group not in holding]
    answer: Answer = "cannot tell"
    if holding:
        answer = "contains"
    elif findings:
        answer = "may contain - ask"
    elif _is_of_no_class(name, words):
        answer = "none found"
    is_open = answer == "cannot tell" and bool(name)
    return ProductReading(
        answer=answer,
        findings=tuple(sorted(findings, key=lambda f: (not f.holds, rank(f.group)))),
        look_alikes=(),
        unknown=(Token(name, 0, len(name)),) if is_open else (),
        unknown_count=int(is_open),
        ingredient_count=0,
        is_complete=False,
        oddities=normal.oddities,
        route=as_list.route,
        suggestions=tuple(term.shown for term in closest(name, words.brands)) if is_open else (),
    )


def _on_the_front(reading: ProductReading, words: Lexicon) -> list[Finding]:
    """Return what the substances named on the front raise: a medicine is itself, a cosmetic's name only a question."""
    return [
        Finding(
            f.group,
            f.holds and _is_medicine(f.substance, words),
            f.substance,
            None,
            "front",
            "list",
            "likely",
        )
        for f in reading.findings
        if f.group != "any"
    ]


def _is_medicine(substance: str, words: Lexicon) -> bool:
    return substance not in _COSMETIC_TOO and any(member.atc for member in words.members_of(substance))


def _is_of_no_class(name: str, words: Lexicon) -> bool:
    """Whether the name is a brand whose contents belong to no class."""
    found = brands_in(name, words)
    return bool(found) and all(not member.group for term in found for member, _ in contents(term, words))

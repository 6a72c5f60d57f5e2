"""From the ingredients of a label to its answer.

Printed strength and the maker's words outrank place; route and purpose choose the class. A product is
"none found" only when the list is whole, every word is known, nothing is in question and the front
promises nothing that the list does not show.
"""

from dataclasses import dataclass, replace
from functools import cache

from needlecare.substances.brands import of_brands
from needlecare.substances.front import Front, read_front, route_of_list
from needlecare.substances.lexicon import PRODUCT_CLASSES, Lexicon, Member, lexicon
from needlecare.substances.match import Item, Matcher
from needlecare.substances.normalise import Normal, normalise
from needlecare.substances.place import Places, places_of
from needlecare.substances.reading import Answer, Finding, LookAlike, ProductReading, Token
from needlecare.substances.rules import RULE_FUNCTIONS, Case, Verdict
from needlecare.substances.tokens import Label, percent_in, read_tokens

_SHOWN = 200  # more unknown words and false friends are only counted
_EXFOLIANTS = ("aha", "bha", "pha", "other-exfoliating-acid", "physical-or-enzymatic-exfoliant")
_AGAINST_ACNE = (
    "bha", "benzoyl-peroxide", "topical-retinoid", "topical-antibiotic", "other-exfoliating-acid", "aha",
    "oral-isotretinoin", "medicine", "oral-antibiotic",
)  # fmt: skip
# claim on the front -> (classes that would fulfil it, classes to ask about when none is there)
_PROMISES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("acne", _AGAINST_ACNE, ("bha", "benzoyl-peroxide")),
    ("gommage", _EXFOLIANTS, ("physical-or-enzymatic-exfoliant",)),
    ("rough", ("physical-or-enzymatic-exfoliant",), ("physical-or-enzymatic-exfoliant",)),
    ("scrub", _EXFOLIANTS, ("physical-or-enzymatic-exfoliant",)),
    ("enzyme", _EXFOLIANTS, ("physical-or-enzymatic-exfoliant",)),
    ("peel", _EXFOLIANTS, ("aha", "physical-or-enzymatic-exfoliant")),
    ("acid", _EXFOLIANTS, ("aha", "bha")),
    ("retinoid", ("topical-retinoid", "systemic-retinoid", "oral-isotretinoin"), ("topical-retinoid",)),
    ("depilatory", ("depilatory",), ("depilatory",)),
)
_NEVER_SWALLOWED = frozenset(
    ["member", "weak", "acid", "salicylic", "thioglycolate", "waving", "resorcinol", "phenol"]
)
_COMMON_RULES = frozenset(["grain", "bead", "filler", "soluble", "fruit-blend", "enzyme-source"])
_UNJUDGED = ("purpose", "skip")


def read_label(
    text: str,
    *,
    name: str | None = None,
    category: str | None = None,
    route: str | None = None,
    lang: str | None = None,
) -> ProductReading:
    """Return what a printed ingredient list says about the protocol's classes.

    Parameters
    ----------
    text : str
        The list as printed or copied, at most 100 000 characters.
    name, category : str, optional
        The name on the front and the kind of product ("face wash"): they decide purpose.
    route : {"topical", "oral", "nasal", "ophthalmic"}, optional
        How it is used, where known; otherwise read from name, category and text.
    lang : str, optional
        The language of the label. Names of all languages are known at once; accepted for symmetry.

    Returns
    -------
    ProductReading
        Offsets in it count characters of `text`.

    Raises
    ------
    ValueError
        If `text` is too long or `route` is not one of the routes.
    """
    del lang
    if route not in (None, "", "topical", "oral", "nasal", "ophthalmic"):
        raise ValueError(f"route {route!r} is not known; use topical, oral, nasal or ophthalmic")
    matcher = _matcher()
    normal = normalise(text, split_words=True)
    label = read_tokens(normal, matcher.lexicon)
    items = matcher.items(label)
    judged = [item for item in items if item.section.role not in _UNJUDGED]
    front = read_front(
        matcher.lexicon,
        name=name,
        category=category,
        route=route,
        purposes=_purposes(label),
        body=label.words,
    )
    if not front.route:
        has_percent = any(percent_in(item.entry.strengths) is not None for item in judged)
        front = replace(front, route=route_of_list([item.name for item in judged], has_percent=has_percent))
    judge = _Judge(text, normal, matcher.lexicon, front)
    findings = judge.findings(judged)
    findings += _missing(label, judged, front, findings)
    if name and not any(f.holds for f in findings):
        findings += of_brands(name, matcher.lexicon)
    return judge.reading(label, judged, items, findings)


@cache
def _matcher() -> Matcher:
    return Matcher(lexicon())


def forget() -> None:
    """Drop what was remembered of earlier labels; answers do not depend on it."""
    _matcher.cache_clear()


def _purposes(label: Label) -> list[str]:
    return [
        " ".join(word.text for word in entry.words)
        for section in label.sections
        if section.role == "purpose"
        for entry in section.entries
    ]


@dataclass(frozen=True, slots=True)
class _Judge:
    """One label on the bench: its text, and what its front says."""

    text: str
    normal: Normal
    words: Lexicon
    front: Front

    def findings(self, items: list[Item]) -> list[Finding]:
        """Return what the ingredients of each section amount to."""
        sections: dict[int, list[Item]] = {}
        for item in items:
            sections.setdefault(id(item.section), []).append(item)
        has_active = any(item.section.role == "active" for item in items)
        found: list[Finding] = []
        for members in sections.values():
            if not any(item.substance for item in members):
                continue
            places = places_of(members, self.words)
            for item in members:
                if item.substance and item.how != "denied":
                    found += self.weigh(item, places, has_active=has_active)
        return merged(found)

    def weigh(self, item: Item, places: Places, *, has_active: bool) -> list[Finding]:
        """Return what one ingredient amounts to in its place."""
        route = self.front.route
        members = self.words.members_of(item.substance)
        chosen = _by_route(members, route)
        if item.how in ("near", "derived"):
            reason, question = ("one-letter", "spelling") if item.how == "near" else ("derived", "full-name")
            restricted = [m for m in chosen if m.group and m.rule not in _COMMON_RULES]
            return [self.finding(item, m, Verdict(False, reason, question)) for m in restricted]
        if not route and any(member.group for member in chosen):
            chosen = [m for m in chosen if m.group]  # a vitamin when swallowed; on the skin it counts
        if len({member.group for member in chosen}) > 1:
            return [self.finding(item, m, Verdict(False, "route", "route")) for m in chosen if m.group]
        if not chosen:
            # What acts on the skin does not count when swallowed; what nobody swallows makes the route doubtful.
            doubtful = [m for m in members if m.group in PRODUCT_CLASSES and m.rule in _NEVER_SWALLOWED]
            doubts = [self.finding(item, m, Verdict(False, "route", "route")) for m in doubtful]
            return doubts if route == "oral" else []
        verdict = RULE_FUNCTIONS[chosen[0].rule](Case(item, chosen[0], self.front, places, has_active))
        if verdict is None:
            return []
        if item.section.role == "may-contain" and verdict.holds:
            verdict = Verdict(False, "may-contain", "list")
        return [self.finding(item, chosen[0], verdict)]

    def finding(self, item: Item, member: Member, verdict: Verdict) -> Finding:
        """Return a verdict with the words it rests on."""
        return Finding(
            group=member.group or "medicine",
            holds=verdict.holds,
            substance=item.substance,
            token=self.token(item),
            reason=verdict.reason,
            question=verdict.question,
            sure=verdict.sure,
            strength=item.entry.strengths[0].text if item.entry.strengths else "",
        )

    def token(self, item: Item) -> Token:
        """Return the words of an ingredient as printed."""
        start, end = self.normal.origin(item.start), self.normal.origin(item.end - 1) + 1
        return Token(self.text[start:end], start, end)

    def reading(
        self, label: Label, judged: list[Item], items: list[Item], findings: list[Finding]
    ) -> ProductReading:
        """Return the answer with everything it rests on."""
        unknown = [item for item in judged if item.term is None]
        friends = [item for item in judged if item.term is not None and item.term.kind == "friend"]
        mentioned = any(item.substance and item.section.role in _UNJUDGED for item in items)
        is_complete = not label.is_cut and len(unknown) < len(judged)
        return ProductReading(
            answer=_answer(findings, all_known=is_complete and not unknown and not mentioned),
            findings=tuple(sorted(findings, key=lambda f: (not f.holds, rank(f.group)))),
            look_alikes=tuple(
                LookAlike(self.token(item), item.term.ref, item.term.note)
                for item in friends[:_SHOWN]
                if item.term is not None
            ),
            unknown=tuple(self.token(item) for item in unknown[:_SHOWN]),
            unknown_count=len(unknown),
            ingredient_count=len(judged),
            is_complete=is_complete,
            oddities=self.normal.oddities,
            route=self.front.route,
        )


def _by_route(members: tuple[Member, ...], route: str) -> list[Member]:
    """Return the rows that a route leaves open; without a route, all that could be meant."""
    labelled = [m for m in members if m.route != "speech"]
    exact = [m for m in labelled if m.route in (route, "any")]
    if exact:
        return exact
    if route in ("oral", "ophthalmic"):
        # Swallowed or dropped into the eye, nothing that acts on the skin counts; a swallowed medicine does.
        return [m for m in labelled if m.route == "oral"] if route == "oral" else []
    if route in ("topical", "nasal"):
        return [m for m in labelled if m.route == "topical"] or [m for m in labelled if m.group == "nsaid"]
    if any(m.route == "topical" and m.rule in ("weak", "ask", "enzyme") for m in labelled):
        return [m for m in labelled if m.route == "topical"]
    open_routes = [m for m in labelled if m.route in ("topical", "oral")]
    return open_routes or labelled


def merged(findings: list[Finding]) -> list[Finding]:
    """Drop findings that repeat a substance of the same class with the same outcome."""
    seen: dict[tuple[str, str, bool], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.group, finding.substance, finding.holds), finding)
    return list(seen.values())


def rank(group: str) -> int:
    """Return the place of a class in the order in which they are shown."""
    return PRODUCT_CLASSES.index(group) if group in PRODUCT_CLASSES else len(PRODUCT_CLASSES)


def _missing(label: Label, items: list[Item], front: Front, findings: list[Finding]) -> list[Finding]:
    """Return the questions that a missing part of the label raises."""
    found: list[Finding] = []
    groups = {f.group for f in findings}
    if front.says("rough"):
        found.append(_unseen("physical-or-enzymatic-exfoliant", "rough", holds=True))
        groups.add("physical-or-enzymatic-exfoliant")
    if front.says("kit"):  # further steps with lists of their own: only what holds keeps a promise
        groups = {f.group for f in findings if f.holds}
    for claim, fulfilled_by, ask in _PROMISES:
        if claim == "scrub" and front.says("makeup"):
            continue  # nail polish
        if front.says(claim) and groups.isdisjoint(fulfilled_by) and front.route != "oral":
            found += [_unseen(group, "promise") for group in ask]
            groups.update(ask)
    if front.says("wax") and not front.says("depilatory"):
        found.append(_unseen("waxing", "procedure", question="wax"))
    roles = {section.role for section in label.sections}
    if "inactive" in roles and "active" not in roles and not findings and not _names_something(items):
        found.append(_unseen("any", "active-missing"))
    if any(item.how == "lost" for item in items):
        found.append(_unseen("any", "lost-name"))
    return found


def _names_something(items: list[Item]) -> bool:
    """Whether a part of the label without a heading names an ingredient."""
    return any(item.section.role == "list" and item.term is not None for item in items)


def _unseen(group: str, reason: str, *, holds: bool = False, question: str = "list") -> Finding:
    return Finding(group, holds, "", None, reason, "" if holds else question, "likely")


def _answer(findings: list[Finding], *, all_known: bool) -> Answer:
    if any(finding.holds for finding in findings):
        return "contains"
    if any(finding.group != "any" for finding in findings):
        return "may contain - ask"
    return "none found" if all_known and not findings else "cannot tell"

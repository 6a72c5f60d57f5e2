"""How each kind of ingredient is weighed: by strength, by the maker's words, by place, by purpose.

One function a rule of the lexicon; each takes an ingredient in its surroundings and returns a verdict.
"""

from collections.abc import Callable
from dataclasses import dataclass

from needlecare.substances.front import Front
from needlecare.substances.lexicon import Member
from needlecare.substances.match import Item
from needlecare.substances.normalise import word_set
from needlecare.substances.place import Places
from needlecare.substances.reading import Sure
from needlecare.substances.tokens import percent_in

_FROM_PERCENT = 0.95  # "about 1%": at this strength an acid is there to exfoliate
_SALICYLIC_PERCENT = 0.5  # the least that acne products state; as a preservative it is below
_UREA_PERCENT = 10.0
_PEEL_PERCENT = 10.0
_SHORT_LIST = 6  # entries; in a shorter list nothing is a trace
_ROLE_WORDS = word_set(
    "exfoliant exfoliating exfoliates exfoliate exfoliation exfolia exfolie exfoliante keratolytic peeling hydroxy "
    "aha bha pha queratolitico keratolytique"
)
_NEARLY_FIRST = 2  # entries, water and all
_SUGAR_CANE = ("saccharum officinarum", "sugar cane", "sugarcane")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says: in the class, in question, or not in it (None in place of a verdict)."""

    holds: bool
    reason: str
    question: str = ""
    sure: Sure = "certain"


@dataclass(slots=True)
class Case:
    """One ingredient and all that bears on it."""

    item: Item
    member: Member
    front: Front
    places: Places
    has_active: bool  # the label names its actives apart

    @property
    def percent(self) -> float | None:
        """Return the strength printed beside the ingredient."""
        return percent_in(self.item.entry.strengths)

    @property
    def is_active(self) -> bool:
        """Whether it stands under the heading of the actives."""
        return self.item.section.role == "active"

    @property
    def is_high(self) -> bool:
        """Whether it stands in the first third of a list whose order means something."""
        return self.places.means_something(self.item.index) and self.places.is_first_third(self.item.index)

    @property
    def is_low(self) -> bool:
        """Whether it stands after the preservatives or perfume, or in the last third."""
        index = self.item.index
        return index > self.places.first_marker or self.places.is_last_third(index)

    @property
    def other_acids(self) -> int:
        """Return how many further hydroxy acids stand before the preservatives."""
        own = self.item.index < self.places.first_marker and self.item.substance != "citric-acid"
        return self.places.acids_before_marker - own

    @property
    def has_high_acid(self) -> bool:
        """Whether another hydroxy acid stands in the first third of an ordered list."""
        own = self.places.is_first_third(self.item.index) and self.item.substance != "citric-acid"
        return self.places.is_ordered and self.places.acids_high - own > 0

    @property
    def remark_says(self) -> bool:
        """Whether the bracket beside it calls it an exfoliant."""
        return any(word.text in _ROLE_WORDS for remark in self.item.entry.remarks for word in remark)

    def front_strength(self) -> float | None:
        """Return the strength on the front where the front also names this substance or its class."""
        named = self.item.substance in self.front.substances or bool(
            {"bha-word", "bha-speech", "other-alpha-hydroxy-acids"} & self.front.substances
        )
        return self.front.strength if named else None


def _stated(case: Case, least: float) -> Verdict | None:
    """Judge by what is printed: strength, active line, remark, or the name on the front."""
    percent = case.percent
    if percent is not None and percent >= least:
        return Verdict(True, "strength")
    if case.is_active:
        return Verdict(True, "active")
    if case.remark_says:
        return Verdict(True, "remark")
    if percent is None and case.item.substance in case.front.substances:
        return Verdict(True, "front")
    return None


def member(case: Case) -> Verdict | None:
    """A member wherever it stands, except in what hardens on nails."""
    if case.front.says("nail") and case.member.group in ("hydroquinone", "benzoyl-peroxide"):
        return Verdict(False, "purpose", "why-used")
    return Verdict(True, "active" if case.is_active else "named")


def acid(case: Case) -> Verdict | None:
    """An acid or salt that is hardly ever there for the pH."""
    stated = _stated(case, _FROM_PERCENT)
    if stated:
        return stated
    if case.percent is not None:
        return Verdict(False, "low", "strength")
    if case.front.says("peel", "acid"):
        return Verdict(True, "front")
    if case.is_high:
        return Verdict(True, "high")
    if case.places.is_ordered and (case.other_acids or case.has_high_acid):
        return Verdict(True, "several" if case.other_acids else "with-others")
    if case.places.count < _SHORT_LIST and case.item.section.role == "list":
        return Verdict(True, "named", sure="likely")
    if not case.places.means_something(case.item.index):
        return Verdict(False, "no-place", "strength")
    return Verdict(False, "middle", "strength")


def buffer_acid(case: Case) -> Verdict | None:
    """An acid that often only sets the pH: its place and company decide."""
    is_citric = case.item.substance == "citric-acid"
    stated = _stated(case, _FROM_PERCENT)
    if stated and not (is_citric and stated.reason == "active" and case.front.route == "oral"):
        return stated
    if case.percent is not None:
        return None
    index = case.item.index
    promised = case.front.says("peel", "acid")
    if not case.places.means_something(index):
        return _unplaced_buffer(case, promised=promised)
    after_marker = index > case.places.first_marker
    if case.is_high:
        if is_citric and not (case.other_acids or case.has_high_acid or promised):
            return Verdict(False, "high", "strength")
        return Verdict(True, "high")
    if case.other_acids and not after_marker:
        return Verdict(True, "several", sure="likely")
    if promised:
        if is_citric and (after_marker or case.places.is_last_third(index)):
            return Verdict(False, "promise", "strength")
        return Verdict(True, "front")
    if after_marker and not is_citric and case.has_high_acid:
        return Verdict(False, "with-others", "strength")
    if after_marker or (case.places.is_last_third(index) and (case.places.has_buffer or is_citric)):
        return None
    if is_citric and case.places.has_surfactant and case.front.rinses_off:
        return None
    return Verdict(False, "middle", "strength")


def _unplaced_buffer(case: Case, *, promised: bool) -> Verdict | None:
    if case.places.count < 4 and case.item.section.role == "list" and case.item.substance != "citric-acid":
        return Verdict(True, "named", sure="likely")
    if promised:
        return Verdict(False, "promise", "strength")
    if case.item.section.role == "inactive" or case.has_active or case.places.has_buffer:
        return None
    return (
        None
        if case.item.substance == "citric-acid" and case.places.count >= 6
        else Verdict(False, "no-place", "strength")
    )


def lactone(case: Case) -> Verdict | None:
    """Gluconolactone: an exfoliant high up, part of a preservative blend beside sodium benzoate."""
    promised = case.is_high or _stated(case, _FROM_PERCENT) or case.front.says("acid", "peel")
    if case.places.has_benzoate and not promised:
        return None
    return acid(case)


def salicylic(case: Case) -> Verdict | None:
    """Salicylic acid: in an acne, blemish or peel product, or high in the list."""
    stated = _stated(case, _SALICYLIC_PERCENT)
    if stated:
        return stated
    if case.percent is not None:
        return Verdict(False, "low", "strength")
    if case.front.says("acne", "peel", "acid", "dandruff", "foot", "pain"):
        return Verdict(True, "front")
    if case.is_high:
        return Verdict(True, "high")
    return Verdict(
        False, "middle" if case.places.means_something(case.item.index) else "no-place", "strength"
    )


def salt(case: Case) -> Verdict | None:
    """A salicylate salt: mostly a preservative."""
    stated = _stated(case, _SALICYLIC_PERCENT)
    if stated or case.is_high or case.front.says("acne", "peel", "acid"):
        return Verdict(False, stated.reason if stated else "front", "strength")
    return None


def willow(case: Case) -> Verdict | None:
    """Willow bark: ask when high or when the front promises something, else nothing."""
    if case.front.says("acne", "peel", "acid"):
        return Verdict(False, "promise", "strength")
    return Verdict(False, "high", "strength") if case.is_high else None


def acne_active(case: Case) -> Verdict | None:
    """Sulfur and its like: an active in an acne product, a trace elsewhere."""
    stated = _stated(case, _FROM_PERCENT)
    if stated:
        return stated
    if case.percent is not None:
        return None
    if case.is_high:
        return Verdict(True, "high")
    if case.front.says("acne", "dandruff") and not case.front.says("makeup"):
        return Verdict(True, "front")
    return Verdict(False, "middle", "strength")


def resorcinol(case: Case) -> Verdict | None:
    """Resorcinol: a peeling agent against acne, a coupler in hair colour."""
    return None if case.places.has_hair_dye or case.front.says("hair-colour") else acne_active(case)


def urea(case: Case) -> Verdict | None:
    """Urea: keratolytic from 10%, a humectant below, a helper in depilatories."""
    percent = case.percent if case.percent is not None else case.front_strength()
    if percent is not None:
        return Verdict(True, "strength") if percent >= _UREA_PERCENT else None
    if case.front.says("depilatory") or case.places.has_depilatory:
        return None
    if case.is_active or case.front.says("foot", "peel") or "urea" in case.front.substances:
        return Verdict(False, "front" if not case.is_active else "active", "strength")
    return Verdict(False, "high", "strength") if case.item.index <= 3 and case.places.is_ordered else None


def chelator(case: Case) -> Verdict | None:
    """Phytic acid and its like: an exfoliant when listed high, a chelator below."""
    stated = _stated(case, _FROM_PERCENT)
    if stated:
        return stated
    if case.is_high:
        return Verdict(True, "high")
    return Verdict(False, "promise", "strength") if case.front.says("peel", "acid") else None


def phenol(case: Case) -> Verdict | None:
    """Phenol: a deep peel when strong, an antiseptic in lip balms."""
    percent = case.percent
    if percent is not None and percent >= _PEEL_PERCENT:
        return Verdict(True, "strength")
    return Verdict(False, "purpose", "strength")


def rub(case: Case) -> Verdict | None:
    """A salicylate rubbed in against pain; elsewhere a scent or a filter."""
    if (
        case.is_active
        or case.front.says("pain")
        or (case.percent or 0) >= 1
        or (case.is_high and not case.front.says("sunscreen"))
    ):
        return Verdict(False, "salicylate", "pain")
    return None


def fruit_blend(case: Case) -> Verdict | None:
    """Sugar cane, maple, orange, lemon and bilberry together are a fruit-acid blend; one alone is not.

    Two of them are asked about where they stand high on the list, or the front speaks of exfoliating; and sugar cane,
    of which glycolic acid is made, where it is nearly all that a list begins with.
    """
    groups = case.places.fruit_groups
    if (
        groups == 1
        and case.item.index < _NEARLY_FIRST
        and any(name in case.item.name for name in _SUGAR_CANE)
    ):
        return Verdict(False, "blend", "strength")
    if groups < 2 or (groups == 2 and not (case.is_high or case.front.exfoliates)):
        return None
    if case.front.exfoliates:
        return Verdict(groups >= 4, "blend", "" if groups >= 4 else "strength", "likely")
    return Verdict(False, "blend", "strength")


def thioglycolate(case: Case) -> Verdict | None:
    """A thioglycolate removes hair unless the product waves it."""
    if case.front.says("hair-waving") and not case.front.says("depilatory"):
        return Verdict(False, "purpose", "hair")
    return Verdict(True, "named")


def waving(case: Case) -> Verdict | None:
    """A thioglycolate used for waves and lash lifts: a depilatory only when the front says so."""
    return Verdict(True, "front") if case.front.says("depilatory") else Verdict(False, "purpose", "hair")


def grain(case: Case) -> Verdict | None:
    """A ground shell, stone or seed: scrubs when rinsed off, fills in make-up."""
    front = case.front
    if front.says("scrub", "rough") or (front.rinses_off or front.says("peel")) or case.places.has_surfactant:
        return None if front.says("makeup") else Verdict(True, "scrubs")
    if front.says("makeup") or (front.says("leave-on") and not front.exfoliates):
        return None
    return Verdict(False, "purpose", "rinse")


def bead(case: Case) -> Verdict | None:
    """Beads and hard minerals: scrub in a rinse-off, thicken elsewhere."""
    front = case.front
    if front.says("makeup"):
        return None
    upper_half = 2 * case.item.index < case.places.count
    if front.says("scrub") or (upper_half and (front.says("peel") or front.rinses_off)):
        return Verdict(True, "scrubs", sure="likely")
    return None if case.item.index or front.claims else Verdict(False, "purpose", "rinse")


def filler(case: Case) -> Verdict | None:
    """Silica, cellulose, meals: grains only in a scrub, or high in a rinsed-off peel."""
    front = case.front
    if front.says("makeup"):
        return None
    if case.is_high and (front.says("scrub") or (front.says("peel") and not front.says("leave-on"))):
        return Verdict(True, "scrubs", sure="likely")
    if (
        front.rinses_off
        and case.item.index <= 2
        and case.places.is_ordered
        and not case.places.has_surfactant
    ):
        return Verdict(False, "purpose", "rinse")
    return None


def soluble(case: Case) -> Verdict | None:
    """Salt, sugar, bicarbonate: grains when they lead a scrub, thickener or buffer elsewhere."""
    front = case.front
    if front.says("makeup"):
        return None
    if front.says("scrub") and 2 * case.item.index < case.places.count:
        return Verdict(True, "scrubs", sure="likely")
    if case.is_high and front.says("peel") and not front.says("leave-on"):
        return Verdict(True, "scrubs", sure="likely")
    if case.item.index == 0 and case.places.count > 1 and not front.says("leave-on"):
        return Verdict(False, "purpose", "rinse")
    return None


def enzyme_source(case: Case) -> Verdict | None:
    """A fruit extract proves no enzyme: ask only when the front promises one."""
    return (
        Verdict(False, "promise", "strength")
        if case.front.says("enzyme", "peel", "scrub", "gommage")
        else None
    )


def aspirin(case: Case) -> Verdict | None:
    """Aspirin: an anti-inflammatory, and perhaps one that must never be stopped."""
    del case
    return Verdict(True, "named", "why-aspirin")


RULE_FUNCTIONS: dict[str, Callable[[Case], Verdict | None]] = {
    "member": member,
    "enzyme": lambda case: Verdict(True, "named"),
    "weak": lambda case: Verdict(True, "ester", sure="weak"),
    "ask": lambda case: Verdict(False, "own-rule", "clinic"),
    "steroid": lambda case: Verdict(False, "medicine", "why-used"),
    "medicine": lambda case: Verdict(False, "medicine", "why-used"),
    "note": lambda case: Verdict(False, "medicine", "why-used"),
    "none": lambda case: None,
    "acid": acid,
    "buffer-acid": buffer_acid,
    "lactone": lactone,
    "salicylic": salicylic,
    "salt": salt,
    "willow": willow,
    "acne-active": acne_active,
    "resorcinol": resorcinol,
    "urea": urea,
    "chelator": chelator,
    "phenol": phenol,
    "rub": rub,
    "fruit-blend": fruit_blend,
    "thioglycolate": thioglycolate,
    "waving": waving,
    "grain": grain,
    "bead": bead,
    "filler": filler,
    "soluble": soluble,
    "enzyme-source": enzyme_source,
    "aspirin": aspirin,
}

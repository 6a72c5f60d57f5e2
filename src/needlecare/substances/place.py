"""Where an ingredient stands in its list, and whether that place means anything."""

from dataclasses import dataclass

from needlecare.substances.lexicon import Lexicon
from needlecare.substances.match import Item
from needlecare.substances.normalise import word_set

_FEWEST_FOR_ORDER = 6
_LONG_TAIL = 7  # entries in alphabetical order at the end that chance hardly explains
_BENZOATES = frozenset(["sodium benzoate", "calcium gluconate"])
_FRUIT_GROUPS = (
    ("vaccinium", "bilberry"), ("saccharum officinarum", "sugar"), ("acer", "maple"), ("dulcis", "orange"),
    ("limon", "lemon"),
)  # fmt: skip
_HAIR_DYES = (
    "phenylenediamine", "diamine", "aminophenol", "naphthol", "aminoanisole", "amino 2 hydroxytoluene",
)  # fmt: skip
_BUFFERS = word_set(
    "sodium hydroxide;potassium hydroxide;sodium citrate;trisodium citrate;sodium lactate;triethanolamine;tromethamine;"
    "ammonium hydroxide;disodium phosphate;sodium phosphate;sodium bicarbonate;aminomethyl propanol;arginine;"
    "trolamine;sodium gluconate;potassium citrate;sodium carbonate",
    ";",
)
# Preservatives that also stand high as solvents or skin conditioners say little about place.
_WEAK_MARKERS = frozenset(["caprylyl glycol", "ethylhexylglycerin", "1 2 hexanediol", "pentylene glycol"])
_SURFACTANTS = (
    "laureth sulf", "lauryl sulf", "coco sulf", "cocamidopropyl", "isethionate", "glucoside", "amphoacetate",
    "amphodiacetate", "sarcosinate", "sulfosuccinate", "cocoyl glutamate", "cocoyl glycinate", "olefin sulfonate",
    "sodium cocoate", "sodium palmate", "sodium tallowate", "methyl cocoyl taurate", "sultaine", "potassium cocoate",
)  # fmt: skip


@dataclass(slots=True)
class Places:
    """The order of one section, its landmarks, and the company an ingredient keeps there."""

    count: int
    is_ordered: bool  # False: alphabetical, the inactive part of a drug, or too short to mean anything
    unordered_from: int  # the first place of a tail that turned alphabetical
    first_marker: int  # first preservative or perfume; `count` when there is none
    has_buffer: bool
    has_surfactant: bool
    acids_before_marker: int  # hydroxy acids other than citric that stand before the preservatives
    acids_high: int  # of them, those in the first third
    fruit_groups: int  # how many of the five plants of a fruit-acid blend are there
    has_benzoate: bool
    has_hair_dye: bool
    has_depilatory: bool

    def is_first_third(self, index: int) -> bool:
        """Whether the place is in the first third."""
        return 3 * index < self.count

    def is_last_third(self, index: int) -> bool:
        """Whether the place is in the last third."""
        return 3 * index >= 2 * self.count

    def means_something(self, index: int) -> bool:
        """Whether the order of the list tells how much of this ingredient there is."""
        return self.is_ordered and index < self.unordered_from


def places_of(items: list[Item], lexicon: Lexicon) -> Places:
    """Return the landmarks of one section from its items, in order."""
    main = [item for item in items if not item.in_remark]
    count = items[-1].index + 1
    names = [item.name for item in main]
    tail = _alphabetical_tail(names)
    marker = next((item.index for item in main if _is_marker(item.name, lexicon)), count)
    acids = [i.index for i in items if i.substance in lexicon.hydroxy_acids and i.substance != "citric-acid"]
    fruits = [item.name for item in items if item.substance == "fruit-blend"]
    substances = {item.substance for item in items}
    unique = set(names)
    return Places(
        count=count,
        is_ordered=items[0].section.role == "list" and not (count >= _FEWEST_FOR_ORDER and tail <= 1),
        unordered_from=main[tail].index if tail < len(main) and len(main) - tail >= _LONG_TAIL else count,
        first_marker=marker,
        has_buffer=not _BUFFERS.isdisjoint(unique),
        has_surfactant=any(part in name for name in names[:8] for part in _SURFACTANTS),
        acids_before_marker=sum(index < marker for index in acids),
        acids_high=sum(3 * index < count for index in acids),
        fruit_groups=sum(any(w in name for name in fruits for w in words) for words in _FRUIT_GROUPS)
        if fruits
        else 0,
        has_benzoate=not _BENZOATES.isdisjoint(unique),
        has_hair_dye="resorcinol" in substances and any(dye in name for name in unique for dye in _HAIR_DYES),
        has_depilatory="thioglycolate" in substances,
    )


def _is_marker(name: str, lexicon: Lexicon) -> bool:
    if name in _WEAK_MARKERS:
        return False
    if lexicon.functions.get(name) in ("preservative", "perfume"):
        return True
    return "fragrance" in name or "parfum" in name or "paraben" in name


def _alphabetical_tail(names: list[str]) -> int:
    """Return where the longest alphabetical end of the list begins."""
    at = len(names) - 1
    while at > 0 and names[at - 1][:4] <= names[at][:4]:
        at -= 1
    return max(at, 0)

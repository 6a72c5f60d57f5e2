"""Checks of the lexicon files: what a reviewer would look for, line by line.

Run it after every change: `problems()` returns messages of the form `file:line: what, and what to do`.
"""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from needlecare.substances.lexicon import FOLDER, PRODUCT_CLASSES, ROUTES, RULES
from needlecare.substances.normalise import key

# Further classes of a protocol that a person can name, or a medicine belong to.
OTHER_CLASSES = (
    "systemic-retinoid", "oral-antibiotic", "corticosteroid", "anticoagulant", "immunosuppressant",
    "immune-modulator-topical", "photosensitising-medicine", "thinning-supplement", "keratosis-treatment",
    "own-numbing-cream", "cold-sore-medicine",
    "ipl", "laser", "waxing", "electrolysis", "peel", "sunburn", "tanning", "self-tan", "shaving",
    "botulinum-toxin", "dermal-filler", "thread-lift", "microneedling", "semi-permanent-makeup",
    "lash-or-brow-treatment", "vaccine", "cold-sore", "pregnant",
)  # fmt: skip
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "")
KINDS = ("name", "speech", "abbr", "phrase", "typo")
COLUMNS: dict[str, tuple[str, ...]] = {
    "substances.csv": ("substance", "route", "class", "rule", "cas", "atc", "rxnorm", "unii", "note"),
    "names.csv": ("name", "substance", "language", "kind", "source"),
    "brands.csv": ("brand", "contains", "kind", "countries", "source"),
    "false_friends.csv": ("name", "looks_like", "is"),
    "neutral.csv": ("name", "function"),
    "words.csv": ("word", "kind"),
    "plants.csv": ("latin", "common"),
    "label_words.csv": ("phrase", "role", "language"),
    "claims.csv": ("phrase", "claim", "language"),
    "speech.csv": ("phrase", "class", "kind", "language"),
    "sources.csv": ("key", "what", "href", "grade"),
}
_CODE = {
    "cas": re.compile(r"\d{2,7}-\d\d-\d \[[Cr]\]"),
    "atc": re.compile(r"[A-Z]\d\d[A-Z]{1,2}(?:\d\d)? \[[Ar]\]"),
    "rxnorm": re.compile(r"\d{3,8} \[(?:XW|X|r)\]"),
    "unii": re.compile(r"[0-9A-Z]{10} \[[vr]\]"),
}
# Names made of ordinary words on purpose: they are found whole, before the words are looked at.
_ORDINARY_RULES = frozenset(
    [
        "grain",
        "bead",
        "filler",
        "soluble",
        "fruit-blend",
        "enzyme-source",
        "rub",
        "willow",
        "note",
        "medicine",
        "none",
    ]
)
_Rows = list[tuple[int, dict[str, str]]]


def problems(folder: Path = FOLDER) -> list[str]:
    """Return every problem of the lexicon files in `folder`, or an empty list."""
    tables: dict[str, _Rows] = {}
    found: list[str] = []
    for name, columns in COLUMNS.items():
        read, wrong = _table(folder / name, columns)
        tables[name] = read
        found += wrong
    if not found:
        for check in _CHECKS:
            found += check(tables)
    return found


def _table(path: Path, columns: tuple[str, ...]) -> tuple[_Rows, list[str]]:
    if not path.exists():
        return [], [f"{path.name}: the file is missing"]
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader, ()))
        if header != columns:
            return [], [f"{path.name}:1: the columns are {', '.join(header)}; expected {', '.join(columns)}"]
        rows: _Rows = []
        wrong = []
        for cells in reader:
            if len(cells) != len(columns):
                wrong.append(f"{path.name}:{reader.line_num}: {len(cells)} cells; expected {len(columns)}")
            else:
                rows.append((reader.line_num, dict(zip(columns, cells, strict=True))))
        return rows, wrong


def _check_substances(tables: dict[str, _Rows]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for line, row in tables["substances.csv"]:
        at = f"substances.csv:{line}"
        if row["class"] and row["class"] not in PRODUCT_CLASSES + OTHER_CLASSES:
            yield f"{at}: class '{row['class']}' is not known; use one of {', '.join(PRODUCT_CLASSES)}, ..."
        if row["rule"] not in RULES:
            yield f"{at}: rule '{row['rule']}' is not known; use one of {', '.join(RULES)}"
        if row["route"] not in ROUTES:
            yield f"{at}: route '{row['route']}' is not known; use one of {', '.join(ROUTES)}"
        if (row["substance"], row["route"]) in seen:
            yield f"{at}: {row['substance']} by route {row['route']} stands twice; keep one row"
        seen.add((row["substance"], row["route"]))
        for code, pattern in _CODE.items():
            for value in filter(None, row[code].split("; ")):
                if not pattern.fullmatch(value):
                    yield f"{at}: {code} '{value}' is not a code with a mark; write for example '302-79-4 [r]'"
                elif code == "cas" and not _has_check_digit(value.split()[0]):
                    yield f"{at}: the check digit of CAS {value} is wrong; look the number up again"


def _has_check_digit(cas: str) -> bool:
    digits = cas.replace("-", "")
    total = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), 1))
    return total % 10 == int(digits[-1])


def _check_names(tables: dict[str, _Rows]) -> Iterator[str]:
    substances = {row["substance"]: row for _, row in tables["substances.csv"]}
    owner: dict[tuple[str, bool], str] = {}
    stock = _stock(tables)
    for line, row in tables["names.csv"]:
        at, name = f"names.csv:{line}", key(row["name"])
        if row["substance"] not in substances:
            yield f"{at}: substance '{row['substance']}' has no row in substances.csv; add one"
            continue
        if row["language"] not in LANGUAGES or row["kind"] not in KINDS:
            yield f"{at}: language '{row['language']}' or kind '{row['kind']}' is not known"
        if not name:
            yield f"{at}: the name '{row['name']}' has no letters or digits"
        spoken = row["kind"] == "speech"
        other = owner.setdefault((name, spoken), row["substance"])
        if other != row["substance"]:
            yield f"{at}: '{row['name']}' also stands for {other}; one name, one substance"
        is_restricted = substances[row["substance"]]["rule"] not in _ORDINARY_RULES
        if is_restricted and not spoken and all(word in stock or word.isdigit() for word in name.split()):
            yield f"{at}: every word of '{row['name']}' is in words.csv, so a variant of it would pass as ordinary"


def _stock(tables: dict[str, _Rows]) -> set[str]:
    stock = {row["word"] for _, row in tables["words.csv"]}
    for _, row in tables["plants.csv"]:
        stock.update(re.findall("[a-z]+", f"{row['latin']} {row['common']}".lower()))
    return stock


def _check_false_friends(tables: dict[str, _Rows]) -> Iterator[str]:
    restricted = {key(row["name"]): row for _, row in tables["names.csv"] if row["kind"] != "speech"}
    seen: set[str] = set()
    for line, row in tables["false_friends.csv"]:
        at, name = f"false_friends.csv:{line}", key(row["name"])
        if name in restricted:
            yield f"{at}: '{row['name']}' is also a name of {restricted[name]['substance']}; it cannot be both"
        if name in seen:
            yield f"{at}: '{row['name']}' stands twice; keep one row"
        if row["looks_like"] not in PRODUCT_CLASSES:
            yield f"{at}: class '{row['looks_like']}' is not known"
        if not row["is"]:
            yield f"{at}: say what '{row['name']}' is"
        seen.add(name)
    for line, row in tables["neutral.csv"]:
        if key(row["name"]) in restricted:
            yield f"neutral.csv:{line}: '{row['name']}' is a name of {restricted[key(row['name'])]['substance']}"


def _check_brands(tables: dict[str, _Rows]) -> Iterator[str]:
    routes: dict[str, set[str]] = {}
    for _, row in tables["substances.csv"]:
        routes.setdefault(row["substance"], set()).add(row["route"])
    seen: set[str] = set()
    for line, row in tables["brands.csv"]:
        at = f"brands.csv:{line}"
        if key(row["brand"]) in seen:
            yield f"{at}: '{row['brand']}' stands twice; keep one row"
        seen.add(key(row["brand"]))
        if row["kind"] not in ("fixed", "family"):
            yield f"{at}: kind '{row['kind']}' is not known; use fixed or family"
        if not row["source"]:
            yield f"{at}: say where '{row['brand']}' was read, or [r] when it is recalled"
        for part in re.split(r" \+ | or ", row["contains"]):
            substance, _, route = part.partition(":")
            if substance not in routes:
                yield f"{at}: substance '{substance}' has no row in substances.csv"
            elif route not in routes[substance] and "any" not in routes[substance] and route != "any":
                yield f"{at}: {substance} has no row for route '{route}'"


def _check_sources(tables: dict[str, _Rows]) -> Iterator[str]:
    """A name or brand is recalled, [r], or leads to a source that sources.csv describes."""
    known = {row["key"] for _, row in tables["sources.csv"]}
    for name in ("names.csv", "brands.csv"):
        for line, row in tables[name]:
            source = row["source"]
            if source and source != "[r]" and source.split()[0] not in known:
                yield f"{name}:{line}: source '{source}' is not in sources.csv; add it, or write [r]"


def _check_words(tables: dict[str, _Rows]) -> Iterator[str]:
    for line, row in tables["words.csv"]:
        if not re.fullmatch("[a-z]+", row["word"]) or row["kind"] not in ("mod", "base", "plant"):
            yield f"words.csv:{line}: '{row['word']}' must be lower-case letters, its kind mod, base or plant"
    for name in ("label_words.csv", "claims.csv", "speech.csv"):
        for line, row in tables[name]:
            if row["language"] not in LANGUAGES or (not key(row["phrase"]) and row["phrase"] != "+/-"):
                yield f"{name}:{line}: language '{row['language']}' or phrase '{row['phrase']}' cannot be used"
    known = PRODUCT_CLASSES + OTHER_CLASSES
    for line, row in tables["speech.csv"]:
        for group in row["class"].split():
            if row["kind"] not in ("neutral", "house", "unspoken") and group not in (*known, "any"):
                yield f"speech.csv:{line}: class '{group}' is not known"


_CHECKS: tuple[Callable[[dict[str, _Rows]], Iterator[str]], ...] = (
    _check_substances,
    _check_names,
    _check_false_friends,
    _check_brands,
    _check_sources,
    _check_words,
)

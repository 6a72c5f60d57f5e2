"""What a change of a protocol means: all answers for which the verdict differs, and what else people read or are asked.

The verdict is the worst of all rules, so it differs for some answers only if it differs where everything that a changed
rule does not look at is in order. It is enough, then, to go through the answers that each changed rule tells apart,
beside the most favourable end of all else; that is what the engine's `best` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from math import prod
from typing import Any, TypeAlias

from needlecare.engine.screening import finding_of, findings_of
from needlecare.exports import diff_axes as axes
from needlecare.exports.diff_axes import PLAIN, SESSION, Axis, Cell, Key, Mark, Moment
from needlecare.exports.diff_side import Side, Value, guard_keys
from needlecare.protocol.model import Guard, Outcome, Prescribed, Rule, Text
from needlecare.protocol.rulebook import Rulebook

_MOST_COMBINATIONS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Answers for which the verdict differs, everything else being in order.

    `key` says what is answered, by kind and name; `names` are the classes of which it is true alike. `cells` are the answers,
    or neighbouring stretches of time. `given` is what else must be answered, and how. `sometimes`: the stretch exists for some
    sessions only, as that between 30 days and a month.
    """

    key: Key
    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    given: tuple[tuple[Key, tuple[Any, ...]], ...]
    old: Value
    new: Value
    sometimes: bool = False

    @property
    def gets_worse(self) -> bool:
        return self.new.outcome > self.old.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """A text for people that differs; None where it is not there."""

    kind: str
    name: str
    part: str
    old: Text | None
    new: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that follows from replacing one rulebook by another."""

    regions: tuple[Region, ...]
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    rules_changed: tuple[str, ...]
    asked_anew: tuple[Key, ...]
    asked_no_more: tuple[Key, ...]
    texts: tuple[TextChange, ...]

    @property
    def is_empty(self) -> bool:
        parts = (self.regions, self.rules_added, self.rules_removed, self.rules_changed, self.texts)
        return not any((*parts, self.asked_anew, self.asked_no_more))


def compare(old: Rulebook, new: Rulebook) -> Changes:
    """Return what changes for clients when one rulebook takes the place of another."""
    before, now = Side(old), Side(new)
    both = [name for name in new.rule if name in old.rule]
    asked, asks = _asked(old), _asked(new)
    return Changes(
        regions=_sorted(_regions(before, now)),
        rules_added=tuple(name for name in new.rule if name not in old.rule),
        rules_removed=tuple(name for name in old.rule if name not in new.rule),
        rules_changed=tuple(
            name for name in both if before.meaning[id(old.rule[name])] != now.meaning[id(new.rule[name])]
        ),
        asked_anew=tuple(key for key in asks if key not in asked),
        asked_no_more=tuple(key for key in asked if key not in asks),
        texts=tuple(_text_changes(old, new)),
    )


# --- regions ---------------------------------------------------------------------------------------------------------


def _regions(old: Side, new: Side) -> Iterator[Region]:
    found: dict[Any, Region] = {}
    alike_ones: dict[Any, list[Region]] = {}
    for main, keys in _questions(old, new):
        looks = (
            (*(side.looks_at(main, keys) for side in (old, new)), tuple(keys)) if main[0] == "use" else main
        )
        if looks not in alike_ones:
            alike_ones[looks] = list(_between(old, new, main, keys))
        for first in alike_ones[looks]:
            region = replace(first, key=main, names=main[-1:] if main[0] in _NAMED else ())
            alike = (main[:-1] if main[0] in _NAMED else main, region.cells, region.given)
            signature = (_named_apart(alike), region.old, region.new, region.sometimes)
            known = found.get(signature)
            names = (*known.names, *region.names) if known else region.names
            found[signature] = replace(known or region, names=tuple(dict.fromkeys(names)))
    yield from found.values()
    yield from _of_series(old, new)


_NAMED = ("use", "use-before")


def _named_apart(alike: tuple[Key, tuple[Cell, ...], Any]) -> Any:
    kind, cells, given = alike
    return kind, tuple((cell.label, cell.opens, cell.closes) for cell in cells), given


def _questions(old: Side, new: Side) -> Iterator[tuple[Key, list[Key]]]:
    """Yield what each changed rule is about, with all that the changed rules about it look at besides."""
    found: dict[Key, list[list[Key]]] = {}
    for side, other in ((old, new), (new, old)):
        for rule, mains in side.mains:
            if side.meaning[id(rule)] in other.meanings:
                continue
            if not mains and finding_of(side.book, axes.facts_of(side.book, PLAIN, ()), rule):
                mains = [("always",)]
            guards = list(dict.fromkeys(guard_keys(rule)))
            for main in mains:
                known = (main, ("plan", main[1]) if main[0] == "use-before" else main)
                found.setdefault(main, []).append([key for key in guards if key not in known])
    for name in sorted(old.covered ^ new.covered):
        found.setdefault(("use", name), [])
    for main, sets in found.items():
        together = list(dict.fromkeys(chain.from_iterable(sets)))
        if prod(_size(key, (old, new)) for key in together) <= _MOST_COMBINATIONS:
            yield main, together
        else:
            yield from ((main, keys) for keys in sets)


def _size(key: Key, sides: Sequence[Side]) -> int:
    return 2 if key[0] in ("state", "plan", "prescribed") else len(_axis(key, sides, PLAIN).cells)


def _between(old: Side, new: Side, main: Key, keys: Sequence[Key]) -> Iterator[Region]:
    """Yield the regions of one question and what goes with it."""
    sides = (old, new)
    rules = [side.touched([main, *keys]) for side in sides]
    moments: tuple[Moment, ...] = (PLAIN,)
    marks: list[Mark] = []
    if main[0] in _NAMED:
        anchor = SESSION if main[0] == "use" else main[1]
        pairs = zip(sides, rules, strict=True)
        marks = [m for side, own in pairs for rule in own for m in axes.marks_of(side.book, rule, anchor)]
        moments = axes.moments_for(marks) if main[0] == "use" else moments
    found: dict[Any, list[Region]] = {}
    for moment in moments:
        axis, session = _main_axis(main, sides, marks, moment)
        others = [_axis(key, sides, session) for key in keys]
        for region in _compared(old, new, rules, axis, others, session):
            found.setdefault(
                (_named_apart((main, region.cells, region.given)), region.old, region.new), []
            ).append(region)
    for regions in found.values():
        yield replace(regions[0], sometimes=len(regions) < len(moments))


def _main_axis(
    main: Key, sides: Sequence[Side], marks: Sequence[Mark], moment: Moment
) -> tuple[Axis, Moment]:
    if main[0] == "use-before":
        return axes.uses_before(main[2], main[1], marks)
    if main[0] == "use":
        kinds = {
            s.book.subjects[name].prescribed
            for s in sides
            if (name := s.book.named(main[1]) or "") in s.book.subjects
        }
        return axes.uses(main[1], marks, moment, can_be_prescribed=Prescribed.SOMETIMES in kinds), moment
    if main[0] == "always":
        return Axis(main, (Cell("everybody"),)), moment
    return _axis(main, sides, moment), moment


def _axis(key: Key, sides: Sequence[Side], moment: Moment) -> Axis:
    if key[0] == "state":
        return axes.states(key[1])
    if key[0] == "plan":
        return axes.plans(key[1])
    if key[0] == "prescribed":
        return axes.prescriptions()
    rules = [rule for side in sides for rule in side.by_key.get(key, ())]
    guards: list[Guard] = [guard for rule in rules for guard in axes.guards_of(rule) if guard.kind == key[0]]
    return axes.guard_axis(key[0], guards, [side.book for side in sides], moment)


_Pair: TypeAlias = tuple[Value, Value] | None


def _compared(
    old: Side,
    new: Side,
    rules: Sequence[Sequence[Rule]],
    axis: Axis,
    others: Sequence[Axis],
    moment: Moment,
) -> Iterator[Region]:
    """Compare both sides for every combination of answers, and put neighbours together.

    What differs whatever the main answer is follows from the others alone, and is told there.
    """
    rows: dict[tuple[int, ...], list[_Pair]] = {}
    for chosen in product(*(range(len(other.cells)) for other in others)):
        given = [(other, other.cells[n]) for other, n in zip(others, chosen, strict=True)]

        def pair(answers: Sequence[tuple[Axis, Cell]]) -> tuple[Value, Value]:
            one, other = (
                side.value(axes.facts_of(side.book, moment, answers), own)
                for side, own in zip((old, new), rules, strict=True)
            )
            return one, other

        without = [value.outcome for value in pair(given)] if given else []
        row: list[_Pair] = []
        for cell in axis.cells:
            found = pair([(axis, cell), *given])
            outcomes = [value.outcome for value in found]
            row.append(None if outcomes[0] is outcomes[1] or outcomes == without else found)
        rows[chosen] = row
    sizes = [len(other.cells) for other in others]
    for cells, combinations, pair_found in _runs(axis.cells, rows):
        for box in _boxes(combinations, sizes):
            labels = tuple(
                (other.key, tuple(other.cells[n].label for n in sorted(chosen_ones)))
                for other, chosen_ones in zip(others, box, strict=True)
                if len(chosen_ones) < len(other.cells)
            )
            names = axis.key[-1:] if axis.key[0] in _NAMED else ()
            yield Region(
                key=axis.key, names=names, cells=cells, given=labels, old=pair_found[0], new=pair_found[1]
            )


def _boxes(wanted: set[tuple[int, ...]], sizes: Sequence[int]) -> Iterator[list[set[int]]]:
    """Yield boxes that cover some combinations and nothing else, each as large as it can be; they may overlap."""
    left = set(wanted)
    while left:
        box = [{n} for n in min(left)]
        for place, size in enumerate(sizes):
            for n in range(size):
                grown = [*box[:place], {n}, *box[place + 1 :]]
                if all(one in wanted for one in product(*grown)):
                    box[place].add(n)
        left -= set(product(*box))
        yield box


def _runs(
    cells: Sequence[Cell], rows: Mapping[tuple[int, ...], Sequence[_Pair]]
) -> Iterator[tuple[tuple[Cell, ...], set[tuple[int, ...]], tuple[Value, Value]]]:
    """Yield neighbouring stretches, and other answers, that differ alike for the same combinations of the rest."""
    pairs = dict.fromkeys(pair for row in rows.values() for pair in row if pair)
    for pair in pairs:
        alike: dict[frozenset[tuple[int, ...]], list[Cell]] = {}
        run: list[Cell] = []
        of_run: frozenset[tuple[int, ...]] = frozenset()
        for place, cell in enumerate(cells):
            chosen = frozenset(one for one, row in rows.items() if row[place] == pair)
            goes_on = bool(run) and cell.is_stretch and chosen == of_run and run[-1].label == cell.label
            if run and not goes_on:
                yield tuple(run), set(of_run), pair
                run = []
            if chosen and cell.is_stretch:
                run, of_run = [*run, cell], chosen
            elif chosen:
                alike.setdefault(chosen, []).append(cell)
        if run:
            yield tuple(run), set(of_run), pair
        for chosen, found in alike.items():
            yield tuple(found), set(chosen), pair


def _of_series(old: Side, new: Side) -> Iterator[Region]:
    """Yield the regions of the series: the gap, the number of sessions, and what must have healed."""
    series = [side.book.series for side in (old, new)]
    decisive = [(s.gap.floor, s.count.most, s.not_while) if s else None for s in series]
    if decisive[0] == decisive[1]:
        return
    marks = [Mark("before", axes.plain_unit(s.gap.floor)) for s in series if s]
    most = max((s.count.most or 0 for s in series if s), default=0)
    conditions = dict.fromkeys(name for s in series if s for name in s.not_while)
    moments = axes.moments_for(marks)
    found: dict[Any, list[Region]] = {}
    for moment in moments:
        axis = axes.previous(marks, most, moment)
        for region in _series_compared(old, new, axis, [axes.states(name) for name in conditions], moment):
            signature = (_named_apart((axis.key, region.cells, region.given)), region.old, region.new)
            found.setdefault(signature, []).append(region)
    for regions in found.values():
        yield replace(regions[0], sometimes=len(regions) < len(moments))


def _series_compared(
    old: Side, new: Side, axis: Axis, others: Sequence[Axis], moment: Moment
) -> Iterator[Region]:
    in_order = [(other, other.cells[1]) for other in others]
    for given in ([], *([(other, other.cells[0])] for other in others)):
        row: list[_Pair] = []
        for cell in axis.cells:
            answers = [(axis, cell), *in_order, *given]
            values = [side.value_of_series(axes.facts_of(side.book, moment, answers)) for side in (old, new)]
            row.append((values[0], values[1]) if values[0].outcome is not values[1].outcome else None)
        labels = tuple((other.key, (cell.label,)) for other, cell in given)
        for cells, _, pair in _runs(axis.cells, {(): row}):
            yield Region(key=axis.key, names=(), cells=cells, given=labels, old=pair[0], new=pair[1])


def _sorted(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Return regions from fine to not fine first, the gravest new outcome first among them."""

    def rank(region: Region) -> tuple[Any, ...]:
        was_fine = region.old.outcome is Outcome.READY
        return (not region.gets_worse, not was_fine, -region.new.outcome, region.key[0] in _NAMED)

    return tuple(sorted(regions, key=rank))


# --- questions and texts ---------------------------------------------------------------------------------------------


def _asked(book: Rulebook) -> dict[Key, None]:
    """Return what a client who has said nothing is asked."""
    nothing = axes.facts_of(book, PLAIN, ())
    found = [f.question for f in findings_of(book, nothing) if f.question is not None]
    return dict.fromkeys((asked.kind, *asked.names) for asked in found)


def _text_changes(old: Rulebook, new: Rulebook) -> Iterator[TextChange]:
    before, now = dict(_texts(old)), dict(_texts(new))
    for key in dict.fromkeys((*now, *before)):
        if before.get(key) != now.get(key):
            kind, name, part = key
            yield TextChange(kind=kind, name=name, part=part, old=before.get(key), new=now.get(key))


def _texts(book: Rulebook) -> Iterator[tuple[tuple[str, str, str], Text]]:
    """Yield every text for people, by its kind, name and part."""
    named: dict[str, Mapping[str, Any]] = {
        "rule": book.rule,
        "subject": book.subjects,
        "condition": book.conditions,
        "area": book.areas,
        "anchor": book.anchors,
        "sign": {sign.id: sign for sign in book.course},
        "red-flag": {flag.id: flag for flag in book.red_flags},
        "question": {entry.id: entry for entry in book.questions},
        "page": {page.id: page for layer in book.layers for page in layer.pages},
        "indication": {entry.id: entry for layer in book.layers for entry in layer.indications},
        "series": {"series": book.series} if book.series else {},
        "protocol": {layer.protocol: layer for layer in book.layers},
    }
    for kind, entries in named.items():
        for name, entry in entries.items():
            for part in entry.__dataclass_fields__:
                value = getattr(entry, part)
                if isinstance(value, Text):
                    yield (kind, name, part), value

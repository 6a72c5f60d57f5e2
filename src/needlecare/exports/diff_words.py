"""The effect of a change in words, in English and Spanish, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from needlecare.exports.diff import Changes, Region, TextChange
from needlecare.exports.diff_axes import Cell, Key, Mark
from needlecare.exports.diff_side import NOT_COVERED, Value
from needlecare.protocol.model import Text
from needlecare.protocol.rulebook import Rulebook
from needlecare.wording.language import Speaker, first_capital

TEXTS = {
    # --- when ---
    "last": Text("last used {when}", "último uso {when}"),
    "planned": Text("planned {when}", "previsto {when}"),
    "last-or-planned": Text("last used or planned {when}", "último uso o previsto {when}"),
    "never": Text("never used", "nunca usado"),
    "ongoing": Text("still in use at the session", "en uso hasta la sesión"),
    "ongoing-prescribed": Text(
        "still in use at the session, prescribed", "en uso hasta la sesión, con receta"
    ),
    "ongoing-own": Text("still in use at the session, not prescribed", "en uso hasta la sesión, sin receta"),
    "any-time": Text("at any time", "en cualquier momento"),
    "until": Text("{closes} or earlier", "{closes} o antes"),
    "since": Text("less than {opens}", "menos de {opens}"),
    "later": Text("later than {opens}", "más tarde que {opens}"),
    "from-on": Text("from {opens} on", "desde {opens}"),
    "between": Text("from {closes}, but less than {opens}", "desde {closes}, pero menos de {opens}"),
    "from-to": Text("from {opens}, before {closes}", "desde {opens}, antes de {closes}"),
    "at-before": Text("{amount} before {anchor}", "{amount} antes de {anchor}"),
    "at-after": Text("{amount} after {anchor}", "{amount} después de {anchor}"),
    "at-start": Text("the start of the session", "el comienzo de la sesión"),
    "just-started": Text("just after the start of the session", "justo tras el comienzo de la sesión"),
    "at-end": Text("the end of the session", "el final de la sesión"),
    "just-ended": Text("just after the end of the session", "justo tras el final de la sesión"),
    "day-0": Text("the beginning of the session's day", "el comienzo del día de la sesión"),
    "day-before": Text(
        "the beginning of the day {amount} before the session",
        "el comienzo del día {amount} antes de la sesión",
    ),
    "day-after": Text(
        "the beginning of the day {amount} after the session",
        "el comienzo del día {amount} después de la sesión",
    ),
    "sometimes": Text(
        "for some sessions only, as the calendar falls",
        "solo para algunas sesiones, según caiga el calendario",
    ),
    # --- who ---
    "yes": Text("{name}: yes", "{name}: sí"),
    "no": Text("{name}: no", "{name}: no"),
    "plan-yes": Text("{name} planned", "{name}: previsto"),
    "plan-no": Text("{name} not planned", "{name}: no previsto"),
    "prescribed-yes": Text("prescribed", "con receta"),
    "prescribed-no": Text("not prescribed", "sin receta"),
    "age-under": Text("under {most} years", "menor de {most} años"),
    "age-from": Text("{least} years or more", "{least} años o más"),
    "age-between": Text("{least} to {most} years", "de {least} a {most} años"),
    "skin-type": Text("skin type {names}", "fototipo {names}"),
    "depth-mm": Text("needle depth {names} mm", "profundidad de aguja {names} mm"),
    "under": Text("under {0}", "menos de {0}"),
    "exactly": Text("{0}", "{0}"),
    "over": Text("over {0}", "más de {0}"),
    "between-two": Text("between {0} and {1}", "entre {0} y {1}"),
    "none-of-these": Text("none that the rules name", "ninguno que nombren las reglas"),
    "area": Text("area {names}", "zona {names}"),
    "device": Text("device {names}", "equipo {names}"),
    "indication": Text("indication {names}", "indicación {names}"),
    "role": Text("treated by {names}", "trata {names}"),
    "jurisdiction": Text("country {names}", "país {names}"),
    "add-on": Text("with {names}", "con {names}"),
    "previous-none": Text("no earlier session", "ninguna sesión anterior"),
    "previous": Text("last session {when}", "última sesión {when}"),
    "previous-count": Text("{count} earlier sessions or more", "{count} sesiones anteriores o más"),
    "always": Text("everybody", "todas las personas"),
    # --- outcomes ---
    "effect": Text("{about}: {old}, now {new}", "{about}: {old}, ahora {new}"),
    "by": Text("{outcome} ({rules})", "{outcome} ({rules})"),
    "not-covered": Text("not covered by the protocol", "el protocolo no lo nombra"),
    "if": Text("{about}, if {given}", "{about}, si {given}"),
    # --- headings ---
    "worse": Text("Fine before, not any more", "Antes bien, ahora ya no"),
    "stricter": Text("Stricter than before", "Más estricto que antes"),
    "better": Text("Less strict than before", "Menos estricto que antes"),
    "rules-added": Text("New rules", "Reglas nuevas"),
    "rules-removed": Text("Rules that are gone", "Reglas que desaparecen"),
    "rules-changed": Text("Rules that decide differently", "Reglas que deciden de otra manera"),
    "asked-anew": Text("Asked from now on", "Se pregunta desde ahora"),
    "asked-no-more": Text("No longer asked", "Ya no se pregunta"),
    "texts": Text(
        "Texts that change on the page and on the sheet", "Textos que cambian en la página y en la hoja"
    ),
    "same": Text("Nothing changes for any client.", "Nada cambia para nadie."),
    "text-new": Text("new: {new}", "nuevo: {new}"),
    "text-gone": Text("gone: {old}", "desaparece: {old}"),
    "text-changed": Text("{old} → {new}", "{old} → {new}"),
    "affected": Text("Clients affected", "Clientes afectados"),
    "affected-line": Text("{client}: {old}, now {new}", "{client}: {old}, ahora {new}"),
    "affected-count": Text(
        "{count} of {total} clients get another outcome; fine before and not any more: {worse}.",
        "{count} de {total} clientes obtienen otro resultado; antes bien y ahora ya no: {worse}.",
    ),
}


class Teller:
    """Tells what changes between two rulebooks, in one language."""

    def __init__(self, old: Rulebook, new: Rulebook, language: str) -> None:
        self.old, self.new = Speaker.of_book(old, language), Speaker.of_book(new, language)
        self.language = language

    def say(self, key: str, *places: object, **parts: object) -> str:
        """Return one of this module's texts, filled in."""
        shown = self.new.text(TEXTS[key]).format(*places, **parts)
        return shown.replace(" de el ", " del ") if self.language == "es" else shown

    def name(self, name: str) -> str:
        """Return what people call a name, as the new rulebook or else the old one has it."""
        found = self.new.name(name)
        return self.old.name(name) if found == name else found

    def sentences(self, regions: Iterable[Region]) -> list[str]:
        """Return regions as sentences, those of one subject with one effect together."""
        groups: dict[Any, list[Region]] = {}
        for region in regions:
            alike = (region.names or region.key, region.key[:-1], region.given, region.old, region.new)
            groups.setdefault((*alike, region.sometimes), []).append(region)
        return [self.sentence(group) for group in groups.values()]

    def sentence(self, group: list[Region]) -> str:
        """Return regions of one subject with one effect as a sentence: who, when, what it was, what it is now."""
        region = group[0]
        about = self.about(group)
        if region.given:
            given = self.new.listed([self._given(key, labels) for key, labels in region.given])
            about = self.say("if", about=about, given=given)
        if region.sometimes:
            about = f"{about} ({self.say('sometimes')})"
        return self.say(
            "effect", about=first_capital(about), old=self.outcome(region.old), new=self.outcome(region.new)
        )

    def about(self, group: list[Region]) -> str:
        """Return which answers some regions of one subject hold."""
        region = group[0]
        kind = region.key[0]
        if kind in ("use", "use-before"):
            anchor = region.key[1] if kind == "use-before" else "session"
            names = self.new.listed(list(dict.fromkeys(self.name(name) for name in region.names)))
            return f"{names}: {self._whens(group, anchor)}"
        if kind == "previous":
            return self.new.listed([self._previous(one.cells) for one in group], joined="or")
        if kind == "always":
            return self.say("always")
        return self._given(region.key, tuple(cell.label for one in group for cell in one.cells))

    def _whens(self, group: list[Region], anchor: str) -> str:
        stretches: dict[str, list[str]] = {}
        others: list[str] = []
        for region in group:
            first, last = region.cells[0], region.cells[-1]
            if first.is_stretch:
                is_plan = first.label == "planned"
                when = self._stretch(first.opens, last.closes, anchor, is_plan=is_plan)
                stretches.setdefault(when, []).append(first.label)
            else:
                others += [self.say(cell.label) for cell in region.cells]
        shown = [
            self.say("last-or-planned" if len(set(labels)) > 1 else labels[0], when=when)
            for when, labels in stretches.items()
        ]
        return self.new.listed([*shown, *others], joined="or")

    def outcome(self, value: Value) -> str:
        """Return an outcome with the rules that give it."""
        shown = self.new.outcome(value.outcome)
        names = [name if name != NOT_COVERED else self.say("not-covered") for name in value.rules]
        return self.say("by", outcome=shown, rules=self.new.words["comma"].join(names)) if names else shown

    def text_change(self, change: TextChange) -> str:
        """Return how a text changes."""
        old, new = (text.in_language(self.language) if text else "" for text in (change.old, change.new))
        key = "text-changed" if change.old and change.new else "text-new" if change.new else "text-gone"
        return self.say(key, old=old, new=new)

    def asked(self, key: Key) -> str:
        """Return what a question is about."""
        return self.new.listed([self.name(name) for name in key[1:]], joined="or") or key[0]

    def _previous(self, cells: tuple[Cell, ...]) -> str:
        if cells[0].is_stretch:
            when = self._stretch(cells[0].opens, cells[-1].closes, "session", is_plan=False)
            return self.say("previous", when=when)
        if cells[0].label == "none":
            return self.say("previous-none")
        return self.say("previous-count", count=min(cell.label for cell in cells))

    def _stretch(self, opens: Mark | None, closes: Mark | None, anchor: str, *, is_plan: bool) -> str:
        """Return a stretch of time; before an anchor it is measured back, after it forwards."""
        starts = self._mark(opens, anchor) if opens else ""
        ends = self._mark(closes, anchor) if closes else ""
        if opens is None:
            return self.say("until", closes=ends) if closes else self.say("any-time")
        is_back = opens.kind == "before"
        if closes is None or (is_back and (closes.kind == "begun" or (closes.kind == "at" and not is_plan))):
            return self.say("since" if is_back else "from-on", opens=starts)
        if is_back and closes.kind == "before":
            return self.say("between", opens=starts, closes=ends)
        return self.say("from-to", opens=starts, closes=ends)

    def _mark(self, mark: Mark, anchor: str) -> str:
        times = self.new.times
        if mark.kind in ("before", "after"):
            assert mark.amount is not None
            amount = times.duration(_readable(mark))
            place = "session-end" if mark.kind == "after" and mark.length else anchor
            return self.say(f"at-{mark.kind}", amount=amount, anchor=self.new.anchor(place))
        if mark.kind == "day":
            if not mark.day:
                return self.say("day-0")
            amount = times.amount(abs(mark.day), "day")
            return self.say("day-before" if mark.day < 0 else "day-after", amount=amount)
        return self.say(
            {"at": "at-start", "begun": "just-started", "end": "at-end"}.get(mark.kind, "just-ended")
        )

    def _given(self, key: Key, labels: tuple[Any, ...]) -> str:
        kind = key[0]
        if kind in ("state", "plan"):
            word = labels[0] if kind == "state" else f"plan-{labels[0]}"
            return self.say(word, name=self.name(key[1]))
        if kind == "prescribed":
            return self.say("prescribed-yes" if labels[0] else "prescribed-no")
        if kind == "age":
            return self._age(labels)
        if kind == "skin-type":
            return self.say(kind, names=self.new.listed([str(label) for label in labels], joined="or"))
        if kind == "depth-mm":
            shown = [self.say("between-two" if w == "between" else w, *rest) for w, *rest in labels]
            return self.say(kind, names=self.new.listed(shown, joined="or"))
        return self.say(kind, names=self.new.listed(self._lists(labels), joined="or"))

    def _age(self, labels: tuple[Any, ...]) -> str:
        least, above = labels[0][0], labels[-1][1]
        if above is None:
            return self.say("age-from", least=least)
        if least == 0:
            return self.say("age-under", most=above)
        return self.say("age-between", least=least, most=above - 1)

    def _lists(self, labels: Iterable[tuple[str, ...]]) -> list[str]:
        """Return lists of names; one that holds more than another says nothing new."""
        found = sorted(labels, key=len)
        least = [one for one in found if not any(set(other) < set(one) for other in found if other)]
        return [
            self.new.listed([self.name(name) for name in one]) if one else self.say("none-of-these")
            for one in least
        ]


def _readable(mark: Mark) -> Any:
    """Return a length in the largest unit that holds it whole, but for days, which stay days up to three weeks."""
    from needlecare.protocol.time import Duration, Unit

    amount, unit = mark.amount or (0, Unit.DAY)
    if unit is Unit.MINUTE and amount % 60 == 0:
        return Duration(amount // 60, Unit.HOUR)
    if unit is Unit.MONTH and amount % 12 == 0 and amount > 12:
        return Duration(amount // 12, Unit.YEAR)
    if unit is Unit.DAY and amount % 7 == 0 and amount > 7:
        return Duration(amount // 7, Unit.WEEK)
    return Duration(amount, unit)


# --- for programs ----------------------------------------------------------------------------------------------------


def changes_form(teller: Teller, changes: Changes) -> dict[str, Any]:
    """Return all changes as plain values."""
    return {
        "regions": [region_form(teller, region) for region in changes.regions],
        "rules": {
            "added": list(changes.rules_added),
            "removed": list(changes.rules_removed),
            "changed": list(changes.rules_changed),
        },
        "questions": {
            "asked_anew": [list(key) for key in changes.asked_anew],
            "asked_no_more": [list(key) for key in changes.asked_no_more],
        },
        "texts": [
            {
                "kind": change.kind,
                "name": change.name,
                "part": change.part,
                "old": change.old.in_language(teller.language) if change.old else None,
                "new": change.new.in_language(teller.language) if change.new else None,
            }
            for change in changes.texts
        ],
        "old": teller.old.book.digest,
        "new": teller.new.book.digest,
        "lang": teller.language,
    }


def region_form(teller: Teller, region: Region) -> dict[str, Any]:
    """Return one region as plain values."""
    first, last = region.cells[0], region.cells[-1]
    return {
        "about": region.key[0],
        "names": list(region.names) or list(region.key[1:]),
        "answers": [first.label] if first.is_stretch else [cell.label for cell in region.cells],
        "after": _mark_form(first.opens),
        "until": _mark_form(last.closes),
        "given": [{"about": list(key), "answers": list(labels)} for key, labels in region.given],
        "old": {"outcome": region.old.outcome.word, "rules": list(region.old.rules)},
        "new": {"outcome": region.new.outcome.word, "rules": list(region.new.rules)},
        "sometimes": region.sometimes,
        "text": teller.sentence([region]),
    }


def _mark_form(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    amount = str(mark.amount) if mark.amount else None
    return {"kind": mark.kind, "amount": amount, "day": mark.day}

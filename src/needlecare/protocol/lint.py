"""What a careful reader would say of a protocol: is every statement mapped, do rules agree, can each be settled?

An `error` must be mended before the protocol is used. A `finding` is for the clinic: the page it reads is silent, vague or
at odds with itself there, and the software goes on with the reading it names. A `note` is worth knowing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from needlecare.protocol.document import Protocol
from needlecare.protocol.model import (
    AnyOf,
    At,
    Condition,
    Guard,
    Not,
    Outcome,
    Prescribed,
    Rule,
    Shift,
    Span,
    State,
    Text,
    Unstated,
    Verb,
    Window,
    guards_within,
)
from needlecare.protocol.names import child
from needlecare.protocol.reader import Node, Place
from needlecare.protocol.rulebook import Rulebook, combine
from needlecare.protocol.values import dataclass

LEVELS = ("error", "finding", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One remark on a protocol; `code` names its kind and stays the same for ever."""

    level: str
    code: str
    protocol: str
    where: tuple[str, ...]  # ids of rules, readings or statements it is about
    says: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Where each statement of the page went; `unmapped` must be empty."""

    statements: tuple[str, ...]
    mapped: dict[str, tuple[str, ...]]

    @property
    def unmapped(self) -> tuple[str, ...]:
        return tuple(s for s in self.statements if not self.mapped.get(s))

    @property
    def counts(self) -> dict[str, int]:
        """Return how many statements each kind of entry holds; a statement may be held by several."""
        kinds = ("rule", "course", "series", "page", "indication", "not-rule", "reading")
        return {
            kind: sum(any(w.startswith(f"{kind}:") for w in self.mapped[s]) for s in self.statements)
            for kind in kinds
        }


def coverage(protocol: Protocol) -> Coverage:
    """Return the map from every statement of the page to what holds it."""
    mapped: dict[str, list[str]] = {statement: [] for statement in protocol.statements}

    def put(statements: tuple[str, ...], where: str) -> None:
        for statement in statements:
            mapped.setdefault(statement, []).append(where)

    for rule in protocol.rules:
        put(rule.source.statement, f"rule:{rule.id}")
    for sign in protocol.course:
        put(sign.source.statement, f"course:{sign.id}")
    for flag in protocol.red_flags:
        put(flag.source.statement, f"course:{flag.id}")
    if protocol.series:
        put(protocol.series.source.statement, "series:series")
    for page in protocol.pages:
        put(page.statement, f"page:{page.id}")
    for indication in protocol.indications:
        put(indication.source.statement, f"indication:{indication.id}")
    for entry in protocol.not_rules:
        put(entry.statement, f"not-rule:{entry.because}")
    for reading in protocol.readings:
        put(reading.statement, f"reading:{reading.id}")
    return Coverage(
        statements=protocol.statements, mapped={name: tuple(where) for name, where in mapped.items()}
    )


def lint(book: Rulebook) -> tuple[Remark, ...]:
    """Return every remark on a rulebook, errors first, in the order of the layers."""
    found = [remark for layer in book.layers for remark in _layer(layer)]
    found.extend(_between_layers(book))
    found.extend(_not_unate(book))
    return tuple(sorted(found, key=lambda remark: LEVELS.index(remark.level)))


def _layer(layer: Protocol) -> Iterator[Remark]:
    own = combine(layer)
    yield from _coverage(layer)
    yield from _declared(layer)
    yield from _missing_safety(layer)
    yield from _windows(layer)
    yield from _several_rules(own)
    yield from _contradictions(own)
    yield from _no_exception(own)
    yield from _unreachable(own)
    yield from _no_question(own)
    yield from _unused(layer)


def _remark(level: str, code: str, layer: str, where: tuple[str, ...], en: str, es: str) -> Remark:
    return Remark(level=level, code=code, protocol=layer, where=where, says=Text(en, es))


def _coverage(layer: Protocol) -> Iterator[Remark]:
    for statement in coverage(layer).unmapped if layer.statements else ():
        yield _remark(
            "error",
            "statement-unmapped",
            layer.protocol,
            (statement,),
            f"Statement {statement} of the page leads to nothing; map it to a rule, a text, or say why it is no rule.",
            f"La frase {statement} de la página no lleva a nada; asígnela a una regla o un texto, o diga por qué no lo es.",
        )


def _declared(layer: Protocol) -> Iterator[Remark]:
    for reading in layer.readings:
        if reading.finding:
            yield Remark(
                level="finding",
                code="reading",
                protocol=layer.protocol,
                where=(reading.id, *reading.statement),
                says=reading.says,
            )


def _missing_safety(layer: Protocol) -> Iterator[Remark]:
    if layer.statements and not any(rule.verb is Verb.EXCLUDE for rule in layer.rules):
        yield _remark(
            "finding",
            "no-contraindications",
            layer.protocol,
            (),
            "The page names no contraindication of the person; add the safety layer before screening anyone with it.",
            "La página no nombra ninguna contraindicación de la persona; añada la capa de seguridad antes de evaluar a nadie.",
        )
    if layer.statements and not layer.red_flags:
        yield _remark(
            "finding",
            "no-red-flags",
            layer.protocol,
            (),
            "The page names no warning sign and nobody to call; the safety layer does.",
            "La página no nombra señales de alarma ni a quién llamar; la capa de seguridad sí.",
        )


def _windows(layer: Protocol) -> Iterator[Remark]:
    for rule in layer.rules:
        for window in rule.when:
            for bound in window.bounds:
                if isinstance(bound, Unstated):
                    yield _unstated(layer, rule, bound)
        if any(_is_empty(window) for window in rule.when):
            yield _remark(
                "error",
                "window-empty",
                layer.protocol,
                (rule.id,),
                f"The window of '{rule.id}' ends before it begins; mend its two amounts.",
                f"El plazo de «{rule.id}» termina antes de empezar; corrija sus dos cantidades.",
            )


def _unstated(layer: Protocol, rule: Rule, bound: Unstated) -> Remark:
    if bound.inherited is not None:
        en, es = (
            "a published length is used and named as such",
            "se usa un plazo publicado y se nombra como tal",
        )
    elif bound.inherited_from:
        en = f"the length of '{bound.inherited_from}' is used and named as such"
        es = f"se usa el plazo de «{bound.inherited_from}» y se nombra como tal"
    elif rule.verb is Verb.AVOID:
        en, es = "any use is for a clinician to judge", "cualquier uso lo valora un profesional sanitario"
    else:
        en, es = "it is shown without an end", "se muestra sin final"
    return _remark(
        "finding",
        "window-unstated",
        layer.protocol,
        (rule.id, *rule.source.statement),
        f"The page gives no length for '{rule.id}'; {en}.",
        f"La página no da plazo para «{rule.id}»; {es}.",
    )


def _is_empty(window: Window) -> bool:
    match window:
        case Window("before", Shift(_, _, far), Shift(_, _, near)):
            return far.floor.nominal < near.floor.nominal
        case Window("after", Shift(_, _, near), Shift(_, _, far)):
            return far.advised.nominal < near.floor.nominal
    return False


def _washouts(rule: Rule) -> Iterator[tuple[str, Span | None]]:
    """Yield anchor and length of the stretches before an anchor in which a rule bans something."""
    if rule.verb is Verb.AVOID:
        for window in rule.when:
            if window.form == "before" and isinstance(window.closes, At):
                yield window.closes.anchor, window.opens.span if isinstance(window.opens, Shift) else None


def _several_rules(book: Rulebook) -> Iterator[Remark]:
    by_subject: dict[str, list[Rule]] = {}
    for rule in book.rules:
        for name in rule.subjects if list(_washouts(rule)) else ():
            by_subject.setdefault(name, []).append(rule)
    for name, rules in by_subject.items():
        lengths = {(anchor, span) for rule in rules for anchor, span in _washouts(rule)}
        if len(rules) > 1 and len(lengths) > 1:
            ids = tuple(rule.id for rule in rules)
            yield _remark(
                "finding",
                "subject-under-several-rules",
                book.layers[0].protocol,
                ids,
                f"'{name}' stands under {len(rules)} rules with different lengths ({', '.join(ids)}); the strictest decides, "
                "all are reported.",
                f"«{name}» aparece en {len(rules)} reglas con plazos distintos ({', '.join(ids)}); decide la más estricta y "
                "se informa de todas.",
            )


_FOR = (Verb.ALLOW, Verb.RECOMMEND, Verb.REQUIRE, Verb.STEP)


def _contradictions(book: Rulebook) -> Iterator[Remark]:
    against = [rule for rule in book.rules if rule.verb is Verb.AVOID]
    for favour in book.rules:
        if favour.verb not in _FOR:
            continue
        for ban in against:
            shared = [n for n in favour.subjects for b in ban.subjects if _banned(book, n, b, ban)]
            if shared and _same_side(ban, favour):
                yield _remark(
                    "finding",
                    "contradiction",
                    book.layers[0].protocol,
                    (favour.id, ban.id),
                    f"'{favour.id}' speaks for {shared[0]}, '{ban.id}' against it in the same stretch of time.",
                    f"«{favour.id}» habla a favor de {shared[0]} y «{ban.id}» en contra en el mismo plazo.",
                )


def _banned(book: Rulebook, name: str, banned: str, rule: Rule) -> bool:
    return name in book.narrower.get(banned, {banned}) and name not in rule.excepted


def _same_side(one: Rule, other: Rule) -> bool:
    def sides(rule: Rule) -> set[tuple[str, str]]:
        return {(window.form, anchor) for window in rule.when for anchor in window.anchors}

    return bool(sides(one) & sides(other)) and not (set(one.guards) & {Not(g) for g in other.guards})


def _no_exception(book: Rulebook) -> Iterator[Remark]:
    for rule in book.rules:
        medicines = [n for n in rule.subjects if n in book.subjects and book.subjects[n].kind == "medicine"]
        can_be_prescribed = [n for n in medicines if book.subjects[n].prescribed is not Prescribed.NEVER]
        excepted = any(guard.kind == "prescribed" for guard in guards_within((*rule.guards, *rule.unless)))
        afterwards = bool(rule.when) and all(window.form == "after" for window in rule.when)
        if (
            rule.verb is Verb.AVOID
            and can_be_prescribed
            and afterwards
            and not excepted
            and rule.outcome is not Outcome.REFER
        ):
            yield _remark(
                "finding",
                "ban-without-exception",
                book.layers[0].protocol,
                (rule.id,),
                f"'{rule.id}' bans {', '.join(can_be_prescribed)} without an exception for what was prescribed; the software "
                "sends those who take it on prescription to their prescriber.",
                f"«{rule.id}» prohíbe {', '.join(can_be_prescribed)} sin excepción para lo recetado; el programa remite a su "
                "médico a quien lo toma con receta.",
            )


def _unreachable(book: Rulebook) -> Iterator[Remark]:
    for rule in book.rules:
        if _impossible(rule.guards) or (rule.guards and set(rule.guards) & set(rule.unless)):
            yield _remark(
                "error",
                "rule-unreachable",
                book.layers[0].protocol,
                (rule.id,),
                f"No person can meet the guards of '{rule.id}'; mend or remove them.",
                f"Nadie puede cumplir las condiciones de «{rule.id}»; corríjalas o elimínelas.",
            )
        outer = {inner for name in rule.excepted for inner in book.narrower.get(name, ())}
        if rule.subjects and rule.excepted and set(rule.subjects) <= outer:
            yield _remark(
                "error",
                "rule-empty",
                book.layers[0].protocol,
                (rule.id,),
                f"'{rule.id}' excepts everything it names; mend 'except'.",
                f"«{rule.id}» exceptúa todo lo que nombra; corrija «except».",
            )


def _impossible(guards: tuple[Condition, ...]) -> bool:
    simple = [guard for guard in guards if isinstance(guard, Guard)]
    for one, other in combinations(simple, 2):
        if one.kind != other.kind or one.kind not in ("age", "depth-mm", "skin-type"):
            continue
        least = (
            max(g.least for g in (one, other) if g.least is not None) if one.least or other.least else None
        )
        most = min(g.most for g in (one, other) if g.most is not None) if one.most or other.most else None
        if least is not None and most is not None and least > most:
            return True
    alone = [g for g in simple if g.least is not None and g.most is not None]
    return any(Not(guard) in guards for guard in simple) or any(_crossed(g) for g in alone)


def _crossed(guard: Guard) -> bool:
    assert guard.least is not None and guard.most is not None
    return guard.least > guard.most or (guard.least == guard.most and (guard.open_least or guard.open_most))


def _no_question(book: Rulebook) -> Iterator[Remark]:
    for rule in book.rules:
        if rule.verb not in (Verb.AVOID, Verb.EXCLUDE, Verb.CHECK) or (
            rule.verb is Verb.AVOID and not list(_washouts(rule))
        ):
            continue
        conditions = [
            n
            for g in guards_within((rule.exclude,) if rule.exclude else ())
            if g.kind == "has"
            for n in g.names
        ]
        if rule.verb is Verb.CHECK:
            conditions = list(rule.subjects)
        subjects = rule.subjects if rule.verb is Verb.AVOID else ()
        silent = [n for n in subjects if n in book.subjects and book.subjects[n].ask is None]
        silent += [n for n in conditions if n in book.conditions and book.conditions[n].ask is None]
        if silent:
            yield _remark(
                "error",
                "no-question",
                book.layers[0].protocol,
                (rule.id,),
                f"No question can settle '{rule.id}': {', '.join(silent)} has no 'ask'; write one.",
                f"Ninguna pregunta puede resolver «{rule.id}»: {', '.join(silent)} no tiene «ask»; escríbala.",
            )


def _unused(layer: Protocol) -> Iterator[Remark]:
    used = {
        n for rule in layer.rules for n in (*rule.subjects, *rule.excepted, *rule.substitute, *rule.order)
    }
    used |= {n for rule in layer.rules for g in guards_within((*rule.guards, *rule.unless)) for n in g.names}
    used |= {
        n for rule in layer.rules if rule.exclude for g in guards_within((rule.exclude,)) for n in g.names
    }
    used |= {b.condition for rule in layer.rules for w in rule.when for b in w.bounds if isinstance(b, State)}
    used |= {wider for subject in layer.subjects.values() for wider in subject.within}
    used |= set(layer.series.not_while) if layer.series else set()
    used |= {name for trait in layer.conditions.values() for name in trait.of}
    for name in (*layer.subjects, *layer.conditions):
        is_inside_used = name in layer.subjects and used & set(layer.subjects[name].within)
        if name not in used and not is_inside_used:
            yield _remark(
                "note",
                "name-unused",
                layer.protocol,
                (name,),
                f"'{name}' is defined and stands in no rule; a client who names it is told that it is not covered.",
                f"«{name}» está definido y no aparece en ninguna regla; a quien lo nombre se le dirá que no está previsto.",
            )


def _between_layers(book: Rulebook) -> Iterator[Remark]:
    for one, other in combinations(book.layers, 2):
        for rule in one.rules:
            for second in other.rules:
                shared = set(rule.subjects) & set(second.subjects)
                mine, theirs = dict(_washouts(rule)), dict(_washouts(second))
                for anchor in mine.keys() & theirs.keys() if shared else ():
                    if mine[anchor] != theirs[anchor]:
                        names = ", ".join(sorted(shared))
                        yield _remark(
                            "finding",
                            "layers-disagree",
                            one.protocol,
                            (rule.id, second.id),
                            f"'{rule.id}' ({one.protocol}) and '{second.id}' ({other.protocol}) give {names} different "
                            "lengths; both stand and the stricter decides.",
                            f"«{rule.id}» ({one.protocol}) y «{second.id}» ({other.protocol}) dan plazos distintos a {names}; "
                            "ambas valen y decide la más estricta.",
                        )
    seen: dict[str, str] = {}
    for layer in book.layers:
        for rule in layer.rules:
            if rule.id in seen:
                yield _remark(
                    "error",
                    "rule-id-twice",
                    layer.protocol,
                    (rule.id,),
                    f"Rule id '{rule.id}' stands in {seen[rule.id]} and in {layer.protocol}; rename one.",
                    f"El id de regla «{rule.id}» está en {seen[rule.id]} y en {layer.protocol}; cambie uno.",
                )
            seen[rule.id] = layer.protocol


def _not_unate(book: Rulebook) -> Iterator[Remark]:
    """Find unknowns that push screened rules in both directions, so that no one real world would be the worst."""
    found: dict[str, dict[tuple[Guard, bool], str]] = {}
    for rule in book.rules:
        if rule.verb not in (Verb.AVOID, Verb.EXCLUDE, Verb.CHECK):
            continue
        own = ((rule.exclude, True),) if rule.exclude else ()
        parts = (*own, *((g, True) for g in rule.guards), *((g, False) for g in rule.unless))
        for guard, sign in parts:
            for variable, simple, positive in _variables(guard, sign):
                found.setdefault(variable, {}).setdefault((simple, positive), rule.id)
    for variable, uses in found.items():
        directions = {(up, sign) for simple, sign in uses for up in _directions(simple, sign)}
        if len(uses) > 1 and len({up for up, _ in directions}) > 1:
            ids = tuple(dict.fromkeys(uses.values()))
            yield _remark(
                "error",
                "not-unate",
                book.layers[0].protocol,
                ids,
                f"'{variable}' makes one rule stricter and another looser ({', '.join(ids)}); an unknown must push "
                "all rules one way. Split it into two conditions.",
                f"«{variable}» hace más estricta una regla y menos otra ({', '.join(ids)}); lo desconocido debe "
                "empujar todas las reglas en un sentido. Divídala en dos condiciones.",
            )


def _directions(guard: Guard, positive: bool) -> set[tuple[bool, bool]]:
    """Return the ways in which a higher, or truer, value pushes a rule: True is stricter."""
    if guard.kind not in ("age", "depth-mm", "skin-type"):
        return {(positive, positive)}
    limits = {"skin-type": (1, 6)}.get(guard.kind, (0, 1000))
    ways = set()
    if guard.least is not None and guard.least > limits[0]:
        ways.add((positive, positive))
    if guard.most is not None and guard.most < limits[1]:
        ways.add((not positive, positive))
    return ways


def _variables(guard: Condition, positive: bool) -> Iterator[tuple[str, Guard, bool]]:
    match guard:
        case AnyOf(guards):
            for part in guards:
                yield from _variables(part, positive)
        case Not(part):
            yield from _variables(part, not positive)
        case Guard("prescribed"):
            return
        case Guard(kind, ()):
            yield kind, guard, positive
        case Guard(kind, names):
            for name in names:
                yield (name if kind == "has" else f"{kind} {name}"), Guard(kind, (name,)), positive


def rule_places(root: Node) -> dict[str, Place]:
    """Return where each rule of a protocol file stands, by id."""
    rules = child(root, "rules").value
    if not isinstance(rules, list):
        return {}
    return {child(rule, "id").text: child(rule, "id").place for rule in rules}

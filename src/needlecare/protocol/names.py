"""Whether every name a protocol uses is one it defines; problems stand where the name stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from needlecare.protocol.document import Protocol
from needlecare.protocol.model import (
    BUILT_IN_ANCHORS,
    Guard,
    Rule,
    Source,
    State,
    Unstated,
    Verb,
    guards_within,
)
from needlecare.protocol.reader import Node, Place, Report, suggestion

MOST_LINKS = 30  # classes within classes, lengths inherited from lengths


def place_of_word(node: Node, word: str) -> Place:
    """Return where a word stands inside a node, or where the node begins."""
    return next(_places(node, word), node.place)


def _places(node: Node, word: str) -> Iterator[Place]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if key == word:
                yield node.keys[key]
            yield from _places(child, word)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _places(child, word)
    elif node.text == word:
        yield node.place


def child(node: Node, *path: str | int) -> Node:
    """Return the node at a path of keys and positions, or the last one there is."""
    for step in path:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
    return node


def check_names(protocol: Protocol, root: Node, report: Report) -> None:
    """Report every unknown, repeated or circular name of a protocol."""
    _Names(protocol, root, report).check()


class _Names:
    def __init__(self, protocol: Protocol, root: Node, report: Report) -> None:
        self.p, self.root, self.report = protocol, root, report
        self.rule_ids = {rule.id for rule in protocol.rules}
        self.anchors = [*BUILT_IN_ANCHORS, *protocol.anchors]

    def check(self) -> None:
        self._unique()
        self._subjects()
        self._inheritance()
        for index, rule in enumerate(self.p.rules):
            self._rule(rule, child(self.root, "rules", index))
        sourced: dict[str, list[Source]] = {
            "course": [sign.source for sign in self.p.course],
            "red-flags": [flag.source for flag in self.p.red_flags],
            "indications": [indication.source for indication in self.p.indications],
        }
        for key, sources in sourced.items():
            for index, source in enumerate(sources):
                self._source(source, child(self.root, key, index))
        self._rest()

    def _known(self, word: str, known: Iterable[str], what: str, node: Node) -> None:
        names = known if isinstance(known, Mapping) else list(known)
        if word not in names and not self.report.is_full:
            near = suggestion(word, list(names)) if len(self.report.problems) < 10 else ""
            remedy = near or "; define it, or mend the name"
            self.report.problem(place_of_word(node, word), f"{what} '{word}' is not defined{remedy}")

    def _unique(self) -> None:
        for key, ids in (
            ("rules", [rule.id for rule in self.p.rules]),
            ("course", [sign.id for sign in self.p.course]),
            ("red-flags", [flag.id for flag in self.p.red_flags]),
            ("readings", [reading.id for reading in self.p.readings]),
            ("pages", [page.id for page in self.p.pages]),
            ("questions", [question.id for question in self.p.questions]),
            ("indications", [indication.id for indication in self.p.indications]),
        ):
            seen: set[str] = set()
            for index, name in enumerate(ids):
                if name in seen:
                    node = child(self.root, key, index)
                    self.report.problem(
                        place_of_word(node, name), f"id '{name}' stands twice in {key}; rename one"
                    )
                seen.add(name)
        both = set(self.p.subjects) & set(self.p.conditions)
        for name in sorted(both):
            place = child(self.root, "conditions").keys[name]
            self.report.problem(place, f"'{name}' is both a subject and a condition; rename one")

    def _subjects(self) -> None:
        for name, subject in self.p.subjects.items():
            node = child(self.root, "subjects", name)
            for wider in subject.within:
                self._known(wider, self.p.subjects, "subject", node)
        for name, trait in self.p.conditions.items():
            for subject_name in trait.of:
                self._known(subject_name, self.p.subjects, "subject", child(self.root, "conditions", name))
        self._no_cycle(
            "subjects", {name: s.within for name, s in self.p.subjects.items()}, "lies inside itself"
        )
        for name, area in self.p.areas.items():
            for part in area.parts:
                self._known(part, self.p.areas, "area", child(self.root, "areas", name))
        self._no_cycle("areas", {name: a.parts for name, a in self.p.areas.items()}, "is part of itself")

    def _inheritance(self) -> None:
        inherits = {
            rule.id: tuple(
                bound.inherited_from
                for window in rule.when
                for bound in window.bounds
                if isinstance(bound, Unstated) and bound.inherited_from not in ("", "published")
            )
            for rule in self.p.rules
        }
        self._no_cycle("rules", inherits, "inherits its length from itself")

    def _no_cycle(self, key: str, links: dict[str, tuple[str, ...]], what: str) -> None:
        deep: dict[str, int] = {}
        for start in links:
            path: list[str] = []
            stack: list[tuple[str, bool]] = [(start, False)]
            while stack:
                name, leaving = stack.pop()
                if leaving:
                    path.pop()
                    deep[name] = 1 + max((deep.get(link, 0) for link in links[name]), default=0)
                    if deep[name] > MOST_LINKS:
                        what = f"'{name}' begins a chain of more than {MOST_LINKS} {key}; shorten it"
                        self.report.problem(self._place_of(key, name), what)
                        return
                elif name in path:
                    place = self._place_of(key, name)
                    self.report.problem(
                        place, f"'{name}' {what} ({' > '.join([*path, name])}); break the circle"
                    )
                    return
                elif name not in deep and name in links:
                    path.append(name)
                    stack.append((name, True))
                    stack.extend((link, False) for link in links[name])

    def _place_of(self, key: str, name: str) -> Place:
        node = child(self.root, key)
        if isinstance(node.value, dict):
            return node.keys.get(name, node.place)
        return place_of_word(node, name)

    def _rule(self, rule: Rule, node: Node) -> None:
        self._source(rule.source, node)
        pool: list[str] = list(self.p.subjects)
        if rule.verb in (Verb.TELL, Verb.EXPECT, Verb.REQUIRE, Verb.RECOMMEND, Verb.STEP, Verb.ORDER):
            pool += [*self.p.conditions, *(sign.id for sign in self.p.course)]
        if rule.verb is Verb.CHECK:
            pool = list(self.p.conditions)
        what = "condition" if rule.verb is Verb.CHECK else "subject"
        for name in (*rule.subjects, *rule.order):
            self._known(name, pool, what, child(node, rule.verb))
        for name in (*rule.excepted, *rule.substitute):
            self._known(name, self.p.subjects, "subject", node)
        own = (rule.exclude,) if rule.exclude else ()
        for guard in guards_within((*own, *rule.guards, *rule.unless)):
            self._guard(guard, node)
        for window in rule.when:
            for anchor in window.anchors:
                self._known(anchor, self.anchors, "anchor", node)
            for bound in window.bounds:
                if isinstance(bound, State):
                    self._known(bound.condition, self.p.conditions, "condition", node)
                elif isinstance(bound, Unstated) and bound.inherited_from not in ("", "published"):
                    self._known(bound.inherited_from, self.rule_ids, "rule", node)
        if rule.repeat and rule.repeat.until:
            self._known(rule.repeat.until, self.p.conditions, "condition", node)
        self._needs(rule, node)

    def _needs(self, rule: Rule, node: Node) -> None:
        """Report what a verb cannot do without."""
        if rule.verb is Verb.EXCLUDE and rule.grade is None and rule.outcome is None:
            self.report.problem(
                node.place, f"rule '{rule.id}' excludes without saying how; add 'grade' or 'outcome'"
            )
        if rule.verb is Verb.CHECK and rule.remedy is None:
            self.report.problem(
                node.place, f"rule '{rule.id}' checks on arrival without a remedy; add 'remedy'"
            )
        if rule.verb is Verb.AVOID and not rule.when:
            what = f"rule '{rule.id}' has no window; add 'when', with 'for: unstated' where the page does not say"
            self.report.problem(node.place, what)

    def _guard(self, guard: Guard, node: Node) -> None:
        pools: dict[str, tuple[Iterable[str], str]] = {
            "has": (self.p.conditions, "condition"),
            "area": (self.p.areas, "area"),
            "indication": ([entry.id for entry in self.p.indications] or guard.names, "indication"),
            "plan": ([*self.p.anchors, *self.p.subjects], "plan"),
        }
        if guard.kind in pools:
            pool, what = pools[guard.kind]
            for name in guard.names:
                self._known(name, pool, what, node)

    def _source(self, source: Source, node: Node) -> None:
        node = child(node, "source")
        for name in source.cite:
            self._known(name, self.p.sources, "source", node)
        if self.p.statements:
            for name in source.statement:
                self._known(name, self.p.statements, "statement", node)
            for name in source.reading:
                self._known(name, [reading.id for reading in self.p.readings], "reading", node)
        if not (source.statement or source.cite):
            self.report.problem(node.place, "a source names neither a statement nor a reference; add 'cite'")

    def _rest(self) -> None:
        names: list[str] = [*self.p.subjects, *self.p.conditions]
        for index, question in enumerate(self.p.questions):
            for name in question.of:
                self._known(name, names, "subject or condition", child(self.root, "questions", index))
        stated: dict[str, list[tuple[str, ...]]] = {
            "pages": [page.statement for page in self.p.pages],
            "not-rules": [entry.statement for entry in self.p.not_rules],
            "readings": [reading.statement for reading in self.p.readings],
        }
        for key, lists in stated.items():
            for index, statements in enumerate(lists):
                for statement in statements if self.p.statements else ():
                    self._known(statement, self.p.statements, "statement", child(self.root, key, index))
        if self.p.series:
            node = child(self.root, "series")
            self._source(self.p.series.source, node)
            for name in self.p.series.not_while:
                self._known(name, self.p.conditions, "condition", node)
        if self.p.settings.gentle:
            self._known(self.p.settings.gentle, self.rule_ids, "rule", child(self.root, "settings"))

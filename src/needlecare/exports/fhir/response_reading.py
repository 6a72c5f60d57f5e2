"""A QuestionnaireResponse to our interview read into facts, strictly, whoever filled it in.

Read are the answers; what else a record system adds to the resource is its own affair. Every problem is collected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from needlecare.exports.fhir.answer_reading import COUNTRY, WORD, AnswerReader
from needlecare.exports.fhir.extensions import INTERVAL
from needlecare.exports.fhir.forms import Path, Unfit
from needlecare.exports.fhir.questionnaire import LAST_USE_CODES, LAST_USES, STAGE_CODES, STAGES
from needlecare.exports.fhir.terms import TRUTH_CODES, TRUTHS, Resource
from needlecare.protocol.reader import clipped, suggestion
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Interval

_TRUTH_OF = {code: truth for truth, code in TRUTH_CODES.items()}
_ON_ITEM = {"linkId", "definition", "text", "_text", "answer", "item", "id", "extension"}


def facts_of(resource: Resource, book: Rulebook, problems: list[Unfit]) -> Facts | None:
    """Return the facts of a response, or None after adding to `problems` all that is wrong with it."""
    before = len(problems)
    facts = _Reader(resource, book, problems).facts()
    return facts if len(problems) == before else None


class _Reader(AnswerReader):
    """Reads one response."""

    def __init__(self, resource: Resource, book: Rulebook, problems: list[Unfit]) -> None:
        super().__init__(book, problems)
        self.resource = resource
        self.asked = Interval(0, 0)

    def facts(self) -> Facts | None:
        if self.resource.get("status") not in ("completed", "amended", "in-progress"):
            self.bad(
                ("status",), "is missing or not one to read; completed, amended and in-progress are read"
            )
        groups: dict[str, tuple[Path, Resource]] = {}
        known = ("session", "person", "treatment", "plan", "used", "states")
        for path, item in self.items(self.resource.get("item"), ("item",)):
            link = item["linkId"]
            if link not in known:
                self.bad(
                    (*path, "linkId"),
                    f"'{clipped(str(link))}' is no question of this interview{suggestion(str(link), list(known))}",
                )
            elif link in groups:
                self.bad((*path, "linkId"), f"'{link}' is here twice; put its answers together")
            else:
                groups[link] = (path, item)
        session = self.answers(groups, "session", _SESSION)
        self.zone = self.first(session, "session/zone", self.zone_of) or self.zone
        if "session/zone" not in session:
            self.bad(
                ("item",), "does not say the clinic's time zone; answer session/zone, such as Europe/London"
            )
        self.read_asked()
        start = self.first(session, "session/start", self.time)
        if "session/start" not in session:
            self.bad(("item",), "does not say when the session is; answer session/start")
        person = self.answers(groups, "person", ("birth", "skin-type"))
        treatment = self.answers(groups, "treatment", _TREATMENT)
        used, other = self.used(groups)
        values: dict[str, Any] = {
            "session_end": self.first(session, "session/end", self.time),
            "stage": self.first(session, "session/stage", self.code(STAGES, STAGE_CODES)) or "booking",
            "areas": self.listed(session, "session/areas", self.area) or None,
            "used": used,
            "states": self.states(groups),
            "plan": self.plan(groups),
            "previous_sessions": self.unless_none(session, "session/first", "session/previous", self.time),
            "event": self.first(session, "session/event", self.time),
            "birth": self.first(person, "birth", self.time),
            "skin_type": self.first(person, "skin-type", self.number("Integer", 1, 6)),
            "depth_mm": self.first(treatment, "treatment/depth-mm", self.number("Decimal", 0, 10)),
            **{
                key: self.listed(treatment, f"treatment/{key}", self.word(COUNTRY if key == "jurisdiction" else WORD)) or None
                for key in ("device", "indication", "role", "jurisdiction")
            },
            "add_on": self.unless_none(treatment, "treatment/no-add-on", "treatment/add-on", self.word(WORD)),
            "uncovered": other,
        }  # fmt: skip
        if start is None or self.problems:
            return None
        end = values["session_end"]
        if end is not None and end.hi < start.lo:
            self.bad(("item",), "the session ends before it starts; mend one of the two")
        return Facts(zone=self.zone, asked=self.asked.lo, session=start, **values)

    # --- when it was said ---

    def read_asked(self) -> None:
        authored = self.resource.get("authored")
        if authored is None:
            self.bad((), "does not say when it was answered; add 'authored'")
            return
        asked = self.date_time(authored, ("authored",))
        if asked is None:
            return
        for number, mark in enumerate(self.resource.get("extension", ())):
            if mark.get("url") == INTERVAL.url:
                stretch = self.form(INTERVAL.form.read, mark, ("extension", number))
                if stretch is not None and stretch.hi >= asked.lo:
                    asked = Interval(asked.lo, stretch.hi)
        self.asked = asked

    # --- uses, states, plan ---

    def used(
        self, groups: dict[str, tuple[Path, Resource]]
    ) -> tuple[dict[str, tuple[Use, ...]], tuple[str, ...]]:
        path, group = groups.get("used", ((), {}))
        used: dict[str, tuple[Use, ...]] = {}
        other: tuple[str, ...] = ()
        for here, item in self.items(group.get("item"), (*path, "item")):
            name = str(item["linkId"]).removeprefix("used/")
            if item["linkId"] == "used-other":
                found = {"used-other": (here, self.given(item, here))}
                other = self.listed(found, "used-other", self.string)
            elif name not in self.book.subjects or not str(item["linkId"]).startswith("used/"):
                near = suggestion(name, list(self.book.subjects))
                self.bad(
                    (*here, "linkId"),
                    f"'{clipped(name)}' is no subject of these protocols{near}; mend the name",
                )
            else:
                use = self.use(name, item, here)
                if use is not None:
                    used[name] = (*used.get(name, ()), use)
        return used, other

    def use(self, name: str, item: Resource, path: Path) -> Use | None:
        key = f"used/{name}"
        answers = self.within(item, path, [f"{key}/{part}" for part in _USE])
        said = self.first(answers, f"{key}/last", self.code(LAST_USES, LAST_USE_CODES))
        last = self.first(answers, f"{key}/when", self.time)
        if said == "at" and f"{key}/when" not in answers:
            self.bad(path, f"says that there is a time, but not which; answer {key}/when")
        if last is not None and said not in (None, "at"):
            self.bad(path, f"gives a time and says '{said}' as well; keep one of {key}/last and {key}/when")
        if last is not None and last.lo > self.asked.hi:
            self.bad(path, f"the last use is in the future; answer {key}/planned instead")
            return None
        planned = self.listed(answers, f"{key}/planned", self.time)
        if any(plan.hi < self.asked.lo for plan in planned):
            self.bad(path, f"the planned use is in the past; answer {key}/when instead")
        found = Use(
            last=last,
            never=said == "never",
            ongoing=said == "ongoing",
            unsure=said == "not-sure" or (said is None and last is None and not planned),
            planned=planned,
            started=self.first(answers, f"{key}/started", self.time),
            areas=self.listed(answers, f"{key}/where", self.area) or None,
            prescribed=self.first(answers, f"{key}/prescribed", self.truth),
            words=self.first(answers, f"{key}/words", self.string) or "",
        )
        if last is not None and last.hi > self.asked.hi:
            found = replace(found, last=Interval(last.lo, self.asked.hi))
        return found

    def states(self, groups: dict[str, tuple[Path, Resource]]) -> dict[str, Said]:
        path, group = groups.get("states", ((), {}))
        states: dict[str, Said] = {}
        for here, item in self.items(group.get("item"), (*path, "item")):
            key = str(item["linkId"])
            name = key.removeprefix("states/")
            if name not in self.book.conditions or not key.startswith("states/"):
                near = suggestion(name, list(self.book.conditions))
                self.bad(
                    (*here, "linkId"),
                    f"'{clipped(name)}' is no condition of these protocols{near}; mend the name",
                )
                continue
            if name in states:
                self.bad((*here, "linkId"), f"'{key}' is here twice; keep one")
            given = self.given(item, here)
            code = self.first({key: (here, given)}, key, self.code(TRUTHS, _TRUTH_OF))
            if code is None:
                continue
            inside = self.within(given[0], (*here, "answer", 0), [f"{key}/where", f"{key}/words"])
            states[name] = Said(
                holds=_TRUTH_OF[code],
                areas=self.listed(inside, f"{key}/where", self.area) or None,
                words=self.first(inside, f"{key}/words", self.string) or "",
            )
        return states

    def plan(self, groups: dict[str, tuple[Path, Resource]]) -> dict[str, Interval | bool] | None:
        if "plan" not in groups:
            return None
        path, group = groups["plan"]
        plan: dict[str, Interval | bool] = {}
        is_none = None
        for here, item in self.items(group.get("item"), (*path, "item")):
            if item["linkId"] == "plan/none":
                is_none = self.first({"plan/none": (here, self.given(item, here))}, "plan/none", self.truth)
            elif item["linkId"] == "plan/entry":
                answers = self.within(item, here, [f"plan/entry/{part}" for part in ("what", "is", "when")])
                name = self.first(answers, "plan/entry/what", self.planned_name)
                is_planned = self.first(answers, "plan/entry/is", self.truth)
                when = self.first(answers, "plan/entry/when", self.time)
                if (is_planned is None) == (when is None):
                    self.bad(here, "needs one of plan/entry/is and plan/entry/when; answer just one")
                elif name is not None:
                    plan[name] = is_planned if when is None else when
            else:
                self.bad(
                    (*here, "linkId"), f"'{clipped(str(item['linkId']))}' is no question of this interview"
                )
        if is_none and plan:
            self.bad(path, "says that nothing is planned, and what is; keep one of the two")
        return plan if plan or is_none else None

    # --- items and answers ---

    def items(self, found: Any, path: Path) -> Iterator[tuple[Path, Resource]]:
        """Yield items with their paths; what is none is a problem."""
        if found is None:
            return
        if not isinstance(found, list) or not found:
            self.bad(path, "expected a list of items that is not empty")
            return
        for number, item in enumerate(found):
            here = (*path, number)
            if not isinstance(item, dict) or not isinstance(item.get("linkId"), str):
                self.bad(here, "has no linkId; add it")
                continue
            for strange in sorted(set(item) - _ON_ITEM):
                self.bad((*here, strange), f"'{strange}' is no element of an item; take it out")
            yield here, item

    def answers(
        self, groups: dict[str, tuple[Path, Resource]], group: str, links: tuple[str, ...]
    ) -> dict[str, tuple[Path, list[Resource]]]:
        """Return the answers in a group by their link."""
        if group not in groups:
            return {}
        path, item = groups[group]
        return self.within(item, path, [*links])

    def within(self, item: Resource, path: Path, links: list[str]) -> dict[str, tuple[Path, list[Resource]]]:
        found: dict[str, tuple[Path, list[Resource]]] = {}
        for here, inner in self.items(item.get("item"), (*path, "item")):
            link = inner["linkId"]
            if link not in links:
                near = suggestion(link, links)
                self.bad((*here, "linkId"), f"'{clipped(link)}' is no question of this interview here{near}")
            elif link in found:
                self.bad((*here, "linkId"), f"'{link}' is here twice; put its answers together")
            else:
                found[link] = (here, self.given(inner, here))
        return found

    def given(self, item: Resource, path: Path) -> list[Resource]:
        answers = item.get("answer")
        if not isinstance(answers, list) or not answers or not all(isinstance(one, dict) for one in answers):
            self.bad(path, f"'{item['linkId']}' has no answer; add one or take the item out")
            return []
        return answers

    def first(
        self, found: dict[str, tuple[Path, list[Resource]]], link: str, read: Callable[..., Any]
    ) -> Any:
        if link not in found:
            return None
        path, answers = found[link]
        if len(answers) > 1:
            self.bad((*path, "answer", 1), f"'{link}' takes one answer; keep one")
        return read(answers[0], (*path, "answer", 0)) if answers else None

    def listed(
        self, found: dict[str, tuple[Path, list[Resource]]], link: str, read: Callable[..., Any]
    ) -> tuple[Any, ...]:
        path, answers = found.get(link, ((), []))
        values = [read(one, (*path, "answer", number)) for number, one in enumerate(answers)]
        return tuple(value for value in values if value is not None)

    def unless_none(
        self,
        found: dict[str, tuple[Path, list[Resource]]],
        none: str,
        link: str,
        read: Callable[..., Any],
    ) -> tuple[Any, ...] | None:
        """Return a list that may be said to be empty; None where nothing is said of it."""
        is_none = self.first(found, none, self.truth)
        values = self.listed(found, link, read)
        if is_none and values:
            self.bad(found[link][0], f"'{none}' says there is none, and here is one; keep one of the two")
        return values or (() if is_none else None)


_SESSION = tuple(
    f"session/{part}" for part in ("zone", "start", "end", "stage", "areas", "first", "previous", "event")
)
_TREATMENT = tuple(
    f"treatment/{part}"
    for part in ("depth-mm", "device", "indication", "role", "jurisdiction", "no-add-on", "add-on")
)
_USE = ("last", "when", "planned", "started", "where", "prescribed", "words")

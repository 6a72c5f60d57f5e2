"""One printed rule turned into a draft: its verb, windows, guards and force, then its remarks and notes."""

from __future__ import annotations

import json
import re
from typing import Any

from sheets.anchors import Context, Placed, unstated
from sheets.draft import Draft, Plain
from sheets.force import read_force
from sheets.guards import names_in, read_condition, together
from sheets.lengths import NoForm
from sheets.names import Names, both, slug
from sheets.notes import check_notes
from sheets.numeric import DEPTH_WORDS, PEOPLE, number_guard
from sheets.placing import place
from sheets.remark_acts import CLEARANCE, clearance
from sheets.remarks import read_remarks
from sheets.sheet import PrintedRule, Sheet

_ACTIONS = (
    (
        "avoid",
        r"avoid\w*|stop\w*|ban\w*|forbid\w*|do_?n.?t|do_not|no"
        r"|discontinu\w*|never|exclud\w*|prohibit\w*|refrain\w*"
        r"|pause\w*|limit\w*",
    ),
    ("require", r"required?|requires|must|do|mandator\w*|need\w*|oblig\w*"),
    ("recommend", r"recommend\w*|advis\w*|suggest\w*|should|prefer\w*|encourag\w*|consider"),
    ("allow", r"allow\w*|may|permit\w*|resum\w*|ok|can|restart\w*"),
    ("expect", r"expect\w*|anticipat\w*|normal|note"),
)
_PHASES = {
    **dict.fromkeys(("pre", "before", "pre_treatment", "preparation"), "pre"),
    **dict.fromkeys(("post", "after", "aftercare", "post_treatment"), "post"),
    **dict.fromkeys(("contraindication", "contraindications", "exclusion"), "contraindication"),
    **dict.fromkeys(("day_of", "day", "same_day"), "day_of"),
    **dict.fromkeys(("in_clinic", "clinic", "during"), "in_clinic"),
    **dict.fromkeys(("expected", "course", "expectation", "healing"), "expected"),
    **dict.fromkeys(("series", "sessions", "maintenance"), "series"),
}
_TREATED = re.compile(r"\b(?:treat\w*|area|site|zone|region)\b", re.IGNORECASE)
_AROUND = re.compile(r"\b(?:around|near|surrounding|adjacent|close to)\b", re.IGNORECASE)
_PUT_OFF = re.compile(
    r"^(?:to )?(?:re-?scheduled?|re-?scheduling|postpon\w*|re-?book\w*|cancel\w*"
    r"|defer\w*|delay\w*)(?: (?:the |your )?(?:appointment|session"
    r"|treatment))?$",
    re.I,
)
_HEARER = (
    r"(?:the |your |our )?(?:clinic|cent(?:er|re)|office|practice|provider|practitioner|technician"
    r"|therapist|doctor|staff"
    r"|team|us|salon|spa|studio|artist|clinician|specialist|nurse|a?esthetician|injector)"
)
_TELLS = re.compile(
    r"^(?:full )?(?:disclose|disclosure|notify|notification|inform(?:ing)?|declare|declaration"
    r"|tell(?:ing)?|report(?:ing)?"
    rf"|mention(?:ing)?)(?: (?:to )?{_HEARER})?(?: of| about)?\s+",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(_HEARER)


def drafted(printed: PrintedRule, sheet: Sheet, names: Names, first_day: int) -> Draft:
    """Return a printed rule as a draft; whatever happens, it is never dropped."""
    try:
        return _Drafting(printed, sheet, names, first_day).draft()
    except NoForm as missing:
        why = str(missing)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as error:
        # A sheet nobody has seen must not stop the others: what trips the translator is a rule not held.
        why = f"the translator cannot read it ({type(error).__name__}: {error})"
    draft = Draft(
        printed,
        names,
        "",
        {"recommend": [names.subject("not held", kind="duty")], "source": {"cite": "page"}},
    )
    draft.lose(why)
    return draft


class _Drafting:
    def __init__(self, printed: PrintedRule, sheet: Sheet, names: Names, first_day: int) -> None:
        self.printed, self.sheet, self.names, self.first_day = printed, sheet, names, first_day
        said = printed.action or re.split(r"[\s:]", printed.text.lower().replace("'", ""))[0]
        self.action = next((name for name, form in _ACTIONS if re.fullmatch(form, said)), "")
        self.phase = _PHASES.get(printed.phase, printed.phase)
        self.force, self.unknown_force = read_force(printed.severity)
        self.in_area = bool(_TREATED.search(printed.area))

    def draft(self) -> Draft:
        printed = self.printed
        if not self.action:
            raise NoForm(f"the action '{printed.action}' is not known")
        if not printed.subjects:
            raise NoForm("no subject")
        self.lost = list(printed.problems)
        placed = self._windows()
        guards, unless, own_words = self._guards()
        verb, said, extra = self._verb(placed, guards)
        main: Plain = {verb: said, "source": {"cite": "page"}}
        own_words += self.context.own_words
        draft = Draft(printed, self.names, verb, main, self.first_day, own_words, placed.readings, self.lost)
        draft.sentence = self._sentence()
        draft.vaguely = self.context.vague_often
        timeless = verb in ("exclude", "follow")
        windows = [w for w in placed.windows if not (timeless and w.get("for") == "unstated")]
        if windows:
            main["when"] = list({json.dumps(window): window for window in windows}.values())
        self._finish(draft, placed, guards, unless)
        main.update(extra)
        read_remarks(draft)
        for often in draft.further_often:  # "every two hours, four times a day": a rule for each
            draft.beside({**main, "often": often})
        check_notes(draft)
        return draft

    # --- parts of a rule

    def _windows(self) -> Placed:
        text = "; ".join(part for part in self.printed.text.split(";"))
        context = Context(
            self.names, self.phase, self.action, text, self.first_day, bool(self.force.get("at_least"))
        )
        self.context = context
        whole = Placed()
        for window in self.printed.windows:
            try:
                placed = place(window, context)
            except NoForm as missing:
                self.lost.append(str(missing))
                continue
            whole.windows += placed.windows
            whole.often += placed.often
            whole.repeat.update(placed.repeat)
            whole.readings += placed.readings
        whole.often = list(dict.fromkeys(whole.often))
        if whole.often and not whole.windows and self.phase != "series":
            try:
                whole.windows = unstated(context)
            except NoForm as missing:
                self.lost.append(str(missing))
        return whole

    def _guards(self) -> tuple[list[Plain], list[Plain], list[str]]:
        guards: list[Plain] = list(self.context.guards)
        unless: list[Plain] = list(self.context.unless)
        own_words: list[str] = []
        if self.force.get("in_cases"):
            guards.append({"has": [self.names.condition(self.force["in_cases"], kind="state")]})
        for condition in self.printed.conditions:
            read = read_condition(condition, self.names, subjects=self.printed.subjects)
            guards += read.all_of
            unless += read.unless
            own_words += read.own_words
        if self.printed.area and not self.in_area:
            parts = re.split(r"\s*(?:,|;|/|\band\b|\bor\b)\s*", self.printed.area.lower())
            guards.append({"area": [self.names.area(part) for part in parts if part]})
        if self.printed.variant:
            guards.append(self._variant(self.printed.variant.lower()))
        return guards, unless, own_words

    def _variant(self, variant: str) -> Plain:
        numeric = number_guard(variant)
        rest = re.sub(r"^\W+|\W+$", "", DEPTH_WORDS.sub(" ", numeric[1])) if numeric else ""
        if numeric and len(rest) < 3:
            return numeric[0]
        if numeric:
            return {"all": [numeric[0], {"has": [self.names.condition(" ".join(rest.split()))]}]}
        parts = [part for part in re.split(r"\s*(?:,|;|/|\band\b|\bor\b)\s*", variant) if part]
        if any(re.search(r"prp|exosome|plasma|add-on|booster", part) for part in parts):
            return {"add-on": [slug(part) for part in parts]}
        if all(part in self.sheet.treatment.lower() for part in parts):
            return {"plan": [self.names.subject(part, kind="procedure") for part in parts]}
        return {"indication": [slug(part) for part in parts]}

    def _verb(self, placed: Placed, guards: list[Plain]) -> tuple[str, Any, Plain]:
        """Return the verb, what it says, and the keys that come with it."""
        action, subjects = self.action, self.printed.subjects
        if placed.repeat:
            return "repeat", placed.repeat, {}
        if action == "expect":
            kind = "healing"
            return "expect", [self.names.condition(s, kind=kind, local=self.in_area) for s in subjects], {}
        if action in ("require", "recommend"):
            special = self._duty(placed, guards)
            if special:
                return special
        if action == "avoid" and self.phase == "contraindication":
            excluded = self._contraindication(placed)
            if excluded:
                return excluded
        if re.search(
            r"(?<!p)reference|other_protocol|cross", " ".join(self.printed.notes)
        ) or _is_other_protocol(subjects):
            return "follow", self._other_protocol(), {}
        if re.search(r"override|personal", " ".join(self.printed.notes)):
            return "follow", "personal-advice", {}
        verb = "only" if self.force.get("only") and action in ("require", "recommend", "allow") else action
        if self.phase == "in_clinic" and verb == "require":
            verb = "step"
        kind = "duty" if verb in ("require", "recommend", "step") else "product"
        return verb, [self.names.subject(s, kind=kind, in_area=self.in_area) for s in subjects], {}

    def _duty(self, placed: Placed, guards: list[Plain]) -> tuple[str, Any, Plain] | None:
        subjects = self.printed.subjects
        numeric = number_guard(subjects[0]) if len(subjects) == 1 else None
        if numeric and "age" in numeric[0] and self.phase in ("contraindication", "pre"):
            limits = numeric[0]["age"]
            below = limits.get("at-least", limits.get("over"))
            if below is not None:
                return (
                    "exclude",
                    {"age": {"under": below}},
                    {"outcome": "stop" if self.action == "require" else "refer"},
                )
        if _TELLS.match(subjects[0]):
            kind = "history"
            told = [_TELLS.sub("", subject) for subject in subjects]
            if _AUDIENCE.fullmatch(told[0]):  # "notify the clinic if ...": what is told is the condition
                named = [name for guard in guards for name in names_in(guard, "has")]
                return ("tell", named, {}) if named else None
            return "tell", [self.names.condition(item, kind=kind, local=self.in_area) for item in told], {}
        timed = any(
            set(window) & {"before", "after"} and window.get("for") != "unstated" for window in placed.windows
        )
        if all(_PUT_OFF.match(subject) for subject in subjects) and len(guards) == 1 and not timed:
            (guard,) = guards
            return (
                "exclude",
                guard["has"] if set(guard) == {"has"} else guard,
                {"outcome": "wait", "if": None},
            )
        steps = re.split(r"\s+then\s+", subjects[0]) if len(subjects) == 1 else []
        if len(steps) > 1:
            return (
                "order",
                [self.names.subject(step, kind="duty", in_area=self.in_area) for step in steps],
                {},
            )
        return None

    def _contraindication(self, placed: Placed) -> tuple[str, Any, Plain] | None:
        timed = [
            w
            for w in placed.windows
            if not (w.get("for") == "unstated" or set(w) & {"until", "while", "since"} == set(w))
        ]
        if timed and not all("on" in window and "days" not in window for window in timed):
            return None
        conditions, numeric = self._conditions()
        grade = self.force.get("grade") or self.force.get("exclusion")
        waits = any("until" in window for window in placed.windows)
        how: Plain = (
            {"grade": grade or "defer"} if grade or waits else {"outcome": "wait" if timed else "stop"}
        )
        if timed and not numeric:
            remedy = both("Another day is agreed.", "Se acuerda otro día.")
            return "check", conditions, {**how, "remedy": remedy}
        if not numeric:
            return "exclude", conditions, how
        parts = [*([{"has": conditions}] if conditions else []), *numeric]
        return "exclude", parts[0] if len(parts) == 1 else {"any": parts}, how

    def _conditions(self) -> tuple[list[str], list[Plain]]:
        conditions, numeric = [], []
        for subject in self.printed.subjects:
            found = number_guard(subject)
            if found and len(PEOPLE.sub("", found[1].strip())) < 3:
                numeric.append(found[0])
            else:
                conditions.append(self.names.condition(subject, local=self.in_area))
        return conditions, numeric

    def _other_protocol(self) -> str:
        found = re.search(
            r"(?:delegated to|see|refers? to|as (?:in|on|per)|follow"
            r"|using)\s+(?:the\s+|our\s+)?(?P<name>[A-Za-z0-9][\w -]*?)\s*(?:sheet"
            r"|protocol|instructions?|page|guide|$)",
            self.printed.text.split(";")[-1],
        )
        return (
            slug(found["name"])
            if found and found["name"].strip() not in ("", "another")
            else "another-protocol"
        )

    def _sentence(self) -> str:
        text = self.printed.text
        for condition in self.printed.conditions:
            bare = re.escape(condition)
            text = re.sub(rf"\((?:if |when )?{bare}\)", "", text)
        free = [note.split(": ", 1)[-1] for note in self.printed.notes if re.search(r"\s", note)]
        return "; ".join([text, *free])

    # --- what goes with any verb

    def _finish(self, draft: Draft, placed: Placed, guards: list[Plain], unless: list[Plain]) -> None:
        main, force = draft.main, self.force
        said = self.unknown_force
        in_sentence = said.lower() in draft.sentence.lower()  # then it is read with the remarks
        if said and not (CLEARANCE.search(said) if in_sentence else clearance(draft, said)):
            draft.lose(f"the force word '{self.unknown_force}' is not known")
        if placed.often:
            main["often"] = placed.often[0]
        draft.further_often = placed.often[1:]
        if guards:
            main["if"] = together(guards)
        if unless:
            main["unless"] = together(unless)
        if force.get("likelihood") and draft.verb == "expect":
            main["likelihood"] = force["likelihood"]
        if self.context.lasts:
            main["lasts"] = dict(self.context.lasts)
        if self.in_area and _AROUND.search(self.printed.area):
            main["around"] = True
        strength = force.get("strength") or ("advised" if self.action == "recommend" else "")
        if strength and draft.verb not in ("expect", "allow", "exclude", "check"):
            main["strength"] = "advised" if self.action == "recommend" and strength == "must" else strength
        if force.get("grade") and draft.verb in ("avoid",):
            main["grade"] = force["grade"]
        if self.phase == "in_clinic":
            main["actor"] = "clinic"


def _is_other_protocol(subjects: tuple[str, ...]) -> bool:
    return (
        len(subjects) == 1
        and re.search(
            r"\b(?:other|another|separate|different) (?:protocol|sheet|instructions?)\b", subjects[0]
        )
        is not None
    )

"""Guards with numbers in them: skin type, age, needle depth."""

from __future__ import annotations

import re
from typing import Any

from sheets.figures import NUMBER, number, roman

Plain = dict[str, Any]

PEOPLE = re.compile(
    r"^(?:the\s+)?(?:clients?|patients?|people|persons?|anyone"
    r"|those|children|minors|adults|you are|you)\b\s*(?:aged"
    r"|who are|that are)?\s*",
    re.IGNORECASE,
)
_NUMBERS = rf"(?:{NUMBER}|\b(?:i{{1,3}}|iv|vi?)\b)"
SKIN_TYPE = re.compile(
    rf"(?:fitzpatrick(?:\s+(?:skin\s+)?(?:photo)?(?:types?|scale))?"
    rf"|skin\s+(?:photo)?(?:types?|tones?)|phototypes?)\s*(?:is\s+)?"
    rf"(?P<lead>at least|over|above|below|under|up to)?\s*(?P<one>{_NUMBERS})"
    rf"(?:\s*(?:to|-|–|or|and|through|/|,)\s*(?P<two>{_NUMBERS}))?"
    rf"(?P<tail>\s*\+|\s*(?:or|and)\s+(?:higher|above|over|darker|more|up|lower|below|lighter|under))?",
    re.IGNORECASE,
)
AGE = re.compile(
    rf"(?:(?P<lead>under|below|younger than|less than|over|above"
    rf"|older than|more than|at least|minimum|up to|not yet|not over|past)"
    rf"\s+(?:the )?(?:age (?:of )?)?|(?P<aged>aged?|ages|age of)\s+(?P<lead2>under|over|below|above"
    rf"|at least)?\s*)"
    rf"(?P<one>{NUMBER})(?:\s*(?:to|-|–|and)\s*(?P<two>{NUMBER}))?(?P<tail>\s*\+"
    rf"|\s+(?:or|and)\s+(?:over|older|above|under|younger|up))?"
    rf"(?P<years>\s*(?:years?(?:\s+old)?|yrs?|yo)(?:\s+of age)?)?"
    rf"|(?P<bare>{NUMBER})(?:\s*(?:years?(?:\s+old)?|yrs?|yo))?(?P<over>\s*\+"
    rf"|\s+(?:years? )?(?:or|and)\s+(?:over|older|above|under"
    rf"|younger|up))",
    re.IGNORECASE,
)
DEPTH = re.compile(
    rf"(?P<lead>over|above|(?:deeper|longer|more|greater|larger"
    rf"|bigger) than|exceeding|at least|from|under|below|(?:less"
    rf"|shallower|shorter|smaller) than|up to)?\s*"
    rf"(?P<one>{NUMBER})(?:\s*(?:to|-|–)\s*(?P<two>{NUMBER}))?\s*mm\b"
    rf"(?P<tail>\s*\+|\s+(?:or|and)\s+(?:more|deeper|over|above|less|shallower|under))?",
    re.IGNORECASE,
)

DEPTH_WORDS = re.compile(
    r"\b(?:needles?|needling|depths?|deep|at|a|of|with|using|when|is|setting to|length)\b", re.I
)


def number_guard(text: str) -> tuple[Plain, str] | None:
    """Return a guard on skin type, age or needle depth, and the words left over."""
    found = SKIN_TYPE.search(text)
    if found:
        guard = _limits(found, roman, highest=6)
        return ({"skin-type": guard}, _left(text, found)) if guard else None
    found = DEPTH.search(text)
    if found and re.search(r"needl|depth|deep|setting|penetrat|probe|tip|roller", text, re.IGNORECASE):
        guard = _limits(found, number)
        return ({"depth-mm": guard}, _left(text, found)) if guard else None
    minors = re.search(r"\b(?:minors?|children|underage)\b", text, re.IGNORECASE)
    if minors and not AGE.search(text):
        return {"age": {"under": 18}}, _left(text, minors)
    found = AGE.search(text)
    if found and (
        not PEOPLE.sub("", _left(text, found).strip())
        or found["aged"]
        or found["bare"]
        or found["years"]
        or re.search(r"\b(?:age|years old)\b", text, re.I)
    ):
        guard = _age(found)
        return (
            ({"age": guard}, re.sub(r"\b(?:of age|years old|age|aged)\b", "", _left(text, found)))
            if guard
            else None
        )
    return None


def _left(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _limits(found: re.Match[str], value: Any, *, highest: float | None = None) -> Plain | None:
    one, two = value(found["one"]), value(found["two"]) if found["two"] else None
    if one is None:
        return None
    lead, tail = (found["lead"] or "").lower(), (found["tail"] or "").lower()
    if (
        tail.strip() == "+"
        or re.search(r"higher|above|over|darker|more|up|deeper", tail)
        or lead in ("at least", "from")
    ):
        return {"at-least": one}
    if re.search(r"lower|below|lighter|under|less|shallower", tail) or lead == "up to":
        return {"at-most": one}
    if re.fullmatch(r"over|above|exceeding|(?:deeper|longer|more|greater|larger|bigger) than", lead):
        return {"over": one}
    if re.fullmatch(r"under|below|(?:less|shallower|shorter|smaller) than", lead):
        return {"under": one}
    return {"at-least": one, "at-most": two if two is not None else one}


def _age(found: re.Match[str]) -> Plain | None:
    if found["bare"]:
        years = number(found["bare"])
        below = re.search(r"under|younger", found["over"])
        return {"at-most": years} if below else {"at-least": years}
    years = number(found["one"])
    lead = (found["lead"] or found["lead2"] or "").lower()
    tail = (found["tail"] or "").lower()
    if found["two"]:
        return {"at-least": years, "at-most": number(found["two"])}
    if re.search(r"under|below|younger|less|not yet", lead):
        return {"under": years}
    if re.search(r"over|older|above|\+|up", tail) or re.search(r"at least|minimum", lead):
        return {"at-least": years}
    if re.search(r"under|younger", tail) or re.search(r"up to|not over", lead):
        return {"at-most": years}
    if re.search(r"over|above|older|more|past", lead):
        return {"over": years}
    return {"at-least": years, "at-most": years}

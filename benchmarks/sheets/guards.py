"""Conditions in English, read into the guards of the language.

What is recognised: skin types, ages, needle depths, areas, prescriptions, plans, add-ons, histories, clearances,
negations, lists and alternatives. Anything else becomes a condition with its own words and question, which the engine
evaluates like any other: true, false or not known. `Guards.own_words` counts those.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from sheets.names import Names, slug
from sheets.numeric import AGE, DEPTH, DEPTH_WORDS, PEOPLE, SKIN_TYPE, number_guard

Plain = dict[str, Any]


@dataclass
class Guards:
    """What a condition says: `all_of` must hold, any of `unless` lifts the rule."""

    all_of: list[Plain] = field(default_factory=list)
    unless: list[Plain] = field(default_factory=list)
    own_words: list[str] = field(default_factory=list)


_OPENERS = re.compile(
    r"^(?:(?:but |and )?only (?:if|when|for|in)|if and when"
    r"|if|when(?:ever)?|in (?:the )?case of|in cases of|where"
    r"|while|as long as"
    r"|so long as|provided(?: that)?|assuming(?: that)?|should"
    r"|for (?:those|people|clients|patients|anyone) (?:who|with)"
    r"|for)"
    r"\s+(?:(?:the|a) (?:client|patient) (?:is |has )?|you (?:are |have )?|your )?",
    re.IGNORECASE,
)
_LIFT = re.compile(
    r"^(?:or(?: if)?|unless|except(?: if| when| for| where| with)?|save for|other than|apart from)\s+", re.I
)
_SPLIT_LIFT = re.compile(r"\s*,?\s+\b(?:unless|except(?: if| when| for| where)?)\s+", re.IGNORECASE)
_LOCAL = re.compile(
    r"\s*\b(?:in|on|at|within|around|near|to)\s+(?:(?:the|your|that)\s+)?(?:(?:treated|treatment|target)\s+)?"
    r"(?:area|site|zone|region|skin to be treated|areas)(?:\s+(?:to be )?treated)?$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"^(?:(?:a|any|known|previous|past|personal|family|medical|prior)\s+)*"
    r"(?:history of|prone to|gets?|suffers? from|susceptible to|tendency to(?:wards)?|has had|had"
    r"|ever had|previously had"
    r"|frequent|recurrent)\s+",
    re.IGNORECASE,
)
_CLEARANCE = re.compile(
    r"(?:doctor|physician|gp\b|prescriber|provider|specialist"
    r"|practitioner|clinician|dermatologist|surgeon|pharmacist"
    r"|nurse"
    r"|medical|technician|therapist|oncologist|cardiologist|consultant)",
    re.IGNORECASE,
)
_CLEARS = re.compile(
    r"agree|approv|consult|check|clear|allow|recommend|advis|find|permit|consent|sign|instruct"
    r"|appropriate|discretion"
    r"|confirm|letter|direct|indicate|ok\b|says|told",
    re.IGNORECASE,
)
_LEAD_WORDS = re.compile(
    r"^(?:(?:a|an|any|the)\s+)?(?:active|mild|severe|certain"
    r"|recent|known|uncontrolled|controlled|excessive|visible"
    r"|persistent)\s+",
    re.IGNORECASE,
)
_LEAD_PHRASES = re.compile(
    r"^(?:(?:currently|still)\s+)?(?:taking|using|signs? of|allerg(?:y|ic) to|treating|wearing|wanting)\s+",
    re.IGNORECASE,
)
_LITTLE = {
    *(
        "after",
        "before",
        "in",
        "on",
        "of",
        "for",
        "with",
        "at",
        "by",
        "from",
        "within",
        "than",
        "to",
        "the",
        "is",
        "are",
        "if",
    ),
    *("has", "have", "and", "that", "which", "who", "you", "your", "it"),
}
_NOT = re.compile(
    r"^(?:no(?:t)?(?: longer)?|without(?: any)?|never|free (?:of|from)|absence of|non-?)\s+(?:any )?", re.I
)
_PLAN = re.compile(
    r"^(?:(?:is |are )?(?:about to (?:undergo|have|start|begin)"
    r"|going to (?:have|undergo|start)|planning(?: to have| on)?"
    r"|scheduled for"
    r"|due (?:for|to have)|booked for|plans? to have)|upcoming|planned)\s+",
    re.IGNORECASE,
)
_UNDERGOING = re.compile(
    r"^(?:currently )?(?:undergoing|receiving|having) or (?:about to undergo|planning|due to start)$", re.I
)
_CURRENTLY = re.compile(
    r"^(?:currently |still |now )?(?:taking|using|on|undergoing|receiving)(?: it| them| this| these)?$", re.I
)
_ADD_ON = re.compile(r"\b(prp|platelet-rich plasma|exosomes?|growth factors?)\b", re.IGNORECASE)
_ADDED = re.compile(r"\b(?:added|add-on|used|included|combined|with|also|chosen)\b", re.IGNORECASE)
_TREATING = re.compile(
    r"^(?:treating|treatment (?:of|on|to)|treated area is|area is)\s+(?:around |on "
    r"|the )*(?P<area>[a-z ]{3,30})$",
    re.I,
)


def read_condition(text: str, names: Names, *, subjects: tuple[str, ...] = ()) -> Guards:
    """Return the guards a printed condition stands for; `subjects` are the rule's own, for "currently taking"."""
    guards = Guards()
    whole = " ".join(text.strip(" .()").split())
    first, *lifts = _SPLIT_LIFT.split(f" {whole}")
    first = first.strip(" ,")
    for part in lifts:
        _lifted(part, names, guards, subjects)
    for part in re.split(r"\s*;\s*", first):
        lift = _LIFT.match(part)
        if lift:
            _lifted(part[lift.end() :], names, guards, subjects)
        elif part:
            guards.all_of += _all(part, names, guards, subjects)
    return guards


def _lifted(part: str, names: Names, guards: Guards, subjects: tuple[str, ...]) -> None:
    found = _all(part, names, guards, subjects)
    # Several things that must all hold to lift a rule: `unless` needs them all, so they stand together.
    guards.unless += found


def _all(part: str, names: Names, guards: Guards, subjects: tuple[str, ...]) -> list[Plain]:
    """Return the guards of one part, all of which must hold."""
    part = _opened(part)
    conditional = re.fullmatch(r"(?P<then>.+?)\s+if\s+(?P<given>.+)", part, re.IGNORECASE)
    if conditional:  # "doctor consulted if prescribed": either not prescribed, or consulted
        then = _all(conditional["then"], names, guards, subjects)
        given = _all(conditional["given"], names, guards, subjects)
        if len(given) == 1 and len(then) == 1:
            return [{"any": [{"not": given[0]}, then[0]]}]
    if not _is_list(part) and not SKIN_TYPE.search(part) and not AGE.search(part):
        parts = re.split(r"\s+and\s+", part)
        if len(parts) > 1 and all(len(piece) > 2 for piece in parts):
            lead = _shared_lead(parts[0])
            rest = [_with_lead(lead, piece) for piece in parts[1:]]
            return [guard for piece in [parts[0], *rest] for guard in _one(piece, names, guards, subjects)]
    return _one(part, names, guards, subjects)


def _opened(part: str) -> str:
    part = part.strip(" ,.")
    while found := _OPENERS.match(part):
        if not part[found.end() :].strip():
            break
        part = part[found.end() :].strip()
    return part


def _is_list(part: str) -> bool:
    return "," in part


def _one(part: str, names: Names, guards: Guards, subjects: tuple[str, ...]) -> list[Plain]:
    """Return the guards of one claim."""
    part = _opened(part)
    numeric = number_guard(part) if len(_listed(part)) == 1 or not _alternatives(part) else None
    if numeric is not None:
        guard, rest = numeric
        rest = (
            DEPTH_WORDS.sub(" ", rest)
            if "depth-mm" in guard
            else re.sub(r"^\W*(?:with|if|and)?\W*", "", rest)
        )
        rest = " ".join(rest.split()).strip(" ,")
        rest = PEOPLE.sub("", rest)
        if re.search(r"\b(?:than|over|under|above|below|times)\b", rest):
            return [
                _has(part, names, guards, "state")
            ]  # a comparison that was not understood keeps its words
        own = [_has(rest, names, guards, "state")] if len(rest) > 2 else []
        return [guard, *own]
    if re.fullmatch(
        r"(?:is |are |was |were |it is )?(?:medically )?prescribed(?: by .+)?", part, re.IGNORECASE
    ):
        return [{"prescribed": True}]
    if re.fullmatch(r"(?:not|un|non)[ -]?prescribed(?: by .+)?", part, re.IGNORECASE):
        return [{"prescribed": False}]
    denied = _NOT.match(part)
    if denied and part[denied.end() :]:
        inner = _one(part[denied.end() :], names, guards, subjects)
        return [{"not": inner[0]}] if len(inner) == 1 else [{"not": guard} for guard in inner]
    if subjects and _UNDERGOING.match(part):
        now = {"has": [names.condition(f"undergoing {subject}") for subject in subjects]}
        planned = {"plan": [names.subject(subject, kind="procedure") for subject in subjects]}
        return [{"any": [now, planned]}]
    if subjects and _CURRENTLY.match(part):
        return [{"has": [names.condition(f"{part} {subject}") for subject in subjects]}]
    upcoming = _PLAN.match(part)
    if upcoming and part[upcoming.end() :]:
        return [{"plan": [names.subject(item, kind="procedure") for item in _listed(part[upcoming.end() :])]}]
    added = _ADD_ON.search(part)
    if added and (_ADDED.search(part) or added.group() == part):
        return [{"add-on": [slug(added.group())]}]
    treating = _TREATING.match(part)
    if treating and not _CLEARANCE.search(part):
        return [{"area": [names.area(item) for item in _listed(treating["area"])]}]
    return [_any_of(part, names, guards)]


def _any_of(part: str, names: Names, guards: Guards) -> Plain:
    local = bool(_LOCAL.search(part))
    bare = _LOCAL.sub("", part) if local else part
    if _CLEARANCE.search(bare) and _CLEARS.search(bare):
        return {"has": [names.condition(bare, kind="clearance")]}
    history = _HISTORY.match(bare)
    if history:
        lead = history.group()
        return {
            "has": [
                names.condition(f"{lead}{item}", kind="history", local=local)
                for item in _listed(bare[history.end() :])
            ]
        }
    items = _listed(bare)
    numeric = {
        item: found[0]
        for item in items
        if (found := number_guard(item)) and not PEOPLE.sub("", found[1].strip())
    }
    if numeric:
        others = [item for item in items if item not in numeric]
        own = [{"has": [names.condition(item, local=local) for item in others]}] if others else []
        return {"any": [*numeric.values(), *own]}
    guards.own_words.append(part)
    return {"has": [names.condition(item, local=local) for item in items]}


def _has(part: str, names: Names, guards: Guards, kind: str) -> Plain:
    guards.own_words.append(part)
    return {"has": [names.condition(part, kind=kind)]}


def _listed(text: str) -> list[str]:
    """Return the items of "a, b or c"; a word that leads the first leads the others too where it can.

    Two claims joined by "or" stay one where words around them belong to both: "redness or swelling after two days".
    """
    if "," in text:
        pieces = re.split(r",\s*(?:or |and )?\s*|\s+or\s+", text)
        lead = _leading(_HISTORY, pieces[0]) or _leading(_LEAD_PHRASES, pieces[0])
    else:
        pieces = re.split(r"\s+or\s+", text)
        lead = _shared_lead(pieces[0])
        if not lead and not all(_is_plain(piece) for piece in pieces):
            return [text]
    pieces = [piece.strip() for piece in pieces if len(piece.strip()) > 1] or [text]
    return list(dict.fromkeys([pieces[0], *(_with_lead(lead, piece) for piece in pieces[1:])]))


def _alternatives(part: str) -> bool:
    """Return whether "or" joins claims, rather than numbers ("4 or 5", "18 or over")."""
    return not (SKIN_TYPE.fullmatch(part) or DEPTH.search(part)) and not re.search(
        r"\bor\s+(?:over|older|above|under|younger|more|higher|darker|deeper|less|up)\b", part
    )


def _is_plain(piece: str) -> bool:
    words = piece.lower().split()
    return 0 < len(words) <= 3 and not _LITTLE & set(words) and not any(word.endswith("ed") for word in words)


def _leading(form: re.Pattern[str], first: str) -> str:
    found = form.match(first)
    return found.group() if found else ""


def _shared_lead(first: str) -> str:
    return _leading(_HISTORY, first) or _leading(_LEAD_PHRASES, first) or _leading(_LEAD_WORDS, first)


def _with_lead(lead: str, piece: str) -> str:
    if (
        not lead
        or _shared_lead(piece)
        or _NOT.match(piece)
        or _TREATING.match(piece)
        or piece.startswith("prescri")
    ):
        return piece
    return f"{lead}{piece}"


def together(guards: list[Plain]) -> Plain:
    """Return guards that must all hold as one mapping; guards of one kind stand under `all`."""
    single = list({json.dumps(guard): guard for given in guards for guard in _single(given)}.values())
    keys = [key for guard in single for key in guard]
    if len(set(keys)) < len(keys):
        return {"all": single}
    return {key: value for guard in single for key, value in guard.items()}


def _single(guards: Plain) -> list[Plain]:
    """Return a mapping of guards as mappings of one guard each."""
    return [
        part
        for key, value in guards.items()
        for part in ([one for inner in value for one in _single(inner)] if key == "all" else [{key: value}])
    ]


def names_in(guards: Plain, kind: str) -> list[str]:
    """Return every name under guards of a kind, however deep."""
    found: list[str] = []
    for key, value in guards.items():
        if key == kind:
            found += [value] if isinstance(value, str) else value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                found += names_in(inner, kind)
    return found

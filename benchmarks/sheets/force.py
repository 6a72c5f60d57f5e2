"""What the page's own force word does to a rule: strength, grade, least, only."""

from __future__ import annotations

import re
from typing import Any

Plain = dict[str, Any]

_MUCH = r"(?:(?:very|extremely|highly|strongly|absolutely|really|most|so|is|are|be|may be|it is) )*"
_FORCE: tuple[tuple[str, Plain], ...] = (
    (r"about|approximately|around|roughly|up to|no more than|maximum|at most|within|until", {}),
    (r"(?:use )?(?:only|exclusively|nothing (?:but|else)|solely)(?: .+)?", {"only": True}),
    (r"at least|minimum|min|no less than|at a minimum|or more|minimum of", {"at_least": True}),
    (
        r"(?:absolute|strict|total|complete)(?:ly)? ?(?:contra-?indicat(?:ions?|ed))?"
        r"|contra-?indicat(?:ions?|ed)",
        {"grade": "absolute"},
    ),
    (
        r"relative(?:ly)?(?: contra-?indicat(?:ions?|ed))?|possibl[ey] contra-?indicat(?:ions?|ed)",
        {"grade": "relative"},
    ),
    (
        r"(?:(?:use|with|approach|treat|take|proceed|extra|special"
        r"|great) )*(?:with )?(?:extreme )?(?:pre)?caution(?:ary)?s?"
        r"|careful(?:ly)?|(?:with |take )?(?:extra |special )?care|warning",
        {"grade": "precaution"},
    ),
    (
        rf"{_MUCH}not (?:be )?{_MUCH}(?:recommended|advised|advisable|suitable|ideal|indicated|encouraged)"
        r"|(?:may|might) not be (?:appropriate|suitable|a (?:good )?candidate|possible|eligible)|(?:ill-?"
        r"|un)?advised against"
        rf"|{_MUCH}discouraged|case[- ]by[- ]case|unsuitable|not a (?:good )?candidate|inadvisable"
        rf"|best avoided|reconsider"
        r"|at (?:your )?own risk|at (?:the )?(?:provider|practitioner|clinic).* discretion"
        r"|needs? (?:clearance|approval)",
        {"strength": "advised", "exclusion": "relative"},
    ),
    (
        r"(?:must |will be |may be |to be )?(?:postpon|defer|delay|re-?schedul|cancel)\w*|temporar(?:y"
        r"|ily)|wait",
        {"grade": "defer"},
    ),
    (
        r"if (?:at all )?(?:possible|practical|able|feasible|you can)|(?:where|when|whenever"
        r"|wherever) possible"
        rf"|try(?: (?:to|not to))?|{_MUCH}prefer\w*|ideal\w*|optimal\w*|minimi[sz]e\w*|limit(?:ed)?|best"
        rf"|optional\w*|as (?:much|far) as possible"
        r"|aim(?: to)?|reduce\w*|may wish|up to you|if desired|if you (?:wish|like)",
        {"strength": "if-possible"},
    ),
    (
        rf"(?:{_MUCH})?(?:recommend|advis|suggest|encourag)\w*|should(?: not| n.t)?|shouldn.?t"
        rf"|{_MUCH}(?:helpful|beneficial|useful)"
        r"|please|consider|good idea|worth\w*|gentl[ey]|can help|a good idea|expected to|ought(?: to)?"
        r"|sensible|wise",
        {"strength": "advised"},
    ),
    (
        r"(?:you )?must(?: not|n.?t)?(?: be)?(?: .+)?|never|always|critical(?:ly)?"
        r"|(?:absolutely )?imperative|do not(?: .+)?|don.?t(?: .+)?"
        rf"|{_MUCH}strict(?:ly)?(?: .+)?|{_MUCH}(?:mandatory|essential|important|imperative|vital|crucial"
        rf"|necessary|critical|required)(?: .+)?"
        r"|prohibited|forbidden|requires?|need(?:s|ed)?(?: to)?|have to|has to|no exceptions?|very well"
        r"|non-?negotiable"
        r"|compulsory|shall(?: not)?|ensure|make sure|be sure(?: to)?|under no circumstances?"
        r"|at all costs?|completely|no|not|avoid"
        r"|obligatory|urgent(?:ly)?|immediate(?:ly)?|serious(?:ly)?|key|fail\w*|zero|any|all"
        r"|religious(?:ly)?|diligent(?:ly)?"
        r"|rigorous(?:ly)?|emphasi[sz]ed|repeated|bold|capitals?|thorough(?:ly)?|will(?: not)?"
        r"|not allowed|off[- ]limits",
        {"strength": "must"},
    ),
    (
        r"can(?: ?not|.?t)(?: .+)?|will not (?:be )?(?:treat|perform|proceed)\w*"
        r"|(?:we )?(?:are )?unable to treat(?: .+)?|not permitted|refus\w*"
        r"|(?:will be )?turned away|ineligible|not eligible|excluded|exclusion|no treatment|disqualif\w*"
        r"|denied",
        {"strength": "must", "cannot": True},
    ),
    (
        r"(?:in )?(?:some|severe|mild|certain|individual|sensitive|extreme|many|few|isolated"
        r"|serious) (?:cases?|people|clients|patients|skins?)",
        {"in_cases": True},
    ),
    (
        r"(?:very |extremely |quite )?(?:rare(?:ly)?|uncommon(?:ly)?|less common|unlikely"
        r"|infrequent(?:ly)?|seldom|remote|low)"
        r"(?: .+)?|in rare cases?|rarest",
        {"likelihood": "rare"},
    ),
    (
        r"(?:very |extremely |most |quite )?(?:common(?:ly)?|likely|usual(?:ly)?|normal(?:ly)?"
        r"|typical(?:ly)?|general(?:ly)?|frequent(?:ly)?|often)"
        r"|most|almost (?:always|everyone)|(?:in )?most (?:cases|people|clients|patients)|majority"
        r"|expected|nearly (?:all|always)|probabl[ey]",
        {"likelihood": "usual"},
    ),
    (
        r"(?:possibl[ey]|possibility|(?:a |at )?risks?|occasional(?:ly)?|sometimes|some|may(?: (?:be"
        r"|occur|not|happen|have))?|might|can|could|potential(?:ly)?"
        r"|chance|variable|varies|individual|depends?|temporary|mild|slight(?:ly)?|moderate|minor)(?: .+)?",
        {"likelihood": "possible"},
    ),
)


_WITHOUT_FORCE = {
    "no",
    "not",
    "any",
    "all",
    "is",
    "to",
    "be",
    "for",
    "a",
    "the",
    "of",
    "and",
    "or",
    "it",
    "some",
    "can",
    "could",
}


def read_force(words: str) -> tuple[Plain, str]:
    """Return the effects of force words joined by semicolons, and the first word that is not known."""
    effects: Plain = {}
    unknown = ""
    for word in re.split(r"\s*[;,/]\s*|\s+-\s+", words.lower().strip(" .!")):
        word = word.strip(" .!\"'")
        found = next((effect for form, effect in _FORCE if re.fullmatch(form, word)), None)
        if found is None:  # a phrase of several words has the force of the first of them that has any
            parts = [part for part in re.findall(r"[a-z'’-]+", word) if part not in _WITHOUT_FORCE]
            found = next((e for part in parts for form, e in _FORCE if re.fullmatch(form, part)), None)
        unknown = unknown or (word if found is None and word else "")
        effects.update(found or {})
        if effects.get("in_cases") is True:
            effects["in_cases"] = word.removeprefix("in ")
    return effects, unknown

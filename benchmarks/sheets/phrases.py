"""Times in the page's own words: "as directed", "over the next few days", "on getting home"."""

from __future__ import annotations

import re

from needlecare.protocol.document import Settings
from sheets.anchors import (
    AFTER,
    BEFORE,
    COURSE,
    ON_THE_DAY,
    ONE_SESSION,
    SESSION,
    Context,
    Placed,
    Plain,
    anchored,
    tidy,
    unstated,
)
from sheets.figures import Amount, amounts
from sheets.guards import read_condition
from sheets.lengths import NoForm, count, span_of_amount, written_span
from sheets.numbering import numbered_in
from sheets.parts import PARTS, parts_of_day
from sheets.recurrence import Recurrence, recurrences
from sheets.sheet import Value

_BETWEEN = re.compile(rf"(?:in )?between (?:the |your |each |every )?{ONE_SESSION}")
_PARTS = (
    (
        r"(?:from|starting(?: from)?|beginning|after|as of|since) (?:the )?(?:next"
        r"|following) morning(?: on(?:wards?)?)?",
        {"after": "session-end", "from": "next-morning"},
    ),
    (
        r"(?:from|starting(?: from)?|beginning|as of) (?:the |that |this |same )*(?:evening"
        r"|night)(?: on(?:wards?)?)?",
        {"after": "session-end", "from": "evening"},
    ),
    (
        r"(?:from|starting(?: from)?|beginning|as of|since) (?:the )?(?:next"
        r"|following) day(?: on(?:wards?)?)?"
        r"|(?:from|starting) (?:the )?day after(?: .+)?|(?:from )?tomorrow on(?:wards?)?",
        {"after": "session-end", "from": "end-of-day"},
    ),
    (
        r"(?:until|till) (?:the )?(?:next|following) day|(?:until|till) tomorrow",
        {"after": "session-end", "until": "end-of-day"},
    ),
    (
        rf"(?:until|till) (?:the |your )?(?:next|following|subsequent) {ONE_SESSION}|{_BETWEEN.pattern}",
        {"after": "session-end", "until": {"anchor": "next-session"}},
    ),
    (
        rf"(?:until|till) (?:the |your )?(?:last|final) {ONE_SESSION}",
        {"after": "session-end", "until": {"anchor": "last-session"}},
    ),
    (rf"(?:at|during|on|before|for)? ?(?:each|every) {ONE_SESSION}", {"at": "session"}),
    (
        r"(?:the )?(?:first thing|first)(?: in the morning)? (?:the )?next (?:day|morning)",
        {"on": "session", "days": 1, "part": "morning"},
    ),
    (
        r"(?:the )?(?:evening|night) (?:before|prior)(?: .+)?",
        {"on": "session", "days": -1, "part": "evening"},
    ),
    (r"(?:the )?morning (?:of|on the day)(?: .+)?|that morning", {"on": "session", "part": "morning"}),
    (r"(?:the )?(?:day|24 hours) (?:before|prior)(?: .+)?", {"on": "session", "days": -1}),
    (
        r"(?:the )?(?:evening|night)(?: of(?: .+)?)?|(?:that|same|this|the same) (?:evening|night)|tonight",
        {"on": "session", "part": "evening"},
    ),
    (r"(?:the )?(?:first night|overnight)", {"after": "session-end", "nights": 1}),
    (
        r"(?:the )?(?:next|following) morning|(?:the )?morning after(?: .+)?",
        {"on": "session", "days": 1, "part": "morning"},
    ),
    (r"(?:the )?(?:next|following) day|(?:the )?day after(?: .+)?|tomorrow", {"on": "session", "days": 1}),
    (r"(?:the )?(?:next|following) (?:evening|night)", {"on": "session", "days": 1, "part": "evening"}),
    (
        r"(?:until|till) (?:the )?(?:next|following) morning",
        {"after": "session-end", "until": "next-morning"},
    ),
    (
        r"(?:for )?(?:the )?(?:rest|remainder) of (?:the|that) day"
        r"|until (?:bedtime|midnight|(?:the )?end of (?:the |that )?day)"
        r"|for the day",
        {"after": "session-end", "until": "end-of-day"},
    ),
    (r"(?:until|till) (?:the |that )?evening", {"after": "session-end", "until": "evening"}),
    (
        r"(?:(?:on|upon|at|before) )?(?:your )?(?:arrival|check-?in)(?: .+)?|(?:when|if) you arrive(?: .+)?",
        {"on": "session"},
    ),
    (
        r"(?:during|at|in) (?:the )?(?:procedure|treatment|session|appointment|visit)|in (?:the )?clinic",
        {"at": "session"},
    ),
    (
        r"(?:on |upon |after |once |when )?(?:getting|arriv(?:al"
        r"|ing)|return(?:ing)?|(?:back )?at|back)\s*(?:you are "
        r"|back )?home",
        {"at": "home"},
    ),
    (r"once home|at home", {"at": "home"}),
    (r"(?:at|during|in) (?:the |your |an? )?(?:initial |first )?consult(?:ation)?", {"at": "consultation"}),
    (r"(?:the )?(?:week|7 days) (?:before|prior)(?: .+)?", {"before": "session", "for": "1 week"}),
    (r"(?:the )?month (?:before|prior)(?: .+)?", {"before": "session", "for": "1 month"}),
    (r"(?:the )?week (?:after|following)(?: .+)?|for a week", {"after": "session-end", "for": "1 week"}),
)
_AS = (
    (
        r"(?:as|per|according to|following|with|only as|on)\b.*\b(?:direct"
        r"|instruct|prescri|advis|recommend|told|label|agreed"
        r"|order|indicate|specified)\w*.*|(?:as per|per|according to|see|refer to)\b.*",
        "directed",
    ),
    (
        r".*\bdiscretion\b.*|case[- ]by[- ]case|varies(?: .+)?"
        r"|individual(?:ly|ised|ized)?(?: .+)?|by (?:provider"
        r"|practitioner|doctor).*",
        "directed",
    ),
    (
        r"(?:as(?: often as)?|when(?:ever)?|if|where) (?:needed|required|necessary|desired"
        r"|wanted)(?: .+)?|prn|on demand",
        "needed",
    ),
    (
        r"(?:as )?(?:frequently|often|liberally|generously|as desired|as you (?:like|wish)|sparingly"
        r"|freely|if desired"
        r"|throughout the day)(?: .+)?|regularly",
        "needed",
    ),
    (
        r"(?:as soon as (?:possible|practical|you can)|asap|immediately"
        r"|right away|straight ?away|at once|promptly|urgently"
        r"|without delay|soon)",
        "soon",
    ),
)
_RIGHT_AFTER = re.compile(
    rf"(?:immediately|right|straight|directly|just|shortly|soon)[- ](?:after"
    rf"|following|afterwards?|post)(?:[- ]{SESSION})?"
)
_LATER = re.compile(
    r"(?:as |for )?maintenance(?: thereafter| afterwards?| phase)?"
    r"|thereafter|(?:after|once|following) (?:the )?(?:initial )?(?:series"
    r"|course)(?: is (?:complete|over|done))?"
)
_ALWAYS = re.compile(
    r"always|ever|at any point|in the past|at all times|permanently|indefinitely|for life|at any time"
    r"|any ?time|all year(?: round)?|year[- ]round"
    r"|lifelong|ongoing|long[- ]term|continuously|forever|for good|from now on|at all|open[- ]ended"
    r"|no (?:end|limit)"
    r"|current(?:ly)?|at present|now|general(?:ly)?|in general|whenever|after-?care period"
    r"|recovery(?: period)?"
    r"|pre-?treatment period|not specified|no time(?: stated| given)?"
)
_NEEDED_FOR = re.compile(
    r"(?:intervals?|time|as long as|gaps?|however long)?.*\b(?:needed"
    r"|required|necessary|takes?)\s+(?:for|to)\s+(?P<state>.+)"
)
_STATE = re.compile(
    r"(?P<form>until|till|while|during|whilst|once|when|after"
    r"|as soon as|from when|since|as long as|so long as)\s+(?P<what>.+)"
)


def from_words(words: str, context: Context) -> Placed:
    """Return what an anchor in the page's own words says."""
    words = tidy(words)
    if _EXPOSED.fullmatch(words):
        return Placed(often=["when-exposed"])
    parts = parts_of_day(words)
    if parts:
        rest = re.sub(r"^\W*(?:for|over)?\W*$", "", PARTS.sub(" ", words).strip(" ,"))
        return Placed(windows=windows_of(rest, context) if rest else [], often=[parts])
    often = [often_written(found) for found in recurrences(words)]
    context.vague_often = any(found.vague for found in recurrences(words))
    rest = words
    for found in recurrences(words):
        rest = rest.replace(found.words.lower(), " ")
    rest = re.sub(r"^\W*(?:and|then)?\W*|\W*(?:and)?\W*$", "", re.sub(r"\s+", " ", rest))
    if not rest:
        return Placed(often=often)
    if re.fullmatch(
        rf"(?:both )?(?:before and after|pre[- ]?(?:and|/)[- ]?post|either side of)(?: {SESSION})?", rest
    ):
        return Placed(
            windows=[{"before": "session", "for": "unstated"}, {"after": "session-end", "for": "unstated"}],
            often=often,
        )
    return Placed(windows=windows_of(rest, context), often=often)


def often_written(found: Recurrence) -> str:
    """Return how often as the language writes it."""
    unit = found.unit
    if found.vague and found.every:
        return f"every {found.vague} {unit}"
    if found.vague:  # "several times a day", by the policy for vague numbers
        policy = dict(Settings().vague)[found.vague]
        return f"{policy.least}..{policy.most or ''} per {unit}"
    if found.every and not (found.least == found.most == 1):
        return f"every {written_span(found.least, found.most, unit, '')}"
    return f"{count(Value(least=found.least, most=found.most))} per {unit}"


_EXPOSED = re.compile(
    r"(?:when(?:ever)?|while|if|every time(?: you are)?|before) ?(?:you are |you're |going |being "
    r"|spending time )*"
    r"(?:exposed(?: to .+)?|outdoors?|outside|in (?:the )?(?:direct )?sun(?:light|shine)?|(?:in|to"
    r"|under) daylight|sun expos\w+)"
)


def windows_of(words: str, context: Context) -> list[Plain]:
    try:
        return _one(words, context)
    except NoForm:
        pieces = re.split(r"\s*(?:,| and | then )\s*", words)
        if len(pieces) < 2:
            raise
        return [window for piece in pieces if piece for window in _one(piece, context)]


def _one(words: str, context: Context) -> list[Plain]:
    for form, word in _AS:
        if re.fullmatch(form, words):
            return [{"as": word}]
    for form, window in _PARTS:
        if re.fullmatch(form, words):
            return [dict(window)]
    short = re.sub(
        r"^(?:on|in|during|for|by) (?=the |that |this |same |evening|night|morning|day)", "", words
    )
    if short != words and any(re.fullmatch(form, short) for form, _ in _PARTS):
        return _one(short, context)
    if ON_THE_DAY.fullmatch(words):
        return [{"on": "session"}]
    if _RIGHT_AFTER.fullmatch(words):
        return [{"after": "session-end", "for": "unstated"}]
    if COURSE.fullmatch(words):
        return [{"course": "whole"}]
    if _LATER.fullmatch(words):
        return [{"after": "last-session", "for": "unstated"}]
    if _ALWAYS.fullmatch(words):
        return unstated(context)
    asked = re.fullmatch(
        r"(?:only )?(?:if|in case of|in the event of|unless|provided(?: that)?|should)\b .+", words
    )
    if asked:
        read = read_condition(words, context.names)
        context.guards += read.all_of
        context.unless += read.unless
        context.own_words += read.own_words
        return unstated(context)
    stretches = numbered_in(words, context.first_day)
    if (
        len(stretches) == 1
        and not amounts(words)
        and context.phase not in ("pre", "contraindication", "day_of")
    ):
        left = re.sub(
            r"\b(?:only|after (?:the )?(?:procedure|treatment|session))\b",
            "",
            words[: stretches[0].start] + words[stretches[0].end :],
        )
        if not left.strip():
            return [dict(stretches[0].window)]
    found = amounts(words)
    plural = re.fullmatch(r"(?:the )?(?P<unit>minutes|hours|days|weeks|months|years)(?P<rest> .+)?", words)
    if plural and not found:  # "the weeks before treatment": some of them
        return _one(f"some {words.removeprefix('the ')}", context)
    if found:
        return _amounts(words, found, context)
    booking = re.fullmatch(
        r"(?:when|at|on|upon|during|at the time of)\s+(?:the )?(?:time of )?(?:booking"
        r"|scheduling|registration|sign-?up)(?: .+)?",
        words,
    )
    if booking:
        return [{"at": context.names.anchor("booking")}]
    side = anchored(words, context.names)
    if side and (
        side[1] not in context.names.anchors
        or not _STATE.fullmatch(words)
        or words.startswith(("before", "prior"))
    ):
        context.own_words += [words] if side[1] in context.names.anchors else []
        return [{"before" if side[0] < 0 else "after": side[1], "for": "unstated"}]
    needed = _NEEDED_FOR.fullmatch(words)
    if needed:
        context.own_words.append(words)
        return [
            {
                **_from_session(context),
                "until": {
                    "condition": context.names.condition(
                        f"time needed for {needed['state']} is over", kind="healing"
                    )
                },
            }
        ]
    state = _STATE.fullmatch(words)
    if state:
        return [_state_window(state["form"], state["what"], context)]
    if re.fullmatch(r"[a-z][a-z'-]*(?: [a-z'-]+){0,7}", words) and not _TIME.search(words):
        context.guards.append(
            {"has": [context.names.condition(words)]}
        )  # a manner, not a time: "directly on skin"
        context.own_words.append(words)
        return unstated(context)
    raise NoForm(f"the words '{words}' say no time that is understood")


_TIME = re.compile(
    r"\b(?:minute|hour|day|night|week|month|year|morning|evening|session|time|half|quarter|second)s?\b"
)


def _state_window(form: str, what: str, context: Context) -> Plain:
    context.own_words.append(what)
    condition = {"condition": context.names.condition(what, kind="healing")}
    if form in ("until", "till"):
        return {**_from_session(context), "until": condition}
    if form in ("while", "whilst", "during", "as long as", "so long as"):
        return {**_from_session(context), "while": condition}
    return {"since": condition}


def _from_session(context: Context) -> Plain:
    return {"after": "session-end"} if context.phase in ("post", "expected") else {}


_BACKWARD = re.compile(r"\b(?:before|prior|ahead|beforehand|preceding|leading up|in advance|earlier|pre)\b")
_FORWARD = re.compile(
    r"\b(?:after|afterwards?|following|post|later|next|first|for|over|within|thereafter|up to|from)\b"
)


def _amounts(words: str, found: list[Amount], context: Context) -> list[Plain]:
    if len(found) > 1:
        raise NoForm(f"several lengths in one anchor: '{words}'")
    length = span_of_amount(found[0])
    rest = f"{words[: found[0].start]} {words[found[0].end :]}"
    both = re.search(r"before and after|either side", rest)
    if both:
        return [{"before": "session", "for": length}, {"after": "session-end", "for": length}]
    anchor = re.search(rf"(?:{BEFORE}|{AFTER})\s+(?:the |an? |your )?[a-z][a-z -]*$", rest.strip())
    named = anchored(anchor.group(), context.names) if anchor else None
    backward = bool(_BACKWARD.search(rest)) or (
        not _FORWARD.search(words) and context.phase in ("pre", "contraindication")
    )
    if named is None and re.search(r"\bwithin\b", words) and context.phase in ("pre", "contraindication"):
        backward = not re.search(r"\bafter\b", words)  # "within 48 hours of treatment"
    if not backward and not _FORWARD.search(words) and context.phase in ("day_of", "in_clinic"):
        context.lasts["each"] = length
        return [{"on": "session"}] if context.phase == "day_of" else [{"at": "session"}]
    if not backward and not _FORWARD.search(words) and context.phase not in ("post", "expected", "series"):
        raise NoForm(f"a length with no side: '{words}'")
    side, where = named or ((-1, "session") if backward else (1, "session-end"))
    if re.search(r"\bfrom\b|\bstarting\b|\bonwards?\b|\blater\b", rest):
        return [{"after": where, "from": length}] if side > 0 else [{"before": where, "for": length}]
    if context.phase == "series" and side > 0 and not named:
        where = "first-session"
    return [{"before" if side < 0 else "after": where, "for": length}]

"""What a protocol says of one class around a session: last use by when, free again when, in its own sentences.

What a rule leaves open stays open, a class that no rule names is said to be not covered, and what may have been
prescribed always comes with whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from needlecare.engine import knowledge
from needlecare.engine.finding import Finding
from needlecare.engine.screening import finding_of
from needlecare.engine.timing import anchor_at, is_washout
from needlecare.engine.windows import Extent, extents
from needlecare.protocol.model import (
    BUILT_IN_ANCHORS,
    At,
    Outcome,
    Prescribed,
    Rule,
    Verb,
    Window,
    guards_within,
)
from needlecare.protocol.time import Instant
from needlecare.protocol.values import dataclass, replace
from needlecare.wording.findings import sentence
from needlecare.wording.language import Speaker
from needlecare.wording.questions import question
from needlecare.wording.rules import window as window_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSays:
    """What one rule says of a class, in words; `again` is the first moment free of it, where the rule gives one.

    `finding` is None for a rule that does not decide a session. `repeats` marks one that lends its length from another
    that is there already.
    """

    rule: Rule
    text: str
    finding: Finding | None = None
    asked: str = ""
    again: Instant | None = None
    again_floor: Instant | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What all rules say of a class; `last_use` is the strictest limit, `again` the latest end, None: not known."""

    name: str
    is_covered: bool
    may_be_prescribed: bool
    says: tuple[RuleSays, ...]
    last_use: Instant | None
    again: Instant | None


def around(speaker: Speaker, name: str) -> Around:
    """Return what the speaker's rulebook says of a class around the session of the facts."""
    book = speaker.book
    rules = [rule for rule in book.rules if _covers(speaker, rule, name)]
    if name not in book.subjects or not rules:
        return Around(name=name, is_covered=False, may_be_prescribed=True, says=(), last_use=None, again=None)
    says = [line for rule in rules for line in _of_rule(speaker, replace(rule, subjects=(name,)), name)]
    told = {line.rule.id for line in says}
    marked = tuple(replace(line, repeats=_lender(line) in told) for line in says)
    limits = [
        line.finding.limit.lo for line in marked if line.finding and line.finding.limit and _is_before(line)
    ]
    ends = [line.again for line in marked if line.again is not None]
    is_endless = any(_is_open_afterwards(line) for line in marked)
    return Around(
        name=name,
        is_covered=True,
        may_be_prescribed=_may_be_prescribed(speaker, name),
        says=marked,
        last_use=min(limits, default=None),
        again=None if is_endless else max(ends, default=None),
    )


def lines(speaker: Speaker, found: Around) -> list[tuple[str, str, str]]:
    """Return what is said of a class as sentences, each with its question and the ids of its rules, if any."""
    subject = class_name(speaker, found.name)
    if not found.is_covered:
        ask = speaker.words["ask-prescriber-if"]
        return [(f"{speaker.say('not-covered', subject=subject)} {ask}", "", "")]
    once: dict[tuple[str, str], list[str]] = {}
    for line in found.says:
        if not line.repeats:
            once.setdefault((line.text, line.asked), []).append(line.rule.id)
    shown = [(text, asked, " · ".join(rules)) for (text, asked), rules in once.items()]
    if not any(line.finding is not None and _is_before(line) for line in found.says):
        shown.append((speaker.say("product-last-use", subject=subject), "", ""))
    if not any(_is_afterwards(window) for line in found.says for window in line.rule.when):
        shown.append((speaker.say("product-again-unknown", subject=subject), "", ""))
    asks = (speaker.words["ask-prescriber"], speaker.words["ask-prescriber-if"])
    if found.may_be_prescribed and not any(ask in text for text, _, _ in shown for ask in asks):
        is_always = speaker.book.subjects[found.name].prescribed is Prescribed.ALWAYS
        shown.append((asks[0 if is_always else 1], "", ""))
    return shown


def class_name(speaker: Speaker, group: str) -> str:
    """Return what people call a class, also one that the protocol does not know."""
    name = speaker.name(group)
    return speaker.words.get(f"class-{group}", name) if name == group else name


def _covers(speaker: Speaker, rule: Rule, name: str) -> bool:
    narrower = speaker.book.narrower
    is_left_out = any(name in narrower.get(outer, {outer}) for outer in rule.excepted)
    return not is_left_out and any(name in narrower.get(subject, {subject}) for subject in rule.subjects)


def _may_be_prescribed(speaker: Speaker, name: str) -> bool:
    return speaker.book.subjects[name].prescribed is not Prescribed.NEVER


def _of_rule(speaker: Speaker, rule: Rule, name: str) -> Iterator[RuleSays]:
    book, facts = speaker.book, speaker.facts
    prescribed = knowledge.last_use(book, facts, name).prescribed
    if knowledge.all_hold(book, facts, rule.guards, prescribed=prescribed) is False:
        return
    found = finding_of(book, facts, rule) if rule.verb is Verb.AVOID else None
    decides = found is not None and (any(map(is_washout, rule.when)) or found.outcome is not Outcome.READY)
    if found is not None and decides:
        asked = question(speaker, found.question) if found.question else ""
        yield RuleSays(rule=rule, finding=found, text=sentence(speaker, found), asked=asked)
    elif not any(map(_is_afterwards, rule.when)) or rule.verb is not Verb.AVOID:
        yield RuleSays(rule=rule, text=speaker.text(rule.says))
    if rule.verb is Verb.AVOID:
        yield from _afterwards(speaker, rule, name)


def _afterwards(speaker: Speaker, rule: Rule, name: str) -> Iterator[RuleSays]:
    """Yield until when a rule bans something after the session; only its own sentence where a prescriber decides."""
    anchors = {
        anchor: at
        for anchor in {*BUILT_IN_ANCHORS, *speaker.book.anchors}
        if (at := anchor_at(speaker.book, speaker.facts, anchor)) is not None
    }
    is_prescribers = any(guard.kind == "prescribed" for guard in guards_within(rule.guards))
    for found in extents(speaker.book, rule, anchors, speaker.facts.zone):
        if not _is_afterwards(found.window):
            continue
        if is_prescribers or speaker.book.subjects[name].prescribed is Prescribed.ALWAYS:
            yield RuleSays(rule=rule, text=speaker.text(rule.says))
        else:
            yield _free_again(speaker, rule, name, found)


def _free_again(speaker: Speaker, rule: Rule, name: str, found: Extent) -> RuleSays:
    subject, closes = speaker.name(name), found.closes
    parts = [speaker.text(rule.says)]
    if closes.advised is None or closes.condition:
        parts.append(
            speaker.say("product-again-open", subject=subject, window=window_text(speaker, found.window))
        )
        return RuleSays(rule=rule, text=" ".join(parts))
    times, again = speaker.times, closes.advised.hi
    floor = closes.floor.hi if closes.floor is not None and closes.floor != closes.advised else None
    from_on = speaker.fill("from-time", time=times.first(again))
    anchor = speaker.anchor(closes.anchor)
    parts.append(speaker.say("product-again", subject=subject, anchor=anchor, from_on=from_on))
    if floor is not None:
        parts.append(speaker.say("product-again-floor", floor=times.first(floor)))
    return RuleSays(rule=rule, text=" ".join(parts), again=again, again_floor=floor)


def _is_afterwards(window: Window) -> bool:
    return (
        window.form == "after"
        and isinstance(window.opens, At)
        and window.opens.anchor in ("session", "session-end")
    )


def _is_before(line: RuleSays) -> bool:
    return any(map(is_washout, line.rule.when))


def _is_open_afterwards(line: RuleSays) -> bool:
    return line.finding is None and line.again is None and any(map(_is_afterwards, line.rule.when))


def _lender(line: RuleSays) -> str:
    return line.finding.inherited_from if line.finding is not None else ""

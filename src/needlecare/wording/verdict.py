"""What a verdict says as a whole: its headline, its dates, and the words it rests on."""

from __future__ import annotations

import re

from needlecare.engine.screening import Finding, Verdict
from needlecare.protocol.model import Outcome
from needlecare.protocol.said import Use
from needlecare.wording.language import Speaker

_WRITTEN_TIME = re.compile(r"(about |before |since |not since )?\d{4}(-\d\d)*([T ][\d:]+(Z|[+-]\d\d:\d\d)?)?")


def headline(speaker: Speaker, verdict: Verdict) -> str:
    """Return the outcome of a session in one sentence."""
    word = verdict.outcome.word
    weighing = [finding for finding in verdict.findings if finding.outcome is verdict.outcome]
    if verdict.outcome is Outcome.READY:
        return speaker.say("verdict-ready", session=speaker.session())
    count = speaker.counted(f"count-{word}", len(weighing))
    return speaker.say(f"verdict-{word}", session=speaker.session(), count=count)


def dates(speaker: Speaker, verdict: Verdict) -> str:
    """Return from when every wait is over, for certain or perhaps."""
    now, certain, possible = verdict.facts.asked, verdict.certain, verdict.possible
    if possible is None:
        return speaker.say("earliest-none")
    if certain is None:
        is_now = possible <= now
        return speaker.say(
            "earliest-possible-now" if is_now else "earliest-possible", possible=_from(speaker, possible)
        )
    if certain <= now:
        return speaker.say("earliest-now")
    from_on = _from(speaker, certain)
    if possible < certain and _from(speaker, possible) != from_on:
        perhaps = speaker.fill("as-of", time=speaker.times.first(possible))
        return speaker.say("earliest-both", from_on=from_on, possible=perhaps)
    return speaker.say("earliest-free", from_on=from_on)


def _from(speaker: Speaker, moment: int) -> str:
    return speaker.fill("from-time", time=speaker.times.first(moment))


def said(speaker: Speaker, finding: Finding) -> tuple[str, ...]:
    """Return what the client said that a finding rests on, in words."""
    uses = [said_of_use(speaker, name, use) for name, use in finding.said]
    states = [said_of_state(speaker, name) for name in finding.states if name in speaker.facts.states]
    return tuple(uses + states)


def said_of_use(speaker: Speaker, name: str, use: Use) -> str:
    """Return one entry under `used`, in words."""
    parts = [speaker.say(_key(speaker, name, use), subject=speaker.name(name), when=_when(speaker, use))]
    if use.planned and not use.never:
        parts.append(speaker.fill("planned", when=_planned(speaker, use)))
    if use.prescribed is not None:
        parts.append(speaker.words["said-prescribed" if use.prescribed else "said-not-prescribed"])
    if use.areas is not None:
        parts.append(speaker.fill("said-where", areas=speaker.names(use.areas, joined="and")))
    if (
        use.words
        and not _WRITTEN_TIME.fullmatch(use.words)
        and use.words not in ("never", "ongoing", "not-sure", "no")
    ):
        parts.append(speaker.fill("said-words", words=use.words))
    return speaker.words["comma"].join(parts)


def _key(speaker: Speaker, name: str, use: Use) -> str:
    if use.never and use.planned:
        return "said-planned"
    if use.never:
        return "said-never"
    if use.ongoing:
        subject = speaker.book.subjects.get(name)
        is_used = subject is None or subject.kind in ("medicine", "product")
        return "said-since" if use.started else "said-ongoing" if is_used else "said-ongoing-other"
    return "said-last" if use.last else "said-unsure"


def _when(speaker: Speaker, use: Use) -> str:
    if use.never and use.planned:
        return _planned(speaker, use)
    at = use.started if use.ongoing else use.last
    return speaker.times.stretch(at) if at else ""


def _planned(speaker: Speaker, use: Use) -> str:
    return speaker.listed([speaker.times.stretch(plan) for plan in use.planned])


def said_of_state(speaker: Speaker, name: str) -> str:
    """Return one entry under `states`, in words."""
    state = speaker.facts.states[name]
    answer = speaker.words["not-sure" if state.holds is None else "yes" if state.holds else "no"]
    parts = [speaker.say("said-state", subject=speaker.name(name), answer=answer)]
    if state.areas is not None:
        parts.append(speaker.fill("said-where", areas=speaker.names(state.areas, joined="and")))
    if state.words and state.words not in ("yes", "no", "true", "false", "not-sure"):
        parts.append(speaker.fill("said-words", words=state.words))
    return speaker.words["comma"].join(parts)


def source_line(speaker: Speaker, finding: Finding) -> str:
    """Return where a finding's rule comes from, on one line: statements, then titles."""
    source = finding.rule.source if finding.rule else None
    if source is None and finding.rule_id and speaker.book.series:
        source = speaker.book.series.source
    if source is None:
        return ""
    titles = [speaker.book.sources[key].title for key in source.cite if key in speaker.book.sources]
    return "; ".join([", ".join(source.statement), *titles] if source.statement else titles)

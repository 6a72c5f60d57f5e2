"""What one rule says of one session, as a sentence with its dates.

The sentence follows the finding's own bounds: what was decided, by how much, and until when. Where the finding rests on
something prescribed that still goes on, the sentence ends with the request to ask the prescriber.
"""

from __future__ import annotations

from needlecare.engine.screening import COUNT_RULE, GAP_RULE, Finding
from needlecare.engine.stretches import first_after, last_before, place
from needlecare.engine.timing import anchor_at, is_arrival_window, is_wait_after, is_washout, span_of, stepped
from needlecare.protocol.model import At, Bound, Outcome, Span, Verb, Window, guards_within
from needlecare.protocol.said import Use
from needlecare.protocol.time import BEGINNING, END, Instant, Interval, after
from needlecare.wording.language import Speaker


def sentence(speaker: Speaker, finding: Finding) -> str:
    """Return what a finding says, in one or a few sentences."""
    if finding.rule is None:
        return _of_no_rule(speaker, finding)
    if finding.rule.verb is Verb.EXCLUDE:
        return _of_condition(speaker, finding)
    if finding.rule.verb is Verb.CHECK:
        return _of_arrival(speaker, finding)
    if finding.rule.verb is Verb.REQUIRE:
        return _of_duty(speaker, finding)
    if finding.rule.verb is Verb.FOLLOW:
        return speaker.text(finding.rule.says)
    return _AvoidSentence(speaker, finding).whole()


def kept_line(speaker: Speaker, finding: Finding) -> str:
    """Return a kept rule on use on one line: what, when last, and the limit."""
    last = last_use(finding)
    if finding.slack is None or last is None or finding.limit is None or finding.rule is None:
        return sentence(speaker, finding)
    subject, times = speaker.names(subject_names(finding)), speaker.times
    return speaker.say(
        "kept-line", subject=subject, when=times.stretch(last), limit=times.by(finding.limit.lo)
    )


def open_name(speaker: Speaker, finding: Finding) -> str:
    """Return what an open finding waits for, in a few words."""
    asked = finding.question
    if asked is not None and asked.kind in ("condition", "last-use") and asked.names:
        return speaker.names(asked.names)
    if asked is not None and asked.kind in ("plan", "plan-date"):
        return speaker.listed([speaker.anchor(name) for name in asked.names], joined="or")
    kind = asked.kind if asked is not None else "other"
    return _reason(speaker, {kind})


def last_use(finding: Finding) -> Interval | None:
    """Return where the last use lies that decided a finding: from its slack, else as it was said."""
    if finding.slack is not None and finding.limit is not None:
        return Interval(finding.limit.hi - finding.slack.hi, finding.limit.lo - finding.slack.lo)
    said = [use.last for _, use in finding.said if use.last is not None]
    return Interval(max(at.lo for at in said), max(at.hi for at in said)) if said else None


def subject_names(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is about: the one subject that was named, else those of the rule."""
    asked, rule = finding.question, finding.rule
    if (
        rule is not None
        and len(rule.subjects) > 1
        and asked is not None
        and set(asked.names) <= set(rule.subjects)
    ):
        return asked.names or rule.subjects
    named = tuple(dict.fromkeys(name for name, use in finding.said if not use.never or use.planned))
    if len(named) == 1 or finding.rule is None:
        return named or finding.states
    return finding.rule.subjects


# --- rules on use ----------------------------------------------------------------------------------------------------


class _AvoidSentence:
    """The sentence of a rule that bans something around a session."""

    def __init__(self, speaker: Speaker, finding: Finding) -> None:
        assert finding.rule is not None
        self.speaker, self.finding, self.rule = speaker, finding, finding.rule
        self.times, self.facts = speaker.times, speaker.facts
        self.subject = speaker.names(subject_names(finding))
        kinds = {speaker.book.subjects[name].kind for name in finding.rule.subjects}
        self.last = speaker.words["last-use" if kinds <= {"medicine", "product"} else "last-time"]

    def whole(self) -> str:
        """Return the sentence with what belongs to it: whose length it is, and whom to ask."""
        window = self._window()
        if is_washout(window):
            parts = [self._washout(window)]
        elif is_arrival_window(window) or window.form == "day":
            parts = [self._day(window)]
        elif is_wait_after(window) or self.rule.verb is Verb.ALLOW:
            parts = [self._afterwards(window)]
        else:
            parts = [self._within(window)]
        parts += [self._inherited(window), self._prescriber(parts[0])]
        return " ".join(part for part in parts if part)

    def _say(self, key: str, **parts: object) -> str:
        return self.speaker.say(key, subject=self.subject, last=self.last, **parts)

    def _window(self) -> Window:
        """Return the window that decided: the one whose limits the finding has."""
        fitting = [window for window in self.rule.when if self._fits(window)]
        return (fitting or list(self.rule.when))[0]

    def _fits(self, window: Window) -> bool:
        limits = [self._limit_of(window)]
        if not (is_washout(window) or is_wait_after(window) or window.form == "day"):
            placed = place(self.speaker.book, self.facts, window)
            limits = [last_before(placed), first_after(placed)] if placed is not None else []
        return self.finding.limit in limits

    def _limit_of(self, window: Window) -> Interval | None:
        span, where = span_of(self.speaker.book, window), self.facts.zone
        bound = window.closes if is_washout(window) else window.opens
        at = anchor_at(self.speaker.book, self.facts, bound.anchor) if isinstance(bound, At) else None
        if span is None or at is None:
            return None
        return stepped(at, -1 if is_washout(window) else 1, span.advised, where)

    def _anchor(self, window: Window) -> str:
        bound = window.closes if is_washout(window) else window.opens
        return self.speaker.anchor(getattr(bound, "anchor", "session"))

    # before

    def _washout(self, window: Window) -> str:
        found, span = self.finding, span_of(self.speaker.book, window)
        assert isinstance(window.closes, At)
        anchor = self._anchor(window)
        if found.outcome is Outcome.ASK:
            return self._open(window, span, anchor)
        if found.outcome is Outcome.READY:
            return self._kept(span, anchor)
        if found.outcome is Outcome.REFER and (self.rule.outcome is Outcome.REFER or span is None):
            return self.speaker.text(self.rule.says) if span else self._say("no-length-decides")
        if found.goes_on and found.prescribed:
            ask = self.speaker.words["ask-prescriber"]
            is_late = found.outcome in (Outcome.WAIT, Outcome.STOP)
            return self._say("on-prescription-late" if is_late else "on-prescription", ask=ask)
        assert span is not None
        return self._broken(window, span, anchor)

    def _kept(self, span: Span | None, anchor: str) -> str:
        last = last_use(self.finding) if self.finding.slack is not None else None
        if last is None or span is None:
            if any(use.planned for _, use in self.finding.said):
                return self._say("none-before", anchor=anchor)
            subjects = [self.speaker.book.subjects[name] for name in self.rule.subjects]
            return self._say("none-anywhere" if all(s.area_free for s in subjects) else "none")
        assert self.finding.limit is not None
        when, limit = self.times.stretch(last), self.times.by(self.finding.limit.lo)
        return self._say("kept", when=when, span=self.times.span(span), anchor=anchor, limit=limit)

    def _broken(self, window: Window, span: Span, anchor: str) -> str:
        found, times = self.finding, self.times
        shown = {"span": self._least(span), "anchor": anchor}
        if found.planned and (plan := self._plan_before(window.closes)):
            first = times.first(after(plan.hi, span.advised, self.facts.zone))
            key = "planned-before-decides" if found.outcome is Outcome.CAUTION else "planned-before"
            if found.prescribed and found.outcome is not Outcome.CAUTION:
                key = "planned-before-treatment"
            return self._say(key, when=times.stretch(plan), first=first, **shown)
        assert found.limit is not None
        if found.goes_on:
            key = "going-on-decides" if found.outcome is Outcome.CAUTION else "too-late-going-on"
            return self._say(key, limit=times.by(found.limit.lo), **shown)
        last = last_use(found)
        assert last is not None
        first = times.first(after(last.hi, span.advised, self.facts.zone))
        when = times.stretch(last)
        if found.outcome is Outcome.CAUTION:
            return self._between(span, when, first, shown)
        if found.outcome is Outcome.STOP:
            return self._say("never-treated", when=when, **shown)
        moves = isinstance(window.closes, At) and window.closes.anchor == "session"
        return self._say("too-late" if moves else "too-late-anchor", when=when, first=first, **shown)

    def _between(self, span: Span, when: str, first: str, shown: dict[str, str]) -> str:
        from_on = self.speaker.fill("from-time", time=first)
        if span.is_range:
            is_same_unit = span.floor.unit == span.advised.unit
            least = str(span.floor.amount) if is_same_unit else self.times.duration(span.floor)
            most = self.times.duration(span.advised)
            return self._say(
                "between-floor", when=when, least=least, most=most, anchor=shown["anchor"], from_on=from_on
            )
        return self._say("advised-against", when=when, from_on=from_on, **shown)

    def _least(self, span: Span) -> str:
        """Return the amount a use was too late for: the floor of a range."""
        return self.times.duration(span.floor if span.floor.amount else span.advised)

    def _open(self, window: Window, span: Span | None, anchor: str) -> str:
        found, times = self.finding, self.times
        kind = found.question.kind if found.question else ""
        if kind == "prescribed":
            return self._say("depends-on-prescription", ask=self.speaker.words["ask-prescriber-if"])
        if kind == "plan-date" or (span is not None and found.limit is None):
            assert span is not None
            return self._say("anchor-unknown", span=times.span(span), anchor=anchor)
        if span is None or found.limit is None:
            return self._say("no-length-open")
        if kind == "session-time":
            first, second = times.by(found.limit.lo), times.by(found.limit.hi)
            return self._say("hour-unknown", first=first, second=second)
        if kind not in ("last-use", "by-when", "stop-by"):
            return self._say("depends")
        return self._possible(found.limit)

    def _possible(self, limit: Interval) -> str:
        found, times = self.finding, self.times
        floor = found.floor_limit or limit
        shown = {"limit": times.by(limit.lo), "floor": times.by(floor.lo)}
        if found.goes_on:
            return self._say("going-on-possible-if", **shown)
        if found.worst is Outcome.REFER:
            return self._say("referred-if", **shown)
        if found.worst is Outcome.CAUTION:
            return self._say("holds-if", **shown)
        if found.best is not Outcome.READY:
            return self._say("decides-if" if found.best is Outcome.CAUTION else "depends", **shown)
        is_past = limit.lo < self.facts.asked
        key = "possible-if-was" if is_past or found.said else "possible-if"
        more = self.speaker.say("possible-if-floor", **shown) if floor != limit else ""
        return f"{self._say(key, **shown)} {more}".strip()

    # the day itself

    def _day(self, window: Window) -> str:
        found = self.finding
        if found.limit is None:
            return self._say("day-unknown", anchor=self._anchor(window))
        day = self.times.day(self.facts.zone.day_of(found.limit.lo + 1))
        key = {
            Outcome.READY: "day-kept",
            Outcome.CAUTION: "day-decides",
            Outcome.REFER: "day-refers",
            Outcome.ASK: "depends",
        }.get(found.outcome, "day-broken")
        if found.question is not None and found.question.kind == "by-when":
            key = "day-open"
        shown = self._say(key, day=day, anchor=self._anchor(window))
        broken = found.outcome not in (Outcome.READY, Outcome.ASK)
        return f"{shown} {self.speaker.text(self.rule.remedy)}" if broken and self.rule.remedy else shown

    # afterwards

    def _afterwards(self, window: Window) -> str:
        found, times = self.finding, self.times
        span, anchor = span_of(self.speaker.book, window), self._anchor(window)
        shown = {"anchor": anchor, "span": times.span(span) if span else ""}
        plan = self._plan_after()
        if found.limit is not None:
            shown["until"] = times.first(found.limit.hi)
            shown["from_on"] = self.speaker.fill("from-time", time=shown["until"])
        if found.question is not None:
            if found.question.kind == "prescribed":
                return self._say("depends-on-prescription", ask=self.speaker.words["ask-prescriber-if"])
            return self._say("after-open" if found.limit and plan else "depends", **shown)
        if found.outcome is Outcome.REFER and (found.goes_on or plan is None):
            return self.speaker.text(self.rule.says)
        if found.outcome is Outcome.READY:
            return self._after_kept(plan, shown)
        key = {Outcome.CAUTION: "after-decides", Outcome.REFER: "after-refers"}.get(
            found.outcome, "after-waits"
        )
        if found.prescribed and key == "after-waits":
            key = "after-treatment"
        return self._say(key, when=times.stretch(plan) if plan else "", **shown)

    def _after_kept(self, plan: Interval | None, shown: dict[str, str]) -> str:
        if self.finding.goes_on and "until" in shown:
            return self._say("after-going-on", **shown)
        if not shown["span"]:
            return self._say("after-none-unstated", **shown)
        if plan is None:
            return self._say("after-none", **shown)
        return self._say("after-kept", when=self.times.stretch(plan), **shown)

    # any other stretch of time

    def _within(self, window: Window) -> str:
        found, placed = self.finding, place(self.speaker.book, self.facts, window)
        if found.question is not None and found.question.kind == "prescribed":
            return self._say("depends-on-prescription", ask=self.speaker.words["ask-prescriber-if"])
        runs = placed.advised.widest if placed is not None else ()
        if not runs or (runs[0].opens.lo <= BEGINNING and runs[-1].closes.hi >= END):
            if found.outcome in (Outcome.READY, Outcome.ASK):
                return self._say("within-nothing" if found.outcome is Outcome.READY else "depends")
            return self.speaker.text(self.rule.says)
        when = self.times.stretch(self._to_the_minute(runs[0].opens.lo, runs[-1].closes.hi))
        if found.outcome is Outcome.READY:
            return self._say("within-kept", when=when)
        if found.outcome is Outcome.ASK:
            return self._say("within-open", when=when)
        then = self.speaker.words[
            "within-wait" if found.outcome is Outcome.WAIT else f"then-{found.outcome.word}"
        ]
        return self._say("within-broken", when=when, then=then)

    def _to_the_minute(self, first: Instant, last: Instant) -> Interval:
        """Return a stretch from the minute it begins in to the minute it ends with, or to the end of that day."""
        if last < END:
            last += -last % 60
            last -= self.times.starts_day(last)
        first -= first % 60 if first > BEGINNING else 0
        return Interval(first, max(first, last))

    def _plans(self) -> list[Interval]:
        return [plan for _, use in self.finding.said for plan in use.planned]

    def _plan_before(self, bound: Bound) -> Interval | None:
        """Return the last plan that may lie before an anchor."""
        at = anchor_at(self.speaker.book, self.facts, getattr(bound, "anchor", "session"))
        plans = [plan for plan in self._plans() if at is not None and plan.lo <= at.hi]
        return max(plans, key=lambda plan: plan.hi, default=None)

    def _plan_after(self) -> Interval | None:
        """Return the first plan that may lie after the session."""
        plans = [plan for plan in self._plans() if plan.hi >= self.facts.session.lo]
        return min(plans, key=lambda plan: plan.lo, default=None)

    # what is added

    def _inherited(self, window: Window) -> str:
        span = span_of(self.speaker.book, window)
        is_said = self.finding.slack is not None or self.finding.outcome is not Outcome.READY
        if not self.finding.unstated or span is None or not is_said or self.finding.outcome is Outcome.REFER:
            return ""
        source, shown = self.finding.inherited_from, self.times.span(span)
        if source == "published":
            return self.speaker.say("unstated-published", span=shown)
        lender = self.speaker.book.rule[source]
        if lender.subjects == self.rule.subjects:
            return self.speaker.say("unstated-same", span=shown)
        return self.speaker.say("unstated-rule", span=shown, name=self.speaker.names(lender.subjects))

    def _prescriber(self, said: str) -> str:
        """Return whom to ask, wherever something prescribed may be in use."""
        found = self.finding
        if found.outcome is Outcome.READY or found.prescribed is False:
            return ""
        sure, maybe = self.speaker.words["ask-prescriber"], self.speaker.words["ask-prescriber-if"]
        if sure in said or maybe in said:
            return ""
        if found.prescribed:
            return sure
        asks = found.question is not None and found.question.kind in ("last-use", "stop-by")
        in_time = found.limit is None or found.limit.hi > self.facts.asked
        return maybe if found.goes_on or (asks and in_time) else ""


# --- conditions, arrival, duties -------------------------------------------------------------------------------------


def _of_condition(speaker: Speaker, finding: Finding) -> str:
    assert finding.rule is not None
    assert finding.rule.exclude is not None
    if finding.outcome not in (Outcome.READY, Outcome.ASK):
        return speaker.text(finding.rule.says)
    guards = list(guards_within((finding.rule.exclude,)))
    kinds = {guard.kind for guard in guards}
    if finding.outcome is Outcome.READY:
        if kinds == {"has"}:
            states = [name for guard in guards for name in guard.names]
            return speaker.say("not-so", states=speaker.names(states))
        return speaker.say("not-so-other", reason=_reason(speaker, kinds))
    asked = finding.question.kind if finding.question else ""
    if asked == "condition" and finding.question and finding.question.names:
        return speaker.say("state-open", states=speaker.names(finding.question.names))
    return speaker.say("reason-open", reason=_reason(speaker, {asked} if asked else kinds))


def _reason(speaker: Speaker, kinds: set[str]) -> str:
    kind = {"birth": "age"}.get(min(kinds), min(kinds))
    return speaker.words.get(f"reason-{kind}", speaker.words["reason-other"])


def _of_arrival(speaker: Speaker, finding: Finding) -> str:
    assert finding.rule is not None
    states = speaker.names(finding.states)
    if finding.outcome is Outcome.READY:
        return speaker.say("arrival-kept", states=states)
    if finding.outcome is Outcome.ASK:
        return speaker.say("arrival-open", states=states)
    remedy = speaker.text(finding.rule.remedy) if finding.rule.remedy else ""
    return speaker.say("arrival-remedy", states=states, remedy=remedy).strip()


def _of_duty(speaker: Speaker, finding: Finding) -> str:
    assert finding.rule is not None
    subject, times = speaker.names(subject_names(finding)), speaker.times
    limit = times.by(finding.limit.lo) if finding.limit else ""
    if finding.outcome is Outcome.ASK:
        return speaker.say("duty-open", subject=subject, limit=limit)
    starts = [start for _, use in finding.said if (start := _start(use))]
    when = times.stretch(min(starts, key=lambda start: start.lo)) if starts else ""
    if finding.outcome is Outcome.READY:
        return speaker.say("duty-kept" if when else "duty-done", subject=subject, when=when, limit=limit)
    then = speaker.words[f"then-{finding.outcome.word}"]
    key = "duty-late" if when else "duty-missing"
    return speaker.say(key, subject=subject, when=when, limit=limit, then=then)


def _start(use: Use) -> Interval | None:
    return use.started or (use.last if use.last and use.last.lo > BEGINNING and use.last.hi < END else None)


# --- findings without a rule -----------------------------------------------------------------------------------------


def _of_no_rule(speaker: Speaker, finding: Finding) -> str:
    if not finding.rule_id:
        return speaker.say("not-covered", subject=speaker.names(finding.states))
    if finding.rule_id == GAP_RULE:
        return _of_gap(speaker, finding)
    if finding.rule_id == COUNT_RULE:
        return _of_count(speaker, finding)
    key = {Outcome.READY: "healing-over", Outcome.ASK: "healing-open"}.get(finding.outcome, "healing")
    return speaker.say(key)


def _of_count(speaker: Speaker, finding: Finding) -> str:
    assert speaker.book.series is not None
    number = len(speaker.facts.previous_sessions or ()) + 1
    count = speaker.times.count(speaker.book.series.count)
    key = "series-count" if finding.outcome is Outcome.READY else "series-count-reached"
    return speaker.say(key, number=number, count=count)


def _of_gap(speaker: Speaker, finding: Finding) -> str:
    assert speaker.book.series is not None
    gap, times = speaker.book.series.gap.floor, speaker.times
    span = times.duration(gap)
    last = last_use(finding)
    if last is None or finding.limit is None:
        return speaker.say("gap-open", span=span)
    if finding.outcome is Outcome.ASK:
        return speaker.say("gap-by-when", limit=times.by(finding.limit.lo), span=span)
    if finding.outcome is Outcome.READY:
        return speaker.say("gap-kept", when=times.stretch(last), span=span)
    first = times.first(after(last.hi, gap, speaker.facts.zone))
    return speaker.say("gap-short", when=times.stretch(last), span=span, first=first)

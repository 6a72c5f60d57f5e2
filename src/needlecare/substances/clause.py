"""One part of a sentence: what it names, what it denies, and which time belongs to which thing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from needlecare.substances import cues
from needlecare.substances.said import Use
from needlecare.substances.speech import Mention, mentions
from needlecare.substances.when import Interval, Time, find_times


class Clause:
    """A part of the sentence with its mentions and times. Offsets count the whole text."""

    def __init__(self, text: str, start: int, end: int, today: date, language: str) -> None:
        self.text = text
        self.start, self.end = start, end
        self.body = text[start:end]
        found = [(m.group(), m.start() + start, m.end() + start) for m in cues.WORD.finditer(self.body)]
        parts = [(piece, a, b) for word, a, b in found for piece, a, b in _pieces(word, a, b)]
        self.planned = bool(cues.PLANNED.search(self.body)) and not cues.PAST.search(self.body)
        self.mentions = mentions([p[0] for p in parts], [(a, b) for _, a, b in parts], language)
        named = [m for m in self.mentions if m.meaning.question != "spelling"]
        self.grasp = sum(1 + m.last - m.first for m in named)  # how much the language made sense of
        self.mentions = _without_echoes(self.mentions)
        if cues.PEELING_SKIN.search(self.body):
            self.mentions = [m for m in self.mentions if m.meaning.groups != ("peel",)]
        speaks_of_past = any(
            cue.search(self.body) for cue in (cues.PAST, cues.STOPPED, cues.ENDED, cues.STARTED, cues.NEGATED)
        )
        times = find_times(
            self.body, today=today, language=language, looks_ahead=self.planned, looks_back=speaks_of_past
        )
        self.times = [_moved(t, start) for t in times if not self._inside_mention(t, start)]

    def _inside_mention(self, time: Time, shift: int) -> bool:
        return any(m.start <= time.start + shift and time.end + shift <= m.end for m in self.mentions)

    def denies(self, mention: Mention) -> bool:
        """Whether the mention is only named to be denied."""
        behind = self.text[mention.end : self.end]
        if cues.FREE_AFTER.match(behind):
            return True
        if cues.TRAILING_YES.match(behind):
            return False
        if cues.TRAILING_NO.match(behind):
            return not self._own_times(mention)
        before = cues.UNSURE.sub(lambda m: " " * len(m[0]), self.text[self.start : mention.start])
        negations = [no for no in cues.NEGATED.finditer(before) if not self._closes_another(no.start())]
        if not negations:
            return False
        between = before[negations[-1].end() :]
        if self._begins_anew(mention, between):
            return False
        if cues.EXCEPT.search(between) or cues.NEVER.search(self.body) or cues.NEW_SUBJECT.search(between):
            return False
        return not (self._dates_the_last_use() or cues.UNDATED.search(self.body))

    def _own_times(self, mention: Mention) -> list[Time]:
        """Return the times between a mention and the next."""
        following = min((m.start for m in self.mentions if m.start > mention.start), default=self.end)
        return [time for time in self.times if mention.end <= time.start < following]

    def _closes_another(self, at: int) -> bool:
        """Whether a "no" stands right behind another thing and belongs to that: "retinol no, acids yes"."""
        earlier = max((m.end for m in self.mentions if m.end <= self.start + at), default=self.end)
        found = cues.TRAILING_NO.match(self.text[earlier : self.end])
        return found is not None and self.start + at < earlier + found.end()

    def _begins_anew(self, mention: Mention, between: str) -> bool:
        """Whether a mention after a comma has a day of its own: "haven't used retinol, waxed on Friday"."""
        if not cues.COMMA.search(between) or cues.OR.search(self.text[mention.end : self.end] + between):
            return False
        return any(time.kind == "at" for time in self._own_times(mention))

    def _dates_the_last_use(self) -> bool:
        """Whether a negated clause tells when the thing was last used: "not since March", "none in 3 weeks"."""
        return any(
            time.kind in ("since", "for", "within")
            or (time.kind == "future" and self.text[time.start : time.end].startswith(("in ", "en ")))
            for time in self.times
        )

    def time_for(self, mention: Mention) -> Time | None:
        """Return the expression that dates this mention: a date before a habit, the nearest after before."""
        after = [t for t in self.times if t.start >= mention.end]
        before = [t for t in self.times if t.end <= mention.start]
        others = [m for m in self.mentions if m is not mention and m.meaning.groups]
        nearest_next = min((m.start for m in others if m.start > mention.start), default=self.end)
        own = (
            [t for t in after if t.start < nearest_next]
            or ([] if others and before and after else after)
            or before
            or after
        )
        if others and not [t for t in after if t.start < nearest_next]:
            last_before = [
                t for t in before if all(m.end <= t.start or m.start > mention.start for m in others)
            ]
            own = last_before or after or before
        dated = [t for t in own if t.kind in ("at", "until", "future")]
        ordered = dated or [t for t in own if t.kind != "habit"] or own
        return ordered[0] if ordered else None

    def with_later_days(self, uses: list[Use]) -> list[Use]:
        """Return uses, in question where the words name a later day too: "on Monday and yesterday" ends yesterday."""
        if not uses or any(use.is_ongoing or use.is_planned or not use.when for use in uses):
            return uses
        last = max(interval.end or date.min for use in uses for interval in use.when)
        later = [i for t in self.times if t.kind == "at" for i in t.readings if i.end and i.end > last]
        if not later:
            return uses
        return [replace(use, when=(*use.when, *later), question=use.question or "date") for use in uses]

    def use(self, mention: Mention, said: str, time: Time | None, shown: str, today: date) -> Iterator[Use]:
        meaning = mention.meaning
        is_oral = cues.ORAL.search(self.body) is not None
        is_topical = cues.TOPICAL.search(self.body) is not None
        route = meaning.route or ("oral" if is_oral else "topical" if is_topical else "")
        groups, question = meaning.groups, meaning.question
        if meaning.by_route and is_oral != is_topical:
            groups = tuple(group for way, group in meaning.by_route if way == route) or groups
            question = "" if question == "route" else question
        elif meaning.by_route and question == "route":
            route = ""
        if meaning.by_route and groups == ("systemic-retinoid",) and is_topical:
            groups = (dict(meaning.by_route)["topical"],)
        if meaning.kind not in ("product", "medicine"):
            route = ""
        timing = self._timing(time, today, meaning.kind)
        if not question and timing.question:
            question = timing.question
        if len(groups) > 1 and not question:
            question = "class"
        if not question and cues.BY_TURNS.search(self.body):
            question = "when"
        if not question and cues.UNSURE.search(self.body):
            question = "date"
        for group_set in (groups, *((other,) for other in meaning.also)):
            yield Use(
                groups=group_set,
                substance=meaning.substance,
                words=said,
                route=route,
                area=_area(self._around(mention)),
                when=timing.when,
                expression=shown,
                is_ongoing=timing.ongoing,
                is_planned=timing.planned,
                is_never=timing.never,
                started=timing.started,
                question=question,
            )

    def _around(self, mention: Mention) -> str:
        """Return the words that may tell the area of a mention: up to the next thing, where there are several."""
        starts = sorted(m.start for m in self.mentions if m.meaning.groups)
        if len(starts) < 2:
            return self.body
        return self.text[mention.start : next((at for at in starts if at > mention.start), self.end)]

    def _timing(self, time: Time | None, today: date, kind: str) -> "_Timing":
        body = self.body
        negated = bool(cues.NEGATED.search(cues.UNSURE.sub(" ", body)))
        stopped = bool(cues.STOPPED.search(body))
        started = bool(cues.STARTED.search(body))
        habit = next((t for t in self.times if t.kind == "habit"), None)
        ongoing = bool(cues.ONGOING.search(body) or cues.ON_IT.search(body)) and not stopped and not negated
        if cues.NEVER.search(body) and time is None and not cues.UNDATED.search(body):
            return _Timing((), never=True)
        recent = Interval(today - timedelta(1), today)
        if time is None:
            if ongoing:
                return _Timing((recent,) if kind == "medicine" else (), ongoing=True)
            return _Timing((), question="" if kind == "state" and not stopped else "when")
        if time.kind == "future":
            if negated and not self.planned:
                return _Timing((_not_for(time, today),))
            if stopped and not self.planned:  # "6 months off it next week"
                return _Timing((), question="when")
            return _Timing(time.readings, planned=True, question=_date_question(time))
        if time.kind == "vague":
            return _Timing((), ongoing=ongoing, question="when")
        if time.kind == "habit":
            return _Timing(
                () if stopped else time.readings, ongoing=not stopped, question="when" if stopped else ""
            )
        if time.kind in ("since", "for"):
            return self._spanning(
                time, today, negated=negated, stopped=stopped, ongoing=ongoing, is_state=kind == "state"
            )
        if time.kind == "within" and negated:
            start = time.readings[0].start
            return _Timing((Interval(None, start),))
        is_begun = started or (kind in ("product", "medicine") and bool(cues.PRESCRIBED.search(body)))
        if is_begun and not stopped and not cues.ENDED.search(body):
            return _Timing((recent,), ongoing=True, started=time.readings[0], question=_date_question(time))
        when = time.readings
        if stopped and time.is_exact and time.kind == "at":
            # The day of stopping may be the first without, or the last with.
            when = tuple(Interval(i.start - timedelta(1) if i.start else None, i.end) for i in when)
        is_done_again = kind == "procedure" and bool(
            cues.ENDED.search(body)
        )  # the last time counts, not the next
        has_habit = habit is not None and not stopped and time.kind != "until" and not is_done_again
        goes_on = has_habit or (
            ongoing
            and time.kind != "until"
            and (kind == "state" or habit is not None or bool(cues.STILL.search(body)))
        )
        return _Timing(when, ongoing=goes_on, question=_date_question(time))

    def _spanning(
        self, time: Time, today: date, *, negated: bool, stopped: bool, ongoing: bool, is_state: bool
    ) -> "_Timing":
        """Read "since" and "for": the start of a habit, or how long it has been over."""
        habit = next((t for t in self.times if t.kind == "habit"), None)
        recent = habit.readings if habit else (Interval(today - timedelta(1), today),)
        interval = time.readings[0]
        over = negated or stopped
        if time.kind == "for":
            if over:
                return _Timing((Interval(None, interval.end),))
            if ongoing or habit is not None or bool(cues.STARTED.search(self.body)):
                return _Timing(recent, ongoing=True, started=interval)
            return _Timing((), question="when")
        if over:
            return _Timing(time.readings, question=_date_question(time))
        if is_state:  # the day it began is the day of the event
            return _Timing(time.readings, ongoing=True, question=_date_question(time))
        return _Timing(
            recent,
            ongoing=True,
            started=interval,
            question=_date_question(time),
        )


@dataclass(frozen=True, slots=True)
class _Timing:
    when: tuple[Interval, ...]
    ongoing: bool = False
    planned: bool = False
    never: bool = False
    started: Interval | None = None
    question: str = ""


def _not_for(time: Time, today: date) -> Interval:
    """Read "not in 3 weeks", which looks like a plan, as a last use that long ago or longer."""
    ahead = time.readings[0].start or today
    return Interval(None, today - (ahead - today))


def _date_question(time: Time) -> str:
    return "date" if len(time.readings) > 1 else ""


def _moved(time: Time, shift: int) -> Time:
    return Time(time.start + shift, time.end + shift, time.kind, time.readings, time.is_exact)


def _pieces(word: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Cut "l'hydroquinone" and "friend's" at the apostrophe, as names are looked up without it."""
    if "'" not in word:
        return [(word, start, end)]
    head, _, tail = word.partition("'")
    return [(head, start, start + len(head)), (tail, start + len(head) + 1, end)]


def _without_echoes(found: list[Mention]) -> list[Mention]:
    """Drop loose words beside the name they go with: "benzoyl peroxide spot treatment" is one thing."""
    named = {g for m in found if m.meaning.kind != "ambiguous" for g in m.meaning.groups}
    has_name = any(m.meaning.kind not in ("ambiguous", "house") for m in found)
    return [
        m
        for m in found
        if m.meaning.kind != "ambiguous"
        or not (named.intersection(m.meaning.groups) or (has_name and m.meaning.groups == ("any",)))
    ]


def _area(body: str) -> str:
    return next((area for area, pattern in cues.AREAS.items() if pattern.search(body)), "")

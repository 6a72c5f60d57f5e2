"""Plain words to facts: "stopped tret 2 nights ago" is a class and the days of its last use.

Each thing said becomes a `Use`: its class or the classes in question, its last day as an interval, whether it
goes on, is planned, or never was. Words that can be read in two ways keep both readings and a question.
"""

import re
from datetime import date
from itertools import pairwise

from needlecare.substances.clause import Clause
from needlecare.substances.cues import CLAUSE, LANGUAGES, NOTHING
from needlecare.substances.normalise import JOIN, Normal, normalise
from needlecare.substances.said import Phrase, Use, Verdict
from needlecare.substances.speech import Meaning, Mention
from needlecare.substances.when import Time

MAX_SPOKEN = 2_000  # characters; an answer is a sentence, not a book


def understand(text: str, *, today: date, lang: str | None = None, about: str = "") -> Phrase:
    """Return what a person's sentence says.

    Parameters
    ----------
    text : str
        The words as typed; of more than `MAX_SPOKEN` characters only that many are read.
    today : datetime.date
        The day on which they were typed.
    lang : {"en", "es", "fr"}, optional
        The language; otherwise guessed from the small words.
    about : str, optional
        The class that was asked about: "2 nights ago", which names nothing, is then said of it.

    Returns
    -------
    Phrase
        `verdict` is "facts" when everything said is settled, "ask" when a question is left, "none" when only
        ordinary or denied things are named, "not understood" when nothing is recognised.
    """
    kept = text[:MAX_SPOKEN]
    normal = normalise(kept)
    plain = normal.text.replace(JOIN, "-")
    languages = (lang,) if lang in LANGUAGES else _languages(plain)
    readings = [(each, _read(plain, today, each)) for each in languages]
    language, clauses = max(readings, key=lambda read: _grasp(read[1]))
    uses: list[Use] = []
    denied: list[str] = []
    ordinary: list[str] = []
    if about and not any(clause.mentions for clause in clauses):
        uses = _answered(Clause(plain, 0, len(plain), today, language), about, kept, normal, today)
    for clause in clauses:
        here: list[Use] = []
        for mention in clause.mentions:
            said = kept[normal.origin(mention.start) : normal.origin(mention.end - 1) + 1]
            if not mention.meaning.groups:
                ordinary.append(said)
            elif clause.denies(mention):
                denied += mention.meaning.groups
            else:
                expression = clause.time_for(mention)
                here += clause.use(mention, said, expression, _shown(expression, kept, normal), today)
        uses += clause.with_later_days(here)
    uses = _merged(uses)
    verdict = _verdict(uses, denied, ordinary)
    if verdict == "not understood" and NOTHING.fullmatch(plain):
        verdict = "none"
    if len(text) > MAX_SPOKEN:
        verdict = "ask"  # what was not read may hold anything
    return Phrase(text, language, verdict, tuple(uses), tuple(dict.fromkeys(denied)), tuple(ordinary))


def _answered(clause: Clause, about: str, kept: str, normal: Normal, today: date) -> list[Use]:
    """Return what an answer that names nothing says of the class it answers for."""
    mention = Mention(0, 0, clause.start, clause.start, Meaning((about,), "", "", "product"))
    expression = clause.time_for(mention)
    found = list(clause.use(mention, kept, expression, "", today))
    if expression is None and not any(use.is_never or use.is_ongoing for use in found):
        return []
    return clause.with_later_days(found)


def _shown(expression: Time | None, kept: str, normal: Normal) -> str:
    """Return the words that tell the time, as typed."""
    if expression is None:
        return ""
    return kept[normal.origin(expression.start) : normal.origin(expression.end - 1) + 1]


def _merged(uses: list[Use]) -> list[Use]:
    """Drop a use that repeats class and days of an earlier one: "St Ives scrub" is one thing."""
    kept: dict[tuple[object, ...], Use] = {}
    for use in uses:
        kept.setdefault((use.groups, use.when, use.is_ongoing, use.is_planned, use.is_never), use)
    return list(kept.values())


def _clauses(text: str) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in CLAUSE.finditer(text):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(text)))
    return [(a, b) for a, b in bounds if text[a:b].strip()]


def _lend_times(clauses: list[Clause]) -> None:
    """Give a clause without a time the one of the next clause that names nothing: "Retinol. Last used Monday"."""
    for here, following in pairwise(clauses):
        if (
            here.mentions
            and not here.times
            and following.times
            and not any(m.meaning.groups for m in following.mentions)
        ):
            here.end = following.end
            here.times = following.times
            here.body = here.text[here.start : following.end]


def _languages(text: str) -> tuple[str, ...]:
    """Return the languages that the small words allow, the likeliest first."""
    words = set(re.findall(r"[a-z']+", text[:400]))
    scores = {language: len(words & known) for language, known in LANGUAGES.items()}
    best = max(scores.values())
    ordered = sorted(LANGUAGES, key=lambda language: -scores[language])
    return tuple(language for language in ordered if scores[language] >= max(best - 1, 0))


def _lend_answers(clauses: list[Clause]) -> None:
    """Give a clause the plain no that follows it: "Retinol? Nope"."""
    for here, following in pairwise(clauses):
        if here.mentions and NOTHING.fullmatch(following.body):
            here.end = following.end
            here.body = here.text[here.start : following.end]


def _read(text: str, today: date, language: str) -> list[Clause]:
    clauses = [Clause(text, start, end, today, language) for start, end in _clauses(text)]
    _lend_times(clauses)
    _lend_answers(clauses)
    return clauses


def _grasp(clauses: list[Clause]) -> int:
    """Return how much was understood: named things, and times."""
    return sum(clause.grasp + len(clause.times) for clause in clauses)


def _verdict(uses: list[Use], denied: list[str], ordinary: list[str]) -> Verdict:
    if uses:
        return "facts" if all(use.is_clear for use in uses) else "ask"
    if denied or ordinary:
        return "none"
    return "not understood"

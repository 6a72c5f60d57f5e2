"""Nobody is told to stop a prescribed medicine: every text of every outcome is rendered and read."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from wording.worlds import answers, book

from needlecare.engine.care import CareCalendar
from needlecare.engine.interview import next_question
from needlecare.engine.screening import Verdict
from needlecare.protocol.lint import lint
from needlecare.protocol.model import LANGUAGES, Outcome, Prescribed, Text
from needlecare.wording import care as care_words
from needlecare.wording import findings, questions, rules, verdict
from needlecare.wording.language import Speaker, texts

pytestmark = pytest.mark.xdist_group("crafted clients")

_MEDICINE_EN = (
    r"(medicines?|medications?|medicated|tablets?|pills?|capsules?|drugs?|doses?|prescri\w+|course|treatment|antibiotics?"
    r"|steroids?|blood thinners?|isotretinoin|retinoids?|hydroquinone|benzoyl peroxide|anti-?inflammator\w+|aspirin|them|it)"
)
_MEDICINE_ES = (
    r"(medicamentos?|medicación|medicinas?|comprimidos?|pastillas?|cápsulas?|fármacos?|dosis|recet\w+|tratamiento"
    r"|antibióticos?|corticoides?|anticoagulantes?|isotretinoína|retinoides?|hidroquinona|antiinflamatorios?|aspirina)"
)
FORBIDDEN = {
    "en": (
        r"\b(stop|stops|stopping|stopped|discontinu\w*|suspend\w*|ceas(e|es|ing)|interrupt\w*|withhold\w*|halt\w*)\b",
        rf"\b(quit|quits|quitting|paus(e|es|ing)|hold|holding|avoid|avoiding|skip\w*)\b( \w+){{0,4}} {_MEDICINE_EN}\b",
        r"\b(leave|leaving|left|come|coming|go|going|get) off\b(?! the sunbed)",
        r"\b(give|giving) up\b",
        r"\bwean\b|\btaper\w*\b|\bphase out\b",
        rf"\bleave out\b( \w+){{0,4}} {_MEDICINE_EN}\b",
        r"\b(miss|reduce|lower|halve|cut)( \w+){0,3} doses?\b",
        r"\b(do not|don't|never|no longer) (take|use|apply)( \w+){0,3} (prescribed|prescription)\b",
        rf"\b(do not|don't|never) (take|use|apply) (your|the|any|these|those) {_MEDICINE_EN}\b",
    ),
    "es": (
        r"\b(suspend\w*|suspénd\w*|interrump\w*|interrúmp\w*|descontin\w*|ces(e|ar)|abandon\w*)\b",
        r"\b(deje|dejar|dejen|déjel\w*|deja|pare|parar) de\b",
        rf"\b(deje|dejar|déjel\w*|pare|parar|retir[ae]\w*|quite|quitar)\b( \w+){{0,4}} {_MEDICINE_ES}\b",
        rf"\b(omit\w*|salte|saltarse|evite|evitar)\b( \w+){{0,4}} {_MEDICINE_ES}\b",
        r"\b(reduzca|reducir|baje|bajar|disminuya)( \w+){0,3} dosis\b",
        rf"\b(no|nunca) (tome|use|aplique)( \w+){{0,3}} (recetad\w*|su {_MEDICINE_ES}|sus {_MEDICINE_ES})\b",
        r"\bprescind(a|ir) de (su|sus|el|los) (medica|medici|trata)\w*",
    ),
}
BAD = {
    "en": (
        "Stop isotretinoin six months before the session.",
        "Please discontinue your blood thinner.",
        "Suspend the antibiotic for three days.",
        "Ask your doctor to withhold the steroid.",
        "Pause your tablets for a week.",
        "Hold the medicine on the day.",
        "Avoid your prescribed retinoid.",
        "Leave off tretinoin for three days.",
        "Come off the capsules first.",
        "Give up aspirin before you come.",
        "Skip the evening dose.",
        "Taper the steroid with your doctor.",
        "Reduce your dose before the session.",
        "Do not take your medicine on that day.",
        "Do not use any prescribed cream.",
        "Leave out the blood thinner that morning.",
        "You should be stopping it now.",
    ),
    "es": (
        "Suspenda la isotretinoína seis meses antes.",
        "Deje de tomar el anticoagulante.",
        "Interrumpa el antibiótico tres días.",
        "Pida que le retiren el medicamento.",
        "Abandone el tratamiento antes de venir.",  # codespell:ignore abandone
        "No tome su medicación ese día.",
        "No use ninguna crema recetada.",
        "Evite su medicamento recetado.",
        "Reduzca la dosis antes de la sesión.",
        "Déjelo de inmediato si toma dosis altas, deje el medicamento.",
        "Prescinda de su medicación.",
        "Quite la pastilla de la noche.",
    ),
}


def forbidden_in(text: str, language: str) -> str:
    """Return the first forbidden phrase of a text, or nothing."""
    for pattern in FORBIDDEN[language]:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return found.group()
    return ""


def rendered(answer: Verdict, calendar: CareCalendar, language: str) -> Iterator[tuple[str, str]]:
    """Yield every text a client with this answer could read, with where it comes from."""
    facts = answer.facts
    speaker = Speaker(book(), facts, language)
    yield "headline", verdict.headline(speaker, answer)
    yield "dates", verdict.dates(speaker, answer)
    for found in answer.findings:
        yield found.rule_id, findings.sentence(speaker, found)
        yield found.rule_id, findings.kept_line(speaker, found)
        for line in verdict.said(speaker, found):
            yield found.rule_id, line
        if found.question is not None:
            yield found.rule_id, questions.question(speaker, found.question)
            yield found.rule_id, findings.open_name(speaker, found)
    asked = next_question(book(), facts, verdict=answer)
    if asked is not None:
        yield "interview", questions.question(speaker, asked)
    for line in care_words.already(speaker, calendar, facts.asked):
        yield "plan", line
    for day in calendar.days:
        for line in care_words.day_lines(speaker, calendar, day, since=0):
            yield f"plan {day.day}", line
    for item in calendar.items:
        yield item.id, care_words.item_text(speaker, item)


def texts_within(value: object) -> Iterator[Text]:
    """Yield every text for people inside a value of the protocol's model."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_within(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_within(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts_within(part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forbidden_phrases_catch_what_they_are_meant_to_catch(language):
    missed = [text for text in BAD[language] if not forbidden_in(text, language)]

    assert missed == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_any_outcome_tells_anybody_to_stop_a_medicine(language):
    seen: dict[str, str] = {}
    for answer, calendar in answers():
        for where, text in rendered(answer, calendar, language):
            seen.setdefault(text, where)

    found = {
        f"{where}: {text}": phrase for text, where in seen.items() if (phrase := forbidden_in(text, language))
    }
    assert found == {}
    assert len(seen) > 1000  # a broken walk would prove nothing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_protocol_tells_anybody_to_stop_a_medicine(language):
    remarks = [remark.says for remark in lint(book())]
    all_texts = [text.in_language(language) for layer in book().layers for text in texts_within(layer)]
    all_texts += [text.in_language(language) for text in remarks]

    found = {text: phrase for text in all_texts if (phrase := forbidden_in(text, language))}
    assert found == {}
    assert len(all_texts) > 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_and_no_explanation_tells_anybody_to_stop_a_medicine(language):
    speaker = Speaker.of_book(book(), language)
    lines = list(texts(language).values())
    lines += [f"{label} {text}" for rule in book().rules for label, text in rules.about(speaker, rule)]

    assert {line: phrase for line in lines if (phrase := forbidden_in(line, language))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_uses_something_on_prescription_is_asked_to_ask_the_prescriber(language):
    asks = texts(language)["ask-prescriber"]
    missing, met = [], set()
    for answer, _ in answers():
        speaker = Speaker(book(), answer.facts, language)
        for found in answer.findings:
            if found.goes_on and found.prescribed and found.outcome is not Outcome.READY:
                met.add(found.outcome)
                text = findings.sentence(speaker, found)
                if asks not in text:
                    missing.append((found.rule_id, text))

    assert missing == []
    assert met >= {Outcome.ASK, Outcome.REFER, Outcome.WAIT}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_may_use_something_on_prescription_is_told_whom_to_ask(language):
    words = texts(language)
    asks = (words["ask-prescriber"], words["ask-prescriber-if"])
    for answer, _ in answers():
        speaker = Speaker(book(), answer.facts, language)
        for found in answer.findings:
            if found.goes_on and found.prescribed is None and found.outcome is not Outcome.READY:
                text = findings.sentence(speaker, found)
                assert any(ask in text for ask in asks), f"{found.rule_id}: {text}"


def test_of_something_still_in_use_it_is_asked_first_whether_it_was_prescribed():
    for answer, _ in answers():
        speaker = Speaker(book(), answer.facts)
        for found in answer.findings:
            asked = found.question
            if asked is not None and asked.kind == "stop-by" and found.prescribed is None:
                assert questions.question(speaker, asked) == speaker.say(
                    "q-prescribed", subject=speaker.names(asked.names)
                )


def test_what_may_be_prescribed_never_stands_under_leave_out():
    for _, calendar in answers():
        for item in calendar.items:
            names = item.rule.subjects if item.rule is not None and item.kind == "avoid" else ()
            if any(book().subjects[name].prescribed is not Prescribed.NEVER for name in names):
                assert care_words.heading_of(book(), item) == "medicine", item.id

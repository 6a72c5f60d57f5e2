"""Every answer can be told: by protocols with every form, of random clients, in both languages."""

from pathlib import Path
from random import Random

import pytest
from oracle.generate import random_cases
from ruamel.yaml import YAML

import needlecare
from needlecare.engine.interview import next_question
from needlecare.engine.screening import screen
from needlecare.protocol.facts import read_facts
from needlecare.protocol.fields import node_of
from needlecare.wording.language import Speaker
from needlecare.wording.plain.asking import asked_form
from needlecare.wording.plain.calendar import plan_form
from needlecare.wording.plain.verdicts import verdict_form

INVENTED = sorted((Path(__file__).parents[1] / "data" / "invented").glob("*.yaml"))


def texts_in(form: object) -> list[str]:
    if isinstance(form, dict):
        return [text for value in form.values() for text in texts_in(value)]
    if isinstance(form, list | tuple):
        return [text for value in form for text in texts_in(value)]
    return [form] if isinstance(form, str) else []


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_findings_questions_and_plans_of_every_form_have_words_in_both_languages(path):
    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    book = needlecare.load(path)
    seed = Random(path.stem).randrange(10_000)

    for said in random_cases(raw, seed=seed, count=60):
        facts = read_facts(node_of(said), book, name="world", now=0)
        verdict = screen(book, facts)
        asked = next_question(book, facts, verdict=verdict)
        for language in ("en", "es"):
            speaker = Speaker(book, facts, language)
            forms = [
                verdict_form(speaker, verdict),
                asked_form(speaker, asked, verdict),
                plan_form(speaker, verdict, speaker),
            ]
            texts = texts_in(forms)
            assert texts
            assert not [text for text in texts if "{" in text or "None" in text], said

"""What a careful reader says of a protocol."""

from typing import Any

import pytest
from raw import LIBRARY

import needlecare
from needlecare.protocol.lint import Remark, coverage, lint, rule_places
from needlecare.protocol.reader import read_text

HEAD = """
needlecare: 1
protocol: small
version: "1.0"
title: {en: Small, es: Pequeño}
layer: clinic
sources:
  seed: {title: A page, grade: C, read: 2026-11-22}
subjects:
  gel: {name: {en: gel, es: gel}, kind: product, ask: {en: When last?, es: ¿Cuándo?}}
  cream: {name: {en: cream, es: crema}, kind: product, in: [gel], ask: {en: When last?, es: ¿Cuándo?}}
  pill: {name: {en: pill, es: pastilla}, kind: medicine, prescribed: sometimes, ask: {en: When last?, es: ¿Cuándo?}}
  mute: {name: {en: mute, es: muda}, kind: product}
conditions:
  healed: {name: {en: healed, es: curada}, kind: healing, ask: {en: Healed?, es: ¿Curada?}}
rules:
"""
TAIL = "  says: {en: So., es: Así.}\n  source: {cite: seed}\n"


def rule(head: str, *lines: str) -> str:
    return f"- id: {head}\n" + "".join(f"  {line}\n" for line in lines) + TAIL


def remarks(*rules: str, more: str = "") -> list[Remark]:
    return list(lint(needlecare.combine(needlecare.parse(HEAD + "".join(rules) + more))))


def codes(*rules: str, more: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    wanted = [r for r in remarks(*rules, more=more) if r.code != "name-unused"]
    return [(r.level, r.code, r.where) for r in wanted]


WASHOUT = rule("gel-before", "avoid: gel", "when: {before: session, for: 3 day}")


def shipped() -> Any:
    return needlecare.load("microneedling", "safety")


def test_every_one_of_the_77_statements_leads_somewhere():
    covered = coverage(needlecare.load("microneedling").layers[0])

    assert len(covered.statements) == 77
    assert covered.unmapped == ()
    assert all(covered.mapped[f"S-{n:02d}"] for n in range(1, 78))


def test_the_shipped_protocols_have_no_error():
    assert [r for r in lint(shipped()) if r.level == "error"] == []


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("no-contraindications", ""),
        ("no-red-flags", ""),
        ("window-unstated", "anti-inflammatory-after"),
        ("window-unstated", "sun-after"),
        ("window-unstated", "acids-before-unstated"),
        ("subject-under-several-rules", "hydroquinone-before-peel"),
        ("reading", "A-05"),  # hydroquinone under three rules
        ("reading", "A-07"),  # acids against the hyaluronic serum
        ("reading", "A-09"),  # the anti-inflammatory ban without exception
        ("reading", "A-17"),  # no contraindications
    ],
)
def test_the_defects_of_the_page_are_findings_for_the_clinic(code: str, where: str):
    found = [
        r
        for r in lint(needlecare.load("microneedling"))
        if r.code == code and (not where or where in r.where)
    ]

    assert found
    assert all(r.level == "finding" for r in found)
    assert all(r.says.en and r.says.es and r.says.en != r.says.es for r in found)


def test_hydroquinone_is_named_with_its_three_rules():
    found = [r for r in lint(needlecare.load("microneedling")) if r.code == "subject-under-several-rules"]

    assert any(len(r.where) == 3 and all("hydroquinone" in name for name in r.where) for r in found)


def test_a_plain_washout_draws_no_remark():
    assert codes(WASHOUT) == []


def test_a_statement_that_leads_nowhere_is_an_error():
    text = HEAD.replace("layer: clinic", "layer: clinic\nstatements: S-01..S-02") + WASHOUT.replace(
        "{cite: seed}", "{cite: seed, statement: S-01}"
    )

    found = lint(needlecare.combine(needlecare.parse(text)))

    assert [r.where for r in found if r.code == "statement-unmapped"] == [("S-02",)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["avoid: gel", "when: {before: session, for: unstated}"], ("finding", "window-unstated")),
        (["avoid: gel", "when: {before: session, from: 1 day, to: 3 day}"], ("error", "window-empty")),
        (["avoid: gel", "when: {after: session-end, from: 3 day, to: 1 day}"], ("error", "window-empty")),
        (
            ["avoid: gel", "when: {before: session, for: 3 day}", "if: {age: {under: 18, over: 20}}"],
            ("error", "rule-unreachable"),
        ),
        (
            [
                "avoid: gel",
                "when: {before: session, for: 3 day}",
                "if: {has: healed}",
                "unless: {has: healed}",
            ],
            ("error", "rule-unreachable"),
        ),
        (["avoid: cream", "except: gel", "when: {before: session, for: 3 day}"], ("error", "rule-empty")),
        (["avoid: mute", "when: {before: session, for: 3 day}"], ("error", "no-question")),
        (["avoid: pill", "when: {after: session-end, for: 3 day}"], ("finding", "ban-without-exception")),
    ],
)
def test_each_defect_of_a_rule_is_named(lines: list[str], expected: tuple[str, str]):
    found = codes(rule("odd", *lines))

    assert (*expected, ("odd",)) in found


@pytest.mark.parametrize(
    "lines",
    [
        ["avoid: pill", "when: {after: session-end, for: 3 day}", "unless: {prescribed: yes}"],
        ["avoid: pill", "when: {after: session-end, for: 3 day}", "outcome: refer"],
        ["avoid: pill", "when: {before: session, for: 3 day}"],
    ],
)
def test_a_ban_that_leaves_prescriptions_alone_is_no_finding(lines: list[str]):
    assert "ban-without-exception" not in [code for _, code, _ in codes(rule("fair", *lines))]


def test_two_lengths_for_one_subject_are_a_finding_and_two_equal_ones_are_not():
    other = rule("gel-again", "avoid: gel", "when: {before: session, for: 5 day}")
    same = rule("gel-again", "avoid: gel", "when: {before: session, for: 3 day}")

    assert ("finding", "subject-under-several-rules", ("gel-before", "gel-again")) in codes(WASHOUT, other)
    assert codes(WASHOUT, same) == []


def test_advice_for_and_against_one_thing_in_one_stretch_is_a_contradiction():
    ban = rule("no-gel", "avoid: gel", "when: {after: session-end, for: 3 day}")
    praise = rule("do-cream", "recommend: cream", "when: {after: session-end, for: 3 day}")
    elsewhere = rule("do-cream", "recommend: cream", "when: {before: session, for: 3 day}")

    assert ("finding", "contradiction", ("do-cream", "no-gel")) in codes(ban, praise)
    assert codes(ban, elsewhere) == []


def test_a_condition_that_pushes_rules_both_ways_is_an_error():
    one = rule("if-healed", "avoid: gel", "when: {before: session, for: 3 day}", "if: {has: healed}")
    other = rule(
        "unless-healed", "avoid: cream", "when: {before: session, for: 3 day}", "unless: {has: healed}"
    )

    assert ("error", "not-unate", ("if-healed", "unless-healed")) in codes(one, other)
    assert codes(one) == []


def test_ages_above_and_below_push_both_ways_and_one_range_alone_does_not():
    young = rule("young", "exclude: {age: {under: 18}}", "grade: absolute")
    old = rule("old", "exclude: {age: {over: 80}}", "grade: relative")
    dark = rule("dark", "exclude: {skin-type: 4..6}", "grade: precaution")

    assert ("error", "not-unate", ("young", "old")) in codes(WASHOUT, young, old)
    assert codes(WASHOUT, young, dark) == []


def test_layers_that_disagree_are_reported_and_not_merged():
    clinic = needlecare.parse(HEAD + WASHOUT)
    text = HEAD.replace("layer: clinic", "layer: device").replace("protocol: small", "protocol: device")
    device = needlecare.parse(text + rule("gel-device", "avoid: gel", "when: {before: session, for: 7 day}"))

    found = [r for r in lint(needlecare.combine(clinic, device)) if r.code == "layers-disagree"]

    assert [r.where for r in found] == [("gel-device", "gel-before")]
    assert len(needlecare.combine(clinic, device).rules) == 2


def test_one_rule_id_in_two_layers_is_an_error():
    clinic = needlecare.parse(HEAD + WASHOUT)
    other = needlecare.parse((HEAD + WASHOUT).replace("protocol: small", "protocol: other"))

    assert ("rule-id-twice", ("gel-before",)) in [
        (r.code, r.where) for r in lint(needlecare.combine(clinic, other))
    ]


def test_a_name_in_no_rule_is_a_note():
    found = [(r.level, r.where) for r in remarks(WASHOUT) if r.code == "name-unused"]

    assert ("note", ("pill",)) in found
    assert ("note", ("cream",)) not in found  # it lies inside a class that stands in a rule


def test_errors_come_first():
    found = remarks(rule("odd", "avoid: mute", "when: {before: session, for: unstated}"))

    assert [r.level for r in found] == sorted(
        (r.level for r in found), key=["error", "finding", "note"].index
    )


def test_each_rule_is_found_at_its_place_in_the_file():
    text = (LIBRARY / "microneedling.yaml").read_text(encoding="utf-8")

    place = rule_places(read_text(text, name="microneedling.yaml"))["waxing-before"]

    assert text.splitlines()[place.line - 1][place.column - 1 :] == "waxing-before"

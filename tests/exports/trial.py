"""A small protocol drawn from a seed: waits of every unit, a two-sided rule, guards, an age and an area."""

from random import Random

AMOUNTS = ("3 day", "3..5 day", "72 hour", "30 day", "1 month", "1..2 week", "12 hour")
WORDS = "says: {en: Words., es: Palabras.}, source: {cite: own}"


def text(seed: int) -> str:
    """Return a small protocol with windows, guards and ages drawn from a seed."""
    pick = Random(seed).choice
    cleared = ("", "unless: {has: cleared}, ")
    own = ("", "if: {prescribed: yes}, outcome: refer, ")
    grade = pick(["defer", "relative", "absolute"])
    after = f"{{after: session-end, for: {pick(AMOUNTS)}}}"
    return f"""
needlecare: 1
protocol: trial
version: "1.0"
title: {{en: Trial, es: Prueba}}
layer: clinic
settings: {{session-length: {pick(["1 hour", "30 minute"])}}}
sources: {{own: {{title: Own, grade: p, read: 2026-01-01}}}}
areas:
  face: {{name: {{en: face, es: cara}}}}
  legs: {{name: {{en: legs, es: piernas}}}}
anchors: {{peel: {{name: {{en: the peel, es: el peeling}}}}}}
subjects:
  acid: {{name: {{en: acid, es: ácido}}, kind: product}}
  aha: {{name: {{en: AHA, es: AHA}}, kind: product, in: [acid]}}
  pill: {{name: {{en: pill, es: pastilla}}, kind: medicine, prescribed: sometimes, area-free: yes}}
  laser: {{name: {{en: laser, es: láser}}, kind: procedure}}
conditions:
  burnt: {{name: {{en: burnt, es: quemada}}, kind: state}}
  cleared: {{name: {{en: cleared, es: visto bueno}}, kind: clearance}}
rules:
- {{id: acid-before, avoid: acid, when: {{before: session, for: {pick(AMOUNTS)}}}, {WORDS}}}
- {{id: aha-before, avoid: aha, when: {{before: session, for: {pick(AMOUNTS)}}}, {pick(cleared)}{WORDS}}}
- {{id: pill-before, avoid: pill, when: {{before: session, for: {pick(AMOUNTS)}}}, {pick(own)}{WORDS}}}
- {{id: laser-around, avoid: laser, when: [{{before: session, for: {pick(AMOUNTS)}}}, {after}], {WORDS}}}
- {{id: laser-day, avoid: laser, when: {{on: session-day}}, outcome: {pick(["wait", "caution"])}, {WORDS}}}
- {{id: burnt-first, exclude: {{has: burnt}}, {pick(cleared)}grade: {grade}, {WORDS}}}
- {{id: grown-up, exclude: {{age: {{under: {pick([16, 18, 21])}}}}}, grade: absolute, {WORDS}}}
- {{id: legs-asked, exclude: {{area: [{pick(["legs", "face"])}]}}, grade: precaution, {WORDS}}}
"""

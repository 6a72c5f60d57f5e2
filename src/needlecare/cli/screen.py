"""`needlecare screen`: may this session happen, why not, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from needlecare.cli.declared import Option
from needlecare.cli.options import (
    FactsPath,
    Json,
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    open_case,
    print_json,
)
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.cli.options import Case
    from needlecare.engine.screening import Finding, Verdict

MOST_QUESTIONS = 8  # more than these are named, not asked


def screen(
    facts: FactsPath,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    json: Json = False,
    every: Annotated[bool, Option(("--all",), "Show every finding in full, also those that hold.")] = False,
) -> None:
    """Say whether the session may happen, why not, and when."""
    from needlecare.engine.screening import screen as screened

    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
    verdict = screened(case.book, case.facts)
    if json:
        from needlecare.wording.plain.verdicts import verdict_form

        print_json(verdict_form(case.speaker, verdict))
        return
    page = Page()
    title(page, case)
    show_verdict(page, case, verdict, every=every)
    show_pending(page, case, verdict)
    footer(page, case)
    page.show()


def title(page: Page, case: Case) -> None:
    """Print whom and what the page is about."""
    from needlecare.wording.language import first_capital

    speaker = case.speaker
    treatment = speaker.text(case.book.layers[0].title)
    page.heading(" · ".join(part for part in (case.client, treatment) if part))
    areas = speaker.names(case.facts.areas, joined="and") if case.facts.areas else ""
    page.text(" · ".join(part for part in (first_capital(speaker.session()), areas) if part))


def show_verdict(page: Page, case: Case, verdict: Verdict, *, every: bool = False) -> None:
    """Print a verdict: headline, dates, then the findings that weigh, worst first."""
    from needlecare.protocol.model import Outcome
    from needlecare.wording.verdict import dates, headline

    page.heading(headline(case.speaker, verdict), style=verdict.outcome.word)
    page.text(dates(case.speaker, verdict))
    for outcome in reversed(Outcome):
        group = [finding for finding in verdict.findings if finding.outcome is outcome]
        if outcome is Outcome.READY and not every:
            show_kept(page, case, group)
        elif outcome is Outcome.ASK and not every and len(group) > MOST_QUESTIONS:
            show_asks(page, case, group)
        elif group:
            page.heading(case.speaker.say(f"group-{outcome.word}"), style=outcome.word)
            show_findings(page, case, group)
    show_unsaid(page, case, verdict)


def show_unsaid(page: Page, case: Case, verdict: Verdict) -> None:
    """Print what is planned for afterwards and stands in no rule."""
    if verdict.unsaid:
        page.text(case.speaker.say("unsaid", names=case.speaker.names(verdict.unsaid, joined="and")))


def show_asks(page: Page, case: Case, group: list[Finding]) -> None:
    """Print many open findings: in full where something was said, by name where nothing was."""
    from needlecare.wording.findings import open_name

    begun = [finding for finding in group if finding.said]
    page.heading(case.speaker.say("group-ask"), style="ask")
    show_findings(page, case, begun)
    names = dict.fromkeys(open_name(case.speaker, finding) for finding in group if not finding.said)
    page.text(case.speaker.say("not-said", names="; ".join(names)), indent=2, hang=2)
    page.text(case.speaker.say("not-said-how"), indent=2, hang=2, style="quiet")


def show_findings(page: Page, case: Case, group: list[Finding]) -> None:
    """Print findings, each with its question and its place in the protocol."""
    from needlecare.wording.findings import sentence
    from needlecare.wording.questions import question

    for finding in group:
        page.entry(sentence(case.speaker, finding))
        if finding.question is not None:
            page.text(question(case.speaker, finding.question), indent=4, hang=2)
        source = finding.rule.source.statement if finding.rule else ()
        if finding.rule_id:
            page.text(" · ".join((finding.rule_id, *source)), indent=4, hang=2, style="quiet")


def show_kept(page: Page, case: Case, group: list[Finding]) -> None:
    """Print the kept rules that a use was measured by, each line once, and count the others."""
    from needlecare.wording.findings import kept_line

    if not group:
        return
    measured = [finding for finding in group if finding.slack is not None]
    lines = dict.fromkeys(kept_line(case.speaker, finding) for finding in measured)
    if lines:
        page.heading(case.speaker.say("group-ready"), style="ready")
    for line in lines:
        page.entry(line)
    page.blank()
    if len(group) > len(lines):
        page.text(case.speaker.counted("others-hold", len(group) - len(lines)))


def show_pending(page: Page, case: Case, verdict: Verdict) -> None:
    """Print what is looked at on arrival, by name."""
    if not verdict.pending:
        return
    rules = [case.book.rule[name] for name in verdict.pending]
    names = dict.fromkeys(case.speaker.name(name) for rule in rules for name in rule.subjects)
    page.text(case.speaker.say("arrival-later", names=case.speaker.listed(list(names))))


def footer(page: Page, case: Case) -> None:
    """Print by which zone, present and protocols the page was made."""
    speaker = case.speaker
    asked = speaker.times.moment(case.facts.asked)
    layers = [f"{layer.protocol} {layer.version}" for layer in case.book.layers]
    page.blank()
    page.text(speaker.say("zone", zone=case.facts.zone.key, asked=asked), style="quiet")
    page.text(
        speaker.say("protocols", protocols=speaker.listed(layers), digest=case.book.digest[:12]),
        style="quiet",
    )

"""`needlecare explain`: one rule with its words, its window, its reasons and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.options import Json, Lang, Language, Protocols, chosen_protocols, open_book, print_json
from needlecare.cli.page import Page

if TYPE_CHECKING:
    from needlecare.protocol.model import Rule
    from needlecare.wording.language import Speaker


def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, such as waxing-before.")],
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    json: Json = False,
) -> None:
    """Explain one rule: what it says, when it holds, why, and where it comes from."""
    from needlecare.protocol.reader import suggestion
    from needlecare.wording.language import Speaker

    book = open_book(chosen_protocols(protocol))
    found = book.rule.get(rule)
    if found is None:
        close = [name for name in book.rule if rule in name]
        near = f"; there are {', '.join(close[:5])}" if close else suggestion(rule, list(book.rule))
        raise typer.BadParameter(f"there is no rule '{rule}'{near}", param_hint="RULE")
    speaker = Speaker.of_book(book, lang.value)
    if json:
        from needlecare.wording.plain.books import rule_form

        print_json(rule_form(speaker, found))
        return
    page = Page()
    show_rule(page, speaker, found)
    page.show()


def show_rule(page: Page, speaker: Speaker, rule: Rule) -> None:
    """Print a rule: its sentence first, then what stands behind it."""
    from needlecare.wording.rules import about, readings, sources

    layer = speaker.book.layer_of[rule.id]
    page.heading(f"{rule.id} · {layer.protocol} {layer.version}")
    page.blank()
    page.text(speaker.text(rule.says))
    page.blank()
    lines = about(speaker, rule)
    column = max(len(label) for label, _ in lines) + 2
    for label, text in lines:
        page.item(label, [text], column=column)
    page.blank()
    label = speaker.say("x-source")
    for title, href in sources(speaker, rule):
        page.item(label, [title], column=column)
        page.address(href, indent=column + 2)
        label = ""
    label = speaker.say("x-reading")
    for name, text in readings(speaker, rule):
        page.item(label, [f"{name}: {text}"], column=column)
        label = ""

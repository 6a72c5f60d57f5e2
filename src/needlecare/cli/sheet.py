"""`needlecare sheet`: the care sheet of a session, to print or to send."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from needlecare.cli.delivering import Output, deliver, refuse, verdict_to_go_by
from needlecare.cli.options import FactsPath, Lang, Language, Now, Protocols, ZoneName, open_case


class Form(StrEnum):
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


ENDINGS = {
    ".pdf": Form.PDF,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
}


def sheet(
    facts: FactsPath,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    output: Output = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Else by the ending of the file, and Markdown on the standard output."),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="Of a PDF.")] = Paper.A4,
    clinic: Annotated[
        str, typer.Option("--clinic", metavar="NAME", help="The clinic's name, printed at the top.")
    ] = "",
    phone: Annotated[
        str, typer.Option("--phone", metavar="NUMBER", help="The clinic's telephone number.")
    ] = "",
) -> None:
    """Write the care sheet of a session: two pages of PDF, or HTML, or Markdown."""
    from needlecare.engine.care import care
    from needlecare.exports.sheet import sheet_of

    wanted = form or _form_of(output)
    case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
    verdict = verdict_to_go_by(case)
    made = sheet_of(
        case.speaker, care(case.book, case.facts), verdict, name=case.client, clinic=clinic, phone=phone
    )
    if wanted is Form.HTML:
        from needlecare.exports.sheet_html import as_html

        deliver(as_html(made).encode(), output)
    elif wanted is Form.MARKDOWN:
        from needlecare.exports.sheet_markdown import as_markdown

        deliver(as_markdown(made).encode(), output)
    else:
        from needlecare.exports.sheet_pdf import NoPdf, as_pdf

        try:
            deliver(as_pdf(made, paper=paper.value, made=case.facts.asked), output)
        except NoPdf as error:
            refuse(str(error))


def _form_of(output: str | None) -> Form:
    if output is None or output == "-":
        return Form.MARKDOWN
    ending = Path(output).suffix.lower()
    if ending not in ENDINGS:
        what = f"'{output}' could be anything; end it with .pdf, .html or .md, or say --format"
        raise typer.BadParameter(what, param_hint="--output")
    return ENDINGS[ending]

"""`needlecare jsonld`: web data about the treatment, for the head of its page."""

from __future__ import annotations

from typing import Annotated

import typer

from needlecare.cli.delivering import Output, deliver
from needlecare.cli.options import Lang, Language, Protocols, chosen_protocols, open_book


def jsonld(
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    output: Output = None,
    url: Annotated[
        str, typer.Option("--url", metavar="ADDRESS", help="Where the treatment page stands.")
    ] = "",
    clinic: Annotated[str, typer.Option("--clinic", metavar="NAME", help="Who publishes it.")] = "",
) -> None:
    """Write schema.org data about the treatment (JSON-LD); it holds nothing about any client."""
    from needlecare.exports.jsonld import as_jsonld
    from needlecare.wording.language import Speaker

    if url and not url.startswith(("https://", "http://")):
        raise typer.BadParameter(
            f"'{url}' is no address of a page; begin it with https://", param_hint="--url"
        )
    book = open_book(chosen_protocols(protocol))
    deliver(as_jsonld(Speaker.of_book(book, lang.value), address=url, clinic=clinic).encode(), output)

"""`needlecare protocols`: what is shipped."""

from __future__ import annotations

from needlecare.cli.options import Json, Lang, Language, open_book, print_json
from needlecare.cli.page import Page


def protocols(lang: Lang = Language.EN, json: Json = False) -> None:
    """List the protocols that are shipped."""
    from needlecare.protocol.load import library
    from needlecare.wording.plain.books import shelf_form

    shelf = [open_book([name]).layers[0] for name in library()]
    listed = [shelf_form(layer, lang.value) for layer in shelf]
    if json:
        print_json({"shipped": listed})
        return
    page = Page()
    column = max(len(entry["protocol"]) for entry in listed) + 2
    for entry in listed:
        facts = f"{entry['version']} · {entry['layer']} · {entry['rules']} rules · {entry['digest'][:12]}"
        page.item(entry["protocol"], [entry["title"], facts], column=column)
        page.blank()
    page.show()

"""How fast calendars, sheets, FHIR bundles and web data are made, once the program and the protocols are loaded.

    python3 dev.py bench exports [--runs 60]

Every run is another client: the session moves on by a minute, so that nothing made before helps. Printed are the median
and the fastest of the runs, beside the limits that are promised, with the engine's own care calendar on its own line.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import needlecare
from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.exports.code import code_of
from needlecare.exports.dates import entries
from needlecare.exports.fhir.bundle import bundle, definition_lines, forget_definitions, lines, records
from needlecare.exports.fhir.reading import read_bundle
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.ics import as_ics, events
from needlecare.exports.jsonld import as_jsonld
from needlecare.exports.sheet import sheet_of
from needlecare.exports.sheet_html import as_html
from needlecare.exports.sheet_markdown import as_markdown
from needlecare.exports.sheet_pdf import NoPdf, as_pdf
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval
from needlecare.wording.language import Speaker

CALENDAR_LIMIT, SHEET_LIMIT, FHIR_LIMIT = 5, 60, 50  # [ms]
BOOK = needlecare.load("microneedling", "safety")
CLIENT: dict[str, Any] = {
    "zone": "Europe/London",
    "asked": "2026-11-02T18:00",
    "session": "2026-12-03T09:00",
    "areas": ["face"],
    "jurisdiction": "GB",
    "previous-sessions": [],
    "used": {"topical-retinoid": "2026-11-01", "waxing": "2026-10-30", "exfoliant": "2026-11-01"},
}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench exports", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--runs", type=int, default=60, help="how many clients each is made for")
    chosen = parser.parse_args(arguments)
    if chosen.runs < 1:
        parser.error("--runs must be at least 1")
    facts = needlecare.facts(CLIENT, BOOK)
    clients = [
        facts.on(Interval(facts.session.lo + 60 * n, facts.session.lo + 60 * n)) for n in range(chosen.runs)
    ]
    made = {client.session.lo: care(BOOK, client) for client in clients}
    verdict = screen(BOOK, facts)

    def dates(client: Facts) -> bytes:
        speaker, found = Speaker(BOOK, client), entries(BOOK, client, made[client.session.lo])
        code = str(code_of(BOOK.digest, client))
        return as_ics(speaker, events(speaker, found, person="Ana", code=code, plain=True), plain=True)

    def sheet(client: Facts, language: str = "en") -> Any:
        speaker = Speaker(BOOK, client, language)
        return sheet_of(speaker, made[client.session.lo], verdict, name="Ana Sample", clinic="Sample Clinic")

    report("care calendar (the engine's)", clients, lambda client: care(BOOK, client))
    report("calendar file, from the care calendar", clients, dates, CALENDAR_LIMIT)
    report("sheet as words", clients, sheet)
    report("sheet as Markdown", clients, lambda client: as_markdown(sheet(client)), SHEET_LIMIT)
    report("sheet as HTML", clients, lambda client: as_html(sheet(client)), SHEET_LIMIT)
    try:
        for language in ("en", "es"):
            for paper in ("a4", "letter"):
                report(
                    f"sheet as PDF, {language}, {paper}",
                    clients,
                    lambda client, language=language, paper=paper: as_pdf(
                        sheet(client, language), paper=paper, made=client.asked
                    ),
                    SHEET_LIMIT,
                )
    except NoPdf as error:
        print(error)

    def fhir(client: Facts) -> bytes:
        writer = Writer(Speaker(BOOK, client))
        made = records(writer, screen(BOOK, client), person="Ana", name="Ana Sample")
        return bundle(writer, [*definition_lines(writer), *lines(writer, made)], client=True)

    def fhir_first(client: Facts) -> bytes:
        forget_definitions()
        return fhir(client)

    whole = fhir(facts)
    shipped = needlecare.load
    report("verdict (the engine's)", clients, lambda client: screen(BOOK, client))
    report("FHIR bundle, with verdict and care plan", clients, fhir, FHIR_LIMIT)
    report("the same, the first of a protocol", clients[:20], fhir_first)
    report(
        f"reading it back ({len(whole) / 1e6:.1f} MB)",
        clients[:3],
        lambda _: read_bundle(whole, name="bundle.json", book=shipped),
    )
    report("web data", clients[:20], lambda client: as_jsonld(Speaker(BOOK, client)))
    return 0


def report(
    what: str, clients: list[Facts], make: Callable[[Facts], object], limit: int | None = None
) -> None:
    """Print how long making something takes; the first run, which fills caches, is left out."""
    make(clients[0])
    wall, used = [], []
    for client in clients:
        began, spent = time.perf_counter(), time.process_time()
        make(client)
        wall.append(1e3 * (time.perf_counter() - began))
        used.append(1e3 * (time.process_time() - spent))
    beside = (
        f"  limit {limit} ms: {'kept' if statistics.median(wall) < limit else 'NOT KEPT'}" if limit else ""
    )
    print(
        f"{what:40} median {statistics.median(wall):7.2f} ms  fastest {min(wall):7.2f} ms  "
        f"processor {statistics.median(used):7.2f} ms{beside}"
    )


if __name__ == "__main__":
    raise SystemExit(main())

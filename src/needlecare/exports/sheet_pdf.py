"""The care sheet as two pages of PDF that people with a screen reader can read too (PDF/UA-1) and that last (PDF/A-2a).

Laid out by typst from `sheet.typ`; the words go in as JSON. Any warning is a failure, since an unknown font is only
warned of. Where two pages do not hold everything, type is made smaller by steps, then a third page is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from needlecare.exports.sheet import Section, Sheet
from needlecare.protocol.time import Instant

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

INSTALL = "pip install 'needlecare[pdf]'"
PAPERS = {"a4": "a4", "letter": "us-letter"}
PAGES = 2
SCALES = (1.0, 0.96, 0.92, 0.88, 0.84)  # the smallest prints text at 8 points
# How many signs the first and the second page hold at full size; measured, and only where to begin.
_HOLDS = {"a4": (3400, 3960), "letter": (3190, 3760)}
_STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
_LATIN = 0x0250  # signs below it are in the sheet's own font
_NO_GLYPH = "▯"
_COUNT = re.compile(rb"/Type ?/Pages\s*/Count (\d+)")


class NoPdf(RuntimeError):
    """The PDF could not be made; the message says why and what to do."""


def as_pdf(sheet: Sheet, *, paper: str = "a4", made: Instant) -> bytes:
    """Return a sheet as PDF.

    Parameters
    ----------
    paper : str
        `a4` or `letter`.
    made : int
        Written into the file as its date, so that the same sheet gives the same file. [s since 1970, UTC]

    Raises
    ------
    NoPdf
        If typst or the font is not installed, or the layout fails.
    """
    shown = replace(sheet, name=_shown(sheet.name), clinic=_shown(sheet.clinic), phone=_shown(sheet.phone))
    is_plain = all(ord(sign) < _LATIN or sign in "…▯" for sign in shown.name + shown.clinic + shown.phone)
    compiler = _compiler(is_plain)
    raw = b""
    for scale in SCALES[_first_scale(shown, paper) :]:
        raw = _compiled(compiler, shown, paper=paper, scale=scale, made=made)
        if pages(raw) <= PAGES:
            return raw
    return _compiled(compiler, shown, paper=paper, scale=SCALES[-1], made=made, count=pages(raw))


def _first_scale(sheet: Sheet, paper: str) -> int:
    """Return where to begin making the type smaller, by how much there is to print; so one layout mostly does."""
    signs = (
        _signs(sheet.before) + _signs(sheet.day) + sum(map(len, sheet.emergency.lines)),
        sum(_signs(part) for part in (sheet.after, sheet.usual, sheet.coming))
        + sum(len(line) + 20 for panel in (sheet.same_day, sheet.call) for line in panel.lines),
    )
    holds = [
        all(n * scale**2 <= most for n, most in zip(signs, _HOLDS[paper], strict=True)) for scale in SCALES
    ]
    return holds.index(True) if True in holds else len(SCALES) - 1


def _signs(section: Section) -> int:
    """Return how many signs a section prints; the rest of a last line counts as half a line."""
    return sum(38 + sum(len(line) + 24 for line in row.what) for row in section.rows)


def _compiled(
    compiler: Compiler, sheet: Sheet, *, paper: str, scale: float, made: Instant, count: int = PAGES
) -> bytes:
    inputs = {
        "data": json.dumps(asdict(sheet), ensure_ascii=False),
        "paper": PAPERS[paper],
        "scale": str(scale),
        "pages": str(count),
    }
    return _compile(compiler, inputs, made, _template())


def _compile(compiler: Compiler, inputs: Mapping[str, str], made: Instant, source: bytes) -> bytes:
    from typst import TypstError

    try:
        raw, warnings = compiler.compile_with_warnings(
            source, format="pdf", sys_inputs=dict(inputs), pdf_standards=_STANDARDS, timestamp=max(made, 0)
        )
    except TypstError as error:
        raise NoPdf(f"the page could not be laid out: {error.message}") from error
    if warnings:
        raise NoPdf(f"the page could not be laid out as meant: {warnings[0].message}")
    assert isinstance(raw, bytes)
    return raw


@cache
def _template() -> bytes:
    return Path(__file__).with_name("sheet.typ").read_bytes()


@cache
def _compiler(is_plain: bool) -> Compiler:
    """Return a compiler with the sheet's fonts, and those of the system only where a name needs them."""
    try:
        from font_manrope import font_directory  # type: ignore[import-untyped]
        from typst import Compiler, Fonts
    except ModuleNotFoundError as missing:
        raise NoPdf(f"A PDF needs {missing.name}. Install it with: {INSTALL}") from None
    fonts = Fonts(include_system_fonts=not is_plain, font_paths=[font_directory])
    return Compiler(font_paths=fonts)


def pages(raw: bytes) -> int:
    """Return how many pages a PDF of typst has: the count of its page tree."""
    found = _COUNT.search(raw)
    assert found is not None
    return int(found[1])


def _shown(text: str) -> str:
    """Return a name with an empty frame for every sign that no font at hand has; PDF/UA allows no missing glyph."""
    return "".join(
        sign if ord(sign) < _LATIN or sign in "…" or _has_glyph(sign) else _NO_GLYPH for sign in text
    )


@cache
def _has_glyph(sign: str) -> bool:
    source = b'#set document(title: "x")\n#set text(font: "Manrope")\n#sys.inputs.sign'
    try:
        _compile(_compiler(False), {"sign": sign}, 0, source)
    except NoPdf:
        return False
    return True


__all__: list[Any] = ["INSTALL", "PAPERS", "NoPdf", "as_pdf"]

"""The care sheet: what stands on it, that a name changes nothing else, and that its PDF is two accessible pages."""

import re
import shutil
import subprocess
import sys
from dataclasses import asdict, fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from exports.clients import EXAMPLES, GOLDEN, SAID, book, facts, run, same_but_code, speaker
from hypothesis import given
from hypothesis import strategies as st
from wording.test_prescriber import forbidden_in
from wording.worlds import USES

from needlecare.cli.sheet import sheet
from needlecare.cli.verify import verify
from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.exports import sheet_pdf
from needlecare.exports.code import Code, code_of, facts_digest, part_of, read_code
from needlecare.exports.sheet import Section, Sheet, printable, sheet_of
from needlecare.exports.sheet_html import as_html
from needlecare.exports.sheet_markdown import as_markdown
from needlecare.exports.sheet_pdf import NoPdf, as_pdf
from needlecare.protocol.model import LANGUAGES
from needlecare.protocol.said import Facts

ANA = str(EXAMPLES / "ana.yaml")
FULL = {"clinic": "Sample Skin Clinic", "phone": "020 7946 0123"}
HOSTILE = (
    "שרה לוי",
    "مريم \u202edrowssap\u2066",
    "Ana 👩🏽‍⚕️ 😀",
    "<script>alert(1)</script>&amp;",
    "#panic() $x^2$ *bold* `code` @ref <label> \\",
    "| a | b |\n\n# Title\n[link](javascript:alert(1))",
    "${name} {{name}} %s {0}",
    "\x00\x07\x1b[31mred",
    "W" * 400,
    "Nguyễn Thị Minh Khai de la Santísima Trinidad y Fernández-Ordóñez von und zu Hohenstein-Schillingsfürst",
    "山田太郎",
)
SILENT: dict[str, Any] = {key: SAID[key] for key in ("zone", "asked", "session", "areas", "jurisdiction")}


def made(found: Facts, language: str = "en", **names: str) -> Sheet:
    return sheet_of(speaker(found, language), care(book(), found), screen(book(), found), **{**FULL, **names})


def texts(page: Sheet) -> list[str]:
    """Return every text of a sheet."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for entry in value.values():
                walk(entry)
        elif isinstance(value, tuple | list):
            for entry in value:
                walk(entry)

    walk(asdict(page))
    return found


def lines(section: Section) -> str:
    return "\n".join(f"{row.when} | {' '.join(row.what)}" for row in section.rows)


# --- what stands on it -----------------------------------------------------------------------------------------------


def test_a_sheet_says_by_when_what_must_be_over():
    shown = lines(made(facts()).before)

    assert "Mon 30 Nov, 14:30 | After that, none of these: exfoliant." in shown
    assert "Thu 26 Nov, 14:30 | After that, none of these: intense pulsed light (IPL), laser, waxing" in shown


def test_a_sheet_says_what_is_usual_and_until_when():
    assert "until Sat 5 Dec, 15:30 | Tightness and warmth; usually gone by Thu 3 Dec, 23:30." in lines(
        made(facts()).usual
    )


def test_a_sheet_puts_the_emergency_first_with_the_number_of_the_country():
    first = next(field.name for field in fields(Sheet) if field.name in ("emergency", "before", "after"))

    assert first == "emergency"
    assert made(facts()).emergency.title == "In an emergency call 999"


def test_a_prescribed_medicine_stands_under_as_prescribed_and_in_no_list_to_leave_out():
    found = facts(used={"topical-retinoid": {"last": "ongoing", "prescribed": "yes"}})

    rows = {row.when: " ".join(row.what) for row in made(found).before.rows}

    assert "Carry on, and tell us: retinoid on the skin." in rows["As prescribed"]
    assert all(
        "retinoid on the skin" not in what
        for when, what in rows.items()
        if when != "As prescribed" and "none of" in what
    )


def test_a_medicine_of_long_ago_is_not_one_to_carry_on_with():
    used = {
        "oral-isotretinoin": "before 2001-06-01",
        "topical-retinoid": {"last": "ongoing", "prescribed": "yes"},
    }

    rows = {row.when: " ".join(row.what) for row in made(facts(used=used)).before.rows}

    assert "isotretinoin" not in rows["As prescribed"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("use", USES, ids=str)
def test_no_sheet_tells_anybody_to_stop_a_prescribed_medicine(language: str, use: Any):
    for subject in ("topical-retinoid", "anticoagulant", "hydroquinone"):
        found = facts(asked="2026-11-30T18:00", session="2026-12-20T14:30", used={subject: use})
        assert [bad for text in texts(made(found, language)) if (bad := forbidden_in(text, language))] == []


def test_the_line_of_days_runs_from_the_first_date_to_the_next_session():
    sides = [point.side for point in made(facts()).line]

    assert sides == sorted(sides, key=("before", "session", "after").index)
    assert sides.count("session") == 1
    assert [point.note for point in made(facts()).line][-1] == "Next session"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["html", "md"])
def test_a_sheet_is_as_it_was_approved(language: str, form: str):
    page = made(facts(), language, name="Ana Sample")

    shown = as_html(page) if form == "html" else as_markdown(page)

    assert same_but_code(shown) == (GOLDEN / f"sheet-{language}.{form}").read_text(encoding="utf-8")


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_changes_nothing_but_the_name(name: str):
    with_name, without = made(facts(), name=name), made(facts(), name="")

    assert replace(with_name, name="") == without


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_in_html_is_text_and_nothing_else(name: str):
    with_name, usual = (
        _tags(as_html(made(facts(), name=name))),
        _tags(as_html(made(facts(), name="Ana Sample"))),
    )

    assert with_name == usual


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_in_markdown_takes_one_line_and_begins_no_markup(name: str):
    with_name, usual = (
        as_markdown(made(facts(), name=given_name)).splitlines() for given_name in (name, "Ana Sample")
    )

    differing = [one for one, other in zip(with_name, usual, strict=True) if one != other]
    assert len(differing) <= 1
    assert all(re.search(r"(?<!\\)[*_`<\[#|]", line) is None for line in differing)


def test_a_printed_name_is_one_line_of_at_most_80_signs_without_turning_signs():
    assert printable("a\n\u202eb\x00  c") == "a b c"
    assert len(printable("W" * 400)) == 80


def _tags(page: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append((tag, attrs))

    Reader().feed(page)
    return found


# --- PDF -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said", [SAID, SILENT, {**SILENT, "session": "2026-12-03"}], ids=["said", "silent", "day"]
)
def test_a_sheet_has_two_pages(paper: str, language: str, said: dict[str, Any]):
    found = facts(**said)

    raw = as_pdf(made(found, language, name="Ana Sample"), paper=paper, made=found.asked)

    assert sheet_pdf.pages(raw) == 2


def test_a_pdf_claims_both_standards_its_language_and_its_title():
    raw = as_pdf(made(facts(), "es", name="Ana Sample"), made=0)

    assert re.search(rb"pdfuaid:part(>|=\")1", raw)
    assert re.search(rb"pdfaid:part(>|=\")2", raw)
    assert re.search(rb"pdfaid:conformance(>|=\")A", raw)
    assert b"/Marked true" in raw
    assert b"/Lang(es)" in raw


def test_the_same_sheet_gives_the_same_pdf():
    page = made(facts(), name="Ana Sample")

    assert as_pdf(page, made=0) == as_pdf(page, made=0)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pdf_can_be_made_for_every_name(name: str):
    assert sheet_pdf.pages(as_pdf(made(facts(), name=name), made=0)) == 2


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not here")
def test_another_reader_finds_every_sentence_in_the_pdf(tmp_path: Path):
    page = made(facts(), name="<b>*Ana*</b> #panic()")
    target = tmp_path / "sheet.pdf"
    target.write_bytes(as_pdf(page, made=0))

    shown = subprocess.run(
        ["pdftotext", "-raw", str(target), "-"], capture_output=True, check=True
    ).stdout.decode()

    flat = re.sub(r"\s+", "", shown)
    rows = [
        line
        for part in (page.before, page.day, page.after, page.usual, page.coming)
        for row in part.rows
        for line in row.what
    ]
    wanted = [page.title, page.name, page.code, page.session, *page.same_day.lines, *page.call.lines, *rows]
    assert [text for text in wanted if re.sub(r"\s+", "", text) not in flat] == []


def test_a_warning_of_the_layout_is_a_failure():
    compiler = sheet_pdf._compiler(True)

    with pytest.raises(NoPdf, match="unknown font family"):
        sheet_pdf._compile(compiler, {}, 0, b'#set document(title: "x")\n#set text(font: "No Such Font")\nx')


@pytest.mark.parametrize("missing", ["typst", "font_manrope"])
def test_without_the_extra_the_one_line_to_install_is_named(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, missing, None)
    sheet_pdf._compiler.cache_clear()

    done = run(sheet, ANA, "-o", str(tmp_path / "sheet.pdf"))

    sheet_pdf._compiler.cache_clear()
    assert done.exit_code == 1
    assert done.stderr == f"A PDF needs {missing}. Install it with: pip install 'needlecare[pdf]'\n"
    assert list(tmp_path.iterdir()) == []


# --- codes -----------------------------------------------------------------------------------------------------------

symbols = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8)


@given(symbols, symbols)
def test_a_code_is_read_as_it_was_printed(one: str, other: str):
    code = Code(one, other)

    assert read_code(str(code)) == code
    assert read_code(str(code).lower().replace("-", " ").replace("1", "l").replace("0", "o")) == code
    assert read_code(str(code).removeprefix("NC1-")) == code


@given(symbols, symbols, st.integers(0, 17), st.integers(1, 31))
def test_every_mistyped_sign_is_noticed(one: str, other: str, place: int, shift: int):
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    typed = str(Code(one, other)).removeprefix("NC1").replace("-", "")
    wrong = typed[:place] + signs[(signs.index(typed[place]) + shift) % 32] + typed[place + 1 :]

    with pytest.raises(ValueError, match="mistyped"):
        read_code(wrong)


@given(symbols, symbols, st.integers(0, 14))
def test_every_swap_of_neighbours_is_noticed(one: str, other: str, place: int):
    typed = str(Code(one, other)).removeprefix("NC1").replace("-", "")
    swapped = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]

    if swapped == typed:
        return
    with pytest.raises(ValueError, match="mistyped"):
        read_code(swapped)


def test_other_answers_and_other_protocols_give_another_code():
    code = code_of(book().digest, facts())

    assert code.facts != code_of(book().digest, facts(used={"waxing": "2026-10-29"})).facts
    assert code.protocols != part_of("0" * 64)
    assert facts_digest(facts()) == facts_digest(facts())


def test_yes_no_and_silence_give_three_codes():
    said = [
        facts(states=states)
        for states in ({}, {"pregnant": "no"}, {"pregnant": "yes"}, {"pregnant": "not-sure"})
    ]

    assert len({facts_digest(found) for found in said}) == 4


# --- the commands ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "start"), [("pdf", b"%PDF-1.7"), ("html", b"<!doctype html>"), ("md", b"# Microneedling")]
)
def test_the_ending_of_the_file_decides_its_form(ending: str, start: bytes, tmp_path: Path):
    target = tmp_path / f"sheet.{ending}"

    assert run(sheet, ANA, "-o", str(target), "--clinic", "Sample Skin Clinic").exit_code == 0

    assert target.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_ending_that_says_nothing_is_refused(tmp_path: Path):
    done = run(sheet, ANA, "-o", str(tmp_path / "sheet.txt"))

    assert done.exit_code == 2
    assert "end it with .pdf, .html or .md" in re.sub(r"[\s│]+", " ", done.stderr)


def test_a_printed_code_is_verified_against_the_facts():
    shown = run(sheet, ANA).stdout
    code = shown[shown.index("NC1-") :].rstrip("`\n")

    assert "Made by microneedling 1.0 and safety 1.0" in run(verify, code).stdout
    assert "Made of these facts, as asked on Monday 30 November, 18:00." in run(verify, code, ANA).stdout
    ben = run(verify, code, ANA, "--now", "2026-12-01")
    assert ben.exit_code == 1
    assert "Made of other facts" in ben.stderr
    other = run(verify, code, "--protocol", "safety")
    assert other.exit_code == 1
    assert "Not made by safety 1.0" in other.stderr


def test_a_mistyped_code_is_refused_with_what_to_do():
    done = run(verify, "NC1-0000-0000-0000-0000-11")

    assert done.exit_code == 2
    assert "compare it with the sheet" in re.sub(r"[\s│]+", " ", done.stderr)

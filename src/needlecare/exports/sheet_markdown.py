"""The care sheet as Markdown (CommonMark with tables), for e-mail, notes and records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from needlecare.exports.sheet import Panel, Section, Sheet

# Whatever could begin markup, an entity, a link or a table cell.
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$:@^=])")


def as_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown; a name is escaped sign by sign, so that it stays a name."""
    return "\n".join(_lines(sheet)) + "\n"


def escaped(name: str) -> str:
    """Return a name that no Markdown reader takes for markup."""
    return _MARKUP.sub(r"\\\1", name)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {sheet.title}", "")
    clinic = " · ".join(escaped(part) for part in (sheet.clinic, sheet.phone) if part)
    for part in (clinic, escaped(sheet.name), f"{sheet.session_label}: **{sheet.session}**", sheet.zone):
        if part:
            yield f"{part}  "
    yield ""
    yield from _panel(sheet.emergency)
    yield from (f"## {sheet.line_title}", "")
    for point in sheet.line:
        yield f"- **{point.day}** · {' · '.join(part for part in (point.near, point.note) if part)}"
    yield ""
    for section in (sheet.before, sheet.day, sheet.after, sheet.usual):
        yield from _section(section)
    yield from _panel(sheet.same_day)
    yield from _panel(sheet.call)
    yield from _section(sheet.coming)
    yield from (" ".join(sheet.remarks), "")
    yield f"{sheet.made} {sheet.check} `{sheet.code}`"


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {section.title}", "", f"| {' | '.join(section.heads)} |", "| --- | --- | --- |")
    for row in section.rows:
        what = "<br>".join(f"{'☐ ' if row.box else ''}{_cell(line)}" for line in row.what)
        yield f"| {f'**{_cell(row.when)}**' if row.when else ''} | {what} | {row.ids} |"
    yield ""


def _panel(panel: Panel) -> Iterator[str]:
    if panel.lines:
        yield from (f"## {panel.title}", "", *(f"- {line}" for line in panel.lines), "")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")

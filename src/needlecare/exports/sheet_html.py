"""The care sheet as one HTML file that needs nothing else: no script, no font or picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from needlecare.exports.sheet import Panel, Point, Section, Sheet

_STYLE = """
:root{color-scheme:light dark;--paper:light-dark(#fff,#16121a);--ink:light-dark(#261b2d,#f4eff5);
--ink-2:light-dark(#5b4f63,#c3b7ca);--line:light-dark(#e3dbe4,#3b3142);--action:light-dark(#5b2a72,#d9b8ee);
--stop:light-dark(#8c1d2b,#ffb9b8);--wait:light-dark(#774600,#f6ce85);--h0:light-dark(#c23b5e,#f0839f);
--h1:light-dark(#c5627f,#d98ca4);--h3:light-dark(#a97797,#b894b4);--h7:light-dark(#6d8b96,#90aeb4);
--h42:light-dark(#2f8c80,#7ccfc3)}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:52rem;background:var(--paper);color:var(--ink);
font:450 1rem/1.5 Manrope,ui-sans-serif,system-ui,"Segoe UI",Roboto,Arial,sans-serif;overflow-wrap:anywhere}
header{display:flex;flex-wrap:wrap;gap:.5rem 2rem;justify-content:space-between;align-items:end;
border-bottom:3px solid;padding-bottom:.75rem}
header p,h1{margin:0}
h1{font-size:1.9rem;font-weight:600;line-height:1.15;letter-spacing:-.02em}
h2{font-size:1.2rem;margin:1.6rem 0 .4rem}
.who{text-align:end}
.soft,.ids,thead,footer{color:var(--ink-2);font-size:.875rem}
section.panel{border:1.5px solid var(--edge);border-radius:.75rem;padding:.9rem 1.1rem;margin-top:1.2rem;break-inside:avoid}
.panel h2{margin:0 0 .3rem;color:var(--edge)}
.panel ul,.panel p{margin:0;padding-inline-start:1.1em}
.panel p{padding:0}
.cols{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));margin-top:1rem}
.cols .panel{margin:0}
table{border-collapse:collapse;width:100%}
td,th{text-align:start;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);font-weight:450}
tbody th{font-weight:700;width:12rem}
thead th{border:0;padding-block:0}
.ids{text-align:end;white-space:nowrap;padding-inline-end:0}
td p{margin:0}
td p+p{margin-top:.2rem}
.box{display:inline-block;width:.85em;height:.85em;margin-inline-end:.5em;border:1.5px solid var(--action);
border-radius:3px;vertical-align:-.05em}
.dot{display:inline-block;width:.6em;height:.6em;border-radius:50%;margin-inline-end:.5em;background:var(--at)}
.line{display:flex;flex-wrap:wrap;list-style:none;padding:0;margin:0;font-size:.875rem;line-height:1.35}
.line li{flex:1 1 5.5rem;text-align:center;padding:1.5rem .25rem .5rem;position:relative}
.line li::before{content:"";position:absolute;top:.55rem;left:0;right:0;height:5px;background:var(--at)}
.line .before::before{height:2px;top:.65rem}
.line li::after{content:"";position:absolute;top:.2rem;left:calc(50% - .5rem);width:1rem;height:1rem;border-radius:50%;
background:var(--at);border:2px solid var(--paper)}
.line .before::after{background:var(--paper);border-color:var(--action)}
.line b,.line span{display:block}
.line .session b{color:var(--action)}
footer{margin-top:1.5rem;border-top:1px solid;padding-top:.6rem}
@media (max-width:34rem){td,th{display:block;width:auto;border:0;padding-block:.1rem}thead{display:none}
tr{display:block;border-bottom:1px solid var(--line);padding-block:.4rem}.ids{text-align:start}.who{text-align:start}}
@media print{:root{color-scheme:light}body{padding:0;max-width:none;font-size:10pt}@page{margin:14mm}tr{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
""".strip()


def as_html(sheet: Sheet) -> str:
    """Return a sheet as an HTML page."""
    return "\n".join(_page(sheet)) + "\n"


def _page(sheet: Sheet) -> Iterator[str]:
    title = " · ".join(part for part in (sheet.title, sheet.name) if part)
    yield f'<!doctype html>\n<html lang="{escape(sheet.language)}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n<header>\n<div>"
    clinic = [f"<strong>{_name(sheet.clinic)}</strong>" if sheet.clinic else "", _name(sheet.phone)]
    if sheet.clinic or sheet.phone:
        yield f"<p>{' · '.join(part for part in clinic if part)}</p>"
    yield f'<h1>{escape(sheet.title)}</h1>\n</div>\n<div class="who">'
    if sheet.name:
        yield f"<p>{_name(sheet.name)}</p>"
    yield f"<p>{escape(sheet.session_label)} <strong>{escape(sheet.session)}</strong></p>"
    yield f'<p class="soft">{escape(sheet.zone)}</p>\n</div>\n</header>'
    yield from _panel(sheet.emergency, "stop")
    yield f'<h2>{escape(sheet.line_title)}</h2>\n<ul class="line">'
    yield from map(_point, sheet.line)
    yield "</ul>"
    for section in (sheet.before, sheet.day, sheet.after, sheet.usual):
        yield from _section(section)
    yield '<div class="cols">'
    yield from _panel(sheet.same_day, "stop")
    yield from _panel(sheet.call, "wait")
    yield "</div>"
    yield from _section(sheet.coming)
    yield f'<p class="soft">{escape(" ".join(sheet.remarks))}</p>'
    yield f"<footer>{escape(sheet.made)} {escape(sheet.check)} <strong>{escape(sheet.code)}</strong></footer>"
    yield "</main>\n</body>\n</html>"


def _name(name: str) -> str:
    """Return a name that keeps its own direction of writing to itself."""
    return f"<bdi>{escape(name)}</bdi>" if name else ""


def _point(point: Point) -> str:
    colour = f"var(--{point.place})" if point.place and point.side == "after" else "var(--action)"
    near = f"<span>{escape(point.near)}</span>" if point.near else ""
    note = f"<span>{escape(point.note)}</span>"
    return f'<li class="{point.side}" style="--at:{colour}"><b>{escape(point.day)}</b>{near}{note}</li>'


def _section(section: Section) -> Iterator[str]:
    when, what, ids = map(escape, section.heads)
    yield f"<h2>{escape(section.title)}</h2>\n<table>"
    yield f'<thead><tr><th scope="col">{when}</th><th scope="col">{what}</th>'
    yield f'<th scope="col" class="ids">{ids}</th></tr></thead>'
    yield "<tbody>"
    for row in section.rows:
        dot = f'<span class="dot" style="--at:var(--{row.place})"></span>' if row.place else ""
        box = '<span class="box"></span>' if row.box else ""
        shown = "".join(f"<p>{box}{escape(line)}</p>" for line in row.what)
        head = f'<th scope="row">{dot}{escape(row.when)}</th>' if row.when else "<td></td>"
        yield f'<tr>{head}<td>{shown}</td><td class="ids">{escape(row.ids)}</td></tr>'
    yield "</tbody>\n</table>"


def _panel(panel: Panel, tone: str) -> Iterator[str]:
    if not panel.lines:
        return
    yield f'<section class="panel" style="--edge:var(--{tone})">\n<h2>{escape(panel.title)}</h2>'
    if len(panel.lines) == 1:
        yield f"<p>{escape(panel.lines[0])}</p>"
    else:
        yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in panel.lines)}</ul>"
    yield "</section>"

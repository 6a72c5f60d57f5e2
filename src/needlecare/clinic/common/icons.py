"""The pictures beside words: line icons on a 24 px grid, and the shapes of outcomes on 40 px."""

from __future__ import annotations

LINES = {
    "menu": '<path d="M4 8h16M4 16h16"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2.5"/><path d="M4 8l8 5.5L20 8"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4'
    'M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "moon": '<path d="M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5Z"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "bottle": '<path d="M9.5 3h5v4l2 2.5V19a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2V9.5l2-2.5zM7.5 13h9"/>',
    "skin": '<path d="M3 9c3 2.5 6-2.5 9 0s6 2.5 9 0"/><path d="M3 15c3 2.5 6-2.5 9 0s6 2.5 9 0"/>'
    '<path d="M12 3v3M7 3v3M17 3v3"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "tick": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "alert": '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="3"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "sheet": '<path d="M6.5 3h8l4 4v14h-12zM14 3v5h5M9.5 12.5h6M9.5 16.5h6"/>',
    "series": '<path d="M3 12h18"/><circle cx="5" cy="12" r="2.2" fill="currentColor"/>'
    '<circle cx="12" cy="12" r="2.2" fill="currentColor"/><circle cx="19" cy="12" r="2.2" fill="currentColor"/>',
    "phone": '<path d="M5 4h4l1.5 5L8 10.5a12 12 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 5.6 '
    '1.5 1.5 0 0 1 5 4Z"/>',
}

_DISC = '<circle cx="20" cy="20" r="18"/>'
SHAPES = {
    "stop": ('<path d="M12.5 2h15L38 12.5v15L27.5 38h-15L2 27.5v-15z"/>', "M12 20h16"),
    "wait": (_DISC, "M20 10v10.5l7 4"),
    "refer": (
        '<path d="M6 4h28a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H21l-9 8v-8H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/>',
        "M11 13h18M11 21h11",
    ),
    "ask": (
        '<rect x="2" y="2" width="36" height="36" rx="9"/>',
        "M14.5 15.5a5.5 5.5 0 1 1 8 5c-1.7.9-2.5 2-2.5 3.7M20 30v.1",
    ),
    "caution": ('<path d="M20 1l19 19-19 19L1 20z"/>', "M20 12v9M20 27.5v.1"),
    "ready": (
        '<path d="M20 2c5 3.5 10 4.5 16 4.5 0 15-3.5 25-16 31.5C7.5 31.5 4 21.5 4 6.5 10 6.5 15 5.5 20 2z"/>',
        "M12.5 19.5l5.5 5.5 10-11",
    ),
    "none": (_DISC, "M11.5 20h.1M20 20h.1M28.5 20h.1"),
}


def icon(name: str, css: str = "") -> str:
    """Return a line icon as SVG that a screen reader passes over."""
    named = f' class="{css}"' if css else ""
    width = "2.2" if name == "tick" else "1.75"
    return (
        f'<svg{named} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{LINES[name]}</svg>'
    )


def shape(outcome: str) -> str:
    """Return the shape of an outcome as SVG that a screen reader passes over."""
    ground, mark = SHAPES[outcome]
    return (
        f'<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false"><g fill="currentColor">{ground}</g>'
        '<g class="mark" fill="none" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{mark}"/></g></svg>'
    )

"""Pages for a terminal or a pipe: headings, paragraphs and entries, wrapped to the width at hand.

Colour is used only on a terminal, and never where NO_COLOR is set; no meaning is carried by colour alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH = 40, 96, 80
NARROW = 60  # below it, a left column would leave too little for the text

# Plain colours of the terminal's own palette, readable on light and on dark; yellow and blue are not.
STYLES = {
    "strong": "1",
    "quiet": "2",
    "ready": "32",
    "caution": "35",
    "ask": "35",
    "refer": "35",
    "wait": "31",
    "stop": "31",
}


class Page:
    """Lines for people, printed when complete.

    Parameters
    ----------
    width : int, optional
        Columns; else those of the terminal, at least 40, and 80 in a pipe.
    colour : bool, optional
        Else whether the output is a terminal and NO_COLOR is not set.
    """

    def __init__(self, *, width: int | None = None, colour: bool | None = None) -> None:
        self.width = min(max(width or _width(), LEAST_WIDTH), MOST_WIDTH)
        self.colour = _is_colourful() if colour is None else colour
        self.lines: list[str] = []

    @property
    def is_narrow(self) -> bool:
        return self.width < NARROW

    def blank(self) -> None:
        """Leave one line empty; never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str, *, style: str = "") -> None:
        """Print a heading after an empty line."""
        self.blank()
        for line in self._wrapped(text, "", ""):
            self.lines.append(self.styled(line, "strong", style))

    def text(self, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
        """Print a paragraph; lines after the first are indented `hang` more."""
        for line in self._wrapped(text, " " * indent, " " * (indent + hang)):
            self.lines.append(self.styled(line, style))

    def entry(self, text: str, *, indent: int = 2) -> None:
        """Print a text whose subject, the words before its first colon, stands out."""
        subject, colon, rest = text.partition(": ")
        if not colon or len(subject) > self.width - indent - 8:
            self.text(text, indent=indent, hang=2)
            return
        first, *more = self._wrapped(subject + colon + rest, " " * indent, " " * (indent + 2))
        shown = self.styled(first[: indent + len(subject)], "strong") + first[indent + len(subject) :]
        self.lines += [shown, *more]

    def item(self, left: str, texts: Iterable[str], *, column: int, style: str = "") -> None:
        """Print texts beside a left column; below it where the page is narrow."""
        if self.is_narrow:
            if left:
                self.lines.append(self.styled(left, "strong", style))
            for text in texts:
                self.text(text, indent=2, hang=2)
            return
        for text in texts or [""]:
            lines = self._wrapped(text, " " * column, " " * (column + 2)) or [""]
            lines[0] = self.styled(f"{left:<{column}}", "strong", style) + lines[0][column:]
            self.lines += [line.rstrip() for line in lines]
            left = ""

    def address(self, href: str, *, indent: int) -> None:
        """Print an address on a line of its own, never broken, so that it can be followed."""
        if href:
            self.lines.append(" " * (2 if self.is_narrow else indent) + self.styled(href, "quiet"))

    def styled(self, text: str, *names: str) -> str:
        """Return a text with its styles, where colour is wanted."""
        codes = [STYLES[name] for name in names if name]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and codes else text

    def show(self) -> None:
        """Print the page."""
        sys.stdout.write("\n".join(self.lines).strip("\n") + "\n")
        sys.stdout.flush()

    def _wrapped(self, text: str, first: str, following: str) -> list[str]:
        from textwrap import TextWrapper

        wrapper = TextWrapper(
            width=self.width,
            initial_indent=first,
            subsequent_indent=following,
            break_on_hyphens=False,
            break_long_words=True,
        )
        return wrapper.wrap(text)


def _width() -> int:
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()):
        return USUAL_WIDTH
    import shutil  # brings three kinds of compression along; only pages for people need it

    return shutil.get_terminal_size((USUAL_WIDTH, 24)).columns


def _is_colourful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

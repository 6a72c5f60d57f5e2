"""A CSV file read some megabytes of whole lines at a time; cells may hold line breaks, and memory stays bounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from needlecare.protocol.reader import BadFile, Place, Problem

Row: TypeAlias = tuple[int, Sequence[str]]  # its line, and its cells
LONGEST_CELL = 1 << 17  # [characters]
_LONGEST_LINE = 1 << 26  # [bytes]
AT_ONCE = 1 << 20  # [bytes]; what is made of them fits the caches of a processor
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def refuse(source: str, what: str, line: int = 1) -> NoReturn:
    """Raise what is wrong with a source from a line on."""
    raise BadFile([Problem(source, Place(line, 1), what)]) from None


class CsvFile:
    """A CSV file in UTF-8, with commas or semicolons: its header and rows, each with its line; or the text of the rows left.

    Parameters
    ----------
    path : Path
    share : list
        Its one entry is kept at the share of the file that is read.
    at_once : int
        How much of it is in memory. [bytes]

    Attributes
    ----------
    mark : str
        What parts cells; known once the header is read.
    line : int
        The number of the next line. Whoever takes the rows of a chunk in another way than by `rows` counts it on.
    """

    def __init__(self, path: Path, share: list[float], *, at_once: int = AT_ONCE) -> None:
        self.path, self.mark, self.line = path, ",", 1
        self.at_once = at_once
        self._share = share
        self._chunks = self._read()
        self._left, self._size = io.StringIO(), 0
        self._rows: Iterator[list[str]] | None = None

    def __iter__(self) -> CsvFile:
        return self

    def __next__(self) -> Row:
        if self._rows is None:
            chunk = next(self._chunks, b"")
            first = chunk[:LONGEST_CELL].splitlines()[:1]
            self.mark = ";" if first and first[0].count(b";") > first[0].count(b",") else ","
            self._give(chunk)
            csv.field_size_limit(LONGEST_CELL)
            self._rows = csv.reader(self._lines(), delimiter=self.mark, strict=True)
        line = self.line
        try:
            return line, next(self._rows)
        except csv.Error as error:
            refuse(str(self.path), f"is no CSV here ({error}); check the quotation marks", line)

    def chunks(self) -> Iterator[bytes]:
        """Yield the text of all rows left, each time some whole lines; what `rows` has taken beyond them is left out."""
        while chunk := self._left.read().encode() or next(self._chunks, b""):
            yield chunk

    def rows(self, chunk: bytes) -> Iterator[Row]:
        """Yield the rows of a chunk; where one goes on in the next chunk, the rows of that too."""
        self._give(chunk)
        while self._left.tell() < self._size:
            yield next(self)

    def _lines(self) -> Iterator[str]:
        while True:
            while line := self._left.readline():
                self.line += 1
                yield line
            chunk = next(self._chunks, b"")
            if not chunk:
                return
            self._give(chunk)

    def _give(self, chunk: bytes) -> None:
        try:
            text = chunk.decode()
        except UnicodeDecodeError as error:
            line = self.line + chunk.count(b"\n", 0, error.start)
            refuse(str(self.path), "is not UTF-8 from here on; save the file as UTF-8", line)
        self._left = io.StringIO(text, newline="")
        self._size = self._left.seek(0, io.SEEK_END)
        self._left.seek(0)

    def _read(self) -> Iterator[bytes]:
        with self.path.open("rb") as raw:
            size = max(self.path.stat().st_size, 1)
            left = raw.read(len(_BYTE_ORDER_MARK))
            if left == _BYTE_ORDER_MARK:
                left = b""
            while more := raw.read(self.at_once):
                left += more
                self._share[:] = [raw.tell() / size]
                end = left.rfind(b"\n") + 1 or left.rfind(b"\r", 0, -1) + 1
                if end:
                    yield left[:end]
                    left = left[end:]
                elif len(left) > _LONGEST_LINE:
                    refuse(
                        str(self.path), "this line never ends; give a CSV file with one row a line", self.line
                    )
            if left:
                yield left

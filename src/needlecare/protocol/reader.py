"""Text of a protocol or facts file, read strictly into nodes that know their place.

YAML 1.2 core and nothing more: no anchors, aliases, tags, merges, directives or second documents, no repeated keys;
size, depth and number of nodes are bounded. JSON files are read by the same rules. Every problem is reported as
``file:line:column: what, and what to do``.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, and the only way to its end
from typing import Any, TypeAlias

from needlecare.protocol.values import NamedTuple, dataclass, field

MAX_BYTES = 200_000
MAX_DEPTH = 40
MAX_NODES = 10_000
MAX_PROBLEMS = 100

Scalar: TypeAlias = "str | int | float | bool | None"


class Place(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """One thing to mend in a file: where, what was found, and what to do."""

    file: str
    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place.line}:{self.place.column}: {self.what}"


class NeedlecareError(Exception):
    """Base of the errors this product raises for bad input."""


class BadFile(NeedlecareError):
    """A file that cannot be used, with every problem found in it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a list of nodes, or a mapping of words to nodes.

    `text` is a scalar as it was written; `value` is what YAML 1.2 core makes of it.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    text: str = ""
    quoted: bool = False
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Return what this is, in words for a message."""
        if isinstance(self.value, dict):
            return "a mapping" if self.value else "an empty mapping"
        if isinstance(self.value, list):
            return "a list" if self.value else "an empty list"
        return "nothing" if self.value is None else f"'{clipped(self.text)}'"

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def clipped(text: str, width: int = 40) -> str:
    """Return a text short enough to quote in a message, on one line."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def read_file(path: str | os.PathLike[str], *, name: str | None = None) -> Node:
    """Return the root node of a file.

    Raises
    ------
    BadFile
        If the file is missing, too large, not UTF-8, or not strict YAML or JSON.
    """
    name = name or os.path.basename(path)
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile(
            [Problem(name, Place(1, 1), f"cannot be opened: {error.strerror}; check the path")]
        ) from None
    return read_bytes(raw, name=name)


def read_bytes(raw: bytes, *, name: str, most_bytes: int = MAX_BYTES, most_nodes: int = MAX_NODES) -> Node:
    """Return the root node of a file's bytes; `name` is for messages, and `.json` at its end means JSON."""
    if len(raw) > most_bytes:
        raise BadFile([Problem(name, Place(1, 1), f"is larger than {most_bytes:,} bytes; split it")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        raise BadFile(
            [Problem(name, _place_at(good, len(good)), "is not UTF-8 here; save the file as UTF-8")]
        ) from None
    return read_text(text, name=name, most_bytes=most_bytes, most_nodes=most_nodes)


def read_text(text: str, *, name: str, most_bytes: int = MAX_BYTES, most_nodes: int = MAX_NODES) -> Node:
    """Return the root node of a text."""
    if len(text) > most_bytes:
        raise BadFile([Problem(name, Place(1, 1), f"is larger than {most_bytes:,} bytes; split it")])
    found = _UNWANTED.search(text)
    if found:
        what = f"holds the invisible character U+{ord(found.group()):04X}; remove it"
        raise BadFile([Problem(name, _place_at(text, found.start()), what)])
    kind = _Json if name.endswith(".json") else _Yaml
    return kind(text, name, most_nodes).root()


# Controls other than tab and line ends, soft hyphens, marks of no width or of direction, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def _place_at(text: str, offset: int) -> Place:
    return Place(text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


_INT = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def core_scalar(text: str) -> Scalar:
    """Return what the YAML 1.2 core schema makes of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


class _Builder:
    """What both syntaxes share: the limits, and a place for every refusal."""

    def __init__(self, text: str, name: str, most_nodes: int) -> None:
        self.text, self.name, self.most_nodes, self.count = text, name, most_nodes, 0

    def refuse(self, place: Place, what: str) -> BadFile:
        return BadFile([Problem(self.name, place, what)])

    def counted(self, node: Node, depth: int) -> Node:
        self.count += 1
        if self.count > self.most_nodes:
            raise self.refuse(node.place, f"more than {self.most_nodes:,} values in one file; split it")
        if depth > MAX_DEPTH:
            raise self.refuse(node.place, f"nested more than {MAX_DEPTH} deep; flatten it")
        return node

    def repeated(self, key: str, place: Place, first: Place) -> BadFile:
        what = f"key '{clipped(key)}' stands twice (first in line {first.line}); keep one of them"
        return self.refuse(place, what)


_YAML_REMEDIES = (
    (
        "cannot start any token",
        "a value cannot start with this character; indent with spaces, or put the value in quotes",
    ),
    ("mapping values are not allowed", "a second ': ' in one value; put the text in quotes"),
    (
        "could not find expected ':'",
        "a key without ':'; add it, or indent the line to belong to the one above",
    ),
    (
        "did not find expected key",
        "this does not fit here; align the line with its neighbours, or close a quote above",
    ),
    ("block end", "this does not fit here; align the line with its neighbours, or close a quote above"),
    ("block entry", "a list item stands where none can; check the indentation"),
    ("block sequence entries are not allowed", "a list item stands where none can; check the indentation"),
    ("flow mapping", "',' or '}' is missing here; add it, or put the text in quotes"),
    ("flow sequence", "',' or ']' is missing here; add it, or put the text in quotes"),
    ("end of stream", "a quoted text is not closed; add the closing quote"),
    ("document indicator", "a quoted text is not closed; add the closing quote"),
    ("node content", "a value is missing before this character; add it, or put the text in quotes"),
    ("<document start>", "more text after the end of a value; check quotes and indentation"),
    ("escape", "an escape in double quotes is not known; write '\\\\' for a backslash, or use single quotes"),
    ("indentation", "this line does not fit its indentation; align it with its neighbours"),
)


class _Yaml(_Builder):
    def root(self) -> Node:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        found = re.search(r"^%", self.text, re.MULTILINE)
        if found:
            place = _place_at(self.text, found.start())
            raise self.refuse(place, "a '%' directive is not allowed; remove the line")
        # The pure parser: libyaml's knows YAML 1.1 only, and refuses "{ask: How long?, …}".
        try:
            return self._document(iter(YAML(typ="safe", pure=True).parse(self.text)))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = f"{error.problem or ''} {error.context or ''}"
            remedy = next((words for sign, words in _YAML_REMEDIES if sign in said), None)
            what = remedy or f"is not YAML here ({clipped(str(error.problem))}); check quotes and indentation"
            raise self.refuse(Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1), what) from None
        except YAMLError as error:
            raise self.refuse(Place(1, 1), f"is not YAML ({clipped(str(error))}); check the file") from None

    def _document(self, parser: Iterator[Any]) -> Node:
        from ruamel.yaml import events as ev

        next(parser)  # start of the stream
        event = next(parser)
        if isinstance(event, ev.StreamEndEvent):
            raise self.refuse(Place(1, 1), "is empty; write at least one key")
        node = self._node(parser, next(parser), 0)
        next(parser)  # end of the document
        if not isinstance(event := next(parser), ev.StreamEndEvent):
            raise self.refuse(_of(event), "a second document starts here; one document a file")
        return node

    def _node(self, parser: Iterator[Any], event: Any, depth: int) -> Node:
        from ruamel.yaml import events as ev

        place = _of(event)
        if getattr(event, "anchor", None) is not None:
            raise self.refuse(
                place, f"'{clipped(str(event.anchor))}' is an anchor or alias; write the value out"
            )
        if getattr(event, "tag", None) is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            raise self.refuse(place, f"the tag '{clipped(tag)}' is not allowed; remove it")
        if isinstance(event, ev.ScalarEvent):
            quoted = event.style not in (None, "")
            value = event.value if quoted else core_scalar(event.value)
            found = _UNWANTED.search(event.value)
            if found:
                raise self.refuse(
                    place, f"an escape makes the invisible character U+{ord(found.group()):04X}; remove it"
                )
            return self.counted(Node(value, place, event.value, quoted), depth)
        if isinstance(event, ev.SequenceStartEvent):
            self.counted(Node(None, place), depth)
            items = []
            while not isinstance(event := next(parser), ev.SequenceEndEvent):
                items.append(self._node(parser, event, depth + 1))
            return Node(items, place)
        return self._mapping(parser, self.counted(Node(None, place), depth).place, depth)

    def _mapping(self, parser: Iterator[Any], place: Place, depth: int) -> Node:
        from ruamel.yaml import events as ev

        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(parser), ev.MappingEndEvent):
            at = _of(event)
            if not isinstance(event, ev.ScalarEvent):
                raise self.refuse(at, "a key must be one word; a list, mapping or alias cannot be a key")
            key = self._node(parser, event, depth + 1).text
            if key == "<<":
                raise self.refuse(at, "'<<' merges are not allowed; write the keys out")
            if key in entries:
                raise self.repeated(key, at, keys[key])
            keys[key] = at
            node = self._node(parser, next(parser), depth + 1)
            # An empty value has its mark on the next line: what is missing is missing at its key.
            entries[key] = node if node.text or node.quoted or node.value is not None else Node(None, at)
        return Node(entries, place, keys=keys)


def _of(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


_JSON_TOKEN = re.compile(
    r'[ \t\r\n]*([{}\[\],:]|-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?|true|false|null|"|\Z)',
    re.ASCII,
)


class _Json(_Builder):
    def __init__(self, text: str, name: str, most_nodes: int) -> None:
        super().__init__(text, name, most_nodes)
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self.line_starts, offset)
        return Place(line, offset - self.line_starts[line - 1] + 1)

    def root(self) -> Node:
        token, start, end = self._token(0)
        node, end = self._node(token, start, end, 0)
        token, start, _ = self._token(end)
        if token:
            raise self.refuse(self.place(start), "more text after the end of the JSON value; remove it")
        return node

    def _token(self, offset: int) -> tuple[str, int, int]:
        found = _JSON_TOKEN.match(self.text, offset)
        if found is None:
            gap = re.compile(r"[ \t\r\n]*").match(self.text, offset)
            at = gap.end() if gap else offset
            raise self.refuse(self.place(at), "is not JSON here; check quotes, commas and brackets")
        return found.group(1), found.start(1), found.end(1)

    def _string(self, start: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, start + 1, True)
        except ValueError:
            raise self.refuse(
                self.place(start), "this text is not closed or has a bad escape; mend it"
            ) from None
        found = _UNWANTED.search(value)
        if found:
            what = f"an escape makes the invisible character U+{ord(found.group()):04X}; remove it"
            raise self.refuse(self.place(start), what)
        return value, end

    def _node(self, token: str, start: int, end: int, depth: int) -> tuple[Node, int]:
        place = self.place(start)
        self.counted(Node(None, place), depth)
        if token == '"':
            value, end = self._string(start)
            return Node(value, place, value, quoted=True), end
        if token == "[":
            return self._items(place, end, depth)
        if token == "{":
            return self._members(place, end, depth)
        if not token or token in "]},:":
            raise self.refuse(place, "a value is missing here; add it")
        return Node(core_scalar(token), place, token), end

    def _items(self, place: Place, end: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        token, start, end = self._token(end)
        while token != "]" or items:
            node, end = self._node(token, start, end, depth + 1)
            items.append(node)
            token, start, end = self._token(end)
            if token == "]":
                break
            if token != ",":
                raise self.refuse(self.place(start), "',' or ']' is missing here; add it")
            token, start, end = self._token(end)
        return Node(items, place), end

    def _members(self, place: Place, end: int, depth: int) -> tuple[Node, int]:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        token, start, end = self._token(end)
        while token != "}" or entries:
            at = self.place(start)
            if token != '"':
                raise self.refuse(at, "a key in double quotes is missing here; add it")
            key, end = self._string(start)
            if key in entries:
                raise self.repeated(key, at, keys[key])
            token, start, end = self._token(end)
            if token != ":":
                raise self.refuse(self.place(start), "a key without ':'; add it")
            keys[key] = at
            entries[key], end = self._node(*self._token(end), depth + 1)
            token, start, end = self._token(end)
            if token == "}":
                break
            if token != ",":
                raise self.refuse(self.place(start), "',' or '}' is missing here; add it")
            token, start, end = self._token(end)
        return Node(entries, place, keys=keys), end


class Report:
    """Collects the problems of one file while it is read."""

    def __init__(self, file: str, *, zone: Any = None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.vague: Any = None  # the file's policy for vague amounts, once its settings are read
        self.zone = zone  # the clinic's zone, once it is read

    def problem(self, place: Place, what: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, place, what))

    @property
    def is_full(self) -> bool:
        return len(self.problems) >= MAX_PROBLEMS

    def raise_if_any(self) -> None:
        if self.problems:
            raise BadFile(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.problems))


def suggestion(word: str, known: list[str], *, cutoff: float = 0.75) -> str:
    """Return " (did you mean 'x'?)" when one known word is close, else nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word[:80], known, n=1, cutoff=cutoff)
    return f" (did you mean '{close[0]}'?)" if close else ""

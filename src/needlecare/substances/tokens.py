"""The grammar of labels: a text cut into sections and entries, each with its place.

Knows commas, semicolons, bullets, line breaks, brackets, percentages, asterisks, table bars and the
headings of drug facts and of five languages. Knows no substance.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from needlecare.substances.lexicon import Lexicon
from needlecare.substances.normalise import JOIN, Normal, word_set

_TOKEN = re.compile(
    r"(?P<strength>(?<![a-z0-9])[<>~]?\d{1,7}(?:[.,]\d{1,6})?\s{0,3}"
    r"(?:%|percent\b|per cent\b|mg/g\b|mg/ml\b|mg\b|mcg\b|iu\b|units?\b))"
    r"|(?P<word>[a-z0-9\x01]+|[^\x00-\x7f]+)"
    r"|(?P<inner>(?<=\d)[.,](?=\d))"
    r"|(?P<mark>[,;|\n:()\[\]{}*+]|\.(?=\s|$)|\s-{1,2}\s|/)"
)
_BLANK = re.compile(r"\n[ \t]*\n")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_BRACKET_REACH = 400
_LONGEST_SUBJECT = 5  # words before a colon that can be an ingredient of which something is said
_ABBREVIATED = word_set("denat var ext extr ssp spp st no ci c i nr fd d alc dr vol max min approx l")
_ANYWHERE = frozenset(["active", "inactive", "key", "may-contain", "cut"])
_HEADING_TAIL = re.compile(r"\s{0,3}(?:\([^)\n]{0,60}\)\s{0,3})?[:/]{0,2}")
_CUT_DOTS = re.compile(r"(?:\.\s?\.\s?\.|…)\s*$")


@dataclass(slots=True, eq=False)
class Word:
    """One word of the comparable text."""

    text: str
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Strength:
    """A printed amount; `percent` only where the print gives one."""

    text: str
    percent: float | None
    milligrams: float | None
    start: int


@dataclass(slots=True, eq=False)
class Entry:
    """One entry of a list: its words, the words in brackets, and the strength beside it."""

    words: list[Word] = field(default_factory=list)
    remarks: list[list[Word]] = field(default_factory=list)
    strengths: list[Strength] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Return where the entry begins in the comparable text."""
        starts = [w.start for w in self.words[:1]] + [r[0].start for r in self.remarks[:1] if r]
        return min(starts or [s.start for s in self.strengths[:1]])

    @property
    def end(self) -> int:
        """Return where the last word of the entry ends."""
        ends = [w.end for w in self.words[-1:]] + [r[-1].end for r in self.remarks[-1:] if r]
        return max(ends or [s.start + len(s.text) for s in self.strengths[-1:]])


@dataclass(slots=True, eq=False)
class Section:
    """A run of entries under one heading."""

    role: str  # "list", "active", "inactive", "key", "may-contain", "purpose" or "skip"
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Label:
    """A whole label."""

    sections: list[Section]
    words: list[Word]
    is_cut: bool  # the text says or shows that the list goes on elsewhere


def read_tokens(normal: Normal, lexicon: Lexicon) -> Label:
    """Return the sections and entries of a label."""
    text = normal.text
    cutter = _Cutter(text, lexicon)
    for match in _TOKEN.finditer(text):
        cutter.take(match)
    cutter.close_entry()
    is_cut = cutter.is_cut or _CUT_DOTS.search(text[-8:]) is not None
    sections = [section for section in cutter.sections if section.entries]
    return Label(sections, cutter.words, is_cut)


def percent_in(strengths: Iterable[Strength]) -> float | None:
    """Return the largest printed percentage, or None."""
    return max((s.percent for s in strengths if s.percent is not None), default=None)


class _Cutter:
    """Reads the tokens in order; the state is where in the label we are."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.headers = lexicon.headers
        self.words: list[Word] = []
        self.sections = [Section("list")]
        self.entry = Entry()
        self.remark: list[Word] | None = None
        self.bracket_ends = -1
        self.skip_until = -1
        self.is_cut = False
        self.has_active = False
        self.hard_breaks = _hard_breaks(text)
        self.paragraph = 0

    def take(self, match: re.Match[str]) -> None:
        start = match.start()
        if self.bracket_ends != -1 and start >= self.bracket_ends:
            self.close_bracket()
        if start < self.skip_until:
            return
        kind = match.lastgroup
        if kind == "word":
            self.take_word(match.group(), start, match.end())
        elif kind == "strength":
            self.take_strength(match.group(), start)
        elif kind == "mark":
            self.take_mark(match.group().strip(" "), start)

    def take_word(self, text: str, start: int, end: int) -> None:
        if text in self.headers and self.opens_header(text, start):
            return
        if JOIN in text:
            text = text.replace(JOIN, "")
        word = Word(text, start, end)
        self.words.append(word)
        if self.remark is None:
            self.entry.words.append(word)
        else:
            self.remark.append(word)

    def take_strength(self, text: str, start: int) -> None:
        number = _NUMBER.search(text)
        value = float(number.group().replace(",", ".")) if number else 0.0
        percent = milligrams = None
        if "%" in text or "cent" in text:
            percent = value
        elif "mg/g" in text or "mg/ml" in text:
            percent = value / 10
        elif "mg" in text:
            milligrams = value
        strength = Strength(text, percent, milligrams, start)
        entries = self.sections[-1].entries
        # "Urea, 40%": the strength alone after a comma belongs to the entry before it.
        if not self.entry.words and not self.entry.remarks and entries and self.remark is None:
            follows = self.text[start + len(text) : start + len(text) + 2].strip()
            if not follows or not follows[0].isalpha():
                entries[-1].strengths.append(strength)
                return
        self.entry.strengths.append(strength)

    def take_mark(self, mark: str, start: int) -> None:
        if mark in _CLOSES:
            self.open_bracket(mark, start)
            return
        ends_abbreviation = mark == "." and self.entry.words and self.entry.words[-1].text in _ABBREVIATED
        wraps_line = mark == "\n" and not self.is_hard(start)
        if self.remark is not None or ends_abbreviation or wraps_line:
            return
        if mark == "+" and self.text[start : start + 3] == "+/-":
            self.open_section("may-contain")
            self.skip_until = start + 3
        elif mark == ":":
            self.take_colon(start)
        elif mark in (",", ";", "|", "\n", ".", "-", "--"):
            self.close_entry()

    def take_colon(self, start: int) -> None:
        """A colon ends a heading, or opens what is said of the ingredient before it."""
        line_end = self.text.find("\n", start)
        line_end = len(self.text) if line_end == -1 else line_end
        rest = self.text[start + 1 : min(line_end, start + _BRACKET_REACH)].strip()
        if not rest and self.entry.words and line_end < len(self.text):
            self.sections.append(Section("purpose", [self.entry]))
            self.entry = Entry()
            self.sections.append(Section("list"))
        elif (
            rest
            and len(self.entry.words) <= _LONGEST_SUBJECT
            and rest.count(",") < 2
            and line_end - start < _BRACKET_REACH
        ):
            self.remark = []
            self.bracket_ends = line_end
        else:
            self.close_entry()

    def open_bracket(self, mark: str, start: int) -> None:
        closes = self.text.find(_CLOSES[mark], start, start + _BRACKET_REACH)
        inside = self.text[start + 1 : start + 40].strip()
        if closes == -1 or inside.startswith(("+/-", "may ", "peut ", "puede ", "kann ", "pode ")):
            self.close_entry()
            return
        if self.remark is None:
            self.remark = []
            self.bracket_ends = closes
        else:
            self.bracket_ends = max(self.bracket_ends, closes)

    def close_bracket(self) -> None:
        if self.remark:
            self.entry.remarks.append(self.remark)
        self.remark = None
        self.bracket_ends = -1

    def close_entry(self) -> None:
        self.close_bracket()
        entry = self.entry
        if entry.words or entry.remarks:
            self.sections[-1].entries.append(entry)
        elif entry.strengths and self.sections[-1].entries:
            self.sections[-1].entries[-1].strengths.extend(entry.strengths)
        self.entry = Entry()

    def open_section(self, role: str) -> None:
        self.close_entry()
        if role == "purpose" and self.sections[-1].role == "active" and not self.sections[-1].entries:
            return  # two headings side by side, over two columns
        self.sections.append(Section(role))
        self.has_active = self.has_active or role == "active"

    def is_hard(self, at: int) -> bool:
        """Whether the line break at this place ends an entry."""
        breaks = self.hard_breaks
        while self.paragraph < len(breaks) and breaks[self.paragraph][0] <= at:
            self.paragraph += 1
        if self.paragraph == len(breaks) or breaks[self.paragraph][1]:
            return True
        return self.text[at + 1 : at + 20].lstrip(" \t")[:1] in ("\n", "*", "-", "|", ";")

    def opens_header(self, word: str, start: int) -> bool:
        """Open a new section where a heading stands, and say whether one did."""
        for phrase, role in self.headers[word]:
            if role == "free":
                continue
            end = _phrase_end(self.text, start, phrase)
            if end == -1 or not self.is_heading(role, phrase, start, end):
                continue
            if role == "cut":
                self.is_cut = True
                self.close_entry()
            elif role == "key":
                self.is_cut = True
                self.open_section("key")
            else:
                self.open_section(role)
            self.skip_until = _after_heading(self.text, end)
            return True
        return False

    def is_heading(self, role: str, phrase: tuple[str, ...], start: int, end: int) -> bool:
        if role in _ANYWHERE:
            return True
        if role == "purpose" and self.has_active:
            return True
        before = self.text[max(0, start - 12) : start].rstrip(" \t*#•-/")
        at_line_start = not before or before[-1] in "\n.|"
        follows = self.text[end : end + 60].lstrip(" \t*#")
        marked = follows.startswith((":", "\n")) or re.match(r"\([^)\n]{0,40}\)\s*[:\n]", follows) is not None
        if role == "list":
            return marked or (at_line_start and len(phrase) > 1)
        return at_line_start and (marked or len(phrase) > 1)


def _hard_breaks(text: str) -> list[tuple[int, bool]]:
    """Return for each paragraph where it ends, and whether its line breaks separate entries."""
    if "\n" not in text:
        return []
    paragraphs = []
    begin = 0
    for match in _BLANK.finditer(text):
        paragraphs.append((begin, match.start()))
        begin = match.start()
    paragraphs.append((begin, len(text)))
    merged: list[tuple[int, bool]] = []
    for first, last in paragraphs:
        commas = text.count(",", first, last) + text.count(";", first, last)
        hard = commas < 2 * text.count("\n", first + 2, last)
        if merged and merged[-1][1] == hard:
            merged[-1] = (last, hard)
        else:
            merged.append((last, hard))
    return merged


def _phrase_end(text: str, start: int, phrase: tuple[str, ...]) -> int:
    """Return where `phrase` ends if it stands at `start`, whatever separates its words, else -1."""
    at = start
    for index, word in enumerate(phrase):
        if index:
            gap = at
            while at < len(text) and at - gap < 4 and not text[at].isalnum():
                at += 1
        if not text.startswith(word, at):
            return -1
        at += len(word)
    return -1 if at < len(text) and text[at].isalnum() else at


def _after_heading(text: str, end: int) -> int:
    """Skip a bracket, a colon or slashes that belong to a heading."""
    match = _HEADING_TAIL.match(text, end)
    return match.end() if match else end

"""The layout of plain text: lines, indentation, list marks and blank lines, kept as they are.

Only what stands between them is translated, so that a text comes back with the same lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

_LINE_END = re.compile(r"(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
# Marks of lists, headings and quotations; a dash or a star only before a space.
_MARK = r"(?:[-*+•‣◦·–—>]|\#{1,6}|\[[ xX]\]|\(?[a-zA-Z]\))"
_NUMBER = re.compile(r"\(?\d{1,3}[.)](?=\s)")
_BEFORE = re.compile(rf"\s*+(?>(?:(?:{_MARK})\s++)*)")
_FENCE = re.compile(r"[ ]{0,3}(?P<marks>`{3,}+|~{3,}+)(?P<rest>.*)")
_CELL = re.compile(r"((?<!\s)\s*\t\s*)")


@dataclass(frozen=True)
class TextLayout:
    """A text in parts: every second one, from the first, is kept; those between are translated."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Divide a text."""
        kept = [""]
        for line, translated in _lines(text):
            for part, wanted in _cells(line) if translated else [(line, False)]:
                if wanted:
                    kept += [part, ""]
                else:
                    kept[-1] += part
        return cls(tuple(kept))

    @classmethod
    def of_one_line(cls, text: str) -> Self:
        """Take a text as one paragraph, whose line ends are spaces."""
        core = text.strip()
        if not any(map(str.isalpha, core)):
            return cls((text,))
        start = text.index(core)
        return cls((text[:start], core, text[start + len(core) :]))

    @property
    def translatable(self) -> Sequence[str]:
        """The parts to be translated, in order."""
        return self.parts[1::2]

    @property
    def kept(self) -> tuple[str, ...]:
        """The parts that are kept: one before, between and after those to be translated."""
        return self.parts[::2]

    def restored(self, piece: str) -> str:
        """Return a piece of the translated text as it is to be read."""
        return piece

    def filled(self, translations: Sequence[str]) -> str:
        """Return the text with translations in the places of the parts that were translated."""
        places = iter(translations)
        return "".join(
            self.restored(next(places) if number % 2 else part)
            for number, part in enumerate(self.parts)
        )


def code_blocks(text: str) -> list[str]:
    """Return the blocks of code in a text, without the fences around them."""
    lines = _LINE_END.split(text)
    return ["".join(lines[start + 1 : end]) for start, end in _fences(lines)]


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield lines and line ends, and whether there is something in them to be translated."""
    pieces = _LINE_END.split(text)
    numbered = sum(_numbered(line) for line in pieces) > 1
    code = {place for start, end in _fences(pieces) for place in range(start, end + 1)}
    for place, piece in enumerate(pieces):
        if place in code or not any(map(str.isalpha, piece)):
            yield piece, False
        else:
            yield from _marked(piece, numbered=numbered)


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where a fence of code stands and where the one that closes it does, as in CommonMark.

    One that none closes is no fence here: what follows it may be text.
    """
    fences = [(place, found) for place, line in enumerate(lines) if (found := _FENCE.match(line))]
    last = -1
    unclosed: dict[str, int] = {}  # how long a mark of a sign is from which on none closes it
    for number, (place, opening) in enumerate(fences):
        sign, length = opening["marks"][0], len(opening["marks"])
        if place <= last or sign in opening["rest"] or length >= unclosed.get(sign, length + 1):
            continue
        later = (fences[other] for other in range(number + 1, len(fences)))
        end = next((at for at, each in later if _closes(each, opening["marks"])), None)
        if end is None:
            unclosed[sign] = length
        else:
            yield place, end
            last = end


def _closes(fence: re.Match[str], marks: str) -> bool:
    return fence["marks"].startswith(marks) and not fence["rest"].strip()


def _marked(line: str, *, numbered: bool) -> Iterator[tuple[str, bool]]:
    """Yield the marks and the space before a line's text, its text, and the space after it."""
    end = _end_of(_BEFORE, line, 0)
    if numbered and (number := _NUMBER.match(line, end)):
        end = _end_of(_BEFORE, line, number.end())
    if not any(map(str.isalpha, line[end:])):
        end = len(line) - len(line.lstrip())
    last = len(line.rstrip())
    yield line[:end], False
    yield line[end:last], True
    yield line[last:], False


def _cells(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the cells of a line, which tabs divide, and whether each is to be translated."""
    for number, part in enumerate(_CELL.split(line)):
        yield part, number % 2 == 0 and any(map(str.isalpha, part))


def _numbered(line: str) -> bool:
    return _NUMBER.match(line, _end_of(_BEFORE, line, 0)) is not None


def _end_of(pattern: re.Pattern[str], line: str, start: int) -> int:
    found = pattern.match(line, start)
    return found.end() if found else start

"""Blocks of a line with markup: what is translated as a whole, and what stays around it verbatim.

Blocks end where a browser begins a new paragraph, cell or item. Marks at the edges of a block stay
at its edges, so that only those within the text must be put at their words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from tolmach.markup.cuts import groups_of, heading_apart, partners, sentences_apart, shorter
from tolmach.markup.parts import no_word, parts_of
from tolmach.reading.decoration import UNSEEN
from tolmach.reading.marks.part import Part
from tolmach.text.strings.coded_signs import signs
from tolmach.text.strings.messages import message_branches, number_signs
from tolmach.text.strings.records import quote_before, steps_apart, strings_apart

_NAME = re.compile(r"\w+(?:&\w+)+")  # R&D
_CODES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPACE = rf"[\s{UNSEEN}]"  # seen or not
_SPACE_LEFT, _SPACE_RIGHT = re.compile(rf"\A{_SPACE}++"), re.compile(rf"(?<!{_SPACE}){_SPACE}++\Z")
# Between a sentence and a placeholder that is no part of it.
_LABEL_BEFORE, _LABEL_AFTER = re.compile(r"\A\s*[:|–-]\s+"), re.compile(r"\s*[:|–-]\s+\Z")


@dataclass(frozen=True)
class Block:
    """The parts of a line that are translated as a whole, in a string between quotes if `quote`."""

    parts: tuple[Part, ...]
    quote: str = ""

    @property
    def fixed(self) -> list[Part]:
        """The parts that must be kept verbatim, in order."""
        return [part for part in self.parts if part.kind == "fixed"]

    @property
    def text(self) -> str:
        """Its text alone."""
        return " ".join(part.text for part in self.parts if part.kind == "text")


@dataclass(frozen=True)
class MarkedLine:
    """A line as what stays verbatim and blocks. `codes` says how characters are written in blocks.

    `parts` are those of all that is not code.

    A character that the line writes as it is, outside markup, stays so.
    """

    pieces: tuple[str | Block, ...]
    codes: Mapping[str, str]
    parts: tuple[Part, ...]

    @classmethod
    def of(
        cls, line: str, is_word: Callable[[str], bool] = no_word, *, whole: bool = False
    ) -> "MarkedLine":
        """Cut a line into blocks; one alone if it must stay `whole`.

        Of data and of code the strings are cut alone, and the rest stays verbatim; so do the marks
        between the steps of a trail.
        """
        code = [] if whole else strings_apart(line)
        pieces: list[str | Block] = []
        every: list[Part] = []
        place, numbers = 0, number_signs(line) if code else {}
        apart = code if code or whole else steps_apart(line)
        for start, end in [*apart, (len(line), len(line))]:
            here = {at - place: one for at, one in numbers.items() if place <= at < start}
            parts = parts_of(line[place:start], is_word, here)
            groups = [parts] if whole else chain.from_iterable(map(shorter, groups_of(parts)))
            quote = quote_before(line, place) if code else ""
            cut = (piece for group in groups for piece in _pieces(group, whole=whole))
            pieces += (
                replace(piece, quote=quote) if isinstance(piece, Block) else piece for piece in cut
            )
            pieces += [line[start:end]] if start < end else []
            every += parts
            place = end
        bare = code and not message_branches(line)
        return cls(tuple(pieces), _codes(line, every, {} if bare else _CODES), tuple(every))

    @property
    def blocks(self) -> list[Block]:
        """What is to be translated, in order."""
        return [piece for piece in self.pieces if isinstance(piece, Block)]


def _codes(line: str, parts: Sequence[Part], usual: Mapping[str, str]) -> dict[str, str]:
    """Return how characters are written: letters in the line's own code, others as is `usual`.

    None of them stands as it is in the line's text.
    """
    coded = {one.text: line[one.start : one.end] for one in signs(line) if one.kind == "letter"}
    plain = "".join(part.written for part in parts if part.kind == "text")
    for code in coded.values():
        plain = plain.replace(code, "")
    bare = (
        part.written for part in parts if part.written in _CODES or _NAME.fullmatch(part.written)
    )
    plain += "".join(bare)
    return {sign: code for sign, code in {**usual, **coded}.items() if sign not in plain}


def _pieces(group: Sequence[Part], *, whole: bool) -> Iterator[str | Block]:
    """Yield what stays at the edges of a group of parts, and the blocks between them.

    There is one block alone if the group must stay `whole`.
    """
    inside = _Edges(group)
    inside.shrink()
    parts = inside.parts
    apart = [] if whole else heading_apart(parts) or sentences_apart(parts)
    yield inside.before
    if apart:
        yield from chain.from_iterable(_pieces(each, whole=False) for each in apart)
    elif _has_words(block := Block(tuple(parts))):
        yield block
    else:
        yield "".join(part.written for part in parts)
    yield inside.after


def _has_words(block: Block) -> bool:
    """Say whether there is something to translate beside what is kept verbatim."""
    if any(part.kind != "text" for part in block.parts):
        return any(map(str.isalpha, block.text))
    return bool(block.parts)


class _Edges:
    """The parts of a group, of which marks are taken off at both ends to stay there."""

    def __init__(self, group: Sequence[Part]) -> None:
        self._parts = list(group)
        self._partners = partners(group)
        self._first, self._last = 0, len(group) - 1
        self.before, self._after = "", list[str]()

    @property
    def parts(self) -> list[Part]:
        """The parts that are left."""
        return self._parts[self._first : self._last + 1]

    @property
    def after(self) -> str:
        """What was taken off at the end."""
        return "".join(reversed(self._after))

    def shrink(self) -> None:
        """Take off all that no word of the sentence can move."""
        steps = (self._spaces, self._pair, self._mark, self._label, self._sign)
        while self._first <= self._last and any(step() for step in steps):
            pass

    def _take_first(self) -> None:
        self.before += self._parts[self._first].written
        self._first += 1

    def _take_last(self) -> None:
        self._after.append(self._parts[self._last].written)
        self._last -= 1

    def _cut(self, place: int, edge: re.Pattern[str]) -> bool:
        """Take what is found off the end of a text that is the first part or the last."""
        part = self._parts[place]
        found = edge.search(part.written) if part.kind == "text" else None
        if found is None:
            return False
        left = found.start() == 0 and place == self._first
        if left:
            self.before += found[0]
        else:
            self._after.append(found[0])
        sizes = (len(found[0]), 0) if left else (0, len(found[0]))
        self._parts[place] = _without(part, *sizes)
        if not self._parts[place].written:
            self._first, self._last = self._first + left, self._last - (not left)
        return True

    def _spaces(self) -> bool:
        """Take white space off."""
        return self._cut(self._first, _SPACE_LEFT) or self._cut(self._last, _SPACE_RIGHT)

    def _pair(self) -> bool:
        """Take a pair off that encloses all."""
        if self._partners.get(self._first) != self._last:
            return False
        self._take_first()
        self._take_last()
        return True

    def _mark(self) -> bool:
        """Take a mark off that stands alone."""
        if self._is_alone(self._first):
            self._take_first()
        elif self._is_alone(self._last):
            self._take_last()
        else:
            return False
        return True

    def _is_alone(self, place: int) -> bool:
        partner = self._partners.get(place)
        within = partner is not None and self._first <= partner <= self._last
        part = self._parts[place]
        return (part.kind in ("open", "close") or part.stays_at_edge) and not within

    def _label(self) -> bool:
        """Take a placeholder off that a colon or a dash parts from the sentence."""
        first, last = self._first, self._last
        if first == last:
            return False
        if _is_fixed(self._parts[first]) and _LABEL_BEFORE.match(self._parts[first + 1].written):
            self._take_first()
            return self._cut(first + 1, _LABEL_BEFORE)
        if _is_fixed(self._parts[last]) and _LABEL_AFTER.search(self._parts[last - 1].written):
            self._take_last()
            return self._cut(last - 1, _LABEL_AFTER)
        return False

    def _sign(self) -> bool:
        """Take a sign in code off that spaces part from the sentence, such as "&copy; "."""
        first, last = self._first, self._last
        if first == last:
            return False
        if self._parts[first].name == "sign" and self._parts[first + 1].written[:1].isspace():
            self._take_first()
        elif self._parts[last].name == "sign" and self._parts[last - 1].written[-1:].isspace():
            self._take_last()
        else:
            return False
        return True


def _without(part: Part, left: int, right: int) -> Part:
    """Return a text without so many characters, which stand for themselves, at its ends."""
    written = part.written[left : len(part.written) - right]
    read = part.read and part.read[left : len(part.read) - right]
    return part._replace(written=written, read=read)


def _is_fixed(part: Part) -> bool:
    return part.kind == "fixed" and part.name not in ("sign", "opening", "closing")

"""Blocks of a line with markup: what is translated as a whole, and what stays around it verbatim.

Blocks end where a browser begins a new paragraph, cell or item. Marks at the edges of a block stay
at its edges, so that only those within the text must be put at their words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise

from tolmach.markup.parts import no_word, parts_of
from tolmach.reading.decoration import UNSEEN
from tolmach.reading.kept import ends_line, ends_sentence
from tolmach.reading.marks import Part
from tolmach.text.sentences import split_sentences
from tolmach.text.strings.coded_signs import signs
from tolmach.text.strings.messages import message_branches, number_signs
from tolmach.text.strings.records import quote_before, steps_apart, strings_apart

_NAME = re.compile(r"\w+(?:&\w+)+")  # R&D
_CODES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENDED = re.compile(r"[.!?…][\"'“”»)]*\s+\Z")
_SENTENCE_END = 50  # characters, of a sign, quotation marks and spaces
_LONGEST = 1_000  # characters of a block, from which on a sentence end ends it
_LONGEST_SENTENCE = 4_000  # and from which on anything does
_NEARBY = 50  # marks between a line break and the text behind it
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
            groups = [parts] if whole else chain.from_iterable(map(_shorter, _groups(parts)))
            quote = quote_before(line, place) if code else ""
            cut = (piece for group in groups for piece in _pieces(group))
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


def _groups(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield the parts of each block, and those between blocks; no space tears a pair apart."""
    group: list[Part] = []
    partners, closed, before = _partners(parts), 0, ""
    for place, part in enumerate(parts):
        closed = max(closed, partners.get(place, 0))
        within = part.name == "space" and place < closed
        if (part.block and not within) or _ends_block(parts, place, before):
            yield group
            yield [part]
            group = []
        else:
            group.append(part)
        if part.kind == "text":
            before = (before + part.text)[-_SENTENCE_END:]
    yield group


def _shorter(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Yield parts in groups, cut at the ends of sentences where their text is too long for one.

    What a pair encloses stays together; a sentence that is far too long is cut anywhere.
    """
    partners, closed = _partners(parts), 0
    group: list[Part] = []
    size = 0
    for place, part in enumerate(parts):
        closed = max(closed, partners.get(place, 0))
        outside = part.kind == "text" and place >= closed
        for number, sentence in enumerate(_sentences(part) if outside else [part]):
            if size > (_LONGEST if number else _LONGEST_SENTENCE) and outside:
                yield group
                group, size = [], 0
            group += [sentence] if sentence.written else []
            size += len(sentence.text)
    yield group


def _sentences(part: Part) -> Iterator[Part]:
    """Yield a text, if it stands for itself, sentence by sentence; nothing may end it."""
    starts = [start for start, _ in split_sentences(part.written)][1:] if part.read is None else []
    for start, end in pairwise([0, *starts, len(part.written)]):
        yield part._replace(written=part.written[start:end]) if starts else part
    if _ENDED.search(part.written):
        yield Part("text", "")


def _ends_block(parts: Sequence[Part], place: int, before: str) -> bool:
    """Say whether a line break, or a statement of a template, stands between two sentences.

    `before` is the end of the text before it.
    """
    part = parts[place]
    if part.name.startswith("%"):
        return ends_sentence(before)
    return part.breaks and _ends_line(parts, place)


def _ends_line(parts: Sequence[Part], place: int) -> bool:
    """Say whether a line break ends a sentence: one goes on with a small letter."""
    before = parts[place - 1].text if place and parts[place - 1].kind == "text" else ""
    nearby = islice(parts, place + 1, place + 1 + _NEARBY)
    return ends_line(before, next((part.text for part in nearby if part.kind == "text"), ""))


def _pieces(group: Sequence[Part]) -> Iterator[str | Block]:
    """Yield what stays at the edges of a group of parts, and the block between them."""
    if heading := _heading(group):
        yield from _pieces(group[:heading])
        yield from _pieces(group[heading:])
        return
    inside = _Edges(group)
    inside.shrink()
    block = Block(tuple(inside.parts))
    if _has_words(block):
        yield from (inside.before, block, inside.after)
    else:
        yield "".join(part.written for part in group)


def _heading(group: Sequence[Part]) -> int:
    """Return the end of a pair in front whose text ends with a colon, "<b>Note:</b>"; 0: none."""
    start = next((place for place, part in enumerate(group) if part.written.strip()), 0)
    if not group or group[start].kind != "open":
        return 0
    end = _partners(group).get(start, 0)
    return end + 1 if start < end < len(group) - 1 and group[end - 1].text.endswith(":") else 0


def _has_words(block: Block) -> bool:
    """Say whether there is something to translate beside what is kept verbatim."""
    if any(part.kind != "text" for part in block.parts):
        return any(map(str.isalpha, block.text))
    return bool(block.parts)


class _Edges:
    """The parts of a group, of which marks are taken off at both ends to stay there."""

    def __init__(self, group: Sequence[Part]) -> None:
        self._parts = list(group)
        self._partners = _partners(group)
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


def _partners(parts: Sequence[Part]) -> dict[int, int]:
    """Return, for each mark that opens or closes, the place of its partner."""
    opened: dict[str, list[int]] = {}
    partners: dict[int, int] = {}
    for place, part in enumerate(parts):
        name = part.name if _is_mark(part) else "quotation"
        if part.kind == "open" or part.name == "opening":
            opened.setdefault(name, []).append(place)
        elif (part.kind == "close" or part.name == "closing") and opened.get(name):
            other = opened[name].pop()
            partners |= {place: other, other: place}
    return partners


def _without(part: Part, left: int, right: int) -> Part:
    """Return a text without so many characters, which stand for themselves, at its ends."""
    written = part.written[left : len(part.written) - right]
    read = part.read and part.read[left : len(part.read) - right]
    return part._replace(written=written, read=read)


def _is_mark(part: Part) -> bool:
    return part.kind in ("open", "close", "lone")


def _is_fixed(part: Part) -> bool:
    return part.kind == "fixed" and part.name not in ("sign", "opening", "closing")

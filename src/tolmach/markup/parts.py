"""A line with markup in parts: text, marks, and fixed parts that are kept verbatim.

Marks are tags and Markdown's delimiters. Fixed are placeholders, addresses, code, elements that are
not to be translated, and signs in code: all that stands for something in the sentence.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from tolmach.reading.decoration import sets_apart
from tolmach.reading.marks import Part, accelerator_mark, number_sign
from tolmach.reading.substitutes import is_quotation_mark, sign_read
from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.accelerators import accelerators, apart_from
from tolmach.text.strings.coded_signs import signs
from tolmach.text.strings.markdown import delimiters, is_strong, line_marks
from tolmach.text.strings.placeholders import halves, is_alternative, placeholders
from tolmach.text.strings.tags import stands_as_word, tags
from tolmach.text.strings.verbatim import verbatim_strings

_PAIRED = re.compile(
    r"\{%[-~+]?\s*(?!el|when|case|empty)(?P<end>end)?(?P<word>\w+)"
    r"|\{\{?[-~]?(?P<sign>[#^/])\s*(?P<name>[\w@.-]+)"
)
_JOINT = re.compile(r"[^\w\s]{0,3}| ")  # between fixed parts that stand for one word
_LETTERS, _LETTERS_BEFORE = re.compile(r"[^\W\d_]*+"), re.compile(r"(?<![^\W\d_])[^\W\d_]*\Z")
_LONGEST_ENDING = 3  # letters, of a unit or an ending


class _Found(NamedTuple):
    """A part that is no text, at `line[start:end]`; `closed_at` is what closes it."""

    start: int
    end: int
    part: Part
    may_be_word: bool = False
    closed_at: Span | None = None


# Text without any of these is plain.
_MAY_BE_MARKED = re.compile(
    r"[<>&{}\[\]\\*_`~|#%$@:=+•‣/(-]|\w[.]\w|\d[.)]|\dv|\w\d|\d\w|''|\"\"|\S(?:[^\S ]|\s\s)"
)


def no_word(_: str) -> bool:
    """Say of any text that nobody knows it for a word."""
    return False


def parts_of(
    line: str,
    is_word: Callable[[str], bool] = no_word,
    numbers: Mapping[int, str] | None = None,
) -> list[Part]:
    """Return the parts of a line, in order; what they write makes the line.

    Only what `is_word` can have an accelerator after its first letters. At the places of `numbers`
    stand signs of messages for such numbers.
    """
    if not _MAY_BE_MARKED.search(line):
        return [Part("text", line)] if line else []
    parts: list[Part] = []
    done = 0
    for each in _Roles(line, _recognised(line, is_word, numbers or {})).assigned():
        if each.start > done:
            parts.append(Part("text", line[done : each.start]))
        parts.append(each.part)
        done = each.end
    if done < len(line):
        parts.append(Part("text", line[done:]))
    return _quotations(list(_joined(list(_texts_joined(parts)))))


# Recognition: which stretches of a line are no plain text?


def _recognised(
    line: str, is_word: Callable[[str], bool], numbers: Mapping[int, str]
) -> list[_Found]:
    first, last = (0, len(line)) if 0 in numbers else line_marks(line)
    found, signs = apart_from(list(_read(line, first)), list(accelerators(line, is_word)))
    found += (_Found(at, at + 1, number_sign(number)) for at, number in numbers.items())
    found += (_Found(start, end, accelerator_mark(line[start:end])) for start, end, *_ in signs)
    edges = [
        _Found(start, end, Part("lone", line[start:end], block=True))
        for start, end in ((0, first), (last, len(line)))
        if start < end
    ]
    braces = [
        _Found(*one.closed_at, Part("close", line[slice(*one.closed_at)], one.part.name))
        for one in found
        if one.closed_at is not None
    ]
    marks = [
        _Found(start, end, Part(kind, line[start:end], name, block=name == "|"))
        for start, end, kind, name in delimiters(_masked(line, [*edges, *found, *braces]))
    ]
    apart = list(_apart([*edges, *found, *braces, *marks]))
    for number, (kind, name) in halves([one.part.written for one in apart]).items():
        part = Part(kind, apart[number].part.written, name)
        apart[number] = apart[number]._replace(part=part)
    return apart


def _read(line: str, at: int) -> Iterator[_Found]:
    """Yield what the recognisers find, always the leftmost, and from its end on."""
    readers = [_Reader(line, source) for source in _SOURCES]
    while heads := [head for reader in readers if (head := reader.next(at)) is not None]:
        one = min(heads, key=lambda head: head.start)
        yield one
        at = one.end


class _Reader:
    """A recogniser at work, with what it finds next."""

    def __init__(self, line: str, source: Callable[[str, int], Iterator[_Found]]) -> None:
        self._line = line
        self._source = source
        self._found = source(line, 0)
        self._head = next(self._found, None)

    def next(self, at: int) -> _Found | None:
        """Return the first that begins at a place or behind it."""
        while self._head is not None and self._head.start < at:
            if self._head.end > at:  # of what it covers, something may begin behind that place
                self._found = self._source(self._line, at)
            self._head = next(self._found, None)
        return self._head


def _read_tags(line: str, start: int) -> Iterator[_Found]:
    for tag in tags(line, start):
        written = line[tag.start : tag.end]
        part = Part(tag.kind, written, tag.name, tag.breaks or tag.block, tag.block)
        if tag.kind == "fixed":
            part = part._replace(name="address" if tag.name == "address" else "value")
        yield _Found(tag.start, tag.end, part, tag.may_be_word, tag.closed_at)


def _read_verbatim(line: str, start: int) -> Iterator[_Found]:
    for first, last, kind in verbatim_strings(line, start):
        written = line[first:last]
        if not is_strong(written):
            sort = "address" if kind in ("url", "email", "handle") else "value"
            yield _Found(first, last, Part("fixed", written, sort))


def _read_placeholders(line: str, start: int) -> Iterator[_Found]:
    for first, last, kind in placeholders(line, start):
        written = line[first:last]
        if kind == "statement":
            yield _Found(first, last, _statement(written))
        elif kind == "escape":
            yield _Found(first, last, Part("lone", written, breaks=True))
        else:
            yield _Found(first, last, Part("fixed", written, kind))


def _statement(written: str) -> Part:
    """Return a statement of a template as a mark; what stands after "else" is another sentence."""
    found = _PAIRED.match(written)
    if found is None:
        return Part("lone", written, "%", block=is_alternative(written))
    closes = found["end"] or found["sign"] == "/"
    return Part("close" if closes else "open", written, "%" + (found["word"] or found["name"]))


def _read_signs(line: str, start: int) -> Iterator[_Found]:
    for first, last, kind, text in signs(line, start):
        written = line[first:last]
        match kind:
            case "letter":
                part = Part("text", written, read=text)
            case "space":
                read = " " if text.isspace() else ""
                part = Part(
                    "lone",
                    written,
                    "space",
                    block=written.isspace() and sets_apart(written),
                    read=read,
                )
            case "sign":
                read = sign_read(line, first, last, text)
                part = Part("fixed", written, "sign", read=read)
            case "value" | "number":
                part = Part("fixed", written, kind)
        yield _Found(first, last, part)


_SOURCES = (_read_tags, _read_placeholders, _read_verbatim, _read_signs)


def _masked(line: str, found: Sequence[_Found]) -> str:
    """Return a line with what was found in it as letters, spaces or full stops, for its kind."""
    done = list(line)
    for start, end, part, *_ in found:
        sign = "x" if part.kind in ("text", "fixed") and part.name != "sign" else "."
        done[start:end] = (" " if part.name == "space" or part.block else sign) * (end - start)
    return "".join(done)


def _apart(found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield, from left to right, what does not begin inside another."""
    done = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= done:
            yield one
            done = one.end


# Roles: which of them stand for a word of the sentence?


class _Roles:
    """What was recognised in a line, each in the role that its neighbours tell."""

    def __init__(self, line: str, found: Sequence[_Found]) -> None:
        self._line = line
        self._found = found

    def assigned(self) -> Iterator[_Found]:
        """Yield all of them: tags that stand for words, and placeholders that enclose them."""
        partners = self._with_partners()
        opened: str | None = None
        for number, one in enumerate(self._found):
            part = one.part
            if (
                one.may_be_word
                and number not in partners
                and stands_as_word(self._line, one.start, one.end)
            ):
                part = Part("fixed", part.written, "value")
            elif part.is_placeholder:
                part, opened = self._around_word(number, opened)
            yield one._replace(part=part)

    def _with_partners(self) -> set[int]:
        """Return the numbers of tags that open and that close one another."""
        opened: dict[str, list[int]] = {}
        partners: set[int] = set()
        for number, one in enumerate(self._found):
            if one.part.kind == "open":
                opened.setdefault(one.part.name, []).append(number)
            elif one.part.kind == "close" and opened.get(one.part.name):
                partners |= {number, opened[one.part.name].pop()}
        return partners

    def _around_word(self, number: int, opened: str | None) -> tuple[Part, str | None]:
        """Return a placeholder as a mark where it adjoins a word, and the pair that is open then.

        "{0}here{1}" encloses a word; but "{n}px" is a number and "{name}s" a name.
        """
        part, start = self._found[number].part, self._found[number].start
        after = _joining(_LETTERS.match(self._line, self._found[number].end))
        encloses = after > _LONGEST_ENDING or (after > 0 and self._closes_later(number))
        if self._letters_before(number) > 1 or (opened and self._letters_before(number)):
            if opened is not None and not encloses:
                return part._replace(kind="close", name=opened), None
            return part._replace(kind="lone", name=""), opened
        if encloses:
            name = f"{{{start}"
            return part._replace(kind="open", name=name), name
        return part, opened

    def _letters_before(self, number: int) -> int:
        start = self._found[number].start
        return _joining(_LETTERS_BEFORE.search(self._line[max(0, start - 50) : start]))

    def _closes_later(self, number: int) -> bool:
        """Say whether the next placeholder adjoins the word before it."""
        later = range(number + 1, len(self._found))
        following = next((n for n in later if self._found[n].part.is_placeholder), None)
        return following is not None and self._letters_before(following) > 0


def _joining(letters: re.Match[str] | None) -> int:
    """Count letters that join what they adjoin, which those of a script without spaces do not."""
    return len(letters[0]) if letters and not is_unspaced(letters[0]) else 0


# Neighbours


def _texts_joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts, neighbouring texts as one."""
    for is_text, same in groupby(parts, lambda part: part.kind == "text"):
        if not is_text:
            yield from same
            continue
        texts = list(same)
        written, read = "".join(t.written for t in texts), "".join(t.text for t in texts)
        yield Part("text", written, read=read if read != written else None)


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts; placeholders that stand together for one word are one, such as `{a}/{b}`."""
    last: Part | None = None
    joint = ""
    for part in parts:
        if last is not None and not joint and part.name == "sign" and part.text == "%":
            last = last._replace(written=last.written + part.written)
        elif last is not None and part.is_placeholder:
            sort = part.name if part.name == last.name else "value"
            last = Part("fixed", last.written + joint + part.written, sort)
            joint = ""
        elif last is not None and not joint and part.kind == "text" and _JOINT.fullmatch(part.text):
            joint = part.written
        else:
            if last is not None:
                yield last
                if joint:
                    yield Part("text", joint)
            last, joint = (part, "") if part.is_placeholder else (None, "")
            if last is None:
                yield part
    if last is not None:
        yield last
        if joint:
            yield Part("text", joint)


def _quotations(parts: list[Part]) -> list[Part]:
    """Return parts; of an even number of quotation marks in code every second one closes."""
    marks = [
        place
        for place, part in enumerate(parts)
        if part.name == "sign" and is_quotation_mark(part.text)
    ]
    if len(marks) % 2 == 0:
        for number, place in enumerate(marks):
            parts[place] = parts[place]._replace(name="closing" if number % 2 else "opening")
    return parts

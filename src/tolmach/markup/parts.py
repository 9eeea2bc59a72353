"""A line with markup in parts: text, marks, and fixed parts that are kept verbatim.

Marks are tags and Markdown's delimiters. Fixed are placeholders, addresses, code, elements that are
not to be translated, and signs in code: all that stands for something in the sentence.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from tolmach.reading.decoration import sets_apart
from tolmach.reading.marks import Part
from tolmach.reading.recognition import Found, recognised
from tolmach.reading.substitutes import is_quotation_mark, sign_read
from tolmach.text.spacing import is_unspaced
from tolmach.text.strings.accelerators import accelerators
from tolmach.text.strings.coded_signs import signs
from tolmach.text.strings.markdown import line_marks

_JOINT = re.compile(r"[^\w\s]{0,3}| ")  # between fixed parts that stand for one word
_LETTERS, _LETTERS_BEFORE = re.compile(r"[^\W\d_]*+"), re.compile(r"(?<![^\W\d_])[^\W\d_]*\Z")
_LONGEST_ENDING = 3  # letters, of a unit or an ending
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
    core = (0, len(line)) if numbers and 0 in numbers else line_marks(line)
    found = recognised(line, _read_signs, list(accelerators(line, is_word)), numbers, core)
    for each in _Roles(line, found).assigned():
        if each.start > done:
            parts.append(Part("text", line[done : each.start]))
        parts.append(each.part)
        done = each.end
    if done < len(line):
        parts.append(Part("text", line[done:]))
    return _quotations(list(_joined(list(_texts_joined(parts)))))


def _read_signs(line: str, start: int) -> Iterator[Found]:
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
        yield Found(first, last, part, "sign")


# Roles: which of them stand for a word of the sentence?


class _Roles:
    """What was recognised in a line, each in the role that its neighbours tell."""

    def __init__(self, line: str, found: Sequence[Found]) -> None:
        self._line = line
        self._found = found

    def assigned(self) -> Iterator[Found]:
        """Yield all of them; placeholders that enclose words are marks."""
        opened: str | None = None
        for number, one in enumerate(self._found):
            part = one.part
            if part.is_placeholder:
                part, opened = self._around_word(number, opened)
            yield one._replace(part=part)

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

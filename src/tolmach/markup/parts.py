"""A line with markup in parts: text, marks, and fixed parts that are kept verbatim.

Marks are tags and Markdown's delimiters. Fixed are placeholders, addresses, code, elements that are
not to be translated, and signs in code: all that stands for something in the sentence.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from tolmach.reading.decoration import sets_apart
from tolmach.reading.marks.part import Part
from tolmach.reading.recognition import Recognition, recognised
from tolmach.reading.substitutes import is_quotation_mark, sign_read
from tolmach.text.strings.accelerators import accelerators
from tolmach.text.strings.coded_signs import signs
from tolmach.text.strings.markdown import line_marks

_JOINT = re.compile(r"[^\w\s]{0,3}| ")  # between fixed parts that stand for one word
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
    for each in found:
        if each.start > done:
            parts.append(Part("text", line[done : each.start]))
        parts.append(each.part)
        done = each.end
    if done < len(line):
        parts.append(Part("text", line[done:]))
    return _quotations(list(_joined(list(_texts_joined(parts)))))


def _read_signs(line: str, start: int) -> Iterator[Recognition]:
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
        yield Recognition(first, last, part, "sign")


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

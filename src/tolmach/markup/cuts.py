"""The cuts of a line with markup: groups of its parts, each of which is translated by itself.

A paragraph ends one, and so do a line break and a statement of a template between two sentences;
what a pair of marks encloses stays together.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tolmach.reading.kept import ends_line, ends_sentence
from tolmach.reading.marks.part import Part
from tolmach.text.sentences import split_sentences

_ENDED = re.compile(r"[.!?…][\"'“”»)]*\s+\Z")
_SENTENCE_END = 50  # characters, of a sign, quotation marks and spaces
_LONGEST = 1_000  # characters of a block, from which on a sentence end ends it
_LONGEST_SENTENCE = 4_000  # and from which on anything does
_NEARBY = 50  # marks between a line break and the text behind it
_WORD = "Xx"  # in place of a placeholder, whatever that stands for
_FULL_STOP = re.compile(r"[^\w\s.]*\.[^\w\s]*")
_ARTICLE = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|[AaIi]m|[Vv]om|[Zz]u[mr])\s\Z")


def groups_of(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield the parts of each block, and those between blocks; no space tears a pair apart."""
    group: list[Part] = []
    pairs, closed, before = partners(parts), 0, ""
    for place, part in enumerate(parts):
        closed = max(closed, pairs.get(place, 0))
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


def shorter(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Yield parts in groups, cut at the ends of sentences where their text is too long for one.

    What a pair encloses stays together; a sentence that is far too long is cut anywhere.
    """
    pairs, closed = partners(parts), 0
    group: list[Part] = []
    size = 0
    for place, part in enumerate(parts):
        closed = max(closed, pairs.get(place, 0))
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
    nearby = parts[place + 1 : place + 1 + _NEARBY]
    return ends_line(before, next((part.text for part in nearby if part.kind == "text"), ""))


def heading_apart(parts: Sequence[Part]) -> list[Sequence[Part]]:
    """Return a pair in front whose text ends with a colon, "<b>Note:</b>", and the rest, if any."""
    end = partners(parts).get(0, 0)
    is_heading = 0 < end < len(parts) - 1 and parts[end - 1].text.endswith(":")
    return [parts[: end + 1], parts[end + 1 :]] if is_heading else []


def sentences_apart(parts: Sequence[Part]) -> list[Sequence[Part]]:
    """Return parts cut where a placeholder ends a sentence, outside pairs; none where uncut.

    A number in its place would be taken for an ordinal, as it is in "3. Oktober".
    """
    pairs, closed = partners(parts), 0
    found: list[list[Part]] = [[]]
    for place, part in enumerate(parts):
        closed = max(closed, pairs.get(place, 0))
        end = _end_of_sentence(parts, place) if place >= closed else 0
        if end:
            found[-1].append(part._replace(written=part.written[:end]))
            found.append([])
        if end < len(part.written):
            found[-1].append(part._replace(written=part.written[end:]))
    return [*found] if len(found) > 1 else []


def _end_of_sentence(parts: Sequence[Part], place: int) -> int:
    """Return where, in a text, the sentence ends whose last word is a placeholder; 0: nowhere.

    Behind an article it may be an ordinal.
    """
    if parts[place].kind != "text" or parts[place].read is not None:
        return 0
    before = [part for part in parts[max(0, place - _NEARBY) : place] if _is_word(part)]
    if not before or not _is_unknown(before[-1]) or _ARTICLE.search("".join(_read(before[-2:-1]))):
        return 0
    text = _WORD + "".join(_read(parts[place : place + _NEARBY]))[:_SENTENCE_END]
    (_, end), *following = split_sentences(text)
    mark = text[len(_WORD) : end]
    return len(mark) if following and _FULL_STOP.fullmatch(mark) else 0


def _read(parts: Sequence[Part]) -> Iterator[str]:
    """Yield what is read of parts, any word instead of what is not known."""
    return (_WORD if _is_unknown(part) else part.text for part in parts if _is_word(part))


def _is_word(part: Part) -> bool:
    return part.kind in ("text", "fixed")


def _is_unknown(part: Part) -> bool:
    """Say whether it is not known what a part stands for."""
    return part.is_placeholder and part.read is None


def partners(parts: Sequence[Part]) -> dict[int, int]:
    """Return, for each mark that opens or closes, the place of its partner."""
    opened: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for place, part in enumerate(parts):
        name = part.name if _is_mark(part) else "quotation"
        if part.kind == "open" or part.name == "opening":
            opened.setdefault(name, []).append(place)
        elif (part.kind == "close" or part.name == "closing") and opened.get(name):
            other = opened[name].pop()
            pairs |= {place: other, other: place}
    return pairs


def _is_mark(part: Part) -> bool:
    return part.kind in ("open", "close", "lone")

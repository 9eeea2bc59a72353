"""A text without its marks, which are extracted from its parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from tolmach.reading.marks.mark import Mark, closes_up, is_glue, moved, places_of, tidied
from tolmach.reading.marks.part import Kind, Part
from tolmach.text.sentences import Span

_DEEPEST = 100  # pairs inside pairs; one that opens deeper stands alone
_QUOTATION: dict[str, Kind] = {"opening": "open", "closing": "close"}


@dataclass(frozen=True)
class PlainText:
    """A text without its marks, the marks, in order, and where words were substituted.

    A word that is not substituted has no place.
    """

    text: str
    marks: tuple[Mark, ...]
    places: tuple[Span | None, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[Part], words: Iterable[str | None]) -> "PlainText":
        """Extract the marks of a block; a word, or nothing, replaces each fixed part.

        Marks that close nothing, or that nothing closes, stand alone.
        """
        reader, word = _MarkReader(), iter(words)
        for place, part in enumerate(parts):
            around = _Around.of(parts, place)
            if part.kind != "fixed":
                reader.take(part, around)
            elif (given := next(word)) is not None:
                reader.substitute(given)
            else:
                reader.leave_out(part, around)
        marks = tuple(tidied(reader.closed(), reader.text))
        return cls(reader.text, marks, tuple(reader.places))

    def cleaned(self, clean: Callable[[Sequence[str]], Sequence[str]]) -> "PlainText":
        """Return the text as `clean` writes it, and all places in it."""
        if not self.marks and not self.places:
            return PlainText(clean([self.text])[0], ())
        words = [place for span in self.places if span is not None for place in span]
        places = sorted({*places_of(self.marks), *words})
        # A letter behind it keeps the space before a place.
        text, *read = clean([self.text, *(self.text[:place] + "x" for place in places)])
        there = {place: len(start) - 1 for place, start in zip(places, read, strict=True)}
        words_there = (span and (there[span[0]], there[span[1]]) for span in self.places)
        return PlainText(text, moved(self.marks, there), tuple(words_there))


@dataclass(frozen=True)
class _Around:
    """What stands on both sides of a part: white space, a letter or digit, or neither."""

    gap: tuple[bool, bool]
    glued: tuple[bool, bool]
    closes_up: bool  # whether a word left out here leaves a superfluous space

    @classmethod
    def of(cls, parts: Sequence[Part], place: int) -> "_Around":
        before = parts[place - 1].text if place and parts[place - 1].kind == "text" else ""
        after = parts[place + 1] if place + 1 < len(parts) else None
        text = after.text if after is not None and after.kind == "text" else ""
        return cls(
            (before[-1:].isspace(), text[:1].isspace()),
            (is_glue(before[-1:]), is_glue(text[:1])),
            after is None or closes_up(text),
        )


@dataclass
class _Open:
    """A mark that is not closed yet, and the marks since."""

    part: Part
    start: int
    around: _Around
    since: list[Mark] = field(default_factory=list)

    @property
    def alone(self) -> Mark:
        """The mark if nothing closes it."""
        return _mark_alone(self.part, self.start, self.around)


def _mark_alone(part: Part, place: int, around: _Around) -> Mark:
    return Mark(
        part.written,
        "",
        place,
        place,
        (False, False) if part.is_accelerator else around.gap,
        around.glued,
        fixed=part.kind == "fixed",
        breaks=part.breaks,
        space=part.name == "space" and part.text.isspace(),
        accelerator=part.is_accelerator,
    )


class _MarkReader:
    """A reader of parts, one after another, that builds the text and the outermost marks."""

    def __init__(self) -> None:
        self.text = ""
        self.places: list[Span | None] = []
        nothing = _Around((False, False), (False, False), closes_up=False)
        self._levels = [_Open(Part("open", ""), 0, nothing)]

    def substitute(self, word: str) -> None:
        """Take a word in place of a fixed part."""
        self.places.append((len(self.text), len(self.text) + len(word)))
        self.text += word

    def leave_out(self, part: Part, around: _Around) -> None:
        """Take a fixed part for which there is no word; quotation marks are a pair."""
        self.places.append(None)
        kind = _QUOTATION.get(part.name)
        self.take(Part(kind, part.written, "quotation") if kind else part, around)

    def take(self, part: Part, around: _Around) -> None:
        """Take a part for which no word is substituted."""
        if part.kind == "text":
            self.text += part.text
        elif part.kind == "open" and len(self._levels) <= _DEEPEST:
            self._break(part)
            self._levels.append(_Open(part, len(self.text), around))
        elif part.kind == "close" and any(part.name == each.part.name for each in self._levels[1:]):
            self._close(part, around)
        else:
            self._alone(part, around)

    def closed(self) -> list[Mark]:
        """Return the marks; one that is still open stands alone."""
        while len(self._levels) > 1:
            self._give_up()
        return self._levels[0].since

    def _close(self, part: Part, around: _Around) -> None:
        while self._levels[-1].part.name != part.name:
            self._give_up()
        top = self._levels.pop()
        mark = Mark(
            top.part.written,
            part.written,
            top.start,
            len(self.text),
            (top.around.gap[0], around.gap[1]),
            (top.around.glued[0], around.glued[1]),
            breaks=top.part.breaks,
            inside=tuple(top.since),
        )
        self._levels[-1].since.append(mark)
        self._break(part)

    def _alone(self, part: Part, around: _Around) -> None:
        if part.kind == "fixed" and around.closes_up:
            self._strip()
        mark = _mark_alone(part, len(self.text), around)
        self._levels[-1].since.append(mark)
        self._break(part)
        if mark.space and not self.text[-1:].isspace():
            self.text += " "

    def _strip(self) -> None:
        """Take white space off the end of the text, and the marks with it."""
        self.text = self.text.rstrip()
        most = len(self.text)
        for level in self._levels:
            level.start = min(level.start, most)
            behind = list(takewhile(lambda mark: mark.end > most, reversed(level.since)))
            places = {place: min(place, most) for place in places_of(behind)}
            level.since[len(level.since) - len(behind) :] = moved(behind[::-1], places)

    def _give_up(self) -> None:
        top = self._levels.pop()
        self._levels[-1].since += [top.alone, *top.since]

    def _break(self, part: Part) -> None:
        if part.breaks and self.text and not self.text[-1].isspace():
            self.text += " "

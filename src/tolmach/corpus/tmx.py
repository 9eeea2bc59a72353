"""Translation memories: the exchange format TMX 1.4b, read as a stream and written.

Memory stays flat however long the file is: one translation unit is held at a time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape  # that of xml.sax imports urllib, and with it ssl and http
from pathlib import Path
from typing import IO, NamedTuple, Self

from tolmach.compression import bare_name
from tolmach.corpus.tmx_parser import TmxError, TmxParser, Unit, declared_encoding
from tolmach.errors import DataError, TolmachError
from tolmach.files import STANDARD_INPUT, named, open_bytes
from tolmach.text.language_tag import common_tag, covers, general_tag, standard_tag
from tolmach.text_stream import TextStream

_CHUNK = 1 << 16  # bytes handed to the parser at once
_ROOT = re.compile(  # the first element, after declarations and comments
    rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)*+<(?P<root>[\w.:-]++)",
    re.DOTALL,
)

Languages = tuple[str, str]


class MemoryPair(NamedTuple):
    """A unit in two languages, and the line on which it begins; if damaged, how, and no text."""

    line: int
    source: str | None
    target: str | None
    damage: str = ""


@dataclass
class LeftOut:
    """The units that are not in both languages, by the languages that they are in.

    `columns` of a table that come after the second are not read, either.
    """

    units: Counter[tuple[str, ...]] = field(default_factory=Counter)
    columns: int = 0

    @property
    def count(self) -> int:
        """The number of units."""
        return self.units.total()

    @property
    def languages(self) -> Counter[str]:
        """The number of units in each language."""
        return Counter(tag for tags, count in self.units.items() for tag in tags * count)


def named_as_tmx(path: Path) -> bool:
    """Say whether the name is that of a translation memory: `.tmx`, perhaps compressed."""
    return bare_name(path).lower().endswith(".tmx")


def is_tmx(path: Path) -> bool:
    """Say whether a file is a translation memory, by its name or by what it holds.

    Standard input and pipes, which can be read only once, are judged by the name.
    """
    if named_as_tmx(path) or path == STANDARD_INPUT or not path.is_file():
        return named_as_tmx(path)
    with open_bytes(path) as stream:
        return _root(stream) == "tmx"


def holds_tmx(path: Path, stream: TextStream) -> bool:
    """Say the same of a file that is open, and of standard input.

    Raises TolmachError where it holds XML of another kind.
    """
    root = _root(stream)
    if named_as_tmx(path) or root == "tmx":
        return True
    if root is not None and stream.head.lstrip().startswith(b"<?xml"):
        raise DataError(
            f"{named(path)} is XML, but no translation memory (its root is <{root}>); export it "
            "as TMX, or as a table of source TAB target."
        )
    return False


def read_tmx(path: Path, languages: Languages | None) -> Iterator[tuple[int, str, str]]:
    """Yield (line, source, target) of each unit that has both languages, as they stand there.

    `memory_pairs` has the details. Raises TolmachError, with the line, where the XML is damaged.
    """
    with open_bytes(path) as stream:
        for line, source, target, _ in memory_pairs(path, stream, languages):
            if source is not None and target is not None:
                yield line, source, target


def memory_pairs(
    path: Path,
    stream: TextStream,
    languages: Languages | None,
    *,
    tolerant: bool = False,
    left_out: LeftOut | None = None,
) -> Iterator[MemoryPair]:
    """Yield the units of an open memory that have both languages; note the others in `left_out`.

    Tags are compared by BCP 47, whatever their spelling: "de" takes "de_AT" and "deu". Without
    `languages` the memory must hold two, whatever their countries: the header's source language
    comes first, or else that of the first variant. Raises TolmachError where the XML is damaged
    (unless `tolerant`), where it declares dangerous entities, or where there are more than two
    languages and none were chosen.
    """
    choice, damaged = _Choice(languages), None
    out = LeftOut() if left_out is None else left_out
    try:
        for unit, source_language in _units(stream, tolerant=tolerant):
            if unit.damage:
                damaged = damaged or TmxError(unit.line, unit.damage)
                yield MemoryPair(unit.line, None, None, unit.damage)
            elif pair := choice.pair(unit, source_language):
                yield MemoryPair(unit.line, *pair)
            else:
                out.units[tuple(sorted(choice.tags(unit)))] += 1
        if damaged and not choice.found:
            raise damaged
    except TmxError as error:
        raise _told(path, error, tolerant=tolerant) from error
    if choice.pairs == 0 and choice.found:
        raise DataError(f"{named(path)} {choice.lack()}")


def tmx_languages(path: Path, *, tolerant: bool = False) -> Languages | None:
    """Return the two languages of a memory, source first; their countries where all units agree.

    None where no unit has two. Raises TolmachError as `memory_pairs` does.
    """
    choice = _Choice(None)
    try:
        with open_bytes(path) as stream:
            for unit, source_language in _units(stream, tolerant=tolerant):
                choice.pair(unit, source_language)
    except TmxError as error:
        raise _told(path, error) from error
    if choice.pairs == 0:
        return None
    return common_tag(choice.used[0]), common_tag(choice.used[1])


def _units(stream: TextStream, *, tolerant: bool = False) -> Iterator[tuple[Unit, str]]:
    """Yield each unit and what the header, if it has come, calls the source language."""
    plain = stream.encoding == "UTF-8"
    parser = TmxParser(declared_encoding(stream.head) if plain else "utf-8", tolerant=tolerant)
    while chunk := stream.read(_CHUNK):
        for unit in parser.feed(chunk):
            yield unit, parser.source_language
    for unit in parser.feed(b"", final=True):
        yield unit, parser.source_language


def _root(stream: TextStream) -> str | None:
    found = _ROOT.match(stream.head)
    return found["root"].decode("utf-8", "replace") if found else None


def _told(path: Path, error: TmxError, *, tolerant: bool = True) -> TolmachError:
    end = "." if error.reason.endswith(".") else "; export the memory again."
    if not (tolerant or error.fatal):
        end = "; export the memory again, or let `tolmach check --write` leave the unit out."
    return DataError(f"{named(path)}, line {error.line}: {error.reason}{end}")


class _Choice:
    """Which two variants of a unit are a pair; without chosen languages, the first unit tells."""

    def __init__(self, languages: Languages | None) -> None:
        self._chosen, self._wanted = languages, languages
        self.found: dict[str, None] = {}  # standard tags, in the order of their coming
        self.used: tuple[set[str], set[str]] = (set(), set())
        self._places: dict[tuple[str, ...], tuple[int, int] | None] = {}
        self.pairs = 0

    def pair(self, unit: Unit, source_language: str) -> tuple[str, str] | None:
        """Return source and target; None where the unit lacks one of them."""
        languages = tuple([variant.language for variant in unit.variants])
        if languages not in self._places:
            places = self._decide(unit, source_language)
            if self._wanted is None:  # what comes may tell
                return None
            self._places[languages] = places
        found = self._places[languages]
        if found is None:
            return None
        self.pairs += 1
        return unit.variants[found[0]].text, unit.variants[found[1]].text

    def _decide(self, unit: Unit, source_language: str) -> tuple[int, int] | None:
        """Return which variants are source and target in units of these languages."""
        tags = self.tags(unit)
        self.found.update(dict.fromkeys(tags))
        if self._wanted is None:
            self._wanted = _two_languages(tags, source_language)
        if self._chosen is None:
            self._check_two(unit, tags)
        if self._wanted is None:
            return None
        source, target = (_variant(tags, wanted) for wanted in self._wanted)
        if source is None or target is None:
            return None
        for used, place in zip(self.used, (source, target), strict=True):
            used.add(tags[place])
        return source, target

    @staticmethod
    def tags(unit: Unit) -> list[str]:
        """Return the language of each variant, as BCP 47 writes it if it is a tag at all."""
        return [standard_tag(each.language) or each.language for each in unit.variants]

    def lack(self) -> str:
        """Say of a memory without any pair what it lacks."""
        wanted = f" with both {' and '.join(self._chosen)}" if self._chosen else ""
        listed = ", ".join(self.found)
        return f"holds no unit{wanted} in two languages; its languages are {listed}."

    def _check_two(self, unit: Unit, tags: Sequence[str]) -> None:
        """Refuse a unit in which a variant is of neither language, or two are of one."""
        if self._wanted is None:
            return
        sides = [{tag for tag in tags if covers(wanted, tag)} for wanted in self._wanted]
        if set(tags) - sides[0] - sides[1] or max(map(len, sides)) > 1:
            listed = ", ".join(self.found)
            raise TmxError(
                unit.line, f"more than two languages ({listed}); choose two of them.", fatal=True
            )


def _two_languages(tags: Sequence[str], source_language: str) -> Languages | None:
    """Return the first two languages of a unit, as wide as tells them apart.

    German of any country and English of any country, but American and British English where a
    unit has these.
    """
    first = general_tag(tags[0]) if tags else ""
    others = [tag for tag in tags if not covers(first, tag)]
    if others:
        second = general_tag(others[0])
    else:
        first, second = [*dict.fromkeys(tags), "", ""][:2]
    if not second:
        return None
    turned = covers(second, source_language) and not covers(first, source_language)
    return (second, first) if turned else (first, second)


def _variant(tags: Sequence[str], wanted: str) -> int | None:
    """Return the place of the variant in the wanted language, rather of the very tag."""
    standard = standard_tag(wanted) or wanted
    places = [place for place, tag in enumerate(tags) if covers(standard, tag)]
    return next((place for place in places if tags[place] == standard), next(iter(places), None))


class TmxWriter:
    """Writes pairs as TMX 1.4b; `with TmxWriter(stream, ("de", "en")) as memory`."""

    def __init__(self, stream: IO[str], languages: tuple[str, str]) -> None:
        self._stream, self._languages = stream, languages

    def __enter__(self) -> Self:
        self._stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            '<header creationtool="tolmach" creationtoolversion="1" segtype="sentence" '
            'o-tmf="plain" adminlang="en" datatype="plaintext" '
            f'srclang="{escape(self._languages[0])}"/>\n<body>\n'
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.write("</body>\n</tmx>\n")

    def write(self, source: str, target: str) -> None:
        """Write one unit of two normalised texts."""
        variants = "".join(
            f'<tuv xml:lang="{escape(language)}"><seg>{escape(text, quote=False)}</seg></tuv>'
            for language, text in zip(self._languages, (source, target), strict=True)
        )
        self._stream.write(f"<tu>{variants}</tu>\n")

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
from tolmach.corpus.tmx_parser import NOT_UTF8, TmxError, TmxParser, Unit, declared_encoding
from tolmach.errors import DataError, TolmachError
from tolmach.files import STANDARD_INPUT, encoding_advice, named, open_bytes
from tolmach.text.language_tag import common_tag, covers, general_tag, standard_tag
from tolmach.text_stream import TextStream

_CHUNK = 1 << 16  # bytes handed to the parser at once
_ROOT = re.compile(  # the first element, after declarations and comments
    rb"(?>(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)*)<(?P<root>[\w.:-]++)",
    re.DOTALL,
)


class MemoryPair(NamedTuple):
    """A unit in two languages, and the line on which it begins; if damaged, how, and no text."""

    line: int
    source: str | None
    target: str | None
    damage: str = ""


@dataclass
class LeftOut:
    """The units that are not in both languages, by the languages that they are in.

    Of several variants in one language, one is read; `variants` are the others. Of a table two
    columns are read, which `sides` counts from 0; `columns` are the others, `headings` the lines
    that name them.
    """

    units: Counter[tuple[str, ...]] = field(default_factory=Counter)
    variants: int = 0
    columns: int = 0
    headings: list[int] = field(default_factory=list)
    sides: tuple[int, int] = (0, 1)

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
    if root == "tmx" or (named_as_tmx(path) and root is None):
        return True
    if root and (named_as_tmx(path) or stream.head.lstrip().startswith(b"<?xml")):
        raise DataError(
            f"{named(path)} is XML, but no translation memory (its root is <{root}>); export it "
            "as TMX, or as a table of source TAB target."
        )
    return False


def memory_pairs(
    path: Path,
    stream: TextStream,
    languages: tuple[str, str] | None,
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
        out.variants += choice.further
        if damaged and not choice.found:
            raise damaged
    except TmxError as error:
        raise _told(path, error, stream, tolerant=tolerant) from error
    if choice.pairs == 0 and choice.found:
        raise DataError(f"{named(path)} {choice.lack()}")


def tmx_languages(path: Path, *, tolerant: bool = False) -> tuple[str, str] | None:
    """Return the two languages of a memory, source first; their countries where all units agree.

    None where no unit has two. Raises TolmachError as `memory_pairs` does.
    """
    choice = _Choice(None)
    with open_bytes(path) as stream:
        try:
            for unit, source_language in _units(stream, tolerant=tolerant):
                choice.pair(unit, source_language)
        except TmxError as error:
            raise _told(path, error, stream, tolerant=tolerant) from error
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
    return found["root"].decode("utf-8", "replace").rpartition(":")[2] if found else None


def _told(
    path: Path, error: TmxError, stream: TextStream, *, tolerant: bool = True
) -> TolmachError:
    end = "" if error.reason.endswith(".") else "; export the memory again."
    if not (tolerant or error.fatal):
        end = "; export the memory again, or let `tolmach check --write` leave the unit out."
    if NOT_UTF8 in error.reason:
        end = f"; {encoding_advice(path, stream)}"
    return DataError(f"{named(path)}, line {error.line}: {error.reason}{end}")


class _Choice:
    """Which two variants of a unit are a pair; without chosen languages, the first unit tells."""

    def __init__(self, languages: tuple[str, str] | None) -> None:
        self._chosen, self._wanted = languages, languages
        self.found: dict[str, None] = {}  # standard tags, in the order of their coming
        self.used: tuple[set[str], set[str]] = (set(), set())
        self._places: dict[tuple[str, ...], _Places | None] = {}
        self.pairs = self.further = 0  # units in both languages, and their variants beside two

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
        self.further += found.further
        return unit.variants[found.source].text, unit.variants[found.target].text

    def _decide(self, unit: Unit, source_language: str) -> "_Places | None":
        """Return which variants are source and target in units of these languages."""
        tags = self.tags(unit)
        self.found.update(dict.fromkeys(tags))
        if self._wanted is None:
            self._wanted = _two_languages(tags, source_language)
        if self._chosen is None:
            self._check_two(unit, tags)
        if self._wanted is None:
            return None
        places = _Places.of(tags, self._wanted)
        if places is not None:
            self.used[0].add(tags[places.source])
            self.used[1].add(tags[places.target])
        return places

    @staticmethod
    def tags(unit: Unit) -> list[str]:
        """Return the language of each variant, as BCP 47 writes it if it is a tag at all."""
        return [standard_tag(each.language) or each.language for each in unit.variants]

    def lack(self) -> str:
        """Say of a memory without any pair what it lacks."""
        wanted = f" with both {' and '.join(self._chosen)}" if self._chosen else ""
        listed = ", ".join(filter(None, self.found)) or "not named"
        return f"holds no unit{wanted} in two languages; its languages are {listed}."

    def _check_two(self, unit: Unit, tags: Sequence[str]) -> None:
        """Refuse a unit in which a variant is of neither language, or two are of one."""
        if self._wanted is None:
            return
        sides = [{tags[place] for place in side} for side in _sides(tags, self._wanted)]
        if set(tags) - sides[0] - sides[1] or max(map(len, sides)) > 1:
            listed = ", ".join(self.found)
            raise TmxError(
                unit.line,
                f"more than two languages ({listed}); choose two of them, as "
                "`check --languages de,en` or `init --source de --target en` do.",
                fatal=True,
            )


def _two_languages(tags: Sequence[str], source_language: str) -> tuple[str, str] | None:
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


def _sides(tags: Sequence[str], languages: tuple[str, str]) -> list[list[int]]:
    """Return the places of the variants in each of two languages, first those of the very tag.

    A variant that has the very tag of one is not of the other: "de" and "de-CH" cover each other.
    """
    wanted = [standard_tag(language) or language for language in languages]
    return [
        sorted(
            (n for n, tag in enumerate(tags) if tag == own or (tag != other and covers(own, tag))),
            key=lambda place: tags[place] != own,
        )
        for own, other in (wanted, wanted[::-1])
    ]


class _Places(NamedTuple):
    """Which variants of a unit are source and target, and how many more are in these languages."""

    source: int
    target: int
    further: int

    @classmethod
    def of(cls, tags: Sequence[str], languages: tuple[str, str]) -> "_Places | None":
        """Choose the variants in two languages; None where one has none."""
        sources, targets = _sides(tags, languages)
        targets = [place for place in targets if place not in sources[:1]]
        if not sources or not targets:
            return None
        return cls(sources[0], targets[0], len({*sources, *targets}) - 2)


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

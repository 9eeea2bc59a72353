"""Glossaries: terms of the source and their translations."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from tolmach.corpus.heading import names_columns
from tolmach.corpus.parallel import named_as_csv
from tolmach.corpus.table import cell_lines
from tolmach.corpus.tmx import holds_tmx, memory_pairs
from tolmach.errors import DataError
from tolmach.files import named, open_bytes, stream_lines
from tolmach.text.language_tag import is_registered, same_language
from tolmach.text.normalize import normalize
from tolmach.text.sentences import Span
from tolmach.text.words import count_whole, whole_spans, word_spans, words_of


class Term(NamedTuple):
    """A term of the source, and the terms of the target of which the translation must have one.

    The first is the one that is put into a translation that has none.
    """

    source: str
    targets: tuple[str, ...]

    def held_by(self, text: str) -> bool:
        """Tell whether a translation has the term, in whole words.

        It may begin with a capital, or be in capitals if it has none inside a word.
        """
        return any(count_whole(form, text) for target in self.targets for form in _forms(target))

    def spans_in(self, text: str) -> list[Span]:
        """Return where `held_by` finds the term, in order."""
        forms = {form for target in self.targets for form in _forms(target)}
        return sorted({span for form in forms for span in whole_spans(form, text)})

    @property
    def exact(self) -> bool:
        """True where its case matters: it has a capital inside a word, as in "iOS"."""
        return not has_plain_case(self.source)


@dataclass(frozen=True)
class Glossary:
    """Terms and their translations, found in running text by whole words."""

    terms: tuple[Term, ...]
    # By their words, and how many words there are by the first one, the most first; no case counts.
    _by_words: Mapping[tuple[str, ...], Sequence[Term]] = field(repr=False, compare=False)
    _lengths: Mapping[str, Sequence[int]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Return the glossary of pairs; a term that occurs again may be translated either way."""
        targets: defaultdict[str, list[str]] = defaultdict(list)
        for source, target in pairs:
            if not words_of(source) or not words_of(target):
                raise DataError("A term of the glossary, or its translation, is empty.")
            targets[source].append(target)
        terms = tuple(Term(source, tuple(dict.fromkeys(each))) for source, each in targets.items())
        by_words: defaultdict[tuple[str, ...], list[Term]] = defaultdict(list)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for term in terms:
            words = _folded(words_of(term.source))
            by_words[words].append(term)
            lengths[words[0]].add(len(words))
        most_first = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        return cls(terms, by_words, most_first)

    @classmethod
    def read(cls, path: Path, normal: Callable[[str], str] = normalize) -> Self:
        """Read `source term TAB target term` a line, a CSV of the same, or a TMX.

        Cells may be between double quotes, which are doubled within them. Empty lines are skipped,
        and so are comments, which begin with `#` and have no tab or a space after it, and a first
        line that names the columns ("source", "target"). Raises TolmachError, naming file and line,
        where one of the two is missing, and where there is more than both and their languages.
        """
        found = cls.of(_read(path, normal))
        if not found.terms:
            raise DataError(
                f"{named(path)} holds no term; write a term, a tab and its translation on each "
                "line."
            )
        return found

    def without_heading(self, languages: tuple[str, str]) -> Self:
        """Return the same terms without a first one that gives the tags of these two languages."""
        if not self.terms:
            return self
        written = self.terms[0].source, *self.terms[0].targets
        if len(written) != 2 or not all(map(same_language, written, languages)):
            return self
        return type(self).of(
            (each.source, form) for each in self.terms[1:] for form in each.targets
        )

    @classmethod
    def joined(cls, glossaries: Iterable[Self], languages: tuple[str, str]) -> Self:
        """Return the terms of several glossaries, without headings that give these languages."""
        named = [glossary.without_heading(languages) for glossary in glossaries]
        return cls.of(pair for glossary in named for pair in glossary.pairs())

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each term with each of its translations."""
        yield from ((term.source, target) for term in self.terms for target in term.targets)

    def cleaned(self, clean: Callable[[Sequence[str]], Sequence[str]]) -> Self:
        """Return the same terms as `clean` writes them."""
        return type(self).of([(source, target) for source, target in map(clean, self.pairs())])

    def found_in(self, text: str) -> Iterator[tuple[Term, tuple[int, int]]]:
        """Yield the terms in a text and their spans; of those that overlap, the longest."""
        words, spans = words_of(text), word_spans(text)
        place = 0
        while place < len(words):
            term = self._at(words, place)
            count = 1 if term is None else len(words_of(term.source))
            if term is not None:
                yield term, (spans[place][0], spans[place + count - 1][1])
            place += count

    def followed_in(self, source: str, target: str) -> list[tuple[Span, Span]]:
        """Return the spans of terms in a text, each with that of its translation in the target.

        Where a term occurs several times, so do its translations, in the same order; one without
        is left out.
        """
        by_term: defaultdict[Term, list[Span]] = defaultdict(list)
        for term, span in self.found_in(source):
            by_term[term].append(span)
        return [
            pair
            for term, spans in by_term.items()
            for pair in zip(spans, term.spans_in(target), strict=False)
        ]

    def _at(self, words: Sequence[str], place: int) -> Term | None:
        for length in self._lengths.get(words[place].lower(), ()):
            there = words[place : place + length]
            for term in self._by_words.get(_folded(there), ()):
                if not term.exact or there == words_of(term.source):
                    return term
        return None


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def beside_term(cells: Sequence[str]) -> str:
    """Return what a row has that is neither a term nor its translation; nothing if that is all.

    Tags of their two languages, as DeepL's tables have them behind both, are no more than that.
    """
    further = [cell for cell in map(str.strip, cells[2:]) if cell]
    are_tags = len(further) == 2 and all(map(is_registered, further))
    return further[0] if further and not are_tags else ""


def _read(path: Path, normal: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    first = True
    for line, cells in _rows(path):
        source, target = (normal(cell) for cell in [*cells, ""][:2])
        if source.startswith("# ") or (source.startswith("#") and len(cells) == 1):
            continue
        if more := beside_term(cells):
            raise _fault(path, line, f"there is a further column, “{more}”")
        heading = first and names_columns(source, target)
        first = first and not source
        if heading:
            continue
        if source and target:
            yield source, target
        elif source or target:
            raise _fault(path, line, "a term or its translation is missing")


def _rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the cells of lines, or of the units of a TMX, with their numbers."""
    with open_bytes(path) as stream:
        if holds_tmx(path, stream):
            for line, source, target, _ in memory_pairs(path, stream, None):
                yield line, (source or "", target or "")
            return
        lines = stream_lines(stream, path)
        for line, cells in cell_lines(lines, commas=named_as_csv(path)):
            if cells is None:
                raise _fault(path, line, "a quotation mark is not closed")
            yield line, cells


def _fault(path: Path, line: int, said: str) -> DataError:
    sign = "comma" if named_as_csv(path) else "tab"
    return DataError(
        f"{named(path)}, line {line}: {said}; write both, and nothing else, with a {sign} between "
        "them."
    )


def has_plain_case(term: str) -> bool:
    """Say whether no word of a term has a capital inside, so that it may be all in capitals."""
    return all(word[1:] == word[1:].lower() for word in words_of(term))


def _forms(target: str) -> tuple[str, ...]:
    capitals = (target.upper(),) if has_plain_case(target) else ()
    return target, target[:1].upper() + target[1:], *capitals

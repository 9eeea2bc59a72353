"""A parallel corpus: its files, its languages, and what it is like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tolmach.corpus.languages import Languages, checked_pair, corpus_languages
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.survey import Survey, survey
from tolmach.corpus.tmx import LeftOut, is_tmx
from tolmach.errors import DataError
from tolmach.wording import counted

_FEWEST = 2  # pairs: one to learn from, one to be judged by


@dataclass(frozen=True)
class Corpus:
    """One TSV, one TMX or two line-aligned files, looked through once."""

    paths: list[Path]
    languages: tuple[str, str]
    survey: Survey
    left_out: LeftOut = field(default_factory=LeftOut)  # units of a TMX without both languages

    @classmethod
    def of(cls, paths: Sequence[Path], given: Languages = (None, None)) -> Self:
        """Look at a corpus; languages that are None are found out.

        Raises TolmachError where they cannot be told or there is hardly any text.
        """
        languages = _of_memory(paths, given) if is_tmx(paths[0]) else None
        left_out = LeftOut()
        found = survey(read_pairs(paths, languages=languages, left_out=left_out))
        if found.pairs < _FEWEST:
            raise DataError(
                f"{' and '.join(map(str, paths))}: {counted(found.pairs, 'usable pair')} of "
                f"sentences {'is' if found.pairs == 1 else 'are'} too few to learn from; run "
                "`tolmach check` on it."
            )
        told = languages or corpus_languages(paths, found.sample, given)
        return cls(list(paths), checked_pair(told, paths, given), found, left_out)

    def pairs(self) -> Iterator[Pair]:
        """Read its pairs."""
        return read_pairs(self.paths, languages=self.languages)


def _of_memory(paths: Sequence[Path], given: Languages) -> tuple[str, str]:
    """Return the languages of a TMX, which must be known before it is read."""
    told = corpus_languages(paths, [], given) if None in given else given
    if None in told and next(read_pairs(paths), None) is None:  # or raises, with its languages
        raise DataError(f"{paths[0]}: the corpus is empty; name another.")
    return checked_pair(told, paths, given)

"""Set phrases: greetings, thanks, wishes, warnings, what stands on doors, buttons and in letters.

They are what people try first, and hardly ever what their words say; no corpus of sentences
has them often enough. So every sixth pair out of templates is one.
"""

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import Template
from tolmach.files import read_lines

_LANGUAGES = ("en", "de", "ru")
_SHARE = 5  # templates of another kind for each of these

Ways = tuple[str, ...]  # to say the same, the usual one first


@cache
def formulas() -> tuple[dict[str, Ways], ...]:
    """Read the table: for each formula its ways by language."""
    lines = read_lines(Path(__file__).with_name("formulas.tsv"))
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        {language: tuple(ways.split("|")) for language, ways in zip(_LANGUAGES, row, strict=True)}
        for row in rows
    )


def with_formulas(
    language: str, templates: Sequence[Template], *, into: bool = False
) -> tuple[Template, ...]:
    """Return templates with those of formulas, from a language into English or `into` it."""
    own = partial(_drawn, language, into=into)
    return (*templates, *[own] * (len(templates) // _SHARE))


def _drawn(language: str, rng: Random, *, into: bool) -> Pair:
    """Draw a pair: any way to say something, and the usual one of the other language."""
    row = rng.choice(formulas())
    if into:
        said = rng.choice(row["en"])
        return Pair(_fitting(said, row[language]), said)
    said = rng.choice(row[language])
    return Pair(said, _fitting(said, row["en"]))


def _fitting(said: str, ways: Ways) -> str:
    """Return the first way that ends with the mark that something said does, or else the first."""
    return next((way for way in ways if _mark(way) == _mark(said)), ways[0])


def _mark(text: str) -> str:
    return "" if text[-1].isalnum() else text[-1]

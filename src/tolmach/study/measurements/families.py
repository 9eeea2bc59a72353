"""Families of sentences that mean the same in other words or in another order.

They come in twos: a meaning and its opposite, made of the same words, as "the dog chases the cat"
and "the cat chases the dog".
"""

from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import Field

from tolmach.config.extension import read_toml
from tolmach.config.section import Section, validated
from tolmach.errors import DataError

_BUILT_IN = Path(__file__).parent / "families"

Text = Annotated[str, Field(min_length=1)]


class Family(Section):
    """Sentences of one meaning, which is named in a few words."""

    meaning: Text
    sentences: list[Text]


class Families(Section):
    """A file of families: each meaning is followed by its opposite, in the same forms."""

    forms: Annotated[list[Text], Field(min_length=2)]
    families: Annotated[list[Family], Field(min_length=2)]

    @property
    def texts(self) -> list[str]:
        """All sentences, family after family."""
        return [text for family in self.families for text in family.sentences]


def families(language: str, path: Path | None) -> Families | None:
    """Return those in the file `path`, or our own of the language; None where we have none.

    Raises TolmachError where the file is not as it should be.
    """
    place = path or _BUILT_IN / f"{language.partition('-')[0]}.toml"
    if path is None and not place.exists():
        return None
    found = validated(Families, read_toml(place), str(place))
    _check(found, place)
    return found


def _check(found: Families, path: Path) -> None:
    if len(found.families) % 2:
        raise DataError(
            f"{path} has {len(found.families)} families; they come in twos, a meaning and its "
            "opposite: add one or take one away."
        )
    for family in found.families:
        if len(family.sentences) != len(found.forms):
            raise DataError(
                f"{path} names {len(found.forms)} forms, and {family.meaning!r} has "
                f"{len(family.sentences)} sentences; give it one for each form."
            )
    texts = Counter(" ".join(text.split()) for text in found.texts)
    text, count = texts.most_common(1)[0]
    if count > 1 or "" in texts:
        problem = f"{text!r} {count} times" if count > 1 else "a sentence without words"
        raise DataError(f"{path} has {problem}; let every sentence stand in it once.")

"""Names of persons that a model garbles: John Smith, Frau Müller, O'Brien, Ивана Петрова.

They come through as they are, or in Latin letters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tolmach.reading.names.russian import in_english, russian_names
from tolmach.reading.names.western import western_names
from tolmach.text.language_tag import OfTwoLanguages, script_of


class Name(NamedTuple):
    """A name, `text[start:end]`, and how the translation has it.

    The last word of one that is not `sure` may be another noun: "dass Tom Interesse hat".
    """

    start: int
    end: int
    written: str
    sure: bool = True


_WITH_APOSTROPHE = re.compile(r"(?<![\w'’])[DLO]['’][A-ZÀ-Þ][a-zß-ÿ]+(?!\w)")


class PersonalNames(OfTwoLanguages):
    """The names in texts of one language that are translated into another."""

    def found_in(self, text: str) -> Iterator[Name]:
        """Yield the names in a text, those of each kind from left to right."""
        if "'" in text or "’" in text:
            for found in _WITH_APOSTROPHE.finditer(text):
                yield Name(*found.span(), found[0])
        if (script_of(self.language), script_of(self.target)) == ("Cyrl", "Latn"):
            for found in russian_names().finditer(text):
                yield Name(*found.span(), in_english(found))
        if {self.language, self.target} == {"de", "en"}:
            for found in western_names(self.language).finditer(text):
                name = found.lastgroup or ""
                sure = name == "titled" or self.language != "de"
                yield Name(*found.span(name), found[name], sure)

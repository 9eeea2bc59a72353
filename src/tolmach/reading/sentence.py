"""A sentence in parts: what a model reads, what is set aside, and what is kept as it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tolmach.reading.alphabet import Alphabet
from tolmach.reading.capitals import UsualCase
from tolmach.reading.core import CoreReader, Literacy
from tolmach.reading.decoration import edges
from tolmach.reading.kept import Kept, Treatment, free_text, held_places, kept_parts
from tolmach.reading.marks import Part, PlainText, as_they_are
from tolmach.text.normalize import normalize
from tolmach.text.sentences import Span
from tolmach.text.tokenizer import Tokenizer, TokenizerPair

_BEGINS = re.compile(r"(?P<mark>[:,]?)\s+(?=[\W_]*[^\W\d_a-zß-öø-ÿ]\w*\W+\w)")
_ENDED = re.compile(r"[.!?…][\"'“”»«)]*\s+\Z")
_MOSTLY = 0.8  # of the letters of a sentence


@dataclass(frozen=True)
class SentenceReading:
    """A sentence: what stands before and after it, and its parts; `capitals` if it has no others.

    `before` and `after` are put back as they are. Where the parts hold no text, nothing is
    translated. `unread` is the script in which most of it is written, if the model reads none.
    """

    source: str
    before: str
    parts: tuple[Part, ...]
    after: str
    capitals: bool = False
    unread: str = ""
    changes: tuple[Treatment, ...] = field(default=())

    @classmethod
    def copied(cls, text: str, unread: str = "") -> "SentenceReading":
        """Return the reading of a text of which nothing is translated."""
        changes = (Treatment("copied", text),) if text else ()
        return cls(text, text, (), "", unread=unread, changes=changes)

    @property
    def is_translated(self) -> bool:
        """Say whether there is anything that the model reads."""
        return bool(self.parts)

    @cached_property
    def first_read(self) -> str:
        """What the model reads at first, normalised; nothing where nothing is translated."""
        return normalize(PlainText.of(self.parts, as_they_are(self.parts)).text)

    @property
    def alters(self) -> bool:
        """Say whether the model reads anything but the source."""
        return bool(self.changes) or not self.parts


@dataclass(frozen=True)
class SentenceReader:
    """Reads sentences for a model, whose vocabulary of sources is `tokenizer`."""

    literacy: Literacy
    tokenizer: Tokenizer

    @classmethod
    def of(
        cls, tokenizers: TokenizerPair, language: str, *, lowercase: bool = False
    ) -> "SentenceReader":
        """Return a reader for a model with these tokenizers, whose sources are in a language."""
        alphabet, case = Alphabet.of(tokenizers), UsualCase.of(tokenizers)
        return cls(Literacy(alphabet, case, language, lowercase), tokenizers.source)

    @property
    def alphabet(self) -> Alphabet:
        """The characters that the model reads."""
        return self.literacy.alphabet

    def read(self, text: str) -> SentenceReading:
        """Return a normalised sentence in parts."""
        kept = list(kept_parts(text))
        held = held_places(text, kept)
        start, end = _without_asides(text, edges(text, held), kept, held)
        free = free_text(text[start:end], held[start:end])
        if not _has_letters(free):
            return SentenceReading.copied(text)
        if script := self._unread_script(text[start:end]):
            return SentenceReading.copied(text, script)
        inner = [one for one in kept if start <= one.start and one.end <= end]
        core = CoreReader(self.literacy, text, (start, end), inner)
        if not any(_has_letters(part.written) for part in core.parts if part.kind == "text"):
            return SentenceReading.copied(text)
        aside = [
            Treatment("aside", one.strip()) for one in (text[:start], text[end:]) if one.strip()
        ]
        found = SentenceReading(text, text[:start], core.parts, text[end:], core.capitals)
        return replace(found, changes=(*aside, *core.changes))

    def _unread_script(self, text: str) -> str:
        """Return the script of a text of which the model cannot read most letters."""
        letters = [one for one in text if one.isalpha()]
        foreign = [one for one in letters if not self.alphabet.has_script(one)]
        most = len(foreign) > _MOSTLY * len(letters)
        return self.alphabet.unread_script("".join(foreign)) if most else ""


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _without_asides(text: str, core: Span, kept: Sequence[Kept], held: Sequence[bool]) -> Span:
    """Return what is left of a core when addresses before or after the sentence are set aside."""
    start, end = core
    for one in kept:
        begins = _BEGINS.match(text, one.end, end)
        if one.start == start and one.part.kind == "fixed" and begins:
            # A placeholder may be a word of the sentence that goes on with a noun: "{n} Hunde".
            if begins["mark"] or one.part.name not in ("value", "number"):
                start = begins.end()
    for one in reversed(kept):
        if one.end == end and one.part.kind == "fixed" and _ENDED.search(text, start, one.start):
            end = len(text[: one.start].rstrip())
    if (start, end) == core:
        return core
    left, right = edges(text[start:end], held[start:end])
    return start + left, start + right

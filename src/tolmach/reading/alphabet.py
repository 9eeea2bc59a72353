"""The characters that a model has learnt to read.

The counts of its training text tell. An older model has none; then its vocabulary must do: all
letters of a script that its pieces have, and the marks that pieces hold beside others.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from tolmach.text.spacing import scripts
from tolmach.text.tokenizer import SPECIAL
from tolmach.text.tokenizer_pair import TokenizerPair

_ENOUGH = 20  # occurrences, in a large text
_ENOUGH_OF_SIGNS, _SIGN_IN = 200, 50_000  # of a sign: one in so many characters, and never more
_SPELLED_IN = 500_000  # of a letter that no piece has, and that is spelled in bytes
_LARGE = 400_000  # characters; of a smaller text, fewer occurrences are enough
_MARKS = frozenset(" .,;:!?'\"-")  # of old models without counts
_OF_CODE = frozenset("<{}")  # which models mix up with one another and with words
_MAIN = 0.02  # share of all letters from which on a script is one that the model reads
_QUOTES = ("„“", "“”", '""', "«»", "»«", "‘’", "''")


@dataclass(frozen=True)
class Alphabet:
    """The characters that a model reads, and the scripts of its letters."""

    characters: frozenset[str]
    scripts: frozenset[str]
    counted: bool = field(default=True)

    @classmethod
    def of(cls, tokenizers: TokenizerPair) -> Self:
        """Return the alphabet of a model's sources."""
        if tokenizers.characters is None:
            return cls._of_pieces(tokenizers)
        counts = Counter(tokenizers.characters)
        enough = max(1, min(_ENOUGH, _ENOUGH * counts.total() // _LARGE))
        of_signs = max(enough, min(_ENOUGH_OF_SIGNS, counts.total() // _SIGN_IN))
        spelled = max(enough, counts.total() // _SPELLED_IN)
        known = {
            one for one, count in counts.items() if count >= (enough if one.isalpha() else of_signs)
        }
        rare = [one for one in known if one.isalpha() and counts[one] < spelled]
        known -= {one for one in rare if not tokenizers.source.has_piece(one)}
        known -= _OF_CODE
        cased = {way for one in known for way in (one.upper(), one.lower()) if len(way) == 1}
        return cls(frozenset(known | cased | {" "}), _main_scripts(counts))

    @classmethod
    def _of_pieces(cls, tokenizers: TokenizerPair) -> Self:
        source = tokenizers.source
        pieces = [piece for piece in source.pieces(range(len(source))) if piece not in SPECIAL]
        longer = {sign for piece in pieces for sign in piece if len(piece.strip("▁")) > 1}
        spelled = [piece for piece in pieces if not piece.startswith("<0x")]
        return cls(frozenset(longer) | _MARKS, _main_scripts(Counter("".join(spelled))), False)

    def reads(self, character: str) -> bool:
        """Say whether the model can be expected to make something of a character."""
        if character in self.characters or character.isdecimal():
            return True
        if character.lower() in self.characters:  # ẞ, which no letter becomes in capitals
            return True
        return not self.counted and character.isalpha() and self.has_script(character)

    def usual(self, word: str) -> str:
        """Return a word as usual characters, without accents that the model does not read."""
        return "".join(
            one for one in compatible(word) if self.reads(one) or not unicodedata.combining(one)
        )

    def has_script(self, letter: str) -> bool:
        """Say whether a letter is of a script that the model reads."""
        return not scripts(letter).keys().isdisjoint(self.scripts)

    @cached_property
    def quotes(self) -> str:
        """A pair of quotation marks that the model reads, or none."""
        known = [pair for pair in _QUOTES if all(map(self.reads, pair))]
        return known[0] if known else ""

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        """Text that is read as it is: words with a space or a mark between them."""
        letters = [re.escape(one) for one in sorted(self.characters) if one.isalpha()]
        small = "".join(one for one in letters if not one.isupper())
        if not small:
            return re.compile(r"(?!)")
        marks, joints, ends = map(self._one_of, (",;:.!?", "’'-", ".!?"))
        word = f"[{''.join(letters)}][{small}]*"  # others are spelled in odd case, or acronyms
        labelled = "(?![^\\W\\d_][.:] )"
        return re.compile(
            f"{labelled}{word}(?:(?:{marks}? |(?!['’][nN]['’]|-[A-ZÄÖÜ]){joints}){word})*{ends}?"
        )

    def _one_of(self, signs: str) -> str:
        """Return a pattern of one of those signs that the model reads."""
        known = "".join(re.escape(one) for one in signs if self.reads(one))
        return f"[{known}]" if known else "(?:(?!))"

    def is_plain(self, text: str) -> bool:
        """Say whether the model reads a text as it is, as it does most: fast, and never wrongly."""
        return self._plain.fullmatch(text) is not None

    def unread_script(self, text: str) -> str:
        """Return the script of most letters that the model does not read, or an empty name."""
        unread = scripts("".join(one for one in text if one.isalpha() and not self.reads(one)))
        return unread.most_common(1)[0][0] if unread else ""


def compatible(text: str) -> str:
    """Return typographic variants (ligatures, full-width letters) as the usual characters."""
    return unicodedata.normalize("NFKC", text)


def _main_scripts(characters: Counter[str]) -> frozenset[str]:
    counted = Counter[str]()
    for character, count in characters.items():
        for script in scripts(character):
            counted[script] += count
    return frozenset(name for name, count in counted.items() if count >= _MAIN * counted.total())

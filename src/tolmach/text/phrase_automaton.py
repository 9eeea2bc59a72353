"""Phrases that a translation must or must not contain, as automata that read it piece by piece.

An automaton follows the text itself, byte by byte, whatever pieces spell it: a forbidden word
cannot slip through in smaller pieces, and a wanted one counts however it is cut. With
`whole_words` a phrase that begins or ends with a letter or digit is found only where no other one
touches it. The automaton over bytes is the usual one for many patterns at a time (Aho and Corasick
1975), built as sets of half-read patterns; then every piece is run through it from every state.

Shapes: Q states, V vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tolmach.text.tokenizer import EOS_ID

FOUND, START = 0, 1
_SENTENCE_ENDS = b".!?"
UNREACHABLE = 1 << 20  # more pieces than any translation has


@dataclass(frozen=True, eq=False)
class PhraseAutomaton:
    """Reads pieces; once in state FOUND, which it never leaves, the text holds a phrase."""

    table: NDArray[np.int32]  # [Q, V], the state after each piece

    @cached_property
    def remaining(self) -> NDArray[np.int32]:
        """Return how many pieces, at least, must come from each state until `</s>` finds it, [Q].

        0 also where nothing but the end of the last word is still to be seen.
        """
        ending = self.table[:, EOS_ID] == FOUND  # [Q]
        onwards = np.delete(self.table, EOS_ID, axis=1)  # [Q, V - 1]
        remaining = np.where(ending, 0, UNREACHABLE).astype(np.int32)
        while True:
            closer = np.minimum(remaining, remaining[onwards].min(1) + 1)
            if (closer == remaining).all():
                return remaining
            remaining = closer

    def finds(self, ids: Sequence[int]) -> bool:
        """Return whether a phrase stands in the text that `ids` spell, `</s>` left out."""
        state = START
        for piece in (*ids, EOS_ID):
            state = int(self.table[state, piece])
        return state == FOUND


def containing(
    phrase: str, spelling: Sequence[bytes], *, whole_words: bool = True
) -> PhraseAutomaton:
    """Return the automaton that finds `phrase`, given how each piece is spelled.

    Where a sentence begins, it may have a capital.
    """
    patterns = [_pattern(phrase, whole_words=whole_words)]
    if (capital := _capitalised(phrase)) != phrase:
        patterns.append(_pattern(capital, whole_words=whole_words, begins_a_sentence=True))
    reader = _PhraseReader.of(patterns)
    table = _by_piece(reader, spelling)  # [Q, V]
    table[:, EOS_ID] = np.where(reader.complete, FOUND, np.arange(len(table)))
    return PhraseAutomaton(table)


def avoiding(
    phrases: Sequence[str], spelling: Sequence[bytes], *, whole_words: bool = True
) -> PhraseAutomaton:
    """Return the automaton that finds any of `phrases` in time to prevent it.

    It finds a phrase as soon as a piece ends where the phrase ends, although the next piece might
    have made a longer word of it: later it would be too late to choose another word. Phrases are
    found with a capital at their beginning too, as at the beginning of a sentence.
    """
    cased = dict.fromkeys(form for phrase in phrases for form in (phrase, _capitalised(phrase)))
    reader = _PhraseReader.of([_pattern(form, whole_words=whole_words) for form in cased])
    table = _by_piece(reader, spelling)  # [Q, V]
    return PhraseAutomaton(np.where(reader.complete[table], FOUND, table).astype(np.int32))


class _Pattern(NamedTuple):
    spelled: bytes
    begins_a_word: bool
    ends_a_word: bool
    begins_a_sentence: bool


class _Place(NamedTuple):
    """What of a text matters: is a word open, has a sentence begun, and how many bytes of which
    patterns are read."""

    in_word: bool
    in_sentence: bool
    open: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class _PhraseReader:
    """The automaton over bytes: the state after each byte [Q, 256], and where only the end of a
    word is missing, [Q]."""

    table: NDArray[np.int32]
    complete: NDArray[np.bool_]

    @classmethod
    def of(cls, patterns: Sequence[_Pattern]) -> "_PhraseReader":
        sentences_matter = any(pattern.begins_a_sentence for pattern in patterns)
        alike = _alike(patterns)
        places = [_Place(False, not sentences_matter, frozenset())]
        numbers = {places[0]: START}
        rows = [[FOUND] * 256]
        for place in places:  # grows while it is walked through
            row: dict[int, int] = {}
            for byte in dict.fromkeys(alike):
                after = _read(place, byte, patterns)
                if after is not None and after not in numbers:
                    numbers[after] = len(places) + START
                    places.append(after)
                row[byte] = FOUND if after is None else numbers[after]
            rows.append([row[byte] for byte in alike])
        complete = [any(read == len(patterns[n].spelled) for n, read in p.open) for p in places]
        return cls(np.array(rows, np.int32), np.array([False, *complete]))


def _capitalised(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _pattern(phrase: str, *, whole_words: bool, begins_a_sentence: bool = False) -> _Pattern:
    first, last = (whole_words and phrase[place].isalnum() for place in (0, -1))
    return _Pattern(phrase.encode(), first, last, begins_a_sentence)


def _alike(patterns: Sequence[_Pattern]) -> list[int]:
    """Return for each byte the first one that leads wherever it leads, from every place."""
    spelled = {byte for pattern in patterns for byte in pattern.spelled}
    first: dict[tuple[bool, bool, bool, int | None], int] = {}
    return [
        first.setdefault(
            (
                _in_word(byte, False),
                _in_word(byte, True),
                byte in _SENTENCE_ENDS,
                byte if byte in spelled else None,
            ),
            byte,
        )
        for byte in range(256)
    ]


def _read(place: _Place, byte: int, patterns: Sequence[_Pattern]) -> _Place | None:
    """Return where `byte` leads; None: a pattern is found."""
    in_word = _in_word(byte, place.in_word)
    ends = byte in _SENTENCE_ENDS and any(pattern.begins_a_sentence for pattern in patterns)
    in_sentence = in_word or (place.in_sentence and not ends)
    going = set()
    for number, read in place.open:
        spelled = patterns[number].spelled
        if read < len(spelled) and spelled[read] == byte:
            going.add((number, read + 1))
        elif read == len(spelled) and not in_word:
            return None
    for number, pattern in enumerate(patterns):
        if pattern.spelled[0] == byte and _may_begin(pattern, place):
            going.add((number, 1))
    for number, read in going:
        if read == len(patterns[number].spelled) and not patterns[number].ends_a_word:
            return None
    return _Place(in_word, in_sentence, frozenset(going))


def _may_begin(pattern: _Pattern, place: _Place) -> bool:
    if pattern.begins_a_sentence and place.in_sentence:
        return False
    return not (pattern.begins_a_word and place.in_word)


def _in_word(byte: int, before: bool) -> bool:
    """Return whether a letter or digit stands here, given its last byte and the answer before it.

    Beyond ASCII all characters count as letters, but for those that begin with bytes 0xC2 (signs
    of Latin-1) and 0xE2 (dashes, quotation marks, symbols).
    """
    if byte < 0x80:
        return chr(byte).isalnum()
    return before if byte < 0xC0 else byte not in (0xC2, 0xE2)


def _by_piece(reader: _PhraseReader, spelling: Sequence[bytes]) -> NDArray[np.int32]:
    """Return the state after each whole piece, [Q, V]."""
    order, letters = _letters(tuple(spelling))
    states = np.arange(len(reader.table), dtype=np.int32)[:, None].repeat(len(spelling), 1)
    for column in letters:
        read = states[:, : len(column)]
        read[:] = reader.table[read, column]
    by_piece = np.empty_like(states)
    by_piece[:, order] = states
    return by_piece


@lru_cache(maxsize=8)  # one for each model
def _letters(spelling: tuple[bytes, ...]) -> tuple[list[int], list[NDArray[np.intp]]]:
    """Return all pieces, the longest first, and the bytes at each place of those so long."""
    order = sorted(range(len(spelling)), key=lambda piece: -len(spelling[piece]))
    columns = [
        np.array([spelling[piece][place] for piece in order if len(spelling[piece]) > place])
        for place in range(max(map(len, spelling)))
    ]
    return order, columns

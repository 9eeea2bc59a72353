"""Segmentation into words of text that puts no spaces between them.

BudouX tells words of Chinese and Thai and phrases of Japanese, which are cut further where one
script ends and another begins. It now and then leaves a word of one letter with its neighbour; one
that mostly stands alone is cut off. Elsewhere, in Lao and Khmer for instance, every letter is a
word.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import regex

from tolmach.text.language_tag import script_of
from tolmach.text.sentences import Span
from tolmach.text.spacing import UNSPACED_LETTER
from tolmach.text.words import word_spans

if TYPE_CHECKING:
    from budoux import Parser

_STRETCH = regex.compile(rf"{UNSPACED_LETTER}+", regex.VERSION1)
_ONE_SCRIPT = regex.compile(r"\p{Hiragana}+|[\p{Katakana}\u30fc\uff70]+|\p{Han}+|\X")
_ALONE = 5  # times as often as in a longer word


class WordSegmenter:
    """Cuts text of one language into words; `sample` shows which words stand alone."""

    def __init__(self, language: str, sample: Iterable[str] = ()) -> None:
        script = script_of(language)
        self._parser = None if script is None else _parser(script)
        self._japanese = script == "Jpan"
        self._known = Counter(word for text in sample for word in self._parsed(text))

    def spans(self, text: str) -> list[Span]:
        """Return where each word and mark of a text stands: `text[start:end]`."""
        if self._parser is None:
            return word_spans(text)
        stretches = [stretch.span() for stretch in _STRETCH.finditer(text)]
        segmented = [
            span for start, end in stretches for span in self._words(text[start:end], start)
        ]
        inside = {place for start, end in segmented for place in range(start, end)}
        others = [
            (start, next((place for place in range(start, end) if place in inside), end))
            for start, end in word_spans(text)
            if start not in inside
        ]
        return sorted([*segmented, *others])

    def _parsed(self, text: str) -> Iterator[str]:
        if self._parser is not None:
            for stretch in _STRETCH.findall(text):
                yield from self._parser.parse(stretch)

    def _words(self, stretch: str, start: int) -> Iterator[Span]:
        """Yield the spans of the words in a stretch that begins at `start`."""
        for word in self._parsed(stretch):
            for part in self._parts(word):
                yield start, start + len(part)
                start += len(part)

    def _parts(self, word: str) -> Sequence[str]:
        if self._japanese:
            return [found[0] for found in _ONE_SCRIPT.finditer(word)]
        least = _ALONE * max(1, self._known[word])
        if len(word) > 1 and self._known[word[-1]] >= least:
            return [*self._parts(word[:-1]), word[-1]]
        if len(word) > 1 and self._known[word[0]] >= least:
            return [word[0], *self._parts(word[1:])]
        return [word]


@cache
def _parser(script: str) -> "Parser | None":
    """Return the segmenter of a script, by ISO 15924; None where there is none."""
    import budoux

    match script:
        case "Hans" | "Hani":
            return budoux.load_default_simplified_chinese_parser()
        case "Hant":
            return budoux.load_default_traditional_chinese_parser()
        case "Jpan":
            return budoux.load_default_japanese_parser()
        case "Thai":
            return budoux.load_default_thai_parser()
    return None

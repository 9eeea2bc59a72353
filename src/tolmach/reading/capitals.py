"""Text in capitals, read by way of the usual case of its words.

A model has hardly seen SCHLÄFT, and tears it apart. How training wrote a word tells its usual case;
of a word that it did not read, the way that the vocabulary spells in one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tolmach.text.sentences import Span
from tolmach.text.tokenizer import TokenizerPair

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST_ACRONYM = 4  # letters; longer words in capitals are words


def is_in_capitals(text: str) -> bool:
    """Say whether a text has letters, and none in lower case but ß."""
    rest = text.replace("ß", "")
    return rest.isupper() and any(len(word) > 1 for word in _WORD.findall(rest))


@dataclass(frozen=True)
class UsualCase:
    """The usual case of words in capitals, for one model."""

    tokenizers: TokenizerPair  # whose words are read from disk only for text in capitals

    def runs(self, text: str) -> Iterator[Span]:
        """Yield the spans of words in capitals within a text in the usual case.

        Words that are usually so written, and single short ones unknown, are none: NATO, USB.
        """
        run: list[re.Match[str]] = []
        for found in (*_WORD.finditer(text), None):
            if found is not None and is_in_capitals(found[0]):
                run.append(found)
                continue
            if found is not None and run and len(found[0]) == 1 and found[0].isupper():
                run.append(found)
                continue
            if any(self._is_shouted(each[0]) for each in run):
                yield run[0].start(), run[-1].end()
            run = []

    def written(self, text: str, *, begins: bool) -> str:
        """Return a text in capitals as usually written; one that `begins` has a capital first."""
        words = _WORD.findall(text)
        usual = map(self.word, words, ["", *words], [*words[1:], ""])
        done = _WORD.sub(lambda _: next(usual), text)
        first = _WORD.search(done)
        if not begins or first is None:
            return done
        return done[: first.start()] + _capitalised(done[first.start() :])

    def word(self, word: str, before: str = "", after: str = "") -> str:
        """Return a word in capitals as it is usually written between two others."""
        cases = self.tokenizers.cases
        known = cases.usual(word, before, after) if cases else None
        if known is not None:
            return known
        lower = word.lower()
        ways = [lower, _capitalised(lower)]
        if "ss" in lower:
            ways += [each.replace("ss", "ß") for each in ways]
        best = min(ways, key=self._cost)
        if cases and before.lower() in cases.heralds:
            best = _capitalised(best)
        return word if self._cost(best)[0] > 1 and len(word) <= _LONGEST_ACRONYM else best

    def _is_shouted(self, word: str) -> bool:
        return len(word) > 1 and self.word(word) != word

    def _cost(self, word: str) -> tuple[int, int]:
        """Return the pieces of a word and, of one piece, when it was learnt."""
        ids = self.tokenizers.source.encode(word)
        return len(ids), ids[0] if len(ids) == 1 else 0


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]

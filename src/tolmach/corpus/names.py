"""Names: words with a capital that both languages write alike, and new ones to replace them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Self

from tolmach.corpus.parallel import Pair
from tolmach.text.words import substituted, words_of

_FEWEST, _SHORTEST, _LONGEST = 2, 3, 10  # sentences with a name; letters of one
_START, _END = "   ", " "


@dataclass(frozen=True)
class Names:
    """The names of a corpus, and which letters follow which three in its words."""

    known: tuple[str, ...]
    letters: Mapping[str, Sequence[str]]

    @classmethod
    def shared(cls, pairs: Iterable[Pair]) -> Self:
        """Find the names that stand on both sides of several pairs."""
        counts: Counter[str] = Counter()
        words: set[str] = set()
        for pair in pairs:
            counts.update(_candidates(pair))
            words.update(word.lower() for side in pair for word in words_of(side))
        known = tuple(sorted(name for name, count in counts.items() if count >= _FEWEST))
        return cls(known, _following(sorted(word for word in words if word.isalpha())))

    def renamed(self, pair: Pair, rng: Random) -> Pair | None:
        """Return the pair with every known name that both sides share replaced by a new one."""
        shared = sorted(_candidates(pair) & self._all)
        if not shared:
            return None
        new = {name: self.drawn(rng) for name in shared}
        return Pair(*(substituted(side, new) for side in pair))

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self.known)

    def drawn(self, rng: Random) -> str:
        """Return a name, known or invented, sometimes with a surname after it."""
        first = self.invented(rng) if rng.random() < 0.6 else rng.choice(self.known)
        return f"{first} {self.invented(rng)}" if rng.random() < 0.3 else first

    def invented(self, rng: Random) -> str:
        """Return a name that nobody bears, spelt like the words of both languages.

        (A Markov chain over their letters, Shannon 1948, §3.)
        """
        name = _START
        while len(name) < len(_START) + _LONGEST:
            letter = rng.choice(self.letters[name[-len(_START) :]])
            if letter == _END:
                break
            name += letter
        return name.strip().capitalize()


def _candidates(pair: Pair) -> set[str]:
    source, target = ({word for word in words_of(side) if _may_be_name(word)} for side in pair)
    return source & target


def _may_be_name(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word.istitle()


def _following(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return for each three letters those that follow them, as often as they do."""
    letters: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        written = _START + word + _END
        for place in range(len(_START), len(written)):
            letters[written[place - len(_START) : place]].append(written[place])
    return letters

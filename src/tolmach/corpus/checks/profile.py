"""A profile of a corpus, read off its beginning, and the pairs that depart from it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from tolmach.corpus.checks import issues
from tolmach.corpus.checks.affinity import Traits, disagree
from tolmach.corpus.checks.damage import has_lost_characters
from tolmach.corpus.checks.issues import Issue
from tolmach.corpus.checks.lengths import LengthModel
from tolmach.corpus.parallel import Pair, turned
from tolmach.errors import DataError
from tolmach.text.language import (
    ENOUGH,
    NO_LANGUAGE,
    foreign_language,
    known_language,
    main_language,
)
from tolmach.text.language_tag import is_registered
from tolmach.text.spacing import scripts

# On 140,000 clean pairs of Tatoeba and Multi30k, 3 lie beyond 6 deviations and 55 beyond 4.5.
_FAR_IN_LENGTH, _ODD_IN_LENGTH = 6.0, 2.0
_FEWEST_LETTERS = 4  # of another script, to be more than a symbol or an initial
_FEWEST_COPIED_WORDS = 4  # shorter pairs are often rightly equal: "Tom!", "OK", "Hotel California"
_LATIN_WORD = re.compile("[A-Za-zÀ-ɏ]+")

Reason = tuple[Issue, str]  # and what exactly is wrong with this pair


@dataclass(frozen=True)
class Profile:
    """What pairs of this corpus are like; None where nothing is sure."""

    lengths: LengthModel
    languages: tuple[str | None, str | None]
    scripts: tuple[str | None, str | None]
    longest: int  # characters
    wordless: tuple[bool, bool] = (False, False)  # a side that is mostly numbers against words

    @classmethod
    def of(cls, pairs: Sequence[Pair], *, languages: tuple[str, str] | None, longest: int) -> Self:
        """Read the profile off some thousand pairs. Languages that are given are not guessed."""
        sides = [pair.source for pair in pairs], [pair.target for pair in pairs]
        source, target = (
            (known_language(languages[0]), known_language(languages[1]))
            if languages
            else (main_language(sides[0]), main_language(sides[1]))
        )
        return cls(
            LengthModel.of([(len(source), len(target)) for source, target in pairs]),
            (source, target),
            (_main_script(sides[0]), _main_script(sides[1])),
            longest,
            (_is_wordless(pairs), _is_wordless(turned(pairs))),
        )

    def reasons(self, pair: Pair, traits: tuple[Traits, Traits]) -> Iterator[Reason]:
        """Yield what is wrong with a pair by itself; nothing more is said of an empty one."""
        if not pair.source or not pair.target:
            yield issues.EMPTY, ""
            return
        if (self.wordless[0] and _lacks_words(*pair)) or (
            self.wordless[1] and _lacks_words(*pair[::-1])
        ):
            yield issues.WORDLESS, ""
            return
        yield from self._of_length(pair)
        yield from self._of_language(pair)
        yield from self._of_alignment(*traits)

    def _of_length(self, pair: Pair) -> Iterator[Reason]:
        characters = max(map(len, pair))
        if characters > self.longest:
            yield issues.LONG, f"{characters:,} characters"
        deviation = self.lengths.deviation(len(pair.source), len(pair.target))
        if abs(deviation) > _FAR_IN_LENGTH:
            yield issues.LENGTH, f"{len(pair.source)} and {len(pair.target)} characters"

    def _of_language(self, pair: Pair) -> Iterator[Reason]:
        if pair.source.casefold() == pair.target.casefold():
            if _is_long_enough_to_differ(pair.source):
                yield issues.COPIED, ""
            return
        sides = (pair.source, pair.target), (pair.target, pair.source)
        written = (
            _other_script(*side, script) for side, script in zip(sides, self.scripts, strict=True)
        )
        if other := next(filter(None, written), None):
            yield issues.SCRIPT, other
            return
        found = tuple(
            _other_language(*side, language) if language else None
            for side, language in zip(sides, self.languages, strict=True)
        )
        if found == (self.languages[1], self.languages[0]) and None not in found:
            yield issues.SWAPPED, ""
        elif other := found[0] or found[1]:
            named = "no language" if other == NO_LANGUAGE else other
            yield issues.LANGUAGE, f"{'source' if found[0] else 'target'} in {named}"

    def _of_alignment(self, source: Traits, target: Traits) -> Iterator[Reason]:
        deviation = abs(self.lengths.deviation(source.length, target.length))
        if disagree(source.addresses, target.addresses):
            yield issues.MISALIGNED, "different addresses"
        elif deviation > _ODD_IN_LENGTH and disagree(source.numbers, target.numbers):
            yield issues.MISALIGNED, "different numbers"
        elif deviation > 2 * _ODD_IN_LENGTH and source.end != target.end:
            yield issues.MISALIGNED, "different ends and lengths"


def checked_languages(languages: tuple[str, str] | None) -> tuple[str, str] | None:
    """Return `languages`; raise TolmachError where one is no language.

    A language that the identifier does not know is taken: its side is not checked for language.
    """
    for code in languages or ():
        if not is_registered(code):
            raise DataError(
                f"{code!r} is no language code; give codes such as `de,en` or `pt-BR,zh-Hans`, or "
                "leave --languages out."
            )
    return languages


def _main_script(texts: Sequence[str]) -> str | None:
    letters = Counter[str]()
    for text in texts:
        letters.update(scripts(text[:ENOUGH]))
    return next((name for name, count in letters.items() if 2 * count > letters.total()), None)


def _other_script(side: str, translation: str, expected: str | None) -> str | None:
    """Return the script of a side that is not in the expected one, names apart."""
    text = side[:ENOUGH]
    if expected is None or (text.isascii() and expected == "latin"):
        return None
    letters = scripts(text)
    foreign = letters.total() - letters[expected]
    if foreign < _FEWEST_LETTERS or 2 * foreign <= letters.total():
        return None
    own = scripts(_own_words(text, translation))
    if 2 * own[expected] > own.total():
        return None
    return (letters - Counter({expected: letters[expected]})).most_common(1)[0][0]


def _other_language(side: str, translation: str, expected: str) -> str | None:
    """Return the language of a side that is not in the expected one, names apart."""
    other = foreign_language(side, expected)
    named = other is not None and main_language([_own_words(side, translation)]) == expected
    return None if named else other


def _own_words(side: str, translation: str) -> str:
    """Return a side without the words that its translation has, too: names, codes and terms."""
    others = set(_LATIN_WORD.findall(translation[:ENOUGH].lower()))
    return _LATIN_WORD.sub(lambda word: "" if word[0].lower() in others else word[0], side[:ENOUGH])


def _is_wordless(pairs: Sequence[Pair]) -> bool:
    """Say whether the sources of most pairs have no word, but their targets have."""
    return 2 * sum(_lacks_words(*pair) for pair in pairs) > len(pairs)


def _lacks_words(side: str, other: str) -> bool:
    words = any(map(str.isalpha, side)) or has_lost_characters(side)
    return bool(side) and not words and any(map(str.isalpha, other))


def _is_long_enough_to_differ(side: str) -> bool:
    words = sum(any(map(str.isalpha, word)) for word in side[:ENOUGH].split())
    return words >= _FEWEST_COPIED_WORDS

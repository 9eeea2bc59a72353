"""More text to learn from, made of the text itself: what users write and corpora hardly hold.

A corpus of sentences teaches neither that one word may be the whole input, nor that several
sentences may, nor that a full stop may be missing, nor that any name or number is to be copied.
Four kinds of made pairs do:

- words and short phrases, alone, with their usual translations (`phrases.py`);
- sentences in which a name or a number that both sides share is replaced by another one, and
  such names and numbers alone (related to the rare words of Fadaee et al. 2017 and the copied text
  of Currey et al. 2017);
- sentences written carelessly: no mark at the end, no capitals in the source;
- sentences that have nothing to do with each other, joined (Kondo et al. 2021), so that the model
  has seen long text.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from random import Random

from tolmach.corpus.names import Names
from tolmach.corpus.parallel import Pair, joined_pair
from tolmach.corpus.phrases import Phrase, phrases
from tolmach.text.words import is_word, substituted, words_of

_MARKS = ".!?"
_TRIES = 40  # sentences looked at for one that can be changed
_LONGEST_NUMBER = 6  # digits
_MOST_JOINED = 4  # sentences

Change = Callable[[Pair, Random], Pair | None]


def augmentation(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Return about `count` made pairs: a third words and phrases, the rest changed sentences.

    The same pairs always give the same. Kinds for which the text holds nothing are left out.
    """
    rng = Random(count)
    names = Names.shared(pairs)
    made = list(islice(_written_alone(phrases(pairs), rng), count // 3))
    for change, share in (
        (names.renamed, 0.2),
        (_renumbered, 0.15),
        (partial(_copied, names), 0.05),
        (_careless, 0.1),
        (partial(_joined, pairs), 0.17),
    ):
        made += _changed(pairs, change, round(share * count), rng)
    return made


def _written_alone(found: Sequence[Phrase], rng: Random) -> Iterator[Pair]:
    """Yield phrases as somebody would type them, words more often the more frequent they are."""
    words = [phrase for phrase in found if " " not in phrase.source]
    total: Counter[str] = Counter()
    for phrase in words:
        total[phrase.source] += phrase.times
    drawn = [
        phrase for phrase in words for _ in range(_copies(phrase.times, total[phrase.source], rng))
    ]
    longer = [phrase for phrase in found if " " in phrase.source]
    drawn += rng.sample(longer, min(len(longer), len(drawn)))
    rng.shuffle(drawn)
    return (_typed(phrase, rng) for phrase in drawn)


def _copies(count: int, total: int, rng: Random) -> int:
    wanted = (1 + math.log2(total)) * count / total
    return int(wanted) + (rng.random() < wanted % 1)


def _typed(phrase: Phrase, rng: Random) -> Pair:
    mark = rng.choice(_MARKS) if rng.random() < 0.25 else ""
    if mark or rng.random() < 0.2:
        return Pair(_capital(phrase.source) + mark, _capital(phrase.target) + mark)
    if rng.random() < 0.2:
        return Pair(phrase.source.lower(), phrase.target)
    return Pair(phrase.source, phrase.target)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _changed(pairs: Sequence[Pair], change: Change, count: int, rng: Random) -> list[Pair]:
    made: list[Pair] = []
    for _ in range(_TRIES * count if pairs else 0):
        if len(made) == count:
            break
        if (found := change(rng.choice(pairs), rng)) is not None:
            made.append(found)
    return made


def _renumbered(pair: Pair, rng: Random) -> Pair | None:
    """Replace every number that stands on both sides by another; those of one digit stay so."""
    shared = sorted(_numbers(pair.source) & _numbers(pair.target))
    if not shared:
        return None
    new = {number: _other_number(number, rng) for number in shared}
    return Pair(*(substituted(side, new) for side in pair))


def _numbers(text: str) -> set[str]:
    return {word for word in words_of(text) if word.isdecimal()}


def _other_number(number: str, rng: Random) -> str:
    if len(number) == 1:
        return str(rng.randrange(10))
    if len(number) == 4 and number[0] in "12" and rng.random() < 0.5:
        return str(rng.randint(1000, 2099))  # a year
    return _number(rng.randint(2, _LONGEST_NUMBER), rng)


def _number(digits: int, rng: Random) -> str:
    return str(rng.randrange(10 ** (digits - 1), 10**digits))


def _copied(names: Names, _: Pair, rng: Random) -> Pair:
    """Return a name or a number as the whole text, on both sides."""
    number = not names.known or rng.random() < 0.5
    text = _number(rng.randint(2, _LONGEST_NUMBER), rng) if number else names.drawn(rng)
    return Pair(text, text)


def _careless(pair: Pair, rng: Random) -> Pair | None:
    """Leave out the final mark, half of the time also the capitals of the source."""
    if not (pair.source[-1:] == pair.target[-1:] and pair.source[-1:] in tuple(_MARKS)):
        return None
    source, target = pair.source[:-1].rstrip(), pair.target[:-1].rstrip()
    if not (source and target and is_word(source[-1]) and is_word(target[-1])):
        return None
    return Pair(source.lower() if rng.random() < 0.5 else source, target)


def _joined(pairs: Sequence[Pair], pair: Pair, rng: Random) -> Pair | None:
    """Return the pair with one or more others after it, where all of them end with a mark."""
    several = [pair, *rng.choices(pairs, k=rng.randint(1, _MOST_JOINED - 1))]
    if not all(side.endswith(tuple(_MARKS)) for each in several for side in each):
        return None
    return joined_pair(several)

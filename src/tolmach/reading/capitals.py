"""Text in capitals, read by way of the usual case of its words.

A model has hardly seen SCHLÄFT, and tears it apart. Of the ways to write a word, the one that its
vocabulary spells in the fewest pieces is the usual one; of several, the one it learnt first.
"""

import re
from collections.abc import Iterator

from tolmach.text.sentences import Span
from tolmach.text.tokenizer import Tokenizer

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST_ACRONYM = 5  # letters; longer words in capitals are words
_SHORTEST_SHOUT = 4  # letters of a single word that is more than an acronym
_MOST_PIECES = 2  # of a usual word


def is_in_capitals(text: str) -> bool:
    """Say whether a text has letters, and none in lower case but ß."""
    rest = text.replace("ß", "")
    return rest.isupper() and any(len(word) > 1 for word in _WORD.findall(rest))


def capital_runs(text: str, tokenizer: Tokenizer) -> Iterator[Span]:
    """Yield the spans of words in capitals within a text in the usual case.

    Single short words, and words that are usually so written, are none: NATO, USB.
    """
    run: list[re.Match[str]] = []
    for found in (*_WORD.finditer(text), None):
        if found is not None and len(found[0]) > 1 and is_in_capitals(found[0]):
            run.append(found)
            continue
        if found is not None and run and len(found[0]) == 1 and found[0].isupper():
            run.append(found)
            continue
        if run and any(_is_shouted(each[0], tokenizer, alone=len(run) == 1) for each in run):
            yield run[0].start(), run[-1].end()
        run = []


def usual_case(text: str, tokenizer: Tokenizer, *, begins: bool) -> str:
    """Return a text in capitals as it is usually written; one that `begins` keeps its first."""
    done = _WORD.sub(lambda found: _usual(found[0], tokenizer), text)
    first = _WORD.search(done)
    if not begins or first is None:
        return done
    return done[: first.start()] + _capitalised(done[first.start() :])


def _is_shouted(word: str, tokenizer: Tokenizer, *, alone: bool) -> bool:
    if len(word) < (_SHORTEST_SHOUT if alone else 3):
        return False
    usual = _usual(word, tokenizer)
    pieces = 1 if alone and len(word) <= _LONGEST_ACRONYM else _MOST_PIECES
    return len(word) > _LONGEST_ACRONYM or (
        usual != word and len(tokenizer.encode(usual)) <= pieces
    )


def _usual(word: str, tokenizer: Tokenizer) -> str:
    """Return the way to write a word that takes the fewest pieces."""
    lower = word.lower()
    ways = [lower, _capitalised(lower)]
    if "ss" in lower:
        ways += [each.replace("ss", "ß") for each in ways]
    best = min(ways, key=lambda way: _cost(way, tokenizer))
    unusual = len(tokenizer.encode(best)) > 1
    return word if unusual and len(word) <= _LONGEST_ACRONYM else best


def _cost(word: str, tokenizer: Tokenizer) -> tuple[int, int]:
    """Return the pieces of a word and, of one piece, when it was learnt.

    What takes several pieces is rather a name or a noun, with a capital.
    """
    ids = tokenizer.encode(word)
    return len(ids), ids[0] if len(ids) == 1 else word[0].islower()


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]

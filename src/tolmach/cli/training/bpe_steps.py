"""The printed steps of `tolmach bpe explain`: coloured lines for a terminal."""

from collections.abc import Mapping, Sequence
from itertools import islice

from rich.text import Text

from tolmach.text.bpe import Pair, Pieces, Step, alphabet, segment

_WORDS_SHOWN = 6
_PIECE, _NEW, _QUIET = "cyan", "bold green", "dim"


def opening(counts: Mapping[str, int]) -> Text:
    """Return the words as they stand before the first step, and their alphabet."""
    cut = {word: tuple(word) for word in counts}
    letters = alphabet(counts)
    return Text.assemble(
        (f"{len(counts):,} words\n", "bold"),
        "   ",
        _words(cut, counts, ""),
        "\n",
        ("Vocabulary ", "bold"),
        (f"of {len(letters)} characters\n", _QUIET),
        "   ",
        (" ".join(letters), _PIECE),
        "\n",
    )


def learning_step(number: int, step: Step, counts: Mapping[str, int]) -> Text:
    """Return one step of learning: the pair, its count, and the words that changed."""
    return Text.assemble(
        (f"Merge {number}  ", "bold"),
        _merge(step.pair),
        (f"   {_times(step.count)}\n", _QUIET),
        "   ",
        _words(step.words, counts, step.symbol),
    )


def learnt(counts: Mapping[str, int], pairs: Sequence[Pair]) -> Text:
    """Return how large the vocabulary has become."""
    characters = len(alphabet(counts))
    size = len({*alphabet(counts), *map("".join, pairs)})
    return Text(f"\n{characters} characters and {len(pairs)} merges: {size} pieces.", style=_QUIET)


def cutting(word: str, pairs: Sequence[Pair]) -> Text:
    """Return how `word` is cut, one applied merge a line."""
    numbers = {pair: number for number, pair in reversed(list(enumerate(pairs, start=1)))}
    text = Text.assemble(("\nCutting ", "bold"), (word, "bold"), "\n   ", _pieces(tuple(word), ""))
    for pair, pieces in segment(word, pairs):
        text.append("\n   ").append_text(_pieces(pieces, "".join(pair)))
        text.append("   ").append_text(_merge(pair)).append(f"   merge {numbers[pair]}", _QUIET)
    return text


def _merge(pair: Pair) -> Text:
    left, right = pair
    return Text.assemble(
        (left, _PIECE), (" + ", _QUIET), (right, _PIECE), (" → ", _QUIET), (left + right, _NEW)
    )


def _pieces(pieces: Pieces, new: str) -> Text:
    return Text(" ").join(Text(piece, _NEW if piece == new else _PIECE) for piece in pieces)


def _words(cut: Mapping[str, Pieces], counts: Mapping[str, int], new: str) -> Text:
    commonest = sorted(cut, key=lambda word: -counts[word])
    shown = [
        _pieces(cut[word], new).append(f" ×{counts[word]}", _QUIET)
        for word in islice(commonest, _WORDS_SHOWN)
    ]
    if len(commonest) > _WORDS_SHOWN:
        shown.append(Text(f"and {len(commonest) - _WORDS_SHOWN:,} words more", _QUIET))
    return Text.assemble((" · ", _QUIET)).join(shown)


def _times(count: int) -> str:
    return f"{count:,} times" if count > 1 else "once"

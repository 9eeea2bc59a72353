"""The printed steps of `tolmach bpe explain`: coloured lines for a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rich.text import Text

from tolmach.text.bpe import Pair, Pieces, Stage, Step, alphabet, merge_numbers, segment
from tolmach.wording import counted

WHOLE = 50  # words of a list whose whole vocabulary and corpus are shown after every step
_CHANGED_SHOWN = 6  # words that a step changed, of a longer list
_PIECE, _NEW, _QUIET = "cyan", "bold green", "dim"


def opening(counts: Mapping[str, int]) -> Text:
    """Return vocabulary and words as they are before the first step."""
    cut = {word: tuple(word) for word in counts}
    letters = alphabet(counts)
    return Text.assemble(
        (f"{counted(len(counts), 'word')}, {counted(len(letters), 'character')}\n", "bold"),
        _vocabulary(letters, ""),
        "\n",
        _corpus(cut, counts, "", None if len(counts) <= WHOLE else _CHANGED_SHOWN),
        "\n",
    )


def stage_lines(number: int, stage: Stage, counts: Mapping[str, int]) -> Text:
    """Return a step with the vocabulary and the corpus after it, as lecture slides show them."""
    symbol = stage.step.symbol
    return Text.assemble(
        _head(number, stage.step),
        _vocabulary(stage.vocabulary, symbol),
        "\n",
        _corpus(stage.corpus, counts, symbol, None),
    )


def step_lines(number: int, step: Step, counts: Mapping[str, int]) -> Text:
    """Return a step on a long list: the pair, its count, and the commonest words that changed."""
    commonest = sorted(step.words, key=lambda word: -counts[word])
    cut = {word: step.words[word] for word in commonest}
    return Text.assemble(_head(number, step), _corpus(cut, counts, step.symbol, _CHANGED_SHOWN))


def learnt(counts: Mapping[str, int], pairs: Sequence[Pair]) -> Text:
    """Return how large the vocabulary has become."""
    characters = len(alphabet(counts))
    size = len({*alphabet(counts), *map("".join, pairs)})
    return Text(f"\n{characters} characters and {len(pairs)} merges: {size} pieces.", style=_QUIET)


def cutting(word: str, pairs: Sequence[Pair]) -> Text:
    """Return how `word` is cut, one applied merge a line."""
    numbers = merge_numbers(pairs)
    text = Text.assemble(("\nCutting ", "bold"), (word, "bold"), "\n   ", _pieces(tuple(word), ""))
    for pair, pieces in segment(word, numbers):
        text.append("\n   ").append_text(_pieces(pieces, "".join(pair)))
        text.append("   ").append_text(_merge(pair)).append(f"   merge {numbers[pair]}", _QUIET)
    return text


def _head(number: int, step: Step) -> Text:
    return Text.assemble(
        (f"Merge {number}  ", "bold"), _merge(step.pair), (f"   {_times(step.count)}\n", _QUIET)
    )


def _merge(pair: Pair) -> Text:
    left, right = pair
    return Text.assemble(
        (left, _PIECE), (" + ", _QUIET), (right, _PIECE), (" → ", _QUIET), (left + right, _NEW)
    )


def _pieces(pieces: Iterable[str], new: str) -> Text:
    return Text(" ").join(Text(piece, _NEW if piece == new else _PIECE) for piece in pieces)


def _vocabulary(pieces: Iterable[str], new: str) -> Text:
    return Text.assemble(("V  ", _QUIET), _pieces(pieces, new))


def _corpus(
    cut: Mapping[str, Pieces], counts: Mapping[str, int], new: str, most: int | None
) -> Text:
    shown = [
        _pieces(pieces, new).append(f" ×{counts[word]}", _QUIET)
        for word, pieces in islice(cut.items(), most)
    ]
    if len(shown) < len(cut):
        shown.append(Text(f"and {len(cut) - len(shown):,} words more", _QUIET))
    return Text.assemble(("C  ", _QUIET), Text.assemble((" · ", _QUIET)).join(shown))


def _times(count: int) -> str:
    return f"{count:,} times" if count > 1 else "once"

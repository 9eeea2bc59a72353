"""Data diversification: more training text out of the same, by models (Nguyen et al. 2020).

Of every pair two more are made (algorithm 1, one round): its source with a forward model's
translation, which a model learns more easily than a person's (sequence-level knowledge
distillation, Kim and Rush 2016, §3.2), and its target with a source by a backward model
(back-translation, "Improving neural machine translation models with monolingual data", Sennrich et
al. 2016, §3.2). Several models translate as one ensemble here, where algorithm 1 takes each model's
own translations.
"""

from collections.abc import Iterable
from typing import Literal

from tolmach.errors import TolmachError
from tolmach.model_folder import Description
from tolmach.search.options import SearchOptions
from tolmach.text.parallel import Pair
from tolmach.translator import Translator

Direction = Literal["forward", "backward"]


def made_pairs(
    pairs: Iterable[Pair],
    translator: Translator,
    direction: Direction,
    options: SearchOptions | None = None,
) -> list[Pair]:
    """Return the pairs with one side made by a translator: forward the target, backward the source.

    Where either side would be empty, there is none.
    """
    given = [side for side in (_given(pair, direction) for pair in pairs) if side]
    made = [found.text for found in translator.translate(given, options or SearchOptions())]
    return [_pair(*sides, direction) for sides in zip(given, made, strict=True) if all(sides)]


def check_opposite(forward: Description, backward: Description) -> None:
    """Raise TolmachError where two models are not of opposite directions."""
    one = forward.source_language, forward.target_language
    other = backward.source_language, backward.target_language
    if one != other[::-1]:
        raise TolmachError(
            f"The forward model translates {one[0]} to {one[1]}, so the backward one has to "
            f"translate {one[1]} to {one[0]}, not {other[0]} to {other[1]}; name another."
        )


def _given(pair: Pair, direction: Direction) -> str:
    return pair.source if direction == "forward" else pair.target


def _pair(given: str, made: str, direction: Direction) -> Pair:
    return Pair(given, made) if direction == "forward" else Pair(made, given)

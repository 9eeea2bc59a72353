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


def corpus_languages(model: Description, direction: Direction) -> tuple[str, str]:
    """Return the languages, source and target, of the text that the model makes more of."""
    languages = model.source_language, model.target_language
    return languages if direction == "forward" else languages[::-1]


def check_opposite(forward: Description, backward: Description) -> None:
    """Raise TolmachError where two models are not of opposite directions."""
    source, target = corpus_languages(forward, "forward")
    if corpus_languages(backward, "backward") != (source, target):
        raise TolmachError(
            f"The forward model translates {source} to {target}, so the backward one has to "
            f"translate {target} to {source}, not {backward.source_language} to "
            f"{backward.target_language}; name another."
        )


def _given(pair: Pair, direction: Direction) -> str:
    return pair.source if direction == "forward" else pair.target


def _pair(given: str, made: str, direction: Direction) -> Pair:
    return Pair(given, made) if direction == "forward" else Pair(made, given)

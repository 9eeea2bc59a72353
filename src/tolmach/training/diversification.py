"""Data diversification: more training pairs from the same text, by models (Nguyen et al. 2020).

Every pair gives two more (algorithm 1, one round): its source with a forward model's
translation, which a model learns more easily than a person's (sequence-level knowledge
distillation, Kim and Rush 2016, §3.2), and its target with a source by a backward model
(back-translation, "Improving neural machine translation models with monolingual data", Sennrich et
al. 2016, §3.2). Several models translate as one ensemble here, where algorithm 1 takes each model's
own translations.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from tolmach.corpus.parallel import Pair
from tolmach.errors import RequestError
from tolmach.model_folder import Description

Direction = Literal["forward", "backward"]


def made_pairs(
    pairs: Iterable[Pair],
    translate: Callable[[list[str]], Sequence[str]],
    direction: Direction,
) -> list[Pair]:
    """Return the pairs with one side translated: forward the target, backward the source.

    Pairs of which either side would be empty are left out.
    """
    given = [side for side, _ in (_turned(pair, direction) for pair in pairs) if side]
    both = zip(given, translate(given), strict=True)
    return [Pair(*_turned(sides, direction)) for sides in both if all(sides)]


def corpus_languages(model: Description, direction: Direction) -> tuple[str, str]:
    """Return the languages, source and target, of the text from which the model makes pairs."""
    return _turned(model.languages, direction)


def check_opposite(forward: Description, backward: Description) -> None:
    """Raise TolmachError where two models are not of opposite directions."""
    source, target = corpus_languages(forward, "forward")
    if corpus_languages(backward, "backward") != (source, target):
        raise RequestError(
            f"{forward.name} translates {source} to {target}, so the model of the other direction "
            f"has to translate {target} to {source}, and {backward.name} translates "
            f"{backward.source_language} to {backward.target_language}; name another."
        )


def _turned(sides: tuple[str, str], direction: Direction) -> tuple[str, str]:
    """Return a corpus's source and target as a model's, or a model's as a corpus's."""
    return sides if direction == "forward" else sides[::-1]

"""Pairs to choose and to judge by that some model of a study cannot read: left out for all."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tolmach.config.model import learnt_positions
from tolmach.config.recipe import Recipe
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.files import write_json
from tolmach.study.budget import Budget, Terms
from tolmach.study.division import PARTS, Division, part, part_path, write_pairs
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import Rung
from tolmach.text.normalize import normalizer
from tolmach.training.vocabulary import learn_tokenizers


def leave_out_long_pairs(
    division: Division, folder: StudyFolder, budget: Budget, rungs: Iterable[Rung]
) -> Division:
    """Take out of dev and test, once, what some rung cannot read, so that all are judged alike.

    Raises TolmachError where nothing is left of either.
    """
    if division.too_long is not None:
        return division
    recipes = [
        budget.recipe(rung, Terms(budget.start(rung), 1), folder, budget.vocabulary)
        for rung in rungs
    ]
    limited = [recipe for recipe in recipes if learnt_positions(recipe.model) is not None]
    short = _is_short(limited[0]) if limited else lambda _: True  # all have as many positions
    kept = [_shorten(folder, name, short) for name in PARTS[1:]]
    too_long = division.dev + division.test - sum(kept)
    shortened = replace(division, dev=kept[0], test=kept[1], too_long=too_long)
    write_json(folder.result("division"), vars(shortened))
    return shortened


def _is_short(recipe: Recipe) -> Callable[[Pair], bool]:
    """Return whether the model of a recipe has positions for both sides of a pair."""
    positions, tokenizers = learnt_positions(recipe.model), learn_tokenizers(recipe)
    normal = normalizer(lowercase=recipe.data.lowercase)

    def is_short(pair: Pair) -> bool:
        return positions is None or tokenizers.fits((normal(pair[0]), normal(pair[1])), positions)

    return is_short


def _shorten(folder: StudyFolder, name: str, is_short: Callable[[Pair], bool]) -> int:
    """Write a part of the corpus without what is too long, and return how many pairs are left."""
    pairs = part(folder, name)
    kept = list(filter(is_short, pairs))
    if not kept:
        raise DataError(
            f"Every pair of the {name} set is too long for some model of the study; give sentences."
        )
    if len(kept) < len(pairs):
        write_pairs(kept, part_path(folder, name))
    return len(kept)

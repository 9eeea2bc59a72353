"""The vocabulary of a recipe: learnt from its text, or taken from the model it starts from."""

from collections.abc import Sequence
from itertools import chain

from tolmach.config.recipe import Recipe
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.model_paths import TOKENIZER, located_model
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training.pairs import weighted_pairs


def recipe_tokenizers(recipe: Recipe, made: Sequence[Pair]) -> TokenizerPair:
    """Return the vocabulary of the model that the recipe starts from, or one that is learnt.

    Raises TolmachError where it lacks a tag of the training text.
    """
    if recipe.start_from is None or recipe.vocabulary.anew:
        return learn_tokenizers(recipe, made)
    path = located_model(recipe.start_from) / TOKENIZER
    tokenizers = TokenizerPair.load(path)
    unknown = [tag for tag in recipe.data.tags if tag not in tokenizers.source.tags]
    if unknown:
        raise DataError(
            f"The vocabulary {path} has no tag {unknown[0]!r}; take it out of data.train, or "
            "train anew without start_from."
        )
    return tokenizers


def learn_tokenizers(recipe: Recipe, made: Sequence[Pair] = ()) -> TokenizerPair:
    """Learn the recipe's vocabulary, or vocabularies, from its corpora and pairs that were `made`.

    Each corpus counts as often as an epoch reads it, made pairs once. Tags are of the source's
    vocabulary.
    """
    size, data = recipe.vocabulary.size, recipe.data
    if recipe.vocabulary.joint:
        sides = (side for pair in chain(weighted_pairs(data), made) for side in pair)
        joint = Tokenizer.learn(sides, size, data.tags)
        return TokenizerPair(joint, joint)
    sources = (pair.source for pair in chain(weighted_pairs(data), made))
    targets = (pair.target for pair in chain(weighted_pairs(data), made))
    return TokenizerPair(Tokenizer.learn(sources, size, data.tags), Tokenizer.learn(targets, size))

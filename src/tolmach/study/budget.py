"""Equal terms: the budget of every model of a study, and its recipe.

Either all have as many parameters, within a tenth, and see the text as often; or all have as many
parameters and train for as long, and the faster ones see the text more often.
"""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple, Self, TypeVar

import tomlkit

from tolmach.config.corpora import CorpusFiles, DataSettings, TrainingCorpus
from tolmach.config.recipe import Recipe, TrainingSettings, VocabularySettings
from tolmach.corpus.overview import Corpus
from tolmach.files import read_json, whole_file, write_json
from tolmach.recipes.draft import Draft, Source
from tolmach.search.guard import Guard
from tolmach.study.division import PARTS, part, part_path
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import TRANSFORMER, Depth, Rung, count_parameters, sized
from tolmach.text.tokenizer import Tokenizer

PILOT_UPDATES = 30
_SAMPLE = 10_000  # pairs whose pieces are counted
_C = TypeVar("_C", bound=CorpusFiles)
_VALIDATIONS, _WARMUP, _LONGEST_WARMUP = 8, 12, 4000  # in a run; one twelfth of it; updates


class Tunable(NamedTuple):
    """The settings of a rung that may be tuned: the peak of the learning rate, and dropout."""

    learning_rate: float
    dropout: float


@dataclass(frozen=True)
class Terms:
    """The terms of one training: the settings of the rung, a seed, and an end.

    The end is after `updates` or, with `patience`, after so many epochs without a better model.
    """

    choice: Tunable
    updates: int
    patience: int = 0
    seed: int = 1


class StudyVocabulary(NamedTuple):
    """A vocabulary by the size asked for, and what the study's text makes of it.

    Less text may not offer so many pieces; `length` is that of a pair's longer side, with `</s>`.
    """

    size: int
    pieces: int
    length: float


@dataclass(frozen=True)
class Budget:
    """The budget of all models, chosen for the corpus by the tiers of `tolmach init`."""

    languages: tuple[str, str]
    lowercase: bool
    draft: Draft
    vocabulary: StudyVocabulary
    parameters: int

    @classmethod
    def of(cls, corpus: Corpus, train_pairs: int, folder: StudyFolder, *, lowercase: bool) -> Self:
        """Take the Transformer that suits so much text as the measure of parameters."""
        draft = Draft.of(Source("study", corpus.languages, [], []), corpus.survey, train_pairs)
        vocabulary = study_vocabulary(folder, draft.tier.vocabulary, lowercase=lowercase)
        largest = TRANSFORMER.shape(draft.tier.size, _depth(draft))
        parameters = count_parameters(largest, vocabulary.pieces)
        return cls(corpus.languages, lowercase, draft, vocabulary, parameters)

    def of_size(self, size: int, folder: StudyFolder) -> StudyVocabulary:
        """Return what becomes of a vocabulary of another size."""
        return study_vocabulary(folder, size, lowercase=self.lowercase)

    def updates(self, epochs: float, vocabulary: StudyVocabulary) -> int:
        """Return the updates that see the text so often, cut into a vocabulary's pieces."""
        return max(1, round(epochs * self._epoch(vocabulary)))

    def start(self, rung: Rung) -> Tunable:
        """Return a rung's settings before tuning."""
        return Tunable(rung.rate * self.draft.tier.learning_rate, self.draft.tier.dropout)

    def recipe(
        self, rung: Rung, terms: Terms, folder: StudyFolder, vocabulary: StudyVocabulary
    ) -> Recipe:
        """Return the recipe of one model, as large as all others."""
        depth = replace(_depth(self.draft), dropout=terms.choice.dropout)
        return Recipe(
            name=rung.name,
            data=DataSettings(
                source_language=self.languages[0],
                target_language=self.languages[1],
                train=[TrainingCorpus(files=[part_path(folder, PARTS[0])])],
                dev=[CorpusFiles(files=[part_path(folder, PARTS[1])])],
                lowercase=self.lowercase,
                longest=self.draft.longest,
            ),
            vocabulary=VocabularySettings(size=vocabulary.size),
            model=sized(rung, depth, self.parameters, vocabulary.pieces),
            training=TrainingSettings(
                updates=terms.updates,
                batch_tokens=self.draft.batch_tokens,
                batches_per_update=self.draft.batches_per_update,
                learning_rate=terms.choice.learning_rate,
                seed=terms.seed,
                **self._course(terms, vocabulary),
            ),
        )

    def _course(self, terms: Terms, vocabulary: StudyVocabulary) -> dict[str, Any]:
        """Return schedule, validations and end: of a fixed length, or open."""
        if not terms.patience:
            interval = math.ceil(terms.updates / _VALIDATIONS)
            warmup = max(1, min(_LONGEST_WARMUP, terms.updates // _WARMUP))
            return _intervals(interval) | {"warmup": warmup}
        epoch = max(1, round(self._epoch(vocabulary)))
        return _intervals(epoch) | {
            "schedule": "inverse_sqrt",
            "warmup": min(_LONGEST_WARMUP, epoch),
            "patience": terms.patience,
        }

    def _epoch(self, vocabulary: StudyVocabulary) -> float:
        """Return how many updates see the text once, cut into a vocabulary's pieces."""
        return self.draft.updates_per_epoch * vocabulary.length / self.vocabulary.length


def _intervals(validate_every: int) -> dict[str, int]:
    return {"validate_every": validate_every, "checkpoint_every": min(500, validate_every)}


def study_vocabulary(folder: StudyFolder, size: int, *, lowercase: bool) -> StudyVocabulary:
    """Return what becomes of a vocabulary of some size on the study's text, learnt once."""
    path = folder.result(f"vocabularies/{size}")
    if not path.exists():
        pairs = part(folder, PARTS[0])
        texts = [text.lower() if lowercase else text for pair in pairs for text in pair]
        learnt = Tokenizer.learn(texts, size)
        step = max(1, len(pairs) // _SAMPLE)
        sides = [learnt.encode_batch(texts[side :: 2 * step]) for side in range(2)]
        length = fmean(1 + max(map(len, both)) for both in zip(*sides, strict=True))
        write_json(path, {"size": size, "pieces": len(learnt), "length": length})
    return StudyVocabulary(**read_json(path))


def write_recipe(recipe: Recipe, path: Path) -> None:
    """Write a recipe as `tolmach train` reads it, with the corpus where it is from there."""
    data = recipe.data.model_copy(
        update={
            "train": [_from(path, corpus) for corpus in recipe.data.train],
            "dev": [_from(path, corpus) for corpus in recipe.data.dev],
        }
    )
    settings = recipe.model_copy(update={"data": data}).model_dump(
        mode="json", exclude_defaults=True
    )
    settings["model"] = recipe.model.model_dump(exclude_none=True)
    with whole_file(path) as temporary:
        temporary.write_text(tomlkit.dumps(settings), "utf-8")


def _depth(draft: Draft) -> Depth:
    positions = Guard().limit(draft.longest) + 1  # what search may write, with its `</s>`
    return Depth(draft.tier.layers, draft.tier.dropout, positions)


def _from(recipe: Path, corpus: _C) -> _C:
    files = [Path("..") / file.relative_to(recipe.parent.parent) for file in corpus.files]
    return corpus.model_copy(update={"files": files})

"""Equal terms: what every model of a study gets, and the recipe that says so.

Either all have as many parameters, within a tenth, and see the text as often; or all have as many
parameters and train for as long, and the faster ones see the text more often.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import tomlkit

from tolmach.config.recipe import (
    CorpusFiles,
    DataSettings,
    Recipe,
    TrainingCorpus,
    TrainingSettings,
    VocabularySettings,
)
from tolmach.corpus.overview import Corpus
from tolmach.files import read_json, whole_file, write_json
from tolmach.recipes.draft import Draft, Source
from tolmach.search.guard import Guard
from tolmach.study.division import PARTS, part, part_path
from tolmach.study.ladder import TRANSFORMER, Depth, Rung, count_parameters, sized
from tolmach.study.study_folder import StudyFolder
from tolmach.text.tokenizer import Tokenizer

PILOT_UPDATES = 30
_C = TypeVar("_C", bound=CorpusFiles)
_VALIDATIONS, _WARMUP = 8, 12  # in a run; one twelfth of it


@dataclass(frozen=True)
class Budget:
    """What suits the corpus, after the tiers of `tolmach init`, and is the same for all."""

    languages: tuple[str, str]
    lowercase: bool
    draft: Draft
    pieces: int
    parameters: int

    @classmethod
    def of(cls, corpus: Corpus, train_pairs: int, folder: StudyFolder, *, lowercase: bool) -> Self:
        """Take the Transformer that suits so much text as the measure of parameters."""
        draft = Draft.of(Source("study", corpus.languages, [], []), corpus.survey, train_pairs)
        pieces = _pieces(folder, draft.tier.vocabulary, lowercase=lowercase)
        parameters = count_parameters(TRANSFORMER.shape(draft.tier.size, _depth(draft)), pieces)
        return cls(corpus.languages, lowercase, draft, pieces, parameters)

    def updates(self, epochs: float) -> int:
        """Return the updates that see the text so often."""
        return max(1, round(epochs * self.draft.updates_per_epoch))

    def recipe(self, rung: Rung, updates: int, folder: StudyFolder) -> Recipe:
        """Return the recipe of one model."""
        tier = self.draft.tier
        interval = math.ceil(updates / _VALIDATIONS)
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
            vocabulary=VocabularySettings(size=tier.vocabulary),
            model=sized(rung, _depth(self.draft), self.parameters, self.pieces),
            training=TrainingSettings(
                updates=updates,
                batch_tokens=self.draft.batch_tokens,
                batches_per_update=self.draft.batches_per_update,
                learning_rate=rung.rate * tier.learning_rate,
                warmup=max(1, min(4000, updates // _WARMUP)),
                validate_every=interval,
                checkpoint_every=min(500, interval),
            ),
        )


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


def _pieces(folder: StudyFolder, size: int, *, lowercase: bool) -> int:
    """Return how many pieces the vocabulary has in the end: less text may not offer so many."""
    path = folder.result("pieces")
    if not path.exists():
        texts = (side for pair in part(folder, "train") for side in pair)
        learnt = Tokenizer.learn(map(str.lower, texts) if lowercase else texts, size)
        write_json(path, {"pieces": len(learnt)})
    return int(read_json(path)["pieces"])


def _from(recipe: Path, corpus: _C) -> _C:
    files = [Path("..") / file.relative_to(recipe.parent.parent) for file in corpus.files]
    return corpus.model_copy(update={"files": files})

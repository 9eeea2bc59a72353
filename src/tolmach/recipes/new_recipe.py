"""A recipe for a user's own files, and the dev set held out of them where there is none."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tolmach.compression import SUFFIXES
from tolmach.config.architectures import Architecture
from tolmach.corpus.held_out import HeldOut, Split, choose_dev, write_split
from tolmach.corpus.languages import Languages, corpus_languages, corpus_name
from tolmach.corpus.overview import Corpus
from tolmach.corpus.parallel import read_pairs
from tolmach.corpus.survey import Survey
from tolmach.corpus.tmx import LeftOut, is_tmx
from tolmach.errors import DataError, RequestError
from tolmach.file_checks import check_files, check_readable_again
from tolmach.files import has_utf8_name, whole_text
from tolmach.model_paths import is_shipped
from tolmach.recipes.draft import Draft, Source
from tolmach.recipes.start_model import StartModel
from tolmach.recipes.text import recipe_text
from tolmach.recipes.training_time import TrainingTime
from tolmach.text.language_tag import same_language


@dataclass(frozen=True)
class RecipeRequest:
    """What the user named; languages that are None are found out."""

    corpus: list[Path]
    languages: Languages = (None, None)
    dev: list[Path] | None = None
    recipe: Path | None = None
    start_from: Path | None = None
    force: bool = False
    architecture: Architecture | None = None

    @property
    def path(self) -> Path:
        """Where the recipe goes: as asked, or named after the corpus, into this folder."""
        return self.recipe or Path(f"{corpus_name(self.corpus)}.toml")

    @property
    def held(self) -> tuple[Path, Path]:
        """Where train and dev go if dev is held out: beside the recipe, packed as the corpus."""
        stem = self.path.name.removesuffix(".toml")
        suffix = self.corpus[0].suffix.lower()
        packed = suffix if suffix in SUFFIXES else ""
        folder = self.path.parent
        return folder / f"{stem}.train.tsv{packed}", folder / f"{stem}.dev.tsv{packed}"

    @property
    def outputs(self) -> list[Path]:
        """Every file that will be written."""
        return [self.path] if self.dev else [self.path, *self.held]


@dataclass(frozen=True)
class NewRecipe:
    """What was found and chosen. `split` is None, and `shared` counts pairs, where dev was given.

    `shared` are those pairs of train that have a side in dev, `left_out` the units of a TMX that
    are not in both languages, and the further columns of a table.
    """

    draft: Draft
    survey: Survey
    split: Split | None
    shared: int
    left_out: LeftOut


def write_recipe(request: RecipeRequest) -> NewRecipe:
    """Look at the corpus, hold out a dev set if there is none, and write the recipe.

    Raises TolmachError, before anything is written, where a file is there already (unless
    forced), the languages cannot be told, or the corpus is no usable parallel text.
    """
    _check_files(request)
    if request.start_from and request.architecture:
        raise RequestError(
            f"{request.start_from} has its architecture, which a model that goes on keeps; leave "
            "out --architecture, or leave out --from and train anew."
        )
    if not request.path.name.isprintable():
        raise DataError(
            f"{request.path.name!a} is no name for a recipe, for it has a control character; "
            "choose another with -o."
        )
    start = StartModel.read(request.start_from) if request.start_from else None
    corpus = _corpus(request, start)
    split, shared = _divide(request, corpus)
    train, dev = ([request.held[0]], [request.held[1]]) if split else (request.corpus, request.dev)
    source = Source(
        request.path.name.removesuffix(".toml").lstrip("."),
        corpus.languages,
        _from_recipe(request, train),
        _from_recipe(request, dev or []),
        _start_from_recipe(request),
        request.architecture or "transformer",
    )
    found = corpus.survey
    draft = Draft.of(source, found, split.train if split else found.pairs, start)
    with whole_text(request.path) as stream:
        stream.write(recipe_text(draft))
    return NewRecipe(draft, found, split, shared, corpus.left_out)


def note_time(request: RecipeRequest, draft: Draft, takes: TrainingTime) -> None:
    """Write the recipe again, with how long its run takes."""
    with whole_text(request.path) as stream:
        stream.write(recipe_text(draft, takes=str(takes)))


def _divide(request: RecipeRequest, corpus: Corpus) -> tuple[Split | None, int]:
    if request.dev:
        dev = HeldOut.of(filter(all, read_pairs(request.dev, languages=corpus.languages)))
        if not dev.sources:
            raise DataError(f"{_named(request.dev)} holds no pair of sentences; name another.")
        return None, sum(map(dev.touches, corpus.pairs()))
    return write_split(corpus.pairs(), choose_dev(corpus.survey, corpus.pairs()), *request.held), 0


def _check_files(request: RecipeRequest) -> None:
    given = [*request.corpus, *(request.dev or [])]
    check_readable_again(given)
    for path in given:
        if path.is_dir():
            raise DataError(f"{path} is a folder; name the files in it that hold the text.")
    if request.path.suffix != ".toml":
        raise DataError(f"{request.path} is no name for a recipe; let it end in .toml.")
    check_files(given, request.outputs)
    _check_names(request, given)
    for path in request.outputs:
        if path.exists() and not request.force:
            raise DataError(
                f"{path} is there already; choose another name with -o, or overwrite it with "
                "--force."
            )


def _check_names(request: RecipeRequest, given: Sequence[Path]) -> None:
    """Refuse names that no recipe can hold, before anything is written."""
    start = _start_from_recipe(request)
    named = [*_from_recipe(request, given), *([start] if start else [])]
    for path in [Path(request.path.name), *named]:
        if not has_utf8_name(path):
            raise DataError(
                f"The name of {path} is not UTF-8, so that a recipe, which is, cannot hold it; "
                "rename it."
            )


def _corpus(request: RecipeRequest, start: StartModel | None) -> Corpus:
    if start is None:
        return Corpus.of(request.corpus, request.languages)
    corpus = Corpus.of(request.corpus, _of_model(request, start))
    if not is_tmx(request.corpus[0]):  # which says what its languages are
        sample = corpus.survey.sample
        found = corpus_languages(request.corpus, sample, request.languages)
        _check_direction(request, start, found)
    return corpus


def _of_model(request: RecipeRequest, start: StartModel) -> Languages:
    """Return the model's languages, or those that the user named."""
    source, target = request.languages
    return source or start.languages[0], target or start.languages[1]


def _check_direction(request: RecipeRequest, start: StartModel, found: Languages) -> None:
    """Refuse text that seems to be in other languages than the model's, unless the user says so."""
    for said, seems, known in zip(request.languages, found, start.languages, strict=True):
        if said is None and seems is not None and not same_language(seems, known):
            raise DataError(
                f"{request.start_from} translates {start.languages[0]} to {start.languages[1]}, "
                f"but the text of {_named(request.corpus)} seems to be {seems} where that is "
                f"{known}; exchange the files, or say what they are with --source and --target."
            )


def _from_recipe(request: RecipeRequest, paths: Sequence[Path]) -> list[Path]:
    """Return `paths` as they are reached from the recipe's folder; absolute ones stay."""
    folder = request.path.parent
    return [path if path.is_absolute() else Path(os.path.relpath(path, folder)) for path in paths]


def _start_from_recipe(request: RecipeRequest) -> Path | None:
    """Return what the recipe calls the model that it starts from; a shipped one has a name."""
    start = request.start_from
    return start and (start if is_shipped(start) else _from_recipe(request, [start])[0])


def _named(paths: Sequence[Path]) -> str:
    return " and ".join(map(str, paths))

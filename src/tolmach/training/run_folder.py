"""The folder that a training run leaves on disk, and whether it may resume from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tolmach.config.extension import without_folders
from tolmach.config.recipe import Recipe
from tolmach.config.section import check_kept, with_defaults
from tolmach.errors import RunError
from tolmach.file_checks import check_apart
from tolmach.file_lock import alone
from tolmach.files import check_place, read_json, whole_file
from tolmach.model_paths import located_model
from tolmach.training.checkpoint import Checkpoints

# What may change when a run goes on: when to stop, look, report and save, but not how to judge.
_FREE = {
    "updates",
    "validate_every",
    "patience",
    "keep_best",
    "checkpoint_every",
    "report_every",
    "save_precision",
}


@dataclass(frozen=True)
class RunFolder:
    """What a run leaves on disk."""

    path: Path

    @property
    def data(self) -> Path:
        """Vocabulary and token files."""
        return self.path / "data"

    @property
    def checkpoints(self) -> Checkpoints:
        """What an interrupted run goes on from."""
        return Checkpoints(self.path / "checkpoints")

    @property
    def metrics(self) -> Path:
        """Every figure of the run, one JSON object a line."""
        return self.path / "metrics.jsonl"

    @property
    def curve(self) -> Path:
        """The learning curve as a picture."""
        return self.path / "learning-curve.svg"

    @property
    def best(self) -> Path:
        """The weights that scored best so far."""
        return self.path / "best"

    @property
    def model(self) -> Path:
        """The best model so far, ready for use."""
        return self.path / "model"

    @property
    def recipe(self) -> Path:
        """The settings with which the run began."""
        return self.path / "recipe.json"

    @property
    def outputs(self) -> list[Path]:
        """Every file and folder that a run replaces."""
        return [
            *(self.data, self.checkpoints.folder, self.best, self.model),
            *(self.recipe, self.metrics, self.curve),
        ]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, no other process trains in this folder; dying in any way lets it go.

        Raises TolmachError where another one does.
        """
        lock = self.path / ".lock"
        check_place(lock)
        refusal = (
            f"Another `tolmach train` is at work in {self.path}; wait for its end, or choose "
            "another folder with -o."
        )
        with alone(self.path, lock, refusal):
            yield

    def begin(self, recipe: Recipe) -> None:
        """Make the folder and note the recipe.

        Raises TolmachError where a run is there already, or what it reads or something else is
        where it would write.
        """
        if self.checkpoints.updates():
            raise RunError(
                f"{self.path} holds a run already; add --resume to go on with it, or choose "
                "another folder with -o."
            )
        check_apart(_inputs(recipe), self.outputs)
        self._check_free()
        with whole_file(self.recipe) as path:
            path.write_text(recipe.model_dump_json(indent=1), "utf-8")
        self.metrics.unlink(missing_ok=True)

    def _check_free(self) -> None:
        taken = [path for path in self.outputs if path.exists()]
        if taken and not self.recipe.exists():
            raise RunError(
                f"{taken[0]} is there already, and is no training run's; choose another folder "
                "with -o."
            )

    def check_same(self, recipe: Recipe) -> None:
        """Raise TolmachError where the recipe has changed in what a run cannot change midway."""
        began = with_defaults(Recipe, read_json(self.recipe))
        before, now = _settings(began), _settings(recipe.model_dump(mode="json"))
        kept = {key: value for key, value in now.items() if key.split(".")[-1] not in _FREE}
        check_kept(before, kept, f"run in {self.path}")


def _inputs(recipe: Recipe) -> list[Path]:
    corpora = [*recipe.data.train, *recipe.data.dev]
    model = [located_model(recipe.start_from)] if recipe.start_from else []
    return [*(path for corpus in corpora for path in corpus.files), *model]


def _settings(recipe: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a recipe by name, wherever its files are: what they hold counts."""
    start = recipe.get("start_from")
    written = recipe | {"data": without_folders(recipe.get("data", {}))}
    return {
        f"{section}.{key}": value
        for section in ("data", "vocabulary", "model", "training")
        for key, value in written.get(section, {}).items()
    } | {"start_from": start and Path(start).name}

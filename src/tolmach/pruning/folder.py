"""The folder of a pruning on disk, from which an interrupted one goes on."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from tolmach.config.recipe import Recipe
from tolmach.config.section import check_kept
from tolmach.errors import RunError, TolmachError
from tolmach.files import read_json, write_json
from tolmach.training.preparation import check_same_text
from tolmach.training.run_folder import RunFolder

_REMEDY = "prune anew in another folder by -o"

Survivors = dict[str, list[int]]  # numbers of heads, from 1, by site


@dataclass(frozen=True)
class PrunedHeads:
    """The heads that a pruned run has left, and whether its fine-tuning is finished."""

    survivors: Survivors
    tuned: bool = False

    def write(self, run: RunFolder) -> None:
        """Note it in the run's folder."""
        write_json(_pruned(run), asdict(self))

    @classmethod
    def read(cls, run: RunFolder) -> Self | None:
        """Return what was noted, or None where heads are still to be chosen.

        Raises TolmachError where it is damaged.
        """
        path = _pruned(run)
        if not path.is_file():
            return None
        try:
            found = read_json(path, remedy=_REMEDY)
            left = {
                site: [int(head) for head in heads] for site, heads in found["survivors"].items()
            }
            return cls(left, tuned=bool(found["tuned"]))
        except (KeyError, AttributeError, TypeError, ValueError) as error:
            raise _damaged(path, error) from error


@dataclass(frozen=True)
class PruningFolder:
    """The folder of a pruning: a run for each point, and a report on all of them."""

    path: Path

    @property
    def data(self) -> Path:
        """Token files, which all points share."""
        return self._run.data

    @property
    def plan(self) -> Path:
        """The settings with which pruning began."""
        return self.path / "plan.json"

    @property
    def report(self) -> Path:
        """The figures of every point."""
        return self.path / "pruning.json"

    @property
    def figure(self) -> Path:
        """The same as a picture."""
        return self.path / "pruning.svg"

    def point(self, name: str) -> RunFolder:
        """Return the folder of one point."""
        return RunFolder(self.path / name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the folder against other processes, as a run's."""
        with self._run.alone():
            yield

    def check_place(self, *, resume: bool) -> None:
        """Raise TolmachError where something is there, unless it is a pruning to go on with."""
        if self.path.exists() and not (resume and self.plan.is_file()):
            way = "add --resume to go on with it, or " if self.plan.is_file() else ""
            raise RunError(f"{self.path} is there already; {way}choose another folder with -o.")

    def begin(self, recipe: Recipe, plan: Mapping[str, Any]) -> None:
        """Note recipe and plan, or see that they are those with which pruning began.

        Raises TolmachError where they have changed, or the text has.
        """
        if self.plan.is_file():
            self._run.check_same(recipe)
            check_same_text(recipe, self.data)
            before = read_json(self.plan, remedy=_REMEDY)
            check_kept(before, json.loads(json.dumps(plan)), f"pruning in {self.path}")
            return
        self._run.begin(recipe)
        write_json(self.plan, plan)

    @property
    def _run(self) -> RunFolder:
        return RunFolder(self.path)


def cut_model(run: RunFolder) -> Path:
    """Return the folder of the model without its heads, before fine-tuning."""
    return run.path / "cut"


def clear_making(run: RunFolder) -> None:
    """Remove the files that served only to make the run's model."""
    for folder in (cut_model(run), run.checkpoints.folder, run.best):
        shutil.rmtree(folder, ignore_errors=True)


def _pruned(run: RunFolder) -> Path:
    return run.path / "heads.json"


def _damaged(path: Path, why: object) -> TolmachError:
    return RunError(f"{path} is damaged ({why}); {_REMEDY}.")

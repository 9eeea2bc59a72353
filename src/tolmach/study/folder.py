"""The folder of a study on disk, from which an interrupted one goes on.

| in the folder | holds |
|---|---|
| `report.html`, `figures/` | the report |
| `study.json` | the settings |
| `results/` | every number, a file for each measurement |
| `data/`, `runs/` | the divided corpus, and the training of each model |
| `translations/` | each model's translations of the test set |
| `jobs/` | the time and the output of each job |
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tolmach.config.corpora import Language
from tolmach.config.section import Section, check_kept, validated
from tolmach.errors import RunError
from tolmach.file_lock import alone
from tolmach.files import read_json, write_json

WIDTHS = [16, 32, 64, 128, 256, 512]  # units of the one vector that encoder and decoder share


class Settings(Section):
    """The settings of a study. To go on with it, they have to be the same."""

    corpus: list[Path]
    dev: list[Path]
    test: list[Path]
    languages: tuple[Language, Language]
    lowercase: bool
    rungs: list[str]
    equal: str
    epochs: float
    minutes: float
    toy_updates: int
    toy_sequences: int = 500
    toy_widths: list[int] = WIDTHS
    seeds: int = 1
    tune: bool = False
    patience: int = 0
    ablations: bool = False
    search_sentences: int = 100
    vocabularies: bool = True
    families: Path | None = None
    example: tuple[str, str] | None = None


def seeded(name: str, seed: int) -> str:
    """Return the name of a model's run with one of the seeds 1, 2, …"""
    return name if seed == 1 else f"{name}.seed-{seed}"


def seeded_runs(name: str, seeds: int) -> list[str]:
    """Return the names of all runs of a model."""
    return [seeded(name, seed) for seed in range(1, 1 + seeds)]


@dataclass(frozen=True)
class StudyFolder:
    """The paths of one study."""

    path: Path

    @property
    def settings(self) -> Path:
        """The settings."""
        return self.path / "study.json"

    @property
    def data(self) -> Path:
        """The divided corpus."""
        return self.path / "data"

    @property
    def report(self) -> Path:
        """The page to read."""
        return self.path / "report.html"

    def figure(self, name: str) -> Path:
        """Return the file of one picture."""
        return self.path / "figures" / f"{name}.svg"

    @property
    def jobs(self) -> Path:
        """The times and the output of the jobs."""
        return self.path / "jobs"

    def recipe(self, run: str) -> Path:
        """Return the recipe of one training."""
        return self.path / "runs" / f"{run}.toml"

    def run(self, run: str) -> Path:
        """Return the folder of one training."""
        return self.path / "runs" / run

    def translations(self, rung: str) -> Path:
        """Return the file with one model's translations of the test set."""
        return self.path / "translations" / f"{rung}.txt"

    def result(self, measurement: str) -> Path:
        """Return the file of one measurement, as `quality/transformer`."""
        return self.path / "results" / f"{measurement}.json"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, no other process makes this study; raises TolmachError where another one does."""
        refusal = (
            f"Another `tolmach study` is at work in {self.path}; wait for its end, or choose "
            "another folder with -o."
        )
        with alone(self.path, self.path / ".lock", refusal):
            yield

    def begin(self, settings: Settings) -> None:
        """Note what is asked for; raise TolmachError where the folder holds another study."""
        path, asked = self.settings, settings.model_dump(mode="json")
        if not path.exists():
            if self.path.exists() and any(self.path.iterdir()):
                raise RunError(f"{self.path} holds something else; choose another folder with -o.")
            write_json(path, asked)
        # what an older study could not be asked for, it has as it is by default
        before = validated(Settings, read_json(path), str(path)).model_dump(mode="json")
        check_kept(before, asked, f"study in {self.path}")


def run_results(folder: StudyFolder, model: str, seeds: int) -> list[dict[str, Any]]:
    """Return how good each of a model's runs is, as measured; those that diverged are left out."""
    results = [read_json(folder.result(f"quality/{run}")) for run in seeded_runs(model, seeds)]
    return [found for found in results if found is not None]

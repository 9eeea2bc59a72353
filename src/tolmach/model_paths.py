"""A model on disk: the names of its files, the folder that holds them, and errors in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tolmach.errors import DataError, ModelError
from tolmach.files import read_json

SHIPPED = Path(__file__).parent / "shipped"  # a folder of this name for each direction: de-en
DEFAULT_MODEL = SHIPPED / "de-en"
LECTURE = SHIPPED / "lecture"  # small models to look into, a folder for each architecture

WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.toml", "tokenizer.json"
CARD, SELFTEST = "card.md", "selftest.json"
PIECE_COUNTS = "piece-counts.json"
COUNTS = "source_counts.json"  # of what training read; models of old lack it
WORDS = "source_words.json.gz"  # of its words; models of old have them among the counts
SHORTLIST = "shortlist.npz"  # what `tolmach shortlist` adds, of these very pieces
CALIBRATION = "calibration.json"  # what `tolmach calibrate` adds; it goes when the weights change


def located_model(folder: Path) -> Path:
    """Return the model folder that `folder` names: itself, or the `model` inside a run's folder.

    Where there is no such folder, the name of a shipped model ("de-en", "recurrent") names that.
    Raises TolmachError where there is none either.
    """
    found = _first_model([folder, folder / "model", *_shipped(folder)])
    if found is None:
        raise ModelError(
            f"{folder} is no model folder: it holds no {CONFIG}; name a folder that "
            "`tolmach train` wrote, or a model that `tolmach models` lists."
        )
    return found


def is_shipped(name: Path) -> bool:
    """Say whether a name means a shipped model, and not a folder."""
    return _first_model([name, name / "model"]) is None and bool(_first_model(_shipped(name)))


def model_named(name: Path, folder: Path) -> Path:
    """Return the model that a file in `folder` calls `name`: a path from there, or a shipped one's.

    Where there is none of either, it is the path.
    """
    there = folder / name
    if _first_model([there, there / "model"]):
        return there
    return _first_model(_shipped(name)) or there


def _shipped(name: Path) -> list[Path]:
    return [SHIPPED / name, LECTURE / name] if len(name.parts) == 1 else []


def _first_model(folders: Sequence[Path]) -> Path | None:
    # The old one is found where saving died between its two renamings.
    for candidate in (*folders, *(old_name(each) for each in folders if each.name)):
        if (candidate / CONFIG).is_file():
            return candidate
    return None


def is_calibrated(folder: Path) -> bool:
    """Say whether a model folder holds a calibration, sound or not."""
    return (located_model(folder) / CALIBRATION).is_file()


def default_model() -> Path:
    """Return the folder of the model that translates where none is named.

    Raises TolmachError where this installation holds no models.
    """
    if not DEFAULT_MODEL.is_dir():
        raise ModelError(
            "This installation holds no translator of its own; name a model folder that "
            "`tolmach train` wrote."
        )
    return DEFAULT_MODEL


def old_name(folder: Path) -> Path:
    """Return where a model folder waits while a new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def read_model_json(path: Path, *, remedy: str = "copy the model folder again") -> Any:
    """Return what a JSON file of a model folder holds.

    Raises ModelError, with the remedy, where it is missing or damaged: that is nobody's request.
    """
    try:
        return read_json(path, remedy=remedy)
    except DataError as error:
        raise ModelError(str(error)) from error


def damaged_model(path: Path, why: object) -> ModelError:
    """Return the error of a file in a model folder that does not hold what it should."""
    return ModelError(f"{path} is damaged ({why}); copy the model folder again.")

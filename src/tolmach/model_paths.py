"""Paths of a model on disk: the names of its files, and the folder that holds them."""

from pathlib import Path

from tolmach.errors import ModelError

WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.toml", "tokenizer.json"
CARD, SELFTEST = "card.md", "selftest.json"
CALIBRATION = "calibration.json"  # what `tolmach calibrate` adds; it goes when the weights change


def located_model(folder: Path) -> Path:
    """Return the model folder that `folder` names: itself, or the `model` inside a run's folder.

    Raises TolmachError where there is none.
    """
    folders = (folder, folder / "model")
    # The old one is found where saving died between its two renamings.
    for candidate in (*folders, *(old_name(each) for each in folders if each.name)):
        if (candidate / CONFIG).is_file():
            return candidate
    raise ModelError(
        f"{folder} is no model folder: it holds no {CONFIG}; name a folder that "
        "`tolmach train` wrote."
    )


def old_name(folder: Path) -> Path:
    """Return where a model folder waits while a new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def damaged_model(path: Path, why: object) -> ModelError:
    """Return the error of a file in a model folder that does not hold what it should."""
    return ModelError(f"{path} is damaged ({why}); copy the model folder again.")

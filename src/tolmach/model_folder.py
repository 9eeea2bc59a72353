"""A model on disk: a folder from which raw text goes in and raw text comes out.

| file | holds |
|---|---|
| `model.safetensors` | the weights, by name |
| `config.toml` | name, languages, architecture and sizes |
| `tokenizer.json` | how text becomes pieces |
| `card.md` | what the model is good and bad at |
| `source_counts.json` | how often training read each character of a source |
| `source_words.json.gz` | the words that it read there, in their usual case |
| `selftest.json` | sentences, and the translations that this very model gave when it was saved |
| `piece-counts.json` | how often each piece occurred in the training text; older models have none |

`tolmach calibrate` adds `calibration.json`, which holds for these very weights and so is not
taken along where a folder is loaded and saved (`analysis/confidence/calibration.py`).
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from pydantic import ConfigDict

from tolmach.config.extension import read_toml
from tolmach.config.model import Model
from tolmach.config.section import Section, validated
from tolmach.errors import ModelError, RequestError
from tolmach.files import has_utf8_name, write_json, write_table, writing
from tolmach.model_paths import (
    CARD,
    CONFIG,
    PIECE_COUNTS,
    SELFTEST,
    TOKENIZER,
    WEIGHTS,
    damaged_model,
    located_model,
    old_name,
    read_model_json,
)
from tolmach.text.tokenizer_pair import TokenizerPair

if TYPE_CHECKING:
    from torch import Tensor

    from tolmach.config.corpora import DataSettings
    from tolmach.corpus.parallel import Pair


class Description(Section):
    """What a model is, beside its weights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    source_language: str
    target_language: str
    lowercase: bool = False
    model: Model

    @classmethod
    def trained(cls, name: str, data: "DataSettings", model: Model) -> Self:
        """Describe a model that is trained on data with these settings."""
        source, target = data.languages
        return cls(
            name=name,
            source_language=source,
            target_language=target,
            lowercase=data.lowercase,
            model=model,
        )

    @property
    def languages(self) -> tuple[str, str]:
        """The language that the model reads, and the one that it writes."""
        return self.source_language, self.target_language


@dataclass(frozen=True)
class SelfTest:
    """Sources and the translations that the saved weights gave, with greedy search."""

    sources: list[str]
    translations: list[str]

    @property
    def pairs(self) -> "list[Pair]":
        """Each source with its translation."""
        from tolmach.corpus.parallel import Pair

        return list(map(Pair, self.sources, self.translations))


class PieceCounts(NamedTuple):
    """How often each piece of either vocabulary occurred in the training text, by its number.

    Counted are at most the first 100,000 sentences.
    """

    source: list[int]
    target: list[int]

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """Read the counts of a model folder, or of the `model` inside a run's; None: it has none.

        Raises TolmachError where they are damaged.
        """
        path = located_model(folder) / PIECE_COUNTS
        if not path.is_file():
            return None
        try:
            content = read_model_json(path)
            sides = content["source"], content["target"]
        except (KeyError, TypeError) as error:
            raise damaged_model(path, error) from error
        if not all(map(_are_counts, sides)):
            raise damaged_model(path, "it does not hold a count for each piece")
        return cls(*sides)


def read_description(folder: Path) -> Description:
    """Read the `config.toml` of a model folder. Raises TolmachError where it is damaged."""
    path = folder / CONFIG
    try:
        return validated(Description, read_toml(path), str(path))
    except RequestError as error:  # what a model folder holds is nobody's request
        raise ModelError(str(error)) from error


class FolderTexts(NamedTuple):
    """The contents of a model folder without its weights; reading them costs no torch."""

    description: Description
    tokenizers: TokenizerPair
    card: str
    selftest: SelfTest

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read them from a model folder, or from the `model` inside a run's folder.

        Raises TolmachError, naming the file, where one is missing or damaged.
        """
        folder = located_model(folder)
        description = read_description(folder)
        tokenizers = TokenizerPair.load(folder / TOKENIZER)
        return cls(
            description, tokenizers, _read_text(folder / CARD), _read_selftest(folder / SELFTEST)
        )


@dataclass(frozen=True)
class ModelFolder:
    """The contents of a model folder."""

    description: Description
    tokenizers: TokenizerPair
    weights: Mapping[str, "Tensor"]
    card: str
    selftest: SelfTest
    piece_counts: PieceCounts | None = None

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model folder, or the `model` inside a run's folder.

        Raises TolmachError, naming the file, where one is missing or damaged.
        """
        texts = FolderTexts.load(folder)
        weights = _read_weights(located_model(folder) / WEIGHTS)
        counts = PieceCounts.load(folder)
        return cls(texts.description, texts.tokenizers, weights, texts.card, texts.selftest, counts)

    def save(self, folder: Path) -> None:
        """Write the folder under another name, then put it in place of an older one.

        Raises TolmachError where it cannot be written; the older one stays.
        """
        with writing(folder):
            self._save(folder)

    def _save(self, folder: Path) -> None:
        partial = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        self._write(partial)
        _replace(folder, partial)

    def _write(self, folder: Path) -> None:
        import tomlkit

        save_tensors(self.weights, folder / WEIGHTS)
        (folder / CONFIG).write_text(
            tomlkit.dumps(self.description.model_dump(exclude_none=True)), "utf-8"
        )
        self.tokenizers.save(folder / TOKENIZER)
        (folder / CARD).write_text(self.card, "utf-8")
        selftest = {"sources": self.selftest.sources, "translations": self.selftest.translations}
        write_json(folder / SELFTEST, selftest)
        if self.piece_counts is not None:
            write_table(folder / PIECE_COUNTS, self.piece_counts._asdict())


def save_tensors(tensors: Mapping[str, "Tensor"], path: Path) -> None:
    """Write tensors as safetensors, readable by whoever may read other new files.

    Raises OSError, as every other way to write a file does.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    path.touch()
    allowed = path.stat().st_mode  # the library would leave a file that only its owner can read
    try:
        save_file({name: value.contiguous() for name, value in tensors.items()}, path)
    except SafetensorError as error:
        raise OSError(str(error)) from error
    path.chmod(allowed)


def _replace(folder: Path, new: Path) -> None:
    """Put `new` in place of `folder`; dying in between leaves one of both, whole, for `load`."""
    old = old_name(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _read_weights(path: Path) -> dict[str, "Tensor"]:
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except Exception as error:  # the library raises nothing more precise
        remedy = (
            "copy the model folder again" if has_utf8_name(path) else "rename the folder in UTF-8"
        )
        raise ModelError(f"The weights {path} cannot be read ({error}); {remedy}.") from error


def _read_text(path: Path) -> str:
    if not path.is_file():
        return ""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise damaged_model(path, error) from error


def _read_selftest(path: Path) -> SelfTest:
    if not path.is_file():
        return SelfTest([], [])
    try:
        content = read_model_json(path)
        sources, translations = content["sources"], content["translations"]
    except (KeyError, TypeError) as error:
        raise damaged_model(path, error) from error
    if not (_are_texts(sources) and _are_texts(translations) and len(sources) == len(translations)):
        raise damaged_model(path, "it does not hold a translation for each source")
    return SelfTest(sources, translations)


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is int and each >= 0 for each in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)

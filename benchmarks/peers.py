"""Other toolkits, installed from the package index into environments of their own.

    python -m benchmarks.peers        # make (or find) every peer's environment, print its Python

JoeyNMT 2.3.0 is installed without its declared requirements: they pin protobuf below 3.21, which
today's tensorboard refuses, and pull in linters. It gets what training really imports instead,
with this project's own torch (`constraints.txt`).
"""

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measurement import REPOSITORY
from benchmarks.setting import Setting

ENVIRONMENTS = REPOSITORY / ".venv-peers"
CONSTRAINTS = REPOSITORY / "constraints.txt"


@dataclass(frozen=True)
class Peer:
    """A toolkit as the index serves it, and what it imports."""

    name: str
    version: str
    imports: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the peer's environment lies."""
        return ENVIRONMENTS / f"{self.name}-{self.version}"

    @property
    def python(self) -> Path:
        """The interpreter of the peer's environment."""
        return self.folder / "bin" / "python"

    def install(self) -> Path:
        """Make the environment unless it is there; return its interpreter."""
        finished = self.folder / "installed"
        if not finished.exists():
            print(f"installing {self.name} {self.version} into {self.folder}", file=sys.stderr)
            venv.create(self.folder, clear=True, with_pip=True)
            self._pip("--constraint", str(CONSTRAINTS), *self.imports)
            self._pip("--no-deps", f"{self.name}=={self.version}")
            finished.touch()
        return self.python

    def _pip(self, *arguments: str) -> None:
        command = [str(self.python), "-m", "pip", "install", "--quiet", *arguments]
        subprocess.run(command, check=True)


JOEYNMT = Peer(
    "joeynmt",
    "2.3.0",
    (
        "torch",
        "numpy",
        "datasets",
        "importlib_metadata",
        "matplotlib",
        "packaging",
        "pandas",
        "pyyaml",
        "sacrebleu",
        "sentencepiece",
        "subword-nmt",
        "tensorboard",
        "setuptools<81",  # tensorboard still imports pkg_resources
    ),
)


def joeynmt_configuration(folder: Path, setting: Setting, updates: int) -> dict[str, object]:
    """Return JoeyNMT's configuration for `setting` on the piece files in `folder`.

    Pieces are written as numbers, one `word` each. Logging and validation never fall due. A JSON
    file of it is a valid YAML file, which is what JoeyNMT reads.
    """
    return {
        "name": "benchmark",
        "joeynmt_version": JOEYNMT.version,
        "model_dir": str(folder / "joeynmt-model"),
        "use_cuda": False,
        "random_seed": setting.seed,
        "data": {
            "train": str(folder / "train"),
            "dev": str(folder / "dev"),
            "dataset_type": "plain",
            "src": _side("en", folder),
            "trg": _side("de", folder),
        },
        "training": _training(setting, updates),
        "testing": {"beam_size": 1, "eval_metrics": ["bleu"]},
        "model": _model(setting),
    }


def _side(language: str, folder: Path) -> dict[str, object]:
    return {"lang": language, "level": "word", "voc_file": str(folder / "vocabulary.txt")}


def _training(setting: Setting, updates: int) -> dict[str, object]:
    never = 10 * updates
    return {
        "optimizer": "adam",
        "adam_betas": [0.9, 0.98],
        "scheduling": "decaying",  # JoeyNMT refuses to go without; this one never falls due
        "decaying_step_size": never,
        "learning_rate": setting.learning_rate,
        "learning_rate_min": 0.0,
        "normalization": "tokens",
        "label_smoothing": setting.label_smoothing,
        "batch_type": "token",
        "batch_size": setting.batch_tokens,
        "epochs": updates,
        "updates": updates,
        "logging_freq": never,
        "validation_freq": never,
        "overwrite": True,
    }


def _model(setting: Setting) -> dict[str, object]:
    side: dict[str, object] = {
        "type": "transformer",
        "num_layers": setting.layers,
        "num_heads": setting.heads,
        "embeddings": {"embedding_dim": setting.size, "scale": True},
        "hidden_size": setting.size,
        "ff_size": setting.inner,
        "dropout": setting.dropout,
        "layer_norm": "pre",
    }
    return {"tied_embeddings": True, "tied_softmax": True, "encoder": side, "decoder": dict(side)}


def main(peers: Sequence[Peer] = (JOEYNMT,)) -> None:
    """Install every peer and print its interpreter."""
    for peer in peers:
        print(f"{peer.name} {peer.version}: {peer.install()}")


if __name__ == "__main__":
    main()

"""Other toolkits, installed from the package index into environments of their own.

    python -m benchmarks.peers        # make (or find) every peer's environment, print its Python

JoeyNMT 2.3.0 is installed without its declared requirements: they pin protobuf below 3.21, which
today's tensorboard refuses, and pull in linters. It gets what training really imports instead,
with this project's own torch (`constraints.txt`). eflomal 2.0.0 comes as source and needs a C
compiler. CTranslate2 4.8.5 is installed with what LibreTranslate serves it by.
"""

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measurement import REPOSITORY

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

EFLOMAL = Peer("eflomal", "2.0.0", ("numpy",))


CTRANSLATE2 = Peer("ctranslate2", "4.8.5", ("flask", "numpy", "pyyaml", "tokenizers", "waitress"))


def main(peers: Sequence[Peer] = (JOEYNMT, EFLOMAL, CTRANSLATE2)) -> None:
    """Install every peer and print its interpreter."""
    for peer in peers:
        print(f"{peer.name} {peer.version}: {peer.install()}")


if __name__ == "__main__":
    main()

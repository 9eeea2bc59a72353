"""eflomal 2.0.0 (Östling and Tiedemann 2016) in its own environment, asked for both directions."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import EFLOMAL
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.files import write_lines


def eflomal_links(pairs: Sequence[Pair]) -> tuple[list[Links], list[Links]]:
    """Return the links of tokenised pairs, forward and reverse, both from source to target."""
    python = EFLOMAL.install()
    with tempfile.TemporaryDirectory() as place:
        source, target, forward, reverse = (Path(place, name) for name in "stfr")
        for path, side in zip((source, target), zip(*pairs, strict=True), strict=True):
            write_lines(path, side)
        files = ("-s", source, "-t", target, "-f", forward, "-r", reverse)
        subprocess.run([python, python.with_name("eflomal-align"), *files], check=True)
        return read_links(forward), read_links(reverse)


def read_links(path: Path) -> list[Links]:
    """Read links in Pharaoh's format, a pair a line, words counted from 0: `0-0 1-2`."""
    return [
        frozenset((int(i), int(j)) for i, j in (link.split("-") for link in line.split()))
        for line in path.read_text("utf-8").splitlines()
    ]

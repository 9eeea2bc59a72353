"""Translation on a CPU: the native engine, the PyTorch engine and CTranslate2, on the same weights.

    python -m benchmarks.translation_speed --json docs/measured/translation-speed.json

Each contender has one thread and translates the same pieces of Tatoeba's German test set with the
shipped model, without length penalty. Processor time counts, which other work on the machine
disturbs less than wall time; figures are medians over the rounds. "greedy" and "beam 5" are tokens
a second, `</s>` counted, many sentences at a time; "alone" is milliseconds a sentence, the median
over the first sentences, greedy, one at a time; "same" are sentences whose greedy translation is
PyTorch's, piece by piece. CTranslate2 4.8.5 has an environment of its own, the best of the batch
sizes tried, and no guard against loops.

A second table has the bare products, the best of many short runs: what the engine could reach if it
did nothing else, beside other work as it may be.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import REPOSITORY, interleaved, machine, show_table, write_results
from benchmarks.peers import CTRANSLATE2
from tolmach.corpus.parallel import read_pairs
from tolmach.inference import _native
from tolmach.inference.engine import Engine
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.torch_engine import TorchEngine
from tolmach.interop.ctranslate2_folder import write_ctranslate2
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.models.build import LoadedModel, load_model
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions

DRIVER = REPOSITORY / "benchmarks" / "ctranslate2_loop.py"
BATCHES = (32, 64, 128)  # sentences, of which CTranslate2 gets the fastest
PRODUCTS = (
    (768, 256),
    (1024, 256),
    (256, 1024),
    (8000, 256),
)  # columns, depth: the shipped model's
ROWS = (1, 8, 64)
BURSTS, BURST_SECONDS = 40, 1e-3

Ids = list[list[int]]


@dataclass(frozen=True)
class Timing:
    """What a contender found, the processor seconds for all, and the median of single ones."""

    ids: Ids
    seconds: float
    median: float

    @property
    def rate(self) -> float:
        """Tokens a second, `</s>` counted."""
        return sum(len(row) + 1 for row in self.ids) / self.seconds


class Contender(Protocol):
    """An engine with its precision."""

    def together(self, sources: Ids, beam: int) -> Timing:
        """Translate many sentences at a time."""
        ...

    def alone(self, sources: Ids) -> Timing:
        """Translate one sentence at a time, by greedy search."""
        ...


@dataclass(frozen=True)
class Ours:
    """One of Tolmach's engines."""

    engine: Engine

    def together(self, sources: Ids, beam: int) -> Timing:
        """Translate many sentences at a time."""
        start = time.process_time()
        ids = self._ids(sources, beam)
        seconds = time.process_time() - start
        return Timing(ids, seconds, seconds)

    def alone(self, sources: Ids) -> Timing:
        """Translate one sentence at a time, by greedy search."""
        timings = [self.together([source], 1) for source in sources]
        every = [each.seconds for each in timings]
        return Timing([each.ids[0] for each in timings], sum(every), statistics.median(every))

    def _ids(self, sources: Ids, beam: int) -> Ids:
        options = SearchOptions(beam=beam, penalty=LengthPenalty.none())
        return [list(best.ids) for best, *_ in self.engine.translate(sources, options)]


@dataclass(frozen=True)
class Peer:
    """CTranslate2 on the converted model in `folder`."""

    folder: Path
    precision: str

    def together(self, sources: Ids, beam: int) -> Timing:
        """Translate many sentences at a time, with the best of the batch sizes."""
        return max((self._run(sources, beam, batch) for batch in BATCHES), key=lambda one: one.rate)

    def alone(self, sources: Ids) -> Timing:
        """Translate one sentence at a time, by greedy search."""
        return self._run(sources, 1, 0)

    def _run(self, sources: Ids, beam: int, batch: int) -> Timing:
        file = self.folder.with_name("sources.json")
        file.write_text(json.dumps(sources), "utf-8")
        settings = [f"--precision={self.precision}", f"--beam={beam}", f"--batch={batch}"]
        return Timing(**json.loads(peer(self.folder, file, *settings)))


def peer(*arguments: str | Path) -> str:
    """Run CTranslate2's driver and return what it prints."""
    command = [CTRANSLATE2.install(), DRIVER, *arguments]
    return subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True
    ).stdout


def contenders(loaded: LoadedModel, model: Path, folder: Path) -> dict[str, Contender]:
    """Return every engine in every precision, by name, the reference first."""
    theirs = folder / "exported"
    theirs.mkdir()
    write_ctranslate2(model, loaded.description, loaded.tokenizers, theirs)
    return {
        "Tolmach, PyTorch, float32": Ours(TorchEngine(loaded.model)),
        "Tolmach, native, float32": Ours(NativeEngine.load(model, precision="float32")),
        "Tolmach, native, int8": Ours(NativeEngine.load(model, precision="int8")),
        "CTranslate2, float32": Peer(theirs, "float32"),
        "CTranslate2, int8": Peer(theirs, "int8"),
    }


@dataclass(frozen=True)
class Turn:
    """What one contender did in one round."""

    greedy: Timing
    beam: Timing
    alone: Timing

    @classmethod
    def of(cls, contender: Contender, sources: Ids, alone: int) -> "Turn":
        """Let a contender do everything."""
        greedy, beam = contender.together(sources, 1), contender.together(sources, 5)
        return cls(greedy, beam, contender.alone(sources[:alone]))


@dataclass(frozen=True)
class Row:
    """The medians of a contender."""

    name: str
    greedy: float
    beam: float
    alone: float
    same: int

    @classmethod
    def of(cls, name: str, turns: Sequence[Turn], reference: Ids) -> "Row":
        """Sum up the rounds."""
        return cls(
            name,
            statistics.median(turn.greedy.rate for turn in turns),
            statistics.median(turn.beam.rate for turn in turns),
            1000 * statistics.median(turn.alone.median for turn in turns),
            sum(one == two for one, two in zip(turns[0].greedy.ids, reference, strict=True)),
        )

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        rates = f"{self.greedy:,.0f}", f"{self.beam:,.0f}", f"{self.alone:.2f}"
        return [self.name, *rates, f"{self.same:,}"]


def product_speeds() -> dict[str, dict[str, float]]:
    """Return GOP/s of the bare products, by instruction set, precision and shape, by rows."""
    return {
        f"{instructions}, {precision.name}, {columns} x {depth}": {
            str(rows): _product_speed(instructions, precision, rows, (columns, depth))
            for rows in ROWS
        }
        for instructions in _native.known_instructions()
        for precision in (_native.Precision.int8, _native.Precision.float32)
        for columns, depth in PRODUCTS
    }


def _product_speed(
    instructions: str, precision: _native.Precision, rows: int, shape: tuple[int, int]
) -> float:
    draw = np.random.default_rng(1)
    weight = draw.normal(size=shape).astype(np.float32)
    bias = np.zeros(shape[0], np.float32)
    product = _native.kernels.Product(instructions, precision, weight, bias)
    read = draw.normal(size=(rows, shape[1])).astype(np.float32)
    times = max(1, int(BURST_SECONDS / max(product.seconds(read, 1), 1e-7)))
    seconds = min(product.seconds(read, times) / times for _ in range(BURSTS))
    return 2e-9 * rows * shape[0] * shape[1] / seconds


def show(rows: Sequence[Row], products: Mapping[str, Mapping[str, float]], sentences: int) -> None:
    """Print both tables."""
    title = f"Tokens a second and milliseconds a sentence, {sentences:,} sentences, one thread"
    show_table(title, ["", "greedy", "beam 5", "alone", "same"], [row.shown for row in rows])
    columns = ["", *(f"{rows} rows" for rows in ROWS)]
    cells = [[name, *(f"{each:.0f}" for each in row.values())] for name, row in products.items()]
    show_table("GOP/s of the bare product", columns, cells)


def main() -> None:
    """Let the contenders take turns and print what comes of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--alone", type=int, default=100, help="sentences translated one by one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    facts = machine()
    loaded = load_model(DEFAULT_MODEL)
    pairs = list(read_pairs([needed_tatoeba_file("test")]))[: options.sentences]
    sources = loaded.tokenizers.source.encode_batch([pair.source for pair in pairs])
    ids = [list(source) for source in sources]
    with tempfile.TemporaryDirectory() as folder:
        running = contenders(loaded, DEFAULT_MODEL, Path(folder))
        turns = interleaved(
            {
                name: lambda one=one: Turn.of(one, ids, options.alone)  # type: ignore[misc]
                for name, one in running.items()
            },
            options.rounds,
        )
    reference = next(iter(turns.values()))[0].greedy.ids
    rows = [Row.of(name, each, reference) for name, each in turns.items()]
    products = product_speeds()
    show(rows, products, len(ids))
    results = {"machine": facts, "rounds": options.rounds, "sentences": len(ids)}
    results |= {"alone": options.alone, "engines": rows, "products": products}
    write_results(options.json, "translation_speed", results)


if __name__ == "__main__":
    main()

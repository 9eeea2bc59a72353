"""Translation on a CPU: the native engine, the PyTorch engine and CTranslate2, on the same weights.

    python -m benchmarks.translation_speed --json docs/measured/translation-speed.json
    python -m benchmarks.translation_speed --model base --threads 2
    python -m benchmarks.translation_speed --model shipped --shortlist
    python -m benchmarks.translation_speed --model tiny --model tiny-ssru --native
    python -m benchmarks.translation_speed --model recurrent --model convolutional --native
    python -m benchmarks.translation_speed --gain

Each contender translates the same pieces without length penalty: Tatoeba's German test set with
the shipped model, and with random weights of other sizes and shapes sentences of the same lengths:
with self-attention in the decoder and with recurrent units, recurrent models and convolutions
(`benchmarks.translation_models`).
Processor time counts, which other work on the machine disturbs less than wall time; with several
threads, each with sentences of its own, wall time does. Figures are medians over the rounds.
"greedy" and "beam 5" are tokens a second, `</s>` counted, many sentences at a time; "alone" is
milliseconds a sentence, the median over the first sentences, greedy, one at a time; "same" are
sentences whose greedy translation is the first contender's, piece by piece; "load" is
milliseconds of processor time, "MB" the resident memory of a process that does nothing else.
CTranslate2 runs in processes of its own, with the best of the batch sizes tried, and has no guard
against loops. With `--shortlist` both have the shortlist that `tolmach shortlist` learns from
Tatoeba's training set, CTranslate2 as its vocabulary map.

CTranslate2 runs Transformers without recurrent units alone, and takes no part in `--native` either.

`--gain` measures what two threads are worth beside one, by wall time, and wants a machine that does
nothing else.

A second table has the bare products (`benchmarks.product_speed`).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import torch

from benchmarks.measurement import interleaved, machine, show_table, write_results
from benchmarks.product_speed import product_speeds, show_products
from benchmarks.translation_models import NAMES, MeasuredModel, measured_model
from tolmach.config.model import TransformerSettings
from tolmach.inference.engine import Engine, Precision
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.torch_engine import TorchEngine
from tolmach.interop.ctranslate2_folder import write_ctranslate2
from tolmach.model_folder import FolderTexts
from tolmach.models.build import load_model
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions

DRIVER = "benchmarks.ctranslate2_loop"
BATCHES = (32, 64, 128)  # sentences, of which CTranslate2 gets the fastest
LOADED = 64  # sentences that are translated before memory is looked at

_REFERENCE = "Tolmach, PyTorch, float32"

Ids = list[list[int]]


@dataclass(frozen=True)
class Footprint:
    """Seconds of loading, and bytes of resident memory."""

    loading: float
    resident: int


@dataclass(frozen=True)
class Timing:
    """What a contender found, the seconds for all, and the median of single ones."""

    ids: Ids
    seconds: float
    median: float
    footprint: Footprint | None = None

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

    def footprint(self, sources: Ids) -> Footprint | None:
        """Measure a process that loads the engine and translates; None where none was made."""
        ...


@dataclass(frozen=True)
class Threads:
    """How many there are, and whether wall time is measured where there is but one."""

    count: int
    always_wall: bool = False

    @property
    def wall(self) -> bool:
        """Whether wall time is measured, not processor time."""
        return self.always_wall or self.count > 1


@dataclass(frozen=True)
class Ours:
    """One of Tolmach's engines."""

    engine: Engine
    model: MeasuredModel
    on: Threads
    precision: Precision | None = None  # of the native one

    def together(self, sources: Ids, beam: int) -> Timing:
        """Translate many sentences at a time."""
        clock = time.perf_counter if self.on.wall else time.process_time
        start = clock()
        ids = self._ids(sources, beam)
        seconds = clock() - start
        return Timing(ids, seconds, seconds)

    def alone(self, sources: Ids) -> Timing:
        """Translate one sentence at a time, by greedy search."""
        timings = [self.together([source], 1) for source in sources]
        every = [each.seconds for each in timings]
        return Timing([each.ids[0] for each in timings], sum(every), statistics.median(every))

    def footprint(self, sources: Ids) -> Footprint | None:
        """Measure the native engine in a process without PyTorch."""
        if self.precision is None:
            return None
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(sources, file)
            file.flush()
            command: list[str | Path] = [sys.executable, "-m", "benchmarks.native_footprint"]
            command += [self.model.folder, file.name, f"--precision={self.precision}"]
            return Footprint(**json.loads(said(command)))

    def _ids(self, sources: Ids, beam: int) -> Ids:
        options = SearchOptions(beam=beam, penalty=LengthPenalty.none(), guard=self.model.guard)
        return [list(best.ids) for best, *_ in self.engine.translate(sources, options)]


@dataclass(frozen=True)
class Peer:
    """CTranslate2 on the exported model in `folder`."""

    folder: Path
    precision: str
    model: MeasuredModel
    on: Threads

    def together(self, sources: Ids, beam: int) -> Timing:
        """Translate many sentences at a time, with the best of the batch sizes."""
        return max((self._run(sources, beam, batch) for batch in BATCHES), key=lambda one: one.rate)

    def alone(self, sources: Ids) -> Timing:
        """Translate one sentence at a time, by greedy search."""
        return self._run(sources, 1, 0)

    def footprint(self, sources: Ids) -> Footprint | None:
        """Measure a process that translates in batches of the middle size."""
        return self._run(sources, 1, BATCHES[1]).footprint

    def _run(self, sources: Ids, beam: int, batch: int) -> Timing:
        file = self.folder.with_name("sources.json")
        file.write_text(json.dumps(sources), "utf-8")
        settings = [f"--precision={self.precision}", f"--beam={beam}", f"--batch={batch}"]
        settings.append(f"--threads={self.on.count}")
        if self.on.wall:
            settings.append("--wall")
        if (self.folder / "vmap.txt").is_file():
            settings.append("--shortlist")
        if self.model.length is not None:
            settings.append(f"--length={self.model.length}")
        found = json.loads(said([sys.executable, "-m", DRIVER, self.folder, file, *settings]))
        footprint = Footprint(found["loading"], found["resident"])
        return Timing(found["ids"], found["seconds"], found["median"], footprint)


def said(command: Sequence[str | Path]) -> str:
    """Run a command and return what it prints."""
    words = list(map(str, command))
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def contenders(
    model: MeasuredModel, folder: Path, on: Threads, *, peer: bool = True
) -> dict[str, Contender]:
    """Return every engine in every precision, by name, the reference first.

    The PyTorch engine is among them for the shipped model and for those that are no Transformers.
    """
    texts = FolderTexts.load(model.folder)
    found: dict[str, Contender] = {}
    if model.length is None or not isinstance(texts.description.model, TransformerSettings):
        engine = TorchEngine(load_model(model.folder).model, threads=on.count)
        found[_REFERENCE] = Ours(engine, model, on)
    precisions: tuple[Precision, ...] = ("float32", "int8")
    for precision in precisions:
        native = NativeEngine.load(model.folder, precision=precision, threads=on.count)
        found[f"Tolmach, native, {precision}"] = Ours(native, model, on, precision)
    if peer and getattr(texts.description.model, "decoder_self", "") == "attention":
        theirs = folder / "exported"
        theirs.mkdir(parents=True)
        write_ctranslate2(model.folder, texts.description, texts.tokenizers, theirs)
        for precision in precisions:
            found[f"CTranslate2, {precision}"] = Peer(theirs, precision, model, on)
    return found


@dataclass(frozen=True)
class Turn:
    """What one contender did in one round."""

    greedy: Timing
    beam: Timing
    alone: Timing
    footprint: Footprint | None

    @classmethod
    def of(cls, contender: Contender, sources: Ids, alone: int) -> "Turn":
        """Let a contender do everything."""
        greedy, beam = contender.together(sources, 1), contender.together(sources, 5)
        footprint = contender.footprint(sources[:LOADED])
        return cls(greedy, beam, contender.alone(sources[:alone]), footprint)


@dataclass(frozen=True)
class Row:
    """The medians of a contender."""

    name: str
    greedy: float
    beam: float
    alone: float
    same: int
    loading: float | None  # milliseconds
    resident: float | None  # MB

    @classmethod
    def of(cls, name: str, turns: Sequence[Turn], reference: Ids) -> "Row":
        """Sum up the rounds."""
        prints = [turn.footprint for turn in turns if turn.footprint]
        return cls(
            name,
            statistics.median(turn.greedy.rate for turn in turns),
            statistics.median(turn.beam.rate for turn in turns),
            1000 * statistics.median(turn.alone.median for turn in turns),
            sum(one == two for one, two in zip(turns[0].greedy.ids, reference, strict=True)),
            1000 * statistics.median(each.loading for each in prints) if prints else None,
            1e-6 * statistics.median(each.resident for each in prints) if prints else None,
        )

    @property
    def shown(self) -> list[str]:
        """The cells of the table."""
        rates = f"{self.greedy:,.0f}", f"{self.beam:,.0f}", f"{self.alone:.2f}"
        footprint = (
            "" if each is None else f"{each:.0f}" for each in (self.loading, self.resident)
        )
        return [self.name, *rates, f"{self.same:,}", *footprint]


def measured(name: str, options: argparse.Namespace) -> list[Row]:
    """Let the contenders take turns with one model; print and return what comes of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shortlist = options.shortlist and name == "shipped"
        model = measured_model(name, folder / name, options.sentences, shortlist=shortlist)
        running = contenders(model, folder, Threads(options.threads), peer=not options.native)
        turns = interleaved(
            {
                one: partial(Turn.of, who, model.sources, options.alone)
                for one, who in running.items()
            },
            options.rounds,
        )
    reference = next(iter(turns.values()))[0].greedy.ids
    rows = [Row.of(one, each, reference) for one, each in turns.items()]
    title = (
        f"{name}: tokens a second and milliseconds a sentence, {len(model.sources):,} sentences, "
        f"{options.threads} thread{'s' if options.threads > 1 else ''}"
    )
    columns = ["", "greedy", "beam 5", "alone", "same", "load", "MB"]
    show_table(title, columns, [row.shown for row in rows])
    return rows


def gained_by_threads(name: str, options: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """Return each engine's rates on one thread and on two, greedy, in turns, by wall time."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        model = measured_model(name, folder / name, options.sentences)
        one, two = (
            contenders(model, folder / str(count), Threads(count, always_wall=True))
            for count in (1, 2)
        )
        one.pop(_REFERENCE, None)
        running = {f"{each} on one": one[each] for each in one}
        running |= {f"{each} on two": two[each] for each in one}
        turns = interleaved(
            {each: partial(who.together, model.sources, 1) for each, who in running.items()},
            options.rounds,
        )
    rates = {key: statistics.median(each.rate for each in found) for key, found in turns.items()}
    gains = {each: (rates[f"{each} on one"], rates[f"{each} on two"]) for each in one}
    rows = [[each, f"{a:,.0f}", f"{b:,.0f}", f"{b / a:.2f}"] for each, (a, b) in gains.items()]
    title = f"{name}: tokens a second of wall time, greedy, {len(model.sources):,} sentences"
    show_table(title, ["", "one thread", "two threads", "times"], rows)
    return gains


def main() -> None:
    """Measure the models that are named, and the bare products."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", action="append", choices=NAMES, help="by default all")
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--alone", type=int, default=100, help="sentences translated one by one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--gain", action="store_true", help="what a second thread gains, alone")
    parser.add_argument("--native", action="store_true", help="Tolmach's engines alone")
    parser.add_argument(
        "--shortlist", action="store_true", help="with the shipped model, in both engines"
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    facts = machine()
    if options.gain:
        gains = {name: gained_by_threads(name, options) for name in options.model or NAMES}
        write_results(options.json, "translation_speed", {"machine": facts, "gains": gains})
        return
    engines = {name: measured(name, options) for name in options.model or NAMES}
    products = {} if options.native else product_speeds()
    if products:
        show_products(products)
    results = {"machine": facts, "rounds": options.rounds, "sentences": options.sentences}
    results |= {"ctranslate2": version("ctranslate2")}
    results |= {"threads": options.threads, "alone": options.alone}
    results |= {"shortlist": options.shortlist}
    write_results(
        options.json, "translation_speed", results | {"engines": engines, "products": products}
    )


if __name__ == "__main__":
    main()

"""The server under load, beside its own engine offline and beside a server like LibreTranslate.

    python -m benchmarks.service_load --seconds 60 --json docs/measured/service-load.json

So many clients ask a server in a process of its own for translations by the shipped model, each
as soon as the last answer has come: mostly one sentence of Tatoeba's test set, now and then a
paragraph of twenty. In the same round they ask a server that translates as LibreTranslate does
(`ctranslate2_server.py`, in an environment of its own, made when it is missing): one call of
CTranslate2 a request, with the same model, precision, beam and threads. And the same sentences as
the server's are translated offline, all in one call. Figures are medians over the rounds:
sentences a second of wall time; of processor time, which other work on the machine disturbs less
(the clients' own is not counted); the 95th percentile of the milliseconds that a single sentence
waited for its answer; errors that are no honest 429. At the end one server answers so many
requests, and what its memory grew by after the first fifth of them is printed.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import machine, show_table, write_results
from benchmarks.peers import CTRANSLATE2
from tolmach.corpus.parallel import read_pairs
from tolmach.interop.ctranslate2_folder import write_ctranslate2
from tolmach.model_folder import FolderTexts
from tolmach.model_paths import DEFAULT_MODEL, TOKENIZER
from tolmach.translation.translator import Translator

PARAGRAPH = 20  # sentences
PARAGRAPHS = 0.02  # share of the requests
PEER = "benchmarks.ctranslate2_server"


@dataclass
class Load:
    """What clients saw of a server."""

    sentences: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds, of single sentences
    requests: int = 0
    busy: int = 0
    errors: int = 0


@dataclass(frozen=True)
class ServerRates:
    """A server's sentences a second of wall and of processor time, and what its clients saw."""

    wall: float
    processor: float
    p95: float  # milliseconds
    requests: int
    busy: int
    errors: int


@dataclass(frozen=True)
class Round:
    """One round: the server, the one like LibreTranslate, and the engine offline."""

    served: ServerRates
    peer: ServerRates
    offline: tuple[float, float]

    @property
    def of_offline(self) -> float:
        """The server's rate relative to its engine's offline, by processor time."""
        return self.served.processor / self.offline[1]

    @property
    def of_peer(self) -> float:
        """The server's rate relative to that of the server like LibreTranslate."""
        return self.served.processor / self.peer.processor


@contextmanager
def running(command: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Run a server that prints its address; yield its port and its process."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.communicate()


def own_server(state: Path, threads: int, precision: str = "float32") -> list[object]:
    """Return the command that serves the shipped model."""
    words = ["serve", DEFAULT_MODEL, "--port", 0, "--threads", threads, "--precision", precision]
    return [sys.executable, "-m", "tolmach", *words, "--state", state / "state.sqlite3"]


def peer_server(folder: Path, threads: int, precision: str) -> list[object]:
    """Write the shipped model for CTranslate2, and return the command that serves it so."""
    exported = folder / "exported"
    exported.mkdir()
    texts = FolderTexts.load(DEFAULT_MODEL)
    write_ctranslate2(DEFAULT_MODEL, texts.description, texts.tokenizers, exported)
    words = [exported, DEFAULT_MODEL / TOKENIZER, "--precision", precision, "--threads", threads]
    return [CTRANSLATE2.install(), "-m", PEER, *words]


async def loaded(
    port: int, texts: Sequence[str], clients: int, enough: Callable[[Load], bool]
) -> Load:
    """Let clients ask for translations until there were enough."""
    load = Load()
    await asyncio.gather(
        *(_client(port, texts, load, enough, random.Random(seed)) for seed in range(clients))
    )
    return load


def after(seconds: float) -> Callable[[Load], bool]:
    """Return a condition that comes true after so many seconds."""
    end = time.monotonic() + seconds
    return lambda _: time.monotonic() >= end


async def _client(
    port: int,
    texts: Sequence[str],
    load: Load,
    enough: Callable[[Load], bool],
    chance: random.Random,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not enough(load):
        count = PARAGRAPH if chance.random() < PARAGRAPHS else 1
        chosen = chance.choices(texts, k=count)
        started = time.monotonic()
        status = await _asked(reader, writer, "\n".join(chosen))
        load.requests += 1
        if status == 200:
            load.sentences += chosen
            load.waits += [time.monotonic() - started] * (count == 1)
        else:
            load.busy += status == 429
            load.errors += status != 429
    writer.close()


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, text: str) -> int:
    """Ask for a translation, and return the status of the answer, read to its end."""
    body = json.dumps({"q": text, "source": "de", "target": "en"}).encode()
    head = (
        "POST /translate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(answer.partition(b"content-length:")[2].split()[0])
    translated = json.loads(await reader.readexactly(length))
    status = int(answer.split()[1])
    lines = translated.get("translatedText", "").count("\n")
    return status if status != 200 or lines == text.count("\n") else 599  # something was lost


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has spent."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def megabytes(process: int) -> float:
    """Return the memory of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096 / 1e6


def rates(
    command: Sequence[object], texts: Sequence[str], arguments: argparse.Namespace
) -> tuple[ServerRates, list[str]]:
    """Measure a server; return its rates, and the sentences that it translated."""
    clients, seconds = arguments.clients, arguments.seconds
    with running(command) as (port, process):
        asyncio.run(loaded(port, texts, clients, after(seconds / 10)))  # to warm it
        spent, started = processor_seconds(process), time.monotonic()
        load = asyncio.run(loaded(port, texts, clients, after(seconds)))
        wall, spent = time.monotonic() - started, processor_seconds(process) - spent
    count = len(load.sentences)
    p95 = 1000 * statistics.quantiles(load.waits, n=20)[-1]
    seen = ServerRates(count / wall, count / spent, p95, load.requests, load.busy, load.errors)
    return seen, load.sentences


def offline_rates(translator: Translator, sentences: list[str]) -> tuple[float, float]:
    """Return the sentences a second, of wall and of processor time, all in one call."""
    wall, spent = time.monotonic(), time.process_time()
    translator.translate(sentences)
    return (
        len(sentences) / (time.monotonic() - wall),
        len(sentences) / (time.process_time() - spent),
    )


def growth(command: Sequence[object], texts: Sequence[str], arguments: argparse.Namespace) -> float:
    """Return by how many megabytes a server grows after the first fifth of its requests."""
    clients, requests = arguments.clients, arguments.requests
    with running(command) as (port, process):
        asyncio.run(loaded(port, texts, clients, lambda load: load.requests >= requests // 5))
        before = megabytes(process)
        rest = requests - requests // 5
        asyncio.run(loaded(port, texts, clients, lambda load: load.requests >= rest))
        return megabytes(process) - before


def parsed_arguments() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--precision", choices=("float32", "int8"), default="float32")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=10_000, help="for the memory; 0: none")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = parsed_arguments()
    texts = [pair.source for pair in read_pairs([needed_tatoeba_file("test")])]
    facts, rounds = machine(), []
    translator = Translator.load(
        DEFAULT_MODEL, threads=arguments.threads, precision=arguments.precision
    )
    with TemporaryDirectory() as place:
        folder = Path(place)
        ours = own_server(folder, arguments.threads, arguments.precision)
        theirs = peer_server(folder, arguments.threads, arguments.precision)
        for turn in range(arguments.rounds):
            print(f"round {turn + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            served, sentences = rates(ours, texts, arguments)
            peer, _ = rates(theirs, texts, arguments)
            rounds.append(Round(served, peer, offline_rates(translator, sentences)))
        grown = growth(ours, texts, arguments) if arguments.requests else None
    show(arguments, rounds, grown)
    asked = {
        name: value for name, value in vars(arguments).items() if name not in ("json", "rounds")
    }
    write_results(
        arguments.json, "service load", {**facts, **asked, "rounds": rounds, "grown": grown}
    )


def show(arguments: argparse.Namespace, rounds: Sequence[Round], grown: float | None) -> None:
    """Print the figures."""
    rows = [
        ["server", *_row([one.served for one in rounds])],
        ["like LibreTranslate", *_row([one.peer for one in rounds])],
        ["offline", *(_median([one.offline[n] for one in rounds]) for n in (0, 1)), "", "", ""],
    ]
    title = f"{arguments.clients} clients, {arguments.threads} thread(s), {arguments.precision}"
    columns = ["", "sentences/s", "of processor time", "p95 of single ones, ms", "429", "errors"]
    show_table(title, columns, rows)
    print(f"relative to offline: {spread([one.of_offline for one in rounds])}")
    print(f"relative to the server like LibreTranslate: {spread([one.of_peer for one in rounds])}")
    wall = [one.served.wall / one.peer.wall for one in rounds]
    print(f"the same by wall time: {spread(wall)}")
    if grown is not None:
        print(f"memory grew by {grown:.1f} MB in {arguments.requests:,} requests")


def _row(rounds: Sequence[ServerRates]) -> list[str]:
    figures = (_median([getattr(one, n) for one in rounds]) for n in ("wall", "processor", "p95"))
    return [*figures, *(str(sum(getattr(one, n) for one in rounds)) for n in ("busy", "errors"))]


def _median(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f}"


def spread(values: Sequence[float]) -> str:
    """Return the median and the range of values in words."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    main()

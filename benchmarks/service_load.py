"""The server under load, beside its own engine offline, and beside one call a request.

    python -m benchmarks.service_load --seconds 60 --json docs/measured/service-load.json

So many clients ask a server in a process of its own for translations by the shipped model, each
as soon as the last answer has come: mostly one sentence of Tatoeba's test set, now and then a
paragraph of twenty. In the same round the same number of sentences is translated offline, all in
one call, and a part of them one a call, as servers do that translate each request alone. Figures
are medians over the rounds: sentences a second of wall time; of processor time, which other work
on the machine disturbs less (the clients' own is not counted); the same relative to offline; the
95th percentile of the milliseconds that a single sentence waited for its answer; errors that are
no honest 429; and by how much the server's memory grew.
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
from tolmach.corpus.parallel import read_pairs
from tolmach.translation.translator import Translator

PARAGRAPH = 20  # sentences
PARAGRAPHS = 0.02  # share of the requests
ALONE = 0.1  # share of the sentences that are also translated one a call


@dataclass
class Load:
    """What clients saw of a server."""

    sentences: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)  # seconds, of single sentences
    busy: int = 0
    errors: int = 0


@dataclass(frozen=True)
class Round:
    """One round: rates in sentences a second of wall time and of processor time."""

    served: tuple[float, float]
    offline: tuple[float, float]
    alone: tuple[float, float]
    p95: float
    busy: int
    errors: int
    grown: float  # MB

    @property
    def ratio(self) -> float:
        """The server's rate relative to its engine's offline, by processor time."""
        return self.served[1] / self.offline[1]


@contextmanager
def running_server(threads: int) -> Iterator[tuple[int, int]]:
    """Run a server; yield its port and its process."""
    with TemporaryDirectory() as folder:
        state = Path(folder) / "state.sqlite3"
        words = ["serve", "--port", "0", "--threads", str(threads), "--state", str(state)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tolmach", *words], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        yield int(process.stdout.readline().rpartition(":")[2]), process.pid
        process.terminate()
        process.communicate()


async def loaded(port: int, texts: Sequence[str], clients: int, seconds: float) -> Load:
    """Let clients ask for translations for so long."""
    load, end = Load(), time.monotonic() + seconds
    await asyncio.gather(
        *(_client(port, texts, load, end, random.Random(seed)) for seed in range(clients))
    )
    return load


async def _client(
    port: int, texts: Sequence[str], load: Load, end: float, chance: random.Random
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < end:
        count = PARAGRAPH if chance.random() < PARAGRAPHS else 1
        chosen = chance.choices(texts, k=count)
        started = time.monotonic()
        status = await _asked(reader, writer, "\n".join(chosen))
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


def timed(sentences: int, run: Callable[[], object]) -> tuple[float, float]:
    """Return the sentences a second of wall and of processor time that something takes."""
    wall, spent = time.monotonic(), time.process_time()
    run()
    return (
        sentences / (time.monotonic() - wall),
        sentences / (time.process_time() - spent),
    )


def measured(arguments: argparse.Namespace, texts: Sequence[str], translator: Translator) -> Round:
    """Measure one round."""
    with running_server(arguments.threads) as (port, process):
        asyncio.run(loaded(port, texts, arguments.clients, arguments.seconds / 10))  # to warm it
        before, spent = megabytes(process), processor_seconds(process)
        load = asyncio.run(loaded(port, texts, arguments.clients, arguments.seconds))
        spent, grown = processor_seconds(process) - spent, megabytes(process) - before
    count = len(load.sentences)
    part = load.sentences[: int(ALONE * count)]
    offline = timed(count, lambda: translator.translate(load.sentences))
    alone = timed(len(part), lambda: [translator.translate(text) for text in part])
    p95 = 1000 * statistics.quantiles(load.waits, n=20)[-1]
    served = count / arguments.seconds, count / spent
    return Round(served, offline, alone, p95, load.busy, load.errors, grown)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    texts = [pair.source for pair in read_pairs([needed_tatoeba_file("test")])]
    translator = Translator.load(threads=arguments.threads)
    facts = machine()
    rounds = [measured(arguments, texts, translator) for _ in range(arguments.rounds)]
    rows = [
        [
            name,
            *(f"{statistics.median(getattr(one, key)[n] for one in rounds):.0f}" for n in (0, 1)),
        ]
        for name, key in (("server", "served"), ("offline", "offline"), ("one a call", "alone"))
    ]
    title = f"{arguments.clients} clients, {arguments.threads} thread(s)"
    show_table(title, ["", "sentences/s", "sentences/s of processor time"], rows)
    print(f"relative to offline: {spread([one.ratio for one in rounds])}")
    alone = [one.served[1] / one.alone[1] for one in rounds]
    print(f"relative to one a call: {spread(alone)}")
    p95 = statistics.median(one.p95 for one in rounds)
    print(f"95th percentile of single sentences: {p95:.0f} ms")
    busy, errors = sum(one.busy for one in rounds), sum(one.errors for one in rounds)
    print(f"429: {busy}; other errors: {errors}")
    print(f"memory grew by {max(one.grown for one in rounds):.1f} MB")
    asked = {name: getattr(arguments, name) for name in ("clients", "threads", "seconds")}
    write_results(arguments.json, "service load", {**facts, **asked, "rounds": rounds})


def spread(values: Sequence[float]) -> str:
    """Return the median and the range of values in words."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    main()

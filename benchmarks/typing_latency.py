"""How soon the page shows the translation of what is typed, in the system's Chromium.

    python -m benchmarks.typing_latency --json docs/measured/typing-latency.json

The ends of sentences of twelve words are typed, key by key, into the page of a server in a process
of its own; what stands before them is there, translated. The time runs from the last key's event
until the whole sentence's translation stands in the page, painted. `typed` is that in steady
typing, in which the request for the key before may still be under way; `alone` is one key after a
pause. Beside it stands what it is made of: the request as the browser sees it, the same text
translated by the engine in this process, and the rest, which is the page's own. Milliseconds,
medians and 95th percentiles over all sentences.
"""

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.measurement import machine, show_table, write_results
from benchmarks.service_load import own_server, running
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.translation.translator import Translator

SENTENCES = """
Der alte Mann geht jeden Abend mit seinem Hund durch den Park.
Wenn es morgen regnet, bleiben wir alle zu Hause und spielen Karten.
Gestern habe ich im Laden ein neues Buch für meine Schwester gekauft.
Die Kinder der Nachbarn spielen bei jedem Wetter draußen auf der Straße.
Ich weiß noch nicht, ob ich heute Abend mit dir essen kann.
Unser Zug fährt morgen früh um sieben vom großen Bahnhof ab, hoffentlich.
""".strip().splitlines()
PAUSE = 1000  # milliseconds, after which the page is quiet
KEYS = 6  # of a sentence that are typed
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
TIMER = """
() => {
  const area = document.getElementById("source"), target = document.getElementById("target");
  area.addEventListener("keydown", (event) => { window.keyAt = event.timeStamp; });
  new MutationObserver(() => {
    requestAnimationFrame(() => setTimeout(() => {
      window.shownAt = performance.now();
      window.shownFor = window.asked;
    }));
  }).observe(target, { childList: true });
  const plain = window.fetch;
  window.fetch = async (path, how) => {
    if (path !== "v1/translate") return plain(path, how);
    const started = performance.now(), text = JSON.parse(how.body).text.join("\\n");
    const answer = await plain(path, how);
    const body = await answer.json();
    window.asked = text;
    window.took = performance.now() - started;
    return { ok: answer.ok, json: async () => body, headers: answer.headers };
  };
}
"""


@dataclass(frozen=True)
class Wait:
    """Milliseconds from a key to the translation, and those of the request among them."""

    whole: float
    request: float


def last_key(page: Any, sentence: str, pause: float, delay: float) -> Wait:
    """Type the end of a sentence, so many milliseconds between its keys, and before the last."""
    page.reload()  # which forgets what it has translated
    page.wait_for_function("document.getElementById('to').value === 'en'")
    page.evaluate(TIMER)
    begun = len(sentence) - KEYS
    page.fill("#source", sentence[:begun])
    page.wait_for_function("text => window.shownFor === text", arg=sentence[:begun].rstrip())
    page.locator("#source").press_sequentially(sentence[begun:-1], delay=delay)
    page.wait_for_timeout(pause)
    page.locator("#source").press_sequentially(sentence[-1])
    page.wait_for_function("text => window.shownFor === text", arg=sentence)
    whole, request = page.evaluate("[window.shownAt - window.keyAt, window.took]")
    return Wait(whole, request)


def engine_time(translator: Translator, sentence: str) -> float:
    """Return the milliseconds in which a sentence is translated without server and page."""
    started = time.perf_counter()
    translator.translate(sentence)
    return 1000 * (time.perf_counter() - started)


def measured(arguments: argparse.Namespace) -> dict[str, list[Wait]]:
    """Measure all sentences, typed and after a pause."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no chromium here; install it.")
    found: dict[str, list[Wait]] = {"typed": [], "alone": []}
    with (
        TemporaryDirectory() as folder,
        running(own_server(Path(folder), arguments.threads)) as (port, _),
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(bypass_csp=True)
        page.goto(f"http://127.0.0.1:{port}")
        last_key(page, SENTENCES[0], 0, 0)  # to warm it
        for turn in range(arguments.rounds):
            print(f"round {turn + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            for sentence in SENTENCES:
                found["typed"].append(last_key(page, sentence, arguments.delay, arguments.delay))
                found["alone"].append(last_key(page, sentence, PAUSE, 0))
        browser.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--delay", type=float, default=120, help="milliseconds between keys")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    facts, waits = machine(), measured(arguments)
    translator = Translator.load(DEFAULT_MODEL, threads=arguments.threads)
    engine = [
        engine_time(translator, sentence)
        for sentence in [SENTENCES[0], *SENTENCES * arguments.rounds]
    ][1:]
    parts: dict[str, Callable[[Sequence[Wait]], list[float]]] = {
        "key to translation": lambda some: [each.whole for each in some],
        "request": lambda some: [each.request for each in some],
        "page": lambda some: [each.whole - each.request for each in some],
    }
    rows = {
        f"{name}, {kind}": of(some) for kind, some in waits.items() for name, of in parts.items()
    } | {"engine": engine}
    figures = {name: (statistics.median(row), _p95(row)) for name, row in rows.items()}
    shown = [[name, *(f"{figure:.0f}" for figure in row)] for name, row in figures.items()]
    show_table("twelve words, milliseconds", ["", "median", "95th percentile"], shown)
    asked = {name: getattr(arguments, name) for name in ("rounds", "threads", "delay")}
    write_results(arguments.json, "typing latency", {**facts, **asked, "milliseconds": figures})


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()

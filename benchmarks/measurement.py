"""What every benchmark shares: interleaved repeats, medians, a table and a small JSON file.

Machines are shared and noisy, so contenders take turns (A B C A B C ...), each figure is the
median over the turns, and what is claimed is a ratio or a difference within one run.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from tolmach.files import write_json

Result = TypeVar("Result")

TABLE_WIDTH = 120
REPOSITORY = Path(__file__).resolve().parent.parent


def interleaved(
    contenders: Mapping[str, Callable[[], Result]], rounds: int
) -> dict[str, list[Result]]:
    """Run every contender once a round, `rounds` times, and return what each gave."""
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for turn in range(1, rounds + 1):
        for name, run in contenders.items():
            print(f"round {turn} of {rounds}: {name}", file=sys.stderr, flush=True)
            results[name].append(run())
    return results


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, load, Python, torch."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "torch": version("torch"),
    }


def write_results(path: Path | None, name: str, facts: Mapping[str, Any]) -> None:
    """Write the results of benchmark `name` to `path`, if there is one."""
    if path is not None:
        plain = json.loads(json.dumps(facts, default=asdict))
        write_json(path, {"benchmark": name, **plain})


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column is text, the others are figures."""
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left")
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.width = max(console.width, TABLE_WIDTH)  # a pipe would cut the cells at 80
    console.print(table)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.processor()

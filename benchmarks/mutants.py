"""The share of small faults in layers, models, search and training that their tests catch.

    python -m benchmarks.mutants --sample 200 --seed 1 --json mutants.json

Each mutant (see `benchmarks/mutation.py`) is put into a copy of the tree, and the tests of the
mutated module alone run there until one fails: in its package's folder of tests the file named
after it, and those that import it and are named after no other module; or else all of them. A
mutant that no test notices has survived; one whose tests run much longer than they should counts
as caught. The choice follows from the seed alone: the modules take turns, each with a random one
of its mutants.

Claim: of at least 120 mutants, 90 % are caught. Mutants that change nothing anybody could see are
listed, with the reason, in `benchmarks/equivalent_mutants.toml`; they are not drawn.

Columns: package; mutants; how many were caught; the share.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain, compress, islice, zip_longest
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

import pytest

from benchmarks.measurement import REPOSITORY, machine, show_table, write_results
from benchmarks.mutation import Mutant, mutants

PACKAGES = ("nn", "models", "search", "training")
GOAL = 0.9
_LEFT_OUT = (".git", ".venv*", ".*_cache", "__pycache__", ".hypothesis", "docs", "runs")
_EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
_PATIENCE, _SPARE = 4, 60  # times the seconds that tests take without a fault, and seconds more

# Mutants run in processes that are forked when the costly imports are done.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["torch", "pytest", "sacrebleu"])


@dataclass(frozen=True)
class Chosen:
    """A mutant of the module at `path`, from the repository's root."""

    path: Path
    mutant: Mutant

    def __str__(self) -> str:
        return f"{self.path}:{self.mutant.line}  {self.mutant.before}  →  {self.mutant.after}"


@dataclass(frozen=True)
class Suite:
    """Test files, from the repository's root, and the seconds to wait for them."""

    tests: tuple[Path, ...]
    limit: float


class Workplace:
    """A copy of the tree in which one mutant at a time is tested."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(REPOSITORY, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        self._writes = 0

    def passes(self, suite: Suite) -> bool:
        """Run tests in a process of their own; return whether all passed in time."""
        process = _PROCESSES.Process(target=_test, args=(self.folder, suite.tests))
        process.start()
        process.join(suite.limit)
        if process.exitcode is None and process.pid is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        return process.exitcode == 0

    def notices(self, chosen: Chosen, suite: Suite) -> bool:
        """Return whether the tests fail with the mutant in the place of its module."""
        path = self.folder / chosen.path
        source = path.read_text("utf-8")
        try:
            self._write(path, chosen.mutant.source)
            return not self.passes(suite)
        finally:
            self._write(path, source)

    def _write(self, path: Path, source: str) -> None:
        self._writes += 1
        path.write_text(source, "utf-8")
        os.utime(path, (0, self._writes))  # a time of its own, lest old bytecode pass for it


def _test(folder: Path, tests: Sequence[Path]) -> None:
    os.setsid()  # a group of its own, to be ended together with what tests may start
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder / "src")
    sys.path[:0] = [str(folder / "src"), str(folder)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tolmach"]:
        del sys.modules[name]  # what this module imported comes from the tree without a fault
    with Path(os.devnull).open("w") as nothing:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nothing.fileno(), stream.fileno())
    options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    sys.exit(pytest.main([*options, *map(str, tests)]))


def own_tests(module: Path) -> tuple[Path, ...]:
    """Return the tests of a module, or of its whole package where it has none.

    They are the file named after it, and those that import it and are named after no other module.
    """
    folder = REPOSITORY / "tests" / Path(*module.parts[2:-1])
    every = sorted(folder.glob("test_*.py")) or sorted(folder.parent.glob("test_*.py"))
    others = {path.stem for path in (REPOSITORY / module).parent.glob("*.py")} - {module.stem}
    free = [path for path in every if path.stem.removeprefix("test_") not in others]
    dotted = ".".join(module.with_suffix("").parts[1:])
    own = [
        path
        for path in free
        if path.stem == f"test_{module.stem}" or f"from {dotted} import " in path.read_text("utf-8")
    ]
    return tuple(path.relative_to(REPOSITORY) for path in own or every)


def choose(paths: Sequence[Path], sample: int, seed: int) -> list[Chosen]:
    """Draw mutants, in turn from each module; equivalent ones are left out."""
    known = equivalents()
    turns = zip_longest(*(_of_module(path, seed, known) for path in paths))
    drawn = filter(None, chain.from_iterable(turns))
    return sorted(islice(drawn, sample), key=lambda each: (each.path, each.mutant.line))


def equivalents() -> set[tuple[str, str, str]]:
    """Return the path, and the statement before and after, of mutants known to change nothing."""
    found = tomllib.loads(_EQUIVALENT.read_text("utf-8"))["mutant"]
    return {(each["path"], each["before"], each["after"]) for each in found}


def _of_module(path: Path, seed: int, known: set[tuple[str, str, str]]) -> Iterator[Chosen]:
    makers = list(mutants((REPOSITORY / path).read_text("utf-8")))
    random.Random(f"{seed} {path}").shuffle(makers)
    for make in makers:
        mutant = make()
        if (str(path), mutant.before, mutant.after) not in known:
            yield Chosen(path, mutant)


class Laboratory:
    """Tests mutants in several workplaces at a time."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._places: SimpleQueue[Workplace] = SimpleQueue()
        self._pool = ThreadPoolExecutor(processes)
        for number in range(processes):
            self._places.put(Workplace(folder / str(number)))

    def survivors(self, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Return the mutants that no test notices, telling of each on standard error."""
        tests = {path: own_tests(path) for path in sorted({each.path for each in chosen})}
        suites = self._measured(sorted(set(tests.values())))

        def survives(each: Chosen) -> bool:
            with self._workplace() as place:
                caught = place.notices(each, suites[tests[each.path]])
            print(f"{'caught  ' if caught else 'SURVIVED'}  {each}", file=sys.stderr, flush=True)
            return not caught

        return list(compress(chosen, self._pool.map(survives, chosen)))

    def _measured(self, every: Sequence[tuple[Path, ...]]) -> dict[tuple[Path, ...], Suite]:
        """Run tests without a fault, and set their limits by the time that they take."""

        def measured(tests: tuple[Path, ...]) -> Suite:
            with self._workplace() as place:
                started = time.monotonic()
                if not place.passes(Suite(tests, 3600)):
                    sys.exit(f"Without a fault, these fail already: {' '.join(map(str, tests))}")
            return Suite(tests, _SPARE + _PATIENCE * (time.monotonic() - started))

        return dict(zip(every, self._pool.map(measured, every), strict=True))

    @contextmanager
    def _workplace(self) -> Iterator[Workplace]:
        place = self._places.get()
        try:
            yield place
        finally:
            self._places.put(place)


def modules(only: str) -> list[Path]:
    """Return the modules of the four packages whose path, from the root, contains `only`."""
    every = chain.from_iterable(
        (REPOSITORY / "src" / "tolmach" / package).rglob("*.py") for package in PACKAGES
    )
    paths = sorted(path.relative_to(REPOSITORY) for path in every)
    return [path for path in paths if only in str(path)]


def main() -> None:
    """Draw mutants, test them, and show what share was caught, and what was not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=200, help="mutants to draw")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of the path of the modules to take")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path)
    settings = parser.parse_args()
    facts = machine()
    chosen = choose(modules(settings.only), settings.sample, settings.seed)
    with tempfile.TemporaryDirectory() as folder:
        missed = Laboratory(Path(folder), settings.processes).survivors(chosen)
    totals, left = (Counter(each.path.parts[2] for each in some) for some in (chosen, missed))
    rows = [(name, totals[name], totals[name] - left[name]) for name in totals]
    rows.append(("all", len(chosen), len(chosen) - len(missed)))
    shown = [[name, str(of), str(caught), f"{caught / of:.1%}"] for name, of, caught in rows]
    show_table("Mutants caught", ["package", "mutants", "caught", "share"], shown)
    print(*map(str, missed), sep="\n")
    told = [{"path": str(each.path), **_without_source(each.mutant)} for each in missed]
    write_results(
        settings.json,
        "mutants",
        {"machine": facts, "seed": settings.seed, "mutants": len(chosen), "survivors": told},
    )
    sys.exit(len(chosen) - len(missed) < GOAL * len(chosen))


def _without_source(mutant: Mutant) -> dict[str, object]:
    return {key: value for key, value in asdict(mutant).items() if key != "source"}


if __name__ == "__main__":
    main()

"""The share of small faults in layers, models, search and training that their tests catch.

    python -m benchmarks.mutants --sample 200 --seed 1 --verdicts runs/mutants.jsonl
    python -m benchmarks.mutants --only training/ --sample 40 --seed 2

Each mutant (see `benchmarks/mutation.py`) is put into a copy of the tree, and the tests of the
mutated module alone run there until one fails: in its package's folder of tests the file named
after it, and those that import it and are named after no other module; or else all of them. A
mutant that no test notices has survived. One whose tests go on and on is ended when they have used
ten times the processor time that they take without a fault, and a minute more, which no other load
of the machine touches; or after an hour, should they wait for ever. The choice follows from the
seed alone: the modules take turns, each with a random one of its mutants.

With `--verdicts` each verdict is kept in a file as it falls, and taken from there as long as the
mutated module and its tests are what they were: a run that was broken off goes on.

Claim: of at least 120 mutants, 90 % make a test fail. Mutants that change nothing anybody could see
are listed, with the reason, in `benchmarks/equivalent_mutants.toml`; they are not drawn.

Columns: package; mutants; those that made a test fail; those that were ended for their time; those
that survived; the share of the first, those ended for their time not counted as caught.
"""

import argparse
import json
import math
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice, zip_longest
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import pytest

from benchmarks.measurement import REPOSITORY, machine, show_table, write_results
from benchmarks.mutation import Mutant, mutants

PACKAGES = ("nn", "models", "search", "training")
GOAL = 0.9
_LEFT_OUT = (".git", ".venv*", ".*_cache", "__pycache__", ".hypothesis", "docs", "runs")
_EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
_PATIENCE, _SPARE = 10, 60  # times the processor time without a fault, and seconds more
_LONGEST = 3600  # seconds by the clock

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

    @cached_property
    def digest(self) -> str:
        """The mark of this mutated module with its tests as they are when first asked for."""
        texts = [(REPOSITORY / path).read_text("utf-8") for path in own_tests(self.path)]
        return sha256("\0".join([str(self.path), self.mutant.source, *texts]).encode()).hexdigest()


class Verdict(StrEnum):
    """What a mutant's tests say of it."""

    CAUGHT = "caught"
    OUT_OF_TIME = "out of time"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Suite:
    """Test files, from the repository's root, and the seconds of a processor that they may use."""

    tests: tuple[Path, ...]
    limit: int


class Workplace:
    """A copy of the tree in which one mutant at a time is tested."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(REPOSITORY, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        self._writes = 0

    def time(self, tests: tuple[Path, ...]) -> float | None:
        """Run tests without a fault; return the processor's seconds, or None if any fails."""
        verdict, spent = self._run(Suite(tests, _LONGEST))
        return spent if verdict is Verdict.SURVIVED else None

    def judge(self, chosen: Chosen, suite: Suite) -> Verdict:
        """Run the tests with the mutant in the place of its module."""
        path = self.folder / chosen.path
        source = path.read_text("utf-8")
        try:
            self._write(path, chosen.mutant.source)
            return self._run(suite)[0]
        finally:
            self._write(path, source)

    def _run(self, suite: Suite) -> tuple[Verdict, float]:
        """Run tests in a process of their own; return the processor's seconds as well."""
        times, sent = _PROCESSES.Pipe(duplex=False)
        process = _PROCESSES.Process(target=_test, args=(self.folder, suite, sent))
        process.start()
        sent.close()
        process.join(_LONGEST)
        if process.exitcode is None and process.pid is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
            return Verdict.OUT_OF_TIME, math.inf
        if process.exitcode == -signal.SIGXCPU:
            return Verdict.OUT_OF_TIME, suite.limit
        if process.exitcode == 0:
            return Verdict.SURVIVED, times.recv()
        return Verdict.CAUGHT, math.nan

    def _write(self, path: Path, source: str) -> None:
        self._writes += 1
        path.write_text(source, "utf-8")
        os.utime(path, (0, self._writes))  # a time of its own, lest old bytecode pass for it


def _test(folder: Path, suite: Suite, times: Connection) -> None:
    os.setsid()  # a group of its own, to be ended together with what tests may start
    resource.setrlimit(resource.RLIMIT_CPU, (suite.limit, suite.limit + 5))
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder / "src")
    sys.path[:0] = [str(folder / "src"), str(folder)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tolmach"]:
        del sys.modules[name]  # what this module imported comes from the tree without a fault
    with Path(os.devnull).open("w") as nothing:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nothing.fileno(), stream.fileno())
    options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    status = pytest.main([*options, *map(str, suite.tests)])
    times.send(sum(os.times()[:4]))  # of this process and of those that it waited for
    sys.exit(status)


def own_tests(module: Path) -> tuple[Path, ...]:
    """Return the tests of a module, or of its whole package where it has none.

    They are the file named after it, which comes first, and those that import it and are named
    after no other module.
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
    own.sort(key=lambda path: path.stem != f"test_{module.stem}")
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


class VerdictFile:
    """Verdicts, each on a line of a file, as long as module and tests are what they were."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
        self._known = {each["of"]: Verdict(each["verdict"]) for each in map(json.loads, lines)}

    def find(self, chosen: Chosen) -> Verdict | None:
        """Return the verdict on a mutant, if there is one."""
        return self._known.get(chosen.digest)

    def add(self, chosen: Chosen, verdict: Verdict) -> None:
        """Write a verdict, and tell of it on standard error."""
        print(f"{verdict:11}  {chosen}", file=sys.stderr, flush=True)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            told = {"of": chosen.digest, "verdict": verdict, **_described(chosen)}
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(told, ensure_ascii=False)}\n")


def _described(chosen: Chosen) -> dict[str, object]:
    mutant = asdict(chosen.mutant)
    return {"path": str(chosen.path), **{key: mutant[key] for key in ("line", "before", "after")}}


class Laboratory:
    """Tests mutants in several workplaces at a time."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._places: SimpleQueue[Workplace] = SimpleQueue()
        self._pool = ThreadPoolExecutor(processes)
        self._suites: dict[tuple[Path, ...], Suite] = {}
        self._measuring: defaultdict[tuple[Path, ...], Lock] = defaultdict(Lock)
        for number in range(processes):
            self._places.put(Workplace(folder / str(number)))

    def judge(self, chosen: Sequence[Chosen], kept: VerdictFile) -> list[Verdict]:
        """Return the verdict on each mutant: the one that is kept, or else that of its tests."""
        known = list(map(kept.find, chosen))

        def judged(each: Chosen, found: Verdict | None) -> Verdict:
            if found is not None:
                return found
            with self._workplace() as place:
                verdict = place.judge(each, self._suite(own_tests(each.path), place))
            kept.add(each, verdict)
            return verdict

        return list(self._pool.map(judged, chosen, known))

    def _suite(self, tests: tuple[Path, ...], place: Workplace) -> Suite:
        """Run tests without a fault, once, and set their limit by the time that they take."""
        with self._measuring[tests]:
            if tests not in self._suites:
                spent = place.time(tests)
                if spent is None:
                    raise SystemExit(f"These fail without a fault: {' '.join(map(str, tests))}")
                self._suites[tests] = Suite(tests, math.ceil(_SPARE + _PATIENCE * spent))
            return self._suites[tests]

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
    parser.add_argument("--verdicts", type=Path, help="file that keeps each verdict")
    parser.add_argument("--json", type=Path)
    settings = parser.parse_args()
    facts = machine()
    chosen = choose(modules(settings.only), settings.sample, settings.seed)
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder), settings.processes)
        verdicts = laboratory.judge(chosen, VerdictFile(settings.verdicts))
    judged = list(zip(chosen, verdicts, strict=True))
    show_table("Mutants caught", ["package", "mutants", *Verdict, "share"], table_rows(judged))
    missed = [(each, verdict) for each, verdict in judged if verdict is not Verdict.CAUGHT]
    for each, verdict in missed:
        print(f"{verdict:11}  {each}")
    told = [{"verdict": verdict, **_described(each)} for each, verdict in missed]
    write_results(
        settings.json,
        "mutants",
        {"machine": facts, "seed": settings.seed, "mutants": len(chosen), "not_caught": told},
    )
    sys.exit(len(chosen) - len(missed) < GOAL * len(chosen))


def table_rows(judged: Sequence[tuple[Chosen, Verdict]]) -> list[list[str]]:
    """Count the verdicts in each package and in all."""
    packages = list(dict.fromkeys(each.path.parts[2] for each, _ in judged))
    rows = []
    for name in (*packages, "all"):
        counts = Counter(v for each, v in judged if name in (each.path.parts[2], "all"))
        shown = [str(counts[verdict]) for verdict in Verdict]
        share = counts[Verdict.CAUGHT] / counts.total()
        rows.append([name, str(counts.total()), *shown, f"{share:.1%}"])
    return rows


if __name__ == "__main__":
    main()

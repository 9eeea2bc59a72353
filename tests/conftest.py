"""Every test process takes one core; several of them run side by side."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.browser import launched_browser
from tests.warm import start_warm_process

os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shared machine says nothing of how long an example takes.
hypothesis.settings.register_profile("tolmach", deadline=None)
hypothesis.settings.load_profile("tolmach")

# A job in the background ignores Ctrl-C, and so would every process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]

FIRST = "test_readme.py", "test_study.py"  # files of long tests

gc.disable()  # until all is imported, of which nothing becomes garbage


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Begin at another place in each process of several, so that each file is compiled by one."""
    worker = getattr(session.config, "workerinput", None)
    if worker and session.config.args == session.config.getini("testpaths"):
        found = sorted((ROOT / "tests").iterdir())
        paths = [str(path) for path in found if path.is_dir() or path.match("test_*.py")]
        place = len(paths) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        session.config.args = paths[place:] + paths[:place]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order tests alike in all processes, and long ones first.

    Begun last, these would keep one process busy after the others.
    """
    items.sort(key=lambda item: (item.path.name not in FIRST, item.path))


def pytest_collection_finish() -> None:
    """Let the garbage collector run from now on, and pass over what was imported."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one process more than there are cores: one always waits for a browser or a server."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Give the processes to come one warm process for all of them."""
    start_warm_process()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Where the real data lies that tests may read."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not there: {folder}")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser of all tests of a process.

    Its driver keeps an event loop running in this thread; another loop needs a thread of its own.
    """
    with launched_browser() as launched:
        yield launched

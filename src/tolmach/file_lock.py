"""A lock by which, of several processes, one works on a file or in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tolmach.errors import RunError
from tolmach.files import writing

_PATIENCE = 0.1  # seconds; a lock whose file its last holder has just removed is taken anew


@contextmanager
def alone(path: Path, lock: Path, refusal: str) -> Iterator[None]:
    """Inside, no other process works on `path`, of which the file `lock` is held.

    Dying in any way lets it go; at the end its file is removed. Raises RunError with the refusal
    where another process holds it.
    """
    from filelock import FileLock, Timeout  # which takes a while to import

    held = FileLock(lock)
    with writing(path):
        lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            held.acquire(timeout=_PATIENCE, poll_interval=_PATIENCE / 10)
        except Timeout as error:
            raise RunError(refusal) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no file that is open
            lock.unlink()
        held.release()

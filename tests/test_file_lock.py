import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from tolmach.errors import DataError, RunError
from tolmach.file_lock import alone

DIES = """
import os, sys
from pathlib import Path
from tolmach.file_lock import alone
with alone(Path("text"), Path(sys.argv[1]), "Busy."):
    os._exit(3)
"""


def test_one_is_at_work_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "new" / "lock"
    with alone(tmp_path, lock, "Busy."):
        with pytest.raises(RunError, match=r"^Busy\.$"), alone(tmp_path, lock, "Busy."):
            pass
        with alone(tmp_path, tmp_path / "other", "Busy."):
            pass
    with alone(tmp_path, lock, "Busy."):
        pass
    assert not lock.exists()


def test_who_dies_lets_the_lock_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    died = subprocess.run([sys.executable, "-c", DIES, str(lock)], check=False)
    assert died.returncode == 3
    with alone(tmp_path, lock, "Busy."):
        pass


@pytest.mark.parametrize("others", [False, True])
def test_a_lock_that_was_removed_before_it_was_taken_is_taken_anew(
    others: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    flock, stale = fcntl.flock, [lock]

    def late(descriptor: int, operation: int) -> None:
        while stale:  # its holder ends between opening and locking, and perhaps another comes
            stale.pop().unlink()
            if others:
                lock.touch()
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with alone(tmp_path, lock, "Busy."):
        assert not stale
        with pytest.raises(RunError, match=r"^Busy\.$"), alone(tmp_path, lock, "Busy."):
            pass


def test_where_no_lock_can_be_the_path_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DataError, match=r"^text cannot be written"),
        alone(Path("text"), tmp_path / "file" / "lock", "Busy."),
    ):
        pass

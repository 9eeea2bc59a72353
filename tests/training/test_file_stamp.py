"""A file counts as the same as long as its content is, and is read only where it may not be."""

import os
from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.training.file_stamp import FileStamp


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "text"
    path.write_bytes(b"one\n")
    return path


def test_a_file_fits_until_its_content_changes(file: Path) -> None:
    stamp = FileStamp.of(file)
    assert stamp.fits(file)
    for other in (b"two\n", b"one\n\n", b""):
        file.write_bytes(other)
        os.utime(file, ns=(0, 1))
        assert not stamp.fits(file)


def test_the_same_content_at_another_time_fits(file: Path) -> None:
    stamp = FileStamp.of(file)
    os.utime(file, ns=(0, 0))
    assert stamp.fits(file)


def test_what_has_not_been_touched_is_not_read_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = FileStamp.of(file)
    monkeypatch.setattr(Path, "open", None)
    assert stamp.fits(file)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="nothing cannot be read: No such file"):
        FileStamp.of(tmp_path / "nothing")
    with pytest.raises(TolmachError, match="cannot be read: Is a directory"):
        FileStamp.of(tmp_path)

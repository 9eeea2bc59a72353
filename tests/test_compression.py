import io
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.compression import (
    LONGEST_MAGIC,
    SUFFIXES,
    DamagedArchiveError,
    bare_name,
    compressed,
    compression,
    decompressed,
    may_become_compressed,
)


def packed(content: bytes, suffix: str) -> bytes:
    written = io.BytesIO()
    with compressed(written, suffix) as stream:
        stream.write(content)
    return written.getvalue()


@given(st.binary(max_size=3000), st.sampled_from(sorted(SUFFIXES)))
def test_what_is_packed_is_recognised_and_unpacked(content: bytes, suffix: str) -> None:
    archive = packed(content, suffix)
    assert compression(archive[:LONGEST_MAGIC]) == suffix
    assert decompressed(io.BytesIO(archive), suffix).read() == content
    assert packed(content, suffix) == archive  # no time is stored in it


@given(st.sampled_from(sorted(SUFFIXES)), st.integers(1, LONGEST_MAGIC - 1))
def test_a_beginning_may_still_become_compressed(suffix: str, length: int) -> None:
    head = packed(b"text", suffix)[:length]
    assert may_become_compressed(head)
    assert not may_become_compressed(b"plain " + head)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_archive_that_is_cut_off_or_damaged_is_named(suffix: str) -> None:
    archive = packed(bytes(range(256)) * 40, suffix)
    for broken in (archive[:-9], archive[:20] + b"\xff" * 40 + archive[60:]):
        with pytest.raises(DamagedArchiveError):
            decompressed(io.BytesIO(broken), suffix).read()


def test_the_format_before_xz_is_unpacked() -> None:
    archive = lzma.compress(b"Hund\tdog\n", format=lzma.FORMAT_ALONE)
    assert compression(archive[:LONGEST_MAGIC]) == ".xz"
    assert decompressed(io.BytesIO(archive), ".xz").read() == b"Hund\tdog\n"
    assert compression("]x\n".encode("utf-32-le")) is None


def test_a_frame_to_be_skipped_begins_an_archive_of_many_threads() -> None:
    archive = b"\x50\x2a\x4d\x18\x04\0\0\0\x19\0\0\0" + packed(b"Hund\tdog\n", ".zst")
    assert compression(archive[:LONGEST_MAGIC]) == ".zst"
    assert decompressed(io.BytesIO(archive), ".zst").read() == b"Hund\tdog\n"


def test_text_that_begins_like_bzip2_is_text() -> None:
    assert compression(b"BZhang and others") is None
    assert compression(b"") is None


@pytest.mark.parametrize(
    ("name", "bare"), [("a.tsv.gz", "a.tsv"), ("a.TMX.XZ", "a.TMX"), ("a.tsv", "a.tsv")]
)
def test_a_name_without_its_packing(name: str, bare: str) -> None:
    assert bare_name(Path("folder") / name) == bare

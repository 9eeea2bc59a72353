import gzip
import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.files import read_lines
from tolmach.line_stream import line_chunks


@settings(deadline=None)
@example(b"PK\x03\x04")
@given(st.binary(max_size=60) | st.lists(st.sampled_from([b"\n", b"\r\n", b"a", "ß".encode()])))
def test_the_lines_are_those_of_read_lines(
    tmp_path_factory: pytest.TempPathFactory, content: bytes | list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "text"
    path.write_bytes(content if isinstance(content, bytes) else b"".join(content))
    try:
        lines = list(read_lines(path, errors="replace"))
    except TolmachError as error:  # an archive or a document, by its first bytes
        with pytest.raises(TolmachError, match=re.escape(str(error))):
            list(line_chunks([path, path], errors="replace"))
        return
    chunks = line_chunks([path, path], errors="replace")
    assert [line for chunk in chunks for line in chunk] == 2 * lines


def test_a_large_file_comes_in_growing_chunks_with_no_line_lost(tmp_path: Path) -> None:
    path = tmp_path / "text.gz"
    lines = [f"{number} " * (number % 7 + 1) for number in range(50_000)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    chunks = list(line_chunks([path]))
    assert [line for chunk in chunks for line in chunk] == lines
    assert len(chunks[0]) < 1000 < max(map(len, chunks))


def test_a_line_of_many_blocks_comes_whole(tmp_path: Path) -> None:
    lines = ["first", "long " * 100_000, "", "last"]
    path = tmp_path / "text"
    for end in ("", "\n"):
        path.write_text("\n".join(lines) + end, "utf-8")
        assert [line for chunk in line_chunks([path]) for line in chunk] == lines


def test_what_stands_before_a_bad_line_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"one\ntwo\nth\xffree\nfour\n")
    chunks = line_chunks([path])
    assert next(chunks) == ["one", "two"]
    with pytest.raises(TolmachError, match="line 3"):
        next(chunks)


def test_a_line_in_a_slow_pipe_comes_at_once() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb", buffering=0) as pipe:
        chunks = line_chunks([Path(f"/dev/fd/{reading}")])
        pipe.write(b"first\n")
        assert next(chunks) == ["first"]
        pipe.write(b"second\nthird\n")
        assert next(chunks) == ["second", "third"]
    os.close(reading)

import gzip
import io
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.files import (
    STANDARD_INPUT,
    read_json,
    read_lines,
    typed,
    whole_file,
    whole_text,
    write_lines,
    write_table,
)


def test_only_line_feeds_end_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("one\u2028still\x0cone\r\ntwo\rtwo\nthree".encode())
    assert list(read_lines(path)) == ["one\u2028still\x0cone", "two\rtwo", "three"]


def test_plain_and_packed_read_alike(tmp_path: Path) -> None:
    packed = tmp_path / "a.txt.gz"
    packed.write_bytes(gzip.compress("ä\n\nö\n".encode()))
    assert list(read_lines(packed)) == ["ä", "", "ö"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO("ä\nö".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert list(read_lines(STANDARD_INPUT)) == ["ä", "ö"]
    assert not stream.closed


def test_standard_input_that_nobody_may_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "a").open("w") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(TolmachError, match="Standard input cannot be read: it is not open"):
            list(read_lines(STANDARD_INPUT))


def test_invalid_bytes_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "latin1.txt"
    path.write_bytes(b"fine\nf\xfcr\n")
    with pytest.raises(TolmachError, match=r"latin1\.txt, line 2: byte 2 \(0xfc\)"):
        list(read_lines(path))
    assert list(read_lines(path, errors="replace")) == ["fine", "f\ufffdr"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "cut header"])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, damage: str) -> None:
    whole = gzip.compress("\n".join(map(str, range(5000))).encode())
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    broken = {
        "cut": whole[: len(whole) // 2],
        "flipped": bytes(flipped),
        "cut header": whole[:5],
    }
    path = tmp_path / "a.gz"
    path.write_bytes(broken[damage])
    with pytest.raises(TolmachError, match=r"a\.gz is not a whole gzip file \("):
        list(read_lines(path))


def test_a_missing_file_and_a_folder_are_one_sentence_each(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="cannot be read: No such file"):
        list(read_lines(tmp_path / "none.txt"))
    with pytest.raises(TolmachError, match="cannot be read: Is a directory"):
        list(read_lines(tmp_path))


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with suppress(ZeroDivisionError), whole_file(path) as temporary:
        temporary.write_text("half")
        _ = 1 / 0
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", [".", "a.txt/b.txt"])
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("in the way")
    with (
        pytest.raises(TolmachError, match=r"cannot be written: .+ folder"),
        whole_file(tmp_path / name),
    ):
        pass


def test_a_bare_dot_cannot_be_written() -> None:
    with pytest.raises(TolmachError, match="cannot be written"), whole_file(Path()):
        pass


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_text_is_written_whole_and_the_same_each_time(tmp_path: Path, name: str) -> None:
    paths = [tmp_path / folder / name for folder in ("one", "two")]
    for path in paths:
        with whole_text(path) as stream:
            stream.write("ä\nö\n")
    assert list(read_lines(paths[0])) == ["ä", "ö"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


@example(b"\xef\xbb\xbf")
@given(st.binary())
def test_any_bytes_give_lines_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.txt"
    path.write_bytes(raw)
    with suppress(TolmachError):
        lines = list(read_lines(path, errors="replace"))
        if b"\0" not in raw and b"\xff" not in raw:  # surely no UTF-16
            text = raw.removeprefix(b"\xef\xbb\xbf")
            ends = text if b"\n" in text else text.replace(b"\r", b"\n")
            assert len(lines) == ends.count(b"\n") + (not ends.endswith(b"\n") and ends != b"")
        assert list(read_lines(path)) == lines


def test_a_device_or_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with whole_text(pipe) as stream:
            stream.write("Zeile\n")
        assert os.read(reading, 100) == b"Zeile\n"
    finally:
        os.close(reading)
    assert pipe.is_fifo()


def test_a_link_and_the_mode_of_a_file_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "folder" / "real.txt", tmp_path / "link.txt"
    link.symlink_to(real)
    for mode in (0o640, 0o600, 0o444):
        write_lines(link, [str(mode)])
        real.chmod(mode)
    write_lines(link, ["new"])
    assert (link.is_symlink(), real.read_text("utf-8")) == (True, "new\n")
    assert stat.S_IMODE(real.stat().st_mode) == 0o444
    assert list(real.parent.iterdir()) == [real]


def test_nobody_else_reads_what_takes_the_place_of_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch(0o600)
    with whole_text(path):
        assert [stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()] == [0o600] * 2


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    write_lines(path, ["Zeile"])
    assert list(read_lines(path)) == ["Zeile"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files have no names here")
def test_an_open_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link"
    with path.open("w") as stream:
        link.symlink_to(f"/proc/self/fd/{stream.fileno()}")
        before = path.stat().st_ino
        write_lines(link, ["Zeile"])
        assert link.is_symlink()
    assert (path.stat().st_ino, path.read_text("utf-8")) == (before, "Zeile\n")


@pytest.mark.parametrize("text", [None, "", "{", "[" * 100_000, "\xff"])
def test_what_is_no_json_is_told_with_its_name(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "facts.json"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    with pytest.raises(TolmachError, match=r"facts\.json cannot be read: "):
        read_json(path)


def test_a_table_is_json_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    write_table(path, {"ä": [1, 2], "b": {}})
    assert path.read_text("utf-8") == '{"ä":[1,2],"b":{}}'


def test_a_table_is_packed_where_its_name_says_so_and_told_where_it_is_damaged(
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.json.gz"
    write_table(path, {"ä": ["b"] * 1000})
    assert path.stat().st_size < 200
    assert read_json(path) == {"ä": ["b"] * 1000}
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(TolmachError, match=r"table\.json\.gz cannot be read: "):
        read_json(path)


def test_of_two_threads_that_write_one_file_each_writes_a_whole_one(tmp_path: Path) -> None:
    path, both = tmp_path / "a.txt", Barrier(2)

    def write(letter: str) -> None:
        with whole_text(path) as lines:
            both.wait()
            lines.write(letter * 9)
            both.wait()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, "ab"))
    assert path.read_text("utf-8") in ("a" * 9, "b" * 9)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "as_typed"),
    [("a.tsv", "a.tsv"), ("my a.tsv", "'my a.tsv'"), ("-a.tsv", "./-a.tsv"), ("-", "-")],
)
def test_a_path_is_typed_so_that_a_shell_and_a_command_take_it_for_one(
    name: str, as_typed: str
) -> None:
    assert typed(Path(name)) == as_typed

"""Text in any form comes out as UTF-8 in lines."""

import bz2
import codecs
import gzip
import io
import lzma
import os
import random
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.compression import SUFFIXES, compressed
from tolmach.errors import TolmachError
from tolmach.files import open_bytes, read_lines, whole_text
from tolmach.text_stream import HEAD

RUSSIAN = "Кошка спит в саду.\tThe cat is asleep in the garden.\nГде мой ключ?\tWhere is my key?\n"
CHINESE = "我的钥匙在哪里?\tWhere is my key?\n一只猫在花园里睡觉。\tA cat is asleep.\n"
HINDI = "बिल्ली सो रही है।\tThe cat is asleep.\n"
ENCODINGS = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
SOUND = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\ufeff"))


def zstandard(data: bytes) -> bytes:
    packed = io.BytesIO()
    with compressed(packed, ".zst") as archive:
        archive.write(data)
    return packed.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "Zstandard": zstandard,
}


def saved(folder: Path, data: bytes, name: str = "text") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("text", [RUSSIAN, CHINESE, HINDI, "Hallo", "a b", "\t\n"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("marked", [True, False])
def test_wide_encodings_are_told_with_and_without_a_mark(
    tmp_path: Path, text: str, encoding: str, marked: bool
) -> None:
    data = ("\ufeff" * marked + text).encode(encoding)
    with open_bytes(saved(tmp_path, data)) as stream:
        assert stream.read().decode() == text
        assert stream.encoding == encoding.upper()[:6]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ideographs_that_fill_the_head_are_told_all_the_same(tmp_path: Path, encoding: str) -> None:
    line = "我的钥匙在哪里一只猫在花园里睡觉。" * 3
    path = saved(tmp_path, (line + "\n").encode(encoding) * (HEAD // 50))
    assert list(read_lines(path)) == [line] * (HEAD // 50)


def test_a_mark_of_utf_8_is_no_character(tmp_path: Path) -> None:
    path = saved(tmp_path, codecs.BOM_UTF8 + "é\n".encode())
    assert list(read_lines(path)) == ["é"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("zwei\nd".encode("utf-16") + b"\x00\xd8rei", "line 2: a character is not valid UTF-16"),
        ("zwei\n".encode("utf-16") + b"x", "line 2: a character is not valid UTF-16"),
        (
            "a\n".encode("utf-32-be") + b"\x00\x11\x00\x00",
            "line 2: a character is not valid UTF-32",
        ),
        (b"one\ntwo\0 and three\n", "line 2: character 4 is null"),
    ],
)
def test_damage_is_named_with_its_line_and_replaced_on_request(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = saved(tmp_path, data)
    with pytest.raises(TolmachError, match=message):
        list(read_lines(path))
    replaced = list(read_lines(path, errors="replace"))
    assert len(replaced) == 2
    assert "\ufffd" in replaced[1]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_any_one_kind_of_line_end_ends_lines(tmp_path: Path, ending: str) -> None:
    lines = [f"line {number}" + " and more" * (number % 5) for number in range(30_000)]
    path = saved(tmp_path, "".join(line + ending for line in lines).encode())
    assert list(read_lines(path)) == lines


@pytest.mark.parametrize("ending", ["\r", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("last", ["\n", "\r\n"])
def test_a_single_line_feed_at_the_end_is_one_line_end_more(
    tmp_path: Path, ending: str, last: str
) -> None:
    lines = ["one", "two", "three", "four"]
    path = saved(tmp_path, (ending.join(lines) + last).encode())
    assert list(read_lines(path)) == lines


def test_a_separator_of_lines_within_a_line_ends_nothing(tmp_path: Path) -> None:
    for text in ("a\u2028b", "a\u2028b\u2028c\u2028d\ne"):
        assert list(read_lines(saved(tmp_path, text.encode()))) == text.split("\n")


def test_a_carriage_return_among_line_feeds_ends_nothing(tmp_path: Path) -> None:
    assert list(read_lines(saved(tmp_path, b"one\rstill one\ntwo"))) == ["one\rstill one", "two"]


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("name", ["a", "a.txt", "a.gz"])
def test_compression_is_told_by_content(tmp_path: Path, kind: str, name: str) -> None:
    data = PACKERS[kind](("\ufeff" + RUSSIAN).encode("utf-16-le"))
    assert list(read_lines(saved(tmp_path, data, name))) == RUSSIAN.splitlines()
    twice = gzip.compress(data) + gzip.compress(b"")
    assert list(read_lines(saved(tmp_path, twice, name))) == RUSSIAN.splitlines()


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("damage", ["cut", "cut short", "flipped"])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, kind: str, damage: str) -> None:
    noise = bytes(range(256)) * 50
    whole = PACKERS[kind]("\n".join(map(str, range(50_000))).encode() + noise)
    half = len(whole) // 2
    flipped = whole[:half] + bytes(255 - byte for byte in whole[half:])
    broken = {"cut": whole[:half], "cut short": whole[:-3], "flipped": flipped}
    path = saved(tmp_path, broken[damage], "a.dat")
    with pytest.raises(TolmachError, match=rf"a\.dat is not a whole {kind} file \("):
        list(read_lines(path, errors="replace"))


def test_what_is_compressed_many_times_over_is_refused(tmp_path: Path) -> None:
    data = b"hello\n"
    for _ in range(8):
        data = gzip.compress(data)
    assert list(read_lines(saved(tmp_path, data))) == ["hello"]
    with pytest.raises(TolmachError, match="is compressed more than 8 times over"):
        list(read_lines(saved(tmp_path, gzip.compress(data))))


def test_what_only_begins_like_an_archive_is_text(tmp_path: Path) -> None:
    assert list(read_lines(saved(tmp_path, b"BZh9 is no archive\n"))) == ["BZh9 is no archive"]


def test_text_under_the_name_of_an_archive_is_text(tmp_path: Path) -> None:
    assert list(read_lines(saved(tmp_path, b"plain\n", "a.gz"))) == ["plain"]


def tar(name: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04" + bytes(30), "a Zip archive"),
        (b"%PDF-1.7\n", "a PDF"),
        pytest.param(tar("a.txt"), "a tar archive", id="tar"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "an office document"),
        pytest.param(b"\x89PNG\r\n" + bytes(range(256)) * 9, "binary data", id="picture"),
        pytest.param(random.Random(5).randbytes(HEAD), "binary data", id="noise"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, kind: str) -> None:
    with pytest.raises(TolmachError, match=rf"a\.tsv is {kind}.*, not text; unpack it, or save"):
        list(read_lines(saved(tmp_path, data, "a.tsv")))


LATIN = "Deutsch\tEnglisch\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("text", [LATIN, "Schön\tÖl\r\n", RUSSIAN, CHINESE])
def test_utf_8_and_utf_16_in_one_are_named(
    tmp_path: Path, encoding: str, marked: bool, text: str
) -> None:
    wide = ("\ufeff" * marked + LATIN * 40).encode(encoding)
    joined = [text.encode() + wide, wide + LATIN.encode() * 2]
    if marked:
        joined.append((RUSSIAN * 99).encode() + wide)
    for data in joined:
        with pytest.raises(TolmachError, match="partly in UTF-8 and partly in UTF-16"):
            list(read_lines(saved(tmp_path, data)))


def test_two_files_of_one_encoding_in_one_are_read(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        data = ("\ufeff" + RUSSIAN).encode(encoding) * 2
        lines = list(read_lines(saved(tmp_path, data)))
        assert [line.lstrip("\ufeff") for line in lines] == RUSSIAN.splitlines() * 2


def test_letters_of_seven_bits_are_named(tmp_path: Path) -> None:
    for encoding in ("iso2022_jp", "iso2022_kr", "iso2022_jp_2"):
        data = "犬\tdog\n".encode(encoding)
        with pytest.raises(TolmachError, match="ISO-2022; convert it to UTF-8 first"):
            list(read_lines(saved(tmp_path, data)))
    coloured = b"\x1b[1mbold\x1b[0m and $B dollars\n"
    assert len(list(read_lines(saved(tmp_path, coloured)))) == 1


def test_text_with_control_characters_or_in_another_encoding_is_text(tmp_path: Path) -> None:
    for data in ("ä\x01" * 99).encode(), ("Bär " * 99).encode("cp1252") + b"\x01":
        with open_bytes(saved(tmp_path, data)) as stream:
            assert stream.read() == data


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_what_is_written_under_a_name_is_packed_as_it_says(tmp_path: Path, suffix: str) -> None:
    paths = [tmp_path / folder / f"a{suffix}" for folder in ("one", "two")]
    for path in paths:
        with whole_text(path) as stream:
            stream.write(RUSSIAN)
    assert paths[0].read_bytes() == paths[1].read_bytes() != RUSSIAN.encode()
    assert list(read_lines(paths[0])) == RUSSIAN.splitlines()


@settings(deadline=None)
@given(
    st.lists(SOUND),
    st.sampled_from([None, *PACKERS]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_no_line_is_lost_or_added_in_any_form(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    packer: str | None,
    encoding: str,
    ending: str,
) -> None:
    data = "".join(line + ending for line in lines).encode(encoding)
    path = tmp_path_factory.mktemp("any") / "text"
    path.write_bytes(PACKERS[packer](data) if packer else data)
    assert list(read_lines(path)) == lines


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(SOUND, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "latin-1"])),
        min_size=1,
    ),
    st.sampled_from([b"\n", b"\r\n", b"\r", b"\0"]),
    st.booleans(),
)
def test_a_mixture_is_read_or_named_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[str, str]],
    ending: bytes,
    packed: bool,
) -> None:
    data = b"".join(text.encode(encoding, "replace") + ending for text, encoding in parts)
    path = tmp_path_factory.mktemp("any") / "text"
    path.write_bytes(gzip.compress(data) if packed else data)
    with suppress(TolmachError):
        lines = list(read_lines(path, errors="replace"))
        assert lines == list(read_lines(path))


def test_the_first_line_of_a_slow_pipe_is_not_waited_for() -> None:
    reading, writing = os.pipe()
    given_lines = read_lines(Path(f"/dev/fd/{reading}"))
    with os.fdopen(writing, "wb", buffering=0) as pipe, ThreadPoolExecutor(1) as other:
        for line in ("B", "second"):
            pipe.write(f"{line}\n".encode())
            assert other.submit(next, given_lines).result(timeout=20) == line
    assert list(given_lines) == []
    os.close(reading)

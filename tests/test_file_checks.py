import os
from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.file_checks import check_apart, check_files, check_readable_again
from tolmach.files import STANDARD_INPUT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text and a folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text("one\n", "utf-8")
    Path("inside").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", ". cannot be written: it is a folder; give a file name in it."),
        ("inside", "inside cannot be written: it is a folder; give a file name in it."),
        (
            "text.txt/new/map.svg",
            "text.txt/new/map.svg cannot be written: text.txt is no folder; choose another output.",
        ),
        ("map.pdf", "map.pdf has no name that says what to write; end it in .svg or .png."),
        (
            "x" * 300 + ".svg",
            f"{'x' * 300}.svg cannot be written: File name too long; choose another output.",
        ),
    ],
)
def test_an_output_that_cannot_be_is_told(name: str, message: str) -> None:
    with pytest.raises(TolmachError) as told:
        check_files([], [Path(name)], kinds=(".svg", ".png"))
    assert str(told.value) == message


def test_a_folder_that_takes_no_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(
        TolmachError, match=r"new/map\.svg cannot be written: Permission denied; choose"
    ):
        check_files([], [Path("inside/new/map.svg")])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.txt", "No such file or directory; check its name."),
        ("inside", "Is a directory; name a file in it."),
        ("text.txt/x", "Not a directory; name another file."),
    ],
)
def test_an_input_that_cannot_be_read_is_told(name: str, reason: str) -> None:
    with pytest.raises(TolmachError, match=f"^{name} cannot be read: {reason}"):
        check_files([Path("text.txt"), None, Path(name)])


def test_a_check_writes_nothing_and_takes_nothing_out_of_a_pipe(folder: Path) -> None:
    os.mkfifo("pipe")
    before = sorted(folder.rglob("*"))
    outputs = [None, Path("new.svg"), Path("inside/new/map.svg"), Path("/dev/null")]
    check_files([Path("text.txt"), Path("pipe"), STANDARD_INPUT, None], outputs)
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("text", "text"),
        ("text", "folder/../text"),
        ("link", "text"),
        ("text", "link"),
        ("link", "link"),
        ("folder/inner/text", "folder"),
        ("folder/link", "folder"),
        ("model", "model"),
    ],
)
def test_no_output_takes_the_place_of_an_input(given: str, written: str, tmp_path: Path) -> None:
    for name in ("text", "folder/inner/text", "model/config.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one\n", "utf-8")
    for link in ("link", "folder/link"):
        (tmp_path / link).symlink_to(tmp_path / "text")
    message = rf"{given} would be overwritten, but it is to be read; choose another output\.$"
    with pytest.raises(TolmachError, match=message):
        check_apart([tmp_path / "other", tmp_path / given], [tmp_path / written])
    check_apart([tmp_path / given], [tmp_path / "new", tmp_path / "folder" / "new"])


def test_what_can_be_read_only_once_is_no_two_texts(tmp_path: Path) -> None:
    pipe, text = tmp_path / "pipe", tmp_path / "text"
    os.mkfifo(pipe)
    text.write_text("a\n", "utf-8")
    for once, name in ((STANDARD_INPUT, "Standard input"), (pipe, str(pipe))):
        with pytest.raises(TolmachError, match=f"^{name} is named twice, but can be read only"):
            check_apart([text, once, once], [])
        with pytest.raises(TolmachError, match=f"^{name} cannot be read twice; put the text"):
            check_readable_again([text, once])
    check_apart([text, text, pipe, STANDARD_INPUT], [])
    check_readable_again([text, tmp_path, tmp_path / "missing", Path("/dev/null")])


def test_standard_input_and_devices_are_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    check_apart([STANDARD_INPUT], [Path("-")])
    check_apart([Path("/dev/null")], [Path("/dev/null")])


def test_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(TolmachError, match="a is a link that leads back to itself; remove it"):
        check_apart([Path("text.txt")], [tmp_path / "a"])

import time
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.cli.command import tolmach, tolmach_text
from tests.documents.documents_made import word_letter
from tests.toy_folder import make_toy_folder
from tests.warm import WarmProcess
from tolmach.cli.translating.translate import is_document
from tolmach.documents.office import OfficeDocument


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.docx"
    word_letter().save(str(path))
    return path


def test_a_letter_in_a_letter_out(folder: Path, letter: Path) -> None:
    output = letter.with_name("letter.en.docx")
    done = tolmach("translate", "-m", folder, letter, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    source, found = docx.Document(str(letter)), docx.Document(str(output))
    assert len(found.paragraphs) == len(source.paragraphs)
    assert found.paragraphs[1].text != source.paragraphs[1].text
    assert {path.name for path in letter.parent.iterdir()} == {"letter.docx", "letter.en.docx"}


def test_text_formats_go_to_standard_output_with_warnings_beside(
    folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text('<html lang="de"><p>Guten Morgen!<img src="a.png"></html>', "utf-8")
    done = tolmach_text("translate", "-m", folder, page)
    assert done.returncode == 0
    assert done.stdout.startswith('<html lang="en"><p>')
    assert "1 picture" in done.stderr
    lines = tolmach_text("translate", "-m", folder, "--markup", page)
    assert lines.stdout.startswith('<html lang="de">')


def test_what_cannot_be_leaves_nothing_behind(folder: Path, letter: Path) -> None:
    for words, told in (
        ([letter, "-o", letter.with_name("b.pdf")], "another format"),
        ([letter], "with -o"),
        ([letter, "-o", letter], "would be overwritten"),
        ([letter, "--from", "de", "-o", letter.with_name("b.docx")], "leave them or --model out"),
    ):
        done = tolmach_text("translate", "-m", folder, *words)
        assert done.returncode == 1
        assert told in done.stderr
    letter.write_bytes(letter.read_bytes()[:2000])
    done = tolmach_text("translate", "-m", folder, letter, "-o", letter.with_name("b.docx"))
    assert "not a whole document" in done.stderr
    assert [path.name for path in letter.parent.iterdir()] == ["letter.docx"]


def test_plain_text_several_files_and_standard_input_are_lines() -> None:
    for inputs in ([Path("a.txt")], [Path("-")], [Path("a.html"), Path("b.html")]):
        assert not is_document(inputs)
    assert is_document([Path("A.DOCX")])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = docx.Document()
    for number in range(200):
        made.add_paragraph(f"Hund {number}")
    path = tmp_path / "book.docx"
    made.save(str(path))
    return path


def test_a_book_that_was_killed_goes_on_where_it_was(folder: Path, book: Path) -> None:
    whole, output = book.with_name("whole.docx"), book.with_name("book.en.docx")
    journal = book.with_name("book.en.docx.unfinished")
    words = ["translate", "-m", str(folder), str(book), "-o", str(output), "--beam", "1"]
    process = WarmProcess(*words)
    end = time.monotonic() + 100
    while not journal.exists() or journal.stat().st_size < 3000:
        assert time.monotonic() < end
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert not output.exists()
    known = journal.read_bytes().count(b"\n") - 1
    done = tolmach_text(*words)
    assert (done.returncode, f"{known:,} texts translated before" in done.stderr) == (0, True)
    assert tolmach("translate", "-m", folder, book, "-o", whole, "--beam", 1).returncode == 0
    texts = [[each.text for each in docx.Document(str(p)).paragraphs] for p in (whole, output)]
    assert texts[0] == texts[1]
    assert not journal.exists()


def test_lines_of_a_run_that_was_killed_are_not_translated_again(
    folder: Path, tmp_path: Path
) -> None:
    text, output = tmp_path / "big.txt", tmp_path / "out.txt"
    text.write_text("".join(f"Hund {number}\n" for number in range(1200)), "utf-8")
    journal = tmp_path / "out.txt.unfinished"
    words = ["translate", "-m", str(folder), str(text), "-o", str(output), "--beam", "1"]
    process = WarmProcess(*words)
    end = time.monotonic() + 100
    while not journal.exists() or journal.stat().st_size < 1000:
        assert time.monotonic() < end
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert not output.exists()
    with journal.open("ab") as stream:
        stream.write(b"somebody else's\nhalf a li")
    known = journal.read_bytes().count(b"\n") - 2
    done = tolmach_text(*words)
    assert (done.returncode, f"{known:,} lines translated before" in done.stderr) == (0, True)
    whole = tolmach_text("translate", "-m", folder, text, "--beam", 1).stdout
    assert output.read_text("utf-8") == whole
    assert {path.name for path in tmp_path.iterdir()} == {"big.txt", "out.txt"}


def test_a_line_that_cannot_be_read_and_is_mended_is_where_lines_go_on(
    folder: Path, tmp_path: Path
) -> None:
    text, output = tmp_path / "text", tmp_path / "out.txt"
    text.write_bytes(b"Hund\nKatze\nM\xe4use\n")
    words = "translate", "-m", folder, text, "-o", output
    done = tolmach_text(*words)
    assert done.returncode == 1
    kept, mistake = done.stderr.splitlines()
    assert kept.endswith("the same command goes on from there, once what follows is mended.")
    assert "line 3: byte 2 (0xe4) is not valid UTF-8" in mistake
    text.write_bytes("Hund\nKatze\nMäuse\n".encode())
    done = tolmach_text(*words)
    assert (done.returncode, done.stderr) == (
        0,
        f"tolmach: {output}: 2 lines translated before it was stopped.\n",
    )
    assert output.read_text("utf-8") == tolmach_text("translate", "-m", folder, text).stdout


@pytest.mark.parametrize("flags", [["-"], ["text", "--n-best", "2"]])
def test_where_nothing_could_go_on_nothing_is_kept(
    flags: list[str], folder: Path, tmp_path: Path
) -> None:
    given = b"Hund\nKatze\nM\xe4use\n"
    (tmp_path / "text").write_bytes(given)
    words = "translate", "-m", folder, *flags, "-o", "out.txt"
    done = tolmach(*words, given=given, folder=tmp_path)
    assert done.returncode == 1
    assert b"goes on" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["text"]


def test_what_is_kept_is_said_and_not_taken_for_other_work(
    folder: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = book.with_name("book.en.docx")
    calls = iter([ZeroDivisionError, None, None])
    fill = OfficeDocument.filled

    def filled(*arguments: Any) -> bytes:
        if error := next(calls):
            raise error
        return fill(*arguments)

    monkeypatch.setattr(OfficeDocument, "filled", filled)
    with pytest.raises(ZeroDivisionError):
        tolmach_text("translate", "-m", folder, book, "-o", output, "--beam", 1)
    assert book.with_name("book.en.docx.unfinished").exists()
    other = tolmach_text("translate", "-m", folder, book, "-o", output, "--beam", 2)
    assert (other.returncode, other.stderr) == (0, "")
    assert {path.name for path in book.parent.iterdir()} == {"book.docx", "book.en.docx"}

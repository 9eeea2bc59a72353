import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import saved, shout, word_letter
from tolmach.documents.archive import Archive, parsed
from tolmach.errors import DataError


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@given(
    st.dictionaries(
        st.text("abc/ü", min_size=1, max_size=5).filter(lambda n: n[0] != "/"), st.binary()
    )
)
def test_an_archive_comes_back_as_it_was(files: dict[str, bytes]) -> None:
    archive = Archive(zipped(files), "a.docx")
    again = Archive(archive.replaced({}), "a.docx")
    assert {path: again.read(path) for path in again.paths} == files


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/x", "C:x", "..\\x"])
def test_a_path_outside_is_refused(path: str) -> None:
    with pytest.raises(DataError, match="outside itself"):
        Archive(zipped({path: b""}), "a.docx")


def test_a_bomb_is_refused() -> None:
    with pytest.raises(DataError, match="unpack to more than 9 MB"):
        Archive(zipped({"word/document.xml": b" " * 10_000_001}), "a.docx", 10_000_000)


def test_a_bomb_that_lies_about_its_size_unpacks_no_further() -> None:
    content = zipped({"a": b" " * 5_000_000})
    lying = content.replace((5_000_000).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert lying != content
    with pytest.raises(DataError, match="not a whole document"):
        Archive(lying, "a.docx")


def test_an_encrypted_file_is_refused() -> None:
    content = bytearray(zipped({"word/document.xml": b"x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match="encrypted"):
        Archive(bytes(content), "a.docx")


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a "b">', '<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY % p SYSTEM "x">'],
)
def test_entities_are_refused(declared: str) -> None:
    content = f"<!DOCTYPE d [{declared}]><d>&a;&x;</d>".encode()
    with pytest.raises(DataError, match=r"entities|damaged XML"):
        parsed(content, "a.xml")


def test_an_external_document_type_is_not_fetched() -> None:
    root = parsed(b'<!DOCTYPE tmx SYSTEM "http://nowhere.invalid/tmx14.dtd"><tmx/>', "a.tmx")
    assert root.tag == "tmx"


@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_damage_anywhere_is_told_or_harmless(place: int, byte: int) -> None:
    content = bytearray(LETTER)
    content[place % len(content)] = byte
    try:
        shout(bytes(content), "letter.docx")
    except DataError as told:
        message = str(told)
    else:
        message = "letter.docx"
    assert "letter.docx" in message


LETTER = saved(word_letter())

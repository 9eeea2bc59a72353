import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documents.documents_made import saved, shout, word_letter
from tests.documents.test_archive import zipped
from tolmach.documents.archive import Archive
from tolmach.errors import DataError

ODT = {
    "mimetype": b"application/vnd.oasis.opendocument.text",
    "content.xml": """<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:body>
<fo:style fo:language="de" fo:country="DE"/><office:text><text:h>Ein Brief</text:h>
<text:p>Der <text:span text:style-name="B">rote</text:span> Hund<text:note><text:note-body>
<text:p>Eine Fußnote</text:p></text:note-body></text:note><text:tab/>bellt.</text:p>
</office:text></office:body></office:document-content>""".encode(),
    "META-INF/manifest.xml": b"<manifest/>",
}
EPUB = {
    "mimetype": b"application/epub+zip",
    "META-INF/container.xml": b'<container><rootfile full-path="OPS/das%20a.opf"/></container>',
    "OPS/das a.opf": b"""<package xmlns:dc="d">
<dc:title>Das Buch</dc:title><dc:language>de</dc:language>
<item href="eins%20a.xhtml" media-type="application/xhtml+xml"/>
<item href="toc.ncx" media-type="application/x-dtbncx+xml"/></package>""",
    "OPS/eins a.xhtml": b'<html xml:lang="de"><p>Der <b>Hund</b></p><img src="a.png"/></html>',
    "OPS/toc.ncx": b"<ncx><text>Kapitel eins</text></ncx>",
    "OPS/a.png": b"\x89PNG",
}


def test_an_open_document_keeps_spans_notes_and_tabs() -> None:
    found = Archive(shout(zipped(ODT), "a.odt").content, "a.odt")
    assert found.paths == list(ODT)
    text = found.read("content.xml").decode()
    assert ">EIN BRIEF</text:h>" in text
    assert 'DER <text:span text:style-name="B">ROTE</text:span> HUND<text:note>' in text
    assert "<text:p>EINE FUSSNOTE</text:p>" in text
    assert "</text:note><text:tab/>BELLT.</text:p>" in text
    assert 'fo:language="en" fo:country="none"' in text


def test_a_document_of_a_web_page_and_a_template_are_documents() -> None:
    for kind in (b"-web", b"-template"):
        content = shout(zipped(ODT | {"mimetype": ODT["mimetype"] + kind}), "a.odt").content
        assert b"EIN BRIEF" in Archive(content, "a.odt").read("content.xml")


def test_descriptions_and_what_else_is_left_are_told() -> None:
    more = """<text:p><draw:frame xmlns:draw="d"><svg:title xmlns:svg=
 "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">Ein Bild</svg:title></draw:frame>
<text:ruby><text:ruby-base>Hund</text:ruby-base></text:ruby></text:p></office:text>"""
    content = ODT["content.xml"].decode().replace("</office:text>", more)
    assert shout(zipped(ODT | {"content.xml": content.encode()}), "a.odt").warnings == (
        "1 ruby text: left untranslated.",
        "1 description: alternative texts are left as they are.",
    )
    about = b"<dc:language>de</dc:language><dc:description>Ein Hund</dc:description>"
    package = EPUB["OPS/das a.opf"].replace(b"<dc:language>de</dc:language>", about)
    assert shout(zipped(EPUB | {"OPS/das a.opf": package}), "a.epub").warnings == (
        "1 picture: text in it is not translated.",
        "Description of the book: left untranslated.",
    )


def test_fields_are_told_and_what_stands_around_words_is_kept() -> None:
    content = ODT["content.xml"].decode()
    more = """<text:p>Der <text:meta>alte</text:meta> Hund in
 <text:reference-ref>Kapitel drei</text:reference-ref> auf <text:page-number>3</text:page-number>
</text:p><text:index-title-template>Inhalt</text:index-title-template></office:text>"""
    changed = ODT | {"content.xml": content.replace("</office:text>", more).encode()}
    done = shout(zipped(changed), "a.odt")
    text = Archive(done.content, "a.odt").read("content.xml").decode()
    assert "DER <text:meta>ALTE</text:meta> HUND IN" in text
    assert "<text:reference-ref>Kapitel drei</text:reference-ref> AUF" in text
    assert ">INHALT<" in text
    assert done.warnings == ("1 field: computed words are left as they are; update them.",)


def test_an_encrypted_document_is_refused() -> None:
    locked = ODT | {"META-INF/manifest.xml": b"<m><encryption-data/></m>"}
    with pytest.raises(DataError, match="encrypted"):
        shout(zipped(locked), "a.odt")


def test_a_chapter_that_is_an_archive_is_refused() -> None:
    bomb = EPUB | {"OPS/eins a.xhtml": gzip.compress(b"<p>Hund</p>")}
    with pytest.raises(DataError, match="another archive"):
        shout(zipped(bomb), "a.epub")


def test_a_book_keeps_its_order_and_pictures() -> None:
    done = shout(zipped(EPUB), "a.epub")
    found = Archive(done.content, "a.epub")
    assert found.paths == list(EPUB)
    assert found.read("OPS/eins a.xhtml").decode() == (
        '<html xml:lang="en"><p>DER <b>HUND</b></p><img src="a.png"/></html>'
    )
    assert b"KAPITEL EINS" in found.read("OPS/toc.ncx")
    assert b"DAS BUCH" in found.read("OPS/das a.opf")
    assert b"language>en<" in found.read("OPS/das a.opf")
    assert found.read("OPS/a.png") == EPUB["OPS/a.png"]
    assert "1 picture" in done.warnings[0]


def test_a_book_says_its_language_and_keeps_the_name_of_its_author() -> None:
    package = EPUB["OPS/das a.opf"].replace(
        b"<dc:language>de</dc:language>",
        b"<dc:language>fr</dc:language><dc:language>de-AT</dc:language>",
    )
    table = b"""<ncx xml:lang="de"><docAuthor><text>Anna Wald</text></docAuthor>
<docTitle><text xml:lang="fr">Wald</text></docTitle></ncx>"""
    files = EPUB | {"OPS/das a.opf": package, "OPS/toc.ncx": table}
    found = Archive(shout(zipped(files), "a.epub").content, "a.epub")
    assert b"language>fr</dc:language><dc:language>en<" in found.read("OPS/das a.opf")
    assert found.read("OPS/toc.ncx").endswith(
        table.replace(b'"de"', b'"en"').replace(b">Wald", b">WALD")
    )


def test_a_locked_book_is_refused() -> None:
    locked = EPUB | {"META-INF/encryption.xml": b'<e><CipherReference URI="OPS/a.xhtml"/></e>'}
    with pytest.raises(DataError, match="copy protection"):
        shout(zipped(locked), "a.epub")


def test_an_archive_of_another_kind_is_refused() -> None:
    for files in ({"a": b""}, {"mimetype": b"application/epub+zip"}):
        with pytest.raises(DataError, match=r"a\.epub is"):
            shout(zipped(files), "a.epub")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_comes_back_to_it(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(saved(word_letter()))
    _convert(tmp_path / "a.docx", "odt")
    file = tmp_path / "a.odt"
    file.write_bytes(shout(file.read_bytes(), "a.odt").content)
    _convert(file, "txt:Text")
    text = (tmp_path / "a.txt").read_text("utf-8-sig")
    assert "DER ALTE HUND SCHLÄFT UNTER DEM TISCH." in text
    assert "DAS HAUS" in text


def _convert(file: Path, to: str) -> None:
    home = f"-env:UserInstallation={(file.parent / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", to, "--outdir", str(file.parent)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)

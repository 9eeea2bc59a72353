import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tests.documents.documents_made import TASK, saved, shout, slides, word_letter, workbook
from tolmach.documents.translation import read_document, translated_document


def _style(paragraph: Paragraph) -> str | None:
    return paragraph.style.name if paragraph.style else None


def test_a_letter_keeps_styles_bold_words_tables_and_headers() -> None:
    found = docx.Document(io.BytesIO(shout(saved(word_letter()), "letter.docx").content))
    heading, line, item = found.paragraphs
    assert (heading.text, _style(heading)) == ("EIN BRIEF", "Heading 1")
    assert [(run.text, run.bold, run.italic) for run in line.runs] == [
        ("DER ", None, None),
        ("ALTE HUND", True, None),
        (" SCHLÄFT UNTER DEM ", None, None),
        ("TISCH", None, True),
        (".", None, None),
    ]
    assert (item.text, _style(item)) == ("MILCH & BROT < 5 EURO", "List Bullet")
    assert [cell.text for cell in found.tables[0].rows[0].cells] == ["DAS HAUS", "42"]
    assert found.sections[0].header.paragraphs[0].text == "GUTEN MORGEN"
    assert found.styles.element.xpath("//w:docDefaults//w:lang/@w:val") == ["en"]


def test_runs_that_differ_in_nothing_visible_are_one_text() -> None:
    letter = docx.Document()
    line: Any = letter.add_paragraph("Gu")
    line.add_run("ten Mor")
    line.runs[1]._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="de-DE"/>'))
    line.add_run("gen")
    assert read_document(saved(letter), "a.docx", TASK).texts == ["Guten Morgen"]


def test_links_fields_and_breaks_stay_where_their_words_go() -> None:
    letter = docx.Document()
    line: Any = letter.add_paragraph("Siehe ")
    begin, code, middle, end = (
        f"<w:r {nsdecls('w')}>{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            "<w:instrText> PAGE </w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    shown = f"<w:r {nsdecls('w')}><w:t>Seite drei</w:t></w:r>"
    for xml in (begin, code, middle, shown, end):
        line._p.append(parse_xml(xml))
    link = f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:t>das Buch</w:t></w:r></w:hyperlink>'
    line._p.append(parse_xml(link))
    line.add_run("Ende").add_break()
    found = docx.Document(io.BytesIO(shout(saved(letter), "a.docx").content)).paragraphs[0]._p
    assert found.xpath("string(.//w:hyperlink[@w:anchor='x'])") == "DAS BUCH"
    assert "".join(found.xpath(".//w:t/text()")) == "SIEHE Seite dreiDAS BUCHENDE"
    kinds = found.xpath(".//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"]
    assert len(found.xpath(".//w:br")) == 1


def test_tags_that_a_translation_loses_lose_no_content() -> None:
    letter = docx.Document()
    line: Any = letter.add_paragraph("Der Hund ")
    line._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="7" w:name="x"/>'))
    lost = translated_document(saved(letter), "a.docx", TASK, lambda texts: ["dog"] * len(texts))
    found: Any = docx.Document(io.BytesIO(lost.content)).paragraphs[0]
    assert found.text == "dog"
    assert found._p.xpath("./w:bookmarkStart/@w:name") == ["x"]


def test_a_workbook_keeps_numbers_and_formulas_and_says_so() -> None:
    done = shout(saved(workbook()), "book.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(done.content)).active
    assert [cell.value for cell in sheet["A"]] == ["DER HUND", 3, "=A2*2", "DER HUND"]
    assert done.warnings == ("1 formula: it is left as it is, and so is text inside it.",)


def test_names_of_columns_stay_for_the_formulas_that_use_them() -> None:
    book = openpyxl.Workbook()
    for row in (["Preis & Maß", "Ware"], ["drei", "Brot"]):
        book.active.append(row)
    book.active.add_table(openpyxl.worksheet.table.Table(displayName="T", ref="A1:B2"))
    done = shout(saved(book), "book.xlsx")
    found = openpyxl.load_workbook(io.BytesIO(done.content)).active
    assert [[cell.value for cell in row] for row in found] == [
        ["Preis & Maß", "Ware"],
        ["DREI", "BROT"],
    ]
    assert "2 column names" in done.warnings[0]


def test_slides_and_their_notes() -> None:
    talk = pptx.Presentation(io.BytesIO(shout(saved(slides()), "talk.pptx").content))
    slide = talk.slides[0]
    assert slide.shapes.title.text == "DAS IST MEIN HAUS"
    assert slide.notes_slide.notes_text_frame.text == "LANGSAM SPRECHEN"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("letter.docx", word_letter, "ALTE HUND"),
        ("book.xlsx", workbook, "DER HUND,\n3,\n6"),
        ("talk.pptx", slides, "DAS IST MEIN HAUS"),
    ],
)
def test_libreoffice_opens_what_comes_back(
    name: str, make: object, said: str, tmp_path: Path
) -> None:
    assert callable(make)
    file = tmp_path / name
    file.write_bytes(shout(saved(make()), name).content)
    to = {"docx": "txt:Text", "xlsx": "csv", "pptx": "pdf"}[name[-4:]]
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(tmp_path),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = file.with_suffix("." + to.partition(":")[0])
    if made.suffix == ".pdf":
        assert made.read_bytes().startswith(b"%PDF")
    else:
        assert said.replace(",", "") in made.read_text("utf-8-sig").replace(",", "")

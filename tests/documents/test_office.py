import io
import shutil
import subprocess
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from tests.documents.documents_made import (
    TASK,
    saved,
    shout,
    shouted,
    slides,
    word_letter,
    workbook,
)
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
    assert done.warnings == ("1 formula: left untranslated, and so is text inside.",)


def test_comments_of_a_workbook_are_translated_and_what_stands_beside_its_cells_is_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    book.create_sheet("Preise")
    sheet["A1"] = 2
    sheet["A1"].comment = Comment("Der Hund", "Anna")
    sheet.oddHeader.center.text, sheet.oddFooter.center.text = "Ein Kopf", "&P"
    for prompt, choices in (("Wahl", "A1:A2"), (None, '"Ja,Nein"'), (None, "A1:A2")):
        rule = DataValidation("list", choices, prompt=prompt)
        rule.add("A1")
        sheet.add_data_validation(rule)
    done = shout(saved(book), "book.xlsx")
    found = openpyxl.load_workbook(io.BytesIO(done.content)).active
    assert found["A1"].comment.text == "DER HUND"
    assert done.warnings == (
        "1 name: names of sheets are left as they are: formulas refer to them.",
        "1 margin: headers and footers of sheets are left as they are.",
        "2 rules: hints and choices of cells are left as they are.",
    )


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


@pytest.mark.parametrize("ends", ["\n\n", "_x000D_\n", "_x000D_"])
def test_lines_of_a_cell_are_translated_apart_and_stay_lines(ends: str) -> None:
    book = openpyxl.Workbook()
    bold = TextBlock(InlineFont(b=True), "Brot\n")
    book.active.append([f"Ein Hund{ends}Ein Haus", CellRichText("Drei ", bold)])
    tried: list[str] = []

    def recorded(texts: list[str]) -> list[str]:
        tried.extend(texts)
        return shouted(texts)

    done = translated_document(saved(book), "book.xlsx", TASK, recorded)
    found = openpyxl.load_workbook(io.BytesIO(done.content)).active
    assert [cell.value for cell in found[1]] == [f"EIN HUND{ends}EIN HAUS", "DREI BROT\n"]
    assert tried[:2] == ["Ein Hund", "Ein Haus"]


def test_slides_and_their_notes() -> None:
    talk = pptx.Presentation(io.BytesIO(shout(saved(slides()), "talk.pptx").content))
    slide = talk.slides[0]
    assert slide.shapes.title.text == "DAS IST MEIN HAUS"
    assert slide.notes_slide.notes_text_frame.text == "LANGSAM SPRECHEN"


def test_words_that_a_layout_shows_on_slides_are_translated_and_prompts_stay() -> None:
    talk = slides()
    layout = talk.slide_layouts[0]
    notice = deepcopy(talk.slides[0].shapes.add_textbox(0, 0, 9, 9))
    notice.text_frame.text = "Streng vertraulich"
    layout.shapes._spTree.append(notice._element)
    prompts = [shape.text_frame.text for shape in layout.placeholders]
    done = pptx.Presentation(io.BytesIO(shout(saved(talk), "talk.pptx").content)).slide_layouts[0]
    texts = [shape.text_frame.text for shape in done.shapes]  # type: ignore[attr-defined]
    assert texts == [*prompts, "STRENG VERTRAULICH"]


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


def words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>")


def control(properties: str, text: str) -> str:
    return (
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{words(text)}</w:sdtContent></w:sdt>"
    )


def filled_letter(*paragraphs: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the XML of a translated letter's paragraphs, and what is said of it."""
    letter = docx.Document()
    for each in paragraphs:
        letter.element.body.insert(-1, paragraph(each))
    done = shout(saved(letter), "letter.docx")
    found = docx.Document(io.BytesIO(done.content)).paragraphs
    return [each._p.xml for each in found], done.warnings


def test_hyphens_that_a_program_places_stay_within_their_word() -> None:
    [xml], _ = filled_letter(
        words("Die E") + "<w:r><w:noBreakHyphen/><w:t>Mail der Donau</w:t><w:softHyphen/>"
        "<w:t>dampfer</w:t></w:r>"
    )
    assert '<w:t xml:space="preserve">DIE E\u2011MAIL DER DONAUDAMPFER</w:t>' in xml


def test_text_in_containers_is_translated_and_they_stay() -> None:
    [xml], warnings = filled_letter(
        words("Ein ")
        + control("<w:text/>", "Feld")
        + f'<w:bdo w:val="rtl">{words(" von rechts")}</w:bdo>'
        + f'<w:customXml w:element="a">{words(" im Haus")}</w:customXml>'
    )
    places = [xml.index(each) for each in ("EIN ", "<w:sdtPr>", "FELD", "<w:bdo", " VON", " IM")]
    assert places == sorted(places)
    assert xml.count("<w:sdtContent>") == 1
    assert warnings == ()


def test_what_comes_from_elsewhere_stays_and_is_told() -> None:
    field = (f"<w:r><w:fldChar w:fldCharType='{each}'/></w:r>" for each in ("begin", "separate"))
    [bound, simple, computed, page], warnings = filled_letter(
        words("Von ") + control("<w:dataBinding/>", "Anna"),
        f'<w:fldSimple w:instr="REF a">{words("Kapitel")}</w:fldSimple>',
        "".join(field) + words("Tabelle") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
        f'<w:fldSimple w:instr="PAGE">{words("12")}</w:fldSimple>',
    )
    assert (">VON <" in bound, ">Anna<" in bound) == (True, True)
    assert (">Kapitel<" in simple, ">Tabelle<" in computed, ">12<" in page) == (True, True, True)
    assert warnings == (
        "2 fields: computed words are left as they are; update them.",
        "1 content control: text from elsewhere is left as it is.",
    )


def mark(kind: str) -> str:
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def test_text_and_marks_of_a_field_may_share_a_run() -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    [shared, alone], warnings = filled_letter(
        f"<w:r>{bold}<w:t>Seite </w:t>{mark('begin')}</w:r><w:r><w:instrText>PAGE</w:instrText>"
        f"{mark('separate')}<w:t>3</w:t>{mark('end')}<w:t> von allen</w:t></w:r>",
        f"<w:r>{mark('begin')}<w:instrText> HYPERLINK b </w:instrText>{mark('separate')}"
        f"<w:t>Das Haus</w:t>{mark('end')}</w:r>",
    )
    places = [
        shared.index(each) for each in (">SEITE <", '"begin"', ">3<", '"end"', "> VON ALLEN<")
    ]
    assert places == sorted(places)
    assert shared.count("<w:b/>") == 2  # the text's and the mark's
    assert ">DAS HAUS<" in alone
    assert warnings == ()


def test_fields_of_any_number_and_length_are_told_from_text() -> None:
    begun = f"<w:r>{mark('begin')}</w:r>"
    computed = f"{begun}{words('eins ') * 3000}<w:r>{mark('end')}</w:r>"
    [xml], warnings = filled_letter(
        words("Summe ") + computed + words(" ohne Ende") + begun * 30_000
    )
    assert ">SUMME <" in xml
    assert "> OHNE ENDE<" in xml
    assert xml.count(">eins <") == 3000
    assert xml.count('"begin"') == 30_001
    assert warnings == ("1 field: computed words are left as they are; update them.",)


def test_a_link_that_is_one_element_is_translated() -> None:
    [xml], warnings = filled_letter(
        words("Siehe ") + f'<w:fldSimple w:instr=" HYPERLINK b">{words("das Haus")}</w:fldSimple>'
    )
    assert xml.index("SIEHE") < xml.index("<w:fldSimple") < xml.index("DAS HAUS")
    assert warnings == ()


def test_words_in_what_is_kept_are_told() -> None:
    def ruby(text: str) -> str:
        return f"<w:r><w:ruby><w:rubyBase>{words(text)}</w:rubyBase></w:ruby></w:r>"

    def choice(inside: str) -> str:
        other = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        return (
            f'<mc:AlternateContent xmlns:mc="{other}"><mc:Choice Requires="w">{inside}</mc:Choice>'
            "</mc:AlternateContent>"
        )

    inside = f"<w:txbxContent><w:p>{words('Im Kasten')}</w:p></w:txbxContent>"
    box = f"<w:r><w:pict>{inside}</w:pict></w:r>"
    letter, warnings = filled_letter(
        words("Ein ") + ruby("Wort"), ruby("12"), choice(words("Hund")), choice(box)
    )
    assert [text in "".join(letter) for text in (">EIN <", ">Wort<", ">Hund<")] == [True] * 3
    assert ">IM KASTEN<" in letter[3]
    assert warnings == (
        "1 ruby text: left untranslated.",
        "1 block of unusual form: left untranslated.",
    )


def test_names_in_the_data_of_a_chart_are_told() -> None:
    talk = slides()
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Ost", "West"]
    data.add_series("Umsatz", (2, 3))
    shapes: Any = talk.slides[0].shapes
    shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 99, 99, data)
    done = shout(saved(talk), "talk.pptx")
    assert done.warnings == ("1 chart: the names in its data are left as they are.",)


def test_comments_of_other_kinds_are_translated_or_told() -> None:
    comments = {
        "ppt/comments/modernComment_1.xml": "<c><p><r><t>Ja</t></r></p></c>",
        "ppt/comments/comment1.xml": "<cmLst><cm><text>Nein</text></cm></cmLst>",
    }
    with zipfile.ZipFile(stream := io.BytesIO(saved(slides())), "a") as archive:
        for path, xml in comments.items():
            archive.writestr(path, xml.replace(">", ' xmlns="urn:a">', 1))
    done = shout(stream.getvalue(), "talk.pptx")
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        assert b">JA<" in archive.read("ppt/comments/modernComment_1.xml")
    assert done.warnings == ("1 comment: left untranslated.",)


def test_a_letter_whose_text_is_stored_under_another_number_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word_letter()))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("word/document.xml", "word/document2.xml"), old.read(name))
    done = shout(out.getvalue(), "letter.docx")
    with zipfile.ZipFile(io.BytesIO(done.content)) as archive:
        assert "ALTE HUND" in archive.read("word/document2.xml").decode()


def test_alternative_texts_are_told() -> None:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "Hund"
    slide.shapes.title._element.nvSpPr.cNvPr.set("descr", "Ein Bild")
    assert shout(saved(slides), "a.pptx").warnings == (
        "1 description: alternative texts are left as they are.",
    )

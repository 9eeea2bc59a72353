"""Documents made for tests, and translators that need no model."""

import io
import re
from typing import Any

import docx
import openpyxl
import pptx

from tolmach.documents.document import DocumentTranslation, TranslationTask
from tolmach.documents.translation import translated_document

TASK = TranslationTask("de", "en")
_WORDS = re.compile(r"(<[^<>]*>|&\w+;|[{%]\S+)")


def shouted(texts: list[str]) -> list[str]:
    """Write texts in capitals, but neither tags, entities nor placeholders."""
    return [
        "".join(part if n % 2 else part.upper() for n, part in enumerate(_WORDS.split(text)))
        for text in texts
    ]


def shout(content: bytes, name: str, task: TranslationTask = TASK) -> DocumentTranslation:
    return translated_document(content, name, task, shouted)


def saved(document: Any) -> bytes:
    """Return what a library's document saves."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_letter() -> Any:
    """A letter with a heading, bold and italic words, a list, a table and a header."""
    letter = docx.Document()
    letter.add_heading("Ein Brief", 1)
    line = letter.add_paragraph("Der ")
    line.add_run("alte Hund").bold = True
    line.add_run(" schläft unter dem ")
    line.add_run("Tisch").italic = True
    line.add_run(".")
    letter.add_paragraph("Milch & Brot < 5 Euro", style="List Bullet")
    table = letter.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Das Haus", "42"
    letter.sections[0].header.paragraphs[0].text = "Guten Morgen"
    return letter


def workbook() -> Any:
    """A workbook with words, a number and a formula."""
    book = openpyxl.Workbook()
    for cell, value in (("A1", "Der Hund"), ("A2", 3), ("A3", "=A2*2"), ("A4", "Der Hund")):
        book.active[cell] = value
    return book


def slides() -> Any:
    """A slide with a title and notes."""
    talk = pptx.Presentation()
    slide = talk.slides.add_slide(talk.slide_layouts[0])
    slide.shapes.title.text = "Das ist mein Haus"
    slide.notes_slide.notes_text_frame.text = "Langsam sprechen"
    return talk

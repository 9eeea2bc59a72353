import codecs
import gzip

import pytest

from tests.documents.documents_made import TASK, saved, shout, shouted, slides, word_letter
from tolmach.documents.translation import (
    check_names,
    read_document,
    translated_document,
    translations,
)
from tolmach.errors import DataError, RequestError


def test_content_tells_where_the_suffix_lies() -> None:
    content = saved(slides())
    assert shout(content, "talk.docx") == shout(content, "talk.pptx")


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.docx", "encrypted"),
        (b"%PDF-1.7", "a.txt", "PDF"),
        (b"Guten Tag", "a.docx", "not a whole document"),
        (saved(word_letter())[:3000], "a.docx", "not a whole document"),
        (b"\xff\xfe\xfd", "a.html", "valid"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, name: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        read_document(content, name, TASK)


MARKED = {
    "a.txt": "Hund\n",
    "a.md": "# Hund\n",
    "a.html": "<p>Hund</p>",
    "a.xhtml": '<?xml version="1.0"?><p>Hund</p>',
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\nHund\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHund\n",
    "a.po": 'msgid "Hund"\nmsgstr ""\n',
    "a.tmx": '<tmx version="1.4"><header srclang="de"/><body><tu><tuv xml:lang="de"><seg>Hund</seg>'
    "</tuv></tu></body></tmx>",
}


@pytest.mark.parametrize("name", MARKED)
def test_a_byte_order_mark_is_no_text_and_stays(name: str) -> None:
    plain = MARKED[name].encode()
    marked = codecs.BOM_UTF8 + plain
    assert read_document(marked, name, TASK).texts == read_document(plain, name, TASK).texts
    assert shout(marked, name).content == codecs.BOM_UTF8 + shout(plain, name).content


def test_an_unknown_format_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(RequestError, match=r"\.docx"):
        read_document(b"x", "a.rtf", TASK)


def test_no_format_becomes_another() -> None:
    check_names("a.htm", "b.html")
    for output in ("b.pdf", "b.txt", "b"):
        with pytest.raises(RequestError, match=r"ends in \.docx"):
            check_names("a.docx", output)


def test_what_is_written_twice_is_translated_once() -> None:
    asked: list[str] = []
    done: list[int] = []

    def translate(texts: list[str]) -> list[str]:
        asked.extend(texts)
        return shouted(texts)

    texts = [f"w{n % 7}" for n in range(150)]
    found = [text for batch in translations(texts, translate, done.append) for text in batch]
    assert found == shouted(texts)
    assert len(asked) == 7
    assert sum(done) == 150


def test_lines_are_translated_apart_unless_a_tag_spans_them() -> None:
    asked: list[str] = []
    texts = ['a<br n="0"/> b <br n="1"/>3', '<g n="0">a<br n="1"/>b</g>']

    def translate(lines: list[str]) -> list[str]:
        asked.extend(lines)
        return shouted(lines)

    assert list(translations(texts, translate)) == [shouted(texts)]
    assert asked == ["a", "b", texts[1]]


def test_what_is_longer_than_a_paragraph_is_translated_in_parts() -> None:
    lengths: list[int] = []

    def translate(texts: list[str]) -> list[str]:
        lengths.extend(map(len, texts))
        return shouted(texts)

    texts = ['Der <g n="0">rote Hund</g> bellt. ' * 2000, "x" * 1_000_000]
    assert list(translations(texts, translate)) == [shouted(texts)]
    assert max(lengths) < 5000


def test_a_great_many_spaces_come_back() -> None:
    text = f'a{SPACES}b<br n="0"/>c'  # which took minutes where each was looked through anew
    assert list(translations([text], shouted)) == [shouted([text])]


@pytest.mark.parametrize("name", ["a.txt", "a.po", "a.md", "a.srt", "a.html"])
def test_a_text_that_unpacks_to_too_much_is_refused(name: str) -> None:
    bomb = gzip.compress(b" " * 2_000_001)
    with pytest.raises(DataError, match="larger than 1 MB unpacked"):
        read_document(bomb, name, TASK, largest=2_000_000)


WORD = "a" * 300_000
SPACES = " " * 1_000_000
HOSTILE = {
    "spaces.txt": f"a{SPACES}b\nc",
    "word.txt": WORD,
    "word.md": WORD,
    "stars.md": "**a " * 50_000,
    "links.md": "[" * 200_000,
    "pictures.md": "![" * 50_000,
    "runs.md": "".join(f"a{sign * 15_000}b\n\n" for sign in "_` " * 40),
    "lines.md": "\n" * 400_000 + "a",
    "formula.md": "$$\n" + "a\n" * 100_000,
    "types.html": "<!DOCTYPE a [<?'\"" * 50_000,
    "quotes.md": "> " * 20_000 + "a",
    "tags.html": "<b>" * 50_000,
    "signs.html": "<" * 200_000,
    "comments.html": "<!--" * 50_000,
    "scripts.html": "<script>" * 20_000,
    "protected.html": "<p translate=no>" * 10_000,
    "cue.srt": "00:00:01,000 --> 00:00:02,000\n" + "a " * 100_000 + "\n" + "b\n" * 1000,
    "times.srt": "00:00:01,000 --> 00:00:02,000\n" * 20_000,
    "message.po": f'msgid "{WORD}"\nmsgstr ""\n',
    "planes.txt": "".join(chr(plane << 16 | 0x1234) for plane in range(17)) * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_come_back(name: str) -> None:
    done = translated_document(HOSTILE[name].encode(), name, TASK, lambda texts: texts)
    words = [text.replace("\\", "").split() for text in (done.content.decode(), HOSTILE[name])]
    assert name == "message.po" or words[0] == words[1]

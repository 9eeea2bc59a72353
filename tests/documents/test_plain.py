import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import TASK, shout
from tolmach.documents.document import TranslationTask
from tolmach.documents.plain import Subtitles, broken
from tolmach.documents.translation import translated_document
from tolmach.errors import DataError, TolmachError

SRT = """1
00:00:01,000 --> 00:00:02,500
- Wie geht es dir?
- Gut.

2
00:00:03,000 --> 00:00:04,000
<i>Der Hund schläft
unter dem Tisch.</i>
"""
VTT = """WEBVTT
Kind: captions
Language: de

NOTE Language: de

NOTE Der Titel

00:01.000 --> 00:04.000 position:10%
<v Eva>Guten Morgen!
"""


HEADER = [
    'msgid ""',
    'msgstr ""',
    r'"Language: en\n"',
    r'"Content-Type: text/plain; charset=UTF-8\n"',
    "",
]


def text_of(content: str, name: str) -> str:
    return shout(content.encode("utf-8"), name).content.decode("utf-8")


@pytest.mark.parametrize("content", ["Guten Morgen!", "WEBVTT\n\nGuten Morgen!"])
def test_a_text_without_times_is_no_subtitles(content: str) -> None:
    with pytest.raises(DataError, match="holds no times"):
        text_of(content, "a.srt")


def test_subtitles_keep_times_speakers_and_lines() -> None:
    assert text_of(SRT, "a.srt").splitlines() == [
        *SRT.splitlines()[:2],
        "- WIE GEHT ES DIR?",
        "- GUT.",
        *SRT.splitlines()[4:7],
        "<i>DER HUND SCHLÄFT",
        "UNTER DEM TISCH.</i>",
    ]
    windows = SRT.replace("\n", "\r\n")
    assert text_of(windows, "a.srt") == text_of(SRT, "a.srt").replace("\n", "\r\n")


def test_subtitles_may_lack_empty_lines_or_have_some_within_a_cue() -> None:
    first, second, third = (f"00:00:0{n},000 --> 00:00:0{n},900\n" for n in (1, 2, 2))
    text = f"1\n{first}<i>Wo ist\nder Hund?</i>\n2\n{second}Im Haus.\n\n\nDa!\n\n3\n{third}42\n"
    done = shout(text.encode(), "film.srt").content.decode()
    said = text.replace("Wo ist\nder Hund?", "WO IST DER\nHUND?")
    assert done == said.replace("Im Haus.", "IM HAUS.").replace("Da!", "DA!")


def test_notes_and_positions_of_webvtt_stay() -> None:
    done = VTT.replace("Guten Morgen", "GUTEN MORGEN")
    assert text_of(VTT, "a.vtt") == done.replace("Language: de", "Language: en", 1)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="ISO-8859-1">', "cp1252"),  # as browsers take it
        ("<META content='text/html; charset=windows-1251'>", "cp1251"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        ("<meta charset=gb2312>", "gb2312"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(head: str, encoding: str) -> None:
    words = {"cp1252": "Grüße – schön", "gb2312": "你好 abc"}.get(encoding, "Привет, мир")
    done = shout(f"{head}<p>{words}</p>".encode(encoding), "a.html").content.decode()
    declared = re.sub("iso-8859-1|windows-1251|koi8-r|gb2312", "utf-8", head, flags=re.IGNORECASE)
    assert done == f"{declared}<p>{words.upper()}</p>"


@pytest.mark.parametrize("declared", ["utf-8", "rot13", "punycode", "nonsense", "ascii", ""])
def test_a_page_that_is_not_what_it_declares_is_refused(declared: str) -> None:
    page = f'<meta charset="{declared}">'.encode() + b"<p>Gr\x81\xfc</p>"
    with pytest.raises(DataError, match=r"not valid UTF-8 \(byte \d+\); which encoding"):
        shout(page, "a.html")


def test_the_encoding_of_older_subtitles_is_told() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nSchöne Grüße für Käthe.\n"
    with pytest.raises(DataError, match="iconv -f windows-1252 -t utf-8"):
        shout(text.encode("cp1252"), "a.srt")


def test_text_without_times_is_no_subtitles() -> None:
    with pytest.raises(DataError, match=r"a\.srt holds no times"):
        shout(b"Guten Morgen", "a.srt")


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.integers(1, 4))
def test_lines_are_broken_between_words(words: list[str], lines: int) -> None:
    found = broken(" ".join(words), lines)
    assert " ".join(found).split() == words
    assert len(found) <= lines


def test_a_page_keeps_its_tags_and_says_what_it_is() -> None:
    page = (
        '<html><meta charset="latin1"><title>Haus</title>'
        '<p>Der <b>rote</b> Hund &amp; <img alt="x">'
    )
    done = shout(page.encode(), "a.html")
    assert done.content.decode() == (
        '<html lang="en"><meta charset="utf-8"><title>HAUS</title>'
        '<p>DER <b>ROTE</b> HUND &amp; <img alt="x">'
    )
    assert [warning.partition(":")[0] for warning in done.warnings] == ["1 picture", "1 tag"]
    assert text_of('<html lang="de" class="x">Ja', "a.html") == '<html lang="en" class="x">JA'


SAID = """<p lang=de-AT title="so lang=de">Ja <i xml:lang='fr' dir=ltr>oui</i></p>
<pre LANG="de">Ja</pre><p translate=no lang=de>Ja</p><script>'<p lang=de>'</script>"""


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('http-equiv="Content-Language" content="de-AT"', "en"),
        ("property=og:locale content=de_DE", "en"),
        ("name=DC.language content=fr", "fr"),
        ("name=author content=de", "de"),
        ("property=og:locale:alternate content=de_DE", "de_DE"),
    ],
)
def test_the_head_of_a_page_says_its_language(head: str, said: str) -> None:
    done = shout(f"<meta {head}>".encode(), "a.html").content.decode()
    assert done.partition("content=")[2].strip('">') == said


@pytest.mark.parametrize(
    ("source", "target", "page", "said"),
    [
        ("de", "en", '<html class="x" xml:lang=und>', '<html class="x" xml:lang="en">'),
        ("de", "ar", "<HTML>", '<HTML lang="ar" dir="rtl">'),
        ("ar", "de", "<html lang=ar dir='rtl'>", '<html lang="de" dir="ltr">'),
        ("ar", "de", "<p lang=he dir=rtl><p dir=auto>", '<p lang=he dir="ltr"><p dir=auto>'),
        ("de", "en", SAID, SAID.replace("=de-AT", '="en"')),
        ("de", "he", SAID[:41], SAID[:41].replace("=de-AT", '="he"')),
    ],
)
def test_elements_say_the_language_in_which_they_are_now(
    source: str, target: str, page: str, said: str
) -> None:
    task = TranslationTask(source, target)
    done = translated_document(page.encode(), "a.html", task, lambda texts: texts)
    assert done.content.decode() == said


LEFT = [
    ("<pre>Guten\n  <b>Tag</b></pre><pre>- - -</pre>", ["1 preformatted text"]),
    ("<PRE>Ja</PRE><pre>Ja</pre>", ["2 preformatted texts"]),
    ("<textarea>Ja</textarea><textarea></textarea>", ["1 filled form field"]),
    ("<svg><title>Ja</title></svg><svg><path d='M0 0'/></svg>", ["1 drawing"]),
    ("<math><mi>x</mi></math>", ["1 formula"]),
    ("<template><p>Ja</template><iframe src=a></iframe>", ["1 template", "1 embedded page"]),
    ("<picture><source srcset=a><img src=b></picture><canvas>", ["2 pictures"]),
    ("<input type=submit value='Los!'><input type=text value=Los>", ["1 tag"]),
    ("<meta name=description content='Ja'><meta property='og:title' content=Ja>", ["2 tags"]),
    ("<meta name=viewport content='width=5'><a title='>' href=a>Ja</a><b title=5>", []),
    ('<optgroup label=Ja><p aria-label = "a > b">', ["2 tags"]),
    ("<!-- <img> --><script>'<img alt=a>'</script><pre class=notranslate>Ja</pre>Ja", []),
    ("<p translate=no title=Ja>Ja <img></p><noscript>Ja</noscript><code>Ja</code>", []),
]


@pytest.mark.parametrize(("page", "told"), LEFT)
def test_what_a_page_leaves_untranslated_is_told(page: str, told: list[str]) -> None:
    warnings = shout(page.encode(), "a.html").warnings
    assert [warning.partition(":")[0] for warning in warnings] == told


@pytest.mark.parametrize("suffix", ["txt", "html", "srt", "vtt", "po"])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff")))
def test_what_is_not_translated_comes_back_or_is_refused(suffix: str, text: str) -> None:
    content, name = text.encode("utf-8"), f"a.{suffix}"
    try:
        done = translated_document(content, name, TASK, lambda texts: texts)
    except TolmachError as told:
        message = str(told)
    else:
        message = name if suffix != "txt" or done.content == content else "changed"
    assert message.startswith(name)


def test_code_in_plain_text_stays_and_is_told() -> None:
    done = shout(b"Siehe:\n~~~\nlet a;\n~~~\n~~~\n~~~\nEnde\n~~~\nNeu", "a.txt")
    assert done.content.decode() == "SIEHE:\n~~~\nlet a;\n~~~\n~~~\n~~~\nENDE\n~~~\nNEU"
    assert done.warnings == ("1 block of code: left untranslated.",)
    assert shout(b"Kapitel\n~~~\nEs war einmal.", "a.txt").warnings == ()


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a.srt", "a.vtt", "a.po"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_end_as_they_did(name: str, end: str) -> None:
    said = ["WEBVTT", "", "00:01.000 --> 00:02.000", "Guten Tag", "du da", ""]
    lines = {
        "a.srt": ["1", "00:00:01,000 --> 00:00:02,000", *said[3:]],
        "a.vtt": said,
        "a.po": [*HEADER, 'msgid "Ja"', 'msgstr "Yes"', ""],
    }.get(name, ["Guten Tag", "", "du da", "", "42", ""])
    done = translated_document(end.join(lines).encode(), name, TASK, lambda texts: texts)
    assert done.content.decode().split(end) == lines


def test_utf_16_is_read() -> None:
    assert text_of("Grüße", "a.txt") == "GRÜSSE"
    assert shout("Grüße\n".encode("utf-16"), "a.txt").content == "GRÜSSE\n".encode()


def test_names_sounds_and_songs_begin_lines_of_their_own() -> None:
    times = "1\n00:00:01,000 --> 00:00:02,000\n"
    cues = {
        "[Tür knallt]\nTOM: Komm\nher!": ["[Tür knallt]", "TOM: Komm her!"],
        "Der Hund\n♪ schläft ♪\nnun": ["Der Hund", "♪ schläft ♪", "nun"],
        "Der Hund (und\ndie Katze)\nschläft": ["Der Hund (und die Katze) schläft"],
        "Der Hund\n(und die Katze) schläft": ["Der Hund (und die Katze) schläft"],
        "Er sagt: Der Hund\nNATO: so": ["Er sagt: Der Hund", "NATO: so"],
    }
    for cue, texts in cues.items():
        assert list(Subtitles(times + cue, "a.srt").texts) == texts

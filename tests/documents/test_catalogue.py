import polib
import pytest

from tests.documents.documents_made import TASK, shout
from tolmach.documents.document import TranslationTask
from tolmach.errors import DataError

CATALOGUE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

#. Eine Bemerkung
#: a.py:1
#, python-format
msgid "Guten Morgen, %s!\nTrinken & <b>essen</b>"
msgstr ""

msgid "Ja"
msgstr "Yep"

msgid "ein Hund"
msgid_plural "%d Hunde & Katzen"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""
"""


def found(task: TranslationTask = TASK) -> tuple[polib.POFile, tuple[str, ...]]:
    done = shout(CATALOGUE.encode(), "de.po", task)
    return polib.pofile(done.content.decode()), done.warnings


def test_what_is_empty_is_filled_and_the_rest_stays() -> None:
    catalogue, warnings = found()
    first, second, third = catalogue
    assert first.msgstr == "GUTEN MORGEN, %s!\nTRINKEN & <b>ESSEN</b>"
    assert (first.flags, first.comment) == (["python-format"], "Eine Bemerkung")
    assert second.msgstr == "Yep"
    assert third.msgstr_plural == {0: "EIN HUND", 1: "%d HUNDE & KATZEN", 2: "%d HUNDE & KATZEN"}
    assert catalogue.metadata["Language"] == "en"
    assert ["1 message" in warning for warning in warnings] == [True, True]


@pytest.mark.parametrize(("declared", "encoding"), [("CHARSET", "ascii"), ("ISO-8859-1", "cp1252")])
def test_a_catalogue_comes_back_in_utf8_and_says_so(declared: str, encoding: str) -> None:
    words = "Hunde" if encoding == "ascii" else "Füße"
    head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={declared}\\n"\n'
    done = shout(f'{head}\nmsgid "{words}"\nmsgstr ""\n'.encode(encoding), "de.po")
    catalogue = polib.pofile(done.content.decode())
    assert catalogue[0].msgstr == words.upper()
    assert catalogue.metadata["Content-Type"] == "text/plain; charset=UTF-8"


def test_everything_is_translated_anew_on_request() -> None:
    assert found(TranslationTask("de", "en", everything=True))[0][1].msgstr == "JA"


def test_a_damaged_catalogue_is_refused() -> None:
    with pytest.raises(DataError, match="no sound gettext catalogue"):
        shout(b'msgid "a\nmsgstr', "de.po")

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


@pytest.mark.parametrize("width", [0, 78, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("comment", ["# Anna\n#\n", ""])
def test_a_catalogue_keeps_its_form(width: int, end: str, comment: str) -> None:
    long = "Ein Satz, der gar nicht aufhört, " + "geht weiter und " * 12
    catalogue = polib.POFile(wrapwidth=width)
    catalogue.metadata = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8"}
    catalogue += [polib.POEntry(msgid=text, msgstr="Ja") for text in (long, "b " * 99)]
    text = comment + str(catalogue).removeprefix("#\n")
    done = shout(text.replace("\n", end).encode(), "de.po").content
    assert done.decode() == text.replace("\n", end)


def test_all_but_what_is_translated_stays_as_it_is_written() -> None:
    text = r"""#ohne Abstand

#
msgid ""
msgstr "Language: de\n"
"Report-Msgid-Bugs-To: https://example.org/melden?"
"produkt=haus\n"
"X-Generator: Hand\n"
"Content-Type: text/plain; "
"charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=n != 1;"
#.
#.  Eine Bemerkung, die länger ist, als eine Zeile im Allgemeinen breit sein sollte, und weiter geht
#:  a.py:1   b.py:2
#, c-format,no-wrap
msgid ""
"Der erste "
"Satz"
msgstr "the "
       "first"

msgid "leer"
msgstr   ""
#~ msgid "alt"
#~ msgstr "old"


msgid "ein Hund"
msgid_plural "%d Hunde"
msgstr[0] "a dog"
msgstr[1] "%d dogs"
#~ msgid "weg"
#~ msgstr "gone"
"""
    done = shout(text.encode(), "de.po").content.decode()
    said = text.replace("Language: de", "Language: en").replace(
        'plain; "\n"charset=UTF-8', "plain; charset=UTF-8"
    )
    said = said.replace('n != 1;"', 'n != 1;\\n"')
    assert done == said.replace('msgstr   ""', 'msgstr "LEER"')


@pytest.mark.parametrize(("given", "said"), [("en_GB", "en_GB"), ("de_DE", "en")])
def test_a_language_that_is_named_more_precisely_stays(given: str, said: str) -> None:
    done = shout(HEAD.format(rf"Language: {given}\n").encode(), "de.po").content
    assert polib.pofile(done.decode()).metadata["Language"] == said


def test_a_catalogue_without_a_head_or_an_end_is_read() -> None:
    done = shout(b'msgid "ein Hund"', "de.po").content.decode()
    catalogue = polib.pofile(done)
    assert [each.msgstr for each in catalogue] == ["EIN HUND"]
    assert catalogue.metadata["Language"] == "en"


def test_everything_is_translated_anew_on_request() -> None:
    assert found(TranslationTask("de", "en", everything=True))[0][1].msgstr == "JA"


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n{}"\n'
PLURAL = '\nmsgid "ein Hund"\nmsgid_plural "%d Hunde"\nmsgstr[0] ""\nmsgstr[1] ""\n'


@pytest.mark.parametrize(
    ("target", "declared", "forms", "rule"),
    [
        ("ru", "", ["EIN HUND", "%d HUNDE", "%d HUNDE"], "nplurals=3; plural=(n%10==1 &&"),
        (
            "ru",
            r"Plural-Forms: nplurals=INTEGER;\n",
            ["EIN HUND", "%d HUNDE", "%d HUNDE"],
            "nplurals=3",
        ),
        ("en", "", ["EIN HUND", "%d HUNDE"], "nplurals=2; plural=(n != 1);"),
        ("ja", r"Plural-Forms: nplurals=1; plural=0;\n", ["%d HUNDE"], "nplurals=1; plural=0;"),
        ("xx", "", ["EIN HUND", "%d HUNDE"], ""),
    ],
)
def test_plurals_have_the_forms_of_the_target(
    target: str, declared: str, forms: list[str], rule: str
) -> None:
    content = (HEAD.format(declared) + PLURAL).encode()
    done = shout(content, "de.pot", TranslationTask("de", target))
    catalogue = polib.pofile(done.content.decode())
    assert [*catalogue[0].msgstr_plural.values()] == forms
    assert catalogue.metadata.get("Plural-Forms", "").startswith(rule)
    assert len(done.warnings) == (len(forms) > 2)


def test_guesses_are_translated_and_obsolete_messages_stay() -> None:
    text = """
#, fuzzy
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#, fuzzy, c-format
#| msgid "Das alte Haus"
msgid "Das Haus %d"
msgstr "the cat"

msgctxt "Verb"
msgid "Das Haus %d"
msgstr ""

#~ msgid "Das Haus %d"
#~ msgstr "the hut %d"
"""
    done = shout(text.encode(), "de.po")
    guess, verb, obsolete = catalogue = polib.pofile(done.content.decode())
    assert (guess.msgstr, guess.flags, guess.previous_msgid) == ("DAS HAUS %d", ["c-format"], None)
    assert (verb.msgstr, obsolete.msgstr) == ("DAS HAUS %d", "the hut %d")
    assert not catalogue.metadata_is_fuzzy
    assert done.warnings == ()


def test_a_message_that_is_there_twice_is_told() -> None:
    with pytest.raises(DataError, match="'ein Hund' is in it twice"):
        shout((HEAD.format("") + PLURAL + PLURAL).encode(), "de.po")


def test_a_damaged_catalogue_is_refused() -> None:
    with pytest.raises(DataError, match="no sound gettext catalogue"):
        shout(b'msgid "a\nmsgstr', "de.po")

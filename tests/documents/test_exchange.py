import pytest
from lxml import etree

from tests.documents.documents_made import shout
from tolmach.documents.document import TranslationTask
from tolmach.errors import DataError

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
<file original="a" source-language="de-DE" datatype="plaintext"><body>
<trans-unit id="1"><source>Der <g id="1">rote</g> Hund<x id="2"/> &amp; Co</source></trans-unit>
<trans-unit id="2"><source>Ja</source><target>Yep</target></trans-unit>
<trans-unit id="3" translate="no"><source>Tolmach</source></trans-unit>
<trans-unit id="4"><source>Nein</source><target/></trans-unit>
</body></file></xliff>"""
NEW = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr">
<file id="f"><unit id="u"><segment><source>Der <pc id="1">rote</pc> Hund</source></segment>
</unit></file></xliff>"""
MEMORY = """<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="de"/><body>
<tu><tuv xml:lang="de-DE">
<seg>Der <bpt i="1">&lt;b></bpt>Hund<ept i="1">&lt;/b></ept></seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Ja</seg></tuv><tuv xml:lang="en-GB"><seg>Yep</seg></tuv></tu>
<tu><tuv xml:lang="fr"><seg>Oui</seg></tuv></tu>
</body></tmx>"""


def targets(content: bytes) -> list[str]:
    found = etree.fromstring(content).iter("{*}target")
    return ["".join(map(str, each.itertext())) for each in found]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (OLD.replace("<target>Yep", '<target state="new">Ja'), ["JA"]),
        (OLD.replace("<target>Yep", '<target state="translated">Ja'), ["Ja"]),
        (NEW.replace("</source>", "</source><target>Der rote Hund</target>"), ["Der rote Hund"]),
        (
            NEW.replace("</source>", "</source><target>Der rote Hund</target>").replace(
                "<segment>", '<segment state="initial">'
            ),
            ["DER ROTE HUND"],
        ),
    ],
)
def test_a_target_that_is_said_to_be_new_is_no_translation(
    content: str, expected: list[str]
) -> None:
    found = targets(shout(content.encode(), "a.xlf").content)
    assert [each for each in found if each.upper() in ("JA", "DER ROTE HUND")] == expected


@pytest.mark.parametrize("mark", ['mtype="protected"', 'id="m" translate="no"'])
def test_words_that_are_protected_stay(mark: str) -> None:
    content = NEW.replace("Hund", f"Hund der <mrk {mark}>Firma</mrk>")
    assert targets(shout(content.encode(), "a.xlf").content) == ["DER ROTE HUND DER Firma"]


def test_xliff_1_2_gets_what_is_empty() -> None:
    done = shout(OLD.encode(), "a.xlf")
    assert targets(done.content) == ["DER ROTE HUND & CO", "Yep", "NEIN"]
    text = done.content.decode()
    assert '<g id="1">ROTE</g> HUND<x id="2"/> &amp; CO</target>' in text
    assert '<source>Der <g id="1">rote</g> Hund<x id="2"/> &amp; Co</source>' in text
    assert 'target-language="en"' in text
    assert done.warnings == ("1 unit: translated already, and not again.",)


@pytest.mark.parametrize(
    ("given", "target", "expected"), [("en-US", "en", "en-US"), ("en-US", "en-GB", "en-GB")]
)
def test_a_target_language_that_is_named_more_precisely_stays(
    given: str, target: str, expected: str
) -> None:
    old = OLD.replace("<file", f'<file target-language="{given}"')
    new = NEW.replace("<xliff", f'<xliff trgLang="{given}"')
    task = TranslationTask("de", target)
    assert f'target-language="{expected}"' in shout(old.encode(), "a.xlf", task).content.decode()
    assert f'trgLang="{expected}"' in shout(new.encode(), "a.xlf", task).content.decode()


def test_segments_of_a_unit_are_translated_one_by_one() -> None:
    unit = (
        '<mrk mtype="seg" mid="1">Ja, <g id="1">ja</g>.</mrk> <mrk mtype="seg" mid="2">7</mrk>'
        '<mrk mtype="seg" mid="3">Nein.</mrk>'
    )
    content = OLD.replace("<target/>", f"<seg-source>{unit}</seg-source>")
    done = shout(content.encode(), "a.xlf").content.decode()
    assert (
        f"{unit.replace('Ja, ', 'JA, ').replace('>ja<', '>JA<').replace('Nein', 'NEIN')}</" in done
    )


def test_everything_is_translated_anew_on_request() -> None:
    done = shout(OLD.encode(), "a.xlf", TranslationTask("de", "en", everything=True))
    assert targets(done.content) == ["DER ROTE HUND & CO", "JA", "NEIN"]


def test_xliff_2_0_and_a_source_language_that_does_not_fit() -> None:
    done = shout(NEW.encode(), "a.xliff")
    assert targets(done.content) == ["DER ROTE HUND"]
    assert 'trgLang="en"' in done.content.decode()
    assert '<pc id="1">ROTE</pc>' in done.content.decode()
    assert "is said to be fr" in done.warnings[0]


def test_a_memory_gets_variants() -> None:
    done = shout(MEMORY.encode(), "a.tmx")
    text = done.content.decode()
    assert '<tuv xml:lang="en"><seg>DER <bpt i="1">&lt;b&gt;</bpt>HUND<ept' in text
    assert text.count("<tuv") == 5
    assert [warning[:6] for warning in done.warnings] == ["1 unit", "1 unit"]
    anew = shout(MEMORY.encode(), "a.tmx", TranslationTask("de", "en", everything=True)).content
    assert anew.decode().count("<tuv") == 5
    assert "Yep" not in anew.decode()


@pytest.mark.parametrize(
    ("content", "name"), [(MEMORY, "a.tmx"), ('<!DOCTYPE xliff SYSTEM "xliff.dtd">' + NEW, "a.xlf")]
)
def test_letters_written_as_entities_of_html_are_letters(content: str, name: str) -> None:
    written = content.replace("Hund", "Gr&uuml;&szlig;e&nbsp;&ndash; &firma; f&uuml;r")
    done = shout(written.encode(), name)
    assert "GRÜSSE\xa0– &firma; FÜR" in done.content.decode()


def test_an_empty_variant_is_filled_under_its_own_tag() -> None:
    empty = '<tuv xml:lang="en_US"><seg/></tuv>'
    unit = f'<tu><tuv xml:lang="de_DE"><seg>ja</seg></tuv>{empty}</tu>'
    memory = f'<tmx version="1.4"><header srclang="de"/><body>{unit}</body></tmx>'
    filled = shout(memory.encode(), "a.tmx").content.decode()
    assert '<tuv xml:lang="en_US"><seg>JA</seg></tuv></tu>' in filled
    assert filled.count("<tuv") == 2


def test_damage_is_told_with_its_place_alone() -> None:
    with pytest.raises(DataError, match=r"column \d+\); save"):
        shout(b"<tmx>\x02</tmx>", "a.tmx")


@pytest.mark.parametrize(
    "content", ["<html/>", "<xliff", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><tmx/>"]
)
def test_other_and_damaged_xml_is_refused(content: str) -> None:
    with pytest.raises(DataError, match=r"a\.tmx"):
        shout(content.encode(), "a.tmx")

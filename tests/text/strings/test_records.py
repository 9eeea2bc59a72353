import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.normalize import normalize
from tolmach.text.strings.records import escaped_inside, quote_before, separators, strings_apart


def fields(text: str) -> list[str]:
    """Return the fields of a text, one where it is no record."""
    edges = [(0, 0), *separators(text), (len(text), len(text))]
    return [text[start:end] for (_, start), (end, _) in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12;Berlin;sehr schön", ["12", "Berlin", "sehr schön"]),
        ("a;;c;-3", ["a", "c", "-3"]),
        ('7;"Ja; nein";„Gut“', ["7", '"Ja; nein"', "„Gut“"]),
        ("7,Hamburg,groß", ["7", "Hamburg", "groß"]),
        (",7,Hamburg,groß,", [",7", "Hamburg", "groß,"]),
        ("| Ein Hund | 5 |", ["", "Ein Hund", "5", ""]),
        (r"|Hund|a\|b||", ["", "Hund", r"a\|b", ""]),
        ("Der Hund | Mutter \u00b7 Vater", ["Der Hund", "Mutter", "Vater"]),
        ("Brot • Käse • Milch", ["Brot", "Käse", "Milch"]),
        ("Start » Alle Hunde » Über uns", ["Start", "Alle Hunde", "Über uns"]),
        ("Datei > Neu → Ordner", ["Datei", "Neu", "Ordner"]),
        ("Datei > Sichern unter...", ["Datei", "Sichern unter..."]),
        (r"Hund & Anna \& Co & 5 \\", ["Hund", r"Anna \& Co", "5", ""]),
        ("Ein Apfel|:n Äpfel", ["Ein Apfel", ":n Äpfel"]),
        ("Nichts.|{n|b} <b>Hund</b>|Viele Hunde", ["Nichts.|{n|b} <b>Hund</b>|Viele Hunde"]),
        ("Nichts.|{n} <b>Hund</b>|Viele Hunde", ["Nichts.", "{n} <b>Hund</b>", "Viele Hunde"]),
    ],
)
def test_the_fields_of_a_record_are_told_apart(text: str, parts: list[str]) -> None:
    assert fields(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Das Haus ist groß; der Garten ist klein.",
        "Wer kommt, sagte er, der bleibt.",
        "Es sind 3,5 und 1,250,000.",
        "10,000,000",
        "3,5",
        "Na klar ;-)",
        "Gut;",
        "ja,nein",
        "P(A | B) und 2 · 3 Hunde",
        "|x| ist groß",
        "Geh bitte auf Start › System.",
        "a > b",
        "ja,nein, oder,doch",
        "你好,我是,他",
        'Er sah "Faust", "Hamlet" und "Nathan".',
        '"Gut", sagte er.',
        "",
    ],
)
def test_running_text_has_no_fields(text: str) -> None:
    assert fields(text) == [text]


@given(st.text(alphabet="a1;,|·»\"' :=é"))
def test_separators_are_in_order_within_the_text(text: str) -> None:
    places = [place for span in separators(text) for place in span]
    assert places == sorted(places)
    assert not places or (places[0] >= 0 and places[-1] <= len(text))


def strings(text: str) -> list[str] | None:
    """Return the strings of data in code that are no keys; None: the text is none."""
    found = strings_apart(text)
    return [text[start:end] for (_, start), (end, _) in pairwise(found)] if found else None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('{"a": "Gut"}', ["Gut"]),
        ('{"a": " Gut ", "b": {"c": "Ja", "n": -3.5e2, "ok": true}}', ["Gut", "Ja"]),
        ('["Ein Hund", "Eine Katze"]', ["Ein Hund", "Eine Katze"]),
        ('}, {"a": ["Ja", ""]},', ["Ja"]),
        ('"key": "Guten Tag",', ["Guten Tag"]),
        ("'one': 1, 'zwei' : null", []),
        (r'"a" => "Er sagt \"nein\""', [r"Er sagt \"nein\""]),
        ('"a": {', []),
        ('"a": [', []),
        ('{ title: "Guten Tag", n: 3 },', ["Guten Tag"]),
        ('"Knopf" = "Gut";', ["Gut"]),
        ('"Ja","Nein; so"', ["Ja", "Nein; so"]),
        ("title = 'Guten Tag'", ["Guten Tag"]),
        ('const title = "Gut";', ["Gut"]),
        ('- text: "Er ruft"', ["Er ruft"]),
        (r'msgstr "Guten Tag\n"', [r"Guten Tag\n"]),
        ("app.title=Guten Tag", ["Guten Tag"]),
        ("app_title = Gut, ja", ["Gut, ja"]),
        ("app-title = Gut, ja", ["Gut, ja"]),
        ("greeting = Guten Tag, { $name }!", ["Guten Tag, { $name }!"]),
        ("greeting = Guten Tag, %s!", ["Guten Tag, %s!"]),
        (".title = Gut, ja", ["Gut, ja"]),
        ("- tags: [Hund, rote Katze, 5]", ["Hund", "rote Katze", "5"]),
        ("SELECT name FROM hunde WHERE name = 'Gut so';", []),
        ("INSERT INTO hunde (name) VALUES ('Gut so')", []),
    ],
)
def test_the_strings_of_data_in_code_are_told_apart_from_keys(text: str, inside: list[str]) -> None:
    assert strings(text) == inside


@pytest.mark.parametrize(
    "text",
    [
        *("Tags: [Hund, Katze]", "blau = Wasser", "SELECT THE RED DOG FROM THE MENU (TWO)"),
        *('"Gut"', '"Gut",', "{}", 'Er sagte: "Gut".', '"Gut", sagte er.', "{name}: Hallo"),
        *('{"a" b}', 'Anna: "Ja"', "x = gut", "E=mc²", "mode=auto", "Liebe = alles", '=""'),
        'a = " "',
    ],
)
def test_running_text_is_no_data_in_code(text: str) -> None:
    assert strings(text) is None


@given(st.recursive(st.text() | st.integers(), lambda each: st.lists(each, min_size=1)))
def test_all_strings_of_json_are_found(value: object) -> None:
    text = normalize(json.dumps({"key": value}))
    wanted = [one.strip(" ") for one in _strings(json.loads(text)) if one.strip(" ")]
    found = strings(text)
    assert found is not None
    assert [json.loads(f'"{one}"') for one in found] == wanted


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    return (
        [one for each in value for one in _strings(each)]
        if isinstance(value, list)
        else ([value] if isinstance(value, str) else [])
    )


@pytest.mark.parametrize(
    ("text", "quote", "written"),
    [
        ('a "b"', '"', r"a \"b\""),
        (r"a \"b\" \\", '"', r"a \"b\" \\"),
        ("it's", "'", r"it\'s"),
        ("it's", '"', "it's"),
    ],
)
def test_no_quote_within_a_string_ends_it(text: str, quote: str, written: str) -> None:
    assert escaped_inside(text, quote) == written


def test_a_string_knows_its_quote() -> None:
    assert [quote_before(text, len(text)) for text in ("a: '", '" ', "a;", "")] == [
        "'",
        '"',
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("_('Der Hund schläft.')", "Der Hund schläft."),
        ('t("Der Hund");', "Der Hund"),
        ('echo "Gut";', "Gut"),
        ('console.log("Sehr gut.");', "Sehr gut."),
        ('throw new Error("Nicht gut");', "Nicht gut"),
        ("key=I read it.", "I read it."),
        ('raise ValueError(f"Der {n} fehlt")', "Der {n} fehlt"),
        ('QString title = tr("Hunde")', "Hunde"),
        ('<p>{{ _("Guten Tag") }}</p>', "Guten Tag"),
    ],
)
def test_the_string_of_a_call_is_one_field(text: str, inside: str) -> None:
    (start, first), (last, end) = strings_apart(text)
    assert (start, text[first:last], end) == (0, inside, len(text))


@pytest.mark.parametrize("text", ['require("module");', 'Er("Hund")', 'Tom sagt "Gut".'])
def test_a_name_in_a_call_is_none(text: str) -> None:
    assert strings_apart(text) == []

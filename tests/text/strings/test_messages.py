import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.messages import (
    message_branches,
    messages_apart,
    notes_apart,
    number_signs,
    struck_apart,
)

FILES = "{n, plural, =0 {Keine Datei} one {# Datei} other {# Dateien}}"
NESTED = "{who, select, male {{n, plural, one {Er hat #.} other {# hat er.}}} other {Alle.}}"


def branches(text: str) -> list[str]:
    return [text[start:end] for start, end in message_branches(text)]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (FILES, ["Keine Datei", "# Datei", "# Dateien"]),
        (NESTED, ["Er hat #.", "# hat er.", "Alle."]),
        ("{0} Kein Hund|[1,*] Viele {n}", ["Kein Hund", "Viele {n}"]),
        ("{0} Nein | [2,4] Ja", ["Nein", "Ja"]),
        ("<b>{a.b,select,x{ Ja }other{}}</b>!", ["Ja"]),
        ("{0, plural, offset:1 one {a {x} b} other {c}} ({name})", ["a {x} b", "c"]),
        ("{n, selectordinal, few {#rd} other {'{'#'}' it's}}", ["#rd", "'{'#'}' it's"]),
        (
            "{0,choice,0#Nichts|1#Ein Hund|1<{0,number} Hunde}",
            ["Nichts", "Ein Hund", "{0,number} Hunde"],
        ),
        ("{0, choice, -1#Weg|2≤{1, choice, 0#nichts|∞<alles}}", ["Weg", "nichts", "alles"]),
        (
            "{ $n -> [0] Nichts [one] Ein Hund\n *[other] { $n } Hunde }",
            ["Nichts", "Ein Hund", "{ $n } Hunde"],
        ),
        (
            "{ NUMBER($n, a: 1) ->\n  [a] Er hat { $m -> [b] ein *[c] zwei }\n  *[d] x hier}",
            ["Er hat { $m -> [b] ein *[c] zwei }", "x hier"],
        ),
        (
            "{ PLATFORM() -> [mac-os] Hund *[other] { $m -> [a] ein *[b] zwei } }",
            ["Hund", "ein", "zwei"],
        ),
        (
            "{n, plural, one {a {m, select, x {b} other {c}} d}}",
            ["a {m, select, x {b} other {c}} d"],
        ),
    ],
)
def test_branches_are_found_at_every_depth(text: str, texts: list[str]) -> None:
    assert branches(text) == texts
    assert messages_apart("{x, select, other {a}}") == ("{x, select, other {a}}", {})


@pytest.mark.parametrize(
    "text",
    [
        *("[1,2] Der Hund", "{0}|{1}", "{0} a | b", "{n} a|{m} b", "a {0} b|{1} c"),
        *("", "{}", "{n}", "{n, number}", "{n, plural}", "{n, plural, }", "{n, plural, one}"),
        *(
            "{n, plural, one {# Datei other {# Dateien}}",
            "{n, plural, one {a} b}",
            "{, plural, x {a}}",
        ),
        *("{n, plural, one {a}", "'{n, plural, one {a}}'", "Das ist {Hund, Katze, Maus {Tier}}"),
        *("{0,choice,}", "{0,choice,Nichts}", "{0,choice,0#a|b}", "{0,choice,a#a|1#b}"),
        *(
            "{ $n -> }",
            "{ $n -> a [b] c }",
            "{ $n -> {[one] a} }",
            "{ x -> [a] b }",
            "{ $n [a] b }",
        ),
        f"Es gibt {FILES}.",
    ],
)
def test_other_texts_have_none(text: str) -> None:
    assert branches(text) == []


def test_messages_within_sentences_stand_apart() -> None:
    assert messages_apart(f"Es gibt {FILES}.") == ("Es gibt {count_1}.", {"{count_1}": FILES})
    who = "{who, select, male {Er} other {Sie}}"
    text, instead = messages_apart(f"{who} hat {FILES} {{value_1}}")
    assert text == "{value_10} hat {count_2} {value_1}"
    assert instead == {"{value_10}": who, "{count_2}": FILES}
    text, instead = messages_apart(f"{{who, select, male {{Er hat {FILES}}} other {{Ja}}}}")
    assert text == "{who, select, male {Er hat {count_1}} other {Ja}}"
    assert instead == {"{count_1}": FILES}


def test_branches_of_choices_and_of_fluent_are_apart_in_sentences() -> None:
    choice, fluent = "{0,choice,0#nichts|1<{0} Hunde}", "{ $who -> [a] Er *[b] Sie }"
    assert messages_apart(f"Es gibt {choice}.") == ("Es gibt {count_1}.", {"{count_1}": choice})
    assert messages_apart(f"{fluent} kommt.") == ("{value_1} kommt.", {"{value_1}": fluent})
    counted = fluent.replace("a", "one")
    assert messages_apart(f"{counted} da.") == ("{count_1} da.", {"{count_1}": counted})
    deep = "{0,choice,0#" * 1500
    assert messages_apart(deep + "}" * 1500) == (deep + "}" * 1500, {})


@pytest.mark.parametrize(
    "note",
    [
        *("^[Eine [kleine] Notiz.]", "footnote:[Eine Notiz]", r"\footnote{Eine \emph{kleine}.}"),
        *("<ref>Eine Notiz.</ref>", '<ref name="a">Eine</ref>'),
    ],
)
def test_notes_within_a_sentence_are_apart(note: str) -> None:
    assert notes_apart(f"Der Hund{note} schläft.") == (
        "Der Hund<!--note1--> schläft.",
        {"<!--note1-->": note},
    )
    assert notes_apart(note) == (note, {})
    assert notes_apart(f"a^[2]{note[:-1]}")[1].keys() <= {"<!--note1-->"}


def test_number_signs_have_a_number_of_their_branch() -> None:
    def numbers(text: str) -> list[str]:
        return list(number_signs(text).values())

    assert numbers(FILES) == ["1", "5"]
    assert numbers(NESTED) == ["1", "5"]
    assert numbers("{n, plural, =7 {#} few {#, '#'} many {#} other {#}}") == ["7", "3", "5", "3"]
    assert numbers("{n, plural, one {{m, select, x {#}}} other {a}} #") == ["1"]
    assert numbers("{m, select, x {#} other {a}}") == []
    assert numbers("# Dateien {n}") == []
    assert numbers("{0,choice,0##|1<#|2.5≤#}") == ["0", "2", "2"]


@given(
    st.text(alphabet="{}n#',= ")
    | st.lists(st.sampled_from(["{n, plural, one {", "}", "#", FILES])).map("".join)
)
def test_any_text_can_be_made_again(text: str) -> None:
    rest, instead = messages_apart(text)
    for name, message in instead.items():
        assert rest.count(name) == 1
        rest = rest.replace(name, message)
    assert rest == text
    assert all(text[place] == "#" for place in number_signs(text))
    assert all(start < end for start, end in message_branches(text))


@pytest.mark.parametrize(
    ("text", "rest", "struck"),
    [
        ("Das ~~a~~ b ~~c d~~.", "Das <!--1--> b <!--2-->.", ["~~a~~", "~~c d~~"]),
        (
            "<s>a</s> b <del x='y'>c</del>",
            "<!--1--> b <!--2-->",
            ["<s>a</s>", "<del x='y'>c</del>"],
        ),
        ("Das ist ~~falsch~~ richtig.", "Das ist <!--1--> richtig.", ["~~falsch~~"]),
        ("<!--1--> ~~a~~ b", "<!--1--> <!--10--> b", ["~~a~~"]),
    ],
)
def test_what_is_struck_out_stands_apart(text: str, rest: str, struck: list[str]) -> None:
    found, instead = struck_apart(text)
    assert (found, list(instead.values())) == (rest, struck)


@pytest.mark.parametrize(
    "text",
    [
        "~~a b~~",
        "Der Hund schläft ~~heute~~.",
        "Der ~~rote~~ Hund schläft heute im Garten.",
        "- ~~a~~ ~~b~~!",
        "`~~a~~` b",
        "a ~~b c",
        "~~~ a ~~~ b",
        "a ~b~ c <span>s</span>",
    ],
)
def test_nothing_else_is_struck_out(text: str) -> None:
    assert struck_apart(text) == (text, {})

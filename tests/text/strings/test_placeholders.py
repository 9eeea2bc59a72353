import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.text.strings.placeholders import halves, placeholders

VALUES = r"""
%{x} :name :smile: %1 %L1 %1$s %s %-10s %@ %1$@ %(name)s %<name>s %[1]s %v %name% %%name%% %Y %title
<%=x%> <?=x?> {0} {} {name} {user.name} {0!r:>10} {{x}} {{{x}}} ${x} ${a.map(x=>{b})} #{name} @{x}
%APPDATA% %EDITOR%\a.txt
$NAME $NAME$ $name $user->name $user['x'] $(cmd) $t(key) [[name]] __NAME__ <<name>> ##NAME##
\(name) \ref{fig:x} $x^2$ \(x^2\) *|FNAME|* [name] [user:name] [firstName] [user_id] __name__
!title __userName__ ##file_name## !name ~date~ |host| ((name)) [%name%]
kbd:[Strg+C] stem:[x^2] {!User.Name}
{=x=} $$y=z^3$$
""".split()
NUMBERS = (
    "%{n} @count {userCount} %d %.2f %ld %1$d %(n)05.1f %<n>d %n {x:.2f} {n:d} {0:N2} %zu".split()
)
STATEMENTS = r"""
{%if%} {#note#} <%if%> [%IF(x)%] [%END%] {{#if}} {{/if}} {{else}} {/if} {:else} \item \begin{a}
[!NOTE] [!tip]- {{!note}} {\an8} {\i1} {\pos(10,20)} {\b1\fs24} {\1c&HFF00&}
""".split()
MESSAGE = "{n, select, a {{m, plural, one {x {y}} other {z}}} other {q}}"
SPACED = [
    *("@if (a > f(b)) {", "} @else {", "} @else if (x) {", "@for (x of y; track x) {"),
    *("@lang('a.b')", "@section(\"a\", 'b(c)')", "@if ($a > f($b))", "@elseif($a)", "@endif"),
    *("<#-- a > b -->", "<#if (n > 1)>", "<#if n > 1>", "<#else>", "</#list>", '<#include "a"/>'),
    *('<@box title="a > b">', "</@box>", "[#if user??]", "[/#if]"),
    *("{{% note %}}", "{{< /note >}}", '{{< a "b" >}}'),
    *(MESSAGE, "<%= name %>", "{{ x | upper }}", "{ $x }", "{% if x %}", "{first name}"),
    *(
        "[% user.name | html %]",
        "<?php echo $x; ?>",
        "{n, number, percent}",
        "$(ls -l)",
        "{count, plural, other {# Tage}}",
    ),
]
ORDINARY = """
{Wer war das?}
{Суп уже остыл.}
50 % der Leute, 50%ige, 100 %ig sicher, 5%ig
5 < 6, a <b
Uhr: morgen, C: Laufwerk, 10:30, 1:2, a:b, :-) :D
$5 und $6, US$ 5
{der Hund schläft unter dem Tisch}, {we don't know what it is}, {offen
{Er sagt „ja“ (oder "nein").}
{ Der Hund schläft. }
info@example.org
[1] # 5 #5 *sehr* _so_ [hier] [Name] [name](x) __sehr__ ~so~ ((ja)) Komm!name | a | b |a|b|
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind) for one in placeholders(text)]


@pytest.mark.parametrize("escape", [r"\u0022", r"\u003c", r"\xab", r"\U0001F600"])
def test_an_escape_of_a_character_is_no_command(escape: str) -> None:
    assert not list(placeholders(f"{escape}Hund{escape} ist da."))
    assert [*placeholders(r"\underline")] == [(0, 10, "statement")]


@pytest.mark.parametrize("written", [*VALUES, *NUMBERS, *STATEMENTS, *SPACED])
@pytest.mark.parametrize("line", ["{}", "Da ist {}, ja.", "({})", "„{}“"])
def test_placeholders_are_found_whole(line: str, written: str) -> None:
    assert [text for text, _ in found(line.replace("{}", written))] == [written]


def test_directives_of_blade_are_statements_but_those_that_show_a_text() -> None:
    line = "@foreach($a as $b) Anna @else Tom @endforeach @lang('a') @tom @anna(heute)"
    assert found(line) == [
        ("@foreach($a as $b)", "statement"),
        ("@else", "statement"),
        ("@endforeach", "statement"),
        ("@lang('a')", "value"),
        ("@tom", "value"),
        ("@anna", "value"),
    ]


def test_kinds_say_what_a_placeholder_stands_for() -> None:
    for kind, group in (("value", VALUES), ("number", NUMBERS), ("statement", STATEMENTS)):
        assert {each: found(each)[0][1] for each in group} == dict.fromkeys(group, kind)
    assert found("Hallo\\nWelt") == [("\\n", "escape")]
    assert found("Hallo\\newline") == [("\\newline", "statement")]


@pytest.mark.parametrize("text", ORDINARY.strip().splitlines())
def test_ordinary_text_has_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("%d%s", ["%d", "%s"]),
        ("%1%2", ["%1", "%2"]),
        ("%d MB, %dMB, %ds, %s.", ["%d", "%d", "%d", "%s"]),
        ("%sDatei%s", ["%s", "%s"]),
        ("{0}rote{1}", ["{0}", "{1}"]),
        ("%(n)d%%", ["%(n)d"]),
        ("${A}{b}", ["${A}", "{b}"]),
        ("Frau [VORNAME] [NAME], Ihre [GRÖSSE] fehlt.", ["[VORNAME]", "[NAME]", "[GRÖSSE]"]),
        ("[KUNDE], bitte warten.", ["[KUNDE]"]),
        ("[MUSIK] Der Hund [BELLT](x).", []),
        ("\\textbf{a {b}}{c} d", ["\\textbf{a {b}}{c}"]),
    ],
)
def test_neighbours_are_apart(text: str, parts: list[str]) -> None:
    assert [part for part, _ in found(text)] == parts


@given(st.lists(st.sampled_from([*VALUES, *SPACED, "{", "}", "%", "<%", " "]) | st.text()))
@example(["<%"] * 1000)
def test_any_text_has_them_in_order_and_from_any_place(parts: list[str]) -> None:
    text = "".join(parts)
    places = list(placeholders(text))
    for one, other in itertools.pairwise(places):
        assert one.start < one.end <= other.start
    if places:
        assert list(placeholders(text, places[0].end)) == places[1:]


def test_a_colon_that_indents_a_line_begins_no_placeholder() -> None:
    assert not list(placeholders(":Der Hund ist da."))
    assert [text[one.start : one.end] for text in (":Name ist da", ":der Hund", "Ja :Tom da")
            for one in placeholders(text)] == [":Name", ":der", ":Tom"]  # fmt: skip


@pytest.mark.parametrize("written", ["{' '}", '{" "}', "{''}", "{ ` ` }"])
def test_spaces_of_jsx_stand_for_no_word(written: str) -> None:
    assert found(f"Da{written}ist") == [(written, "space")]


def test_two_placeholders_may_enclose_text() -> None:
    written = ["{a}", "{b}", "{{c}}", "{{/c}}", "{/a}", "{/b }", "{/d}", "{#a}", "{ a }", "{/a}"]
    assert halves(written) == {
        0: ("open", "{a"),
        1: ("open", "{b"),
        2: ("open", "{{c"),
        3: ("close", "{{c"),
        4: ("close", "{a"),
        5: ("close", "{b"),
        8: ("open", "{a"),
        9: ("close", "{a"),
    }


def test_a_message_that_nothing_closes_is_one_to_the_end() -> None:
    line = "Da {n, plural, one {# Datei other {# Dateien}}"
    assert found(line) == [(line[3:], "value")]
    assert found("Da {n, Hund") == []

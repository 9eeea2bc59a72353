import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.code_strings import code_strings


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ('print(_("Hallo"))', ["Hallo"]),
        ("t('Speichern');", ["Speichern"]),
        (r'const t = "Der \"rote\" Hund";', [r"Der \"rote\" Hund"]),
        ('throw new Error(" Der Hund fehlt. ");', ["Der Hund fehlt."]),
        ('if text == "Der Hund": print("Gut")', ["Gut"]),
        ('pgettext("das Menü", "Datei öffnen")', ["Datei öffnen"]),
        ('NSLocalizedString(@"Hund", @"so heißt er")', ["Hund"]),
        ('ngettext("Ein Hund", "%d Hunde", n)', ["Ein Hund", "%d Hunde"]),
        ('"Hallo " + name + ", wie geht es?"', ["Hallo", ", wie geht es?"]),
        ('m = ok ? "Das ist gut" : "Das ist schlecht";', ["Das ist gut", "Das ist schlecht"]),
        ('<p>{{ _("Guten Tag") }}</p>', ["Guten Tag"]),
        ('{% trans "Guten Tag" %}', ["Guten Tag"]),
        ("<?= __('Guten Tag') ?>", ["Guten Tag"]),
        ('echo "<p class=a>", __("Guten Tag"), "</p>";', ["Guten Tag"]),
        ("return `Der Hund ${name} ruft`;", ["Der Hund ${name} ruft"]),
        ('row["Der Hund"] = "Die Katze"', ["Die Katze"]),
    ],
)
def test_strings_that_say_something(line: str, texts: list[str]) -> None:
    assert [line[start:end] for start, end in code_strings(line)] == texts


@pytest.mark.parametrize(
    "line",
    [
        *('require("module");', "t('greeting')", 'open("datei.txt", "r")', 'f("%s\\n", name);'),
        *('db.execute("SELECT a FROM b")', 'find("div > a")', 'Tom sagt "Gut ist es".'),
        *('Ein <a href="x" class="rot und gut">Hund</a>.', '<b>A</b> <a class="sehr gut">B</a>'),
        *('Hallo <?php echo "Guten Tag"; ?> Hund', 'Hallo <%= name or "lieber Gast" %>!'),
        *('"Gut so", sagte er.', 'Er sagte: "Das ist gut."', 'Preis (in "Euro pro Kilo")'),
        *(
            'für = "Das ist gut"',
            "Setze `x = 5 Hunde` ein.",
            "`a` = `b c`",
            "Das geht's",
            '_("',
            "",
            'Er("Hund")',
            '"Gut ist es"',
        ),
    ],
)
def test_others_say_nothing(line: str) -> None:
    assert code_strings(line) == []


@given(st.text(alphabet="ab A_=+(){}\"'\\,.:<>%"))
def test_strings_are_in_order_between_quotes(line: str) -> None:
    place = 0
    for start, end in code_strings(line):
        assert place < start < end < len(line)
        assert line[:start].rstrip()[-1] == line[end:].lstrip()[0]
        place = end

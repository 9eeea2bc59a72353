import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import TASK, shout
from tolmach.documents.markdown import MarkdownDocument
from tolmach.documents.translation import translated_document

SOURCE = """---
title: Haus
---
# Ein *altes* Haus

Der **rote Hund** liest
[das Buch](https://example.org/a_b "Titel") mit `kode`.

> Ein Satz,\\
> noch einer.

1. Milch & Brot
   - [ ] Käse \\* Wurst

| Ware | Preis |
|------|------:|
| Brot | 3 |

```python
drei = 3
```

<div>Kasten</div>
"""
FOUND = """---
title: Haus
---
# EIN *ALTES* HAUS

DER **ROTE HUND** LIEST [DAS BUCH](https://example.org/a_b "Titel") MIT `kode`.

> EIN SATZ,\\
> NOCH EINER.

1. MILCH & BROT
   - [ ] KÄSE \\* WURST

| WARE | PREIS |
|------|------:|
| BROT | 3 |

```python
drei = 3
```

<div>Kasten</div>
"""


def test_blocks_and_marks_stay() -> None:
    done = shout(SOURCE.encode(), "a.md")
    assert done.content.decode() == FOUND
    assert done.warnings == (
        "Front matter: left untranslated.",
        "1 block of HTML: left untranslated.",
        "1 block of code: left untranslated.",
        "1 description: alternative texts of pictures and titles of links are left as they are.",
    )


def test_emphasis_is_a_pair_and_code_stands_alone() -> None:
    [text] = MarkdownDocument("Der **rote** `Hund` __init__").texts
    assert text == 'Der <g n="0">rote</g> <ph n="1"/> <g n="2">init</g>'
    assert MarkdownDocument("Hund<br>Katze<BR />da").texts == ['Hund<br n="0"/>Katze<br n="1"/>da']
    assert MarkdownDocument("mein__alter__Hund _so_").texts == ['mein__alter__Hund <g n="0">so</g>']


@pytest.mark.parametrize(
    ("said", "written"),
    [("- so", "\\- so"), ("3. Mai", "3\\. Mai"), ("# a", "\\# a"), ("3 a", "3 a")],
)
def test_a_translation_begins_no_other_block(said: str, written: str) -> None:
    done = translated_document(b"So", "a.md", TASK, lambda texts: [said] * len(texts))
    assert done.content.decode() == written


@given(
    st.lists(st.sampled_from(["a", "*", "_", "`", "[", "](b)", "\n", "> ", "- ", " ", "|", "<"]))
)
def test_what_is_not_translated_keeps_its_words(parts: list[str]) -> None:
    text = "".join(parts)
    done = translated_document(text.encode(), "a.md", TASK, lambda texts: texts)
    assert done.content.decode().replace("\\", "").count("a") == text.count("a")


DIALECTS = """
Ein Satz[^1].

[^1]: Eins ist
    lang.
[^b]: Zwei.

Wort
:   Bedeutung
: noch eine

!!! note "Titel"
    Ein Hinweis.

    Noch einer.

!!! warning
    Achtung.

::: tip
Ein Rat.
:::

> [!NOTE]
> Ein Zitat
> geht weiter.

- [x] getan
"""


def test_lines_that_mean_something_in_a_dialect_stay_lines() -> None:
    done = shout(DIALECTS.encode(), "a.md").content.decode()
    kept = ["[^b]", "!!! note", "warning", "tip", "[x]"]
    expected = DIALECTS.upper().replace("IST\n    LANG", "IST LANG").replace("ZITAT\n> ", "ZITAT ")
    for word in kept:
        expected = expected.replace(word.upper(), word)
    assert done == expected


def test_front_matter_in_toml_stays_and_is_told() -> None:
    text = '+++\ntitle = "Der Hund"\n+++\n'
    done = shout(f"{text}Ja.\n".encode(), "a.md")
    assert done.content.decode() == f"{text}JA.\n"
    assert done.warnings == ("Front matter: left untranslated.",)


def test_a_bar_in_a_cell_is_no_edge_of_it() -> None:
    table = "| Tier | Zahl |\n|---|---|\n| Die \\| Katze | **ja** `a \\| b` |\n\nHund | Katze\n"
    done = shout(table.encode(), "a.md")
    assert done.content.decode() == table.upper().replace("`A \\| B`", "`a \\| b`")
    assert done.warnings == ()


def test_descriptions_of_pictures_and_links_are_told() -> None:
    links = '[Hund](a "Ein Hund") ![Bild](b) ![](c "Titel")'
    text = f'{links}\n\n![Bild](d)\n\n[Hund](e "5") ![5](f) "Ja"\n'
    warnings = shout(text.encode(), "a.md").warnings
    assert [each.partition(":")[0] for each in warnings] == ["4 descriptions"]


def test_formulas_stay_and_a_definition_of_a_link_is_a_line_of_its_own() -> None:
    text = """Der Hund:
$$
a = Hund
$$
> $$
> b = Katze
> $$
> Die Katze.

Preis: $$ und $$

[^1]: Eine Note.
[hund]: https://example.org "Hund"
"""
    done = shout(text.encode(), "a.md").content.decode()
    kept = ("a = Hund", "b = Katze", "[hund]", '"Hund"')
    expected = text.upper().replace("HTTPS", "https").replace("EXAMPLE.ORG", "example.org")
    for part in kept:
        expected = expected.replace(part.upper(), part)
    assert done == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Das Feld &lt;Name&gt; &lt;/i&gt;", "DAS FELD &lt;NAME> &lt;/I>"),
        ("Zeige &amp;copy; und &amp;#169; &amp; mehr", "ZEIGE &amp;COPY; UND &amp;#169; & MEHR"),
        ("&#42;so&#x2A; &lowbar;da&lowbar;", "&#42;SO&#x2A; &lowbar;DA&lowbar;"),
        ("| a &#124; b |\n|---|\n| c &vert; d |", "| A &#124; B |\n|---|\n| C &vert; D |"),
        ("1 &lt; 2 und <b>ja</b> 3 < 4", "1 < 2 UND <b>JA</b> 3 < 4"),
        (
            "Hund <!-- nur\nhier --> <a\nhref='x'>da</a>",
            "HUND <!-- nur hier --> <a href='x'>DA</a>",
        ),
    ],
)
def test_what_entities_keep_from_being_markup_is_none_in_the_translation(
    text: str, found: str
) -> None:
    assert shout(text.encode(), "a.md").content.decode() == found

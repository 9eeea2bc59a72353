from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.translation.glossary import Glossary, Term

GLOSSARY = Glossary.of(
    [
        *(("Bank", "bench"), ("Bank", "settle"), ("kleine Bank", "stool")),
        *(("iOS", "iOS"), ("z. B.", "e.g."), ("E-Mail", "email")),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(term.source, text[slice(*span)]) for term, span in GLOSSARY.found_in(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Die Bank ist alt.", [("Bank", "Bank")]),
        ("Die Banken und die Bankdaten", []),
        ("bank, BANK", [("Bank", "bank"), ("Bank", "BANK")]),
        ("Auf der kleine  Bank saß er.", [("kleine Bank", "kleine  Bank")]),
        ("iOS, nicht IOS", [("iOS", "iOS")]),
        ("Obst, z. B. Äpfel", [("z. B.", "z. B.")]),
        ("die E-Mail-Adresse und eine E-Mail", [("E-Mail", "E-Mail")]),
        ("", []),
    ],
)
def test_terms_are_found_in_whole_words_the_longest_first(
    text: str, wanted: list[tuple[str, str]]
) -> None:
    assert found(text) == wanted


def test_a_translation_has_a_term_in_whole_words_or_any_of_several() -> None:
    bank = Term("Bank", ("bench", "settle"))
    assert GLOSSARY.terms[0] == bank
    assert bank.held_by("A settle.")
    assert bank.held_by("Bench and table")
    assert not bank.held_by("The benches")
    assert bank.held_by("BENCH")
    assert Term("x", ("Neue Bank",)).held_by("DIE NEUE BANK")
    assert not Term("x", ("eBay",)).held_by("EBAY")


def test_a_file_is_read_and_a_bad_line_named(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_text("Hund\thound\t\n\nKatze \t  big  cat\n", "utf-8")
    assert Glossary.read(path).terms == (Term("Hund", ("hound",)), Term("Katze", ("big cat",)))
    for bad in ("Hund\n", "Hund\t\n", "\thound\n"):
        path.write_text(f"Katze\tcat\n{bad}", "utf-8")
        with pytest.raises(TolmachError, match=r"terms\.tsv, line 2: a term or its translation"):
            Glossary.read(path)
    for bad, said in (
        ("Hund\thound\tm", "there is a further column, “m”"),
        ('"Hund\thound', "a quotation mark is not closed"),
    ):
        path.write_text(f"Katze\tcat\n{bad}\n", "utf-8")
        with pytest.raises(TolmachError, match=rf"terms\.tsv, line 2: {said}"):
            Glossary.read(path)
    path.write_text("\n", "utf-8")
    with pytest.raises(TolmachError, match="holds no term"):
        Glossary.read(path)
    with pytest.raises(TolmachError, match="is empty"):
        Glossary.of([("Hund", " ")])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("terms.tsv", '"Hund, ""groß"""\t"big, hound"'),
        ("terms.csv", '"Hund, ""groß""","big, hound"'),
        ("terms.csv", '"Hund, ""groß""";big, hound'),
        ("terms.csv", '"Hund, ""groß""","big, hound",de,en-GB'),
        ("terms.txt", 'sep=;\n"Hund, ""groß""";big, hound'),
    ],
)
def test_cells_between_quotes_are_read_as_a_spreadsheet_writes_them(
    tmp_path: Path, name: str, line: str
) -> None:
    path = tmp_path / name
    path.write_text(line, "utf-8")
    assert Glossary.read(path).terms == (Term('Hund, "groß"', ("big, hound",)),)


def test_a_memory_is_read_as_a_glossary(tmp_path: Path) -> None:
    path = tmp_path / "terms.tmx"
    sides = "".join(
        f'<tuv xml:lang="{language}"><seg>{term}</seg></tuv>'
        for language, term in (("de", "Hund"), ("en", "hound"))
    )
    path.write_text(f'<tmx version="1.4"><header srclang="de"/><body><tu>{sides}</tu></body></tmx>')
    assert Glossary.read(path).terms == (Term("Hund", ("hound",)),)


def test_comments_and_headings_are_no_terms(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_text("# ours\nSource term\tTarget\n#more\n# a\tb\n#tag\t#mark\nC\tD\n", "utf-8")
    read = Glossary.read(path)
    assert read.terms == (Term("#tag", ("#mark",)), Term("C", ("D",)))
    assert read.without_heading(("de", "en")) == read
    languages = Glossary.of([("de", "en-GB"), ("so", "thus")])
    assert languages.without_heading(("de-AT", "en")).terms == (Term("so", ("thus",)),)
    assert languages.without_heading(("en", "de")) == languages
    path.write_text("C\tD\nsource\ttarget\n", "utf-8")
    assert len(Glossary.read(path).terms) == 2


def test_several_glossaries_are_one_without_the_heading_of_any() -> None:
    first = Glossary.of([("de", "en"), ("Hund", "hound")])
    other = Glossary.of([("de", "en"), ("Hund", "dog"), ("Katze", "cat")])
    joined = Glossary.joined([first, other], ("de", "en"))
    assert joined.terms == (Term("Hund", ("hound", "dog")), Term("Katze", ("cat",)))


def test_terms_without_spaces_and_of_signs_are_found() -> None:
    terms = Glossary.of([("猫", "cat"), ("花园", "yard"), ("C++", "C++"), (".NET", ".NET")])
    text = "红色的猫在花园里写C++和.NET。"
    assert [text[slice(*span)] for _, span in terms.found_in(text)] == ["猫", "花园", "C++", ".NET"]
    spaced = "C++ and .NET, not ASP.NET, C or C#"
    assert [spaced[slice(*span)] for _, span in terms.found_in(spaced)] == ["C++", ".NET"]
    assert Term("cat", ("猫",)).held_by("红色的猫在花园里")


def test_terms_that_begin_alike_cost_no_search_among_them() -> None:
    numbered = [(f"Daten {number} A", f"data {number}") for number in range(20_000)]
    glossary = Glossary.of([("Daten", "data"), ("daten 7", "seven"), *numbered])
    text = "Daten 7 a, Daten 7, Daten " * 100  # minutes where each term was compared
    sources = ["Daten 7 A", "daten 7", "Daten"] * 100
    assert [term.source for term, _ in glossary.found_in(text)] == sources


def test_terms_are_cleaned_as_a_model_reads() -> None:
    lower = GLOSSARY.cleaned(lambda side: [text.lower() for text in side])
    assert lower.terms[0] == Term("bank", ("bench", "settle"))
    assert [term.source for term, _ in lower.found_in("ios")] == ["ios"]


@given(st.text(), st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=3))
def test_whatever_is_found_stands_there_apart(text: str, pairs: list[tuple[str, str]]) -> None:
    try:
        glossary = Glossary.of(pairs)
    except TolmachError:
        return
    end = 0
    for _, (start, last) in glossary.found_in(text):
        assert end <= start < last <= len(text)
        end = last


def test_terms_are_followed_where_the_translation_has_them() -> None:
    glossary = Glossary.of([("Hund", "hound"), ("alte Katze", "old tomcat"), ("Haus", "villa")])
    source = "Der Hund sieht die alte Katze, und der Hund bellt vor dem Haus."
    target = "The hound sees the Old tomcat, and the hound barks, a hound, at the house."
    pairs = [
        (source[slice(*a)], target[slice(*b)]) for a, b in glossary.followed_in(source, target)
    ]
    assert pairs == [("Hund", "hound"), ("Hund", "hound"), ("alte Katze", "Old tomcat")]
    hounds = [place for _, place in glossary.followed_in(source, target)][:2]
    assert [start for start, _ in hounds] == [4, 39]
    assert list(glossary.followed_in(source, "")) == []

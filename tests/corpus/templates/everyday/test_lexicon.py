import shutil
import tempfile
from contextlib import suppress
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.templates.everyday import lexicon as module
from tolmach.corpus.templates.everyday.inflection import Case, adjective_forms
from tolmach.corpus.templates.everyday.lexicon import (
    common_of,
    lexicon,
    read_lexicon,
)
from tolmach.errors import DataError
from tolmach.files import read_lines, write_lines

SHIPPED = Path(module.__file__).parent
TABLES = ("nouns.tsv", "names.tsv", "verbs.tsv", "adjectives.tsv", "phrases.tsv.gz")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name in TABLES:
        shutil.copy(SHIPPED / name, tmp_path)
    phrases = tmp_path / "phrases.tsv.gz"  # a few of many
    write_lines(phrases, islice(read_lines(SHIPPED / phrases.name), 100))
    return tmp_path


def added(tables: Path, file: str, row: str) -> str:
    lines = [*read_lines(tables / file), row]
    write_lines(tables / file, lines)
    return f"Line {len(lines)} of {file} "


def test_every_word_that_comes_with_the_package_has_its_forms() -> None:
    words = lexicon()
    for noun in words.nouns:
        for forms in filter(None, (noun.singular, noun.plural)):
            assert len(forms) == 6
            assert all(form and form == form.strip(" -") for form in forms)
        assert noun.cases(plural=True)
        assert noun.english == noun.english.strip()
    for verb in words.verbs:
        for aspect in filter(None, (verb.imperfective, verb.perfective)):
            assert all(
                aspect.finite(person).isalpha() for person in range(6) if aspect.first != "-"
            )
            assert all(aspect.past(gender).isalpha() for gender in "mfnp")
        assert all((verb.english.base, verb.english.past, verb.english.participle))
    for adjective in words.adjectives:
        for gender in "mfnp":
            assert len(set(adjective_forms(adjective.russian, gender, animate=True))) > 2
    assert all(pair.source and pair.target for pair in words.phrases)


def test_kinds_that_a_table_names_are_kinds_of_nouns() -> None:
    words = lexicon()
    known = {*words.by_kind, "any", "who"}
    for verb in words.verbs:
        assert {*verb.objects} <= known
    for adjective in words.adjectives:
        assert {*adjective.kinds} <= known


def test_tom_and_mary_are_the_first_names() -> None:
    words = lexicon()
    tom, mary = (words.by_kind[kind][0] for kind in ("man", "woman"))
    assert (tom.english, mary.english) == ("Tom", "Mary")
    assert tom.cases(plural=False)[Case.DATIVE] == "Тому"
    assert set(mary.cases(plural=False)) == {"Мэри"}


def test_exceptions_replace_forms(tables: Path) -> None:
    added(tables, "nouns.tsv", "сад\tсада\tсады\tсадов\tm\tplace\tgarden\t\tloc=саду,ins.pl=садами")
    added(tables, "nouns.tsv", "лоб\tлба\tлбы\tлбов\tm\tbody\tforehead\t\tins.sg=лбом")
    *_, garden, forehead = (n for n in read_lexicon(tables).nouns if n.kind in ("place", "body"))
    assert garden.at == "саду"
    assert garden.cases(plural=False)[Case.PREPOSITIONAL] == "саде"
    assert forehead.cases(plural=False)[Case.INSTRUMENTAL] == "лбом"


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("nouns.tsv", "лампа\tлампы\tлампы"),
        ("nouns.tsv", "лампа\tлампы\tлампы\tламп\tx\tfurniture\tlamp\t\t"),
        ("nouns.tsv", "лампа\tлампы\tлампы\tламп\tf\tfurniture\t\t\t"),
        ("nouns.tsv", "-\t-\t-\t-\tf\tfurniture\tlamp\t\t"),
        ("nouns.tsv", "лампа\tлампы\tлампы\tламп\tf\tfurniture\tlamp\t\tvoc=лампо"),
        ("nouns.tsv", "лампа\tлампы\tлампы\tламп\tf\tfurniture\tlamp\t\tins.pl"),
        ("verbs.tsv", "бегать\tбегаю"),
        ("verbs.tsv", "\t".join(["x"] * 14 + ["voc", "person", "any", "run", "ran", "run"])),
        ("adjectives.tsv", "синее\t-\tany\tblue\t-\t-\t-"),
        ("adjectives.tsv", "синий\t-\tany\t-\t-\t-\t-"),
        ("phrases.tsv.gz", "Привет!"),
        ("phrases.tsv.gz", "Привет!\t "),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line(tables: Path, file: str, row: str) -> None:
    place = added(tables, file, row)
    with pytest.raises(DataError, match=f"^{place}is no row of this table"):
        read_lexicon(tables)


@given(
    file=st.sampled_from(TABLES),
    row=st.lists(st.text(st.sampled_from("аяьийой-mf x=.,#"), max_size=9), max_size=21),
)
def test_any_row_is_read_or_told(file: str, row: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in TABLES:
            text = "\t".join(row) + "\n" if name == file else ""
            (Path(folder) / name).write_text(text, "utf-8")
        with suppress(DataError):  # and no other error
            read_lexicon(Path(folder))


def test_first_words_are_drawn_more_often() -> None:
    rng = Random(1)
    drawn = [common_of(rng, range(100)) for _ in range(2_000)]
    assert sum(each < 50 for each in drawn) > 1_200
    assert {*drawn} >= {0, 99}

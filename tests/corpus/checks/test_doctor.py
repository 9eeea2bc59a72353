from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.corpus.checks.cleaning import write_clean
from tolmach.corpus.checks.doctor import CorpusReport, examine
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.errors import TolmachError

SUBJECTS = {"Der Lehrer": "The teacher", "Meine Schwester": "My sister", "Anna": "Anna"}
VERBS = {"kauft heute": "buys {} today", "sieht jeden Tag": "sees {} every day"}
OBJECTS = {"ein neues Buch": "a new book", "den alten Garten": "the old garden", "Brot": "bread"}
SOUND = [
    Pair(f"{subject} {verb} {thing}.", f"{SUBJECTS[subject]} {VERBS[verb].format(OBJECTS[thing])}.")
    for subject in SUBJECTS
    for verb in VERBS
    for thing in OBJECTS
]
Write = Callable[[list[Pair]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(pairs: list[Pair], name: str = "train.tsv") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{a}\t{b}\n" for a, b in pairs), "utf-8")
        return path

    return write


def counts(report: CorpusReport) -> dict[str, int]:
    return {finding.issue.name: finding.count for finding in report.findings}


def test_a_sound_corpus_has_no_findings(write: Write) -> None:
    report = examine([write(SOUND)])
    assert counts(report) == {}
    assert report.profile.languages == ("de", "en")
    assert report.good == report.pairs == len(SOUND)
    assert not report.severe


def test_pairs_of_one_pattern_do_not_make_other_lengths_a_fault(write: Write) -> None:
    alike = [
        Pair(f"Der alte Lehrer mit der Nummer {n} singt.", f"The old teacher number {n} sings.")
        for n in range(20)
    ]
    longer = Pair("Der alte Lehrer singt dabei.", "The old teacher sings along there.")
    assert "length" not in counts(examine([write([*alike, longer])]))
    cut = Pair("Der alte Lehrer mit der Nummer 5 singt laut in seinem Garten.", "The old")
    assert counts(examine([write([*alike, cut])]))["length"] == 1


def test_a_side_without_words_is_told_in_words(write: Write) -> None:
    key = "Client-ID: 0a1b2c3d-11aa-22bb-33cc-445566778899 (abcd-ef01-2345)"
    report = examine([write([*SOUND, Pair(key, f"The {key}")])])
    [example] = [each.examples[0] for each in report.findings if each.issue.name == "language"]
    assert "no language" in str(vars(example))


def test_further_columns_are_told(write: Write, tmp_path: Path) -> None:
    lines = write(SOUND).read_text("utf-8").splitlines()
    path = tmp_path / "three.tsv"
    path.write_text("".join(f"{n}\t{line}\n" for n, line in enumerate(lines)), "utf-8")
    assert examine([path]).left_out.columns == 1
    assert examine([write(SOUND)]).left_out.columns == 0


def test_one_huge_line_does_not_change_the_typical_length(write: Write) -> None:
    plain = examine([write(SOUND)])
    huge = examine([write([*SOUND, Pair("so " * 9000, "so " * 9000)])])
    lengths = [sorted(map(len, side)) for side in zip(*SOUND, strict=True)]
    assert all(typical in side for typical, side in zip(plain.typical, lengths, strict=True))
    assert max(huge.typical) <= max(map(max, lengths))
    assert huge.characters[0] > 9000


def test_letters_that_were_lost_are_no_lack_of_words(write: Write) -> None:
    lost = [Pair("\ufffd" * len(pair.source), pair.target) for pair in SOUND]
    assert "wordless" not in counts(examine([write(lost)]))


def test_numbers_for_sentences_are_the_wrong_column(write: Write) -> None:
    numbered = [Pair(str(n), pair.target) for n, pair in enumerate(SOUND)]
    assert counts(examine([write(numbered)])) == {"wordless": len(SOUND)}
    turned = [Pair(*pair[::-1]) for pair in numbered]
    report = examine([write(turned)])
    assert counts(report) == {"wordless": len(SOUND)}
    assert report.severe
    assert "wordless" not in counts(examine([write([*SOUND, Pair("12", "twelve")])]))


@pytest.mark.parametrize("heading", [("source", "Target"), ("DE", "en-GB"), ("Deutsch", "English")])
def test_a_heading_is_no_pair(write: Write, heading: tuple[str, str]) -> None:
    report = examine([write([Pair(*heading), *SOUND])])
    assert counts(report) == {"heading": 1}
    assert (report.good, report.severe) == (len(SOUND), False)
    assert counts(examine([write([Pair("", ""), Pair(*heading), *SOUND])]))["heading"] == 1
    assert "heading" not in counts(examine([write([*SOUND, Pair(*heading)])]))
    assert "heading" not in counts(examine([write([Pair("Deutsch", "German"), *SOUND])]))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("empty", Pair("Nur eine Seite ist da.", "")),
        ("duplicate", SOUND[0]),
        ("copied", Pair("Anna kauft heute ein Buch.", "anna kauft heute ein Buch.")),
        ("long", Pair("so " * 400, "so " * 400 + "x")),
        ("length", Pair("Ja.", "This is certainly not the translation of so short a word.")),
        ("language", Pair("Le professeur achète un livre.", "The teacher buys a new book.")),
        ("swapped", Pair("My sister has never been there.", "Meine Schwester war nie dort.")),
        ("script", Pair("Учитель покупает книгу.", "The teacher buys a book.")),
        ("lost", Pair("Ich hei\ufffde Anna.", "My name is Anna.")),
        ("lost", Pair("Ich hei?e Anna.", "My name is Anna.")),
        ("mojibake", Pair("Das ist fÃ¼r Anna.", "That is for Anna.")),
        ("entities", Pair("Anna &amp; Otto lesen.", "Anna and Otto read.")),
        ("pieces", Pair("Der Gar@@ ten ist gro@@ ß.", "The garden is large.")),
        ("tokenised", Pair("Anna liest , Otto schläft .", "Anna reads , Otto sleeps .")),
        ("misaligned", Pair("Siehe http://a.de/x im Netz.", "See http://b.de/y on the net.")),
    ],
)
def test_each_fault_is_found_where_it_stands(write: Write, name: str, bad: Pair) -> None:
    report = examine([write([*SOUND, bad])])
    [finding] = [each for each in report.findings if each.issue.name == name]
    assert finding.count == 1
    assert finding.examples[0].line == len(SOUND) + 1


def test_names_that_both_sides_have_are_of_no_language(write: Write) -> None:
    named = Pair(
        "Wahl zwischen „Keep the old book“ und „Give the book back to the library“ treffen.",
        "Choose between “Keep the old book” and “Give the book back to the library”.",
    )
    assert counts(examine([write([*SOUND, named])])) == {}
    copied = Pair("See the value of yesterday below.", "See the value of today below.")
    assert counts(examine([write([*SOUND, copied])])) == {"language": 1}


def test_names_that_both_sides_have_are_of_no_script(write: Write) -> None:
    russian = [
        Pair(f"Учитель купил книгу номер {n}.", f"He bought book number {n}.") for n in range(9)
    ]
    named = Pair("Поле: orderReceivedAtWarehouse", "Field: orderReceivedAtWarehouse")
    assert counts(examine([write([*russian, named])])) == {}
    assert counts(examine([write([*russian, Pair("Neue Wege GmbH", "Neue Wege GmbH")])])) == {}
    copied = Pair("Field: the order received", "The field: order received")
    assert counts(examine([write([*russian, copied])])) == {"script": 1}


def test_a_line_without_a_tab_is_a_finding(tmp_path: Path, write: Write) -> None:
    path = write(SOUND)
    path.write_text(path.read_text("utf-8") + "no tab\n", "utf-8")
    report = examine([path])
    assert counts(report)["unpaired"] == 1
    assert report.severe


def test_sides_that_slipped(tmp_path: Path) -> None:
    made = [
        Pair(f"{a.source} {b.source} Nummer {n}{n}", f"{a.target} {b.target} Number {n}{n}")
        for n, (a, b) in enumerate([*pairwise(SOUND)] * 12)
    ]
    texts = [[pair[side] for pair in made] for side in (0, 1)]
    del texts[1][60]
    paths = [tmp_path / "a.de", tmp_path / "a.en"]
    for path, lines in zip(paths, texts, strict=True):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    report = examine(paths)
    [finding] = [each for each in report.findings if each.issue.name == "shifted"]
    assert abs(finding.examples[0].line - 61) <= 5
    assert "targets stand 1 early" in finding.examples[0].detail
    assert report.severe


def test_what_train_shares_with_dev(write: Write, tmp_path: Path) -> None:
    dev = tmp_path / "dev.tsv"
    dev.write_text(f"{SOUND[0].source.upper()}\t{SOUND[0].target}\n{SOUND[1].source}\tother\n")
    report = examine([write(SOUND)], held_out=[[dev]])
    assert counts(report) == {"shared": 1, "half-shared": 1}
    assert report.severe


def test_cleaning_mends_leaves_out_and_then_finds_nothing(write: Write, tmp_path: Path) -> None:
    corpus = write([*SOUND, SOUND[3], Pair("", "x"), Pair("fÃ¼r &lt;Anna&gt;", "for <Anna>")])
    out = tmp_path / "clean" / "train.tsv.gz"
    write_clean([corpus], [out], examine([corpus]))
    assert list(read_pairs([out])) == [*SOUND, Pair("für <Anna>", "for <Anna>")]
    assert counts(examine([out])) == {}


@pytest.mark.parametrize("names", [("a.tmx", "b.tmx.gz"), ("a.de a.en", "b.de b.en.gz")])
def test_cleaning_keeps_the_form(write: Write, tmp_path: Path, names: tuple[str, str]) -> None:
    corpus = write([*SOUND, SOUND[0]])
    first, second = ([tmp_path / name for name in each.split()] for each in names)
    if len(first) == 1:
        units = "".join(
            f'<tu><tuv xml:lang="de"><seg>{a}</seg></tuv>'
            f'<tuv xml:lang="en"><seg>{b}</seg></tuv></tu>'
            for a, b in read_pairs([corpus])
        )
        first[0].write_text(f"<tmx><body>{units}</body></tmx>", "utf-8")
    else:
        for side, path in enumerate(first):
            path.write_text("".join(f"{p[side]}\n" for p in read_pairs([corpus])), "utf-8")
    write_clean(first, second, examine(first))
    assert list(read_pairs(second)) == SOUND


@pytest.mark.parametrize("outputs", [[], ["a", "b"], ["train.tsv"], ["a.tmx"]])
def test_outputs_that_cannot_be(write: Write, tmp_path: Path, outputs: list[str]) -> None:
    corpus = write(SOUND)
    with pytest.raises(TolmachError, match=r"--write|form|overwritten"):
        write_clean([corpus], [tmp_path / name for name in outputs], examine([corpus]))


def test_an_empty_corpus_and_an_unknown_language_are_errors(write: Write) -> None:
    with pytest.raises(TolmachError, match="empty"):
        examine([write([])])
    with pytest.raises(TolmachError, match="'klingon' is no language code"):
        examine([write(SOUND)], languages=("klingon", "en"))


@settings(max_examples=50)
@given(st.binary())
def test_any_bytes_are_examined(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.tsv"
    path.write_bytes(raw)
    with suppress(TolmachError):
        report = examine([path])
        assert 0 <= report.good <= report.pairs


def test_the_clean_real_corpus_is_not_accused(real_data: Path) -> None:
    tatoeba = real_data / "tatoeba"
    report = examine([tatoeba / "dev.de-en.tsv.gz"], held_out=[[tatoeba / "test.de-en.tsv.gz"]])
    assert report.profile.languages == ("de", "en")
    assert report.pairs - report.good <= 4
    assert not report.severe

"""Headings: told from first pairs of sentences and of words, and left out by every reader."""

from itertools import product
from pathlib import Path

import pytest

from tolmach.corpus.heading import is_heading, names_columns
from tolmach.corpus.overview import Corpus
from tolmach.corpus.parallel import Fault, Pair, read_all_pairs, read_pairs, read_raw_pairs
from tolmach.corpus.tmx import LeftOut

SENTENCES = [
    Pair(f"{a} wartet {b} {c} auf den Bus.", f"{d} waits {e} {f} for the bus.")
    for (a, d), (b, e), (c, f) in product(
        (("Die Nachbarin", "The neighbour"), ("Mein Onkel", "My uncle")),
        (("morgens", "in the morning"), ("abends", "in the evening")),
        (("lange", "long"), ("nie", "never"), ("gern", "gladly")),
    )
]


@pytest.mark.parametrize(
    "fields",
    [
        ("source", "Target"),
        ("Source (German)", "Target (English)"),
        ("source_de", "target_en"),
        ("de_text", "en_text"),
        ("Quelltext", "Zieltext"),
        ("Satz", "Übersetzung"),
        ("sentence1", "sentence2"),
        ("Deutsch", "Russisch"),
        ("Исходный текст", "Перевод"),
    ],
)
def test_names_of_columns(fields: tuple[str, str]) -> None:
    assert names_columns(*fields)


@pytest.mark.parametrize(
    "fields",
    [("Quelle", "source"), ("Text", "text"), ("Deutsch", "German"), ("Hund", "dog"), ("1", "2")],
)
def test_terms_and_their_translations_name_no_columns(fields: tuple[str, str]) -> None:
    assert not names_columns(*fields)


def test_tags_are_a_heading_unless_the_sides_are_in_other_languages() -> None:
    assert is_heading(("de", "en-GB"), SENTENCES)
    assert is_heading(("deu", "eng"), SENTENCES)
    assert is_heading(("de", "en"), [("Igel", "hedgehog")])
    assert not is_heading(("is", "est"), SENTENCES)
    assert not is_heading(("ae", "gd"), [("Igel", "hedgehog")])
    assert not is_heading(("de", "en"), [])
    assert not is_heading(("der", "the"), [("Igel", "hedgehog")])
    assert not is_heading(("de", "de-AT"), SENTENCES)


@pytest.mark.parametrize(
    ("name", "beginning", "separator"),
    [
        ("a.tsv", "source\ttarget\n", "\t"),
        ("a.csv", "de;en\n", ";"),
        ("a.csv", "sep=;\nde;en\n", ";"),
        ("a.csv", '"sep=,"\r\nGerman,English\r\n', ","),
        ("a.txt", "sep=|\n", "|"),
        ("a.csv", "sep=;;\n", ";"),
    ],
)
def test_every_reader_leaves_headings_and_told_separators_out(
    tmp_path: Path, name: str, beginning: str, separator: str
) -> None:
    path = tmp_path / name
    path.write_text(beginning + "".join(f"{a}{separator}{b}\n" for a, b in SENTENCES), "utf-8")
    left_out = LeftOut()
    assert list(read_pairs([path], left_out=left_out)) == SENTENCES
    lines = beginning.count("\n")
    assert left_out.headings == ([] if lines == 1 and "sep=" in beginning else [lines])
    assert len(list(read_all_pairs([path]))) == len(SENTENCES) + len(left_out.headings)
    assert Corpus.of([path], ("de", "en")).survey.pairs == len(SENTENCES)


def test_two_files_may_have_headings_too(tmp_path: Path) -> None:
    paths = [tmp_path / "my.de", tmp_path / "my.en"]
    for path, head, side in zip(
        paths, ("German", "English"), zip(*SENTENCES, strict=True), strict=True
    ):
        path.write_text("\n".join(("", head, *side)), "utf-8")
    faults = [(raw.line, raw.fault) for raw in read_raw_pairs(paths) if raw.fault]
    assert faults == [(2, Fault.HEADING)]

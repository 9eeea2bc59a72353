from pathlib import Path

import pytest

from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.study.division import part_path, write_pairs
from tolmach.study.examples import borrowed_text, check_example, examples
from tolmach.study.folder import Settings, StudyFolder


def settings(source: str, target: str, example: tuple[str, str] | None = None) -> Settings:
    return Settings(
        corpus=[Path("x.tsv")],
        dev=[],
        test=[],
        languages=(source, target),
        lowercase=False,
        rungs=["transformer"],
        equal="parameters",
        epochs=3,
        minutes=5,
        toy_updates=7,
        example=example,
    )


def test_ours_serve_both_directions_and_a_given_one_goes_first(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    german = examples(folder, settings("de", "en"))
    english = examples(folder, settings("en-GB", "de"))
    assert [Pair(target, source) for source, target in german] == english
    given = examples(folder, settings("de", "en", ("Na!", "Well!")))
    assert given == [Pair("Na!", "Well!"), german[1]]
    assert borrowed_text(settings("de", "en")) == ""


def test_other_languages_borrow_a_pair_of_about_eight_words(tmp_path: Path) -> None:
    folder, asked = StudyFolder(tmp_path), settings("fr", "en")
    pairs = [Pair("a b c", "x"), Pair("a b c d e f g", "y"), Pair("a b c d e f g h i j", "z")]
    write_pairs(pairs, part_path(folder, "test"))
    assert examples(folder, asked) == [pairs[1]]
    assert "comes from the test set" in borrowed_text(asked)
    given = settings("fr", "en", ("Bon.", "Fine."))
    assert examples(folder, given) == [Pair("Bon.", "Fine.")]
    assert borrowed_text(given) == ""


def test_an_example_has_two_sides() -> None:
    check_example(None)
    check_example(("Na!", "Well!"))
    with pytest.raises(TolmachError, match="one of them is empty"):
        check_example(("Na!", " "))

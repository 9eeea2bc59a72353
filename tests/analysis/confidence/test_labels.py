import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.analysis.confidence.labels import kept_words, read_labels
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError


@pytest.mark.parametrize(
    ("words", "reference", "kept"),
    [
        ("the dog sleeps .", "the dog sleeps .", "++++"),
        ("the big dog sleeps", "the dog sleeps", "+-++"),
        ("a dog sleeps now", "the dog sleeps", "-++-"),
        ("dog the", "the dog", "--"),  # no shifts: two words are substituted
        ("the dog", "", "--"),
        ("", "the dog", ""),
        ("the the dog", "the dog", "-++"),
    ],
)
def test_by_hand(words: str, reference: str, kept: str) -> None:
    found = kept_words(words.split(), reference.split())
    assert "".join("+" if each else "-" for each in found) == kept


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_kept_words_stand_in_the_reference_in_order(words: list[str], other: list[str]) -> None:
    kept = [word for word, each in zip(words, kept_words(words, other), strict=True) if each]
    rest = iter(other)
    assert all(word in rest for word in kept)


@given(st.lists(st.sampled_from("abc")))
def test_all_of_the_same_is_kept(words: list[str]) -> None:
    assert kept_words(words, words) == [True] * len(words)


LABEL = {"source": "Guten Tag", "translation": "Good night", "faults": ["hallucination"]}


def test_labels_are_pairs_with_the_faults_that_somebody_found(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(
        "".join(json.dumps(LABEL | {"faults": each}) + "\n" for each in ([], ["omission"]))
    )
    assert [each.faults for each in read_labels(file)] == [frozenset(), {"omission"}]
    assert next(read_labels(file)).pair == Pair("Guten Tag", "Good night")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ("", "from character 1 on it is no JSON"),
        ('{"source": "a",, }', "from character 16 on it is no JSON"),
        ("[]", "it is no JSON object"),
        ("7", "it is no JSON object"),
        ("{}", "it has no text as its source"),
        (json.dumps(LABEL | {"source": None}), "it has no text as its source"),
        (json.dumps(LABEL | {"translation": 3}), "it has no text as its translation"),
        (json.dumps(LABEL | {"faults": 3}), "it has no list as its faults"),
        (json.dumps(LABEL | {"faults": "omission"}), "it has no list as its faults"),
        (json.dumps(LABEL | {"faults": ["Erfundenes"]}), '"Erfundenes" is no fault that is known'),
        (json.dumps(LABEL | {"faults": [["omission"]]}), '["omission"] is no fault that is known'),
    ],
)
def test_what_is_no_label_is_named_with_its_line(damaged: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(f"{json.dumps(LABEL)}\n{damaged}\n", "utf-8")
    with pytest.raises(DataError) as told:
        list(read_labels(file))
    assert str(told.value) == (
        f'{file}, line 2, is no label: {reason}; write {{"source": "…", "translation": "…", '
        '"faults": ["omission", "repetition", "hallucination"]}, with the faults that it has.'
    )


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.touch()
    with pytest.raises(DataError, match=r"labels\.jsonl is empty; give it a line"):
        list(read_labels(file))

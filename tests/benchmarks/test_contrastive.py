"""Minimal pairs differ where they should; a model is right where it prefers what is right."""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import contrastive
from benchmarks.contrast.german import german_pairs
from benchmarks.contrast.items import Item, MinimalPair, Sides, items
from benchmarks.contrast.russian import russian_pairs
from benchmarks.contrastive import direction_items, results
from tests.analysis.confidence.test_trust import CALIBRATION
from tests.toy_folder import make_toy_folder
from tolmach import Translator
from tolmach.analysis.confidence.evidence import evidence
from tolmach.analysis.confidence.trust import trust
from tolmach.corpus.parallel import Pair

BOTH = MinimalPair("roles", Sides("A", "a"), Sides("B", "b"))
MALFORMED = MinimalPair("articles", Sides("C", "c"), Sides("C", "x"), one_way=True)


def test_each_sentence_of_a_pair_is_translated_in_either_direction() -> None:
    assert list(items([BOTH, MALFORMED], into_english=True)) == [
        Item("roles", "A", "a", "b"),
        Item("roles", "B", "b", "a"),
        Item("articles", "C", "c", "x"),
    ]
    assert list(items([BOTH, MALFORMED], into_english=False)) == [
        Item("roles", "a", "A", "B"),
        Item("roles", "b", "B", "A"),
    ]


@pytest.mark.parametrize("pairs", [german_pairs(), russian_pairs()], ids=["German", "Russian"])
def test_pairs_differ_and_none_is_there_twice(pairs: list[MinimalPair]) -> None:
    assert len(set(pairs)) == len(pairs)
    for pair in pairs:
        assert pair.first.english != pair.second.english
        assert (pair.first.other == pair.second.other) is pair.one_way
    counts = Counter(pair.kind for pair in pairs)
    assert min(counts.values()) >= 6
    assert max(counts.values()) <= 60
    assert counts["roles"] >= 50


@pytest.mark.parametrize("direction", ["de-en", "en-de", "ru-en", "en-ru"])
def test_every_direction_has_items_of_the_kinds_that_matter_most(direction: str) -> None:
    kinds = {item.kind for item in direction_items(*direction.split("-"))}
    assert kinds >= {"roles", "relative clauses", "negation", "times", "dates", "sums", "titles"}


def test_what_a_model_prefers_is_what_it_gives_the_higher_probability(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy"))
    source, one, other = "Guten Morgen!", "Good morning!", "The dog is sleeping."
    first, second = (pair.log_probability for pair in translator.score([source] * 2, [one, other]))
    right, wrong = (one, other) if first > second else (other, one)
    asked = [Item("x", source, right, wrong), Item("y", source, wrong, right)] * 2
    x, y = results(translator, asked)
    assert (x.kind, x.items, x.right, x.example) == ("x", 2, 2, None)
    assert (y.items, y.right, y.share, y.example) == (2, 0, 0.0, asked[1])
    assert x.confidence is y.confidence is None


def test_of_a_calibrated_model_its_mean_confidence_in_either_side(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy"))
    asked = [Item("x", "Guten Morgen!", "Good morning!", "Good dog!"), Item("x", "A", "b", "c")]
    (found,) = results(translator, asked, CALIBRATION)
    assert found.confidence is not None
    for side, mean in zip(("right", "wrong"), found.confidence, strict=True):
        pairs = [Pair(each.source, getattr(each, side)) for each in asked]
        sure = [trust(each, CALIBRATION).sentence for each in evidence(translator, pairs)]
        assert mean == pytest.approx(sum(value or 0.0 for value in sure) / 2)


def test_the_table_and_the_file_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model, path = make_toy_folder(tmp_path / "toy"), tmp_path / "found.json"
    monkeypatch.setattr(contrastive, "direction_items", lambda *_: [Item("x", "Morgen", "a", "b")])
    monkeypatch.setattr(sys, "argv", ["contrastive", str(model), "--json", str(path)])
    contrastive.main()
    (found,) = json.loads(path.read_text("utf-8"))["kinds"]
    assert found["items"] == 1
    assert ("100.0%" if found["right"] else "0.0%") in capsys.readouterr().out


def test_other_languages_have_no_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = make_toy_folder(tmp_path / "toy", languages=("de", "fr"))
    monkeypatch.setattr(sys, "argv", ["contrastive", str(model)])
    with pytest.raises(SystemExit, match="There are no minimal pairs for de-fr"):
        contrastive.main()

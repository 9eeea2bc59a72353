"""The cost of int8 is that of the set that belongs to a model's direction."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from benchmarks import precision
from tests.toy_folder import make_toy_folder

PAIRS = "Der Hund schläft.\tThe dog is sleeping.\nGuten Morgen!\tGood morning!\n"


def test_both_precisions_are_judged_by_each_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "tatoeba" / "test.de-en.tsv.gz"
    data.parent.mkdir()
    data.write_bytes(gzip.compress(PAIRS.encode()))
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))
    model, results = make_toy_folder(tmp_path / "toy"), tmp_path / "precision.json"
    arguments = ["--shortlist", str(data), "--json", str(results)]
    monkeypatch.setattr(sys, "argv", ["precision", str(model), *arguments])
    precision.main()
    assert not (model / "shortlist.npz").exists()  # which a copy has
    found = json.loads(results.read_text("utf-8"))
    assert found["shortlist"]
    assert [each["search"] for each in found["searches"]] == ["greedy", "beam 5"]
    for each in found["searches"]:
        assert each["sentences"] == 2
        assert 0 <= each["same"] <= 1


def test_a_direction_without_a_set_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))
    model = make_toy_folder(tmp_path / "toy")
    monkeypatch.setattr(sys, "argv", ["precision", str(model)])
    with pytest.raises(SystemExit, match="no set of Tatoeba for de-en"):
        precision.main()

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.models.variants import VARIANTS
from tests.toy_folder import LINES, make_toy_folder
from tolmach.models.build import build_model, load_model, load_weights, weights_of
from tolmach.models.vocabulary_transfer import spelled_before, transferred_weights
from tolmach.text.tokenizer import PAD_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

OLD = Tokenizer.learn(LINES, 300, tags=["old"])
OTHERS = ["The house stands at the river.", "Das Haus steht am Fluss, das Haus."] * 2
NEW = Tokenizer.learn([*LINES, *OTHERS], 320, tags=["made", "old"])


def ids(tokenizer: Tokenizer) -> dict[str, int]:
    return {name: index for index, name in enumerate(tokenizer.pieces(range(len(tokenizer))))}


def test_a_piece_of_both_vocabularies_is_spelled_by_itself() -> None:
    before, now = ids(OLD), ids(NEW)
    spelled = spelled_before(OLD, NEW)
    shared = before.keys() & now.keys()
    assert len(shared) > 259  # not the bytes and special pieces alone
    assert {spelled[now[name]] == [before[name]] for name in shared} == {True}


def test_another_piece_is_spelled_by_the_longest_ones_before_it() -> None:
    spelled, spelling = spelled_before(OLD, NEW), OLD.spelling()
    new = [index for name, index in ids(NEW).items() if name not in ids(OLD)]
    assert len(new) > 3
    for index in new:
        assert b"".join(spelling[each] for each in spelled[index]) == NEW.spelling()[index]


def test_of_several_spellings_that_with_the_longest_piece_first_is_taken() -> None:
    old, new = Tokenizer.learn(["ab abc"] * 3, 270), Tokenizer.learn(["abcd"] * 3, 270)
    spelled = spelled_before(old, new)[ids(new)["▁abcd"]]
    assert old.pieces(spelled) == ["▁abc", "d"]


def test_a_tag_keeps_its_place_by_its_name_and_a_new_one_has_none() -> None:
    spelled = spelled_before(OLD, NEW)
    assert spelled[NEW.tags["old"]] == [OLD.tags["old"]]
    assert spelled[NEW.tags["made"]] == []
    assert spelled[PAD_ID] == [PAD_ID]


@pytest.mark.parametrize("name", VARIANTS)
def test_every_architecture_takes_the_weights_of_another_vocabulary(name: str) -> None:
    settings = VARIANTS[name]
    old, new = TokenizerPair(OLD, OLD), TokenizerPair(NEW, NEW)
    trained = build_model(settings, len(OLD), len(OLD))
    weights = weights_of(trained, torch.float32)
    found = transferred_weights(weights, old, new)
    fresh = build_model(settings, len(NEW), len(NEW))
    wanted = {name: weight.shape for name, weight in fresh.named_parameters()}
    assert {name: weight.shape for name, weight in found.items()} == wanted
    spelled = spelled_before(OLD, NEW)
    for key, weight in found.items():
        if weight.shape == weights[key].shape:
            assert weight is weights[key]
            continue
        for row, before in enumerate(spelled):
            mean = (weights[key][before] if before else weights[key]).mean(0)
            torch.testing.assert_close(weight[row], mean)


def test_each_side_has_its_own_pieces() -> None:
    settings = VARIANTS["transformer, untied"]
    old, new = TokenizerPair(OLD, NEW), TokenizerPair(NEW, OLD)
    weights = weights_of(build_model(settings, len(OLD), len(NEW)), torch.float32)
    found = transferred_weights(weights, old, new)
    assert {len(found[name]) for name in ("target_embedding.weight", "output.bias")} == {len(OLD)}
    assert len(found["source_embedding.weight"]) == len(NEW)


def test_the_same_vocabulary_changes_nothing() -> None:
    pair, weights = TokenizerPair(OLD, OLD), {"output.bias": torch.zeros(len(OLD))}
    assert transferred_weights(weights, pair, TokenizerPair(OLD, OLD)) is weights


def test_a_vocabulary_of_the_same_size_is_another_one_all_the_same() -> None:
    other = Tokenizer.learn(OTHERS, len(OLD), tags=["old"])
    assert len(other) == len(OLD)
    weights = {"output.bias": torch.arange(float(len(OLD)))}
    found = transferred_weights(weights, TokenizerPair(OLD, OLD), TokenizerPair(other, other))
    assert not torch.equal(found["output.bias"], weights["output.bias"])


def test_a_fresh_model_takes_them_from_a_folder(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    loaded = load_model(folder)
    fresh = build_model(loaded.description.model, len(NEW), len(NEW))
    load_weights(fresh, folder, TokenizerPair(NEW, NEW))
    ours, theirs = dict(fresh.named_parameters()), dict(loaded.model.named_parameters())
    same = [key for key in ours if ours[key].shape == theirs[key].shape]
    assert len(same) > 10
    assert all(torch.equal(ours[key], theirs[key]) for key in same)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_vocabulary_is_spelled_by_any_other(lines: list[str]) -> None:
    other = Tokenizer.learn(lines, 270)
    spelling = OLD.spelling()
    for spelled, before in zip(other.spelling(), spelled_before(OLD, other), strict=True):
        assert b"".join(spelling[each] for each in before) == spelled

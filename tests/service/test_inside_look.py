"""The inside of models of every architecture, as the page draws it."""

import json
from base64 import b64decode
from collections.abc import Iterator

import numpy as np
import pytest

from tests.models.variants import VARIANTS, changed
from tests.toy_folder import make_random_folder
from tests.toy_translator import toy_translator
from tolmach.errors import RequestError
from tolmach.search.hypothesis import LengthPenalty
from tolmach.service.inside_look import (
    InsideRequest,
    box_look,
    head_roles,
    inside,
    packed_attention,
    samples,
)
from tolmach.service.served_model import ServedModel, ServiceSettings
from tolmach.service.turns import ThreadBudget

ASKED = InsideRequest("Der Hund schläft.", beam=3, penalty=LengthPenalty(0.5))
TRANSFORMER = toy_translator(VARIANTS["transformer, pre-norm"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedModel]:
    folder = make_random_folder(
        tmp_path_factory.mktemp("inside") / "toy", VARIANTS["transformer, pre-norm"]
    )
    model = ServedModel.load(folder, ServiceSettings(), ThreadBudget(1))
    yield model
    model.close()


@pytest.mark.parametrize(
    "name",
    [
        "transformer, pre-norm",
        "recurrent, attention before",
        "recurrent, vector at the start",
        "convolutional",
        "hybrid",
    ],
)
def test_every_architecture_shows_its_inside(name: str) -> None:
    found = inside(toy_translator(VARIANTS[name]), ASKED)
    json.dumps(found, allow_nan=False)
    assert found["architecture"] == VARIANTS[name].architecture
    steps = len(found["target"]["pieces"])
    assert len(found["next_pieces"]) == len(found["temperature_sums"]) == steps
    assert {len(layer) for layer in found["layers"]} == {steps}
    assert len(found["target"]["ids"]) == steps - 1
    assert found["search"]["length_penalty"] == 0.5
    assert found["greedy"]["pieces"]
    assert all(len(step) <= 3 + 3 + 6 for step in found["search"]["steps"])
    [first, *_] = found["merges"]["source"]
    assert "".join(first["bytes"]) == "▁Der"


def test_a_forced_piece_is_followed_by_all_translations() -> None:
    free = inside(TRANSFORMER, ASKED)
    said, other = free["target"]["ids"][:1], free["next_pieces"][1]["ids"]
    forced = next(piece for piece in other if piece not in (0, 1, 2, free["target"]["ids"][1]))
    asked = InsideRequest(ASKED.source, 3, ASKED.penalty, (*said, forced))
    found = inside(TRANSFORMER, asked)
    assert list(found["target"]["ids"][:2]) == [*said, forced]
    assert [len(step) for step in found["search"]["steps"][:2]] == [1, 1]
    assert found["next_pieces"][0] == free["next_pieces"][0]
    pieces = TRANSFORMER.tokenizers.target.pieces([*said, forced])
    assert found["greedy"]["pieces"][:2] == pieces
    assert all(one["pieces"][:2] == pieces for one in samples(TRANSFORMER, asked))


@pytest.mark.parametrize(
    ("source", "language"),
    [("The child buys two red apples today.", "en"), ("Das Kind kauft zwei Äpfel.", None)],
)
def test_the_language_of_a_sentence_that_a_model_does_not_read_is_told(
    source: str, language: str | None
) -> None:
    assert inside(TRANSFORMER, InsideRequest(source))["foreign"] == language


def test_samples_are_the_same_each_time_and_differ_by_temperature() -> None:
    assert samples(TRANSFORMER, ASKED) == samples(TRANSFORMER, ASKED)
    cold = samples(TRANSFORMER, InsideRequest(ASKED.source, temperature=0.01))
    assert cold != samples(TRANSFORMER, ASKED)


def test_attention_of_long_sentences_is_sent_as_means() -> None:
    few = np.full((2, 3, 5), 0.2, np.float32)
    many = np.full((4, 500, 500), 0.002, np.float32)
    [one] = packed_attention({"decoder.cross.1": few}).values()
    assert (one["shape"], one["mean"]) == ((2, 3, 5), False)
    assert set(b64decode(one["bytes"])) == {51}
    packed = packed_attention({"decoder.cross.1": few, "encoder.self.1": many})
    assert [each["shape"][0] for each in packed.values()] == [1, 1]
    assert all(each["mean"] for each in packed.values())


def test_a_box_shows_vectors_of_every_piece() -> None:
    whole = inside(TRANSFORMER, ASKED)
    found = box_look(TRANSFORMER, ASKED.source, whole["target"]["ids"], 1)
    assert (found["size"], len(found["rows"][0])) == (28, 28)
    assert len(found["rows"]) == len(whole["source"]["pieces"])


def test_what_is_no_piece_or_part_is_refused() -> None:
    with pytest.raises(RequestError, match="2 is no piece of this model"):
        inside(TRANSFORMER, InsideRequest("Hund", prefix=(2,)))
    learned = toy_translator(changed(VARIANTS["transformer, learned positions"], longest=20))
    with pytest.raises(RequestError, match="at most 19 pieces"):
        inside(learned, InsideRequest("Hund", prefix=(5,) * 20))
    with pytest.raises(RequestError, match="no text to look at"):
        samples(TRANSFORMER, InsideRequest(" "))
    with pytest.raises(RequestError, match="none with number 99"):
        box_look(TRANSFORMER, "Hund", [], 99)


def test_heads_have_roles_where_a_self_test_shows_them(served: ServedModel) -> None:
    found = head_roles(served)
    assert [len(heads) for heads in found.values()] == [2] * 8

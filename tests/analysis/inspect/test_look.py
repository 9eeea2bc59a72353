import json

import numpy as np
import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.attention.recorder import record_texts
from tolmach.analysis.inspect.look import SentenceView, longest_target, look_at
from tolmach.config.model import Model
from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions

SOURCE, TARGET = "Der Hund schläft!! 20 $", "The dog's asleep."
SHORT = SearchOptions(beam=2, guard=Guard(max_length=3))
TRANSFORMER = toy_translator(VARIANTS["transformer, pre-norm"])


def written(view: SentenceView) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(view.as_json(), allow_nan=False))
    return found


def test_the_weights_are_those_that_the_recorder_keeps() -> None:
    found = written(look_at(TRANSFORMER, SOURCE, TARGET, SHORT))
    (recorded,) = record_texts(TRANSFORMER, [SOURCE], [TARGET])
    attention = found["attention"]
    assert isinstance(attention, dict)
    assert list(attention) == list(recorded.weights)
    assert len(attention) == 2 + 3 + 3
    for site, weights in recorded.weights.items():
        np.testing.assert_allclose(attention[site], weights, atol=5.01e-4)


def test_pieces_and_words_of_a_given_translation() -> None:
    found = look_at(TRANSFORMER, SOURCE, TARGET, SHORT).as_json()
    assert found["languages"] == ["de", "en"]
    assert found["target"]["given"]
    assert found["target"]["words"] == ("The", "dog's", "asleep", ".", "</s>")
    assert found["source"]["words"] == ("Der", "Hund", "schläft", "!", "!", "20", "$", "</s>")
    assert found["source"]["pieces"] == (*TOKENIZER.pieces(TOKENIZER.encode(SOURCE)), "</s>")
    said = [place["said"] for place in found["next_pieces"]]
    assert said == list(found["target"]["pieces"])
    scores = TRANSFORMER.score([SOURCE], [TARGET])[0].tokens
    probabilities = [place["probability"] for place in found["next_pieces"]]
    assert np.log(probabilities) == pytest.approx([each[1] for each in scores], abs=2e-2)


def test_the_models_own_translation_is_taught_piece_by_piece_as_search_found_it() -> None:
    view = look_at(TRANSFORMER, SOURCE, None, SHORT)
    best = view.trace.found[0]
    assert best == TRANSFORMER.engine.translate([TOKENIZER.encode(SOURCE)], SHORT)[0][0]
    assert view.recording.target == (*best.ids, 2)
    assert not view.given
    steps = view.as_json()["search"]["steps"]
    assert len(steps) == 4
    assert [one["slot"] for one in steps[0] if one["fate"] == "kept"] == [0, 1]


@pytest.mark.parametrize("settings", list(VARIANTS.values()), ids=list(VARIANTS))
def test_every_architecture_can_be_looked_into(settings: Model) -> None:
    found = written(look_at(toy_translator(settings), "Der Hund", "The dog", SHORT))
    attention = found["attention"]
    assert isinstance(attention, dict)
    attends = any(site.startswith("decoder.cross.") for site in attention)
    assert attends != (getattr(settings, "link", "") in VECTORS)
    assert found["search"]


VECTORS = ("start", "every_step")


@pytest.mark.parametrize("text", ["", " \t\n", "\x00"])
def test_nothing_to_look_at_is_refused(text: str) -> None:
    with pytest.raises(TolmachError, match="There is no text to look at; give a sentence"):
        look_at(TRANSFORMER, text)


def test_a_translation_too_long_to_look_at_is_refused() -> None:
    most = longest_target(TRANSFORMER)
    with pytest.raises(TolmachError, match=f"The translation has .* pieces, .* at most {most};"):
        look_at(TRANSFORMER, "Hund", "dog " * (most + 1))


def test_an_empty_translation_can_be_taught() -> None:
    view = look_at(TRANSFORMER, SOURCE, "", SHORT)
    assert view.target.words == ("</s>",)
    assert len(view.places) == 1

"""A look at one sentence; the shipped model's, where a meaning matters."""

from collections.abc import Iterator

import pytest

from tests.toy_folder import make_toy_folder
from tolmach.corpus.parallel import Pair
from tolmach.errors import RequestError
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.service.sentence_look import (
    alignment,
    cleaned_pair,
    confidence,
    other_words,
)
from tolmach.service.served_model import ServedModel, ServiceSettings
from tolmach.service.turns import ThreadBudget
from tolmach.translation.glossary import Glossary

PAIR = Pair("Der Hund schläft.", "The dog is sleeping.")


@pytest.fixture(scope="module")
def shipped() -> Iterator[ServedModel]:
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no model is shipped")
    model = ServedModel.load(DEFAULT_MODEL, ServiceSettings(), ThreadBudget(1))
    yield model
    model.close()


def test_words_are_aligned(shipped: ServedModel) -> None:
    found = alignment(shipped.translator, PAIR, shipped)
    source = [PAIR.source[slice(*span)] for span in found["source_words"]]
    target = [PAIR.target[slice(*span)] for span in found["target_words"]]
    row = found["shares"][target.index("dog")]
    assert source[row.index(max(row))] == "Hund"


def test_confidence_is_calibrated(shipped: ServedModel) -> None:
    sound, wrong = (
        confidence(shipped.translator, Pair(PAIR.source, target), shipped)
        for target in (PAIR.target, "The moon moon moon is a very old spoon.")
    )
    assert sound is not None
    assert wrong is not None
    assert wrong["sentence"] < 0.3 < sound["sentence"]
    assert [each["span"] for each in sound["words"]] == [
        (0, 3),
        (4, 7),
        (8, 10),
        (11, 19),
        (19, 20),
    ]
    assert wrong["warnings"]
    assert sound["warnings"] == []


def test_a_term_of_a_glossary_is_no_reason_for_doubt(shipped: ServedModel) -> None:
    pair = Pair("Das Kind kauft zwei rote Äpfel.", "The whippersnapper buys two red Äpfel.")
    terms = {"Kind": "whippersnapper", "Äpfel": "Äpfel"}
    without, within = (
        confidence(shipped.translator, pair, shipped, glossary)
        for glossary in (None, Glossary.of(terms.items()))
    )
    assert without is not None
    assert within is not None
    doubtful = [
        {pair.target[slice(*word["span"])] for word in found["words"] if word["confidence"] < 0.5}
        for found in (without, within)
    ]
    assert set(terms.values()) <= doubtful[0]
    assert not set(terms.values()) & doubtful[1]
    assert {each["fault"] for each in without["warnings"]} >= {"untranslated"}
    assert within["warnings"] == []


@pytest.mark.parametrize(("place", "kept"), [(0, ""), (4, "The "), (6, "The "), (7, "The dog ")])
def test_other_words_keep_what_stands_before_them(
    shipped: ServedModel, place: int, kept: str
) -> None:
    found = other_words(shipped.translator, PAIR, place)
    assert len(found) > 1
    for one in found:
        assert one["text"].startswith(kept.rstrip())
        assert one["word"] in one["text"][max(0, place - len("dog")) :]  # "dog's" goes on, too
    chances = [one["probability"] for one in found]
    assert chances == sorted(chances, reverse=True)


def test_other_words_after_the_last(shipped: ServedModel) -> None:
    found = other_words(shipped.translator, PAIR, 99)
    assert all(one["text"].startswith(PAIR.target) for one in found)


def test_sentences_are_read_as_the_model_reads_them(shipped: ServedModel) -> None:
    pair = cleaned_pair(shipped.translator, " Der\u00a0 Hund\n", "The dog")
    assert pair == Pair("Der Hund", "The dog")
    with pytest.raises(RequestError, match="nothing to look at"):
        cleaned_pair(shipped.translator, "Hund", " ")


def test_what_is_not_calibrated_has_no_confidence(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = make_toy_folder(tmp_path_factory.mktemp("look") / "toy")
    model = ServedModel.load(folder, ServiceSettings(), ThreadBudget(1))
    assert confidence(model.translator, PAIR, model) is None
    model.close()

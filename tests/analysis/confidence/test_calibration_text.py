"""What a toy reads to be calibrated: its pairs, the same spoilt, and labelled translations."""

import pytest

from tests.models.variants import VARIANTS
from tests.toy_folder import make_toy_folder
from tests.toy_translator import toy_translator
from tolmach.analysis.confidence.calibration_text import CalibrationText, calibrate
from tolmach.analysis.confidence.corruption import Fault
from tolmach.analysis.confidence.labels import LabelledTranslation
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.translation.translator import Translator

PAIRS = [Pair(f"Hund {n} und Katze {n} schlafen.", f"dog {n}, cat {n}!") for n in range(100)]
FAULTS: list[frozenset[Fault]] = [frozenset(), frozenset({"omission"})]
LABELLED = [LabelledTranslation(Pair("Hund 3 und Katze 3 schlafen.", "dog 3!"), f) for f in FAULTS]


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_labelled_translations_are_read_and_erased(translator: Translator) -> None:
    found = calibrate(translator, PAIRS, 3, LABELLED * 50)
    assert (found.labelled, found.faultless is None) == (100, False)


def test_every_pair_is_told_once_it_is_read(translator: Translator) -> None:
    text = CalibrationText.of(translator, PAIRS, 3, LABELLED)
    read: list[int] = []
    assert text.fit(read.append).labelled == 2
    assert sum(read) == text.size == 100 + 8 * 3 + 2 + 3


def test_labels_that_are_too_long_for_the_model_are_left_out() -> None:
    model = toy_translator(VARIANTS["convolutional"].model_copy(update={"longest": 60}))
    endless = LabelledTranslation(Pair("Hund", "dog " * 80), frozenset())
    text = CalibrationText.of(model, PAIRS, 3, [endless, *LABELLED])
    assert text.labelled == LABELLED


def test_few_pairs_are_refused(translator: Translator) -> None:
    with pytest.raises(TolmachError, match="99 pairs are too few"):
        calibrate(translator, [*PAIRS[1:], Pair("", "x")])

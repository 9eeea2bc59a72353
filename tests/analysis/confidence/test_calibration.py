"""Calibrations fitted on a toy, and read from good and damaged files."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.confidence.test_signals import made
from tests.analysis.confidence.test_trust import CALIBRATION
from tests.toy_folder import make_toy_folder
from tolmach.analysis.confidence.calibration import (
    SIGNALS,
    Alarms,
    Calibration,
    Labels,
    fitted,
    of_fault,
)
from tolmach.analysis.confidence.calibration_text import calibrate, read_corrupted
from tolmach.analysis.confidence.corruption import Corruption, Fault
from tolmach.analysis.confidence.evidence import Evidence, evidence
from tolmach.analysis.confidence.labels import (
    LabelledEvidence,
    right_sentences,
    right_words,
)
from tolmach.analysis.confidence.signals import erased_omission_signals
from tolmach.analysis.confidence.trust import trust
from tolmach.corpus.parallel import Pair
from tolmach.errors import ModelError, TolmachError
from tolmach.model_folder import ModelFolder
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.translation.translator import Translator

PAIRS = [Pair(f"Hund {n} und Katze {n} schlafen.", f"dog {n}, cat {n}!") for n in range(100)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


def test_right_is_what_the_reference_says() -> None:
    found = [made("der Hund", "the old dog", [0, 0, 1]), made("ja", "no", [0])]
    pairs = [Pair("der Hund", "the dog"), Pair("ja", "yes")]
    assert right_words(found, pairs).tolist() == [True, False, True, False]
    exact = [Pair("der Hund", "the old dog"), pairs[1]]
    assert right_sentences(found, exact).tolist() == [True, False]


def test_a_swapped_sentence_is_no_example_for_or_against_an_omission() -> None:
    each = made("a b", "x y", [0, 1])
    spoilt = [
        (Corruption("sound", None, []), [each]),
        (Corruption("dropped words", "omission", []), [each]),
        (Corruption("swapped sentence", "hallucination", []), [each]),
    ]
    signals, faulty, sound = of_fault(spoilt, "omission")
    assert (len(signals), faulty.tolist(), sound.tolist()) == (2, [False, True], [True, False])
    _, faulty, _ = of_fault(spoilt, "hallucination")
    assert faulty.tolist() == [False, False, True]


def test_without_attention_there_are_no_alarms() -> None:
    found = [made("a b", "x y", [0, 1], attention=None)] * 3
    pairs = [Pair("a b", "x y"), Pair("a b", "x z"), Pair("a b", "q q")]
    assert fitted(found, pairs, []).alarms is None


def test_a_model_is_calibrated_saved_and_read(folder: Path) -> None:
    with pytest.raises(TolmachError, match=r"holds no calibration.json.*tolmach calibrate"):
        Calibration.load(folder)
    found = calibrate(Translator.load(folder), PAIRS, 7)
    assert found.pairs == 100
    assert found.alarms is not None
    assert len(found.word.weights) == 6
    found.save(folder)
    assert Calibration.load(folder) == found


def test_one_sound_pair_in_a_hundred_gives_a_warning_and_one_word_in_twenty_is_faint(
    folder: Path,
) -> None:
    translator = Translator.load(folder)
    pairs = [Pair(f"{one.source} {n % 7}", one.target) for n, one in enumerate(PAIRS * 4)]
    spoilt = read_corrupted(translator, pairs, 200)
    known = evidence(translator, PAIRS[:20])
    alarms = fitted(known, PAIRS[:20], spoilt).alarms
    assert alarms is not None
    sound = [each for kind, found in spoilt if kind.fault is None for each in found]
    for fault, signals in SIGNALS.items():
        alarm = getattr(alarms, fault)
        chances = alarm.chance.probability(np.array([signals(each) for each in sound]))
        assert np.mean(chances > alarm.above) <= 0.01 <= np.mean(chances >= alarm.above)
    for figure, level in (("coverage", alarms.covered), ("contributions", alarms.contributed)):
        words = np.concatenate([getattr(each, figure) for each in sound])
        assert np.mean(words < level) == pytest.approx(0.05, abs=0.01)


def labelled(
    count: int, *, clear: bool, erased: bool | None = None, fault: Fault = "hallucination"
) -> list[LabelledEvidence]:
    """Return evidence of which every third is faulty, told by its words' probability, or not.

    Without links by erasure are both words of what is faulty, if `erased` tells, else the second.
    """
    told_by_erasure = clear if erased is None else erased
    found = []
    for number in range(count):
        faulty = number % 3 == 2
        low = -9.0 if (faulty if clear else number % 2) else -0.1
        values = np.array([-0.1, low - number / 1000])
        each = made("rot bunt", "x y", [0, 1], log_probabilities=values)
        linked = np.array([[0.0 if faulty and told_by_erasure else 9.0, 0.0]] * 3)
        faults: frozenset[Fault] = frozenset({fault} if faulty else ())
        found.append(LabelledEvidence(each, faults, linked))
    return found


def calibrated_by(folder: Path, labels: Labels, wrong: Sequence[Evidence] = ()) -> Calibration:
    translator = Translator.load(folder)
    spoilt, known = read_corrupted(translator, PAIRS, 5), evidence(translator, PAIRS[:9])
    return fitted(known, PAIRS[:9], spoilt, labels, wrong)


def alarms_by(folder: Path, labels: Labels) -> Alarms:
    alarms = calibrated_by(folder, labels).alarms
    assert alarms is not None
    return alarms


def test_labels_make_an_alarm_that_is_right_where_it_can_be(folder: Path) -> None:
    without = alarms_by(folder, [])
    labels = labelled(90, clear=True)
    found = alarms_by(folder, labels)
    assert found.hallucination != without.hallucination
    assert (found.omission, found.repetition) == (without.omission, without.repetition)
    assert (without.fitted_on_labels, found.fitted_on_labels) == ([], ["hallucination"])
    signals = np.array([SIGNALS["hallucination"](each.found) for each in labels])
    warned = found.hallucination.chance.probability(signals) > found.hallucination.above
    assert warned.tolist() == ["hallucination" in each.faults for each in labels]


@pytest.mark.parametrize("clear", [True, False], ids=["by attention, too", "by erasure alone"])
def test_labels_of_omissions_make_an_alarm_by_erasure(folder: Path, clear: bool) -> None:
    assert alarms_by(folder, labelled(90, clear=True)).erased is None
    labels = labelled(90, clear=clear, erased=True, fault="omission")
    found = alarms_by(folder, labels)
    assert found.erased is not None
    assert (found.omission == alarms_by(folder, []).omission) is not clear
    assert found.fitted_on_labels == ["omission"]
    erased = np.array([erased_omission_signals(each.found, each.losses) for each in labels])
    told = found.erased.chance.probability(erased) > found.erased.above
    assert told.tolist() == ["omission" in each.faults for each in labels]
    plain = np.array([SIGNALS["omission"](each.found) for each in labels])
    chances = found.omission.chance.probability(plain)
    assert found.erased.suspected == pytest.approx(np.quantile(chances[told], 0.05))


def test_a_hundred_labels_make_confidence_the_chance_of_no_fault(folder: Path) -> None:
    assert calibrated_by(folder, labelled(99, clear=True)).faultless is None
    labels = labelled(120, clear=True)
    found = calibrated_by(folder, labels)
    assert (found.labelled, found.faultless is None) == (120, False)
    for each in labels[:6]:
        sure = trust(each.found, found).sentence
        assert sure is not None
        assert (sure < 0.2) if each.faults else (sure > 0.9)
    nothing_wrong = [each._replace(faults=frozenset()) for each in labels]
    assert calibrated_by(folder, nothing_wrong).faultless is None


def test_where_words_are_exchanged_a_reader_is_not_needed_for_doubt(folder: Path) -> None:
    labels = labelled(120, clear=True)
    odd = made("rot bunt", "x y", [0, 1], log_probabilities=np.array([-4.0, -0.1]))
    without, with_wrong = (
        trust(odd, calibrated_by(folder, labels, wrong)).sentence for wrong in ([], [odd] * 40)
    )
    assert without is not None
    assert with_wrong is not None
    assert with_wrong < min(0.2, without - 0.1)


@pytest.mark.parametrize(("count", "clear"), [(50, True), (300, False)])
def test_few_labels_and_faults_that_nothing_tells_make_none(
    folder: Path, count: int, clear: bool
) -> None:
    assert alarms_by(folder, labelled(count, clear=clear)) == alarms_by(folder, [])


def test_a_model_that_is_saved_anew_has_to_be_calibrated_anew(folder: Path, tmp_path: Path) -> None:
    ModelFolder.load(folder).save(tmp_path / "copy")
    CALIBRATION.save(tmp_path / "copy")
    ModelFolder.load(tmp_path / "copy").save(tmp_path / "copy")
    assert not (tmp_path / "copy" / "calibration.json").exists()


@pytest.mark.parametrize(
    "content", ["", "3", "[[", "{}", '{"word": 3}', json.dumps(CALIBRATION.model_dump() | {"x": 1})]
)
def test_a_damaged_file_is_named(folder: Path, content: str) -> None:
    (folder / "calibration.json").write_text(content, "utf-8")
    with pytest.raises(ModelError, match=r"calibration\.json"):
        Calibration.load(folder)


@pytest.mark.parametrize("signal", ["word", "sentence"])
def test_as_many_weights_as_signals(folder: Path, signal: str) -> None:
    settings = CALIBRATION.model_dump()
    settings[signal]["weights"] = [1.0]
    (folder / "calibration.json").write_text(json.dumps(settings), "utf-8")
    with pytest.raises(TolmachError, match=r"calibration\.json"):
        Calibration.load(folder)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
def test_the_shipped_calibration_is_whole() -> None:
    shipped = Calibration.load(DEFAULT_MODEL)
    assert shipped.alarms is not None
    assert np.isfinite(shipped.word.weights).all()

"""What is told of pairs whose fault is known, by a calibration made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.confidence.test_signals import SOUND, made
from tolmach.analysis.confidence.calibration import Alarm, Alarms, Calibration
from tolmach.analysis.confidence.logistic import Logistic
from tolmach.analysis.confidence.trust import Alert, Trust, trust


def alarm(*weights: float, bias: float) -> Alarm:
    return Alarm(chance=Logistic(weights=weights, bias=bias), above=0.5)


CALIBRATION = Calibration(
    word=Logistic(weights=(1, 0, 0, 0, 0, 0), bias=0.0),
    sentence=Logistic(weights=(1, 0, 0, 0), bias=0.0),
    alarms=Alarms(
        omission=alarm(0, 0, -1, 0, 0, 0, 0, 0, bias=-3),  # the end is less probable than e^-3
        repetition=alarm(1, 0, bias=-1),  # an echo of two words
        hallucination=alarm(0, -1, 0, 0, 0, 0, 0, bias=1),  # a stretch gets less than one nat
        covered=0.2,
        contributed=1.0,
    ),
    pairs=100,
)


def test_without_bias_and_with_weight_one_confidence_is_the_probability() -> None:
    found = trust(SOUND, CALIBRATION)
    assert found.words == pytest.approx([np.exp(-0.1)] * 5)
    assert found.sentence == pytest.approx(np.exp(-0.1))
    assert found.alerts == ()


def test_what_is_left_out_is_shown_in_the_source() -> None:
    gap = made("der alte Hund schläft heute.", "the old.", [0, 1, 5], ends=np.array([-6.0]))
    (alert,) = trust(gap, CALIBRATION).alerts
    assert (alert.fault, [gap.source[slice(*span)] for span in alert.spans]) == (
        "omission",
        ["Hund schläft heute"],
    )
    assert alert.chance == pytest.approx(1 / (1 + np.exp(-3)))


@pytest.mark.parametrize(
    ("source", "told"),
    [("Hund , schläft", ["schläft"]), (", . !", [", . !"]), (", Hund schläft", [", Hund"])],
)
def test_no_mark_alone_is_shown_where_there_are_words(source: str, told: list[str]) -> None:
    gap = made(source, "a b c", [0, 1, 2], ends=np.array([-6.0]))
    shares = {"Hund": 0.9, "schläft": 0.8, ",": 0.1, ".": 0.1, "!": 0.1}
    if source.startswith(", Hund"):
        shares |= {"Hund": 0.15}
    attention = np.zeros((3, 3))
    attention[0] = [shares[word] for word in source.split()]
    (alert,) = trust(replace(gap, attention=attention), CALIBRATION).alerts
    assert [gap.source[slice(*span)] for span in alert.spans] == told


def test_what_is_said_twice_is_shown_in_the_translation() -> None:
    twice = made("der Hund schläft", "the dog the dog sleeps", [0, 1, 0, 1, 2])
    (alert,) = trust(twice, CALIBRATION).alerts
    assert alert.fault == "repetition"
    assert alert.spans == ((8, 15),)


def test_what_the_source_does_not_say_is_shown_in_stretches() -> None:
    given = np.array([7.0, 0.1, 0.3, 0.2, 9.0, 0.1])
    found = made("der Hund", "the green tea likes dog .", [0] * 6, contributions=given)
    (alert,) = trust(found, CALIBRATION).alerts
    assert alert.fault == "hallucination"
    assert [found.target[slice(*span)] for span in alert.spans] == ["green tea likes"]


def test_silence_is_an_omission_of_everything_but_not_of_nothing() -> None:
    silent = trust(made("der Hund", "", []), CALIBRATION)
    assert (silent.sentence, silent.words) == (0.0, ())
    assert [(each.fault, each.spans) for each in silent.alerts] == [("omission", ((0, 8),))]
    nothing = trust(made("", "", []), CALIBRATION)
    assert (nothing.sentence, nothing.alerts) == (None, ())


def test_without_alarms_there_is_confidence_alone() -> None:
    plain = CALIBRATION.model_copy(update={"alarms": None})
    gap = made("der alte Hund", "the", [0], ends=np.array([-6.0]), attention=None)
    found = trust(gap, plain)
    assert found.alerts == ()
    assert found.sentence is not None


def test_nothing_is_told_of_what_is_granted_alone() -> None:
    alerts = (
        Alert("omission", 0.9, ((0, 3), (4, 8))),
        Alert("untranslated", 0.8, ((4, 9),)),
        Alert("hallucination", 0.7, ((4, 16),)),
    )
    judged = Trust(SOUND, 0.5, (), alerts).granting([((4, 8), (4, 9))])
    assert judged.alerts == (replace(alerts[0], spans=((0, 3),)), alerts[2])

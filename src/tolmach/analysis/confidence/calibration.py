"""Calibration of one model: a fit that turns signals into probabilities, and into warnings.

It is learnt from held-out pairs: the chance that a word, or a sentence, is right from the model's
own translations of them, the warnings from references that were corrupted on purpose, or better
from translations of its own that somebody has labelled. It is saved beside the weights as
`calibration.json`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from tolmach.analysis.confidence.corruption import SWAPPED, Corruption, Fault
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.labels import (
    GOOD_CHRF,
    LabelledEvidence,
    right_sentences,
    right_words,
)
from tolmach.analysis.confidence.logistic import Floats, Logistic
from tolmach.analysis.confidence.signals import (
    ERASED_OMISSION,
    FAULTLESS,
    HALLUCINATION,
    OMISSION,
    REPETITION,
    SENTENCE,
    WORD,
    erased_omission_signals,
    faultless_signals,
    hallucination_signals,
    omission_signals,
    repetition_signals,
    sentence_signals,
    word_signals,
)
from tolmach.config.section import Count, Fraction, Real, Section, validated
from tolmach.corpus.parallel import Pair
from tolmach.errors import ModelError, RequestError
from tolmach.files import write_json
from tolmach.model_paths import CALIBRATION, located_model, read_model_json

FALSE_ALARMS = 0.01  # share of sound pairs with a warning
FEWEST = 100  # pairs to fit on
FEWEST_LABELLED = 20  # translations with a fault, and without, for an alarm by labels
PRECISION = 0.82  # of an alarm by labels, on translations that it was not fitted on
_FOLDS = 10
_MISSED = 0.05  # share of omissions that are not suspected
_FAINT = 0.05  # quantile, of the words of sound pairs, below which a word counts as neglected

Labels = Sequence[LabelledEvidence]
SIGNALS: dict[Fault, Callable[[Evidence], Floats]] = {
    "omission": omission_signals,
    "repetition": repetition_signals,
    "hallucination": hallucination_signals,
}


class Alarm(Section):
    """A threshold: warn where the chance of a fault is above `above`; fitted on pairs or labels."""

    chance: Logistic
    above: Real
    by_labels: bool = False


class ErasureAlarm(Section):
    """An alarm that erases each source word, where the chance without that is above `suspected`."""

    chance: Logistic
    above: Real
    suspected: Real


class Alarms(Section):
    """An alarm for each fault, and the 5 % quantiles of words of sound pairs.

    One word in twenty is covered less than `covered` (attention), and one in twenty gets less than
    `contributed` from the source (nats). Where labels were enough for it, `erased` decides on
    omissions instead of `omission`.
    """

    omission: Alarm
    repetition: Alarm
    hallucination: Alarm
    covered: Real
    contributed: Real
    erased: ErasureAlarm | None = None

    def alarm(self, fault: Fault) -> Alarm:
        """Return the alarm for one fault."""
        match fault:
            case "omission":
                return self.omission
            case "repetition":
                return self.repetition
            case "hallucination":
                return self.hallucination

    @property
    def fitted_on_labels(self) -> list[Fault]:
        """The faults whose alarm is fitted on labels, not on pairs."""
        return [
            fault
            for fault in get_args(Fault)
            if self.alarm(fault).by_labels or (fault == "omission" and self.erased)
        ]


class Calibration(Section):
    """The fit of one model, on so many `pairs`; without attention to the source, no `alarms`.

    `sentence` is the chance of a chrF of `good_chrf` or more against a reference; `faultless`,
    known where so many translations were `labelled`, that a reader finds no fault, nor two words
    exchanged.
    """

    word: Logistic
    sentence: Logistic
    alarms: Alarms | None
    pairs: Count
    faultless: Logistic | None = None
    labelled: int = 0
    good_chrf: Real = GOOD_CHRF
    false_alarms: Fraction = FALSE_ALARMS

    @model_validator(mode="after")
    def _has_a_weight_for_every_signal(self) -> Self:
        fits = {"word": (self.word, WORD), "sentence": (self.sentence, SENTENCE)}
        if self.alarms is not None:
            fits["omission"] = self.alarms.omission.chance, OMISSION
            fits["repetition"] = self.alarms.repetition.chance, REPETITION
            fits["hallucination"] = self.alarms.hallucination.chance, HALLUCINATION
            if self.alarms.erased is not None:
                fits["erased"] = self.alarms.erased.chance, ERASED_OMISSION
        if self.faultless is not None:
            fits["faultless"] = self.faultless, FAULTLESS
        for name, (fit, count) in fits.items():
            if len(fit.weights) != count:
                raise ValueError(f"{name} needs {count} weights; calibrate the model again")
        return self

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the calibration of the model in `folder`.

        Raises ModelError where there is none or it is damaged.
        """
        path = located_model(folder) / CALIBRATION
        if not path.is_file():
            raise ModelError(
                f"{path.parent} holds no {CALIBRATION}, so the model is not calibrated yet; give "
                f"pairs that it was not trained on to `tolmach calibrate PAIRS --model {folder}`."
            )
        settings = read_model_json(path, remedy="run `tolmach calibrate` again")
        if not isinstance(settings, dict):
            raise ModelError(f"{path} is damaged; run `tolmach calibrate` again.")
        try:
            return validated(cls, settings, str(path))
        except RequestError as error:  # what a model folder holds is nobody's request
            raise ModelError(str(error)) from error

    def save(self, folder: Path) -> None:
        """Write the calibration beside the model in `folder`, whole or not at all."""
        write_json(located_model(folder) / CALIBRATION, self.model_dump())


def fitted(
    found: Sequence[Evidence],
    pairs: Sequence[Pair],
    corrupted: Sequence[tuple[Corruption, Sequence[Evidence]]],
    labelled: Labels = (),
    wrong: Sequence[Evidence] = (),
) -> Calibration:
    """Fit on evidence of a model's translations of `pairs`, and of corrupted references.

    Of `labelled` translations their faults are known; `wrong` ones have two words exchanged.
    """
    attentive = all(each.attention is not None for each in found)
    return Calibration(
        word=Logistic.fit(words(found), right_words(found, pairs)),
        sentence=Logistic.fit(sentences(found), right_sentences(found, pairs)),
        alarms=_alarms(corrupted, labelled) if attentive else None,
        pairs=len(pairs),
        faultless=_faultless(labelled, wrong) if attentive else None,
        labelled=len(labelled),
    )


def _faultless(labelled: Labels, wrong: Sequence[Evidence]) -> Logistic | None:
    """Return the fit of the chance that a reader finds no fault; None where few are labelled."""
    sound = np.array([not each.faults for each in labelled], bool)
    if len(labelled) < FEWEST or not _known(sound):
        return None
    found = [*(each.found for each in labelled), *wrong]
    signals = np.array([faultless_signals(each) for each in found])
    return Logistic.fit(signals, np.r_[sound, np.zeros(len(wrong), bool)])


def words(found: Sequence[Evidence]) -> Floats:
    """Return the signals of all words, [N, F]."""
    return np.concatenate([word_signals(each) for each in found])


def sentences(found: Sequence[Evidence]) -> Floats:
    """Return the signals of all translations, [N, F]."""
    return np.array([sentence_signals(each) for each in found])


def of_fault(
    corrupted: Sequence[tuple[Corruption, Sequence[Evidence]]], fault: Fault
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the signals of a fault, [N, F], which pairs have it, and which are sound, [N] each.

    A swapped sentence also omits the content of its source, so that it is no example of a pair
    without omission.
    """
    known = [
        (kind, each)
        for kind, found in corrupted
        for each in found
        if (kind.name, fault) != (SWAPPED, "omission")
    ]
    return (
        np.array([SIGNALS[fault](each) for _, each in known]),
        np.array([kind.fault == fault for kind, _ in known]),
        np.array([kind.fault is None for kind, _ in known]),
    )


def _alarms(corrupted: Sequence[tuple[Corruption, Sequence[Evidence]]], labelled: Labels) -> Alarms:
    each_fault = {
        fault: _alarm_by_labels(labelled, fault, _of_evidence(SIGNALS[fault]))
        or _alarm(*of_fault(corrupted, fault))
        for fault in get_args(Fault)
    }
    sound = [each for kind, found in corrupted if kind.fault is None for each in found]
    coverage = np.concatenate([each.coverage for each in sound])
    contributions = np.concatenate([each.contributions for each in sound])
    return Alarms(
        **each_fault,
        covered=float(np.quantile(coverage, _FAINT)),
        contributed=float(np.quantile(contributions, _FAINT)),
        erased=_erasure_alarm(labelled, each_fault["omission"].chance),
    )


def _alarm(signals: Floats, faulty: NDArray[np.bool_], sound: NDArray[np.bool_]) -> Alarm:
    chance = Logistic.fit(signals, faulty)
    usual = chance.probability(signals[sound])
    return Alarm(chance=chance, above=float(np.quantile(usual, 1 - FALSE_ALARMS)))


def _alarm_by_labels(
    labelled: Labels, fault: Fault, signals: Callable[[LabelledEvidence], Floats]
) -> Alarm | None:
    """Return the alarm that catches most at a precision of 82 %, judged by cross-validation.

    None where too few are labelled, or no threshold is as precise as that.
    """
    faulty = np.array([fault in each.faults for each in labelled], bool)
    if not _known(faulty):
        return None
    return _precise_alarm(np.array(list(map(signals, labelled))), faulty)


def _of_evidence(signals: Callable[[Evidence], Floats]) -> Callable[[LabelledEvidence], Floats]:
    return lambda each: signals(each.found)


def _erasure_alarm(labelled: Labels, by_attention: Logistic) -> ErasureAlarm | None:
    """Return the alarm of omissions by erasure, as precise, None as `_alarm_by_labels` has it.

    What is less likely to omit anything, `by_attention`, than 95 % of what does is not suspected.
    """

    def signals(each: LabelledEvidence) -> Floats:
        return erased_omission_signals(each.found, each.losses)

    if (alarm := _alarm_by_labels(labelled, "omission", signals)) is None:
        return None
    omitting = [each.found for each in labelled if "omission" in each.faults]
    chances = by_attention.probability(np.array(list(map(omission_signals, omitting))))
    suspected = float(np.quantile(chances, _MISSED))
    return ErasureAlarm(chance=alarm.chance, above=alarm.above, suspected=suspected)


def _known(faulty: NDArray[np.bool_]) -> bool:
    return bool(min(faulty.sum(), (~faulty).sum()) >= FEWEST_LABELLED)


def _precise_alarm(signals: Floats, faulty: NDArray[np.bool_]) -> Alarm | None:
    chances = _held_out_chances(signals, faulty)
    order = np.argsort(-chances, kind="stable")
    precise = np.flatnonzero(np.cumsum(faulty[order]) >= PRECISION * np.arange(1, len(order) + 1))
    if not len(precise) or precise[-1] + 1 == len(order):
        return None
    last, next_one = chances[order[precise[-1] : precise[-1] + 2]]
    chance, above = Logistic.fit(signals, faulty), float((last + next_one) / 2)
    return Alarm(chance=chance, above=above, by_labels=True)


def _held_out_chances(signals: Floats, faulty: NDArray[np.bool_]) -> Floats:
    """Return the chance of each example by a fit on the other folds, [N]."""
    chances, fold = np.zeros(len(faulty)), np.arange(len(faulty)) % _FOLDS
    for number in range(_FOLDS):
        held_out = fold == number
        fit = Logistic.fit(signals[~held_out], faulty[~held_out])
        chances[held_out] = fit.probability(signals[held_out])
    return chances

"""Trust in a translation: the confidence of its words and of the whole, and alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.confidence.calibration import SIGNALS, Alarms, Calibration
from tolmach.analysis.confidence.corruption import Fault
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.logistic import Floats
from tolmach.analysis.confidence.signals import (
    echoes,
    faultless_signals,
    sentence_signals,
    word_signals,
)
from tolmach.text.sentences import Span
from tolmach.text.words import is_word

_MOST_SPANS = 5  # shown with one warning


@dataclass(frozen=True)
class Alert:
    """A probable fault, its chance, and the spans that are evidence of it, or else the worst one.

    Spans are of the source where something is left out, else of the translation. What is
    `untranslated` is copied from the source, and a number is missing or added (`probes`).
    """

    fault: Fault | Literal["untranslated", "missing number", "added number"]
    chance: float
    spans: tuple[Span, ...]

    @property
    def of_source(self) -> bool:
        """Say whether its spans are of the source."""
        return self.fault in ("omission", "missing number")


@dataclass(frozen=True)
class Trust:
    """The judgement of a calibrated model on one translation.

    `sentence` is the chance that the whole is good, None where there is no word: that a reader
    finds no fault in it, of a model calibrated on labels, else that its chrF against a reference is
    60 or more. `words` are the chances of each word that a reference has it in its place.
    """

    evidence: Evidence
    sentence: float | None
    words: tuple[float, ...]
    alerts: tuple[Alert, ...]

    def granting(self, pairs: Sequence[tuple[Span, Span]]) -> Self:
        """Return the judgement without alerts of these spans of source and target alone.

        Those of other spans, too, are of the others.
        """
        left = []
        for alert in self.alerts:
            granted = [pair[0 if alert.of_source else 1] for pair in pairs]
            spans = tuple(span for span in alert.spans if not _covered(span, granted))
            left += [replace(alert, spans=spans)] if spans else []
        return replace(self, alerts=tuple(left))


def _covered(span: Span, spans: Sequence[Span]) -> bool:
    """Say whether a span is within one of others."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def trust(found: Evidence, calibration: Calibration) -> Trust:
    """Return the judgement on the translation in `found`."""
    if not found.target_words:
        missing = bool(found.source_words)
        return Trust(found, 0.0 if missing else None, (), tuple(_empty_translation(found)))
    words = calibration.word.probability(word_signals(found))
    alerts = () if calibration.alarms is None else _warnings(found, calibration.alarms)
    return Trust(found, _of_sentence(found, calibration), tuple(words.tolist()), tuple(alerts))


def _of_sentence(found: Evidence, calibration: Calibration) -> float:
    if calibration.faultless is not None:
        return float(calibration.faultless.probability(faultless_signals(found)[None])[0])
    return float(calibration.sentence.probability(sentence_signals(found)[None])[0])


def _empty_translation(found: Evidence) -> Iterator[Alert]:
    if found.source_words:
        yield Alert("omission", 1.0, ((0, len(found.source)),))


def _warnings(found: Evidence, known: Alarms) -> Iterator[Alert]:
    for fault in get_args(Fault):
        alarm = known.alarm(fault)
        chance = float(alarm.chance.probability(SIGNALS[fault](found)[None])[0])
        if chance > alarm.above:
            yield Alert(fault, chance, _spans(found, fault, known))


def _spans(found: Evidence, fault: Fault, known: Alarms) -> tuple[Span, ...]:
    """Return the spans of words that are evidence of a fault, in order."""
    if fault == "omission":
        text, words, values = found.source, found.source_words, found.coverage
        faint = values < known.covered
    else:
        text, words, values = found.target, found.target_words, found.contributions
        faint = echoes(found) if fault == "repetition" else values < known.contributed
    return marked_spans(text, words, values, faint)


def marked_spans(
    text: str, words: Sequence[Span], values: Floats, faint: NDArray[np.bool_]
) -> tuple[Span, ...]:
    """Return the spans of faint neighbours; where no word is among them, that of the faintest word.

    One of punctuation alone is returned only if there is no word.
    """
    are_words = np.array([is_word(text[slice(*each)]) for each in words], dtype=bool)
    if not (faint & are_words).any():
        able = are_words if are_words.any() else np.ones_like(are_words)
        faint = able & (values == values[able].min(initial=np.inf))
    found: list[Span] = []
    for number, (start, end) in enumerate(words):
        if not faint[number]:
            continue
        if number and faint[number - 1] and found:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    worded = [span for span in found if any(map(is_word, text[slice(*span)]))]
    return tuple((worded or found)[:_MOST_SPANS])

"""How far to trust a translation: confidence of words and of the whole, and warnings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from tolmach.analysis.confidence.calibration import SIGNALS, Alarms, Calibration
from tolmach.analysis.confidence.corruption import Fault
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.signals import echoes, sentence_signals, word_signals
from tolmach.text.words import is_word
from tolmach.translation.result import Span

_MOST_SPANS = 5  # shown with one warning


@dataclass(frozen=True)
class Alert:
    """A probable fault, its chance, and the stretches that speak for it, the worst where none does.

    Stretches are of the source where something is left out, else of the translation. What is
    `untranslated` is copied from the source (`untranslated.py`).
    """

    fault: Fault | Literal["untranslated"]
    chance: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Trust:
    """What a calibrated model says of one translation.

    `sentence` is the chance that the whole is good (chrF of 60 or more against a reference), None
    where there is no word; `words` the chance of each word that a reference has it in its place.
    """

    evidence: Evidence
    sentence: float | None
    words: tuple[float, ...]
    alerts: tuple[Alert, ...]


def trust(found: Evidence, calibration: Calibration) -> Trust:
    """Return how far the translation in `found` is to be trusted."""
    if not found.target_words:
        silent = bool(found.source_words)
        return Trust(found, 0.0 if silent else None, (), tuple(_silence(found)))
    sentence = calibration.sentence.probability(sentence_signals(found)[None])
    words = calibration.word.probability(word_signals(found))
    alerts = () if calibration.alarms is None else _warnings(found, calibration.alarms)
    return Trust(found, float(sentence[0]), tuple(words.tolist()), tuple(alerts))


def _silence(found: Evidence) -> Iterator[Alert]:
    if found.source_words:
        yield Alert("omission", 1.0, ((0, len(found.source)),))


def _warnings(found: Evidence, known: Alarms) -> Iterator[Alert]:
    for fault in get_args(Fault):
        alarm = known.alarm(fault)
        chance = float(alarm.chance.probability(SIGNALS[fault](found)[None])[0])
        if chance > alarm.above:
            yield Alert(fault, chance, _spans(found, fault, known))


def _spans(found: Evidence, fault: Fault, known: Alarms) -> tuple[Span, ...]:
    """Return the stretches of words that speak for a fault, in order."""
    if fault == "omission":
        text, words, values = found.source, found.source_words, found.coverage
        faint = values < known.covered
    else:
        text, words, values = found.target, found.target_words, found.contributions
        faint = echoes(found) if fault == "repetition" else values < known.contributed
    if not faint.any() and len(values):
        faint = values == values.min()
    return stretches(text, words, [bool(each) for each in faint])


def stretches(text: str, words: Sequence[Span], chosen: Sequence[bool]) -> tuple[Span, ...]:
    """Return where chosen neighbours begin and end; marks alone are none."""
    found: list[Span] = []
    for number, (start, end) in enumerate(words):
        if not chosen[number]:
            continue
        if number and chosen[number - 1] and found:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    worded = [span for span in found if any(map(is_word, text[slice(*span)]))]
    return tuple((worded or found)[:_MOST_SPANS])

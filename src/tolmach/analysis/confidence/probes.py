"""Probes: judgements made more precise by asking the model again, for omissions and copies.

Attention tells that something is missing, but not reliably what: before a word that does not fit,
the decoder attends to the source of the one that would have. So each source word is left out in
turn (erasure, Li et al. 2016; Vamvas and Sennrich 2022 leave out phrases to find
undertranslations).

Names are copied rightly, and some words are spelled alike in both languages by chance. So a copy
is a fault only where the model finds it improbable in its place, and translates it, alone, by
another word with confidence, as it does no name that it does not know.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log

from tolmach.analysis.alignment.erasure_links import LITTLE, piece_losses
from tolmach.analysis.confidence.calibration import Alarms, ErasureAlarm
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.logistic import Floats
from tolmach.analysis.confidence.signals import erased_omission_signals, omission_signals
from tolmach.analysis.confidence.trust import Alert, Trust, marked_spans
from tolmach.reading.span_map import SpanMap
from tolmach.text.quantities.dates import dates
from tolmach.text.quantities.number_check import check_numbers
from tolmach.text.quantities.numbers import NumberFormat, number_formats
from tolmach.text.quantities.spoken.times import in_digits
from tolmach.text.sentences import Span, spliced
from tolmach.text.words import words_of
from tolmach.translation.result import Translation
from tolmach.translation.translator import Translator

_SHORTEST = 3  # letters
_IMPROBABLE = log(0.1)  # of a copied word in its place
_SURE = 0.5  # mean probability of a piece of the word's own translation


def with_omissions_located(translator: Translator, judged: Trust, alarms: Alarms | None) -> Trust:
    """Return `judged` with every omission at the words that the translation can do without.

    Where the alarms know erasure, it also decides whether there is an omission in what may have
    one. Costs a forward pass for each word of a source that may.
    """
    told = next((alert for alert in judged.alerts if alert.fault == "omission"), None)
    found, erased = judged.evidence, alarms.erased if alarms else None
    if not judged.words or not (told or (alarms and _suspected(found, alarms))):
        return judged
    losses = piece_losses(translator, found.source, found.target, found.source_words)
    if erased is not None:
        told = _told_by_erasure(found, losses, erased)
    alerts = tuple(alert for alert in judged.alerts if alert.fault != "omission")
    if told is not None:
        alerts = replace(told, spans=_unneeded(found, losses.sum(0))), *alerts
    return replace(judged, alerts=alerts)


def _suspected(found: Evidence, alarms: Alarms) -> bool:
    chance = alarms.omission.chance.probability(omission_signals(found)[None])[0]
    return alarms.erased is not None and bool(chance >= alarms.erased.suspected)


def _told_by_erasure(found: Evidence, losses: Floats, erased: ErasureAlarm) -> Alert | None:
    chance = erased.chance.probability(erased_omission_signals(found, losses)[None])[0]
    return Alert("omission", float(chance), ()) if chance > erased.above else None


def _unneeded(found: Evidence, values: Floats) -> tuple[Span, ...]:
    missing = values < max(LITTLE, values.min() + LITTLE)
    return marked_spans(found.source, found.source_words, values, missing)


def with_copies(translator: Translator, judged: Sequence[Trust]) -> list[Trust]:
    """Add to each an alert for the words that are copied untranslated, if there are any."""
    copies = [list(_copies(each.evidence)) for each in judged]
    words = sorted({word for each in copies for word, _ in each})
    known = dict(zip(words, translator.translate(words), strict=True))
    return [
        _alerted(each, [(_chance(known[word], word), span) for word, span in found])
        for each, found in zip(judged, copies, strict=True)
    ]


def with_numbers(judged: Trust, languages: tuple[str, str]) -> Trust:
    """Return `judged` with an alert for the numbers that only one side has, in words or digits."""
    found, (here, there) = judged.evidence, languages
    formats = number_formats(languages)
    source = spliced(found.source, dates(found.source, here))  # with months, not their numbers
    missing = check_numbers(source, in_digits(found.target, there), formats).missing
    added = check_numbers(in_digits(source, here), found.target, formats).added
    as_written = SpanMap.between(source, found.source)
    lost = [as_written.span(*span) for span in _spans_of(missing, source, formats[0])]
    alerts = [
        Alert("missing number", 1.0, tuple(lost)),
        Alert("added number", 1.0, _spans_of(added, found.target, formats[1])),
    ]
    return replace(judged, alerts=(*judged.alerts, *(each for each in alerts if each.spans)))


def _spans_of(written: Sequence[str], text: str, form: NumberFormat) -> tuple[Span, ...]:
    left = Counter(written)
    spans: list[Span] = []
    for start, end, *_ in form.numbers(text):
        if left[text[start:end]] > 0:
            left[text[start:end]] -= 1
            spans.append((start, end))
    return tuple(spans)


def _copies(found: Evidence) -> Iterator[tuple[str, Span]]:
    """Yield words of the translation that the source has too, and that are improbable there."""
    source = {found.source[start:end] for start, end in found.source_words}
    pairs = zip(found.words, found.target_words, found.log_probabilities, strict=True)
    for word, span, value in pairs:
        if len(word) >= _SHORTEST and word.isalpha() and word in source and value < _IMPROBABLE:
            yield word, span


def _chance(alone: Translation, word: str) -> float:
    """Return the model's confidence in another word for a word, 0 where it has none.

    A capitalised word that it translates by another capitalised one is taken for a name.
    """
    translated = words_of(alone.text)
    name = word[0].isupper() and bool(translated) and translated[0][0].isupper()
    if not translated or name or word.lower() in map(str.lower, translated):
        return 0.0
    return exp(alone.log_probability / len(alone.tokens))


def _alerted(judged: Trust, copies: Sequence[tuple[float, Span]]) -> Trust:
    sure = [(chance, span) for chance, span in copies if chance >= _SURE]
    if not sure:
        return judged
    alert = Alert("untranslated", max(sure)[0], tuple(span for _, span in sure))
    return replace(judged, alerts=(*judged.alerts, alert))

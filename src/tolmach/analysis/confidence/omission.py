"""Where a translation leaves something out: source words that it could do without.

Attention tells that something is missing, but not reliably what: before a word that does not fit,
the decoder looks for the one that would have. So each source word is left out in turn (erasure, Li
et al. 2016; Vamvas and Sennrich 2022 leave out phrases to find undertranslations).
"""

from dataclasses import replace

from tolmach.analysis.alignment.erasure import LITTLE, piece_losses
from tolmach.analysis.confidence.evidence import Evidence, Floats
from tolmach.analysis.confidence.trust import Trust, stretches
from tolmach.translation.translator import Translator


def worth(translator: Translator, found: Evidence) -> Floats:
    """Return how much less probable the translation is without each source word, nats, [I]."""
    return piece_losses(translator, found.source, found.target, found.source_words).sum(0)


def located(translator: Translator, shown: Trust) -> Trust:
    """Return `shown` with every omission at the words that the translation can do without.

    Costs a reading for each word of a source that is warned of so.
    """
    if not any(alert.fault == "omission" for alert in shown.alerts) or not shown.words:
        return shown
    found = shown.evidence
    values = worth(translator, found)
    missing = [bool(value) for value in values < max(LITTLE, values.min() + LITTLE)]
    spans = stretches(found.source, found.source_words, missing)
    return replace(
        shown,
        alerts=tuple(
            replace(alert, spans=spans) if alert.fault == "omission" else alert
            for alert in shown.alerts
        ),
    )

"""A look at one sentence and its translation: alignment, confidence, and other ways to go on."""

import math
from collections.abc import Sequence
from typing import Any

from tolmach.analysis.alignment.word_attention import word_attention
from tolmach.analysis.confidence.evidence import evidence
from tolmach.analysis.confidence.probes import with_copies, with_omissions_located
from tolmach.analysis.confidence.trust import Trust, trust
from tolmach.corpus.parallel import Pair
from tolmach.errors import RequestError
from tolmach.inference.engine import between_searches
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions
from tolmach.service.served_model import ServedModel
from tolmach.text.sentences import Span
from tolmach.text.words import word_spans
from tolmach.translation.glossary import Glossary
from tolmach.translation.result import Segment, Translation
from tolmach.translation.translator import Translator

_LIKELY = 0.0005  # the least probability of another piece to go on with
_CHOICES = 8

Numbers = dict[str, Any]


def cleaned_pair(translator: Translator, source: str, target: str) -> Pair:
    """Return a sentence and its translation as the model reads them, normalised.

    Raises RequestError where one is empty.
    """
    pair = Pair(*translator.cleaned([source, target]))
    if not (pair.source and pair.target):
        raise RequestError("There is nothing to look at; give a sentence and its translation.")
    return pair


def alignment(translator: Translator, pair: Pair, model: ServedModel) -> Numbers:
    """Return the words of both sides, as spans, and each target word's shares of the source's."""
    [found] = word_attention(translator, [_as_translation(pair)], model.attention)
    return {
        "source_words": found.source_words,
        "target_words": found.target_words,
        "shares": [[round(float(share), 3) for share in row] for row in found.shares],
    }


def confidence(
    translator: Translator, pair: Pair, model: ServedModel, glossary: Glossary | None = None
) -> Numbers | None:
    """Return the chances that sentence and words are right, and warnings; None: not calibrated.

    What a glossary asks for is right where it stands, and no reason to warn.
    """
    if model.calibration is None:
        return None
    [found] = evidence(translator, [pair])
    terms = [] if glossary is None else _followed(translator, pair, glossary)
    calibrated = trust(found.granting(terms), model.calibration)
    judged = with_omissions_located(translator, calibrated, model.calibration.alarms)
    [judged] = with_copies(translator, [judged])
    return _judgement(judged.granting(terms))


def _followed(translator: Translator, pair: Pair, glossary: Glossary) -> list[tuple[Span, Span]]:
    named = glossary.without_heading(translator.description.languages)
    return named.cleaned(translator.cleaned).followed_in(pair.source, pair.target)


def other_words(translator: Translator, pair: Pair, place: int) -> list[Numbers]:
    """Return other words at a character of the translation, each with how it then goes on.

    The words before stay. Each choice has its `probability`, after the words before it.
    """
    start = _word_start(pair.target, place)
    source = translator.tokenizers.source.encode(pair.source)
    before = translator.tokenizers.target.encode(pair.target[:start].rstrip())
    likely = [found for found in _likeliest(translator, source, before) if found[1] >= _LIKELY]
    prefixes = [[*before, piece] for piece, _ in likely[:_CHOICES]]
    between_searches()
    found = translator.engine.translate(
        [source] * len(prefixes), SearchOptions(beam=2), prefixes=prefixes
    )
    texts = translator.cleaned(translator.tokenizers.target.decode(each[0].ids) for each in found)
    return _choices(texts, [chance for _, chance in likely], start)


def _likeliest(
    translator: Translator, source: Sequence[int], before: Sequence[int]
) -> list[tuple[int, float]]:
    """Return the likeliest pieces after those before, and how likely, but for the end."""
    one_more = Guard(ratio=0, extra=len(before) + 1, max_copies=None)
    width = 4 * _CHOICES
    options = SearchOptions(width, n_best=width, penalty=LengthPenalty.none(), guard=one_more)
    [found] = translator.engine.translate([source], options, prefixes=[before])
    return [
        (each.ids[-1], math.exp(each.log_probabilities[-1]))
        for each in found
        if len(each.ids) > len(before)
    ]


def _choices(texts: list[str], chances: list[float], start: int) -> list[Numbers]:
    known: dict[str, Numbers] = {}
    for text, chance in zip(texts, chances, strict=False):
        word = next((text[slice(*span)] for span in word_spans(text) if span[1] > start), "")
        if word and word not in known:
            known[word] = {"word": word, "text": text, "probability": round(chance, 4)}
    return list(known.values())


def _word_start(text: str, place: int) -> int:
    """Return where the word begins that a character belongs to, or that comes next."""
    return next((start for start, end in word_spans(text) if end > place), len(text))


def _judgement(judged: Trust) -> Numbers:
    chances = zip(judged.evidence.target_words, judged.words, strict=True)
    return {
        "sentence": None if judged.sentence is None else round(judged.sentence, 4),
        "words": [{"span": span, "confidence": round(chance, 4)} for span, chance in chances],
        "warnings": [
            {"fault": each.fault, "chance": round(each.chance, 4), "spans": each.spans}
            for each in judged.alerts
        ],
    }


def _as_translation(pair: Pair) -> Translation:
    """Return a pair as a translation in one segment, without scores."""
    spans = (0, len(pair.source)), (0, len(pair.target))
    return Translation(pair.source, pair.target, 0.0, (Segment(*spans, (), (), 0.0, True),))

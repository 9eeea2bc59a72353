"""Results and errors of wider searches, up to the most probable translation of all."""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from tolmach.corpus.parallel import Pair
from tolmach.evaluation.decoding_errors import is_proven, is_search_error
from tolmach.metrics.corpus_scores import corpus_score
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.methods import ExactSearch
from tolmach.search.options import SearchOptions
from tolmach.study.division import part
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.measurements.quality import study_measure
from tolmach.text.spacing import length_units
from tolmach.translation.result import Translation

EXACT = "exact"
BEAMS = (1, 2, 5, 10, 30, 100)
STATES = 5_000  # model steps of one hypothesis, after which exact search gives a sentence up
_PLAIN = LengthPenalty.none()  # all search for the highest log p(y | x), undivided by length
_FREE = Guard(min_length=0, max_copies=None)  # even an empty translation is one

_Outputs = Sequence[Translation]


def beam_name(beam: int) -> str:
    """Return what a search with so wide a beam is called."""
    return f"beam {beam}" if beam > 1 else "greedy"


def measure(folder: StudyFolder, settings: Settings, rung: str) -> dict[str, Any]:
    """Search for the same sentences in every way; shares are from 0 to 1.

    Search errors and empty argmaxes are shares of those sentences for which exact search came to
    its end. All other figures of a search are those of all sentences, exact search counted with
    the best that it found.
    """
    from tolmach.translation.translator import Translator

    translator = Translator.load(folder.run(rung))
    translator.raw = True  # all search for the translation of the same input
    pairs = _evenly(part(folder, "test"), settings.search_sentences)
    searches = {beam_name(beam): SearchOptions(beam=beam) for beam in BEAMS}
    searches[EXACT] = SearchOptions(method=ExactSearch(states=STATES))
    outputs = {
        name: translator.translate([pair.source for pair in pairs], _as_probable(options))
        for name, options in searches.items()
    }
    proven = [place for place, found in enumerate(outputs[EXACT]) if _is_proven(found)]
    return {
        "sentences": len(pairs),
        "judge": study_measure(settings, [pair.target for pair in pairs]).name,
        "states": STATES,
        "proven": len(proven) / len(pairs),
        "empty_argmax": _share([not outputs[EXACT][place].text for place in proven]),
        "searches": {
            name: _figures(found, pairs, settings)
            | {"search_errors": _errors(found, outputs[EXACT], proven)}
            for name, found in outputs.items()
        },
    }


def _as_probable(options: SearchOptions) -> SearchOptions:
    return SearchOptions(options.beam, method=options.method, penalty=_PLAIN, guard=_FREE)


def _evenly(pairs: Sequence[Pair], count: int) -> list[Pair]:
    step = max(1, len(pairs) // count)
    return list(pairs[::step][:count])


def _is_proven(found: Translation) -> bool:
    return all(map(is_proven, found.segments))


def _errors(found: _Outputs, exact: _Outputs, proven: Sequence[int]) -> float | None:
    def misses(place: int) -> bool:
        both = zip(found[place].segments, exact[place].segments, strict=True)
        return any(is_search_error(one, argmax) for one, argmax in both)

    return _share([misses(place) for place in proven])


def _figures(found: _Outputs, pairs: Sequence[Pair], settings: Settings) -> dict[str, float]:
    texts, references = [one.text for one in found], [pair.target for pair in pairs]
    measure = study_measure(settings, references)
    return {
        "log_probability": fmean(one.log_probability for one in found),
        measure.name: corpus_score(measure.metric, texts, [references]).value,
        "length_ratio": _units(texts) / max(1, _units(references)),
        "empty": fmean(not text for text in texts),
    }


def _units(texts: Sequence[str]) -> int:
    return sum(len(length_units(text)) for text in texts)


def _share(true: Sequence[bool]) -> float | None:
    return fmean(true) if true else None

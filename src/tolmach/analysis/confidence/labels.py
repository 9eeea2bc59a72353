"""Labels for calibration: what of a translation is right by a reference, or faulty by a reader."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.confidence.corruption import Fault
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.logistic import Floats
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.files import named, read_lines
from tolmach.metrics.corpus_scores import sentence_chrf
from tolmach.text.words import words_of
from tolmach.translation.translator import Translator

FAULTS: tuple[Fault, ...] = get_args(Fault)
GOOD_CHRF = 60.0  # of a sentence that counts as right, against its reference


class LabelledTranslation(NamedTuple):
    """A model's own translation, and the faults that somebody found in it."""

    pair: Pair
    faults: frozenset[Fault]


class LabelledEvidence(NamedTuple):
    """A labelled translation as the model sees it, with what it loses without each source word."""

    found: Evidence
    faults: frozenset[Fault]
    losses: Floats  # [T + 1, I], nats; `</s>` last


def read_labels(path: Path) -> Iterator[LabelledTranslation]:
    """Yield labels, a line of JSON each: `{"source": …, "translation": …, "faults": [...]}`.

    Raises DataError, with the line, at what is none, and where there is none at all.
    """
    number = 0
    for number, line in enumerate(read_lines(path), start=1):
        try:
            yield _label(line)
        except ValueError as error:
            raise DataError(
                f"{named(path)}, line {number}, is no label: {error}; write "
                '{"source": "…", "translation": "…", "faults": ['
                f"{', '.join(map(json.dumps, FAULTS))}]}}, with the faults that it has."
            ) from error
    if not number:
        raise DataError(f"{named(path)} is empty; give it a line for each labelled translation.")


def _label(line: str) -> LabelledTranslation:
    """Return the label that a line holds. Raises ValueError that says why it is none."""
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"from character {error.pos + 1} on it is no JSON") from error
    if not isinstance(content, dict):
        raise ValueError("it is no JSON object")
    source, translation = (_text(content, key) for key in ("source", "translation"))
    faults = content.get("faults")
    if not isinstance(faults, list):
        raise ValueError("it has no list as its faults")
    if unknown := [fault for fault in faults if fault not in FAULTS]:
        raise ValueError(f"{json.dumps(unknown[0], ensure_ascii=False)} is no fault that is known")
    return LabelledTranslation(Pair(source, translation), frozenset(faults))


def _text(content: dict[str, Any], key: str) -> str:
    text = content.get(key)
    if not isinstance(text, str):
        raise ValueError(f"it has no text as its {key}")
    return text


def strange_labels(translator: Translator, labelled: Sequence[LabelledTranslation]) -> list[int]:
    """Return the numbers, from 1, of labels whose translation the model itself does not give."""
    found = translator.translate([label.pair.source for label in labelled])
    return [
        number
        for number, (label, own) in enumerate(zip(labelled, found, strict=True), start=1)
        if label.pair.target != own.text
    ]


def right_words(found: Sequence[Evidence], pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Mark each word of all translations that the fewest edits to its reference keep."""
    return np.array(
        [
            kept
            for each, pair in zip(found, pairs, strict=True)
            for kept in kept_words(each.words, words_of(pair.target))
        ]
    )


def right_sentences(found: Sequence[Evidence], pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Mark each translation whose chrF against its reference is 60 or more."""
    scores = sentence_chrf([each.target for each in found], [[pair.target for pair in pairs]])
    return np.array(scores) >= GOOD_CHRF


def kept_words(words: Sequence[str], reference: Sequence[str]) -> list[bool]:
    """Mark each word that the fewest edits to the reference keep.

    Edits are insertions, deletions and substitutions (Levenshtein 1966); of alignments of equally
    few, the one that matches or substitutes nearest the end counts. These are the tags OK and BAD
    of WMT's word-level quality estimation, without shifts; Wang et al. 2020, who measure the
    calibration of translations so, allow those of TER as well.
    """
    costs = _costs(words, reference)
    kept = [False] * len(words)
    row, column = len(words), len(reference)
    while row and column:
        same = words[row - 1] == reference[column - 1]
        if costs[row, column] == costs[row - 1, column - 1] + (not same):
            row, column = row - 1, column - 1
            kept[row] = same
        elif costs[row, column] == costs[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return kept


def _costs(words: Sequence[str], reference: Sequence[str]) -> NDArray[np.int64]:
    """Return the edits from the first i words to the first j of the reference, [i, j]."""
    costs = np.add.outer(np.arange(len(words) + 1), np.arange(len(reference) + 1))
    for row, word in enumerate(words, start=1):
        for column, other in enumerate(reference, start=1):
            costs[row, column] = min(
                costs[row - 1, column - 1] + (word != other),
                costs[row - 1, column] + 1,
                costs[row, column - 1] + 1,
            )
    return costs

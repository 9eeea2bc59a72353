"""`tolmach trust`: calibrated confidence in translations, and warnings."""

import json
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolmach.cli.options import (
    AsJson,
    BatchTokens,
    Device,
    ModelByLanguages,
    Output,
    SourceLanguage,
    TargetLanguage,
    Threads,
    asked_models,
    loaded_translator,
)
from tolmach.cli.output import is_typed, opened_output, prompt_for_input

if TYPE_CHECKING:
    from tolmach.analysis.confidence.evidence import Evidence
    from tolmach.analysis.confidence.trust import Alert, Trust
    from tolmach.corpus.parallel import Pair
    from tolmach.translation.translator import Translator

_CHUNK = 64  # lines


def trust(
    source: Annotated[Path, typer.Argument(help="Text; `-` is standard input.")] = Path("-"),
    translation: Annotated[
        Path | None,
        typer.Option(help="Judge these translations, line by line. [default: the model's own]"),
    ] = None,
    model: ModelByLanguages = None,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    output: Output = None,
    as_json: AsJson = False,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Translate, and say how far to trust each line and where it is probably wrong.

    Prints a line a line: the chance that the translation is good, the translation, and warnings,
    tab-separated. Good is what a reader finds no fault in (nothing invented, left out or said
    twice), or, of a model calibrated without labels, what is much like a human translation (chrF of
    60 or more). A warning names a fault and the words that speak for it: an *omission* in the
    source, a *repetition* or a *hallucination* (what the source does not say) in the translation,
    *untranslated* words there that are copied from the source, a *missing number* of the source, or
    an *added number*. With `--json` also the chance that each word is right, and how much attention
    each source word got.

    The chances hold for the model's own translations of text like that on which `tolmach
    calibrate` learnt them. Of given ones they say how likely the model would have put it so.

    Example: `echo 'Der Hund schläft.' | tolmach trust`
    """
    from tolmach.file_checks import check_files

    check_files([source, translation], [output])
    from tolmach.analysis.confidence.calibration import Calibration
    from tolmach.analysis.confidence.probes import (
        with_copies,
        with_numbers,
        with_omissions_located,
    )
    from tolmach.analysis.confidence.trust import trust as judged
    from tolmach.chunks import chunks
    from tolmach.inference.threads import FittingThreads

    pairs = _pairs(source, translation)
    first = [] if model or is_typed([source]) else list(islice(pairs, _CHUNK))
    folders = asked_models(
        model, source_language, target_language, lambda: [pair.source for pair in first]
    )
    pairs = chain(first, pairs)
    translator = loaded_translator(folders, threads=threads, device=device, tokens=batch_tokens)
    calibration = Calibration.load(folders[0])
    if calibration.alarms is None:
        print("tolmach: the model does not attend to the source: no warnings.", file=sys.stderr)
    languages = translator.description.languages
    fitting = FittingThreads(threads)
    prompt_for_input([source], "Type lines, each to be translated and judged; Ctrl-D ends.")
    with opened_output(output) as stream:
        given = translation is not None
        for chunk in chunks(translator.checked(pairs) if given else pairs, _CHUNK):
            with fitting.fitted(line for line, _ in chunk):
                found = _evidence(translator, chunk, given=given)
                judgements = [
                    with_omissions_located(
                        translator, judged(each, calibration), calibration.alarms
                    )
                    for each in found
                ]
                for each in with_copies(translator, judgements):
                    shown = with_numbers(each, languages)
                    stream.write((_json(shown) if as_json else _line(shown)) + "\n")
                stream.flush()


def _pairs(source: Path, translation: Path | None) -> "Iterator[Pair]":
    """Return lines with their translations, which are empty where none are given."""
    from tolmach.corpus.parallel import Pair, read_all_pairs
    from tolmach.files import read_lines

    if translation is None:
        return (Pair(line, "") for line in read_lines(source))
    return read_all_pairs([source, translation])


def _evidence(translator: "Translator", chunk: "list[Pair]", *, given: bool) -> "list[Evidence]":
    from tolmach.analysis.confidence.evidence import evidence, evidence_of_translations

    if given:
        return evidence(translator, chunk)
    return evidence_of_translations(translator, translator.translate([line for line, _ in chunk]))


def _line(shown: "Trust") -> str:
    sentence = "" if shown.sentence is None else f"{100 * shown.sentence:.0f} %"
    warnings = "; ".join(
        f"{alert.fault}: {', '.join(_quoted(shown, alert))}" for alert in shown.alerts
    )
    return f"{sentence}\t{shown.evidence.target}\t{warnings}"


def _quoted(shown: "Trust", alert: "Alert") -> list[str]:
    text = shown.evidence.source if alert.of_source else shown.evidence.target
    return [f'"{text[start:end]}"' for start, end in alert.spans]


def _json(shown: "Trust") -> str:
    found = shown.evidence
    record: dict[str, Any] = {
        "source": found.source,
        "text": found.target,
        "confidence": None if shown.sentence is None else round(shown.sentence, 4),
        "words": [
            {"text": word, "span": span, "confidence": round(sure, 4), "contribution": round(n, 4)}
            for word, span, sure, n in zip(
                found.words, found.target_words, shown.words, found.contributions, strict=True
            )
        ],
        "source_words": [
            {"text": found.source[start:end], "span": (start, end), "coverage": _number(value)}
            for (start, end), value in zip(found.source_words, found.coverage, strict=True)
        ],
        "warnings": [
            {"fault": each.fault, "chance": round(each.chance, 4), "spans": each.spans}
            for each in shown.alerts
        ],
    }
    return json.dumps(record, ensure_ascii=False)


def _number(value: float) -> float | None:
    return round(float(value), 4) if value == value else None  # JSON knows no NaN

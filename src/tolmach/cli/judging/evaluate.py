"""`tolmach evaluate`: how good are these translations, or those of this model?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tolmach.cli.output import print_json
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from rich.console import Console

    from tolmach.evaluation.report import QualityReport
    from tolmach.metrics.corpus_scores import Score

_SHOWN_LINES = 8


class _Corpus(NamedTuple):
    hypotheses: list[str]
    references: list[str]
    sources: list[str] | None


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Translations and references; with --model: source and reference, or one TSV."
        ),
    ],
    model: Annotated[
        Path | None, typer.Option(help="Translate the source with this model folder first.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option(help="The source sentences, to sort by their length.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="With --model: keep the translations here.")
    ] = None,
    lowercase: Annotated[bool, typer.Option(help="Ignore case in BLEU and chrF.")] = False,
    tokenize: Annotated[str, typer.Option(help="sacreBLEU's tokenizer for BLEU.")] = "13a",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score translations against references: BLEU, chrF and TER, overall and by length.

    Each score comes with its 95% bootstrap interval and sacreBLEU's signature.
    """
    from tolmach.cli.tables import screen
    from tolmach.evaluation.report import report
    from tolmach.metrics.corpus_scores import Scoring

    scoring = Scoring(lowercase, tokenize)  # a mistake here comes out before the long work
    if model is None:
        corpus = _translated(files, source, output)
    else:
        corpus = _translate(model, files, source, output)
    result = report(corpus.hypotheses, corpus.references, corpus.sources, scoring)
    if as_json:
        print_json(asdict(result))
    else:
        show(screen(), result)


def show(console: "Console", result: "QualityReport") -> None:
    """Print a report for a person."""
    from tolmach.cli.tables import note, show_table

    show_table(
        console,
        f"{result.sentences:,} sentences",
        ["metric", "score", "± 95%", "better"],
        [
            (s.name, f"{s.value:.1f}", _margin(s), "lower" if s.name == "TER" else "higher")
            for s in result.scores
        ],
    )
    show_table(
        console,
        f"By length of the {result.bucketed_by}",
        ["words", "sentences", *(score.name for score in result.scores)],
        [
            (bucket.label, f"{bucket.sentences:,}", *(f"{s.value:.1f}" for s in bucket.scores))
            for bucket in result.buckets
        ],
    )
    for sentence in _findings(result):
        note(console, sentence)
    note(console, "\nSignatures", "bold")
    for score in result.scores:
        note(console, f"{score.name}|{score.signature}", "dim")


def _margin(score: "Score") -> str:
    return f"{score.margin:.1f}" if "|bs:" in score.signature else "–"


def _findings(result: "QualityReport") -> list[str]:
    kinds = (
        (result.empty, "empty"),
        (result.looping, "caught in a loop (one phrase four or more times on end)"),
        (result.tokenised, 'ending in " ." unlike the reference: detokenise before scoring'),
    )
    ratio = f"The translations have {result.length_ratio:.2f} times the words of the references."
    named = [f"{len(lines):,} {what}: {_listed(lines)}." for lines, what in kinds if lines]
    return [ratio, *(named or ["None is empty, none is caught in a loop."])]


def _listed(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_SHOWN_LINES])
    more = f" and {len(lines) - _SHOWN_LINES:,} more" if len(lines) > _SHOWN_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"


def _translated(files: list[Path], source: Path | None, output: Path | None) -> _Corpus:
    from tolmach.files import read_lines

    if output is not None:
        raise TolmachError("--output keeps what a model translates; give --model as well.")
    if len(files) != 2:
        raise TolmachError(
            f"Give two files, the translations and the references, not {len(files)}; "
            "to translate first, name a model with --model."
        )
    hypotheses, references = (list(read_lines(file)) for file in files)
    return _Corpus(hypotheses, references, list(read_lines(source)) if source else None)


def _translate(model: Path, files: list[Path], source: Path | None, output: Path | None) -> _Corpus:
    from tolmach.files import check_apart, write_lines
    from tolmach.translation.translator import Translator

    check_apart(files, [output] if output else [])
    if source is not None:
        raise TolmachError("With --model the first file is the source; leave out --source.")
    sources, references = _read_parallel(files)
    hypotheses = [found.text for found in Translator.load(model).translate(sources)]
    if output is not None:
        write_lines(output, hypotheses)
    return _Corpus(hypotheses, references, sources)


def _read_parallel(files: list[Path]) -> tuple[list[str], list[str]]:
    from tolmach.corpus.parallel import read_pairs
    from tolmach.files import read_lines
    from tolmach.metrics.corpus_scores import check_parallel

    if len(files) == 2:  # as they stand, like the references of translations in a file
        sources, references = (list(read_lines(file)) for file in files)
    else:
        pairs = list(read_pairs(files))
        sources, references = [p.source for p in pairs], [p.target for p in pairs]
    check_parallel(sources, references, "source sentences")
    return sources, references

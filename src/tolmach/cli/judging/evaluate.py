"""`tolmach evaluate`: how good are these translations, or those of this model?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tolmach.cli.flags import flattened
from tolmach.cli.options import MachineFlags
from tolmach.cli.output import print_json
from tolmach.cli.search_flags import Beam, SearchFlags
from tolmach.errors import RequestError
from tolmach.wording import counted

if TYPE_CHECKING:
    from rich.console import Console

    from tolmach.evaluation.report import QualityReport
    from tolmach.metrics.corpus_scores import Score
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator

_SHOWN_LINES = 8

Tokenize = Annotated[
    str | None,
    typer.Option(help="sacreBLEU's tokenizer for BLEU. [default: what the references need]"),
]


class _Corpus(NamedTuple):
    hypotheses: list[str]
    references: list[list[str]]
    sources: list[str] | None
    language: str | None = None


@flattened
def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="TRANSLATIONS REFERENCE...",
            help="Translations and one or more files of references; with --model the source and "
            "references, or one TSV.",
        ),
    ],
    model: Annotated[
        list[Path] | None,
        typer.Option(
            "--model",
            "-m",
            help="Translate the source with this model folder first; several are one ensemble.",
        ),
    ] = None,
    source: Annotated[
        Path | None, typer.Option(help="The source sentences, to sort by their length.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="With --model: keep its translations in this file."),
    ] = None,
    lowercase: Annotated[bool, typer.Option(help="Ignore case in BLEU and chrF.")] = False,
    tokenize: Tokenize = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    beam: Beam = None,
    machine: MachineFlags = MachineFlags(),  # noqa: B008
) -> None:
    """Score translations against references: BLEU, chrF and TER, overall and by length.

    Each score comes with its 95% bootstrap interval and sacreBLEU's signature. How BLEU cuts words
    is chosen by the references; where they are too short for BLEU, the report says to judge by
    chrF. With several references each translation is compared with all of them.

    Examples: `tolmach evaluate english.txt reference.txt --source german.txt`, or `tolmach evaluate
    my.dev.tsv --model my`
    """
    from tolmach.cli.tables import screen
    from tolmach.evaluation.report import report
    from tolmach.metrics.corpus_scores import check_tokenizer
    from tolmach.metrics.measure import fitting_measure

    check_tokenizer(tokenize)  # a mistake here comes out before the long work
    if model:
        options = SearchFlags(beam=beam).options()
        _check_files(files, source, output)
        corpus = _translate(machine.loaded(model), files, output, options, machine.threads)
    else:
        _check_needless({"output": output, "beam": beam} | machine.given)
        corpus = _translated(files, source)
    measure = fitting_measure(
        corpus.references[0], corpus.language, lowercase=lowercase, tokenize=tokenize
    )
    result = report(corpus.hypotheses, corpus.references, corpus.sources, measure)
    if as_json:
        print_json(asdict(result))
    else:
        show(screen(), result)


def show(console: "Console", result: "QualityReport") -> None:
    """Print a report for a person."""
    from tolmach.cli.tables import note, show_table

    show_table(
        console,
        _title(result),
        ["metric", "score", "± 95%", "better"],
        [
            (s.name, f"{s.value:.1f}", _margin(s), "lower" if s.name == "TER" else "higher")
            for s in result.scores
        ],
    )
    show_table(
        console,
        f"By length of the {result.bucketed_by}",
        [result.bucket_unit, "sentences", *(score.name for score in result.scores)],
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


def _title(result: "QualityReport") -> str:
    several = f", {result.references} references each" if result.references > 1 else ""
    return counted(result.sentences, "sentence") + several


def _margin(score: "Score") -> str:
    return f"{score.margin:.1f}" if "|bs:" in score.signature else "–"


def _findings(result: "QualityReport") -> list[str]:
    kinds = (
        (result.empty, "empty"),
        (result.looping, "caught in a loop (one phrase or the same few words over and over)"),
        (result.repeating, "saying a phrase twice on end, unlike the reference"),
        (result.tokenised, 'ending in " ." unlike the reference: detokenise before scoring'),
    )
    ratio = (
        f"The translations have {result.length_ratio:.2f} times the {result.unit} of the "
        "references."
    )
    named = [f"{len(lines):,} {what}: {_listed(lines)}." for lines, what in kinds if lines]
    sound = named or ["None is empty, none is caught in a loop."]
    return [*_advice(result), ratio, *sound]


def _advice(result: "QualityReport") -> list[str]:
    if result.judge == "bleu":
        return []
    return ["Judge by chrF: most references are too short for BLEU, which looks at four words."]


def _listed(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_SHOWN_LINES])
    more = f" and {len(lines) - _SHOWN_LINES:,} more" if len(lines) > _SHOWN_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {shown}{more}"


def _check_needless(given: dict[str, object]) -> None:
    """Refuse what says how to translate where nothing is to be translated."""
    for flag, value in given.items():
        if value is not None:
            raise RequestError(f"--{flag} is for what a model translates; give --model as well.")


def _translated(files: list[Path], source: Path | None) -> _Corpus:
    from tolmach.corpus.parallel import read_sides
    from tolmach.file_checks import check_files

    if len(files) < 2:
        raise RequestError(
            f"Give two files or more, the translations and the references, not {len(files)}; "
            "to translate first, name a model with --model."
        )
    check_files([*files, source])
    hypotheses, *references = read_sides([*files, source])
    return _Corpus(hypotheses, references, references.pop() if source else None)


def _check_files(files: list[Path], source: Path | None, output: Path | None) -> None:
    from tolmach.file_checks import check_files

    check_files(files, [output])
    if source is not None:
        raise RequestError("With --model the first file is the source; leave out --source.")


def _translate(
    translator: "Translator",
    files: list[Path],
    output: Path | None,
    options: "SearchOptions",
    threads: int | None,
) -> _Corpus:
    from tolmach.files import write_lines
    from tolmach.inference.threads import FittingThreads

    sources, *references = _read_parallel(files, translator.description.languages)
    with FittingThreads(threads).fitted(sources):
        hypotheses = [found.text for found in translator.translate(sources, options)]
    if output is not None:
        write_lines(output, hypotheses)
    return _Corpus(hypotheses, references, sources, translator.description.target_language)


def _read_parallel(files: list[Path], languages: tuple[str, str]) -> list[list[str]]:
    """Return the sources and each set of references."""
    from tolmach.corpus.parallel import read_pairs, read_sides

    if len(files) == 1:
        pairs = read_pairs(files, languages=languages)
        return [list(side) for side in zip(*pairs, strict=True)] or [[], []]
    return read_sides(files)  # as they stand, like the references of translations in a file

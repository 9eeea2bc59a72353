"""`tolmach check`: a doctor for parallel text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.output import print_json
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from tolmach.corpus.checks.doctor import CorpusReport

GRAVE = 3  # the exit status; 1 is an error and 2 a mistyped command


def check(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            help="One TSV or TMX, or two line-aligned files; plain or .gz; `-` is standard input."
        ),
    ],
    dev: Annotated[
        list[Path] | None,
        typer.Option(help="A corpus that must share nothing with this one. May be repeated."),
    ] = None,
    test: Annotated[list[Path] | None, typer.Option(help="The same, for test.")] = None,
    write: Annotated[
        list[Path] | None,
        typer.Option(help="Write the cleaned corpus here; twice where it is two files."),
    ] = None,
    languages: Annotated[
        str | None,
        typer.Option(help="Source and target, as `de,en`. [default: what most lines are in]"),
    ] = None,
    longest: Annotated[int, typer.Option(min=1, help="Characters in a sensible line.")] = 1000,
    examples: Annotated[int, typer.Option(min=0, help="Examples to show of each fault.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Examine parallel text and say, in plain words, what is wrong with it.

    Finds lines that are empty, repeated, copied, too long, mismatched in length, in another
    language or script, damaged in encoding, or misaligned, and what train shares with dev and
    test. Two-file dev and test sets are given as `--dev A --dev B`.

    Exit status: 0 where the corpus is fit for training, 3 where a fault is severe, 1 where it
    cannot be read.
    """
    from tolmach.corpus.checks.cleaning import check_outputs, write_clean
    from tolmach.corpus.checks.doctor import examine
    from tolmach.corpus.parallel import parse_languages
    from tolmach.files import check_apart

    chosen = parse_languages(languages)
    if write:
        check_outputs(corpus, write)
        check_apart([*(dev or []), *(test or [])], write)
    report = examine(
        corpus,
        languages=chosen,
        held_out=[*_corpora(dev, "--dev"), *_corpora(test, "--test")],
        longest=longest,
        examples=examples,
    )
    _show(report, corpus, as_json)
    if write:
        write_clean(corpus, write, report, languages=chosen)
        named = " and ".join(map(str, write))
        typer.echo(f"{report.good:,} pairs are written to {named}.", err=True)
    if report.severe:
        raise typer.Exit(GRAVE)


def _corpora(paths: list[Path] | None, option: str) -> list[list[Path]]:
    from tolmach.corpus.tmx import is_tmx

    if not paths:
        return []
    if len(paths) == 2 and not any(".tsv" in path.suffixes or is_tmx(path) for path in paths):
        return [paths]
    for path in paths:
        if not path.is_file():
            raise TolmachError(f"{option} {path}: there is no such file; give one.")
    return [[path] for path in paths]


def _show(report: "CorpusReport", corpus: list[Path], as_json: bool) -> None:
    if as_json:
        print_json(_document(report))
        return
    from rich.console import Console

    from tolmach.cli.training.check_report import lines

    console = Console(highlight=False)
    for line in lines(report, corpus, console.width):
        console.print(line, soft_wrap=True)


def _document(report: "CorpusReport") -> dict[str, object]:
    return {
        "pairs": report.pairs,
        "good": report.good,
        "severe": report.severe,
        "characters": report.characters,
        "languages": report.profile.languages,
        "scripts": report.profile.scripts,
        "findings": [
            {
                "name": finding.issue.name,
                "count": finding.count,
                "severe": report.is_severe(finding),
                "cleaning": finding.issue.remedy.value,
                "advice": finding.issue.advice,
                "examples": [vars(example) for example in finding.examples],
            }
            for finding in report.findings
        ],
    }

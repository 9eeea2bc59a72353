"""`tolmach check`: a doctor for parallel text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.output import print_json

if TYPE_CHECKING:
    from tolmach.corpus.checks.doctor import CorpusReport

GRAVE = 3  # the exit status; 1 is an error and 2 a mistyped command


def check(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            help="One TSV, CSV or TMX, or two line-aligned files; `-` is standard input."
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

    Finds lines that are empty, repeated, copied, too long, mismatched in length, torn by a tab, in
    another language or script, damaged in encoding, or misaligned, and what train shares with dev
    and test; and says what to expect of so many pairs. Two-file dev and test sets are given as
    `--dev A --dev B`. Files may be compressed (gzip, bzip2, xz, Zstandard) and in UTF-8, UTF-16 or
    UTF-32.

    Exit status: 0 where no fault is severe, 3 where one is, 1 where the corpus cannot be read.

    Examples: `tolmach check my.de my.en`, or `tolmach check my.tsv --write clean.tsv`
    """
    from tolmach.corpus.checks.cleaning import check_outputs, write_clean
    from tolmach.corpus.checks.doctor import examine
    from tolmach.corpus.parallel import parse_languages
    from tolmach.file_checks import check_files
    from tolmach.wording import counted

    chosen = parse_languages(languages)
    check_files([*corpus, *(dev or []), *(test or [])], write or [])
    if write:
        check_outputs(corpus, write)
    report = examine(
        corpus,
        languages=chosen,
        held_out=[*_corpora(dev), *_corpora(test)],
        longest=longest,
        examples=examples,
    )
    kept = [] if report.unreadable or not report.good else (write or [])
    _show(report, corpus, kept, as_json)
    if write and not kept:
        reason = "mend first what cannot be read" if report.unreadable else "no pair is sound"
        typer.echo(f"Nothing is written: {reason}.", err=True)
    elif write:
        write_clean(corpus, write, report, languages=chosen)
        named = " and ".join(map(str, write))
        verb = "is" if report.good == 1 else "are"
        typer.echo(f"{counted(report.good, 'pair')} {verb} written to {named}.", err=True)
    if report.severe:
        raise typer.Exit(GRAVE)


def _corpora(paths: list[Path] | None) -> list[list[Path]]:
    if not paths:
        return []
    if len(paths) == 2 and not any(_holds_both(path) for path in paths):
        return [paths]
    return [[path] for path in paths]


def _holds_both(path: Path) -> bool:
    """Say whether a file is a table or a memory, and no side of two files."""
    from tolmach.corpus.parallel import named_as_table
    from tolmach.corpus.tmx import is_tmx

    return named_as_table(path) or is_tmx(path)


def _show(report: "CorpusReport", corpus: list[Path], written: list[Path], as_json: bool) -> None:
    if as_json:
        print_json(_document(report))
        return
    from tolmach.cli.tables import standard_output
    from tolmach.cli.training.check_report import lines

    console = standard_output()
    for line in lines(report, corpus, written, console.width):
        console.print(line, soft_wrap=True)


def _document(report: "CorpusReport") -> dict[str, object]:
    return {
        "pairs": report.pairs,
        "good": report.good,
        "severe": report.severe,
        "characters": report.characters,
        "typical_characters": report.typical,
        "languages": report.profile.languages,
        "left_out": {
            "units": report.left_out.count,
            "languages": report.left_out.languages,
            "variants": report.left_out.variants,
            "columns": report.left_out.columns,
            "columns_read": [side + 1 for side in report.left_out.sides],
        },
        "scripts": report.profile.scripts,
        "findings": [
            {
                "name": finding.issue.name,
                "count": finding.count,
                "severe": report.is_severe(finding),
                "cleaning": finding.issue.remedy.value,
                "advice": finding.advice,
                "examples": [vars(example) for example in finding.examples],
            }
            for finding in report.findings
        ],
    }

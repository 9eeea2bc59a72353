"""What `tolmach check` prints: a report for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from tolmach.corpus.checks.doctor import Example, Finding, Report
from tolmach.corpus.checks.issues import COMPLAINTS
from tolmach.files import named

_GRAVE, _SLIGHT, _GOOD, _QUIET = "bold red", "bold yellow", "bold green", "dim"


def lines(report: Report, corpus: Sequence[Path], width: int) -> Iterator[Text]:
    """Yield the report line by line, examples cut to `width` columns."""
    yield _opening(report, corpus)
    for finding in report.findings:
        yield Text()
        yield from _finding(finding, report, width)
    yield Text()
    yield from _closing(report)


def _opening(report: Report, corpus: Sequence[Path]) -> Text:
    source, target = (code or "?" for code in report.profile.languages)
    means = [count / report.pairs for count in report.characters]
    return Text.assemble(
        (" + ".join(named(path) for path in corpus), "bold"),
        f"\n{report.pairs:,} pair{'s' * (report.pairs != 1)}, {source} → {target}, ",
        f"on average {means[0]:.0f} → {means[1]:.0f} characters",
    )


def _finding(finding: Finding, report: Report, width: int) -> Iterator[Text]:
    grave = report.is_grave(finding)
    share = 100 * finding.count / report.pairs
    yield Text.assemble(
        ("✗ " if grave else "! ", _GRAVE if grave else _SLIGHT),
        (f"{finding.count:,} ", "bold"),
        ("pair " if finding.count == 1 else "pairs ", "bold"),
        finding.complaint.title,
        (f"  {share:.2f} %" if share >= 0.01 else "  under 0.01 %", _QUIET),
    )
    for example in finding.examples:
        shown = _example(example)
        shown.truncate(width, overflow="ellipsis")
        yield shown
    yield Text.assemble("  → ", finding.complaint.advice)


def _example(example: Example) -> Text:
    text = Text.assemble("    ", (f"line {example.line}  ", "cyan"))
    if example.detail:
        text.append(f"{example.detail}  ", _QUIET)
    if example.source or example.target:
        text.append(_visible(example.source)).append(" │ ", _QUIET)
        text.append(_visible(example.target))
    return text


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:200]) or "(empty)"


def _closing(report: Report) -> Iterator[Text]:
    found = {finding.complaint for finding in report.findings}
    if len(found) < len(COMPLAINTS):
        without = ", ".join(each.name for each in COMPLAINTS if each not in found)
        yield Text(f"Nothing found of: {without}", _QUIET)
    kept = Text(f"{report.good:,} of {report.pairs:,} pairs would stay after cleaning (--write). ")
    if report.grave:
        yield kept.append("Mend what is marked ✗ before training.", _GRAVE)
    else:
        yield kept.append("Fit for training.", _GOOD)

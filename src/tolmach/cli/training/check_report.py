"""The printed report of `tolmach check`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from tolmach.corpus.checks.doctor import CorpusReport, Example, IssueFinding
from tolmach.corpus.checks.issues import ISSUES, Remedy
from tolmach.corpus.survey import FEWEST, outlook
from tolmach.corpus.tmx import LeftOut
from tolmach.file_checks import can_be_read_again
from tolmach.files import named, typed
from tolmach.wording import counted

_SEVERE, _SLIGHT, _GOOD, _QUIET = "bold red", "bold yellow", "bold green", "dim"


def lines(
    report: CorpusReport, corpus: Sequence[Path], written: Sequence[Path], width: int
) -> Iterator[Text]:
    """Yield the report line by line, examples cut to `width` columns.

    `written` is where the good pairs go, if anywhere.
    """
    yield _opening(report, corpus)
    for finding in report.findings:
        yield Text()
        yield from _finding(finding, report, width)
    yield Text()
    yield from _closing(report, corpus, written)


def _opening(report: CorpusReport, corpus: Sequence[Path]) -> Text:
    source, target = (code or "unrecognised" for code in report.profile.languages)
    left_out = left_out_line(report.left_out)
    return Text.assemble(
        (" + ".join(named(path) for path in corpus), "bold"),
        f"\n{counted(report.pairs, 'pair')}, {source} → {target}, ",
        f"typically {report.typical[0]:,} → {report.typical[1]:,} characters",
        f"\n{left_out}" if left_out else "",
    )


def left_out_line(left_out: LeftOut) -> str:
    """Say what of a corpus is not read: units, variants, columns and headings; empty if all is."""
    return " ".join(_left_out(left_out))


def _left_out(left_out: LeftOut) -> Iterator[str]:
    if left_out.columns > 0:
        yield _columns_line(left_out)
    for line in left_out.headings:
        yield f"Line {line} is a heading and left out."
    if left_out.count:
        languages = ", ".join(f"{tag} {count:,}" for tag, count in left_out.languages.most_common())
        verb, what = ("is", "that is") if left_out.count == 1 else ("are", "that are")
        yield (
            f"{counted(left_out.count, 'unit')} {what} not in both languages {verb} left out"
            f" (in {languages or 'no language'})."
        )
    if left_out.variants:
        variants = counted(left_out.variants, "further variant")
        yield f"Of units with several variants in one language one is read; {variants} left out."


def _columns_line(left_out: LeftOut) -> str:
    columns = f"{left_out.columns + 2} columns"
    if left_out.sides == (0, 1):
        return f"The first two of {columns} are read; put the two sides there if they are not."
    first, second = (side + 1 for side in left_out.sides)
    return (
        f"Of {columns} numbers {first} and {second} are read, the first that hold text; take the "
        "others out if these are not the two sides."
    )


def _finding(finding: IssueFinding, report: CorpusReport, width: int) -> Iterator[Text]:
    severe = report.is_severe(finding)
    share = 100 * finding.count / report.pairs
    yield Text.assemble(
        ("✗ " if severe else "! ", _SEVERE if severe else _SLIGHT),
        (f"{counted(finding.count, 'pair')} ", "bold"),
        finding.issue.title,
        (f"  {share:.2f} %" if share >= 0.01 else "  under 0.01 %", _QUIET),
    )
    for example in finding.examples:
        shown = _example(example)
        shown.truncate(width, overflow="ellipsis")
        yield shown
    yield Text.assemble("  → ", finding.advice)


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


def _closing(
    report: CorpusReport, corpus: Sequence[Path], written: Sequence[Path]
) -> Iterator[Text]:
    others = len(ISSUES) - len(report.findings)
    if others:
        kinds = f"{counted(others, 'other kind' if report.findings else 'kind')} of fault"
        yield Text(f"{kinds} looked for and not found.", _QUIET)
    yield _good(report)
    yield from _bad(report, written)
    if report.good and (expected := outlook(report.good)):
        yield Text.assemble(("Expect: ", "bold"), expected)
    yield Text.assemble(("Next: ", "bold"), _next_step(report, corpus, written))


def _good(report: CorpusReport) -> Text:
    count = f"{report.good:,} of {counted(report.pairs, 'pair')}"
    repaired = any(each.issue.remedy is Remedy.REPAIRED for each in report.findings)
    with_repair = ", some of them once `--write` has repaired them" if repaired else ""
    return Text.assemble(
        ("Good: ", _GOOD if report.good else _SEVERE), f"{count} can be learnt from{with_repair}."
    )


def _bad(report: CorpusReport, written: Sequence[Path]) -> Iterator[Text]:
    severe = sum(map(report.is_severe, report.findings))
    if severe:
        kinds = "what is marked ✗ above" if severe > 1 else "the fault marked ✗ above"
        without = f", but is not in {' and '.join(map(str, written))}" if written else ""
        yield Text.assemble(("Bad: ", _SEVERE), f"{kinds} would spoil a translator{without}.")
    elif report.findings and report.good:
        yield Text.assemble(("Bad: ", _SLIGHT), "nothing serious; what is marked ! is rare enough.")


def _next_step(report: CorpusReport, corpus: Sequence[Path], written: Sequence[Path]) -> str:
    if report.unreadable:
        return "convert the text as said above (→), then check it again."
    if not report.good:
        return "follow the advice above (→), then check again."
    if not (written or all(map(can_be_read_again, corpus))):
        return "put the text into a file, check that, and let `tolmach init` prepare the training."
    if report.severe and not written:
        outputs = " ".join(f"--write {typed(Path(f'clean.{path.name}'))}" for path in corpus)
        keeps = f"`tolmach check {_typed(corpus)} {outputs}` writes what is good"
        return f"follow the advice above (→) and check again; or {keeps}."
    recipe = f"`tolmach init {_typed(written or corpus)}` prepares the training"
    if report.good < FEWEST:
        return f"gather more text; to try it out all the same, {recipe}."
    return f"{recipe}."


def _typed(paths: Sequence[Path]) -> str:
    return " ".join(map(typed, paths))

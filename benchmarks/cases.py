"""Cases of real-world input, each run by its command and held against its right behaviour.

    python -m benchmarks.cases [NAME ...] [--json cases.json]

A case is a folder of `$TOLMACH_CASES`, or of `../shared/cases` beside the repository, with a small
input, the command `cmd` and the right behaviour in words, `expect.txt`. Its command runs with bash
in a copy of the folder, with `tolmach` of this checkout on the path; a function here says what of
the right behaviour is missing in the output, as far as a program can tell. Exit status 1 where a
case fails that is not expected to.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measurement import show_table, write_results

REPOSITORY = Path(__file__).parents[1]
TRAINING = frozenset({"01", "21"})  # cases that train a model for a minute or more

# Cases whose right behaviour is not there yet; one that passes must be taken out.
EXPECTED_TO_FAIL: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What a command printed, line by line, the folder that it ran in, and its input, if any."""

    printed: str
    folder: Path

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self.printed.splitlines()

    @property
    def translated(self) -> Iterator[tuple[str, str]]:
        """Each line of the input and the printed line that translates it, warnings aside."""
        source = (self.folder / "input.txt").read_text("utf-8").splitlines()
        printed = (line for line in self.lines if not line.startswith("tolmach: line "))
        return zip(source, printed, strict=False)


Problems = Iterator[str]


@dataclass(frozen=True)
class CaseResult:
    """What became of a case."""

    name: str
    problems: list[str]
    expected_to_fail: bool

    @property
    def told(self) -> str:
        """The verdict in a word or two."""
        if self.problems:
            return "fails, as expected" if self.expected_to_fail else "fails"
        return "passes, not as expected" if self.expected_to_fail else "passes"


def holds(outcome: Outcome, *texts: str) -> Problems:
    """Each of the texts, as regular expressions, must be printed."""
    for text in texts:
        if not re.search(text, outcome.printed, re.MULTILINE):
            yield f"nothing printed matches {text!r}"


def lacks(outcome: Outcome, *texts: str) -> Problems:
    """None of the texts, as regular expressions, may be printed."""
    for text in texts:
        if re.search(text, outcome.printed, re.MULTILINE):
            yield f"printed matches {text!r}"


def keeps(outcome: Outcome, pattern: str) -> Problems:
    """Whatever of a line's source matches must stand as often in its translation."""
    for source, target in outcome.translated:
        given, found = (Counter(re.findall(pattern, text)) for text in (source, target))
        if given != found:
            yield f"{source!r} has {dict(given)}, {target!r} {dict(found)}"


def says_the_same(outcome: Outcome, pattern: str, *, lines: Sequence[int]) -> Problems:
    """The chosen lines, matches taken out and case aside, must read like the first."""
    plain = [
        " ".join(re.findall(r"\w+", re.sub(pattern, "", line).lower())) for line in outcome.lines
    ]
    for place in lines:
        if plain[place : place + 1] != plain[:1]:
            yield f"line {place + 1} does not read like line 1: {outcome.lines[place : place + 1]}"


def written(outcome: Outcome, name: str, *, lines: int, holding: str = "") -> Problems:
    """A file must hold so many lines, and a text."""
    path = outcome.folder / name
    if not path.is_file():
        yield f"{name} is not written"
        return
    text = path.read_text("utf-8")
    if len(text.splitlines()) != lines:
        yield f"{name} has {len(text.splitlines())} lines, not {lines}"
    if holding not in text:
        yield f"{holding!r} is not in {name}"


def best_of_run_is_saved(outcome: Outcome) -> Problems:
    """Case 01."""
    yield from holds(outcome, r"dev chrF \| 100\.00", "^红色的猫在花园里睡觉。$")


def p_values_of_few_differences(outcome: Outcome) -> Problems:
    """Case 03: exactly 1, 1, 2/16 and 2/32, within what drawing shuffles leaves open."""
    yield from lacks(outcome, r"< 0\.0", "better$")
    values = [
        float(each) for each in re.findall(r"^BLEU.* (\d\.\d+) +[a-z]", outcome.printed, re.M)
    ]
    exact = [1.0, 1.0, 2 / 16, 2 / 32]
    if len(values) != 4 or any(
        abs(value - right) > 0.04 for value, right in zip(values, exact, strict=True)
    ):
        yield f"p by randomisation is {values}, exactly {exact}"


def numbered_tags(outcome: Outcome) -> Problems:
    """Case 04."""
    yield from keeps(outcome, r"</?\w+/?>")
    yield from says_the_same(outcome, r"<[^>]*>", lines=[1])


def attributes_of_templates(outcome: Outcome) -> Problems:
    """Case 05."""
    yield from says_the_same(outcome, r"</?a\b[^>]*>", lines=[2, 3, 4])
    for line in outcome.lines:
        if line.count("</a") != len(re.findall(r"<a[\s>]", line)):
            yield f"tags are not paired: {line}"


def entities_of_markup(outcome: Outcome) -> Problems:
    """Case 06."""
    yield from keeps(outcome, r"&\w+;")
    yield from says_the_same(outcome, r"(?<=Tom )(?:and|&amp;)", lines=[1])


def void_tags(outcome: Outcome) -> Problems:
    """Case 07."""
    yield from keeps(outcome, r"</?\w+[^>]*>")
    yield from lacks(outcome, r"<(?:img|input)[^>]*>\w")


def capitals(outcome: Outcome) -> Problems:
    """Case 16."""
    yield from says_the_same(outcome, "", lines=[1])
    yield from lacks(outcome, "A{3}|HAAA|BITT|DASST")


def signs_and_emoji(outcome: Outcome) -> Problems:
    """Case 17: of the translations alone, which come first."""
    yield from lacks(outcome, "ucean|ffected|inconven|ucle")
    found = dict(outcome.translated)
    yield from (
        f"{line} became {found.get(line)!r}" for line in ("-----", "***") if found.get(line) != line
    )


def markdown(outcome: Outcome) -> Problems:
    """Case 18."""
    yield from lacks(outcome, "irrit|neatly|irresist|Guess")
    yield from says_the_same(outcome, r"\*\*", lines=[1])


def other_scripts(outcome: Outcome) -> Problems:
    """Case 19: nothing is invented."""
    for source, target in outcome.translated:
        if len(target) > 3 * len(source):
            yield f"{source!r} became {target!r}"
    yield from lacks(outcome, "-con-")


def numbers(outcome: Outcome) -> Problems:
    """Case 20: all digits of the source, in order, or a warning."""
    for source, target in outcome.translated:
        _, text, warning = [*target.split("\t"), "", ""][:3]
        given, found = (re.sub(r"\D", "", each) for each in (source, text))
        if given != found and not warning:
            yield f"{source!r} became {text!r} without a warning"


def without_spaces(outcome: Outcome) -> Problems:
    """Case 21."""
    yield from holds(
        outcome, "feline|could not", "狗", "<b>cat</b>.*<i>garden</i>", "<b>猫</b>.*<i>花园</i>"
    )
    yield from lacks(outcome, "狗.*could not", "> [猫花]|[猫园] <")


def prefixes(outcome: Outcome) -> Problems:
    """Case 23."""
    yield from holds(outcome, r"(?:^The door is beautiful\.\n){3}", "^Why did", "^Why didn't you ")
    yield from lacks(outcome, "doo is|beaucer|divided|yield")


def html_entities(outcome: Outcome) -> Problems:
    """Case 08."""
    yield from holds(outcome, r"Käfig ist 30\scm hoch – das genügt|line \d+")
    yield from lacks(outcome, "Kfig|gengt")


def language_codes(outcome: Outcome) -> Problems:
    """Case 09."""
    yield from holds(outcome, "^2 pairs, de", "^4 pairs, de", '"de-DE"', '"en-US"')


def control_character(outcome: Outcome) -> Problems:
    """Case 10."""
    yield from holds(outcome, "line 5", "^2 pairs are written")


def utf_16(outcome: Outcome) -> Problems:
    """Case 12."""
    yield from lacks(outcome, ":>H:0")
    yield from holds(outcome, "^Красная")
    for name in ("clean.be.tsv", "clean.bom.tsv"):
        yield from written(outcome, name, lines=135, holding="кошка")


def carriage_returns(outcome: Outcome) -> Problems:
    """Case 13."""
    yield from holds(outcome, "^1,000 pairs")


def stray_tabs(outcome: Outcome) -> Problems:
    """Case 14."""
    yield from holds(outcome, "24 pairs.*columns", "still there, torn, in clean.tsv: 0")


def sound_capitals(outcome: Outcome) -> Problems:
    """Case 15: what is written is what was read."""
    corpus = (outcome.folder / "corpus.tsv").read_text("utf-8")
    yield from written(outcome, "clean.tsv", lines=3, holding=corpus)


def broken_pipe(outcome: Outcome) -> Problems:
    """Case 25."""
    yield from holds(outcome, r"^status (?:0|141)$")


def odd_file_name(outcome: Outcome) -> Problems:
    """Case 26."""
    yield from lacks(outcome, "Traceback")
    yield from holds(outcome, "not UTF-8.*rename|^Train with")


def one_huge_line(outcome: Outcome) -> Problems:
    """Case 27: both recipes train as long and read the text as often."""
    chosen = re.findall(r"^Chosen: .*", outcome.printed, re.MULTILINE)
    if len(chosen) != 2 or chosen[0] != chosen[1]:
        yield f"the recipes differ: {chosen}"


def placeholders(outcome: Outcome) -> Problems:
    """Case 28."""
    yield from keeps(outcome, r"%?\{name\}|:name|<%= name %>|%1|%name%")


CHECKS: dict[str, Callable[[Outcome], Problems]] = {
    "01": best_of_run_is_saved,
    "03": p_values_of_few_differences,
    "04": numbered_tags,
    "05": attributes_of_templates,
    "06": entities_of_markup,
    "07": void_tags,
    "08": html_entities,
    "09": language_codes,
    "10": control_character,
    "12": utf_16,
    "13": carriage_returns,
    "14": stray_tabs,
    "15": sound_capitals,
    "16": capitals,
    "17": signs_and_emoji,
    "18": markdown,
    "19": other_scripts,
    "20": numbers,
    "21": without_spaces,
    "23": prefixes,
    "25": broken_pipe,
    "26": odd_file_name,
    "27": one_huge_line,
    "28": placeholders,
}


def cases_folder() -> Path:
    """Return where the cases lie."""
    return Path(os.environ.get("TOLMACH_CASES", REPOSITORY.parent / "shared" / "cases"))


def case_names(folder: Path) -> list[str]:
    """Return the cases that are there, by the folders' names."""
    return sorted(path.name for path in folder.glob("[0-9][0-9]-*") if (path / "cmd").is_file())


def run_case(case: Path, commands: Path | None = None) -> CaseResult:
    """Run a case's command in a copy of its folder, and hold the output against the right one.

    `tolmach` is that of the folder `commands`, or else of this checkout.
    """
    number = case.name[:2]
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / "case"
        shutil.copytree(case, copy, copy_function=shutil.copyfile)
        copy.chmod(0o755)
        found_in = commands or _command(Path(temporary))
        done = subprocess.run(
            ["bash", "-c", ". ./cmd 2>&1"],
            cwd=copy,
            env=os.environ | {"PATH": f"{found_in}:{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            check=False,
        )
        outcome = Outcome(done.stdout.decode("utf-8", "replace"), copy)
        problems = list(CHECKS[number](outcome)) if number in CHECKS else ["nobody checks it"]
    return CaseResult(case.name, problems, number in EXPECTED_TO_FAIL)


def _command(folder: Path) -> Path:
    """Put the command `tolmach` of this checkout into a folder, and return that."""
    program = folder / "bin" / "tolmach"
    program.parent.mkdir()
    source = shlex.quote(str(REPOSITORY / "src"))
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={source} exec {shlex.quote(sys.executable)} -m tolmach "$@"\n'
    )
    program.chmod(0o755)
    return program.parent


def main() -> None:
    """Run the cases, print what is missing in each, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="beginnings of names; all by default")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folder = cases_folder()
    names = [
        name
        for name in case_names(folder)
        if not options.names or name.startswith(tuple(options.names))
    ]
    if not names:
        sys.exit(f"There are no cases in {folder}; set TOLMACH_CASES.")
    results = list(map(run_case, map(partial(Path, folder), names)))
    rows = [[result.name, result.told, "; ".join(result.problems)[:200]] for result in results]
    show_table("Cases", ["case", "verdict", "missing"], rows)
    write_results(options.json, "cases", {"rows": results})
    if any(bool(result.problems) != result.expected_to_fail for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main()

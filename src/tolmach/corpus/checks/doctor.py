"""A doctor for parallel text: reads a corpus once and says what is wrong with it.

Sentences are not kept, only a hash of each pair, nine bytes for its line and its fate, and a few
examples: about 100 bytes a pair in all.
"""

from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from tolmach.corpus.checks import issues
from tolmach.corpus.checks.affinity import Traits
from tolmach.corpus.checks.damage import (
    has_control_characters,
    has_entities,
    has_lost_characters,
    repaired,
)
from tolmach.corpus.checks.issues import ISSUES, Issue, Remedy
from tolmach.corpus.checks.mojibake import has_mojibake
from tolmach.corpus.checks.one_column import one_column_advice
from tolmach.corpus.checks.preparation import has_pieces, is_tokenised
from tolmach.corpus.checks.profile import Profile, Reason, checked_languages
from tolmach.corpus.checks.shift import Shift, ShiftDetector
from tolmach.corpus.held_out import HeldOut
from tolmach.corpus.parallel import Fault, Pair, RawPair, named_as_csv, read_raw_pairs
from tolmach.corpus.survey import median_length
from tolmach.corpus.tmx import LeftOut
from tolmach.errors import DataError, TolmachError
from tolmach.file_checks import can_be_read_again
from tolmach.files import named
from tolmach.text.normalize import normalize

_HEAD = 5000  # pairs from which the profile is read
_OF_READING = {
    Fault.TORN: issues.TORN,
    Fault.HEADING: issues.HEADING,
    Fault.DAMAGED: issues.DAMAGED,
}


@dataclass(frozen=True)
class Example:
    """A pair that has an issue: where it stands, and what exactly is wrong."""

    line: int
    source: str
    target: str
    detail: str


@dataclass
class IssueFinding:
    """An issue, how many pairs have it, and the first few of them."""

    issue: Issue
    count: int = 0
    examples: list[Example] = field(default_factory=list)
    unreadable: str = ""  # why a reader that is strict would stop, and what to do about it

    @property
    def advice(self) -> str:
        """What to do about it."""
        return self.unreadable or self.issue.advice


@dataclass
class CorpusReport:
    """All that was found in one corpus."""

    pairs: int
    characters: tuple[int, int]  # of all source sides, of all target sides
    typical: tuple[int, int]  # characters of the middle source and target, by length
    profile: Profile
    findings: list[IssueFinding]
    kept: bytearray  # for each pair, 1 where cleaning keeps it
    left_out: LeftOut  # units of a TMX that are no pairs for their languages; further columns

    def is_severe(self, finding: IssueFinding) -> bool:
        """Say whether the finding should keep one from training on the corpus as it is."""
        return finding.count > finding.issue.tolerance * self.pairs

    @property
    def severe(self) -> bool:
        """Say whether any finding is severe, or nothing is left to learn from."""
        return not self.good or any(map(self.is_severe, self.findings))

    @property
    def good(self) -> int:
        """The number of pairs that cleaning keeps."""
        return sum(self.kept)

    @property
    def unreadable(self) -> str:
        """Why much of it cannot be read as it is, so that cleaning would lose what could be had."""
        of_bytes = (each for each in self.findings if each.issue is issues.LOST)
        return next((each.unreadable for each in of_bytes if self.is_severe(each)), "")


def examine(
    paths: Sequence[Path],
    *,
    languages: tuple[str, str] | None = None,
    held_out: Sequence[Sequence[Path]] = (),
    longest: int = 1000,
    examples: int = 3,
) -> CorpusReport:
    """Read one corpus and report on it. `longest` is in characters.

    `held_out` lists the corpora (dev, test) of which train must share nothing. Raises TolmachError
    where a file cannot be read at all or the corpus is empty; every other fault is reported.
    """
    left_out = LeftOut()
    raw = read_raw_pairs(paths, languages=languages, errors="replace", left_out=left_out)
    head = list(islice(raw, _HEAD))
    if not head:
        raise DataError(f"{', '.join(map(str, paths))}: the corpus is empty; name another.")
    if len(paths) == 1 and not any(each.target or each.fault for each in head):
        _refuse_one_column(paths[0], head)
    profile = Profile.of(
        [sound_pair(each) for each in head],
        languages=checked_languages(languages),
        longest=longest,
    )
    examination = _Examination(profile, _sentences(held_out, languages), examples)
    report = examination.run(chain(head, raw), left_out)
    for finding in report.findings:
        if finding.issue in (issues.LOST, issues.DAMAGED):
            finding.unreadable = _strict_error(paths, languages)
    return report


def _refuse_one_column(path: Path, head: Sequence[RawPair]) -> None:
    """Refuse a table without any second column: it is no parallel text, or not written as such."""
    lines = [each.source for each in head if each.target is None and each.source]
    if lines:
        sign = "comma" if named_as_csv(path) else "tab"
        advice = one_column_advice(lines)
        raise DataError(f"{named(path)}: no line has a {sign} between two sides; {advice}")


def _strict_error(paths: Sequence[Path], languages: tuple[str, str] | None) -> str:
    """Return what a strict reading says of a corpus; nothing where it goes through or cannot be."""
    if not all(map(can_be_read_again, paths)):
        return ""
    try:
        deque(read_raw_pairs(paths, languages=languages), maxlen=0)
    except TolmachError as error:
        return str(error)
    return ""


def sound_pair(raw: RawPair) -> Pair:
    """Return the pair as training would read it, repaired where that is possible."""
    return Pair(*(_sound(side or "") for side in (raw.source, raw.target)))


def _sound(text: str) -> str:
    """Repair and normalise until nothing changes: what goes can leave mojibake side by side."""
    while (better := normalize(repaired(text))) != text:
        text = better
    return text


def _sentences(corpora: Sequence[Sequence[Path]], languages: tuple[str, str] | None) -> HeldOut:
    """Read dev and test corpora."""
    raw = chain.from_iterable(
        read_raw_pairs(paths, languages=languages, errors="replace") for paths in corpora
    )
    return HeldOut.of(map(sound_pair, raw))


def _shared(held_out: HeldOut, pair: Pair) -> Iterator[Reason]:
    """Yield what a pair of train shares with dev or test."""
    if held_out.holds(pair):
        yield issues.SHARED, ""
    elif held_out.touches(pair):
        yield issues.HALF_SHARED, ""


class _Examination:
    def __init__(self, profile: Profile, held_out: HeldOut, examples: int) -> None:
        self._profile, self._held_out, self._examples = profile, held_out, examples
        self._findings = {issue: IssueFinding(issue) for issue in ISSUES}
        self._seen: set[int] = set()
        self._kept = bytearray()
        self._lines = array("Q")
        self._shifts = ShiftDetector(profile.lengths)
        self._slipped = 0  # the place after the last pair of a shift, of those counted so far
        self._lengths = Counter[int](), Counter[int]()

    def run(self, corpus: Iterable[RawPair], left_out: LeftOut) -> CorpusReport:
        for raw in corpus:
            self._take(raw)
        for shift in self._shifts.finish():
            self._note_shift(shift)
        found = [finding for finding in self._findings.values() if finding.count]
        source, target = (_sum(counts) for counts in self._lengths)
        typical = median_length(self._lengths[0]), median_length(self._lengths[1])
        kept, profile = self._kept, self._profile
        return CorpusReport(len(kept), (source, target), typical, profile, found, kept, left_out)

    def _take(self, raw: RawPair) -> None:
        pair = sound_pair(raw)
        traits = Traits.of(pair.source), Traits.of(pair.target)
        reasons = list(self._reasons(raw, pair, traits))
        for issue, detail in reasons:
            self._note(issue, Example(raw.line, raw.source or "", raw.target or "", detail))
        self._kept.append(all(issue.remedy is Remedy.REPAIRED for issue, _ in reasons))
        self._lines.append(raw.line)
        for side, counts in zip(pair, self._lengths, strict=True):
            counts[len(side)] += 1
        for shift in self._shifts.add(*traits):
            self._note_shift(shift)

    def _reasons(self, raw: RawPair, pair: Pair, traits: tuple[Traits, Traits]) -> Iterator[Reason]:
        if raw.fault is not None:
            yield _OF_READING[raw.fault], raw.detail
            return
        if raw.source is None or raw.target is None:
            yield issues.UNPAIRED, ""
            return
        if any(map(has_lost_characters, pair)):
            yield issues.LOST, ""
        yield from _of_encoding(raw.source, raw.target)
        yield from self._profile.reasons(pair, traits)
        if pair.source or pair.target:
            yield from _shared(self._held_out, pair)
            yield from self._of_repetition(pair)

    def _of_repetition(self, pair: Pair) -> Iterator[Reason]:
        if hash(pair) in self._seen:
            yield issues.DUPLICATE, ""
        self._seen.add(hash(pair))

    def _note(self, issue: Issue, example: Example, count: int = 1) -> None:
        finding = self._findings[issue]
        finding.count += count
        if len(finding.examples) < self._examples:
            finding.examples.append(example)

    def _note_shift(self, shift: Shift) -> None:
        pairs = max(0, shift.last + 1 - max(shift.first, self._slipped))  # shifts may overlap
        self._slipped = max(self._slipped, shift.last + 1)
        by = f"{abs(shift.offset)} {'late' if shift.offset > 0 else 'early'}"
        first, last = self._lines[shift.first], self._lines[shift.last]
        detail = f"from here to line {last}, about, targets stand {by}"
        self._note(issues.SHIFTED, Example(first, "", "", detail), pairs)
        self._kept[shift.first : shift.last + 1] = bytes(shift.last + 1 - shift.first)


def _sum(counts: Counter[int]) -> int:
    return sum(length * count for length, count in counts.items())


def _of_encoding(source: str, target: str) -> Iterator[Reason]:
    for test, issue in (
        (has_mojibake, issues.MOJIBAKE),
        (has_control_characters, issues.CONTROL),
        (has_entities, issues.ENTITIES),
        (has_pieces, issues.PIECES),
        (is_tokenised, issues.TOKENISED),
    ):
        if test(source) or test(target):
            yield issue, ""

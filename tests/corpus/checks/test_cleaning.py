"""Writing what an examination found good, in the form in which it came."""

import csv
import gzip
from contextlib import suppress
from itertools import compress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tolmach.corpus.checks.cleaning import check_outputs, write_clean
from tolmach.corpus.checks.doctor import examine, sound_pair
from tolmach.corpus.parallel import Pair, RawPair, read_pairs, read_raw_pairs
from tolmach.errors import TolmachError
from tolmach.files import STANDARD_INPUT
from tolmach.text.normalize import normalize

GOOD = ("Der Lehrer kauft heute ein Buch.", "The teacher buys a book today.")
EMPTY = ("Das steht allein.", "")


def clean(corpus: list[Path], outputs: list[Path]) -> None:
    write_clean(corpus, outputs, examine(corpus), languages=("de", "en"))


def test_a_table_keeps_the_good_pairs_normalised(tmp_path: Path) -> None:
    corpus, out = tmp_path / "a.tsv", tmp_path / "out.tsv"
    rows = [("  Der\u00a0Lehrer kauft  heute ein Buch. ", GOOD[1]), EMPTY]
    corpus.write_text("".join(f"{source}\t{target}\n" for source, target in rows), "utf-8")
    clean([corpus], [out])
    assert out.read_text("utf-8") == "\t".join(GOOD) + "\n"


def test_a_name_that_ends_in_csv_gets_commas(tmp_path: Path) -> None:
    corpus, out = tmp_path / "a.tsv", tmp_path / "out.CSV.GZ"
    pairs = [Pair(*GOOD), Pair('Sie sagt: "Ja, heute; oder?"', 'She says: "Yes, today; or?"')]
    corpus.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in pairs), "utf-8")
    clean([corpus], [out])
    rows = csv.reader(gzip.decompress(out.read_bytes()).decode().splitlines())
    assert [Pair(*row) for row in rows] == list(read_pairs([out])) == pairs


def test_two_files_stay_two_and_in_step_and_may_be_packed(tmp_path: Path) -> None:
    corpus, outputs = ([tmp_path / f"{name}{side}" for side in "ab"] for name in ("in.", "out."))
    outputs[1] = outputs[1].with_name("out.b.gz")
    for path, lines in zip(corpus, zip(EMPTY, GOOD, strict=True), strict=True):
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    clean(corpus, outputs)
    assert outputs[0].read_text("utf-8") == GOOD[0] + "\n"
    assert gzip.decompress(outputs[1].read_bytes()).decode() == GOOD[1] + "\n"


def test_a_memory_stays_a_memory(tmp_path: Path) -> None:
    table, memory, again = (tmp_path / name for name in ("a.tsv", "a.tmx", "b.tmx"))
    table.write_text("\t".join(GOOD) + "\n", "utf-8")
    segments = "".join(
        f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>'
        for code, text in zip(("de", "en"), GOOD, strict=True)
    )
    memory.write_text(f'<tmx version="1.4"><body><tu>{segments}</tu></body></tmx>', "utf-8")
    write_clean([memory], [again], examine([memory], languages=("de", "en")))
    assert list(read_pairs([again], languages=("de", "en"))) == [Pair(*GOOD)]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=5))
def test_what_is_written_is_whole_pairs_of_the_corpus(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    corpus, outputs = ([folder / f"{name}{side}" for side in "ab"] for name in ("in.", "out."))
    for path, lines in zip(corpus, zip(*rows, strict=True), strict=True):
        path.write_bytes("".join(f"{normalize(line)}\n" for line in lines).encode())
    clean(corpus, outputs)
    known = {sound_pair(RawPair(1, normalize(row[0]), normalize(row[1]))) for row in rows}
    written = list(read_pairs(outputs))
    assert all(all(pair) for pair in written)
    assert set(written) <= known


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"])
LETTERS = st.text("ab ßÃ…”&;<\"'\t\x02\u4e00", max_size=12)


def written_again(corpus: Path, folder: Path, suffix: str) -> None:
    """Clean a corpus: what is written is what was found good, and cleaning it changes nothing."""
    once, twice = folder / f"once{suffix}", folder / f"twice{suffix}"
    report = examine([corpus], languages=("de", "en"))
    write_clean([corpus], [once], report, languages=("de", "en"))
    raw = read_raw_pairs([corpus], languages=("de", "en"), errors="replace")
    kept = [sound_pair(each) for each in compress(raw, report.kept)]
    assert list(read_pairs([once])) == kept
    assert len(kept) == report.good
    if kept:
        write_clean([once], [twice], examine([once], languages=("de", "en")))
        assert set(read_pairs([twice])) <= set(kept)


@settings(deadline=None, max_examples=50)
@example([";\tÃ\x02”", "Ã\u200b\x81\tÃ\xad”"], "utf-8", "\n")
@given(st.lists(LETTERS, min_size=1, max_size=6), ENCODINGS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_table_is_written_as_it_was_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], encoding: str, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    corpus = folder / "corpus"
    corpus.write_bytes("".join(line + ending for line in lines).encode(encoding, "replace"))
    with suppress(TolmachError):
        written_again(corpus, folder, ".tsv")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=6), ENCODINGS)
def test_any_memory_is_written_as_it_was_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    corpus = folder / "corpus.tmx"
    units = "\n".join(
        f'<tu><tuv xml:lang="de"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{target}</seg></tuv></tu>'
        for source, target in rows
    )
    corpus.write_bytes(f"<tmx><body>\n{units}\n</body></tmx>".encode(encoding, "replace"))
    with suppress(TolmachError):
        written_again(corpus, folder, ".tmx")


@pytest.mark.parametrize(
    ("corpus", "outputs", "message"),
    [
        ([STANDARD_INPUT], [Path("out.tsv")], "Standard input cannot be read twice"),
        ([Path("a"), Path("b")], [Path("out")], "2 files; give --write once for each"),
        ([Path("a.tmx")], [Path("out.tsv")], "out.tsv must have the form of a.tmx"),
        ([Path("a"), Path("b")], [Path("out"), Path("./out")], "--write must name each file once"),
        ([Path("a"), Path("b")], [Path("out"), Path("./a")], "a would be overwritten"),
    ],
)
def test_outputs_that_cannot_be_are_refused(
    corpus: list[Path], outputs: list[Path], message: str
) -> None:
    with pytest.raises(TolmachError, match=message):
        check_outputs(corpus, outputs)

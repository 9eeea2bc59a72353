import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.parallel import Pair, RawPair, parse_languages, read_pairs, read_raw_pairs
from tolmach.errors import TolmachError
from tolmach.text.normalize import normalize


def written(path: Path, text: str) -> Path:
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz"])
def test_a_tsv_is_normalised_and_further_columns_are_left(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, "cafe\u0301 \tcoffee\u00a0 shop\tby somebody\r\n\tb\n")
    assert list(read_pairs([path])) == [Pair("café", "coffee shop"), Pair("", "b")]


def test_two_files_of_different_form(tmp_path: Path) -> None:
    source = written(tmp_path / "a.de.gz", "eins\nzwei\n")
    target = written(tmp_path / "a.en", "one\ntwo")
    assert list(read_pairs([source, target])) == [Pair("eins", "one"), Pair("zwei", "two")]


@pytest.mark.parametrize("longer", [0, 1])
def test_files_of_different_length_name_the_shorter(tmp_path: Path, longer: int) -> None:
    texts = ["a\nb\n", "a\nb\n"]
    texts[longer] += "c\n"
    paths = [written(tmp_path / f"{side}.txt", text) for side, text in enumerate(texts)]
    with pytest.raises(TolmachError, match=rf"{1 - longer}\.txt ends after line 2"):
        list(read_pairs(paths))


@pytest.mark.parametrize("longer", [0, 1])
def test_blank_lines_at_the_end_of_one_file_are_nothing(tmp_path: Path, longer: int) -> None:
    texts = ["a\nb\n", "c\nd\n"]
    texts[longer] += "\n \n"
    paths = [written(tmp_path / f"{side}.txt", text) for side, text in enumerate(texts)]
    assert list(filter(any, read_pairs(paths))) == [Pair("a", "c"), Pair("b", "d")]


def test_a_sign_that_ends_a_file_is_a_blank_line(tmp_path: Path) -> None:
    table = written(tmp_path / "a.tsv", "a\tc\nb\td\n\x1a")
    sides = [written(tmp_path / "a.txt", "a\nb\n"), written(tmp_path / "b.txt", "c\nd\n\x1a")]
    for corpus in [table], sides:
        assert list(filter(any, read_pairs(corpus))) == [Pair("a", "c"), Pair("b", "d")]


def test_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", "a\tb\nno tab\n")
    with pytest.raises(TolmachError, match=r"a\.tsv, line 2: no tab"):
        list(read_pairs([path]))


def test_raw_pairs_tell_what_is_missing_and_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(b"no tab\nf\xfcr\tfor\n")
    raw = read_raw_pairs([path], errors="replace")
    assert list(raw) == [RawPair(1, "no tab", None), RawPair(2, "f\ufffdr", "for")]


@pytest.mark.parametrize("place", [0, 1])
def test_a_table_is_no_side_of_two(tmp_path: Path, place: int) -> None:
    paths = [written(tmp_path / "a.tsv", "eins\tone\n"), written(tmp_path / "b.txt", "eins\n")]
    with pytest.raises(TolmachError, match=r"a\.tsv is a table and holds both sides;"):
        list(read_pairs(paths if place == 0 else paths[::-1]))
    written(paths[0], "one\t\n")
    assert list(read_pairs(paths)) == [Pair("one", "eins")]


def test_standard_input_is_one_side_at_most() -> None:
    with pytest.raises(TolmachError, match="Standard input is named twice"):
        list(read_pairs([Path("-"), Path("-")]))


@pytest.mark.parametrize("paths", [[], ["a", "b", "c"]])
def test_a_corpus_is_one_or_two_files(paths: list[str]) -> None:
    with pytest.raises(TolmachError, match="A corpus is one TSV, CSV or TMX file"):
        list(read_pairs([Path(path) for path in paths]))


@given(st.lists(st.tuples(st.text(), st.text())))
def test_written_pairs_are_read_again(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    clean = [Pair(normalize(source), normalize(target)) for source, target in pairs]
    path = tmp_path_factory.mktemp("any") / "a.tsv"
    written(path, "".join(f"{source}\t{target}\n" for source, target in clean))
    assert list(read_pairs([path])) == clean


def test_languages_are_read_from_one_word() -> None:
    assert parse_languages("de-AT, en") == ("de-AT", "en")
    assert parse_languages("de-en") == ("de", "en")
    assert parse_languages(None) is None


@given(st.text())
def test_any_other_word_is_one_sentence(text: str) -> None:
    with suppress(TolmachError):
        found = parse_languages(text)
        assert found is not None
        assert all(found)
        assert found[0] != found[1]


def test_one_language_is_no_pair() -> None:
    with pytest.raises(TolmachError, match="'de' does not name two languages"):
        parse_languages("de")

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.analysis.alignment.error_rate import GoldLinks, read_gold, score_alignments
from tolmach.errors import TolmachError

LINKS = st.frozensets(st.tuples(st.integers(0, 3), st.integers(0, 3)))


def test_gold_links_count_from_one_and_sure_ones_are_possible(tmp_path: Path) -> None:
    (tmp_path / "gold").write_text("1-1 2p3\n\n12-1 \n", "utf-8")
    assert read_gold(tmp_path / "gold") == [
        GoldLinks(frozenset({(0, 0)}), frozenset({(0, 0), (1, 2)})),
        GoldLinks(frozenset(), frozenset()),
        GoldLinks(frozenset({(11, 0)}), frozenset({(11, 0)})),
    ]


def test_an_error_rate_worked_by_hand() -> None:
    sure, possible = frozenset({(0, 0), (1, 1)}), frozenset({(2, 2), (2, 3), (0, 0), (1, 1)})
    gold = [GoldLinks(sure, possible), GoldLinks(frozenset({(0, 0)}), frozenset({(0, 0)}))]
    found = [frozenset({(0, 0), (2, 3), (3, 3)}), frozenset[tuple[int, int]]()]
    score = score_alignments(found, gold)
    assert score.sentences == 2
    assert score.precision == pytest.approx(2 / 3)  # (0, 0) and (2, 3) of three
    assert score.recall == pytest.approx(1 / 3)  # (0, 0) of three sure ones
    assert score.error_rate == pytest.approx(1 - (1 + 2) / (3 + 3))


@given(st.lists(st.tuples(LINKS, LINKS, LINKS), min_size=1, max_size=5))
def test_rates_are_shares_and_the_gold_itself_is_right(
    pairs: list[tuple[frozenset[tuple[int, int]], ...]],
) -> None:
    gold = [GoldLinks(sure, sure | possible) for _, sure, possible in pairs]
    score = score_alignments([found for found, *_ in pairs], gold)
    assert all(0 <= x <= 1 for x in (score.precision, score.recall, score.error_rate))
    assert score_alignments([pair.sure for pair in gold], gold).error_rate == pytest.approx(0)


@pytest.mark.parametrize("line", ["1-1 x", "0-1", "1-0", "1-1-1", "1s1", "-1-2"])
def test_what_is_no_link_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "gold").write_text(f"1-1\n{line}\n", "utf-8")
    with pytest.raises(TolmachError, match=r"gold, line 2: '.*' is no link; write"):
        read_gold(tmp_path / "gold")


def test_gold_of_other_pairs_is_refused() -> None:
    with pytest.raises(TolmachError, match="1 pair of sentences, but gold links for 0"):
        score_alignments([frozenset()], [])

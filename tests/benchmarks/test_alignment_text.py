from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.alignment_text import (
    MOST_JOINED,
    gold_file,
    gold_pairs,
    hansards_style,
    joined,
    write_sides,
)
from tolmach.analysis.alignment.error_rate import read_gold
from tolmach.corpus.parallel import Pair, read_pairs

PAIRS = st.lists(st.builds(Pair, st.text("ab ", max_size=5), st.text("xy ", max_size=5)))


@pytest.mark.parametrize(
    ("french", "written"),
    [
        ("L'ami du roi va-t-il au marché ?", "le ami de le roi va - t - il à le marché ?"),
        ("J’ai dit qu'il n'a rien.", "je ai dit que il ne a rien ."),
        ("Aux armes, s'il le faut !", "à les armes , se il le faut !"),
        ("Aujourd'hui quelqu'un parle des lois.", "aujourd' hui quelque un parle de les lois ."),
    ],
)
def test_french_is_written_out_as_the_hansards_are(french: str, written: str) -> None:
    assert next(hansards_style([Pair(french, "")])).source == written


def test_english_hyphens_and_marks_stand_alone_and_abbreviations_keep_theirs() -> None:
    text = 'Mr. Hill said, "It\'s a well-known law."'
    (found,) = hansards_style([Pair("", text)])
    assert found.target == 'mr. hill said , " it \'s a well - known law . "'


@given(PAIRS)
def test_joined_text_is_the_same_sentences_on_fewer_lines(pairs: list[Pair]) -> None:
    lines = list(joined(pairs))
    assert len(pairs) / MOST_JOINED <= len(lines) <= len(pairs)
    for side in (0, 1):
        before, after = (sorted("".join(each[side] for each in all_)) for all_ in (pairs, lines))
        assert [x for x in before if x != " "] == [x for x in after if x != " "]


def test_joined_sides_stay_together() -> None:
    pairs = [Pair(str(number), f"-{number}") for number in range(50)]
    for line in joined(pairs):
        assert [f"-{word}" for word in line.source.split()] == line.target.split()


def test_both_sides_are_written_line_by_line(tmp_path: Path) -> None:
    pairs = [Pair("un", "one"), Pair("le roi", "the king")]
    write_sides(tmp_path / "text", pairs)
    assert list(read_pairs([tmp_path / "text.fr", tmp_path / "text.en"])) == pairs


@pytest.mark.skipif(not gold_file("gold").is_file(), reason="the gold links are not there")
def test_gold_links_stay_within_the_words_of_their_pairs() -> None:
    pairs, gold = gold_pairs(), read_gold(gold_file("gold"))
    assert len(pairs) == len(gold) == 447
    for pair, links in zip(pairs, gold, strict=True):
        for english, french in links.possible:
            assert english < len(pair.source.split())
            assert french < len(pair.target.split())

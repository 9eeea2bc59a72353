"""Syntax told from attention made by hand, over a tree of our own."""

import numpy as np
import pytest

from tests.analysis.heads.head_views import looking, looking_back
from tolmach.analysis.attention.site_view import SiteView
from tolmach.analysis.heads.syntax import Accuracy, Direction, Parsed, RelationCounts, word_tops
from tolmach.analysis.heads.treebank import Dependency

# ▁ob ▁alte ▁Hunde ▁sehen ▁der ▁roten , ▁Uhu ▁der . : pieces and words are the same
TREE = (
    Dependency(0, 2, "det"),
    Dependency(1, 2, "amod"),
    Dependency(2, 3, "nsubj"),
    Dependency(5, 7, "amod"),
    Dependency(7, 3, "obj"),
)
HEAD_OF = {each.dependent: each.head for each in TREE}
TO_HEAD, TO_ADJECTIVE = Direction("amod", True), Direction("amod", False)


def counted(*views: SiteView) -> dict[Direction, Accuracy]:
    counts = RelationCounts()
    for view in views:
        counts.add(Parsed(view, range(10), 10, TREE))
    return counts.accuracies()


def test_a_head_that_follows_relations_is_right_and_the_baseline_is_the_best_distance() -> None:
    found = counted(looking(lambda q: HEAD_OF.get(q, q), lambda q: q + 1))
    assert set(found) == {
        Direction(relation, way) for relation in ("amod", "nsubj", "obj") for way in (True, False)
    }
    adjectives = found[TO_HEAD]
    assert adjectives.whole.heads.tolist() == [1, 0.5]
    assert (adjectives.whole.times, adjectives.whole.baseline) == (2, 0.5)
    assert adjectives.offsets == (0, 1)
    assert found[TO_ADJECTIVE].whole.heads.tolist() == [0, 0]
    assert found[Direction("nsubj", True)].whole.heads.tolist() == [1, 1]


def test_sentences_add_up() -> None:
    back = {head: dependent for dependent, head in HEAD_OF.items()}
    found = counted(looking(lambda q: HEAD_OF.get(q, q)), looking(lambda q: back.get(q, q)))
    assert found[TO_HEAD].whole.times == 4
    assert found[TO_HEAD].whole.heads.tolist() == [0.5]
    assert found[TO_ADJECTIVE].whole.heads.tolist() == [0.5]


def test_every_other_sentence_is_of_the_other_half() -> None:
    follows, elsewhere = looking(lambda q: HEAD_OF.get(q, q)), looking(lambda q: q)
    found = counted(follows, elsewhere, follows)[TO_HEAD]
    assert [half.times for half in found.halves] == [4, 2]
    assert [half.heads.tolist() for half in found.halves] == [[1], [0]]
    assert [half.baseline for half in found.halves] == [0.5, 0.5]


def test_the_baseline_knows_the_side_and_takes_distances_of_the_other_half() -> None:
    view = looking(lambda q: q)
    trees = [
        (Dependency(0, 3, "nsubj"), Dependency(6, 4, "nsubj")),  # +3 and -2
        (Dependency(0, 3, "nsubj"), Dependency(6, 5, "nsubj")),  # the other half: +3 and -1
    ]
    counts = RelationCounts()
    for tree in trees:
        counts.add(Parsed(view, range(10), 10, tree))
    found = counts.accuracies()[Direction("nsubj", True)]
    assert [half.baseline for half in found.halves] == [1.0, 1.0]
    assert (found.held_out.times, found.held_out.baseline) == (4, 0.5)


def test_a_head_is_tested_against_the_baseline_word_by_word() -> None:
    view = looking(lambda q: {0: 5}.get(q, q), lambda q: q)
    counts = RelationCounts()
    for distance in (3, 3, 5, 3):
        counts.add(Parsed(view, range(10), 10, (Dependency(0, distance, "obj"),)))
    found = counts.accuracies()[Direction("obj", True)].whole
    assert found.baseline == 0.75
    assert found.heads.tolist() == [0.25, 0]
    assert found.p.tolist() == [pytest.approx(0.625), pytest.approx(0.25)]


def test_a_decoder_is_asked_for_what_came_earlier() -> None:
    found = counted(looking_back(lambda q: 1 + {2: 1, 7: 5}.get(q - 1, q - 1)))
    assert set(found) == {TO_ADJECTIVE, Direction("nsubj", False), Direction("obj", True)}
    assert found[TO_ADJECTIVE].whole.heads.tolist() == [1]
    assert found[Direction("obj", True)].whole.heads.tolist() == [0]
    assert found[Direction("obj", True)].offsets == (-4, 0)


def test_a_head_with_two_dependents_is_right_with_either() -> None:
    counts = RelationCounts()
    two = (Dependency(0, 2, "amod"), Dependency(1, 2, "amod"))
    counts.add(Parsed(looking(lambda _: 0, lambda _: 1, lambda _: 3), range(10), 10, two))
    found = counts.accuracies()[TO_ADJECTIVE]
    assert found.whole.times == 1
    assert found.whole.heads.tolist() == [1, 1, 0]
    assert (found.whole.baseline, found.offsets) == (1, (-1, 0))
    assert found.halves[1].times == 0
    assert (found.held_out.times, found.held_out.baseline) == (1, 0)  # nothing to take one from


def test_pieces_are_put_together_and_the_end_is_no_word() -> None:
    keys = ["▁al", "te", "▁Frau", "</s>"]
    weights = [[0.1, 0.3, 0.35, 0.25], [0.0, 0.1, 0.0, 0.9], [0.3, 0.25, 0.4, 0.05]]
    view = SiteView(np.array([weights], np.float32), keys[:-1], keys, np.arange(4), np.arange(3))
    assert word_tops(view, [0, 0, 1], 2).tolist() == [[0, 0]]  # 0.25 to 0.175, 0.55 to 0.4


def test_words_that_no_piece_spells_are_not_asked_for() -> None:
    counts = RelationCounts()
    counts.add(Parsed(looking(lambda q: q), [0, 1, 1, 1, 4, 5, 6, 7, 8, 9], 10, TREE))
    found = counts.accuracies()
    assert Direction("nsubj", True) not in found
    assert found[TO_HEAD].whole.times == 1


def test_how_a_direction_is_written() -> None:
    assert str(TO_HEAD) == "amod→head"
    assert str(TO_ADJECTIVE) == "head→amod"


def test_nothing_counted_is_nothing_found() -> None:
    assert RelationCounts().accuracies() == {}

import numpy as np

from tolmach.analysis.alignment import Attended, Look, flipped
from tolmach.text.symmetrisation import Links

SAID, READ = Look(1, "said"), Look(1, "read")
THREE = [[0.1, 0.6, 0.1, 0.2], [0.5, 0.1, 0.1, 0.3], [0.1, 0.1, 0.2, 0.6], [0.0, 0.0, 0.3, 0.7]]


def attended(weights: list[list[float]], source: list[int], target: list[int]) -> Attended:
    return Attended({1: np.array([weights], np.float32)}, source, target)


def links(written: str) -> Links:
    pairs = (link.split("-") for link in written.split())
    return frozenset((int(source), int(target)) for source, target in pairs)


def test_links_are_read_when_a_word_is_said_and_one_step_later() -> None:
    pair = attended(THREE, source=[0, 1, 2], target=[0, 1, 2])
    assert pair.links(SAID) == links("1-0 0-1 2-2")  # `</s>` gets most of the third, and no link
    assert pair.links(READ) == links("0-0 2-1 2-2")


def test_words_are_linked_where_any_of_their_pieces_are() -> None:
    pair = attended(THREE, source=[0, 1, 1], target=[0, 0, 1])
    assert pair.links(SAID) == links("1-0 0-0 1-1")


def test_an_empty_side_has_no_links() -> None:
    no_source, no_target = attended([[1.0]] * 3, [], [0, 1]), attended([[0.5, 0.5]], [0], [])
    for pair in (no_source, no_target):
        assert pair.links(SAID) == pair.links(READ) == frozenset()


def test_a_head_is_read_alone_and_a_layer_and_several_looks_as_their_mean() -> None:
    below = [[[0.9, 0.1, 0]] * 3, [[0.3, 0.7, 0]] * 3]  # two heads, two pieces a side
    above = [[[0.0, 1.0, 0], [0.2, 0.8, 0], [0.6, 0.4, 0]]]
    pair = Attended({1: np.array(below), 2: np.array(above)}, [0, 1], [0, 1])
    first, second = pair.looks_at_heads(SAID)
    assert (first, second) == (Look(1, "said", 1), Look(1, "said", 2))
    assert pair.links(first) == pair.links(SAID) == links("0-0 0-1")
    assert pair.links(second) == links("1-0 1-1")
    assert pair.links(first, Look(2, "read")) == links("0-0 0-1")  # 0.55, 0.75
    assert pair.links(second, Look(2, "read")) == links("1-0 1-1")  # 0.75, 0.55
    assert pair.links(first, Look(2, "said")) == links("1-0 0-1")  # 0.55, 0.55: the first wins
    assert pair.looks == [Look(2, "said"), SAID, Look(2, "read"), READ]


def test_links_are_turned_round() -> None:
    assert flipped(links("0-1 2-0")) == links("1-0 0-2")

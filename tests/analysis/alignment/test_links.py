import numpy as np

from tolmach.analysis.alignment.links import Attended, AttentionSource, flipped
from tolmach.analysis.attention.word_groups import mean_shares, merged
from tolmach.corpus.symmetrisation import Links

SAID, READ = AttentionSource(1, "said"), AttentionSource(1, "read")
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


def test_a_word_gets_what_its_pieces_get_and_gives_what_they_give_on_average() -> None:
    pair = attended(THREE, source=[0, 1, 1], target=[0, 0, 1])
    weights = [[0.3, 0.45], [0.1, 0.3]]  # [target words, source words]
    np.testing.assert_allclose(merged(np.array(THREE)[:-1, :-1], [0, 1, 1], [0, 0, 1]), weights)
    assert pair.links(SAID) == links("1-0 1-1")


def test_a_source_word_that_all_attend_to_is_balanced_by_one_that_few_attend_to() -> None:
    weights = np.array([[0.6, 0.1, 0.3], [0.6, 0.3, 0.1]], np.float32)
    root = np.sqrt([1.2, 0.4, 0.4])  # of what each source word gets
    np.testing.assert_allclose(mean_shares(weights), weights / root, rtol=1e-6)
    rows = [[0.6, 0.0, 0.4, 0.0], [0.5, 0.4, 0.1, 0.0], [0.7, 0.1, 0.2, 0.0], [0.0, 0.0, 0.0, 1.0]]
    pair = attended(rows, source=[0, 1, 2], target=[0, 1, 2])
    assert pair.links(SAID) == links("0-2 1-1 2-0")  # unbalanced, all go with the first word


def test_a_source_word_that_nobody_attends_to_divides_by_no_zero() -> None:
    assert np.isfinite(mean_shares(np.array([[1.0, 0.0]], np.float32))).all()


def test_an_empty_side_has_no_links() -> None:
    no_source, no_target = attended([[1.0]] * 3, [], [0, 1]), attended([[0.5, 0.5]], [0], [])
    for pair in (no_source, no_target):
        assert pair.links(SAID) == pair.links(READ) == frozenset()


def test_a_head_is_read_alone_and_a_layer_and_several_looks_as_their_mean() -> None:
    below = [[[0.9, 0.1, 0], [0.2, 0.8, 0], [0, 0, 1]], [[0.1, 0.9, 0], [0.6, 0.4, 0], [0, 0, 1]]]
    above = [[[0.0, 0.0, 1], [0.0, 1.0, 0], [1.0, 0.0, 0]]]
    pair = Attended({1: np.array(below), 2: np.array(above)}, [0, 1], [0, 1])
    first, second = pair.head_sources(SAID)
    assert (first, second) == (AttentionSource(1, "said", 1), AttentionSource(1, "said", 2))
    assert pair.links(first) == links("0-0 1-1")
    assert pair.links(second) == links("1-0 0-1")
    assert pair.links(SAID) == links("0-0 1-1")  # 0.5, 0.5 and 0.4, 0.6
    assert pair.links(first, AttentionSource(2, "read")) == links(
        "1-0 0-1"
    )  # 0.45, 0.55 and 0.6, 0.4
    assert pair.links(second, AttentionSource(2, "said")) == links("1-0 1-1")
    assert pair.origins == [AttentionSource(2, "said"), SAID, AttentionSource(2, "read"), READ]


def test_links_are_turned_round() -> None:
    assert flipped(links("0-1 2-0")) == links("1-0 0-2")

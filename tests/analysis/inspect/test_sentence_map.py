from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tolmach.analysis.inspect.sentence_map import SentenceMap, _figure, write_map
from tolmach.analysis.inspect.sentence_vectors import cosines, principal_plane


def mapped(vectors: np.ndarray) -> SentenceMap:
    texts = tuple(f"text {row}" for row in range(len(vectors)))
    return SentenceMap(texts, vectors.shape[1], principal_plane(vectors), cosines(vectors))


def test_neighbours_are_the_nearest_others_by_cosine() -> None:
    found = mapped(np.array([[1, 0], [5, 1], [0, 2], [-1, 0]], np.float32))
    assert found.nearest(0, 2) == [1, 2]
    assert found.nearest(3, 9) == [2, 1, 0]
    record = found.record(0, [1])
    assert (record["sentence"], record["text"]) == (1, "text 0")
    assert record["nearest"][0]["text"] == "text 1"
    assert record["nearest"][0]["cosine"] == round(5 / 26**0.5, 5)


@given(st.integers(2, 9), st.integers(1, 9))
def test_nobody_is_its_own_neighbour(count: int, asked: int) -> None:
    vectors = np.random.default_rng(count).standard_normal((count, 3)).astype(np.float32)
    found = mapped(vectors)
    for row in range(count):
        near = found.nearest(row, asked)
        assert row not in near
        assert len(near) == len(set(near)) == min(asked, count - 1)


def test_few_sentences_are_named_and_many_are_numbered(tmp_path: Path) -> None:
    for count, shown, hidden in ((3, "text 2", ">3<"), (50, ">50<", "text 2")):
        vectors = np.random.default_rng(1).standard_normal((count, 4)).astype(np.float32)
        write_map(mapped(vectors), tmp_path / "map.svg")
        drawn = (tmp_path / "map.svg").read_text("utf-8")
        assert shown in drawn
        assert hidden not in drawn


def test_no_text_of_a_crowded_map_runs_into_another() -> None:
    places = np.array([[0, 0], [0.1, 0.001], [0.2, 0.002], [9, 3], [-9, -3]], np.float32)
    texts = tuple(f"a sentence of some length, number {row}" for row in range(len(places)))
    figure = _figure(SentenceMap(texts, 2, places, cosines(places)))
    figure.draw_without_rendering()
    [axes] = figure.axes
    shown = [text for text in axes.texts if text.get_text()]
    extents = [text.get_window_extent() for text in shown]
    for row, extent in enumerate(extents):
        if shown[row].get_text() != str(row + 1):
            assert shown[row].get_text() == f"{row + 1} {texts[row]}"
            assert not extent.count_overlaps(extents[:row] + extents[row + 1 :])
    assert shown[0].get_text() == "1"
    assert [row for row in (3, 4) if shown[row].get_text() == str(row + 1)] == []


def test_a_map_with_room_has_texts_alone() -> None:
    places = np.array([[0, 0], [2, 2], [-2, -2]], np.float32)
    figure = _figure(SentenceMap(("one", "two", "three"), 2, places, cosines(places)))
    [axes] = figure.axes
    assert [text.get_text() for text in axes.texts] == ["one", "two", "three"]


def test_numbers_of_two_sentences_at_one_place_stand_on_either_side() -> None:
    places = np.array([[0, 0], [0, 0.01], [9, 3], [-9, -3]], np.float32)
    texts = tuple(f"a sentence of some length, number {row}" for row in range(len(places)))
    figure = _figure(SentenceMap(texts, 2, places, cosines(places)))
    figure.draw_without_rendering()
    [axes] = figure.axes
    extents = [text.get_window_extent() for text in axes.texts if text.get_text()]
    assert not extents[0].count_overlaps(extents[1:])

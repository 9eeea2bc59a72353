import math

import numpy as np
import pytest

from tests.analysis.heads.head_views import END, PIECES, crossing, even, looking, looking_back
from tolmach.analysis.attention.site_view import SiteView
from tolmach.analysis.heads.statistics import OFFSETS, Share, head_statistics

HAND = [  # keys: a b . </s>
    [[0.5, 0.25, 0.125, 0.125], [0.0, 0.0, 0.0, 1.0], [0.25, 0.5, 0.25, 0.0]],
    [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]],
]


def by_hand() -> SiteView:
    keys = ["▁a", "b", ".", "</s>"]
    rarity = np.array([7, 11, 3, -1])
    return SiteView(np.array(HAND, np.float32), keys[:-1], keys, rarity, np.arange(3))


def at(share: Share, offset: int) -> list[float]:
    places = np.flatnonzero(offset == OFFSETS)
    found: list[float] = share.value[:, places].ravel().tolist()
    return found


def test_a_case_worked_by_hand() -> None:
    found = head_statistics([by_hand()])
    assert found.confidence.value == pytest.approx([(0.5 + 0 + 0.5) / 3, (1 + 1 + 0) / 3])
    entropies = (1.75 * math.log(2), 0, 1.5 * math.log(2))
    assert found.entropy.value == pytest.approx([sum(entropies) / 3, 0], abs=1e-6)
    assert found.evenness.value == pytest.approx([sum(entropies) / 3 / math.log(4), 0], abs=1e-6)
    assert found.separator.value == pytest.approx([(0.25 + 1 + 0.25) / 3, 2 / 3])
    assert at(found.offsets, 0) == pytest.approx([1 / 3, 0])
    assert at(found.offsets, 1) == pytest.approx([0, 1])
    assert at(found.offsets, 2) == pytest.approx([1 / 2, 0])  # the third query has none there
    assert at(found.offsets, -1) == pytest.approx([1 / 2, 0])
    assert found.rarest.value == pytest.approx([1 / 3, 1 / 3])  # "b"; an end alone counts as "a"
    assert found.rare.value == pytest.approx([1, 2 / 3])
    assert np.isnan(found.copied.value).all()


def test_pairs_count_by_their_queries() -> None:
    one, other = by_hand(), looking(lambda q: q + 1, lambda q: q)
    both = head_statistics([one, other])
    parts = head_statistics([one]), head_statistics([other])
    np.testing.assert_allclose(
        both.confidence.value,
        (3 * parts[0].confidence.value + END * parts[1].confidence.value) / 13,
    )
    np.testing.assert_allclose((parts[0] + parts[1]).offsets.value, both.offsets.value)


def test_far_places_count_where_they_are() -> None:
    found = head_statistics([looking(lambda q: q - 3)])
    assert at(found.offsets, -3) == [1.0]  # though three queries have nothing there
    assert at(found.offsets, 3) == [0.0]


def test_what_comes_later_is_no_place_for_a_decoder() -> None:
    found = head_statistics([looking_back(lambda q: q - 1)])
    assert at(found.offsets, -1) == [1.0]
    assert found.offsets.times[OFFSETS > 0].sum() == 0
    assert np.isnan(at(found.offsets, 1)).all()
    spread = head_statistics([looking_back(lambda q: q, sure=0.0)])
    assert spread.evenness.value == pytest.approx([1], abs=1e-5)


def test_even_weights_have_all_the_entropy_there_is() -> None:
    found = head_statistics([even()])
    assert found.entropy.value == pytest.approx([math.log(END + 1)], abs=1e-5)
    assert found.evenness.value == pytest.approx([1], abs=1e-5)


def test_the_rarest_piece_of_what_is_visible() -> None:
    uhu = PIECES.index("▁Uhu")
    found = head_statistics([looking(lambda _: uhu, lambda _: PIECES.index("▁roten"))])
    assert found.rarest.value.tolist() == [1, 0]
    assert found.rare.value.tolist() == [1, 1]
    back = head_statistics([looking_back(lambda q: min(q, 1 + uhu))])  # itself before, then `Uhu`
    # places 3 to 10 see three pieces and more; right: place 6 (`roten` itself), 8, 9, 10
    assert back.rarest.value == pytest.approx([4 / 8])


def test_copies_are_asked_for_where_there_is_another() -> None:
    twin = {4: 8, 8: 4}
    found = head_statistics([looking(lambda q: twin.get(q, q), lambda q: q)])
    assert found.copied.value.tolist() == [1, 0]
    assert found.copied.times == 2
    across = head_statistics([crossing(lambda q: END - 1 - q, lambda q: q)])
    assert across.copied.value.tolist() == [1, 0]
    assert across.copied.times == END - 2  # marks are no copies


def test_nothing_said_is_nothing_counted() -> None:
    empty = SiteView(np.zeros((2, 0, 1), np.float32), [], ["</s>"], np.array([2]), np.arange(0))
    assert np.isnan(head_statistics([empty]).confidence.value).all()
    both = head_statistics([empty, by_hand()])
    np.testing.assert_array_equal(both.entropy.value, head_statistics([by_hand()]).entropy.value)

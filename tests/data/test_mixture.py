"""What an epoch reads of parts with weights: how often, spread how, and following from the seed."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tolmach.data.mixture import Mixture, MixturePart

PARTS = st.lists(
    st.builds(
        MixturePart, st.integers(0, 40), st.sampled_from([0.01, 0.1, 0.5, 1.0, 1.7, 2.0, 5.3])
    ),
    min_size=1,
    max_size=4,
)


def epoch(mixture: Mixture, number: int, seed: int = 3) -> list[int]:
    read: list[int] = mixture.sentences(number, np.arange(len(mixture)), seed).tolist()
    return read


@given(st.lists(st.integers(0, 40), min_size=1), st.integers(0, 9))
def test_weights_of_one_read_everything_in_its_place(counts: list[int], number: int) -> None:
    mixture = Mixture([MixturePart(count, 1.0) for count in counts])
    assert epoch(mixture, number) == list(range(sum(counts)))


@given(st.integers(0, 10**9), st.floats(1e-9, 1000))
def test_of_what_is_read_at_all_an_epoch_reads_a_sentence(count: int, weight: float) -> None:
    part = MixturePart.read_at_all(count, weight)
    assert part.readings == max(min(1, count), MixturePart(count, weight).readings)


def test_whole_weights_repeat_and_fractions_go_on_where_they_stopped() -> None:
    mixture = Mixture([MixturePart(5, 2.0), MixturePart(11, 0.5), MixturePart(7, 1.5)])
    first, second = Counter(epoch(mixture, 0)), Counter(epoch(mixture, 1))
    assert [first[n] for n in range(5)] == [2] * 5
    assert sum(first[n] for n in range(5, 16)) == 6  # half of eleven, rounded to even
    assert sum(first[n] for n in range(16, 23)) == 10
    both = first + second
    assert sorted(both[n] for n in range(5, 16)) == [1] * 10 + [2]
    assert sorted(both[n] for n in range(16, 23)) == [2] + [3] * 6


@given(PARTS, st.integers(0, 2**63), st.integers(1, 6))
def test_no_sentence_is_read_twice_more_than_another_of_its_part(
    parts: list[MixturePart], seed: int, epochs: int
) -> None:
    mixture = Mixture(parts)
    counts = Counter(n for number in range(epochs) for n in epoch(mixture, number, seed))
    first = 0
    for part in parts:
        times = [counts[n] for n in range(first, first + part.sentences)]
        assert sum(times) == epochs * part.readings
        assert max(times, default=0) - min(times, default=0) <= 1
        first += part.sentences
    assert first > max(counts, default=-1)


def test_the_part_that_is_read_is_spread_and_follows_from_the_seed() -> None:
    mixture = Mixture([MixturePart(1000, 0.2)])
    read = epoch(mixture, 0)
    assert epoch(mixture, 0) == read != epoch(mixture, 0, seed=4)
    assert min(Counter(n // 100 for n in read).values()) > 5
    assert len(Counter(n // 100 for n in read)) == 10


def test_readings_are_found_in_any_order() -> None:
    mixture = Mixture([MixturePart(5, 1.4), MixturePart(3, 2.3)])
    order = np.random.default_rng(1).permutation(len(mixture))
    assert mixture.sentences(2, order, 3).tolist() == [epoch(mixture, 2)[n] for n in order]


def test_a_billion_sentences_take_no_more_memory_than_the_places_asked_for() -> None:
    mixture = Mixture([MixturePart(10**9, 2.5), MixturePart(7, 1.0)])
    places = np.array([0, 10**9, 2 * 10**9, 2 * 10**9 + 1, len(mixture) - 1])
    found = mixture.sentences(1, places, 3).tolist()
    assert found[:2] == [0, 0]
    assert found[4] == 10**9 + 6
    assert len(set(found[2:4])) == 2

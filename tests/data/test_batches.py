from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tolmach.data import batches as batches_module
from tolmach.data.batches import Batch, BatchStream, Position, make_batch, padded
from tolmach.data.token_file import Side, TokenCorpus
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID


def corpus(count: int) -> TokenCorpus:
    """Sentence i: source [i, i, …] of i % 7 + 1 pieces, target of i % 5 + 1, numbered from 10."""
    return TokenCorpus(side(count, 7), side(count, 5))


def side(count: int, longest: int) -> Side:
    lengths = np.arange(count) % longest + 1
    ids = np.repeat(np.arange(count, dtype=np.int32) + 10, lengths)
    return Side(ids, np.concatenate(([0], lengths.cumsum())))


def batches_from(stream: BatchStream, position: Position) -> Iterator[tuple[Batch, Position]]:
    return ((stream.batch(place), place.following) for place in stream.places_from(position))


def test_a_batch_by_hand() -> None:
    batch = make_batch(corpus(9), np.array([1, 5]))
    assert batch.source.tolist() == [[11, 11, EOS_ID] + [PAD_ID] * 4, [15] * 6 + [EOS_ID]]
    assert batch.source_keep.tolist() == [[True] * 3 + [False] * 4, [True] * 7]
    assert batch.target_in.tolist() == [[BOS_ID, 11, 11], [BOS_ID, 15, PAD_ID]]
    assert batch.target_out.tolist() == [[11, 11, EOS_ID], [15, EOS_ID, PAD_ID]]
    assert batch.target_tokens == 5


def test_padding_of_nothing() -> None:
    assert padded([], last=EOS_ID).shape == (0, 1)


@pytest.mark.parametrize("pool", [1 << 17, 64])
def test_every_sentence_once_an_epoch(pool: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "_POOL", pool)
    stream = BatchStream(corpus(211), 40, seed=3)
    seen: Counter[int] = Counter()
    for batch, position in batches_from(stream, Position()):
        if position.epoch > 0:
            break
        assert max(batch.source.numel(), batch.target_in.numel()) <= 40
        seen.update(batch.source[:, 0].tolist())
    assert seen == Counter(range(10, 221))


@pytest.mark.parametrize("pool", [1 << 17, 64])
def test_going_on_from_a_position_repeats_nothing(
    pool: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches_module, "_POOL", pool)
    stream = BatchStream(corpus(211), 40, seed=3)
    whole = list(islice(batches_from(stream, Position()), 90))
    for index in (0, 7, 44, 60):
        rest = list(islice(batches_from(stream, whole[index][1]), 20))
        for (ours, place), (theirs, other) in zip(rest, whole[index + 1 :], strict=False):
            assert place == other
            assert ours.source.equal(theirs.source)
            assert ours.target_out.equal(theirs.target_out)


def test_seeds_and_epochs_have_orders_of_their_own() -> None:
    def first(seed: int, epoch: int) -> list[int]:
        stream = BatchStream(corpus(211), 40, seed)
        batch, _ = next(batches_from(stream, Position(epoch=epoch)))
        ids: list[int] = batch.source.flatten().tolist()
        return ids

    assert first(1, 0) == first(1, 0)
    assert first(1, 0) != first(2, 0)
    assert first(1, 0) != first(1, 1)


def test_epochs_put_other_sentences_together() -> None:
    def together(epoch: int) -> set[frozenset[int]]:
        stream = BatchStream(corpus(211), 40, seed=1)
        found: set[frozenset[int]] = set()
        for place in stream.places_from(Position(epoch=epoch)):
            if place.position.epoch > epoch:
                return found
            found.add(frozenset(place.sentences.tolist()))
        raise AssertionError

    first, second = together(0), together(1)
    assert len(first & second) < len(first) / 2


def test_fraction_grows_to_whole_epochs() -> None:
    stream = BatchStream(corpus(211), 40, seed=3)
    places = [place for _, place in islice(batches_from(stream, Position()), 80)]
    fractions = [stream.fraction(place) for place in places]
    assert fractions == sorted(fractions)
    assert 1.0 in fractions
    assert stream.fraction(Position()) == 0.0


def test_fraction_asks_for_no_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BatchStream(corpus(211), 40, seed=3)
    place = next(stream.places_from(Position(epoch=2)))
    monkeypatch.setattr(batches_module, "length_batches", None)
    count = place.position.batches
    assert count > 1
    assert stream.fraction(place.following) == pytest.approx(2 + 1 / count)


def test_a_sentence_longer_than_the_budget_comes_alone(tmp_path: Path) -> None:
    lengths = np.array([50, 2, 3])
    long = Side(np.full(55, 9, dtype=np.int32), np.concatenate(([0], lengths.cumsum())))
    stream = BatchStream(TokenCorpus(long, long), 10, seed=1)
    shapes = sorted(
        tuple(batch.source.shape) for batch, _ in islice(batches_from(stream, Position()), 2)
    )
    assert shapes == [(1, 51), (2, 4)]

from itertools import islice

import numpy as np
import pytest

from tolmach.corpus.parallel import Pair
from tolmach.data.batches import Batch, BatchStream, Position
from tolmach.data.resegmentation import Resegmentation
from tolmach.data.token_file import TokenCorpus, TokenWriter
from tolmach.text.tokenizer import EOS_ID, PAD_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

WORDS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf".split()
PAIRS = [
    Pair(" ".join(WORDS[n % 7 : n % 7 + 1 + n % 5]), " ".join(WORDS[n % 5 : n % 5 + 1 + n % 3]))
    for n in range(97)
]
TOKENIZER = Tokenizer.learn((side for pair in PAIRS for side in pair), 300)
TOKENIZERS = TokenizerPair(TOKENIZER, TOKENIZER)
LONGEST = 40


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> BatchStream:
    folder = tmp_path_factory.mktemp("ids")
    with TokenWriter(TOKENIZERS, folder, LONGEST) as writer:
        writer.write(PAIRS)
    corpus = TokenCorpus.open(folder)
    again = Resegmentation.of(TOKENIZERS, corpus, 0.4, longest=LONGEST)
    return BatchStream(corpus, 200, seed=3, resegmentation=again)


def batches(stream: BatchStream, position: Position, count: int) -> list[Batch]:
    return [stream.batch(place) for place in islice(stream.places_from(position), count)]


def texts(batch: Batch) -> list[str]:
    rows = [[n for n in row if n not in (PAD_ID, EOS_ID)] for row in batch.source.tolist()]
    return TOKENIZER.decode_batch(rows)


def test_a_batch_follows_from_its_place(stream: BatchStream) -> None:
    places = list(islice(stream.places_from(Position()), 30))
    later = batches(stream, places[11].following, 5)
    for ours, theirs in zip(later, map(stream.batch, places[12:17]), strict=True):
        assert ours.source.equal(theirs.source)
        assert ours.target_in.equal(theirs.target_in)


def test_every_epoch_has_the_same_texts_cut_differently(stream: BatchStream) -> None:
    def epoch(number: int) -> list[Batch]:
        places = stream.places_from(Position(epoch=number))
        here = [place for place in islice(places, 60) if place.position.epoch == number]
        return [stream.batch(place) for place in here]

    first, second = epoch(0), epoch(1)
    expected = sorted(pair.source for pair in PAIRS)
    for found in (first, second):
        assert sorted(text for batch in found for text in texts(batch)) == expected
    pieces = [sum(int(batch.source_keep.sum()) for batch in found) for found in (first, second)]
    assert pieces[0] != pieces[1]


def test_the_budget_holds_on_average(stream: BatchStream) -> None:
    assert stream.resegmentation is not None
    assert stream.resegmentation.growth > 1.2
    plain = BatchStream(stream.corpus, stream.tokens, stream.seed)
    tokens = [
        sum(batch.source.numel() for batch in batches(each, Position(), 40)) / 40
        for each in (stream, plain)
    ]
    assert tokens[0] == pytest.approx(tokens[1], rel=0.25)


def test_what_would_grow_too_long_stays_as_it_is(stream: BatchStream) -> None:
    rows = stream.corpus.rows(np.arange(9))
    longest = max(len(row) for row in rows[0])
    tight = Resegmentation.of(TOKENIZERS, stream.corpus, 0.9, longest=longest)
    for seed in range(9):
        sources, _ = tight.draw(*rows, [seed])
        assert all(len(source) <= longest for source in sources)
        assert TOKENIZER.decode_batch(sources) == [pair.source for pair in PAIRS[:9]]

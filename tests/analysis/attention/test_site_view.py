import numpy as np

from tests.toy_folder import LINES
from tolmach.analysis.attention.recorder import Recording
from tolmach.analysis.attention.site_view import Rarity, SiteView, as_far_along, site_view
from tolmach.model_folder import PieceCounts
from tolmach.text.tokenizer import EOS_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

TOKENIZER = Tokenizer.learn(LINES, 331)
PAIR = TokenizerPair(TOKENIZER, TOKENIZER)
H = 2


def recorded() -> Recording:
    source, target = TOKENIZER.encode("der Tisch ."), TOKENIZER.encode("the table is .")
    S, T = len(source) + 1, len(target) + 1
    sizes = {"encoder.self.1": (S, S), "decoder.self.1": (T, T), "decoder.cross.1": (T, S)}
    draw = np.random.default_rng(0)
    weights = {site: draw.random((H, *size), np.float32) for site, size in sizes.items()}
    return Recording((*source, EOS_ID), (*target, EOS_ID), weights)


def test_the_encoder_reads_its_pieces_and_sees_the_end() -> None:
    found = recorded()
    view = site_view(found, "encoder.self.1", PAIR)
    pieces = TOKENIZER.pieces(found.source)
    assert view.keys == pieces
    assert view.queries == pieces[:-1]
    np.testing.assert_array_equal(view.weights, found.weights["encoder.self.1"][:, :-1])
    np.testing.assert_array_equal(view.own, range(len(pieces) - 1))
    assert view.visible.all()


def test_the_decoder_reads_what_it_said_and_sees_nothing_later() -> None:
    found = recorded()
    view = site_view(found, "decoder.self.1", PAIR)
    said = TOKENIZER.pieces(found.target[:-1])
    assert view.keys == ["<s>", *said]
    assert view.queries == said
    np.testing.assert_array_equal(view.weights, found.weights["decoder.self.1"][:, 1:])
    assert [view.keys[place] for place in view.own] == said
    np.testing.assert_array_equal(view.visible.sum(1), 2 + np.arange(len(said)))


def test_what_is_said_looks_at_the_source() -> None:
    found = recorded()
    view = site_view(found, "decoder.cross.1", PAIR)
    assert view.queries == TOKENIZER.pieces(found.target[:-1])
    assert view.keys == TOKENIZER.pieces(found.source)
    np.testing.assert_array_equal(view.weights, found.weights["decoder.cross.1"][:, :-1])
    assert (view.own[0], view.own[-1]) == (0, len(view.keys) - 2)


def test_rarity_is_by_counts_where_they_are_known_and_else_by_place() -> None:
    found = recorded()
    ids = np.array(found.source)
    np.testing.assert_array_equal(site_view(found, "encoder.self.1", PAIR).rarity, ids)
    counts = PieceCounts([*range(len(TOKENIZER))], [9] * len(TOKENIZER))
    rarity = Rarity.of(counts, PAIR)
    view = site_view(found, "encoder.self.1", PAIR, rarity)
    np.testing.assert_array_equal(view.rarity, len(TOKENIZER) - 1 - ids)
    assert not site_view(found, "decoder.self.1", PAIR, rarity).rarity.any()


def test_places_as_far_along() -> None:
    assert as_far_along(3, 5).tolist() == [0, 2, 4]
    assert as_far_along(5, 3).tolist() == [0, 0, 1, 2, 2]  # 0.5 and 1.5 go to the even place
    assert as_far_along(1, 7).tolist() == [0]
    assert as_far_along(2, 0).tolist() == [0, 0]


def test_separators_and_twins() -> None:
    keys = ["▁a", "b", ".", "▁a", ",", "</s>"]
    weights = np.zeros((1, 5, 6), np.float32)
    view = SiteView(weights, keys[:-1], keys, np.arange(6), np.arange(5))
    assert view.separator.tolist() == [False, False, True, False, True, True]
    assert view.special.tolist() == [False] * 5 + [True]
    assert [(q, k) for q, k in zip(*np.nonzero(view.twin), strict=True)] == [(0, 3), (3, 0)]
    across = SiteView(
        weights[:, :3], ["b", "▁a", "."], keys, view.rarity, view.own[:3], False, True
    )
    assert [(q, k) for q, k in zip(*np.nonzero(across.twin), strict=True)] == [
        (0, 1),
        (1, 0),
        (1, 3),
    ]

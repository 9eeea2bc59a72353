"""Shortlists: learnt, saved, and what the native engine says with one."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.command import tolmach_text
from tests.inference.test_native_engine import (
    BRIEF,
    SHAPES,
    SOURCES,
    WORDS,
    assert_agree,
    engine_of,
)
from tests.models.variants import PIECES, random_model
from tests.toy_folder import LINES, make_toy_folder
from tolmach.config.model import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.errors import ModelError, TolmachError
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.shortlist import Shortlist
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import FolderTexts
from tolmach.model_paths import CONFIG, SHORTLIST
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import EOS_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")

PAIRS = [Pair("rot", "red"), Pair("blau", "blue"), Pair("rot blau", "red blue")] * 3
TOKENIZER = Tokenizer.learn([side for pair in PAIRS for side in pair], 290)
EVERY = np.arange(PIECES, dtype=np.int32)


def listing(*rows: Sequence[int], frequent: Sequence[int] = ()) -> Shortlist:
    """A shortlist of one row a source piece."""
    starts = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    return Shortlist(np.array(frequent, np.int32), starts, np.array([*chain(*rows)], np.int32))


def drawn(seed: int = 1) -> Shortlist:
    draw = np.random.default_rng(seed)
    rows = [sorted(draw.choice(np.arange(3, PIECES), 4, replace=False)) for _ in range(PIECES)]
    return listing(*rows, frequent=[5, 7])


def allowed(shortlist: Shortlist, source: Sequence[int]) -> set[int]:
    rows = list(shortlist.rows())
    found = {piece for one in (*source, EOS_ID) for piece in rows[one]}
    return found | set(shortlist.frequent.tolist()) | {0, 1, EOS_ID}


def test_what_translates_a_piece_is_learnt() -> None:
    found = Shortlist.learn(PAIRS, TokenizerPair(TOKENIZER, TOKENIZER))
    rows = list(found.rows())
    assert len(rows) == len(TOKENIZER)
    for source, target in (("rot", "red"), ("blau", "blue")):
        [read], [said] = TOKENIZER.encode(source), TOKENIZER.encode(target)
        assert rows[read][0] == said
        assert said in found.frequent


def test_without_a_pair_nothing_is_learnt() -> None:
    for pairs in ([], [Pair("", "red")]):
        with pytest.raises(TolmachError, match="there is none"):
            Shortlist.learn(pairs, TokenizerPair(TOKENIZER, TOKENIZER))


def test_it_is_saved_beside_the_model(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    assert Shortlist.load(folder) is None
    drawn().save(folder)
    found = Shortlist.load(folder)
    assert found is not None
    assert list(found.rows()) == list(drawn().rows())
    assert found.frequent.tolist() == [5, 7]


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_damaged_one_is_refused_or_the_same(data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / CONFIG).touch()
        content = drawn().save(folder).read_bytes()
        cut = data.draw(st.integers(0, len(content) - 1))
        changed = data.draw(st.binary(max_size=40))
        rest = data.draw(st.sampled_from([b"", content[cut + len(changed) :]]))
        (folder / SHORTLIST).write_bytes(content[:cut] + changed + rest)
        with suppress(ModelError):  # what comes last in such a file need not be there
            found = Shortlist.load(folder)
            assert found is not None
            assert list(found.rows()) == list(drawn().rows())


@pytest.mark.parametrize("precision", ["float32", "int8"])
@pytest.mark.parametrize("beam", [1, 4])
def test_a_list_of_all_pieces_changes_nothing(precision: str, beam: int) -> None:
    shape = SHAPES["rotary"]
    engine = engine_of(random_model(shape), shape, precision=precision)
    options = SearchOptions(beam=beam, n_best=beam)
    without = engine.translate(SOURCES, options)
    engine.use(listing(*[[]] * PIECES, frequent=EVERY.tolist()))
    assert_agree(engine.translate(SOURCES, options), without, within=1e-5)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("beam", [1, 3])
def test_only_what_is_on_it_is_said_and_shares_all_probability(
    shape: TransformerSettings, beam: int
) -> None:
    model, shortlist = random_model(shape), drawn()
    engine = engine_of(model, shape)
    engine.use(shortlist)
    options = SearchOptions(beam=beam, n_best=beam, guard=BRIEF)
    found = engine.translate([source[:20] for source in SOURCES], options)
    bias = model.output.bias.detach().clone()
    for source, hypotheses in zip(SOURCES, found, strict=True):
        outside = sorted(set(range(PIECES)) - allowed(shortlist, source[:20]))
        with torch.no_grad():
            model.output.bias.copy_(bias)
            model.output.bias[outside] = -1e9
        wanted = TorchEngine(model).translate([source[:20]], options)
        assert_agree([hypotheses], wanted)


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_answers_depend_on_neither_company_nor_threads(precision: str) -> None:
    shape, options = SHAPES["rotary"], SearchOptions(beam=3)
    model, sources = random_model(shape, seed=6), SOURCES * 4
    alone = engine_of(model, shape, precision=precision, batch_rows=1)
    together = engine_of(model, shape, precision=precision, threads=3)
    for engine in (alone, together):
        engine.use(drawn())
    found, wanted = (each.translate(sources, options) for each in (together, alone))
    assert_agree(found, wanted, within=1e-5)  # sums are made in another order


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_who_has_a_prefix_or_phrases_changes_nothing_for_the_others(precision: str) -> None:
    shape, options = SHAPES["rotary"], SearchOptions(beam=3, guard=BRIEF)
    engine = engine_of(random_model(shape, seed=6), shape, precision=precision)
    held = [("prefix", row) for row in (2, 5)] + [("phrase", row) for row in (0, 3)]
    prefixes = [[9, 8] if ("prefix", row) in held else [] for row in range(len(SOURCES))]
    words = [
        WORDS["without"] if ("phrase", row) in held else PhraseConstraints()
        for row in range(len(SOURCES))
    ]
    without = engine.translate(SOURCES, options, prefixes=prefixes, phrase_constraints=words)
    engine.use(drawn())
    listed = engine.translate(SOURCES, options)
    assert listed != without
    mixed = engine.translate(SOURCES, options, prefixes=prefixes, phrase_constraints=words)
    for row, found in enumerate(mixed):
        plain = prefixes[row] == [] and words[row].exclude is None
        assert_agree([found], [(listed if plain else without)[row]], within=1e-5)


def test_the_whole_vocabulary_can_be_asked_for() -> None:
    shape = SHAPES["rotary"]
    engine = engine_of(random_model(shape, seed=6), shape)
    wanted = engine.translate(SOURCES[:2], SearchOptions())
    engine.use(drawn())
    asked = [PhraseConstraints(whole_vocabulary=True), PhraseConstraints()]
    found = engine.translate(SOURCES[:2], SearchOptions(), phrase_constraints=asked)
    assert found[0] == wanted[0]
    assert found[1] != wanted[1]


def test_prefixes_and_scores_know_every_piece() -> None:
    shape = SHAPES["least"]
    engine = engine_of(random_model(shape), shape)
    wanted = engine.score([[3]], [[9, 8]])
    engine.use(listing(*[[]] * PIECES))
    assert engine.score([[3]], [[9, 8]]) == wanted
    [[found]] = engine.translate([[3]], SearchOptions(beam=1), prefixes=[[9, 8]])
    assert found.ids[:2] == (9, 8)
    free = SearchOptions(beam=1, guard=Guard(min_length=0))
    [[found]] = engine.translate([[3]], free)
    assert found.ids == ()  # nothing but the end is on the list


@pytest.mark.parametrize(
    "wrong",
    [
        listing([3], [4]),
        listing(*[[PIECES]] * PIECES),
        listing(*[[]] * PIECES, frequent=[-1]),
        Shortlist(EVERY, np.arange(PIECES + 1, dtype=np.int32)[::-1].copy(), EVERY),
        Shortlist(EVERY, np.arange(PIECES + 1, dtype=np.int32) * 9, EVERY),
    ],
)
def test_one_of_other_vocabularies_is_refused(wrong: Shortlist) -> None:
    shape = SHAPES["least"]
    engine = engine_of(random_model(shape), shape)
    with pytest.raises(TolmachError, match="does not fit the model"):
        engine.use(wrong)


def test_the_command_learns_one_for_a_model(tmp_path: Path) -> None:
    folder, pairs = make_toy_folder(tmp_path / "toy"), tmp_path / "pairs.tsv"
    lines = zip(LINES[::2], LINES[1::2], strict=True)
    pairs.write_text("".join(f"{one}\t{two}\n" for one, two in lines), "utf-8")
    assert "source pieces" in tolmach_text("shortlist", pairs, "--model", folder).stderr
    found = Shortlist.load(folder)
    assert found is not None
    tokenizer = FolderTexts.load(folder).tokenizers.source
    assert len(list(found.rows())) == len(tokenizer)
    for shortlist, held in ((True, True), (False, False)):
        engine = NativeEngine.load(folder, shortlist=shortlist)
        assert engine._has_shortlist is held
    (folder / SHORTLIST).write_bytes(b"PK\x03\x04")
    refused = tolmach_text("translate", "--model", folder, given=LINES[0])
    assert (refused.returncode, "cannot be read" in refused.stderr) == (1, True)
    assert tolmach_text("translate", "--model", folder, "--no-shortlist").returncode == 0

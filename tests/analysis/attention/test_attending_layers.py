"""Readers of attention to the source read the layers that have heads left, or say why not."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.models.variants import (
    CROSS_HEADS,
    PRUNED_CROSS_ATTENTION,
    VARIANTS,
    WITHOUT_CROSS_ATTENTION,
)
from tests.toy_folder import LINES
from tests.toy_translator import toy_translator
from tolmach.analysis.alignment.aligner import Aligner
from tolmach.analysis.alignment.links import AttentionSource, Restriction, attended
from tolmach.analysis.alignment.word_attention import word_attention
from tolmach.analysis.attention.matrix import Head, attention_matrix, word_matrix
from tolmach.analysis.attention.recorder import record_texts
from tolmach.analysis.attention.word_groups import merged, words_in
from tolmach.analysis.confidence.evidence import evidence
from tolmach.analysis.heads.survey import survey_heads
from tolmach.analysis.inspect.look import look_at
from tolmach.analysis.relevance.contribution import source_shares
from tolmach.config.model import Model, TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.markup.translator import MarkupTranslator
from tolmach.model_folder import SelfTest
from tolmach.translation.glossary import Glossary
from tolmach.translation.translator import Translator

PAIR = Pair(LINES[2], LINES[3])
PRUNED = "all heads of its decoder that attended to it were pruned"
ONE_VECTOR = "its decoder knows the source by one vector"
every_pattern = pytest.mark.parametrize("name", CROSS_HEADS)


def translator_of(settings: Model) -> Translator:
    """Return a toy translator with a self-test, as that of a saved model has."""
    plain = toy_translator(settings)
    selftest = SelfTest(LINES[::2], LINES[1::2])
    return Translator(plain.engine, plain.tokenizers, plain.description, selftest=selftest)


def attending(name: str) -> list[int]:
    return [layer for layer, heads in enumerate(CROSS_HEADS[name], start=1) if heads]


@every_pattern
def test_a_recording_holds_the_layers_with_heads_left(name: str) -> None:
    (found,) = record_texts(translator_of(PRUNED_CROSS_ATTENTION[name]), [PAIR[0]], [PAIR[1]])
    shapes = {layer: len(heads) for layer, heads in found.cross_layers.items()}
    assert shapes == {n: CROSS_HEADS[name][n - 1] for n in attending(name)}


@every_pattern
def test_evidence_is_the_mean_of_every_layer_that_attends(name: str) -> None:
    translator = translator_of(PRUNED_CROSS_ATTENTION[name])
    (found,) = evidence(translator, [PAIR])
    (recorded,) = record_texts(translator, [PAIR[0]], [PAIR[1]])
    each = [recorded.weights[f"decoder.cross.{n}"].mean(0)[:-1, :-1] for n in attending(name)]
    words = [words_in(text, translator.tokenizers.source)[1] for text in PAIR]
    assert found.attention == pytest.approx(merged(np.mean(each, axis=0), *words), abs=1e-6)


@every_pattern
def test_links_matrices_and_views_are_of_the_layers_that_attend(name: str) -> None:
    translator, layers = translator_of(PRUNED_CROSS_ATTENTION[name]), attending(name)
    assert sorted(attended(translator, [PAIR])[0].layers) == layers
    assert attention_matrix(translator, *PAIR).site == f"decoder.cross.{layers[-1]}"
    view = look_at(translator, *PAIR)
    assert [site for site in view.as_json()["attention"] if "cross" in site] == [
        f"decoder.cross.{layer}" for layer in layers
    ]
    for layer in layers:
        assert word_matrix(view.recording, translator, Head(layer)).site.endswith(str(layer))
        (chosen,) = Aligner(translator).choose([PAIR], Restriction(layer=layer))
        assert [source.layer for source in chosen] == [layer]
        (words,) = word_attention(
            translator, translator.translate([PAIR.source]), [AttentionSource(layer, "said")]
        )
        np.testing.assert_allclose(words.shares.sum(1), 1, atol=1e-5)


@every_pattern
def test_a_layer_without_heads_is_refused_by_its_number(name: str) -> None:
    translator, layers = translator_of(PRUNED_CROSS_ATTENTION[name]), attending(name)
    choice = f"choose {' or '.join(map(str, layers))}"
    for layer in {1, 2, 3, 4} - set(layers):
        message = f"No decoder layer {layer} attends to the source: {choice}\\."
        with pytest.raises(TolmachError, match=message):
            attention_matrix(translator, *PAIR, where=Head(layer))
        with pytest.raises(TolmachError, match=message):
            Aligner(translator).choose([PAIR], Restriction(layer=layer))


@every_pattern
def test_markup_and_glossaries_work_with_what_attends(name: str) -> None:
    translator = translator_of(PRUNED_CROSS_ATTENTION[name])
    assert MarkupTranslator(translator).translate("Der <b>Hund</b> schläft.").text.count("<b>") == 1
    glossary = Glossary.of([("Hund", "dog")])
    found = GlossaryTranslator(translator, glossary).translate("Der Hund schläft.")
    assert "dog" in found.text.lower()


NEEDS_ATTENTION: dict[str, Callable[[Translator], object]] = {
    "matrix": lambda translator: attention_matrix(translator, *PAIR),
    "alignment": lambda translator: Aligner(translator).choose([PAIR]),
    "markup": lambda translator: MarkupTranslator(translator).translate("Der <b>Hund</b> da"),
    "glossary": lambda translator: GlossaryTranslator(
        translator, Glossary.of([("Hund", "hound")])
    ).translate("Der Hund"),
}


@pytest.mark.parametrize("use", NEEDS_ATTENTION)
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (WITHOUT_CROSS_ATTENTION, PRUNED),
        (VARIANTS["recurrent, vector at the start"], ONE_VECTOR),
        (VARIANTS["convolutional, vector at every step"], ONE_VECTOR),
    ],
)
def test_without_attention_to_the_source_the_reason_is_the_true_one(
    use: str, settings: Model, why: str
) -> None:
    with pytest.raises(TolmachError, match=f"needs attention to the source.*toy has none: {why}"):
        NEEDS_ATTENTION[use](translator_of(settings))


def test_without_attention_to_the_source_there_is_evidence_but_no_coverage() -> None:
    (found,) = evidence(translator_of(WITHOUT_CROSS_ATTENTION), [PAIR])
    assert found.attention is None
    assert np.isnan(found.coverage).all()


def test_contributions_of_a_source_that_is_not_seen_are_refused() -> None:
    with pytest.raises(TolmachError, match=f"share needs attention.*toy has none: {PRUNED}"):
        source_shares(translator_of(WITHOUT_CROSS_ATTENTION), [PAIR, Pair(LINES[0], LINES[1])])


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (
            TransformerSettings(
                size=4, heads=1, inner=3, encoder_layers=1, decoder_layers=1,
                encoder_heads=[0], decoder_heads=[0], cross_heads=[0],
            ),
            PRUNED,
        ),
        (VARIANTS["recurrent, vector at every step"], ONE_VECTOR),
    ],
)  # fmt: skip
def test_a_survey_of_no_heads_says_why_there_are_none(settings: Model, why: str) -> None:
    with pytest.raises(TolmachError, match=f"toy has no attention heads: {why}"):
        survey_heads(translator_of(settings), [PAIR])

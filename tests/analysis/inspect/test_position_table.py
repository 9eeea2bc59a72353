import math

import numpy as np
import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import toy_translator
from tolmach.analysis.inspect.position_table import position_table
from tolmach.config.architectures import Positions
from tolmach.config.model import ConvolutionalSettings, TransformerSettings
from tolmach.errors import TolmachError


def settings(positions: Positions) -> TransformerSettings:
    return TransformerSettings(
        size=12,
        heads=2,
        inner=7,
        encoder_layers=1,
        decoder_layers=1,
        positions=positions,
        longest=9,
    )


def test_sinusoids_fill_the_table() -> None:
    table = position_table(toy_translator(settings("sinusoidal")), 5)
    assert (table.kind, table.rows.shape) == ("sinusoidal", (5, 12))
    np.testing.assert_allclose(table.rows[:, 0], np.sin(np.arange(5)), atol=1e-6)
    np.testing.assert_allclose(table.rows[:, 6], np.cos(np.arange(5)), atol=1e-6)
    np.testing.assert_allclose(np.diag(table.similarities), 1, atol=1e-6)


def test_rotary_angles_are_cosines_and_sines() -> None:
    table = position_table(toy_translator(settings("rotary")), 4)
    assert (table.kind, table.rows.shape) == ("rotary", (4, 6))
    assert table.rows[1, 0] == pytest.approx(math.cos(1), abs=1e-6)
    assert table.rows[1, 3] == pytest.approx(math.sin(1), abs=1e-6)


def test_no_more_positions_are_shown_than_were_learnt() -> None:
    table = position_table(toy_translator(settings("learned")), 50)
    assert (table.kind, len(table.rows)) == ("learned", 9)
    assert len(table.as_json()["positions"]) == 9
    convolutional = ConvolutionalSettings(size=6, encoder_layers=1, decoder_layers=1, longest=7)
    assert position_table(toy_translator(convolutional), 3).rows.shape == (3, 6)


def test_a_recurrent_model_has_none() -> None:
    with pytest.raises(TolmachError, match="toy has no table of positions: a recurrent network"):
        position_table(toy_translator(VARIANTS["recurrent, vector at the start"]), 5)

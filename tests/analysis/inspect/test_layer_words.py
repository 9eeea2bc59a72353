import numpy as np
import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.attention.recorder import open_engine
from tolmach.analysis.inspect.layer_words import read_decoder
from tolmach.analysis.inspect.next_pieces import next_pieces
from tolmach.config.model import Model

SOURCE, TARGET = TOKENIZER.encode("Der Hund schläft."), TOKENIZER.encode("The dog")
EVERY = len(TOKENIZER)


@pytest.mark.parametrize("settings", list(VARIANTS.values()), ids=list(VARIANTS))
def test_the_last_layer_says_what_the_model_says(settings: Model) -> None:
    model = open_engine(toy_translator(settings), "A model is read").model
    found = read_decoder(model, SOURCE, TARGET).layers
    deep = settings.architecture in ("transformer", "convolutional")
    assert len(found) == (settings.decoder_layers if deep else 1)
    for guesses, place in zip(found[-1], next_pieces(model, SOURCE, TARGET, shown=3), strict=True):
        assert [piece for piece, _ in guesses] == [piece for piece, _ in place.best]
        chances = [chance for _, chance in guesses]
        assert chances == pytest.approx([chance for _, chance in place.best], rel=1e-4)


def test_earlier_layers_say_something_else() -> None:
    model = open_engine(toy_translator(VARIANTS["transformer, post-norm"]), "A model is read").model
    first, *_, last = read_decoder(model, SOURCE, TARGET).layers
    assert first != last


def test_temperature_sums_give_the_distribution_at_a_temperature() -> None:
    model = open_engine(toy_translator(VARIANTS["convolutional"]), "A model is read").model
    found = read_decoder(model, SOURCE, TARGET, temperatures=(0.5, 1.0, 2.0))
    for sums, place in zip(
        found.temperature_sums, next_pieces(model, SOURCE, TARGET, shown=EVERY), strict=True
    ):
        chances = np.array([chance for _, chance in place.best])
        for temperature, total in zip((0.5, 1.0, 2.0), sums, strict=True):
            assert (chances ** (1 / temperature)).sum() == pytest.approx(total, rel=1e-3)

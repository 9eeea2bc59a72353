import numpy as np
import pytest
import torch

from tests.models.variants import VARIANTS
from tests.toy_folder import LINES
from tolmach.analysis.inspect.sentence_vectors import (
    cosines,
    nearest,
    principal_plane,
    sentence_vectors,
)
from tolmach.config.model import Model
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description
from tolmach.models.build import build_model
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.translator import Translator

TOKENIZER = Tokenizer.learn(LINES, 331)
TEXTS = ["Der Hund schläft.", "Hund", "", "Guten Morgen, wie geht es dir?"]


def translator(settings: Model, batch_tokens: int) -> Translator:
    torch.manual_seed(5)
    engine = TorchEngine(
        build_model(settings, len(TOKENIZER), len(TOKENIZER)), batch_tokens=batch_tokens
    )
    description = Description(
        name="toy", source_language="de", target_language="en", lowercase=True, model=settings
    )
    return Translator(engine, TokenizerPair(TOKENIZER, TOKENIZER), description)


@pytest.mark.parametrize("link", ["transformer, pre-norm", "recurrent, vector at the start"])
def test_every_text_has_its_vector_whatever_the_batches(link: str) -> None:
    together, one_by_one = (
        sentence_vectors(translator(VARIANTS[link], tokens), TEXTS) for tokens in (1000, 1)
    )
    assert len(together) == 4
    np.testing.assert_allclose(together, one_by_one, atol=1e-5)
    upper = sentence_vectors(translator(VARIANTS[link], 1000), [TEXTS[0].upper()])
    np.testing.assert_allclose(upper[0], together[0], atol=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-3)


def test_the_plane_is_that_of_the_greatest_differences() -> None:
    # two axes of a turned space, the longer one first
    flat = np.array([[-3, 1], [-3, -1], [2, 1], [4, -1]], np.float32)
    turned = flat @ np.array([[0.6, 0.8, 0], [0, 0, 1]], np.float32) + 7
    np.testing.assert_allclose(principal_plane(turned)[:, 0], [-3, -3, 2, 4], atol=0.2)
    np.testing.assert_allclose(
        np.linalg.norm(principal_plane(turned)[0] - principal_plane(turned)[3]),
        np.hypot(7, 2),
        rtol=1e-5,
    )
    mirrored = principal_plane(-turned)
    np.testing.assert_allclose(mirrored.max(0), np.abs(mirrored).max(0))
    line = principal_plane(np.array([[1], [5], [3]], np.float32))
    np.testing.assert_allclose(np.abs(line), [[2, 0], [2, 0], [0, 0]], atol=1e-6)


def test_what_is_nearest_by_cosine_may_be_several() -> None:
    vectors = np.array([[2, 0], [5, 0], [1, 1], [0, 0]], np.float32)
    similarity = cosines(vectors)
    half = 0.5**0.5
    np.testing.assert_allclose(
        similarity, [[1, 1, half, 0], [1, 1, half, 0], [half, half, 1, 0], [0] * 4], atol=1e-6
    )
    assert nearest(similarity).tolist() == [
        [False, True, False, False],
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
    ]

import numpy as np
import pytest

from tests.toy_folder import LINES, make_toy_folder
from tolmach import Translator
from tolmach.analysis.relevance.attribution import (
    Attribution,
    Contributor,
    attribution,
    relevance_of_texts,
)
from tolmach.errors import TolmachError


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def count(translator: Translator, text: str) -> int:
    return len(translator.tokenizers.target.encode(text))


def test_words_take_the_mean_of_their_pieces_and_contribute_their_sum(toy: Translator) -> None:
    source, target = "Der Uhu!", "The owl."
    words = attribution(toy, source, target)
    (pieces,) = relevance_of_texts(toy, [source], [target])
    assert words.source_words == ("Der", "Uhu", "!", "</s>")
    assert words.target_words == ("The", "owl", ".", "</s>")
    assert words.prefix_words == ("<s>", "The", "owl", ".")
    owl = list(range(count(toy, "The"), count(toy, "The owl")))
    uhu = list(range(count(toy, "Der"), count(toy, "Der Uhu")))
    assert min(len(owl), len(uhu)) > 1
    assert words.source[1, 1] == pytest.approx(pieces.source[owl][:, uhu].sum(1).mean(), rel=1e-5)
    before = [row + 1 for row in owl]  # a piece is in the prefix one column later
    assert words.prefix[1, 2] == pytest.approx(pieces.prefix[owl][:, before].sum(1).mean(), 1e-5)
    np.testing.assert_allclose(words.source.sum(1) + words.prefix.sum(1), 1, atol=1e-4)
    assert words.missing < 1e-4


def test_without_a_target_the_model_s_own_translation_is_explained(toy: Translator) -> None:
    own = toy.translate(LINES[0]).text
    found, given = attribution(toy, LINES[0]), attribution(toy, LINES[0], own)
    assert found.target_words == given.target_words
    np.testing.assert_array_equal(found.source, given.source)


def test_an_empty_text_has_only_its_end(toy: Translator) -> None:
    found = attribution(toy, "", "")
    assert (found.source_words, found.prefix_words) == (("</s>",), ("<s>",))
    np.testing.assert_allclose(found.source + found.prefix, 1, atol=1e-4)


def test_the_creditors_are_sorted_over_both_sides() -> None:
    sides = (("a", "b"), ("<s>", "x"), ("x", "</s>"))
    source, prefix = np.array([[0.4, 0.1], [0.2, 0.3]]), np.array([[0.5, 0.0], [0.1, 0.4]])
    found = Attribution(*sides, source.astype(np.float32), prefix.astype(np.float32), 0.0)
    named = [(contributor.word, contributor.side) for contributor in found.contributors(1, 3)]
    assert named == [("x", "prefix"), ("b", "source"), ("a", "source")]
    assert found.contributors(0, 1) == [Contributor("<s>", "prefix", 0.5)]
    np.testing.assert_allclose(found.source_share, [0.5, 0.5])


def test_an_engine_without_pytorch_is_refused(toy: Translator) -> None:
    other = Translator(object(), toy.tokenizers, toy.description)  # type: ignore[arg-type]
    with pytest.raises(TolmachError, match="on PyTorch alone"):
        relevance_of_texts(other, ["a"], ["b"])


def test_the_shipped_model_owes_each_content_word_to_the_word_that_it_translates() -> None:
    found = attribution(Translator.load(), "Der Hund trinkt Wasser.", "The dog drinks water.")
    for row, word in ((1, "Hund"), (2, "trinkt"), (3, "Wasser")):
        assert found.contributors(row, 1)[0].word == word
    assert found.missing < 1e-3


def test_a_long_text_is_explained_in_parts_as_it_is_at_once(
    toy: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = [" ".join(LINES * 2)]
    (whole,) = relevance_of_texts(toy, text, text)
    monkeypatch.setattr("tolmach.analysis.relevance.propagation._BUDGET", 1)
    (parts,) = relevance_of_texts(toy, text, text)
    np.testing.assert_allclose(parts.source, whole.source, atol=1e-5)
    np.testing.assert_allclose(parts.prefix, whole.prefix, atol=1e-5)

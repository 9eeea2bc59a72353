import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU

from tolmach.errors import RequestError
from tolmach.metrics.corpus_scores import Scoring, bleu_metric, corpus_score, sentence_statistics
from tolmach.metrics.resampling import margin, resampled_scores, seed

REFERENCES = ["the cat sat on the mat", "two dogs run over green grass", "nobody is here today"]
HYPOTHESES = ["the cat sat on a mat", "two dogs run over the grass today", "nobody was here today"]
OTHERS = ["a cat sat on the mat", "two dogs ran over green grass", "who is here today"]


def test_margins_and_mean_are_those_of_sacrebleu() -> None:
    theirs = BLEU().corpus_score(HYPOTHESES * 5, [REFERENCES * 5], n_bootstrap=300)
    ours = corpus_score(bleu_metric(Scoring()), HYPOTHESES * 5, [REFERENCES * 5], resamples=300)
    assert ours.value == pytest.approx(theirs.score)
    assert ours.margin == pytest.approx(theirs._ci, rel=1e-6)


def test_all_systems_meet_the_same_sentences() -> None:
    counted = [
        sentence_statistics(bleu_metric(Scoring()), texts, [REFERENCES])
        for texts in (HYPOTHESES, OTHERS, HYPOTHESES)
    ]
    scores = resampled_scores(counted, 50)
    assert scores.shape == (3, 50)
    np.testing.assert_array_equal(scores[0], scores[2])
    np.testing.assert_array_equal(scores[1], resampled_scores(counted[1:2], 50)[0])


def test_the_environment_may_say_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seed() == 12345
    monkeypatch.setenv("SACREBLEU_SEED", "7")
    assert seed() == 7
    monkeypatch.setenv("SACREBLEU_SEED", "None")
    assert seed() is None
    for wrong in ("seven", "-1", "1.5"):
        monkeypatch.setenv("SACREBLEU_SEED", wrong)
        with pytest.raises(RequestError, match=rf"SACREBLEU_SEED={wrong} in the environment"):
            seed()


def test_the_margin_is_half_of_what_holds_most() -> None:
    assert margin(np.arange(1001.0)) == pytest.approx(475, abs=1)

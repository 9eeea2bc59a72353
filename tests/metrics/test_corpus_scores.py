import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.metrics.corpus_scores import (
    Scoring,
    bleu,
    check_tokenizer,
    chrf,
    corpus_scores,
    sentence_chrf,
)

REFERENCES = ["The cat sat on the mat.", "Two dogs run over green grass.", "Nobody is here today."]
HYPOTHESES = ["The cat sat on a mat.", "two dogs run over the green grass.", "No one is here."]

sentences = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_a_perfect_translation_scores_100_and_needs_no_edit() -> None:
    assert bleu(REFERENCES, REFERENCES) == pytest.approx(100)
    assert chrf(REFERENCES, REFERENCES) == pytest.approx(100)
    assert [score.value for score in corpus_scores(REFERENCES, [REFERENCES])][2] == 0


def test_bleu_worked_by_hand() -> None:
    # 5 words against 6: precisions 5/5, 4/4, 3/3, 2/2, so only the brevity penalty e^(1-6/5) acts.
    assert bleu(["a b c d e"], ["a b c d e f"]) == pytest.approx(100 * 2.718281828 ** (1 - 6 / 5))


def test_ter_worked_by_hand() -> None:
    # One word of four replaced.
    assert corpus_scores(["a b c x"], [["a b c d"]])[2].value == pytest.approx(25)


@pytest.mark.parametrize("scoring", [Scoring(), Scoring(lowercase=True, tokenize="char")])
def test_scores_equal_those_of_the_sacrebleu_command(tmp_path: Path, scoring: Scoring) -> None:
    (tmp_path / "ref").write_text("\n".join(REFERENCES) + "\n")
    (tmp_path / "hyp").write_text("\n".join(HYPOTHESES) + "\n")
    options = [
        "--tokenize",
        scoring.tokenize,
        *(["-lc", "--chrf-lowercase"] if scoring.lowercase else []),
    ]
    command = [sys.executable, "-m", "sacrebleu", "ref", "-i", "hyp", "-m", "bleu", "chrf"]
    printed = subprocess.run(
        [*command, "-b", "-w", "6", "-f", "text", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    ours = [bleu(HYPOTHESES, REFERENCES, scoring), chrf(HYPOTHESES, REFERENCES, scoring)]
    assert ours == pytest.approx([float(number) for number in printed], abs=1e-6)


def test_the_signature_says_how_it_was_scored() -> None:
    folded = corpus_scores(HYPOTHESES, [REFERENCES], Scoring(lowercase=True, tokenize="intl"))[0]
    assert "case:lc" in folded.signature
    assert "tok:intl" in folded.signature
    assert folded.value > bleu(HYPOTHESES, REFERENCES)


def test_resampling_gives_a_margin_and_repeats_itself() -> None:
    first, second = (corpus_scores(HYPOTHESES, [REFERENCES], resamples=100) for _ in range(2))
    assert first == second
    assert all(score.margin > 0 and "bs:100" in score.signature for score in first)
    assert all(score.margin == 0 for score in corpus_scores(HYPOTHESES, [REFERENCES]))


def test_sentence_chrf_sees_each_sentence_alone() -> None:
    assert sentence_chrf(["same", ""], [["same", "else"]]) == [pytest.approx(100), 0]


OTHERS = ["A cat was sitting on the mat.", "", "No one is here now."]


def test_several_references_are_scored_as_the_sacrebleu_command_does(tmp_path: Path) -> None:
    seconds = ["A cat was sitting on the mat.", "Two dogs on grass.", "No one is here now."]
    for name, lines in (("ref", REFERENCES), ("second", seconds), ("hyp", HYPOTHESES)):
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    command = "sacrebleu ref second -i hyp -m bleu chrf ter -b -w 6 -f text".split()
    printed = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.split()
    ours = [score.value for score in corpus_scores(HYPOTHESES, [REFERENCES, seconds])]
    assert ours == pytest.approx([float(number) for number in printed], abs=1e-6)


def test_a_sentence_counts_against_the_most_like_of_its_references() -> None:
    assert sentence_chrf(["b"], [["a"], ["b"]]) == [pytest.approx(100)]
    alone = sentence_chrf(HYPOTHESES, [REFERENCES])
    both = sentence_chrf(HYPOTHESES, [REFERENCES, OTHERS])
    assert all(best >= one for best, one in zip(both, alone, strict=True))


def test_a_blank_among_references_is_none_and_the_signature_says_so() -> None:
    first, gaps = (
        corpus_scores(HYPOTHESES, sets)[1] for sets in ([REFERENCES], [REFERENCES, OTHERS])
    )
    assert "nrefs:1" in first.signature
    assert "nrefs:var" in gaps.signature
    assert corpus_scores(["x"], [["a"], [""]])[0].value == corpus_scores(["x"], [["a"]])[0].value


def test_ter_counts_characters_of_chinese_or_is_left_out() -> None:
    texts = (["红色的猫在睡觉"], [["红色的狗在睡觉"]])
    asian = corpus_scores(*texts, Scoring(tokenize="zh", ter="asian"))[2]
    assert asian.value == pytest.approx(100 / 7)
    assert "asian:yes" in asian.signature
    assert [s.name for s in corpus_scores(*texts, Scoring(ter="none"))] == ["BLEU", "chrF2"]


@pytest.mark.parametrize(
    ("hypotheses", "references", "said"),
    [(["a"], ["a", "b"], "translations is 1, that of references 2"), ([], [], "no sentence")],
)
def test_nothing_to_score_is_a_plain_sentence(
    hypotheses: list[str], references: list[str], said: str
) -> None:
    with pytest.raises(TolmachError, match=said):
        bleu(hypotheses, references)


def test_an_unknown_tokenizer_names_those_there_are() -> None:
    with pytest.raises(TolmachError, match="13a, intl"):
        Scoring(tokenize="moses")


def test_a_tokenizer_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu.tokenizers.tokenizer_ja_mecab", None)
    with pytest.raises(TolmachError, match='"ja-mecab" cannot be loaded'):
        check_tokenizer("ja-mecab")
    for name in (None, "13a"):
        check_tokenizer(name)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(sentences, sentences), min_size=1, max_size=4))
def test_any_text_gets_a_score(pairs: list[tuple[str, str]]) -> None:
    hypotheses, references = (list(side) for side in zip(*pairs, strict=True))
    bleu_score, chrf_score, ter = corpus_scores(hypotheses, [references], resamples=10)
    assert 0 <= bleu_score.value <= 100 + 1e-9
    assert 0 <= chrf_score.value <= 100 + 1e-9
    assert ter.value >= 0

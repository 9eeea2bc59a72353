import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.evaluation.significance import Comparison, compare

WORDS = tuple("abcdefghijklmnop")


def _corpus(size: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(6, 12))) for _ in range(size)]


def _spoiled(lines: list[str], rate: float, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [
        " ".join(word if chance.random() > rate else chance.choice(WORDS) for word in line.split())
        for line in lines
    ]


REFERENCES = _corpus(80, 1)
GOOD = _spoiled(REFERENCES, 0.2, 2)
BAD = _spoiled(REFERENCES, 0.5, 4)


def test_a_clear_difference_is_found_by_every_metric_either_way_round() -> None:
    assert [c.verdict for c in compare(BAD, GOOD, [REFERENCES])] == ["B", "B", "B"]
    assert [c.verdict for c in compare(GOOD, BAD, [REFERENCES])] == ["A", "A", "A"]


def test_two_systems_each_good_on_one_half_differ_by_chance() -> None:
    first_half = GOOD[:40] + BAD[40:]
    second_half = BAD[:40] + GOOD[40:]
    assert {c.verdict for c in compare(first_half, second_half, [REFERENCES])} == {"chance"}


def test_a_system_is_the_same_as_itself() -> None:
    assert {(c.verdict, c.difference) for c in compare(GOOD, GOOD, [REFERENCES])} == {("same", 0)}


@pytest.mark.parametrize(("differing", "p"), [(0, 1), (1, 1), (4, 2 / 16), (5, 2 / 32)])
def test_few_differing_sentences_prove_nothing(differing: int, p: float) -> None:
    worse = [f"{line} x" for line in REFERENCES[:differing]] + REFERENCES[differing:]
    for found in compare(worse, REFERENCES, [REFERENCES]):
        assert found.randomisation_p == pytest.approx(p)
        assert found.bootstrap_p >= p
        assert found.verdict == ("chance" if differing else "same")


def test_scores_margins_and_signature_are_those_of_the_sacrebleu_command(tmp_path: Path) -> None:
    for name, lines in (("ref", REFERENCES), ("a", GOOD)):
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    command = "sacrebleu ref -i a -m bleu --confidence --confidence-n 1000 -w 4".split()
    printed = json.loads(
        subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path, capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    ours = compare(GOOD, BAD, [REFERENCES])[0]
    margin = float(printed["confidence"].split("± ")[1].rstrip(")"))
    assert [printed["score"], margin] == pytest.approx([ours.a, ours.a_margin], abs=1e-3)
    assert ours.signature == printed["signature"].replace("bs:1000", "bs:1000|ar:10000")


def test_text_without_spaces_is_compared_by_its_own_tokenizer() -> None:
    references = ["红色的猫在花园里睡觉", "他明天去学校吃东西"]
    found = compare(references, ["红色的狗在花园里睡觉", "他明天去学校"], [references])
    assert [c.name for c in found] == ["BLEU", "chrF2", "TER"]
    assert "tok:zh" in found[0].signature
    thai = ["แมวนอนอยู่ในสวน"]
    assert [c.name for c in compare(thai, thai, [thai])] == ["BLEU", "chrF2"]


def test_several_references_count() -> None:
    alone, both = (compare(BAD, GOOD, sets)[0] for sets in ([REFERENCES], [REFERENCES, GOOD]))
    assert both.b == pytest.approx(100)
    assert both.b > alone.b


@pytest.mark.parametrize(
    ("name", "b", "p", "verdict"),
    [
        ("BLEU", 31.0, (0.01, 0.01), "B"),
        ("TER", 31.0, (0.01, 0.01), "A"),
        ("BLEU", 31.0, (0.01, 0.09), "unsure"),
        ("BLEU", 31.0, (0.2, 0.09), "chance"),
    ],
)
def test_the_verdict_needs_both_tests(
    name: str, b: float, p: tuple[float, float], verdict: str
) -> None:
    assert Comparison(name, 30.0, b, 1.0, 1.0, *p, signature="").verdict == verdict


def test_systems_out_of_step_are_a_plain_sentence() -> None:
    with pytest.raises(TolmachError, match="translations is 79, that of references 80"):
        compare(GOOD, BAD[:-1], [REFERENCES])


def test_a_corpus_too_large_to_resample_is_refused() -> None:
    with pytest.raises(TolmachError, match="at most 200,000"):
        compare(["a"] * 200_001, ["a"] * 200_001, [["a"] * 200_001])

import math
from collections.abc import Sequence

import pytest

from tests.training.curves import healthy, train, validation
from tolmach.training.monitoring.diagnosis import Diagnosis, Setup, diagnose, unigram_loss
from tolmach.training.monitoring.metrics_log import Record

SETUP = Setup(warmup=1000, unigram_loss=6.5)


def _findings(records: Sequence[Record]) -> list[Diagnosis]:
    """Replay a run as the trainer does: diagnose after every record, log what was found."""
    log: list[Record] = []
    told = []
    for record in records:
        log.append(record)
        new = diagnose(log, SETUP)
        told += new
        log += [finding.record() for finding in new]
    return told


def _kinds(records: Sequence[Record]) -> list[str]:
    return [finding.kind for finding in _findings(records)]


def test_a_healthy_run_hears_nothing() -> None:
    assert _kinds(healthy()) == []


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_told_at_once(loss: float) -> None:
    found = _findings([*healthy(3000), train(3100, loss), train(3200, loss)])
    assert [(finding.kind, finding.update) for finding in found] == [("diverging", 3100)]
    assert "learning rate" in found[0].message


def test_a_rising_loss_is_told_once() -> None:
    rising: list[Record] = [train(3000 + 100 * k, 4.8 + 0.3 * k) for k in range(1, 15)]
    assert _kinds([*healthy(3000), *rising]) == ["diverging"]


def test_one_bad_batch_is_no_divergence() -> None:
    assert _kinds([*healthy(3000), train(3100, 8.0), *healthy(20_000)[33:]]) == []


def test_exploding_gradients_are_told_before_the_loss_follows() -> None:
    growing: list[Record] = [train(3000 + 100 * k, 4.8, norm=50.0) for k in range(1, 6)]
    assert _kinds([*healthy(3000), *growing]) == ["exploding"]


def test_a_run_that_only_learns_word_frequencies_is_stuck() -> None:
    flat: list[Record] = [train(u, 6.5 + 2 * math.exp(-u / 300)) for u in range(100, 4001, 100)]
    (finding,) = _findings(flat)
    assert (finding.kind, finding.update) == ("stuck", 2000)
    assert "6.50" in finding.message


def test_a_run_is_not_stuck_before_its_warm_up_is_over() -> None:
    assert _kinds([train(u, 9.0) for u in range(100, 1901, 100)]) == []


@pytest.mark.parametrize("output", ["I don't know.", ""])
def test_the_same_output_twice_running_is_told(output: str) -> None:
    same: list[Record] = [
        validation(update, 4.0, 0.1, hypotheses=(output, output)) for update in (1000, 2000, 3000)
    ]
    (finding,) = _findings(same)
    assert (finding.kind, finding.update) == ("same output", 2000)
    assert (output or "empty") in finding.message


def test_a_single_sample_says_nothing_about_sameness() -> None:
    assert _kinds([validation(u, 4.0, u / 100, hypotheses=("x",)) for u in (1000, 2000)]) == []


@pytest.mark.parametrize("entropies", [(0.1, 0.12), (0.05, 0.3, 0.6)])
def test_collapsed_attention_is_told_once(entropies: tuple[float, ...]) -> None:
    records: list[Record] = [
        validation(update, 4.0, update / 1000, entropies=(0.6,) if update < 2000 else entropies)
        for update in (1000, 2000, 3000)
    ]
    (finding,) = _findings(records)
    assert (finding.kind, finding.update) == ("collapsed", 2000)
    assert f"entropy {sum(entropies) / len(entropies):.2f}" in finding.message


def test_one_narrow_layer_and_models_without_such_attention_hear_nothing() -> None:
    narrow = validation(1000, 4.0, 1.0, entropies=(0.05, 0.6, 0.7))
    without = validation(2000, 4.0, 2.0, entropies=())
    logged_before = validation(3000, 4.0, 3.0)
    del logged_before["encoder_entropy"]
    assert _kinds([narrow, without, logged_before]) == []


def _overfitted(bleu_gain: float) -> list[Record]:
    records: list[Record] = healthy(10_000)
    for step in range(1, 6):
        at = 10_000 + 1000 * step
        records += [train(at - 900 + 100 * k, 2.3 - 0.1 * step) for k in range(10)]
        records.append(validation(at, 2.3 + 0.1 * step, 36.7 + bleu_gain * step))
    return records


def test_overfitting_is_told_with_the_best_update() -> None:
    (finding,) = _findings(_overfitted(bleu_gain=-0.2))
    assert (finding.kind, finding.update) == ("overfitting", 13_000)
    assert "10,000" in finding.message
    assert "dropout" in finding.message


def test_while_bleu_climbs_a_rising_loss_is_not_held_against_the_model() -> None:
    assert _kinds(_overfitted(bleu_gain=1.0)) == []


def test_flat_bleu_is_a_plateau() -> None:
    flat: list[Record] = [validation(20_000 + 1000 * k, 1.84, 39.7) for k in range(1, 12)]
    (finding,) = _findings([*healthy(20_000), *flat])
    assert finding.kind == "plateau"
    assert "39.7" in finding.message


def test_where_chrf_judges_bleu_of_none_hides_no_plateau() -> None:
    flat: list[Record] = []
    for k in range(1, 12):
        record = validation(20_000 + 1000 * k, 1.84, 0.0)
        record["chrf"], record["judge"] = 61.5, "chrf"
        flat.append(record)
    (finding,) = _findings(flat)
    assert finding.kind == "plateau"
    assert finding.message.startswith("chrF on the validation set has not risen above 61.5")


def flat(loss: float, norm: float = 1.0, *, count: int, start: int = 0) -> list[Record]:
    """Return so many reports, one every 100 updates after `start`."""
    return [train(start + 100 * k, loss, norm) for k in range(1, count + 1)]


def test_a_rise_of_one_nat_is_divergence_and_less_is_none() -> None:
    for rise, kinds in ((0.99, []), (1.01, ["diverging"])):
        assert _kinds([*flat(2.0, count=5), *flat(2.0 + rise, count=5, start=500)]) == kinds
    assert _kinds([*flat(2.0, count=2), *flat(9.0, count=2, start=200)]) == []  # no whole window


def test_gradients_explode_at_twenty_times_the_usual() -> None:
    for norm, kinds in ((19.9, []), (20.1, ["exploding"])):
        assert _kinds([*flat(2.0, count=20), *flat(2.0, norm, count=5, start=2000)]) == kinds
    few = [*flat(2.0, count=19), *flat(2.0, 99.0, count=5, start=1900)]
    assert _kinds(few) == []  # nobody knows what is usual
    (found,) = _findings([*flat(2.0, count=20), *flat(2.0, 50.0, count=5, start=2000)])
    assert (found.update, "from about 1 to 50" in found.message) == (2500, True)


def test_stuck_begins_where_a_model_gains_less_than_0_3_nats_over_word_frequency() -> None:
    for loss, kinds in ((6.19, []), (6.21, ["stuck"])):
        assert _kinds(flat(loss, count=20)) == kinds
    assert _kinds(flat(6.4, count=19)) == []  # 1,900 updates: 1,000 of warm-up and 900
    assert _kinds([*flat(6.4, count=19), validation(2000, 6.0, 1.0)]) == []
    assert _kinds([*flat(6.4, count=19), validation(2000, 6.4, 1.0)]) == ["stuck"]
    assert _kinds([]) == []


def test_sameness_counts_from_the_warm_up_on_and_needs_two_validations() -> None:
    same = ("so", " so ")
    kinds = _kinds([validation(update, 4.0, 0.1, hypotheses=same) for update in (999, 1000)])
    assert kinds == []
    other = ("so", "no")
    turns = [same, other, same]
    kinds = _kinds([validation(1000 * n, 4.0, 0.1, hypotheses=h) for n, h in enumerate(turns, 1)])
    assert kinds == []


def _worse(*losses: float, train_loss: float = 1.0, bleu: float = 30.0) -> list[Record]:
    """Return a run whose best validation, 2.0 at update 10,000, such ones follow."""
    records: list[Record] = [*flat(1.5, count=5, start=9000), validation(10_000, 2.0, 30.0)]
    for number, loss in enumerate(losses, start=1):
        at = 10_000 + 1000 * number
        records += [*flat(train_loss, count=5, start=at - 900), validation(at, loss, bleu)]
    return records


def test_overfitting_is_three_worse_validations_that_still_rise_while_training_falls() -> None:
    assert _kinds(_worse(2.03, 2.04, 2.05)) == ["overfitting"]
    assert _kinds(_worse(2.03, 2.04)) == []
    assert _kinds(_worse(2.05, 2.04, 2.05)) == []
    assert _kinds(_worse(2.01, 2.04, 2.05)) == []
    assert _kinds(_worse(2.03, 2.04, 2.05, train_loss=1.6)) == []
    assert _kinds(_worse(2.03, 2.04, 2.05, bleu=30.4)) == []
    assert _kinds(_worse(2.03, 2.04, 2.05, bleu=30.2)) == ["overfitting"]
    (found,) = _findings(_worse(2.03, 2.04, 2.05))
    assert "from 2.00 at update 10,000 to 2.05 at update 13,000" in found.message
    assert "fell from 1.50 to 1.00" in found.message


def test_a_plateau_is_eight_validations_without_a_gain_in_bleu_or_loss() -> None:
    def validations(*bleu: float, last: float = 2.0) -> list[Record]:
        losses = [2.0] * (len(bleu) - 1) + [last]
        rows = enumerate(zip(losses, bleu, strict=True), start=1)
        return [validation(5000 * n, loss, score) for n, (loss, score) in rows]

    assert _kinds(validations(*[30.0] * 9)) == ["plateau"]
    assert _kinds(validations(*[30.0] * 8)) == []
    assert _kinds(validations(30.0, *[30.2] * 8)) == ["plateau"]
    assert _kinds(validations(30.0, *[30.4] * 8)) == []
    assert _kinds(validations(*[0.9] * 9)) == []
    assert _kinds(validations(*[30.0] * 9, last=1.97)) == []


def test_unigram_loss_is_the_entropy() -> None:
    assert unigram_loss([7, 7, 7, 0]) == pytest.approx(math.log(3))
    assert unigram_loss([2, 1, 1]) == pytest.approx(1.5 * math.log(2))

"""One update: what is divided by what, what is clipped, averaged, kept and restored."""

import copy
import math
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from tolmach.config.model import TransformerSettings
from tolmach.config.recipe import TrainingSettings
from tolmach.data.batches import Batch, BatchStream, Place, Position
from tolmach.data.token_file import Side, TokenCorpus
from tolmach.models.build import build_model
from tolmach.training.learner import Learner, batch_loss, learning_rate_schedule
from tolmach.training.processes import Processes


def test_inverse_square_root_by_hand() -> None:
    rate = learning_rate_schedule(
        TrainingSettings(updates=99, learning_rate=0.5, warmup=4, schedule="inverse_sqrt")
    )
    assert [rate(update) for update in (1, 2, 3, 4, 16, 64)] == pytest.approx(
        [0.125, 0.25, 0.375, 0.5, 0.25, 0.125]
    )


def test_cosine_by_hand() -> None:
    rate = learning_rate_schedule(
        TrainingSettings(updates=14, learning_rate=1.0, warmup=2, final_learning_rate=0.2)
    )
    assert [rate(update) for update in (1, 2, 5, 8, 14, 20)] == pytest.approx(
        [0.5, 1.0, 0.6 + 0.4 * math.cos(math.pi / 4), 0.6, 0.2, 0.2]
    )


def test_without_a_warm_up_the_rate_begins_at_its_peak() -> None:
    for schedule, second in (("cosine", 0.5), ("inverse_sqrt", math.sqrt(1 / 2))):
        settings = {"updates": 4, "warmup": 0, "learning_rate": 1.0, "schedule": schedule}
        rate = learning_rate_schedule(TrainingSettings.model_validate(settings))
        assert rate(2) == pytest.approx(second)
    only = learning_rate_schedule(TrainingSettings(updates=2, warmup=2, learning_rate=1.0))
    assert [only(1), only(2)] == pytest.approx([0.5, 1.0])


@given(
    st.sampled_from(["cosine", "inverse_sqrt"]),
    st.integers(1, 60),
    st.integers(0, 90),
)
def test_it_rises_to_the_peak_and_never_rises_again(
    schedule: str, updates: int, warmup: int
) -> None:
    settings = TrainingSettings.model_validate(
        {"updates": updates, "warmup": warmup, "learning_rate": 3.0, "schedule": schedule}
    )
    rate = learning_rate_schedule(settings)
    rates = [rate(update) for update in range(1, updates + 1)]
    assert all(0 <= value <= 3.0 + 1e-9 for value in rates)
    assert all(before < after for before, after in pairwise(rates[:warmup]))
    assert all(before >= after for before, after in pairwise(rates[max(0, warmup - 1) :]))


PIECES = 31


def side(count: int, longest: int) -> Side:
    lengths = np.arange(count) % longest + 1
    ids = (np.arange(lengths.sum(), dtype=np.int32) * 7) % (PIECES - 3) + 3
    return Side(ids, np.concatenate(([0], lengths.cumsum())))


def learner(*, dropout: Any = 0.0, **settings: object) -> Learner:
    known = {"batch_tokens": 23, "precision": "float32", "clip": 0.0, "warmup": 3, "updates": 100}
    torch.manual_seed(3)
    size = TransformerSettings(
        size=14, heads=1, inner=11, encoder_layers=1, decoder_layers=1, dropout=dropout
    )
    model = build_model(size, PIECES, PIECES)
    training = TrainingSettings.model_validate(known | settings)
    stream = BatchStream(TokenCorpus(side(53, 7), side(53, 5)), training.batch_tokens, seed=1)
    return Learner(model, stream, training, Processes())


def test_processes_take_turns_at_the_batches_of_an_update() -> None:
    def made(rank: int) -> tuple[list[list[int]], Position]:
        ours = learner(batches_per_update=4)
        ours.processes = Alone(rank=rank, count=2)
        found: list[list[int]] = []
        batch = ours.stream.batch

        def noted(place: Place) -> Batch:
            found.append(batch(place).source[:, 0].tolist())
            return batch(place)

        stream: Any = ours.stream
        object.__setattr__(stream, "batch", noted)  # the stream is frozen
        ours.update()
        return found, ours.position

    (first, there), (second, here) = made(0), made(1)
    places = list(islice(learner().stream.places_from(Position()), 4))
    every = [learner().stream.batch(place).source[:, 0].tolist() for place in places]
    assert (first, second) == (every[0::2], every[1::2])
    assert there == here == places[-1].following


class Alone(Processes):
    """One of several processes that hears nothing of the others."""

    def sum(self, values: Tensor) -> Tensor:
        return values


def gradient_by_hand(of: Learner, batches: int) -> tuple[Tensor, int]:
    """Return the summed gradient of the next batches, and how many target tokens they have."""
    model = copy.deepcopy(of.model).train()
    for parameter in model.parameters():
        parameter.grad = None
    places = islice(of.stream.places_from(of.position), batches)
    found = [of.stream.batch(place) for place in places]
    sum(batch_loss(model, batch, 0.1).smoothed for batch in found).backward()  # type: ignore[union-attr]
    ordered = sorted(model.parameters(), key=lambda parameter: parameter.dim() < 2)
    flat = torch.cat([parameter.grad.flatten() for parameter in ordered])  # type: ignore[union-attr]
    return flat, sum(batch.target_tokens for batch in found)


@pytest.mark.parametrize("batches", [1, 3])
def test_the_gradient_is_of_the_summed_loss_divided_once_by_all_tokens(batches: int) -> None:
    ours = learner(batches_per_update=batches)
    expected, tokens = gradient_by_hand(ours, batches)
    report = ours.update()
    assert report.tokens == tokens
    torch.testing.assert_close(ours.precision.master.gradients, expected / tokens)
    assert report.gradient_norm == pytest.approx(float(expected.norm()) / tokens, rel=1e-5)


def test_without_dropout_two_readings_of_r_drop_learn_what_one_does() -> None:
    once, twice = learner(), learner(r_drop=5.0)
    one, two = once.update(), twice.update()
    assert (two.tokens, two.smoothed, two.nll) == pytest.approx((one.tokens, one.smoothed, one.nll))
    torch.testing.assert_close(
        twice.precision.master.gradients, once.precision.master.gradients, atol=1e-6, rtol=1e-4
    )


def test_with_dropout_r_drop_adds_how_far_two_readings_are_apart() -> None:
    plain, strict = (learner(r_drop=alpha, dropout=0.5) for alpha in (1e-9, 5.0))
    assert plain.update().smoothed == pytest.approx(strict.update().smoothed)
    apart = plain.precision.master.gradients - strict.precision.master.gradients
    assert float(apart.norm()) > 0.1 * float(plain.precision.master.gradients.norm())


def test_clipping_shortens_the_gradient_and_reports_its_own_length() -> None:
    free, clipped = learner(), learner(clip=0.01)
    norm = free.update().gradient_norm
    assert clipped.update().gradient_norm == pytest.approx(norm)
    assert float(clipped.precision.master.gradients.norm()) == pytest.approx(0.01)
    turned = clipped.precision.master.gradients * (norm / 0.01)
    torch.testing.assert_close(turned, free.precision.master.gradients)


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_the_steps_are_adams_with_the_betas_and_the_decay_of_the_recipe(optimizer: str) -> None:
    betas, decay = (0.5, 0.7), 0.03
    ours = learner(optimizer=optimizer, betas=betas, weight_decay=decay, learning_rate=0.01)
    theta = ours.precision.master.values.clone()
    m, v = torch.zeros_like(theta), torch.zeros_like(theta)
    decays = torch.full_like(theta, decay)
    decays[ours.precision.master.matrices :] = 0.0
    for t in (1, 2, 3):
        rate = ours.update().learning_rate
        gradient = ours.precision.master.gradients.clone()
        if optimizer == "adam":  # whose decay is a part of the gradient
            gradient += decays * theta
        m = betas[0] * m + (1 - betas[0]) * gradient  # Kingma and Ba 2015, Algorithm 1
        v = betas[1] * v + (1 - betas[1]) * gradient**2
        step = m / (1 - betas[0] ** t) / ((v / (1 - betas[1] ** t)).sqrt() + 1e-9)
        theta = theta - rate * step - (rate * decays * theta if optimizer == "adamw" else 0)
        torch.testing.assert_close(ours.precision.master.values, theta, atol=1e-6, rtol=1e-4)


def test_every_batch_of_every_update_draws_from_a_seed_of_its_own() -> None:
    def seeds(**settings: object) -> list[int]:
        found: list[int] = []
        ours = learner(batches_per_update=3, **settings)
        encoder: Any = ours.model.encoder
        encoder.register_forward_pre_hook(lambda *_: found.append(torch.initial_seed()))
        for _ in range(2):
            ours.update()
        return found

    assert len(set(seeds())) == 6
    assert seeds(seed=5) == seeds(seed=5)
    assert not set(seeds()) & set(seeds(seed=5))


def test_a_batch_on_the_processor_seeds_no_device_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such a seed is kept with the whole stack, which took a third of a toy's update."""
    ours, seeded = learner(dropout=0.5), list[int]()
    monkeypatch.setattr(torch.cuda, "manual_seed_all", seeded.append)
    ours.update()
    assert seeded == []


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_precision_asked_for_computes_and_float32_learns(precision: str) -> None:
    ours = learner(precision=precision, ema=0.9)
    seen: list[torch.dtype] = []
    worker: Any = ours.precision.worker_model
    worker.encoder_norm.register_forward_hook(lambda *call: seen.append(call[2].dtype))
    before = ours.precision.master.values.clone()
    report = ours.update()
    assert set(seen) == {getattr(torch, precision)}
    assert (worker is ours.model) is (precision == "float32")
    assert {value.dtype for value in ours.state_tensors().values()} == {torch.float32}
    assert not torch.equal(ours.precision.master.values, before)
    copied = torch.cat([p.detach().flatten() for p in worker.parameters()]).float().sum()
    learnt = torch.cat([p.detach().flatten() for p in ours.model.parameters()]).sum()
    assert float(copied) == pytest.approx(float(learnt), rel=0.02, abs=0.05)
    exact = learner(precision="float32").update()
    assert report.smoothed == pytest.approx(exact.smoothed, rel=0.01)


def test_only_matrices_decay() -> None:
    plain, decaying = learner(optimizer="adamw"), learner(optimizer="adamw", weight_decay=0.5)
    for each in (plain, decaying):
        each.update()
    matrices = plain.precision.master.matrices
    one, other = plain.precision.master.values, decaying.precision.master.values
    assert not torch.equal(one[:matrices], other[:matrices])
    assert torch.equal(one[matrices:], other[matrices:])


def test_the_average_follows_the_weights_and_is_lent_for_a_while() -> None:
    ours = learner(ema=0.9)
    before = ours.precision.master.values.clone()
    ours.update()
    learnt = ours.precision.master.values.clone()
    decay = (1 + 1) / (10 + 1)  # the first updates forget the beginning faster than 0.9
    expected = decay * before + (1 - decay) * learnt
    with ours.averaged():
        torch.testing.assert_close(ours.precision.master.values, expected)
    assert torch.equal(ours.precision.master.values, learnt)
    with pytest.raises(KeyError), ours.averaged():
        raise KeyError
    assert torch.equal(ours.precision.master.values, learnt)


def test_without_an_average_the_weights_stay() -> None:
    ours = learner()
    before = ours.precision.master.values.clone()
    with ours.averaged():
        assert torch.equal(ours.precision.master.values, before)


@pytest.mark.parametrize("settings", [{}, {"precision": "bfloat16"}, {"r_drop": 5.0}], ids=str)
def test_restored_it_goes_on_as_if_nothing_had_happened(settings: dict[str, object]) -> None:
    settings |= {"ema": 0.5, "dropout": 0.2}
    ours, theirs = learner(**settings), learner(**settings)
    for _ in range(5):
        ours.update()
    state = {name: value.clone() for name, value in ours.state_tensors().items()}
    theirs.restore(state, ours.update_count, ours.position)
    assert ours.update() == theirs.update()
    assert ours.position == theirs.position != Position()
    for name, value in ours.state_tensors().items():
        assert torch.equal(value, theirs.state_tensors()[name]), name


def test_restored_it_shares_nothing_with_the_tensors_that_are_given() -> None:
    """They are those of a mapped file, which a later checkpoint removes."""
    ours, theirs = learner(), learner()
    ours.update()
    given = ours.state_tensors()
    theirs.restore(given, ours.update_count, ours.position)
    remembered = [each for state in theirs.optimizer.state.values() for each in state.values()]
    places = {value.data_ptr() for value in given.values()}
    assert places.isdisjoint(value.data_ptr() for value in remembered)


def test_what_the_optimiser_remembers_is_restored_to_the_device_of_the_parameters() -> None:
    """So its count of steps is, too, which fused Adam wants beside them."""
    ours, theirs = learner(), learner()
    ours.update()
    theirs.device = torch.device("meta")  # stands in for a GPU
    theirs.restore(ours.state_tensors(), ours.update_count, ours.position)
    remembered = [each for state in theirs.optimizer.state.values() for each in state.values()]
    assert len(remembered) == 6
    assert {value.device.type for value in remembered} == {"meta"}


def test_a_wish_to_stop_is_reported() -> None:
    ours = learner()
    assert [ours.update(stop_asked=asked).stop_asked for asked in (False, True)] == [False, True]


def test_a_run_that_begins_to_average_when_it_goes_on_begins_with_its_weights() -> None:
    ours, theirs = learner(), learner(ema=0.5)
    ours.update()
    theirs.restore(ours.state_tensors(), 1, ours.position)
    assert theirs.average is not None
    assert torch.equal(theirs.average, ours.precision.master.values)


def test_learning_learns() -> None:
    ours = learner(learning_rate=1e-2, batch_tokens=400)
    losses = [(report := ours.update()).nll / report.tokens for _ in range(60)]
    assert losses[-1] < 0.7 * losses[0]

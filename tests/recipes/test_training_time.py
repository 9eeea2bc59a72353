from pathlib import Path

import pytest

from tolmach.config.recipe import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.models.build import build_model
from tolmach.recipes.draft import Draft, Source
from tolmach.recipes.training_time import processor_speed, roughly, training_seconds

SAMPLE = [Pair("Der Hund schläft.", "The dog sleeps."), Pair("Ja.", "Yes.")]


def draft(pairs: int) -> Draft:
    source = Source("my", ("de", "en"), [Path("my.tsv")], [Path("dev.tsv")])
    return Draft.of(source, Survey(pairs, 0, (9 * pairs, 9 * pairs), 40, SAMPLE), pairs)


@pytest.mark.parametrize("pairs", [5_000, 30_000, 200_000])
def test_parameters_are_those_of_the_model_that_will_be_built(pairs: int) -> None:
    drafted = draft(pairs)
    tier = drafted.tier
    settings = TransformerSettings(
        size=tier.size,
        heads=drafted.heads,
        inner=drafted.inner,
        encoder_layers=tier.layers,
        decoder_layers=tier.layers,
    )
    model = build_model(settings, tier.vocabulary, tier.vocabulary)
    built = sum(parameter.numel() for parameter in model.parameters())
    assert drafted.parameters == pytest.approx(built, rel=0.02)


def test_time_follows_from_work_and_speed() -> None:
    drafted = draft(30_000)
    pieces = drafted.updates * drafted.batch_tokens
    assert training_seconds(drafted, 12.0 * drafted.parameters) == pytest.approx(pieces)
    assert training_seconds(drafted, 2e9) == 2 * training_seconds(drafted, 4e9)


def test_a_processor_has_a_speed() -> None:
    assert processor_speed() > 1e6


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 minute"),
        (100, "2 minutes"),
        (34 * 60, "35 minutes"),
        (89 * 60, "90 minutes"),
        (91 * 60, "2 hours"),
        (34 * 3600, "35 hours"),
        (36 * 3600, "2 days"),
        (1e8, "1,155 days"),
    ],
)
def test_durations_are_round(seconds: float, said: str) -> None:
    assert roughly(seconds) == said

import pytest

from tolmach.errors import TolmachError
from tolmach.study.ladder import (
    LADDER,
    TRANSFORMER,
    Depth,
    Rung,
    chosen_rungs,
    count_parameters,
    sized,
)

DEPTH = Depth(layers=2, dropout=0.1, longest=31)
PIECES = 503


@pytest.mark.parametrize("rung", LADDER, ids=lambda rung: rung.name)
def test_every_rung_takes_as_many_parameters_as_asked_for(rung: Rung) -> None:
    asked = count_parameters(TRANSFORMER.shape(64, DEPTH), PIECES)
    found = count_parameters(sized(rung, DEPTH, asked, PIECES), PIECES)
    assert abs(found - asked) <= 0.1 * asked


def test_too_few_parameters_are_an_error() -> None:
    with pytest.raises(TolmachError, match="ask for more"):
        sized(TRANSFORMER, DEPTH, 100, PIECES)


def test_rungs_come_in_the_ladder_s_order_and_unknown_ones_are_named() -> None:
    chosen = chosen_rungs(["transformer", "recurrent-start"])
    assert [rung.name for rung in chosen] == ["recurrent-start", "transformer"]
    assert chosen_rungs(None) == LADDER
    with pytest.raises(TolmachError, match='"transfomer"'):
        chosen_rungs(["transfomer"])

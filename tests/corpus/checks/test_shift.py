import random

import pytest

from tolmach.corpus.checks.affinity import Traits
from tolmach.corpus.checks.lengths import LengthModel
from tolmach.corpus.checks.shift import Shift, ShiftDetector

LENGTHS = LengthModel(1.0, 1.0)


def pairs(count: int) -> list[tuple[str, str]]:
    """Sentences of chance words, turned round but for the name that each begins with."""
    chance = random.Random(3)
    made = []
    for _ in range(count):
        name = "".join(chance.choices("abcdefgh", k=6)).title()
        words = ["".join(chance.choices("klmnop", k=5)) for _ in range(chance.randint(2, 15))]
        text = " ".join(words)
        end = chance.choice(".?!")
        made.append((f"{name} {text}{end}", f"{name} {text[::-1]}{end}"))
    return made


def found(corpus: list[tuple[str, str]]) -> list[Shift]:
    detector = ShiftDetector(LENGTHS)
    shifts = [
        shift
        for source, target in corpus
        for shift in detector.add(Traits.of(source), Traits.of(target))
    ]
    return shifts + list(detector.finish())


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("side", [0, 1])
def test_a_lost_line_shows_from_where_on_sides_have_slipped(lost: int, side: int) -> None:
    sides = [list(texts) for texts in zip(*pairs(300), strict=True)]
    del sides[side][100 : 100 + lost]
    [shift] = found(list(zip(*sides, strict=False)))
    assert shift.offset == (lost if side == 0 else -lost)
    assert abs(shift.first - 100) <= 5
    assert shift.last >= 290


def test_a_slip_that_is_made_good_ends() -> None:
    sides = [list(texts) for texts in zip(*pairs(400), strict=True)]
    del sides[1][100]
    del sides[0][200]
    [shift] = found(list(zip(*sides, strict=True)))
    assert abs(shift.first - 100) <= 5
    assert abs(shift.last - 200) <= 5


@pytest.mark.parametrize("count", [0, 1, 4, 300])
def test_nothing_is_said_of_pairs_in_step(count: int) -> None:
    assert found(pairs(count)) == []


def test_nothing_is_said_of_chance_pairs() -> None:
    sources, targets = zip(*pairs(400), strict=True)
    assert found(list(zip(sources, reversed(targets), strict=True))) == []

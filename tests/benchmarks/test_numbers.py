from itertools import permutations
from random import Random

import pytest

from benchmarks.numbers import Numbers, Wanted, is_right

KINDS = [
    "integers", "decimals", "sums", "times", "dates", "telephone numbers", "numbers in words",
    "times in words",
]  # fmt: skip


@pytest.mark.parametrize("languages", list(permutations(("de", "en", "ru"), 2)))
def test_every_language_has_sentences_with_numbers_of_every_kind(
    languages: tuple[str, str],
) -> None:
    numbers = Numbers(languages, Random(1))
    assert list(numbers.templates) == KINDS
    for kind in KINDS:
        wanted = numbers.made(kind, 3)
        assert "{" not in wanted.text
        assert is_right(wanted, " and ".join(ways[0] for ways in wanted.numbers))
        assert not is_right(wanted, "no number")


def test_a_number_is_right_in_any_form_and_alone() -> None:
    wanted = Wanted("Es kostet 1.250,5.", (("1,250.5", "1250.5"),))
    assert is_right(wanted, "It costs 1250.5.")
    assert not is_right(wanted, "It costs 1,250.5 of 3.")
    assert not is_right(wanted, "It costs 11,250.5.")


def test_there_are_none_in_other_languages() -> None:
    with pytest.raises(SystemExit, match="no sentences for fr to en"):
        Numbers(("fr", "en"), Random(1))

from dataclasses import replace

import pytest

from tests.reading.readers import TOKENIZERS, WITHOUT_COUNTS
from tolmach.reading.capitals import UsualCase, is_in_capitals
from tolmach.text.source_counts import SourceCounts, WordCases

CASE, OLD = UsualCase(TOKENIZERS), UsualCase(WITHOUT_COUNTS)


def test_capitals_are_letters_without_small_ones() -> None:
    assert is_in_capitals("DER HUND!")
    assert is_in_capitals("GROß")
    assert not is_in_capitals("Der Hund")
    assert not is_in_capitals("A B")
    assert not is_in_capitals("5 !")


@pytest.mark.parametrize("case", [CASE, OLD])
def test_words_are_written_as_training_wrote_them(case: UsualCase) -> None:
    assert case.written("DER HUND SCHLÄFT.", begins=True) == "Der Hund schläft."
    assert case.written("UND DIE KATZE", begins=False) == "und die Katze"


def test_double_s_is_what_the_word_has() -> None:
    assert CASE.word("STRASSE") == "Straße"
    assert CASE.word("GROSS") == "groß"


def test_what_is_usually_in_capitals_stays() -> None:
    assert CASE.word("NATO") == "NATO"
    assert CASE.word("XQZ") == "XQZ"


def test_an_unknown_word_has_a_capital_after_a_word_that_heralds_one() -> None:
    counts = SourceCounts({}, WordCases(heralds=frozenset(["der"])))
    heralding = UsualCase(replace(TOKENIZERS, counted=counts))
    assert heralding.word("QUARKKUCHEN", "DER") == "Quarkkuchen"
    assert heralding.word("QUARKKUCHEN", "UND") == "quarkkuchen"


def test_runs_of_capitals_are_found_and_acronyms_are_not() -> None:
    def runs(text: str) -> list[str]:
        return [text[start:end] for start, end in CASE.runs(text)]

    assert runs("Das ist SEHR WICHTIG, oder?") == ["SEHR WICHTIG"]
    assert runs("Bitte LIES das.") == []
    assert runs("Die NATO zahlt der XQZ.") == []
    assert runs("Die KATZE schläft.") == ["KATZE"]

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.eras import Eras


def written(text: str, source: str, target: str) -> str:
    done, place = "", 0
    for start, end, era in Eras.of(source, target).found_in(text):
        done += text[place:start] + era
        place = end
    return done + text[place:]


@pytest.mark.parametrize(
    ("text", "source", "target", "there"),
    [
        ("Er starb 44 v. Chr. in Rom.", "de", "en", "Er starb 44 BC in Rom."),
        ("Das war 753 v.Chr.", "de-CH", "en", "Das war 753 BC."),
        ("im 3. Jahrhundert nach Christus", "de", "en", "im 3. Jahrhundert AD"),
        ("im 2. Jh. v. u. Z.", "de", "en", "im 2. Jh. BC."),
        ("in 44 B.C. or 480BCE", "en", "de", "in 44 v. Chr. or 480v. Chr."),
        ("In 79 A.D., say", "en", "de", "In 79 n. Chr., say"),
        ("the 3rd century BC", "en", "ru", "the 3rd century до н. э."),
        ("в 44 году до н. э. и в III в. до н.э.", "ru", "en", "в 44 году BC и в III в. BC."),
        ("с 300 года до нашей эры по I век нашей эры", "ru", "en", "с 300 года BC по I век AD"),
    ],
)
def test_eras_are_written_as_in_the_other_language(
    text: str, source: str, target: str, there: str
) -> None:
    assert written(text, source, target) == there


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Er betet vor Christus.", "de", "en"),
        ("44 v. Chr.", "de", "fr"),
        ("44 BC", "en", "en"),
        ("44 BC", "", ""),
        ("the BC groups, 3 ADs, 5 CELLS", "en", "de"),
        ("герой нашей эры", "ru", "en"),
    ],
)
def test_what_is_no_era_stays(text: str, source: str, target: str) -> None:
    assert written(text, source, target) == text


WORDS = (
    "44 v. Chr. n. v.Chr. Jahrhundert BC B.C.E. AD A. D. . году до н. э. нашей эры в. Р. Х.".split()
)


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
def test_eras_are_within_the_text_one_after_another(text: str) -> None:
    for languages in product(("de", "en", "ru"), repeat=2):
        place = 0
        for start, end, era in Eras.of(*languages).found_in(text):
            assert place <= start < end <= len(text)
            assert era
            place = end

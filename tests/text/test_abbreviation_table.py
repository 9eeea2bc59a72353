import re
from itertools import combinations

from tolmach.text.abbreviation_table import Abbreviation, with_full_stop


def test_a_full_stop_is_of_one_kind_in_all_languages() -> None:
    kinds = [with_full_stop(kind) for kind in ("held", "held before number", "either")]
    assert all(kinds)
    assert not any(one & other for one, other in combinations(kinds, 2))


def test_a_pattern_is_of_all_spellings_with_their_full_stops() -> None:
    one = Abbreviation("z.T Z.T", full="teilweise", before=r"(?=\s?so)")
    texts = ("z. T. so", "Z.T. so", "zxT. so", "z.T so", "z.T. da")
    found = [re.match(one.pattern, text) for text in texts]
    assert [each and each[0] for each in found] == ["z. T.", "Z.T.", None, None, None]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.evaluation.changes import changes

REFERENCES = ["the red house", "a small dog", "nothing new", "good night"]
A = ["the red horse", "a small dog", "nothing", "xyz"]
B = ["the red house", "zzz", "nothing", "good"]


def test_extremes_come_first_and_carry_their_lines() -> None:
    found = changes((A, B), [REFERENCES], ["s1", "s2", "s3", "s4"])
    assert (found.gained, found.lost, found.equal) == (2, 1, 1)
    assert [change.line for change in found.better] == [4, 1]
    assert [change.line for change in found.worse] == [2]
    assert (found.worse[0].source, found.worse[0].a, found.worse[0].b) == ("s2", A[1], B[1])
    assert found.worse[0].difference == pytest.approx(-100)


def test_most_limits_the_lists_but_not_the_counts() -> None:
    found = changes((A, B), [REFERENCES], most=1)
    assert (len(found.better), found.gained, found.better[0].source) == (1, 2, None)


def test_sources_out_of_step_are_a_plain_sentence() -> None:
    with pytest.raises(TolmachError, match="source sentences is 1, that of references 4"):
        changes((A, B), [REFERENCES], ["s"])


lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(lines, lines, lines), min_size=1, max_size=6))
def test_swapping_the_systems_swaps_the_lists(rows: list[tuple[str, str, str]]) -> None:
    a, b, references = (list(side) for side in zip(*rows, strict=True))
    there, back = (changes(pair, [references], most=9) for pair in ((a, b), (b, a)))
    assert there.gained + there.lost + there.equal == len(rows)
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert {change.line for change in there.better} == {change.line for change in back.worse}
    assert all(change.difference > 0 for change in there.better)

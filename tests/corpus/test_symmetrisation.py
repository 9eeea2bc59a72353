from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.symmetrisation import Links, WordAlignment, grow_diag_final_and, intersection

LINKS = st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)))


def links(written: str) -> Links:
    pairs = (link.split("-") for link in written.split())
    return frozenset((int(source), int(target)) for source, target in pairs)


def test_what_both_have_and_what_either_has() -> None:
    found = WordAlignment.of(links("0-0 1-1"), links("1-1 2-0"))
    assert (found.both, found.either) == (links("1-1"), links("0-0 1-1 2-0"))
    assert intersection(links("0-0 1-1"), links("1-1 2-0")) == links("1-1")


def test_growing_follows_neighbours_step_by_step() -> None:
    forward, backward = links("0-0 1-1 2-1 2-2"), links("0-0 0-1")
    # 0-0 first; 1-1 touches it at a corner, 2-1 then touches 1-1, and 2-2 touches 2-1
    # 0-1 touches too, and comes before 1-1; both its words are linked only after that
    assert grow_diag_final_and(forward, backward) == links("0-0 0-1 1-1 2-1 2-2")


def test_a_neighbour_whose_words_both_have_links_is_left_out() -> None:
    assert grow_diag_final_and(links("0-0 1-1 0-1"), links("0-0 1-1")) == links("0-0 1-1")


def test_far_links_come_last_and_only_between_words_without_any() -> None:
    forward, backward = links("0-0 4-4 4-2"), links("0-0 2-4 3-3")
    # nothing touches 0-0; of forward 4-2 comes first, which takes word 4 from 4-4
    assert grow_diag_final_and(forward, backward) == links("0-0 4-2 2-4 3-3")


def test_without_anything_in_common_only_final_and_links() -> None:
    assert grow_diag_final_and(links("0-0 1-0"), links("1-1")) == links("0-0 1-1")


@given(LINKS, LINKS)
def test_it_stands_between_intersection_and_union(forward: Links, backward: Links) -> None:
    found = grow_diag_final_and(forward, backward)
    together = WordAlignment.of(forward, backward)
    assert together.both <= found <= together.either
    for link in together.either - found:  # none is left that would give both its words a link
        assert link[0] in {i for i, _ in found} or link[1] in {j for _, j in found}
    assert grow_diag_final_and(forward, forward) == forward

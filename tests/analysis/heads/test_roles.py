"""Heads whose role is known, because they were made for it."""

import numpy as np
import pytest

from tests.analysis.heads.head_views import (
    END,
    PIECES,
    RARITY,
    Look,
    crossing,
    even,
    looking,
    looking_back,
)
from tolmach.analysis.attention.site_view import SiteView
from tolmach.analysis.heads.roles import (
    HeadRole,
    best_relation,
    head_roles,
    strongest_offset,
)
from tolmach.analysis.heads.statistics import head_statistics
from tolmach.analysis.heads.syntax import Accuracy, Agreement, Direction, Parsed, RelationCounts
from tolmach.analysis.heads.treebank import Dependency

UHU = PIECES.index("▁Uhu")
TREE = (
    Dependency(1, 2, "amod"),
    Dependency(2, 3, "nsubj"),
    Dependency(5, 7, "amod"),
    Dependency(7, 3, "obj"),
)
HEAD_OF = {each.dependent: each.head for each in TREE}


def roles(view: SiteView, *, parsed: bool = False) -> list[HeadRole]:
    """Return the roles of the one head, with its sentence seen as often as needed."""
    counts = RelationCounts()
    if parsed:
        for _ in range(220):
            counts.add(Parsed(view, range(END), END, TREE))
    (found,) = head_roles(head_statistics([view] * 120), counts.accuracies())
    return found


def named(view: SiteView, *, parsed: bool = False) -> list[tuple[str, bool, str]]:
    return [(each.role, each.clear, each.how) for each in roles(view, parsed=parsed)]


@pytest.mark.parametrize("offset", [-3, -1, 1, 2])
def test_a_positional_head_is_just_that(offset: int) -> None:
    view = looking(lambda q: q + offset)
    assert named(view, parsed=True) == [("positional", True, f"{offset:+d}")]


def test_a_positional_head_of_a_decoder() -> None:
    assert named(looking_back(lambda q: q - 1)) == [("positional", True, "-1")]


@pytest.mark.parametrize(
    "view", [looking(lambda q: q), looking_back(lambda q: q), crossing(lambda q: q)]
)
def test_a_diagonal_head_is_just_that(view: SiteView) -> None:
    assert named(view) == [("diagonal", True, "its own place")]


def test_a_syntactic_head_is_just_that() -> None:
    # where a word has no head in the tree, it looks here and there
    view = looking(lambda q: HEAD_OF.get(q, (3 * q + 5) % END))
    assert named(view, parsed=True) == [("syntactic", True, "amod→head")]
    assert roles(view, parsed=True)[0].strength == pytest.approx(0.5)  # 1, and +1 has a half
    assert named(view) == []


def test_a_head_no_better_than_a_fixed_distance_is_not_syntactic() -> None:
    view = looking(lambda q: {2: 3, 7: 8}.get(q, (3 * q + 5) % END))  # the subject alone, as +1 is
    assert named(view, parsed=True) == []


ANYWHERE = head_statistics([looking(lambda q: (3 * q + 5) % END)] * 25)


def agreement(times: int, share: float, p: float = 1e-9) -> Agreement:
    return Agreement(times, np.array([share]), 0.31, np.array([p]))


def accuracy(
    held_out: float, halves: tuple[float, float], times: int = 300, p: float = 1e-9
) -> Accuracy:
    confirmed = agreement(2 * times, held_out, p)
    return Accuracy(
        confirmed,
        (agreement(300, halves[0]), agreement(times, halves[1])),
        confirmed,
        (-1, 1),
    )


@pytest.mark.parametrize(
    ("times", "held_out", "p", "tried", "found"),
    [
        (200, 0.44, 0.001, 40, True),
        (199, 0.44, 0.001, 40, False),  # too few
        (200, 0.40, 0.001, 40, False),  # less than ten points on the halves not chosen by
        (200, 0.44, 0.001, 60, False),  # so good a head among so many is no wonder
    ],
)
def test_a_syntactic_head_is_confirmed_on_enough_trees_that_it_was_not_chosen_by(
    times: int, held_out: float, p: float, tried: int, found: bool
) -> None:
    syntax = {
        Direction("nsubj", True): accuracy(held_out, (0.6, 0.5), times, p),
        Direction("obj", True): accuracy(0.9, (0.5, 0.4)),
    }
    if times < 200:
        syntax.pop(Direction("obj", True))
    (roles,) = head_roles(ANYWHERE, syntax, tried)
    assert [each.how for each in roles if each.role == "syntactic"] == ["nsubj→head"] * found


def test_a_relation_that_the_halves_do_not_agree_on_is_none() -> None:
    syntax = {
        Direction("nsubj", True): accuracy(0.6, (0.7, 0.5)),
        Direction("obj", True): accuracy(0.6, (0.6, 0.6)),
    }
    assert best_relation(syntax, 0) is None
    assert not [role for role in head_roles(ANYWHERE, syntax, 1)[0] if role.role == "syntactic"]


def test_a_head_for_the_rarest_is_just_that() -> None:
    assert named(looking(lambda _: UHU)) == [("rare", True, "the rarest piece")]
    back = looking_back(lambda q: 1 + max(range(q), key=lambda place: RARITY[place]))
    assert ("rare", True, "the rarest piece") in named(back)


@pytest.mark.parametrize("key", [PIECES.index(","), END])
def test_a_head_for_marks_or_the_end_is_just_that(key: int) -> None:
    assert named(looking(lambda _: key)) == [("separator", True, "marks and ends")]


def test_a_head_for_the_beginning_is_one_for_separators() -> None:
    assert named(looking_back(lambda _: 0)) == [("separator", True, "marks and ends")]


def test_a_copying_head_is_just_that() -> None:
    view = crossing(lambda q: END - 1 - q)  # said in the opposite order
    assert named(view) == [("copy", True, "its own spelling")]
    twins = looking(lambda q: {4: 8, 8: 4}.get(q, (3 * q + 5) % END))
    assert named(twins) == [("copy", True, "its own spelling")]


def test_a_diffuse_head_is_just_that() -> None:
    assert named(even()) == [("diffuse", True, "everywhere")]


def test_a_head_leans_where_it_only_half_does() -> None:
    def sometimes(q: int) -> int:
        return q - 1 if q < 8 else 2

    assert named(looking(sometimes)) == [("positional", False, "-1")]
    assert roles(looking(sometimes))[0].strength == pytest.approx(7 / 9)


def test_a_head_may_have_several_roles_and_the_most_telling_comes_first() -> None:
    def look(q: int) -> int:
        return q + 1 if q < 9 else 0

    view = looking(look, sure=0.05)
    assert named(view) == [("positional", True, "+1"), ("diffuse", True, "everywhere")]


def test_what_was_seen_seldom_has_no_role() -> None:
    for look in (lambda q: q - 1, lambda _: UHU, lambda _: END):
        (found,) = head_roles(head_statistics([looking(look)]))
        assert found == []


def test_figures_are_told_of_heads_without_a_role_too() -> None:
    def anywhere(q: int) -> int:
        return (3 * q + 5) % END

    look: Look = anywhere
    view = looking(look)
    offset, share = strongest_offset(head_statistics([view]), 0)
    assert offset in range(-5, 6)
    assert 0 < share < 0.5
    assert best_relation({}, 0) is None

from tolmach.study.chapters.parts import line_of
from tolmach.study.ladder import LADDER


def test_each_model_of_the_ladder_has_a_colour_and_a_mark_of_its_own() -> None:
    for feature in ("color", "marker"):
        assert len({line_of(rung)[feature] for rung in LADDER}) == len(LADDER)

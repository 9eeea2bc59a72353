from matplotlib.figure import Figure

from tolmach.study.chapters.parts import Panel, _draw, line_of
from tolmach.study.ladder import LADDER


def test_a_level_above_all_curves_is_in_the_picture() -> None:
    axes = Figure().subplots()
    panel = Panel("letters", "units", lambda _: [([1, 2], [3, 4])], level=9, band=True)
    _draw(axes, LADDER[:1], panel)
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylim()[1] > 9


def test_each_model_of_the_ladder_has_a_colour_and_a_mark_of_its_own() -> None:
    for feature in ("color", "marker"):
        assert len({line_of(rung)[feature] for rung in LADDER}) == len(LADDER)

from pathlib import Path

from tolmach.analysis.heads.roles import HeadRole, Role
from tolmach.evaluation.speed import Spread
from tolmach.pruning.figure import write_pruning_figure
from tolmach.pruning.report import ControlComparison, PruningPoint, PruningReport, SurvivingRoles


def role(name: Role, how: str, *, clear: bool = True) -> list[HeadRole]:
    return [HeadRole(name, 0.6, clear, how)]


ROLES = {
    "encoder.self.1": [
        role("positional", "-1"),
        role("rare", "the rarest piece", clear=False),
        [*role("separator", "marks and ends"), *role("diffuse", "everywhere")],
        [],
    ],
    "encoder.self.2": [role("diagonal", "its own place"), [], role("diffuse", "everywhere"), []],
    "encoder.self.3": [[], role("syntactic", "nsubj"), role("copy", "its own spelling"), []],
}
LEFT = {
    12: {site: [1, 2, 3, 4] for site in ROLES},
    4: {"encoder.self.1": [1, 4], "encoder.self.2": [1], "encoder.self.3": [2]},
    2: {"encoder.self.1": [1], "encoder.self.2": [], "encoder.self.3": [2]},
}


def point(heads: int, bleu: float, difference: float, p: float | None) -> PruningPoint:
    speeds = {
        name: Spread(speed - heads, speed - heads - 9.0, speed - heads + 4.0)
        for name, speed in (("greedy", 200.0), ("beam 5", 70.0))
    }
    return PruningPoint(
        heads=heads,
        survivors=LEFT[heads],
        bleu=bleu,
        margin=1.6,
        difference=difference,
        p=p,
        control=None if p is None else ControlComparison(52.6, bleu - 52.6, 0.04),
        roles=SurvivingRoles.of(LEFT[heads], ROLES, {}),
        parameters=1000 + heads,
        weight_bytes=2000 + 2 * heads,
        sentences_per_second=speeds,
        times_as_fast={name: Spread(1.1, 1.0, 1.2) for name in speeds},
    )


def test_the_picture_says_what_each_point_costs_and_is_the_same_again(tmp_path: Path) -> None:
    points = [point(12, 52.1, 0.0, None), point(4, 51.8, -0.3, 0.09), point(2, 50.0, -2.1, 0.001)]
    report = PruningReport(2000, 1000, 0, 200, 5, 1, "nrefs:1", points)
    for name in ("one.svg", "two.svg"):
        write_pruning_figure(report, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text("utf-8")
    assert drawn == (tmp_path / "two.svg").read_text("utf-8")
    for text in (
        "−0.3",
        "−2.1",
        "heads left of 12",
        "sentences a second",
        "unpruned",
        "after as many updates",
    ):
        assert text in drawn
    for text in ("Encoder", "positional -1", "(rare)", "separator +1", "layer 3", "head 4"):
        assert text in drawn
    assert drawn.count("gone at 4") == 8
    assert drawn.count("gone at 2") == 2
    assert "+0.0" not in drawn

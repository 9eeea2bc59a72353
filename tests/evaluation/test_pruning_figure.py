from pathlib import Path

from tolmach.evaluation.pruning_figure import write_pruning_figure
from tolmach.evaluation.pruning_report import PruningPoint, PruningReport


def point(heads: int, bleu: float, difference: float, p: float | None) -> PruningPoint:
    speeds = {"greedy": 200.0 - heads, "beam 5": 70.0 - heads}
    return PruningPoint(
        heads=heads,
        survivors={"encoder.self.1": list(range(heads))},
        bleu=bleu,
        margin=1.6,
        difference=difference,
        p=p,
        parameters=1000 + heads,
        weight_bytes=2000 + 2 * heads,
        sentences_per_second=speeds,
    )


def test_the_picture_says_what_each_point_costs_and_is_the_same_again(tmp_path: Path) -> None:
    points = [point(12, 52.1, 0.0, None), point(4, 51.8, -0.3, 0.09), point(2, 50.0, -2.1, 0.001)]
    report = PruningReport(2000, 200, "nrefs:1", points)
    for name in ("one.svg", "two.svg"):
        write_pruning_figure(report, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text("utf-8")
    assert drawn == (tmp_path / "two.svg").read_text("utf-8")
    for text in ("−0.3", "−2.1", "heads left of 12", "sentences a second", "unpruned"):
        assert text in drawn
    assert "+0.0" not in drawn

from pathlib import Path

import pytest

from tolmach.analysis.confidence.reliability import reliability
from tolmach.analysis.confidence.reliability_figure import write_reliability_diagram
from tolmach.errors import TolmachError


def test_every_line_is_named_with_its_error(tmp_path: Path) -> None:
    before = reliability([0.9, 0.9], [True, False])  # off by 40 %
    after = reliability([0.5, 0.5], [True, False])  # by nothing
    panels = {"words": {"before": before, "after": after}, "sentences": {"before": before}}
    write_reliability_diagram(panels, tmp_path / "diagram.svg")
    drawn = (tmp_path / "diagram.svg").read_text("utf-8")
    for text in ("words", "sentences", "before: ECE 40.0 %", "after: ECE 0.0 %"):
        assert f">{text}</text>" in drawn
    write_reliability_diagram(panels, tmp_path / "again.svg")
    assert (tmp_path / "again.svg").read_text("utf-8") == drawn


def test_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="no confidence to draw"):
        write_reliability_diagram({}, tmp_path / "diagram.svg")

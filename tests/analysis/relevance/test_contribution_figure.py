import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np

from tolmach.analysis.relevance.attribution import Attribution
from tolmach.analysis.relevance.contribution import PLACES, SourceShares
from tolmach.analysis.relevance.contribution_figure import (
    write_attribution_figure,
    write_contribution_figure,
)

SVG = "{http://www.w3.org/2000/svg}"


def drawn(path: Path) -> ElementTree.Element:
    return ElementTree.parse(path).getroot()


def texts(path: Path) -> list[str]:
    return ["".join(element.itertext()).strip() for element in drawn(path).iter(f"{SVG}text")]


def falling(by: float) -> SourceShares:
    rows = np.array([0.8 - by * PLACES, 0.9 - by * PLACES])
    return SourceShares(rows, rows.mean(1), 0.5, 0.0)


def one_sentence() -> Attribution:
    source = np.array([[0.4, 0.1, 0.0], [0.2, 0.3, 0.1]], np.float32)
    prefix = np.array([[0.5, 0.0], [0.1, 0.3]], np.float32)
    return Attribution(("20", "$", "</s>"), ("<s>", "$20"), ("$20", "</s>"), source, prefix, 0.0)


def test_every_kind_of_prefix_has_its_line_and_its_band(tmp_path: Path) -> None:
    found = {"own": falling(0.2), "reference": falling(0.25), "wrong": falling(0.3)}
    write_contribution_figure(found, tmp_path / "a.svg")  # type: ignore[arg-type]
    written = texts(tmp_path / "a.svg")
    assert "What the next piece owes to the source (2 sentences)" in written
    assert "another sentence's translation" in written
    groups = [each.get("id", "") for each in drawn(tmp_path / "a.svg").iter(f"{SVG}g")]
    assert sum("FillBetweenPolyCollection" in name for name in groups) == 3


def test_a_sentence_has_a_field_a_word_on_both_sides_and_a_bar_a_row(tmp_path: Path) -> None:
    write_attribution_figure(one_sentence(), tmp_path / "a.svg")
    written = texts(tmp_path / "a.svg")
    assert {"20", "$", "$20", "<s>", "</s>", "to the source", "to the prefix"} <= set(written)
    styles = [each.get("style", "") for each in drawn(tmp_path / "a.svg").iter(f"{SVG}path")]
    fields = [style for style in styles if "stroke: #e6e6e6; stroke-width: 0.4" in style]
    assert len(fields) == 2 * 3 + 2 * 2
    assert sum("fill" not in style for style in fields) == 1  # black, SVG's default: the greatest
    assert sum("fill: #0072b2" in style for style in styles if style not in fields) == 2


def test_the_same_shares_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_attribution_figure(one_sentence(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

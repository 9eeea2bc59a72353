import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from tolmach.render.svg import write_svg


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_sign_that_xml_forbids_is_drawn_as_unknown(tmp_path: Path) -> None:
    figure = Figure(figsize=(2, 1))
    figure.text(0.1, 0.5, "a\x02b\ufffec")
    write_svg(figure, tmp_path / "figure.svg", "signs")
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("a\ufffdb\ufffdc" in text for text in texts)

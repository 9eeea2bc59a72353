from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from tolmach.render.svg import STYLE, write_png, write_svg


def figure() -> Figure:
    with rc_context(STYLE):
        drawn = Figure(figsize=(2, 1))
        drawn.subplots().set_title("Ähnlichkeit & <Maß>")
    return drawn


def test_text_stays_text_and_the_same_figure_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        write_svg(figure(), tmp_path / name, "A title")
    first = (tmp_path / "one.svg").read_bytes()
    assert first == (tmp_path / "two.svg").read_bytes()
    assert "Ähnlichkeit &amp; &lt;Maß&gt;" in first.decode()
    assert "<dc:title>A title</dc:title>" in first.decode()


def test_pixels_are_300_to_the_inch(tmp_path: Path) -> None:
    write_png(figure(), tmp_path / "one.png", "A title")
    head = (tmp_path / "one.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(head[at : at + 4]) for at in (16, 20)] == [600, 300]

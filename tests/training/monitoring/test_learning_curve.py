import math
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.text import Text

from tests.training.curves import healthy, train, validation
from tolmach.render.svg import STYLE
from tolmach.training.monitoring.learning_curve import _figure, write_learning_curve
from tolmach.training.monitoring.metrics_log import Record

SVG = "{http://www.w3.org/2000/svg}"


def _texts(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]


def test_the_picture_names_its_lines_in_real_text(tmp_path: Path) -> None:
    write_learning_curve(healthy(), tmp_path / "curve.svg")
    texts = _texts(tmp_path / "curve.svg")
    assert {"training", "validation", "BLEU", "chrF", "learning rate", "updates"} <= set(texts)
    assert "20,000" in texts


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_learning_curve(healthy(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_picture_signs_its_scores(tmp_path: Path) -> None:
    signed = validation(2000, 3.0, 20.0)
    signed["signatures"] = ["BLEU|tok:zh", "chrF2|nc:6"]
    write_learning_curve([signed], tmp_path / "curve.svg")
    assert {"BLEU|tok:zh", "chrF2|nc:6"} <= set(_texts(tmp_path / "curve.svg"))


def test_neither_curve_nor_axis_runs_through_the_words_of_the_scores() -> None:
    signed = validation(2000, 3.0, 20.0)
    signed["signatures"] = [
        "BLEU|nrefs:1|case:mixed|eff:no|tok:ja-mecab-0.996-IPA|smooth:exp|version:2.6.0",
        "chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0",
    ]
    with mpl.rc_context(STYLE):
        figure = _figure([signed])
        loss, quality, _ = figure.axes
        figure.draw_without_rendering()
        found = quality.get_legend()
        assert found is not None
        legend = found.get_window_extent()
        [signatures] = [t for t in quality.findobj(Text) if t.get_text().startswith("BLEU|")]
        signed_at = signatures.get_window_extent()
        assert legend.y0 > quality.get_window_extent().y1
        assert legend.x0 > signed_at.x1
        ticks = figure.dpi / 72 * mpl.rcParams["xtick.major.size"]
        assert max(legend.y1, signed_at.y1) < loss.get_window_extent().y0 - ticks


def test_the_best_model_is_marked(tmp_path: Path) -> None:
    best = validation(2000, 3.0, 20.0)
    best["best"] = True
    write_learning_curve([best, validation(3000, 3.5, 20.0)], tmp_path / "curve.svg")
    assert "best: 2,000" in _texts(tmp_path / "curve.svg")


@pytest.mark.parametrize(("count", "marker"), [(60, "o"), (61, "")])
def test_validations_are_marked_until_there_are_too_many(count: int, marker: str) -> None:
    loss, quality, _ = _figure([validation(n, 3.0, 20.0) for n in range(1, count + 1)]).axes
    marks = {line.get_label(): line.get_marker() for each in (loss, quality) for line in each.lines}
    assert marks["validation"] == marks["BLEU"] == marker
    assert marks["chrF"] == marker.replace("o", "s")


def test_before_the_first_validation_the_picture_says_so(tmp_path: Path) -> None:
    write_learning_curve([train(100, 5.0)], tmp_path / "curve.svg")
    assert "no validation yet" in _texts(tmp_path / "curve.svg")
    write_learning_curve(healthy(2000), tmp_path / "curve.svg")
    assert "no validation yet" not in _texts(tmp_path / "curve.svg")


@pytest.mark.parametrize(
    "records",
    [
        [],
        [train(100, 5.0)],
        [validation(100, math.nan, math.nan)],
        [train(100, math.nan), train(200, math.inf)],
        [train(0, 5.0), *[train(update, 1e30) for update in range(1, 9)]],
    ],
)
def test_a_young_or_broken_run_still_gives_a_picture(tmp_path: Path, records: list[Record]) -> None:
    write_learning_curve(records, tmp_path / "curve.svg")
    assert "updates" in _texts(tmp_path / "curve.svg")


def test_an_exploding_loss_does_not_flatten_the_rest(tmp_path: Path) -> None:
    write_learning_curve([*healthy(2000), train(2100, 4000.0)], tmp_path / "curve.svg")
    assert "4000" not in _texts(tmp_path / "curve.svg")
    assert "6" in _texts(tmp_path / "curve.svg")


def test_all_that_is_written_lies_inside_the_picture() -> None:
    signed = validation(1_000_000, 3.0, 20.0)
    signed["best"] = True
    signed["signatures"] = ["BLEU|nrefs:1|case:mixed|tok:13a", "chrF2|nrefs:1|nc:6|nw:0"]
    with mpl.rc_context(STYLE):
        figure = _figure([train(100, 12.5), train(1_000_000, 10.0), signed])
        written = figure.get_tightbbox()  # in inches
    assert 0 <= written.x0 <= written.x1 <= figure.get_figwidth()
    assert 0 <= written.y0 <= written.y1 <= figure.get_figheight()


def test_drawing_leaves_matplotlib_as_it_was(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    write_learning_curve(healthy(1000), tmp_path / "curve.svg")
    assert dict(mpl.rcParams) == before


def test_drawing_is_quick_and_needs_no_pyplot(tmp_path: Path) -> None:
    write_learning_curve([], tmp_path / "curve.svg")
    records = healthy(100_000)
    start = time.process_time()
    write_learning_curve(records, tmp_path / "curve.svg")
    assert time.process_time() - start < 1.5  # about 0.3 s where nothing else runs
    program = (
        "import sys; from pathlib import Path;"
        "from tolmach.training.monitoring.learning_curve import write_learning_curve as write;"
        "write([], Path('curve.svg')); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=tmp_path).returncode == 0

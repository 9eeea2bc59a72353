"""A self-contained page of the view of a sentence, to be opened from disk."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tolmach.analysis.attention.attending_layers import why_no_attention
from tolmach.analysis.attention.matrix import MEAN_OF_LAST, Head
from tolmach.analysis.inspect.lesson_figures import write_loss_steps
from tolmach.analysis.inspect.look import SentenceView, packed_weights
from tolmach.analysis.inspect.loss_steps import ExampleLoss
from tolmach.files import whole_text
from tolmach.render.html import rendered
from tolmach.render.svg import BLUE, ORANGE, QUIET, VERMILION

_TEMPLATE = Path(__file__).parent / "template" / "page.html"
_SCRIPTS = "data", "figure", "attention", "heads", "matrix", "places", "tree", "start"
_COLOURS = {"blue": BLUE, "vermilion": VERMILION, "orange": ORANGE, "quiet": QUIET}


def write_look_page(
    view: SentenceView,
    path: Path,
    where: Head = MEAN_OF_LAST,
    loss: ExampleLoss | None = None,
) -> None:
    """Write the page, which opens with attention shown at `where`, and with a loss, if given."""
    values = {
        "view": view,
        "title": view.source.text,
        "loss": "" if loss is None else _drawn(loss),
        "why_no_attention": why_no_attention(view.model),
        "data": _embedded(_page_data(view, where)),
        "colours": _embedded(_COLOURS),
        "parts": [f"{name}.js" for name in _SCRIPTS],
    }
    page = rendered(_TEMPLATE, values)
    with whole_text(path) as stream:
        stream.write(page)


def _drawn(loss: ExampleLoss) -> str:
    """Return the figure of a loss as an element of the page."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "loss.svg"
        write_loss_steps(loss, path)
        drawn = path.read_text("utf-8")
    return drawn[drawn.index("<svg") :]


def _page_data(view: SentenceView, where: Head) -> dict[str, Any]:
    """Return the data of the page: the view's own JSON, but with the weights packed."""
    attention = {site: packed_weights(weights) for site, weights in view.recording.weights.items()}
    chosen = {} if where.layer is None else {"layer": where.layer - 1}
    opening = chosen | ({} if where.head is None else {"head": where.head - 1})
    return view.numbers() | {"attention": attention, "opening": opening}


def _embedded(value: Any) -> str:
    """Return JSON that can stand inside a script element, which nothing in it ends."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")

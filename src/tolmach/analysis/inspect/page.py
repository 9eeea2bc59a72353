"""One page that shows what a model does with a sentence; it opens from disk, with no network.

Shapes: H heads, Q queries, K keys of a site.
"""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import numpy as np

from tolmach.analysis.attention.matrix import MEAN_OF_LAST, Head
from tolmach.analysis.attention.word_groups import Weights
from tolmach.analysis.inspect.look import SentenceView
from tolmach.files import whole_text
from tolmach.render.html import rendered
from tolmach.render.svg import BLUE, ORANGE, QUIET, VERMILION

_TEMPLATE = Path(__file__).parent / "template" / "page.html"
_SCRIPTS = "data", "figure", "attention", "heads", "matrix", "places", "tree", "start"
_COLOURS = {"blue": BLUE, "vermilion": VERMILION, "orange": ORANGE, "quiet": QUIET}


def write_look_page(view: SentenceView, path: Path, where: Head = MEAN_OF_LAST) -> None:
    """Write the page, which opens with attention shown at `where`."""
    values = {
        "view": view,
        "title": view.source.text,
        "data": _embedded(_page_data(view, where)),
        "colours": _embedded(_COLOURS),
        "parts": [f"{name}.js" for name in _SCRIPTS],
    }
    page = rendered(_TEMPLATE, values)
    with whole_text(path) as stream:
        stream.write(page)


def _page_data(view: SentenceView, where: Head) -> dict[str, Any]:
    """Return what the page needs: the view's own JSON, but with the weights packed."""
    attention = {site: _packed(weights) for site, weights in view.recording.weights.items()}
    chosen = {} if where.layer is None else {"layer": where.layer - 1}
    opening = chosen | ({} if where.head is None else {"head": where.head - 1})
    return view.numbers() | {"attention": attention, "opening": opening}


def _packed(weights: Weights) -> dict[str, Any]:
    """Return weights [H, Q, K] as bytes, each a 255th: a long sentence has millions of them."""
    shades = np.round(255 * weights).astype(np.uint8)
    return {"shape": weights.shape, "bytes": b64encode(shades.tobytes()).decode()}


def _embedded(value: Any) -> str:
    """Return JSON that may stand inside a script: nothing in it can end the element."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")

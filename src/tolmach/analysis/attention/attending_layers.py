"""The decoder layers that attend to the source, and their attention in given pairs of texts.

The native engine computes it where it runs the model, without PyTorch; else it is recorded.
"""

from collections.abc import Collection, Mapping, Sequence

from tolmach.analysis.attention.word_groups import Weights
from tolmach.config.model import TransformerSettings
from tolmach.errors import RequestError
from tolmach.inference.auto_engine import native_of
from tolmach.model_folder import Description
from tolmach.translation.translator import Translator

Layers = Mapping[int, Weights]  # by a layer's number, from 1: heads, target, source, both to `</s>`


def read_layers(
    translator: Translator, sources: Sequence[str], targets: Sequence[str]
) -> list[Layers]:
    """Return the attention to the source in pairs of texts, each read whole.

    A layer all of whose heads were pruned is missing, and so is every layer of a model that knows
    the source by one vector.
    """
    engine = native_of(translator.engine)
    if engine is None:
        from tolmach.analysis.attention.recorder import record_texts  # which needs PyTorch

        return [found.cross_layers for found in record_texts(translator, sources, targets)]
    return list(engine.attention(*translator.encoded(sources, targets)))


def needed(layers: Layers, model: Description, wanted: str) -> Layers:
    """Return the layers of a model that attend to the source; `wanted` says what for: `A figure`.

    Raises TolmachError, which says why, where there is none.
    """
    if not layers:
        raise RequestError(
            f"{wanted} needs attention to the source, and {model.name} has none: "
            f"{why_no_attention(model)}; take another model."
        )
    return layers


def why_no_attention(model: Description) -> str:
    """Return a clause that says why no layer of a model attends to the source."""
    if isinstance(model.model, TransformerSettings):
        return "all heads of its decoder that attended to it were pruned"
    return "its decoder knows the source by one vector"


def check_number(asked: int, known: Collection[int], refusal: str) -> None:
    """Raise TolmachError, with what to choose after `refusal`, where a number is not known."""
    if asked not in known:
        *first, last = map(str, sorted(known))
        choice = f"{', '.join(first)} or {last}" if first else last
        raise RequestError(f"{refusal}: choose {choice}.")


def check_layer(layer: int, layers: Collection[int]) -> None:
    """Raise TolmachError where a decoder layer is none of those that attend to the source."""
    check_number(layer, layers, f"No decoder layer {layer} attends to the source")

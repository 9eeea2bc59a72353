"""The one place that assembles models."""

from tolmach.config import Model
from tolmach.models.protocol import TranslationModel
from tolmach.models.transformer import Transformer, TransformerSizes


def build_model(settings: Model, source_pieces: int, target_pieces: int) -> TranslationModel:
    """Return a freshly initialised model of the given architecture and sizes."""
    match settings.architecture:
        case "transformer":
            sizes = settings.model_dump(exclude={"architecture"})
            return Transformer(TransformerSizes(source_pieces, target_pieces, **sizes))

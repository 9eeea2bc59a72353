"""The model of a drafted recipe, with the settings of its own architecture."""

from collections.abc import Callable

from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.config.section import Section
from tolmach.recipes.draft import Draft
from tolmach.recipes.section_text import Lines, RecipeSection, comment_lines, toml_value

_DROPOUT = (
    "Against learning by heart. More (0.3) for little text, less (0.1) for much: look whether the "
    "validation loss rises while the training loss falls."
)
_TIED = 'Shared embeddings: "all", "target" (input and output), "none".'
_SCORE = 'How a state and a row of the source are compared: "dot", "bilinear" or "mlp".'


def model_lines(draft: Draft) -> Lines:
    """Yield the section [model] of a draft's architecture."""
    match draft.architecture:
        case "transformer":
            yield from _section(draft, TransformerSettings, _transformer)
        case "recurrent":
            yield from _section(draft, RecurrentSettings, _recurrent)
        case "convolutional":
            yield from _section(draft, ConvolutionalSettings, _convolutional)
        case "hybrid":
            yield from _section(draft, HybridSettings, _hybrid)


def _section(
    draft: Draft, settings: type[Section], lines: Callable[[RecipeSection, Draft], Lines]
) -> Lines:
    section = RecipeSection("model", settings)
    yield section.head
    yield from comment_lines(
        '"transformer", "recurrent", "convolutional" or "hybrid": each has settings of its own, '
        "which `tolmach init --architecture` drafts."
    )
    yield f"architecture = {toml_value(draft.architecture)}"
    yield from lines(section, draft)


def _transformer(section: RecipeSection, draft: Draft) -> Lines:
    layers = draft.tier.layers
    yield from section.line("size", draft.tier.size, _size_advice(draft))
    yield from _attention_widths(section, draft)
    yield from section.line("encoder_layers", layers)
    yield from section.line("decoder_layers", layers, "The fewer, the faster it translates.")
    yield from section.default(
        "decoder_self",
        '"ssru": recurrent units instead, which make each step faster (Kim et al. 2019).',
    )
    yield from _dropouts(section, draft)
    yield from _transformer_parts(section, draft)


def _hybrid(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line("size", draft.tier.size, _size_advice(draft))
    yield from _attention_widths(section, draft)
    yield from section.line(
        "encoder_layers",
        max(1, draft.tier.layers // 2),
        "Under a decoder that attends once a step, few wide layers learn best.",
    )
    yield from section.default("decoder_layers", "Recurrent ones; of several the first attends.")
    yield from _dropouts(section, draft)
    yield from _transformer_parts(section, draft)
    yield from _recurrent_parts(section)


def _recurrent(section: RecipeSection, draft: Draft) -> Lines:
    size, deep = draft.tier.size, 2 if draft.tier.size > 256 else 1
    yield from section.line("embedding", size, "Units of a piece's vector.")
    yield from section.line(
        "size", 2 * size, "Units of a state; the two directions of the encoder share them."
    )
    yield from section.line("encoder_layers", deep)
    yield from section.line("decoder_layers", deep)
    yield from section.default("bidirectional", "Read the source in both directions.")
    yield from section.default("reverse_source", "true: from its end (Sutskever et al. 2014).")
    yield from section.line("dropout", draft.tier.dropout, _DROPOUT)
    yield from section.line("tied", _tied(draft), _TIED)
    yield from _recurrent_parts(
        section,
        'Without attention: "start" or "every_step", one vector for the whole sentence.',
    )


def _convolutional(section: RecipeSection, draft: Draft) -> Lines:
    layers = draft.tier.layers + 1
    yield from section.line("size", draft.tier.size, "Units.")
    yield from section.default(
        "kernel", "Neighbours that a layer sees at once; layers add up to a wider view."
    )
    yield from section.line("encoder_layers", layers)
    yield from section.line("decoder_layers", layers, "Each of them attends to the source.")
    yield from section.default("link", '"every_step": one vector for the whole sentence instead.')
    yield from section.line(
        "longest",
        2 * draft.longest + 16,
        "Positions, which are learnt: a translation may have twice as many pieces as its source.",
    )
    yield from section.line("dropout", draft.tier.dropout, _DROPOUT)
    yield from section.line("tied", _tied(draft), _TIED)


def _size_advice(draft: Draft) -> str:
    tier = draft.tier
    advice = (
        ", given a GPU; on a CPU take 256, 4, 1024 and 3 layers."
        if tier.size > 256
        else "; twice the size takes three times as long and rarely helps with so little text."
    )
    return f"Units. {tier.size} and {tier.layers} layers suit {draft.pairs:,} pairs{advice}"


def _attention_widths(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line("heads", draft.heads, "Attention heads; 2 * heads divide the size.")
    yield from section.line("inner", draft.inner, "Units of the feed-forward layers.")


def _dropouts(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line("dropout", draft.tier.dropout, _DROPOUT)
    yield from section.default("attention_dropout")
    yield from section.default("inner_dropout")


def _transformer_parts(section: RecipeSection, draft: Draft) -> Lines:
    yield from section.line("tied", _tied(draft), _TIED)
    yield from section.default("norm", '"pre" trains safely, "post" is the original.')
    yield from section.default("positions", '"sinusoidal", "learned" or "rotary".')
    yield from section.default("longest", "Pieces; for learned positions only.")
    yield from section.default("activation", '"relu", "gelu" or "silu".')


def _recurrent_parts(section: RecipeSection, others: str = "") -> Lines:
    yield from section.default("cell", '"gru" or "lstm".')
    yield from section.default("residual", "true: each layer's input is added to its output.")
    when = 'Attention before the step (Bahdanau et al. 2015), or "attention_after" (Luong et al.).'
    yield from section.default("link", f"{when} {others}".rstrip())
    yield from section.default("score", _SCORE)
    yield from section.default(
        "input_feeding", "true: the next step reads what attention found; after the step."
    )


def _tied(draft: Draft) -> str:
    return "all" if draft.joint else "target"

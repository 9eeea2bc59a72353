"""One attention step by step: queries, keys and values, scores, weights, weighted sums.

Shapes: H heads, T queries, S keys, E size of queries and keys, M size of values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tolmach.analysis.attention.attending_layers import check_number, why_no_attention
from tolmach.analysis.attention.recorder import open_engine
from tolmach.config.model import HybridSettings, Model, RecurrentSettings
from tolmach.data.batches import padded_batch
from tolmach.errors import RequestError
from tolmach.nn.hooks import AttentionParts, examining
from tolmach.text.tokenizer import BOS_ID, EOS_ID
from tolmach.translation.translator import Translator

Values = NDArray[np.float32]
_FORMULAS = {
    "dot": "s·h",
    "bilinear": "s·Wh",
    "mlp": "w₂·tanh(W₁[h, s] + b)",
    "scaled dot product": "q·k / √E",
}


@dataclass(frozen=True)
class AttentionSteps:
    """One head of one attention in a pair of texts.

    A row of `contexts` is the sum of the `values` under that row's weights. With an MLP score,
    `keys` are its part that depends on the source alone. Scores of hidden keys are -inf.
    """

    site: str
    head: int  # from 1
    heads: int
    score: str
    query_pieces: tuple[str, ...]
    key_pieces: tuple[str, ...]
    queries: Values  # [T, E]
    keys: Values  # [S, E]
    values: Values  # [S, M]
    scores: Values  # [T, S]
    weights: Values  # [T, S]

    @property
    def contexts(self) -> Values:
        """The weighted sums of the values, [T, M]."""
        return self.weights @ self.values

    @property
    def formula(self) -> str:
        """The score of a query and a key as a formula."""
        return _FORMULAS[self.score]

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values; a hidden score is null."""
        tables = {
            name: _rounded(getattr(self, name))
            for name in ("queries", "keys", "values", "scores", "weights", "contexts")
        }
        return {
            "site": self.site,
            "head": self.head,
            "score": self.score,
            "formula": self.formula,
            "query_pieces": self.query_pieces,
            "key_pieces": self.key_pieces,
            **tables,
        }


def attention_steps(
    translator: Translator, source: str, target: str, site: str | None = None, head: int = 1
) -> AttentionSteps:
    """Compute one head's attention in a pair of texts, read whole, the target teacher-forced.

    Without a `site` it is the last in which the decoder attends to the source. Raises TolmachError
    where there is no such site or head.
    """
    model = open_engine(translator, "Attention can be examined").model
    [read], [said] = translator.encoded([source], [target])
    batch = padded_batch([read], [said]).to(next(model.parameters()).device)
    found: dict[str, AttentionParts] = {}
    with torch.inference_mode(), examining(lambda at, parts: _keep(found, at, parts)):
        model.decode_rows(model.encode(batch.source, batch.source_keep), batch.target_in)
    chosen = _chosen_site(found, site, translator)
    parts, heads = found[chosen], found[chosen].query.shape[1]
    check_number(head, range(1, 1 + heads), f"There is no head {head} in {chosen}")
    sides = _sides(chosen, translator, read, said)
    tables = (parts.query, parts.key, parts.value, parts.scores, parts.weights)
    return AttentionSteps(
        chosen,
        head,
        heads,
        _score(translator.description.model, chosen),
        *sides,
        *(table[0, head - 1].float().cpu().numpy() for table in tables),
    )


def _keep(found: dict[str, AttentionParts], site: str, parts: AttentionParts) -> None:
    """Keep an attention; one that is computed step by step gets another query each time."""
    before = found.get(site)
    if before is not None:
        query = torch.cat((before.query, parts.query), dim=2)
        scores = torch.cat((before.scores, parts.scores), dim=2)
        parts = parts._replace(query=query, scores=scores)
    found[site] = parts


def _chosen_site(found: dict[str, AttentionParts], site: str | None, translator: Translator) -> str:
    if not found:
        name = translator.description.name
        raise RequestError(
            f"{name} has no attention: {why_no_attention(translator.description)}; take another "
            "model."
        )
    chosen = list(found)[-1] if site is None else site
    if chosen not in found:
        raise RequestError(f"There is no attention called {chosen}; choose {', '.join(found)}.")
    return chosen


def _sides(
    site: str, translator: Translator, read: Sequence[int], said: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pieces at which queries and keys stand: the decoder's inputs, or the source."""
    source = translator.tokenizers.source.pieces([*read, EOS_ID])
    target = translator.tokenizers.target.pieces([BOS_ID, *said])
    queries = source if site.startswith("encoder") else target
    keys = target if site.startswith("decoder.self") else source
    return tuple(queries), tuple(keys)


def _score(model: Model, site: str) -> str:
    recurrent = isinstance(model, RecurrentSettings | HybridSettings)
    if recurrent and site.startswith("decoder"):
        return model.score  # type: ignore[union-attr]
    return "scaled dot product"


def _rounded(table: Values) -> list[list[float | None]]:
    return [
        [round(float(value), 5) if np.isfinite(value) else None for value in row] for row in table
    ]

"""Hypotheses of one sentence share its memory.

R hypotheses stand in rows, those of one sentence next to each other, equally many for each of N
sentences: row r belongs to sentence r // (R / N).
"""

import torch
from torch import Tensor


def chosen_sentences(rows: Tensor, hypotheses: int, sentences: int) -> Tensor | None:
    """Return the sentences whose memory the chosen `rows` need, or None where all stay as they are.

    Where the rows are not equally many of each sentence, in runs, every row gets a copy of its own.
    """
    needed = _once_a_run(rows // (hypotheses // sentences))
    everything = torch.arange(sentences, device=rows.device)
    return None if torch.equal(needed, everything) else needed


def _once_a_run(sentences: Tensor) -> Tensor:
    """Return one entry a run where `sentences` is runs of equal length, else all of it."""
    distinct, counts = torch.unique_consecutive(sentences, return_counts=True)
    return distinct if bool((counts == counts[0]).all()) else sentences

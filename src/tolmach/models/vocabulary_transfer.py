"""Weights of a trained model for another vocabulary: what each new piece begins with.

A piece that both vocabularies have keeps its vector; any other begins with the mean vector of the
pieces that spelled it before (as Gee et al. 2022, "Fast Vocabulary Transfer for Language Model
Compression", do). So a model learns on with words of a new domain, or with another language, and
keeps what its layers know.
"""

import re
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

# The weights of every architecture that have a row for each piece, by name.
_OF_PIECES = re.compile(
    r"(?:source_|target_|encoder\.|decoder\.)embedding\.weight|output\.(?:weight|bias)"
)
_OF_SOURCE = ("source_embedding.", "encoder.")


def transferred_weights(
    weights: Mapping[str, Tensor], old: TokenizerPair, new: TokenizerPair
) -> Mapping[str, Tensor]:
    """Return `weights` with a row for each piece of `new` where they have one for each of `old`.

    Those are tables [V, D] and the output's bias [V]; a table that serves both sides goes by the
    source's pieces, which are the target's, too.
    """
    if old.to_json() == new.to_json():
        return weights
    source, target = spelled_before(old.source, new.source), spelled_before(old.target, new.target)
    rows = {
        name: _rows(weight, source if name.startswith(_OF_SOURCE) else target)
        for name, weight in weights.items()
        if _OF_PIECES.fullmatch(name)
    }
    return {**weights, **rows}


def spelled_before(old: Tokenizer, new: Tokenizer) -> list[list[int]]:
    """Return, for each piece of `new`, the ids of the pieces of `old` that spell it.

    Of several spellings that one is taken that begins with the longest pieces. A special piece is
    spelled by itself, and a tag that `old` does not have by nothing.
    """
    known = {spelled: piece for piece, spelled in enumerate(old.spelling()) if spelled}
    longest = max(map(len, known))
    special = [index for index, spelled in enumerate(old.spelling()) if not spelled]
    names = dict(zip(old.pieces(special), special, strict=True))
    return [
        _spelled(spelled, known, longest) if spelled else [names[name]] if name in names else []
        for name, spelled in zip(new.pieces(range(len(new))), new.spelling(), strict=True)
    ]


def _spelled(spelled: bytes, known: Mapping[bytes, int], longest: int) -> list[int]:
    found: list[int] = []
    while spelled:
        length = next(
            size for size in range(min(longest, len(spelled)), 0, -1) if spelled[:size] in known
        )
        found.append(known[spelled[:length]])
        spelled = spelled[length:]
    return found


def _rows(weight: Tensor, spellings: Sequence[Sequence[int]]) -> Tensor:
    """Return the mean row of each spelling; of an empty one, the mean of all."""
    whole = weight.float()
    means = [whole[list(each)].mean(0) if each else whole.mean(0) for each in spellings]
    return torch.stack(means).to(weight.dtype)

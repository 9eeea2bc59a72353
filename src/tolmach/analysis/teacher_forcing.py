"""Teacher forcing step by step: what a model expects next after each true beginning.

Shapes: T pieces of the target with `</s>`, V vocabulary.
"""

from dataclasses import dataclass

import torch

from tolmach.data.batches import padded_batch
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.translator import Translator


@dataclass(frozen=True)
class Guess:
    """A piece, as `tolmach bpe` shows it, and its probability, 0 to 1."""

    piece: str
    probability: float


@dataclass(frozen=True)
class TaughtStep:
    """One step: the true beginning, the piece that is true next, and the likeliest ones."""

    beginning: str
    true: Guess
    likeliest: tuple[Guess, ...]  # the best first


def taught_steps(
    translator: Translator, source: str, target: str, likeliest: int = 5
) -> list[TaughtStep]:
    """Return what the model expects at each piece of `target` and at the `</s>` after it.

    The product of the true pieces' probabilities is p(target | source), which training raises
    (Williams and Zipser 1989 for the name). Both texts are read whole.
    """
    engine = translator.engine
    if not isinstance(engine, TorchEngine):
        raise TolmachError("Single steps are read on PyTorch alone; load the model with it.")
    source, target = translator.cleaned([source, target])
    tokenizer = translator.tokenizers.target
    batch = padded_batch([translator.tokenizers.source.encode(source)], [tokenizer.encode(target)])
    batch = batch.to(engine.device)
    with torch.inference_mode():
        memory = engine.model.encode(batch.source, batch.source_keep)
        logits = engine.model.decode(memory, batch.target_in)[0].float()  # [T, V]
    probabilities = logits.softmax(-1).cpu()
    best = probabilities.topk(min(likeliest, probabilities.shape[1]))
    true = batch.target_out[0].tolist()

    def guess(step: int, piece: int) -> Guess:
        return Guess(tokenizer.pieces([piece])[0], float(probabilities[step, piece]))

    return [
        TaughtStep(
            tokenizer.decode(true[:step]),
            guess(step, piece),
            tuple(guess(step, other) for other in best.indices[step].tolist()),
        )
        for step, piece in enumerate(true)
    ]

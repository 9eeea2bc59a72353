"""Teacher forcing step by step: the model's predictions after each true beginning."""

from dataclasses import dataclass

from tolmach.analysis.attention.recorder import open_engine
from tolmach.analysis.inspect.next_pieces import next_pieces
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class Guess:
    """A piece, as `tolmach bpe` shows it, and its probability, 0 to 1."""

    piece: str
    probability: float


@dataclass(frozen=True)
class TaughtStep:
    """One step: the true beginning, the true next piece, and the likeliest ones."""

    beginning: str
    true: Guess
    likeliest: tuple[Guess, ...]  # the best first


def taught_steps(
    translator: Translator, source: str, target: str, likeliest: int = 5
) -> list[TaughtStep]:
    """Return the model's predictions at each piece of `target` and at the `</s>` after it.

    The product of the true pieces' probabilities is p(target | source), which training raises
    (Williams and Zipser 1989 for the name). Both texts are read whole.
    """
    model = open_engine(translator, "Single steps are read").model
    tokenizer = translator.tokenizers.target
    [read], [taught] = translator.encoded([source], [target])

    def guess(piece: int, probability: float) -> Guess:
        return Guess(tokenizer.pieces([piece])[0], probability)

    return [
        TaughtStep(
            tokenizer.decode(taught[:step]),
            guess(place.actual, place.probability),
            tuple(guess(*other) for other in place.best),
        )
        for step, place in enumerate(next_pieces(model, read, taught, shown=likeliest))
    ]

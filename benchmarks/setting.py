"""What every contender of the training-speed benchmark is given, and what it gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A Transformer (Vaswani et al. 2017) and how it is trained."""

    vocabulary: int = 8_000
    layers: int = 3
    size: int = 256
    heads: int = 4
    inner: int = 1_024
    dropout: float = 0.1
    label_smoothing: float = 0.1
    batch_tokens: int = 2_048
    learning_rate: float = 0.0005
    seed: int = 1


SETTING = Setting()


@dataclass(frozen=True)
class Speed:
    """What a contender did after its warm-up; a driver prints it as one JSON object.

    `target_tokens` are real ones: each sentence's pieces with `</s>`, without padding. `seconds`
    are wall time of the training loop alone. `loss` is the last one, in nats a token.
    """

    updates: int
    target_tokens: int
    seconds: float
    loss: float

    @property
    def rate(self) -> float:
        """Real target tokens a second."""
        return self.target_tokens / self.seconds

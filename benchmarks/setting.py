"""What the contenders of a benchmark of training are given, and what they give back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Learning:
    """How a model is trained, whichever it is."""

    vocabulary: int = 8_000
    dropout: float = 0.1
    label_smoothing: float = 0.1
    batch_tokens: int = 2_048
    learning_rate: float = 0.0005
    seed: int = 1


@dataclass(frozen=True)
class Setting(Learning):
    """A Transformer (Vaswani et al. 2017) and how it is trained."""

    layers: int = 3
    size: int = 256
    heads: int = 4
    inner: int = 1_024


@dataclass(frozen=True)
class RecurrentSetting(Learning):
    """LSTMs of one layer with attention after the step, and how they are trained.

    (Luong et al. 2015, with the "general" score.) The encoder's two directions share `size`. A
    piece's vector is as wide, without which JoeyNMT cannot tie the softmax to the pieces.
    """

    size: int = 512
    input_feeding: bool = True


SETTING = Setting()


@dataclass(frozen=True)
class Speed:
    """What a contender did after its warm-up; a driver prints it as one JSON object.

    `target_tokens` are real ones: each sentence's pieces with `</s>`, without padding. `seconds`
    are wall time of the training loop alone. `loss` is the last one, in nats a token.
    `parameters` counts each tied one once.
    """

    updates: int
    target_tokens: int
    seconds: float
    loss: float
    parameters: int

    @property
    def rate(self) -> float:
        """Real target tokens a second."""
        return self.target_tokens / self.seconds

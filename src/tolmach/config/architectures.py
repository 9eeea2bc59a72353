"""Names of the parts that architectures are assembled from: a recipe's words, and the layers'."""

from typing import Literal

Architecture = Literal["transformer", "recurrent", "convolutional", "hybrid"]
DEFAULT_ARCHITECTURE: Architecture = "transformer"
Activation = Literal["relu", "gelu", "silu"]
Norm = Literal["pre", "post"]  # layer normalisation: of a sublayer's input, or of the sum after it
DecoderSelf = Literal["attention", "ssru"]  # by which a decoder reads what it has written
Positions = Literal["sinusoidal", "learned", "rotary"]
Tied = Literal["none", "target", "all"]  # tables of pieces that are one with the output's
CellKind = Literal["lstm", "gru"]
ScoreKind = Literal["dot", "bilinear", "mlp"]  # of attention in a recurrent decoder
AttentionLink = Literal["attention_before", "attention_after"]
RecurrentLink = Literal["start", "every_step", "attention_before", "attention_after"]
ConvolutionalLink = Literal["attention", "every_step"]

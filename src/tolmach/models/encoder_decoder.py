"""A translation model of an encoder, whichever it is, and a recurrent decoder.

Shapes: N sentences, S source length, R hypotheses, T target length, P size of a piece's vector,
V target vocabulary.
"""

from torch import Tensor, nn

from tolmach.models.protocol import StepOutput, TranslationModel
from tolmach.models.recurrent_decoder import Encoded, RecurrentDecoder, RecurrentState
from tolmach.nn.layers import draw_linear_maps


class EncoderDecoder(TranslationModel):
    """Puts both together. With `tied`, the output shares the decoder's table of pieces.

    (Press and Wolf 2017.)
    """

    def __init__(self, encoder: nn.Module, decoder: RecurrentDecoder, *, tied: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        table = decoder.embedding.weight  # [V, P]
        self.output = nn.Linear(table.shape[1], table.shape[0])
        draw_linear_maps(self.output)
        if tied:
            self.output.weight = table

    def encode(self, source: Tensor, source_keep: Tensor) -> Encoded:
        """Encode source ids [N, S] with mask [N, S]."""
        return self.encoder(source, source_keep)

    def sentence_vectors(self, memory: Encoded) -> Tensor:
        """Return the vector of each sentence that suits the decoder, [N, ..]."""
        return self.decoder.sentence_vectors(memory)

    def decode_rows(self, memory: Encoded, target_in: Tensor) -> Tensor:
        """Return the rows [N, T, P] that the output projection turns into logits."""
        rows, _ = self.decoder(target_in, self.decoder.start(memory))
        return rows

    def start(self, memory: Encoded) -> RecurrentState:
        """Return the state before the first step, one row a source sentence."""
        return self.decoder.start(memory)

    def step(self, previous: Tensor, state: RecurrentState) -> StepOutput:
        """Read the previous pieces [R] and return logits [R, V]."""
        rows, state = self.decoder(previous[:, None], state)  # [R, 1, P]
        return StepOutput(self.output(rows.squeeze(1)), state)

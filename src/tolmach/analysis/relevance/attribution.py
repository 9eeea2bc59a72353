"""Attribution of each word of a translation to the source and to the words before it.

Shapes: T target length, S source length; `</s>` counts on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tolmach.analysis.attention.recorder import open_engine
from tolmach.analysis.attention.word_groups import PiecesAndWords, merged
from tolmach.analysis.relevance.propagation import Explained, Relevance, Shares, relevance, said
from tolmach.models.protocol import TranslationModel
from tolmach.text.tokenizer import BOS
from tolmach.translation.translator import Translator


class Contributor(NamedTuple):
    """A word that contributes: its side and its share of 1."""

    word: str
    side: Literal["source", "prefix"]
    share: float


@dataclass(frozen=True)
class Attribution:
    """Shares of 1: row t of `source` and of `prefix` together attribute target word t.

    The source and the target end with `</s>`, the prefix begins with `<s>`. A word is attributed
    as its pieces are on average, also to its own first pieces, and contributes what its pieces
    contribute in sum.
    """

    source_words: tuple[str, ...]  # S
    prefix_words: tuple[str, ...]  # T: `<s>`, then all target words but `</s>`
    target_words: tuple[str, ...]  # T
    source: Shares  # [T, S]
    prefix: Shares  # [T, T]
    missing: float  # the most that any prediction's relevance differs from 1 in total

    @property
    def source_share(self) -> Shares:
        """The source's contribution to each target word, [T]; the rest is the prefix's."""
        attributed = self.source.sum(1)
        return attributed / (attributed + self.prefix.sum(1))

    def contributors(self, word: int, count: int) -> list[Contributor]:
        """Return the words that contribute most to a target word, the greatest share first."""
        source = zip(self.source_words, self.source[word], strict=True)
        prefix = zip(self.prefix_words, self.prefix[word], strict=True)
        attributed = [
            *(Contributor(name, "source", float(share)) for name, share in source),
            *(Contributor(name, "prefix", float(share)) for name, share in prefix),
        ]
        return sorted(attributed, key=lambda contributor: -contributor.share)[:count]


def attribution(translator: Translator, source: str, target: str | None = None) -> Attribution:
    """Explain a translation word by word.

    Without a target the model's own best translation is taken. Both texts are read whole. Raises
    TolmachError where the model is no Transformer.
    """
    if target is None:
        target = translator.translate(source).text
    (found,) = relevance_of_texts(translator, [source], [target])
    tokenizers = translator.tokenizers
    source_ids = tokenizers.source.encode(translator.cleaned([source])[0])
    read = PiecesAndWords.of(source_ids, tokenizers.source)
    written = PiecesAndWords.of(found.target[:-1], tokenizers.target)
    prefix_groups = [0, *(1 + group for group in written.groups[:-1])]
    return Attribution(
        read.words,
        (BOS, *written.words[:-1]),
        written.words,
        merged(found.source, read.groups, written.groups),
        merged(found.prefix, prefix_groups, written.groups),
        float(abs(found.total - 1).max()),
    )


def relevance_of_texts(
    translator: Translator,
    sources: Sequence[str],
    targets: Sequence[str],
    explained: Explained = said,
) -> list[Relevance]:
    """Explain every prediction in given pairs of texts, each read whole."""
    return relevance(*model_and_pieces(translator, sources, targets), explained)


def model_and_pieces(
    translator: Translator, sources: Sequence[str], targets: Sequence[str]
) -> tuple[TranslationModel, list[list[int]], list[list[int]]]:
    """Return what relevance is propagated through, and the pieces of texts, each read whole."""
    model = open_engine(translator, "Relevance is propagated").model
    return model, *translator.encoded(sources, targets)

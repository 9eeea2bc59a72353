"""What single heads look at in one sentence, word by word, for people to read.

Shapes: H heads, Q queries, K keys, J query words.
"""

from dataclasses import dataclass

from tolmach.analysis.attention.recorder import Recording, record_texts
from tolmach.analysis.attention.site_view import site_view
from tolmach.analysis.attention.word_groups import merged, words_of_pieces
from tolmach.corpus.parallel import Pair
from tolmach.text.tokenizer import BOS, EOS, Tokenizer
from tolmach.text.words import word_spans
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class HeadExample:
    """A pair of texts, and what every head attends to in it."""

    translator: Translator
    pair: Pair
    recording: Recording

    @classmethod
    def of(cls, translator: Translator, source: str) -> "HeadExample":
        """Show a source text to a model, and teach it the model's own translation."""
        found = translator.translate(source)
        source, target = translator.cleaned([source, found.text])
        (recording,) = record_texts(translator, [source], [target])
        return cls(translator, Pair(source, target), recording)

    def looks(self, site: str, head: int) -> list[tuple[str, str]]:
        """Return each word with the one that a head, from 1, looks at most; `</s>` is a word."""
        tokenizers = self.translator.tokenizers
        source, sources = _words(self.pair.source, tokenizers.source)
        target, targets = _words(self.pair.target, tokenizers.target)
        view = site_view(self.recording, site, tokenizers)
        ended = [*source, EOS], [*sources, len(source)]
        queries, numbers = (source, sources) if site.startswith("encoder") else (target, targets)
        keys, places = (
            ([*target, BOS], [len(target), *targets]) if site.startswith("decoder.self") else ended
        )
        top = merged(view.weights[head - 1], places, numbers).argmax(1)  # [J]
        return [(queries[word], keys[top[word]]) for word in sorted(set(numbers))]


def _words(text: str, tokenizer: Tokenizer) -> tuple[list[str], list[int]]:
    """Return the words and marks of a text, and the number of each piece's."""
    spans = word_spans(text)
    words = [text[start:end] for start, end in spans]
    return words, words_of_pieces(tokenizer.encode_with_spans(text).spans, spans)

"""Word alignment by one model, or by two of opposite directions."""

from collections.abc import Callable, Sequence

from tolmach.analysis.alignment.erasure_links import links_both_ways, links_of_losses, word_losses
from tolmach.analysis.alignment.layer_choice import (
    FEWEST_FOR_HEADS,
    AttentionSources,
    agreeing_sources,
    likely_sources,
)
from tolmach.analysis.alignment.links import (
    SPACED_WORDS,
    AttentionSource,
    Restriction,
    WordCut,
    attended,
    flipped,
)
from tolmach.corpus.parallel import Pair, turned
from tolmach.corpus.symmetrisation import Links
from tolmach.errors import RequestError
from tolmach.training.diversification import check_opposite
from tolmach.translation.translator import Translator

LARGEST_SAMPLE = 10_000  # pairs; a statistical aligner gains little from more

Symmetrisation = Callable[[Links, Links], Links]

_READ = 200  # pairs of the sample that the models read


class Aligner:
    """A word aligner of one model, or of two of opposite directions, by the words of a cut."""

    def __init__(
        self,
        forward: Translator,
        backward: Translator | None = None,
        *,
        cut: WordCut = SPACED_WORDS,
    ) -> None:
        if backward is not None:
            check_opposite(forward.description, backward.description)
        self._forward = forward
        self._backward = backward
        self._cut = cut

    def choose(
        self, sample: Sequence[Pair], restriction: Restriction | None = None
    ) -> list[AttentionSources]:
        """Choose the attention to read, for each model, by a sample of pairs without gold links.

        `layer_choice` explains how. One model's self-test adds to a small sample. A restriction
        makes it one whole layer for each model. Raises TolmachError where a model does not attend
        to the source, or not at the layer asked for.
        """
        known = [pair for pair in sample[:LARGEST_SAMPLE] if all(pair)]
        if self._backward is None and len(known) < FEWEST_FOR_HEADS:
            known += filter(all, self._forward.selftest.pairs)
        known = known or list(sample[:1])
        read = known[:_READ]
        forward = attended(self._forward, read, self._cut)
        if self._backward is None:
            return [likely_sources(forward, known, restriction, cut=self._cut)]
        backward = attended(self._backward, turned(read), self._cut.turned)
        return list(agreeing_sources(forward, backward, restriction))

    def align(
        self, pairs: Sequence[Pair], origins: Sequence[AttentionSources], symmetrise: Symmetrisation
    ) -> list[Links]:
        """Return the links of each pair; `symmetrise` combines both models' links."""
        read = attended(self._forward, pairs, self._cut)
        forward = [found.links(*origins[0]) for found in read]
        if self._backward is None:
            return forward
        back = attended(self._backward, turned(pairs), self._cut.turned)
        backward = [found.links(*origins[1]) for found in back]
        return [
            symmetrise(ahead, flipped(back)) for ahead, back in zip(forward, backward, strict=True)
        ]

    def align_by_erasure(self, pairs: Sequence[Pair], symmetrise: Symmetrisation) -> list[Links]:
        """Return the links of each pair, as `erasure` finds them, for which nothing is chosen."""
        forward = word_losses(self._forward, pairs, self._cut)
        if self._backward is None:
            return list(map(links_of_losses, forward))
        backward = word_losses(self._backward, turned(pairs), self._cut.turned)
        return [symmetrise(*links_both_ways(*each)) for each in zip(forward, backward, strict=True)]


def self_test_sources(translator: Translator) -> Sequence[AttentionSource]:
    """Return the attention whose links agree most with a statistical aligner's on the self-test.

    Raises TolmachError as `check_self_test` does.
    """
    check_self_test(translator)
    return Aligner(translator, cut=WordCut.of(translator.selftest.pairs)).choose([])[0]


def sources_when_asked(
    translator: Translator, origins: Callable[[], Sequence[AttentionSource]] | None
) -> Callable[[], Sequence[AttentionSource]]:
    """Return `origins`, or else what finds `self_test_sources`, which takes a while.

    Raises TolmachError at once where these cannot be found.
    """
    if origins is not None:
        return origins
    check_self_test(translator)
    return lambda: self_test_sources(translator)


def check_self_test(translator: Translator) -> None:
    """Raise TolmachError where no self-test tells words from words.

    Several models together have none, and a model that learnt nothing may have empty translations.
    """
    if not any(map(all, translator.selftest.pairs)):
        raise RequestError(
            f"Which attention of {translator.description.name} aligns words is chosen by the "
            "translations of a self-test, and it has none: name one model, not several, whose "
            "folder holds a selftest.json with translations that are not empty."
        )

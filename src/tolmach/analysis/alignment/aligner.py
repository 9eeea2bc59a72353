"""Words aligned with one model, or with two of opposite directions."""

from collections.abc import Callable, Sequence

from tolmach.analysis.alignment.erasure import links_both_ways, links_of_losses, word_losses
from tolmach.analysis.alignment.layer_choice import (
    FEWEST_FOR_HEADS,
    Allowed,
    agreeing_sources,
    likely_sources,
)
from tolmach.analysis.alignment.links import AttentionSource, attended, flipped, turned
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.errors import TolmachError
from tolmach.translation.translator import Translator

LARGEST_SAMPLE = 10_000  # pairs; more would teach the statistical aligner little

AttentionSources = Sequence[AttentionSource]
Symmetrisation = Callable[[Links, Links], Links]

_SHOWN = 200  # pairs of the sample that the models are shown


class Aligner:
    """Aligns words, split at spaces, with one model, or with two of opposite directions."""

    def __init__(self, forward: Translator, backward: Translator | None = None) -> None:
        if backward is not None:
            _check_opposite(forward, backward)
        self._forward = forward
        self._backward = backward

    def choose(
        self, sample: Sequence[Pair], allowed: Allowed | None = None
    ) -> list[AttentionSources]:
        """Choose where to look, for each model, by a sample of pairs without gold links.

        `look_choice` explains how. One model's self-test adds to a small sample. With `allowed`,
        whole layers are chosen, among those at which it lets look. Raises TolmachError where it
        lets look at none.
        """
        known = [pair for pair in sample[:LARGEST_SAMPLE] if all(pair)]
        if self._backward is None and len(known) < FEWEST_FOR_HEADS:
            known += filter(all, self._forward.selftest.pairs)
        known = known or list(sample[:1])
        shown = known[:_SHOWN]
        forward = attended(self._forward, shown)
        if self._backward is None:
            return [likely_sources(forward, known, allowed)]
        return list(agreeing_sources(forward, attended(self._backward, turned(shown)), allowed))

    def align(
        self, pairs: Sequence[Pair], origins: Sequence[AttentionSources], symmetrise: Symmetrisation
    ) -> list[Links]:
        """Return the links of each pair; `symmetrise` makes one set of both models' links."""
        forward = [found.links(*origins[0]) for found in attended(self._forward, pairs)]
        if self._backward is None:
            return forward
        backward = [found.links(*origins[1]) for found in attended(self._backward, turned(pairs))]
        return [
            symmetrise(ahead, flipped(back)) for ahead, back in zip(forward, backward, strict=True)
        ]

    def align_by_erasure(self, pairs: Sequence[Pair], symmetrise: Symmetrisation) -> list[Links]:
        """Return the links of each pair, as `erasure` finds them; nothing has to be chosen."""
        forward = word_losses(self._forward, pairs)
        if self._backward is None:
            return list(map(links_of_losses, forward))
        backward = word_losses(self._backward, turned(pairs))
        return [symmetrise(*links_both_ways(*each)) for each in zip(forward, backward, strict=True)]


def _check_opposite(forward: Translator, backward: Translator) -> None:
    there, back = forward.description, backward.description
    if (there.source_language, there.target_language) != (
        back.target_language,
        back.source_language,
    ):
        raise TolmachError(
            f"{back.name} translates {back.source_language} to {back.target_language}; the other "
            f"direction of {there.name} is {there.target_language} to {there.source_language}: "
            "name such a model."
        )


def self_test_sources(translator: Translator) -> Sequence[AttentionSource]:
    """Return where the links agree most with those of a statistical aligner on the self-test.

    Raises TolmachError where there is no self-test: several models together have none.
    """
    if not translator.selftest.sources:
        raise TolmachError(
            f"Where {translator.description.name} looks for a word cannot be told without a "
            "self-test: name one model, not several, whose folder holds selftest.json."
        )
    return Aligner(translator).choose([])[0]

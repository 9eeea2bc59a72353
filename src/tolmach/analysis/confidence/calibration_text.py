"""The text from which a model's calibration is learnt: pairs as they are, spoilt and labelled."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Self, TypeVar

from tolmach.analysis.alignment.erasure_links import piece_losses
from tolmach.analysis.confidence.calibration import FEWEST, Calibration, fitted
from tolmach.analysis.confidence.corruption import Corruption, corruptions, exchanged
from tolmach.analysis.confidence.evidence import Evidence, evidence, evidence_of_translations
from tolmach.analysis.confidence.labels import LabelledEvidence, LabelledTranslation
from tolmach.chunks import chunks
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError, ModelError
from tolmach.translation.translator import Translator

CORRUPTED = 300  # pairs of each kind of corruption, at most
_CHUNK = 64  # pairs translated at a time

Item = TypeVar("Item")
Found = TypeVar("Found")


def calibrate(
    translator: Translator,
    pairs: Sequence[Pair],
    corrupted: int = CORRUPTED,
    labelled: Sequence[LabelledTranslation] = (),
) -> Calibration:
    """Fit a model's calibration on held-out pairs, as `CalibrationText` says."""
    return CalibrationText.of(translator, pairs, corrupted, labelled).fit()


@dataclass(frozen=True)
class CalibrationText:
    """All that a model reads to be calibrated.

    These are pairs to be translated, the same `corrupted` for the warnings, translations that
    somebody `labelled`, and pairs that are `wrong` because two words are exchanged.
    """

    translator: Translator
    pairs: Sequence[Pair]
    corrupted: Sequence[Corruption]
    labelled: Sequence[LabelledTranslation]
    wrong: Sequence[Pair]

    @classmethod
    def of(
        cls,
        translator: Translator,
        pairs: Sequence[Pair],
        corrupted: int = CORRUPTED,
        labelled: Sequence[LabelledTranslation] = (),
    ) -> Self:
        """Corrupt at most so many of the held-out pairs in each way.

        A fault that 20 and more of the `labelled` translations have is warned of by them instead,
        and where 100 are labelled, the confidence in a sentence is the chance that it has no fault;
        pairs with two words exchanged have one too. Pairs and labels that are too long for the
        model are left out. Raises TolmachError where there are fewer than 100 pairs.
        """
        known = [pair for pair in pairs if all(pair) and translator.reads(pair)]
        if len(known) < FEWEST:
            raise DataError(
                f"{len(known)} pairs are too few to calibrate a model on; give at least {FEWEST}, "
                "better thousands, of which none was trained on."
            )
        labels = [each for each in labelled if translator.reads(each.pair)]
        wrong = list(filter(translator.reads, exchanged(known, corrupted))) if labels else []
        return cls(translator, known, _readable(translator, known, corrupted), labels, wrong)

    @property
    def size(self) -> int:
        """The number of pairs of all kinds."""
        made = sum(len(kind.pairs) for kind in self.corrupted)
        return len(self.pairs) + made + len(self.labelled) + len(self.wrong)

    def fit(self, advance: Callable[[int], object] = lambda _: None) -> Calibration:
        """Let the model translate and read, and fit its calibration.

        `advance` is told how many pairs were just read.
        """
        found = _told(advance, chunks(self.pairs, _CHUNK), self._translated)
        known = list(chain.from_iterable(found))
        if not any(each.target_words for each in known):
            raise ModelError(
                f"{self.translator.description.name} translates none of the pairs into a word, so "
                "that nothing can be learnt from them; train it first."
            )
        spoilt = _told(advance, [kind.pairs for kind in self.corrupted], self._read)
        labels = _told(advance, chunks(self.labelled, _CHUNK), self._judged)
        wrong = _told(advance, chunks(self.wrong, _CHUNK), self._read)
        return fitted(
            known,
            self.pairs,
            list(zip(self.corrupted, spoilt, strict=True)),
            list(chain.from_iterable(labels)),
            list(chain.from_iterable(wrong)),
        )

    def _translated(self, pairs: Sequence[Pair]) -> list[Evidence]:
        translations = self.translator.translate([pair.source for pair in pairs])
        return evidence_of_translations(self.translator, translations)

    def _read(self, pairs: Sequence[Pair]) -> list[Evidence]:
        return evidence(self.translator, pairs)

    def _judged(self, labelled: Sequence[LabelledTranslation]) -> list[LabelledEvidence]:
        judged = self._read([each.pair for each in labelled])
        return [
            LabelledEvidence(
                each,
                label.faults,
                piece_losses(self.translator, each.source, each.target, each.source_words),
            )
            for each, label in zip(judged, labelled, strict=True)
        ]


def _readable(translator: Translator, pairs: Sequence[Pair], count: int) -> list[Corruption]:
    """Corrupt up to `count` pairs in every way, but for those then too long for the model."""
    made = corruptions(pairs, count)
    return [replace(kind, pairs=list(filter(translator.reads, kind.pairs))) for kind in made]


def read_corrupted(
    translator: Translator, pairs: Sequence[Pair], count: int
) -> list[tuple[Corruption, list[Evidence]]]:
    """Corrupt up to `count` pairs in every way, and return the model's evidence of them.

    Those too long for the model, which joined sentences may be, are left out.
    """
    return [
        (kind, evidence(translator, kind.pairs)) for kind in _readable(translator, pairs, count)
    ]


def _told(
    advance: Callable[[int], object],
    parts: Iterable[list[Item]],
    read: Callable[[list[Item]], Found],
) -> Iterator[Found]:
    """Yield what is found in each part, and tell how much of all it was."""
    for part in parts:
        yield read(part)
        advance(len(part))

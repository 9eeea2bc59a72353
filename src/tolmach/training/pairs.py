"""The pairs of a recipe, as the model sees them: those of its corpora, and those that are made."""

from collections.abc import Iterator, Sequence
from itertools import repeat

from tolmach.chunks import Reservoir
from tolmach.config.corpora import CorpusFiles, DataSettings
from tolmach.corpus.augmentation import augmentation
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.templates.drawing import templated
from tolmach.corpus.tmx import LeftOut, is_tmx
from tolmach.errors import DataError
from tolmach.text.normalize import normalizer

_MOST_AUGMENTED = 200_000  # pairs, which are held in memory


def recipe_pairs(data: DataSettings, corpora: Sequence[CorpusFiles]) -> Iterator[Pair]:
    """Yield the pairs of `corpora` as the model sees them: normalised, lower-cased if so asked."""
    for corpus in corpora:
        yield from corpus_pairs(data, corpus)


def corpus_pairs(
    data: DataSettings, corpus: CorpusFiles, left_out: LeftOut | None = None
) -> Iterator[Pair]:
    """Return the pairs of one corpus; what a TMX has of no use to them is counted in `left_out`."""
    if corpus.reversed and is_tmx(corpus.files[0]):
        raise DataError(
            f"{corpus.files[0]} is a TMX, which says which side is in which language; leave out "
            "reversed."
        )
    pairs = read_pairs(
        corpus.files,
        languages=data.languages,
        normal=normalizer(lowercase=data.lowercase),
        left_out=left_out,
    )
    return (Pair(pair.target, pair.source) for pair in pairs) if corpus.reversed else pairs


def weighted_pairs(data: DataSettings) -> Iterator[Pair]:
    """Yield the pairs of all corpora, each by its corpus's weight; fractions spread evenly."""
    for corpus in data.train:
        for place, pair in enumerate(corpus_pairs(data, corpus)):
            times = int((place + 1) * corpus.weight) - int(place * corpus.weight)
            yield from repeat(pair, times)


def augmented_pairs(data: DataSettings) -> list[Pair]:
    """Make pairs of the text that no tag marks, for they carry none."""
    if not data.augment:
        return []
    untagged = [corpus for corpus in data.train if corpus.tag is None]
    known = Reservoir[Pair](_MOST_AUGMENTED)
    known.add(filter(all, recipe_pairs(data, untagged)))
    return augmentation(known.items, round(data.augment * len(known.items)))


def templated_pairs(data: DataSettings) -> Iterator[Pair]:
    """Draw as many pairs out of templates as the recipe asks for."""
    if not data.templates:
        return
    normal = normalizer(lowercase=data.lowercase)
    for pair in templated(*data.languages, data.templates):
        yield Pair(*map(normal, pair))

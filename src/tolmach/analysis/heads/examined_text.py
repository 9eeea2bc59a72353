"""The text on which heads are examined: the user's, a treebank's, or the self-test's."""

from collections.abc import Sequence
from itertools import compress, islice, zip_longest
from pathlib import Path

from tolmach.analysis.attention.sentence_pairs import readable_pairs, sentence_pairs
from tolmach.analysis.heads.treebank import Forest
from tolmach.corpus.parallel import Pair, RawPair, read_raw_pairs
from tolmach.errors import DataError
from tolmach.translation.translator import Translator

LARGEST = 1_000  # lines, so that a survey takes no more than a minute or so


def examined_pairs(
    translator: Translator, files: Sequence[Path], forest: Forest | None = None
) -> list[Pair]:
    """Return pairs from files, else those of the forest, else of the self-test's sentences.

    Files are a corpus as `read_raw_pairs` has it, or one of plain lines. Sources without a
    translation get the model's own, and pairs too long for the model are left out. Raises
    TolmachError where only some have one, or there is no text at all.
    """
    if files:
        rows = read_raw_pairs(files, languages=translator.description.languages)
        return readable_pairs(translator, _of_files(translator, list(islice(rows, LARGEST))))
    if forest is not None:
        sources = [tree.text for tree in forest.source[:LARGEST]]
        if forest.target is None:
            return with_own_translations(translator, sources)
        return list(map(Pair, sources, (tree.text for tree in forest.target)))
    if not translator.selftest.sources:
        raise DataError(
            f"{translator.description.name} comes without a self-test, on whose sentences heads "
            "could be examined: name a file of text."
        )
    return with_own_translations(translator, translator.selftest.sources)


def readable_trees(translator: Translator, forest: Forest) -> Forest:
    """Return the trees whose sentences, and their translations, a model can read whole.

    Raises TolmachError where there are none.
    """
    sides = [[tree.text for tree in side] for side in (forest.source, forest.target or [])]
    kept = [translator.reads((one, other)) for one, other in zip_longest(*sides, fillvalue="")]
    if not any(kept):
        raise DataError(
            f"{translator.description.name} reads no more than {translator.readable:,} pieces, "
            "and every sentence of the treebank is longer; give shorter ones."
        )
    target = None if forest.target is None else list(compress(forest.target, kept))
    return Forest(list(compress(forest.source, kept)), target)


def example_sentence(translator: Translator, pairs: Sequence[Pair]) -> str:
    """Return the first sentence of the self-test, or of what was examined if there is none."""
    return next(pair.source for pair in (*translator.selftest.pairs, *pairs) if all(pair))


def with_own_translations(translator: Translator, sources: Sequence[str]) -> list[Pair]:
    """Return the sentences of texts with the model's own best translations of them, as they are."""
    plain = Translator(translator.engine, translator.tokenizers, translator.description, raw=True)
    return sentence_pairs(plain.translate(list(sources)))


def _of_files(translator: Translator, rows: Sequence[RawPair]) -> list[Pair]:
    rows = [row for row in rows if row.source or row.target]  # no blank lines
    if all(row.target is None for row in rows):
        return with_own_translations(translator, [row.source or "" for row in rows])
    pairs = [Pair(row.source or "", row.target or "") for row in rows if row.complete]
    if len(pairs) < len(rows):
        line = next(row.line for row in rows if not row.complete)
        raise DataError(
            f"Line {line} has one side and others have two; write every line as source TAB "
            "target, or none."
        )
    return pairs

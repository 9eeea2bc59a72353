"""From the recipe's text to piece ids on disk, once for each run, unless a file has changed."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tolmach.config.corpora import CorpusFiles, DataSettings
from tolmach.config.extension import without_folders
from tolmach.config.model import learnt_positions
from tolmach.config.recipe import Recipe, VocabularySettings
from tolmach.config.section import with_defaults
from tolmach.corpus.parallel import Pair
from tolmach.corpus.tmx import LeftOut
from tolmach.data.mixture import Mixture, MixturePart
from tolmach.data.token_file import Preparation, TokenCorpus, TokenWriter
from tolmach.errors import DataError, TolmachError
from tolmach.file_checks import check_readable_again
from tolmach.files import read_json, write_json, writing
from tolmach.model_paths import TOKENIZER, located_model
from tolmach.text.normalize import normalizer
from tolmach.text.source_counts import SourceCounts
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training.file_stamp import FileStamp
from tolmach.training.pairs import augmented_pairs, corpus_pairs, recipe_pairs, templated_pairs
from tolmach.training.vocabulary import recipe_tokenizers
from tolmach.wording import counted

SUMMARY = "prepared.json"


@dataclass(frozen=True)
class PreparedData:
    """What training reads: pieces, token files, and the dev set as text."""

    tokenizers: TokenizerPair
    corpus: TokenCorpus
    dev: list[Pair]
    counts: Preparation
    mixture: Mixture | None  # None: an epoch reads every sentence once


def _say_nothing(_: str) -> None:
    pass


def prepare(
    recipe: Recipe, folder: Path, report: Callable[[str], None] = _say_nothing
) -> PreparedData:
    """Learn the vocabulary and write the token files in `folder`, unless they are there already.

    What is there counts only if it came from the same settings and the same text. `report` is
    told what each long step does.
    """
    dev = [pair for pair in recipe_pairs(recipe.data, recipe.data.dev) if all(pair)]
    if not dev:
        raise DataError("The dev set holds no pair of sentences; name another in data.dev.")
    summary = folder / SUMMARY
    if not _matches(summary, recipe):
        with writing(folder):
            _prepare_anew(recipe, folder, report)
    found = read_json(summary)
    tokenizers = TokenizerPair.load(folder / TOKENIZER)
    return PreparedData(
        tokenizers,
        TokenCorpus.open(folder),
        _within_positions(recipe, tokenizers, dev, report),
        Preparation(**found["counts"]),
        Mixture([MixturePart(*each) for each in found["parts"]]) if "parts" in found else None,
    )


def _within_positions(
    recipe: Recipe, tokenizers: TokenizerPair, dev: list[Pair], report: Callable[[str], None]
) -> list[Pair]:
    """Return the dev pairs that the model has positions for.

    Raises TolmachError where it has them for no pair, or not for a sentence of the self-test.
    """
    positions = learnt_positions(recipe.model)
    if positions is None:
        return dev
    most = positions - 1  # `</s>` takes a place
    _check_selftest(recipe, tokenizers.source, most)
    fitting = [pair for pair in dev if tokenizers.fits(pair, positions)]
    if not fitting:
        raise DataError(
            f"Every dev pair has more than the {counted(most, 'piece')} that model.longest = "
            f"{positions} has room for; raise it, or split the text into sentences."
        )
    if out := len(dev) - len(fitting):
        report(f"leaving out {counted(out, 'dev pair')} of more than {counted(most, 'piece')}")
    return fitting


def _check_selftest(recipe: Recipe, tokenizer: Tokenizer, most: int) -> None:
    for sentence in map(normalizer(lowercase=recipe.data.lowercase), recipe.selftest):
        if len(tokenizer.encode(sentence)) > most:
            raise DataError(
                f"A sentence of selftest has more than the {counted(most, 'piece')} that "
                f"model.longest = {most + 1} has room for; raise it, or shorten: {sentence}"
            )


def check_same_text(recipe: Recipe, folder: Path) -> None:
    """Raise TolmachError where the text is another than `folder` was prepared from.

    A vocabulary learnt anew would not fit the weights that a run has learnt so far, nor would
    scores on another dev set compare with those that its best weights had.
    """
    summary = folder / SUMMARY
    if summary.is_file() and not _matches(summary, recipe):
        raise DataError(
            f"The training text, the dev set or the vocabulary in start_from has changed since "
            f"{folder} was prepared from it; put it back, or start another run with -o."
        )


def _prepare_anew(recipe: Recipe, folder: Path, report: Callable[[str], None]) -> None:
    report("reading the training text")
    check_readable_again(_read_files(recipe))
    stamps = [asdict(FileStamp.of(path)) for path in _read_files(recipe)]
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    tokenizers, made = _tokenizers_and_made_pairs(recipe, report)
    report("cutting the text into pieces")
    left_out = LeftOut()
    with TokenWriter(tokenizers, partial, recipe.data.longest) as writer:
        parts = _write_parts(recipe.data, made, writer, left_out)
    for said in _left_out(left_out, writer.counts, recipe.data.longest):
        report(said)
    if not len(Mixture(parts)):
        raise _nothing_left(writer.counts, recipe.data.longest)
    _counted_too(tokenizers, writer.sources.counts()).save(partial / TOKENIZER)
    summary = {"settings": _settings(recipe), "files": stamps, "counts": asdict(writer.counts)}
    weighted = {"parts": parts} if any(part.weight != 1 for part in parts) else {}
    write_json(partial / SUMMARY, summary | weighted)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _tokenizers_and_made_pairs(
    recipe: Recipe, report: Callable[[str], None]
) -> tuple[TokenizerPair, list[Pair]]:
    """Return the vocabulary, and all pairs that are in no file; those of templates count for it."""
    data = recipe.data
    if data.templates:
        report(f"drawing {counted(data.templates, 'pair')} out of templates")
    drawn = list(templated_pairs(data))
    if recipe.learns_vocabulary:
        report(f"learning a vocabulary of {recipe.vocabulary.size:,} pieces")
    tokenizers = recipe_tokenizers(recipe, drawn)
    if data.augment:
        report("making more pairs of the text itself")
    return tokenizers, [*augmented_pairs(data), *drawn]


def _counted_too(tokenizers: TokenizerPair, counts: SourceCounts) -> TokenizerPair:
    """Return tokenizers with counts of what was read, added to those of an earlier training."""
    before = tokenizers.counts
    return replace(tokenizers, counted=before.joined(counts) if before else counts)


def _write_parts(
    data: DataSettings, made: Sequence[Pair], writer: TokenWriter, left_out: LeftOut
) -> list[MixturePart]:
    parts = [
        MixturePart.read_at_all(
            writer.write(corpus_pairs(data, corpus, left_out), corpus.tag), corpus.weight
        )
        for corpus in data.train
    ]
    return [*parts, MixturePart(writer.write(made), 1.0)]


def _nothing_left(counts: Preparation, longest: int) -> TolmachError:
    if counts.too_long:
        return DataError(
            f"Nothing is left to learn from: {counted(counts.too_long, 'pair')} of the training "
            f"data {'has' if counts.too_long == 1 else 'have'} more pieces than data.longest = "
            f"{longest}; raise it, or split the text into sentences."
        )
    return DataError(
        "The training data holds no usable pair of sentences; run `tolmach check` on it."
    )


def _left_out(left_out: LeftOut, counts: Preparation, longest: int) -> Iterator[str]:
    """Say what of the training text nothing is learnt from."""
    if left_out.headings:
        yield f"leaving out {counted(len(left_out.headings), 'heading')}"
    if left_out.count:
        tags = ", ".join(f"{tag} {count:,}" for tag, count in left_out.languages.most_common())
        units = counted(left_out.count, "unit")
        yield f"leaving out {units} without both languages (in {tags or 'no language'})"
    if left_out.variants:
        variants = counted(left_out.variants, "further variant")
        yield f"leaving out {variants} of units with several in one language"
    if counts.empty:
        yield f"leaving out {counted(counts.empty, 'pair')} with an empty side"
    if counts.too_long:
        pieces = counted(longest, "piece")
        yield f"leaving out {counted(counts.too_long, 'pair')} of more than {pieces}"


def _matches(summary: Path, recipe: Recipe) -> bool:
    files, dev = _read_files(recipe), _corpus_files(recipe.data.dev)
    try:
        found = read_json(summary)
        stamps = [FileStamp(**each) for each in found["files"]]
        same = _placeless(found["settings"]) == _placeless(_settings(recipe))
    except (TolmachError, KeyError, TypeError):
        return False
    same = same and len(files) - len(stamps) in (0, len(dev))  # older runs did not stamp dev
    return same and all(stamp.fits(path) for stamp, path in zip(stamps, files, strict=False))


def _settings(recipe: Recipe) -> dict[str, Any]:
    return {
        "data": recipe.data.model_dump(mode="json"),
        "vocabulary": recipe.vocabulary.model_dump(mode="json"),
        "start_from": str(recipe.start_from),
    }


def _placeless(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings as they are wherever the files are, whose content is compared by itself."""
    return {
        "data": without_folders(with_defaults(DataSettings, settings["data"])),
        "vocabulary": with_defaults(VocabularySettings, settings["vocabulary"]),
        "start_from": Path(settings["start_from"]).name,
    }


def _read_files(recipe: Recipe) -> list[Path]:
    """Return the files that are read, those of dev last."""
    start = None if recipe.learns_vocabulary else recipe.start_from
    vocabulary = [located_model(start) / TOKENIZER] if start else []
    return [*_corpus_files(recipe.data.train), *vocabulary, *_corpus_files(recipe.data.dev)]


def _corpus_files(corpora: Sequence[CorpusFiles]) -> list[Path]:
    return [path for corpus in corpora for path in corpus.files]

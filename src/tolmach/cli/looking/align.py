"""`tolmach align`: word alignment."""

import json
import sys
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.options import (
    AsJson,
    BatchTokens,
    Device,
    ModelByLanguages,
    Output,
    PairFiles,
    SourceLanguage,
    TargetLanguage,
    Threads,
    asked_models,
    loaded_translator,
)
from tolmach.cli.output import opened_output
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.analysis.alignment.error_rate import AlignmentScore
    from tolmach.analysis.alignment.links import WordCut
    from tolmach.corpus.parallel import Pair
    from tolmach.corpus.symmetrisation import Links

_CHUNK = 256  # pairs


def align(
    files: PairFiles,
    model: ModelByLanguages = None,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    reverse: Annotated[
        Path | None, typer.Option(help="A model of the other direction, to be asked as well.")
    ] = None,
    symmetrise: Annotated[
        Literal["grow-diag-final-and", "intersection"] | None,
        typer.Option(
            help="With --reverse: how to make one of both. [default: grow-diag-final-and]"
        ),
    ] = None,
    by: Annotated[
        Literal["attention", "erasure"],
        typer.Option(help="Erasure leaves out each source word in turn: better, and far slower."),
    ] = "attention",
    layer: Annotated[
        int | None,
        typer.Option(min=1, help="Decoder layer to read, the mean of its heads. [default: chosen]"),
    ] = None,
    moment: Annotated[
        Literal["said", "read"] | None,
        typer.Option(help="Read attention when a word is said, or read. [default: chosen]"),
    ] = None,
    gold: Annotated[
        Path | None, typer.Option(help="Gold links; prints the error rate on standard error.")
    ] = None,
    output: Output = None,
    as_json: AsJson = False,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Align the words of sentences and their translations by a model's attention.

    Prints a line a pair, `0-0 1-2`: the first source word with the first target word, the second
    with the third. Words are what spaces separate; in a text without spaces, as of Chinese, every
    letter is one. A target word goes with the source word it attends to most, other target words
    attending to it little, in that decoder layer and at that moment (when the word is said, or one
    step later, when it is read as input) whose links agree most with those of a statistical aligner
    on the same text, or with those of the `--reverse` model. To fewer than 100 pairs the model's
    self-test is added; from 100 on, single heads of several layers are read together where that
    agrees more.

    With `--by erasure` a target word goes with the source word without which it becomes least
    probable, which asks a reading for each source word, and with none if that changes little. With
    `--reverse` the mean of what both models lose counts.

    Gold links count words from 1: `1-1` is sure, `2p3` possible.

    Example: `printf 'Guten Morgen !\\tGood morning !\\n' | tolmach align -`
    """
    from tolmach.analysis.alignment.aligner import LARGEST_SAMPLE, Aligner
    from tolmach.analysis.alignment.error_rate import read_gold, score_alignments
    from tolmach.analysis.alignment.links import Restriction, WordCut
    from tolmach.chunks import chunks
    from tolmach.corpus.parallel import Pair, read_all_pairs
    from tolmach.corpus.symmetrisation import Links, grow_diag_final_and, intersection
    from tolmach.errors import RequestError
    from tolmach.file_checks import check_files
    from tolmach.model_folder import read_description
    from tolmach.model_paths import located_model

    if symmetrise is not None and reverse is None:
        raise RequestError(
            "--symmetrise joins two directions; give a model of the other one with --reverse."
        )

    check_files([*files, gold], [output])
    restriction = Restriction(layer, moment) if layer or moment else None
    if by == "erasure" and restriction:
        raise RequestError("--layer and --moment say where attention is read; drop --by erasure.")
    languages = read_description(located_model(model[0])).languages if model else None
    pairs = read_all_pairs(files, languages=languages)
    wanted = None if gold is None else read_gold(gold)
    read = list(islice(pairs, LARGEST_SAMPLE))
    pairs = chain(read, pairs)
    folders = asked_models(
        model, source_language, target_language, lambda: [pair.source for pair in read]
    )
    translators = [
        loaded_translator(folder, threads=threads, device=device, tokens=batch_tokens)
        for folder in ((folders,) if reverse is None else (folders, [reverse]))
    ]
    pairs = translators[0].checked(pairs)
    if reverse is not None:
        turned = translators[1].checked(Pair(target, source) for source, target in pairs)
        pairs = (Pair(source, target) for target, source in turned)
    sample = list(islice(pairs, LARGEST_SAMPLE))
    cut = WordCut.of(sample)
    aligner = Aligner(*translators, cut=cut)
    choosing = by == "attention" and sample
    origins = aligner.choose(sample, restriction) if choosing else []
    joined = intersection if symmetrise == "intersection" else grow_diag_final_and
    ask = aligner.align_by_erasure if by == "erasure" else partial(aligner.align, origins=origins)
    links: list[Links] = []
    with opened_output(output) as stream:
        for chunk in chunks(chain(sample, pairs), _CHUNK):
            found = ask(chunk, symmetrise=joined)
            _write(stream, chunk, found, cut if as_json else None)
            links += found if wanted is not None else []
    if wanted is not None:
        where = [" + ".join(map(str, each)) for each in origins] or [by]
        _report(score_alignments(links, wanted), where)


def _write(
    stream: IO[str], pairs: "list[Pair]", found: "list[Links]", cut: "WordCut | None"
) -> None:
    """Write links, as JSON with the words of `cut` where that is given."""
    from tolmach.corpus.symmetrisation import pharaoh

    for pair, links in zip(pairs, found, strict=True):
        stream.write((pharaoh(links) if cut is None else _json(cut.words(pair), links)) + "\n")
    stream.flush()


def _json(words: tuple[list[str], list[str]], links: "Links") -> str:
    record = {"source": words[0], "target": words[1], "links": sorted(links)}
    return json.dumps(record, ensure_ascii=False)


def _report(score: "AlignmentScore", origins: list[str]) -> None:
    print(
        f"Alignment error rate {100 * score.error_rate:.1f} %: precision "
        f"{100 * score.precision:.1f} %, recall {100 * score.recall:.1f} %, "
        f"{counted(score.sentences, 'pair')}; {', reverse: '.join(origins)}.",
        file=sys.stderr,
    )

"""`tolmach shortlist`: learn which pieces translate which, so that translating is faster."""

from pathlib import Path
from typing import Annotated

import typer

from tolmach.cli.options import only_one


def shortlist(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE TARGET | PAIRS",
            help="Pairs such as the model learnt from: two files, line by line, or one of source "
            "TAB target.",
        ),
    ],
    model: Annotated[
        list[Path],
        typer.Option("--model", "-m", help="Model folder.", callback=only_one, metavar="FOLDER"),
    ],
) -> None:
    """Learn a vocabulary shortlist from parallel text.

    Writes `shortlist.npz` into the model folder: for each source piece the target pieces that
    translate it. From then on the native engine computes those of a sentence's pieces, and the
    most frequent, instead of the whole vocabulary, in plain greedy and beam search. That pays with
    large vocabularies; now and then a rare word is not on the list, and another one is chosen.
    `tolmach translate --no-shortlist` does without. Reads up to 200,000 pairs, in a minute.

    Example: `tolmach shortlist my.train.tsv --model my`
    """
    from tolmach.corpus.parallel import read_pairs
    from tolmach.file_checks import check_files
    from tolmach.inference.shortlist import Shortlist
    from tolmach.model_folder import FolderTexts
    from tolmach.model_paths import SHORTLIST, located_model
    from tolmach.text.normalize import normalizer

    check_files(files, [located_model(model[0]) / SHORTLIST])
    texts = FolderTexts.load(model[0])
    normal = normalizer(lowercase=texts.description.lowercase)
    pairs = read_pairs(files, languages=texts.description.languages, normal=normal)
    learnt = Shortlist.learn(pairs, texts.tokenizers)
    path = learnt.save(model[0])
    known = sum(map(bool, learnt.rows()))
    typer.echo(
        f"{path}: target pieces for {known:,} of {len(texts.tokenizers.source):,} source pieces.",
        err=True,
    )

"""`tolmach heads`: what every attention head does, and how much it matters."""

from pathlib import Path
from typing import Annotated

import typer

from tolmach.cli.options import BatchTokens, Device, Model, Threads, loaded_translator
from tolmach.cli.output import print_json

Treebank = Annotated[
    Path | None,
    typer.Option(help="Trees in CoNLL-U of the language that the model reads: for syntax."),
]
TargetTreebank = Annotated[
    Path | None,
    typer.Option(help="Trees of the translations of those sentences: for the decoder's."),
]
LongestTree = Annotated[
    int | None, typer.Option(min=1, help="Leave out trees of more words. [default: none]")
]


def heads(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[TEXT | SOURCE TARGET | PAIRS]",
            help="Text to look at: lines, two files line by line, or source TAB target; `-` is "
            "standard input. [default: the treebank's, or the model's self-test]",
        ),
    ] = None,
    model: Model = None,
    treebank: Treebank = None,
    target_treebank: TargetTreebank = None,
    longest: LongestTree = None,
    example: Annotated[
        str | None,
        typer.Option(help="Sentence to show examples in. [default: the self-test's first]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for heads.json and heads.svg.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Say what every attention head does, how sure it is and how much it matters.

    A head is positional, diagonal, syntactic, a copier, one for rare words or for marks, or
    diffuse, where its figures reach stated thresholds (Voita et al. 2019); in brackets, where it
    leans towards that. Importance is the gradient of the loss for the head's gate (Michel et al.
    2019) and, in Transformers, the share of relevance that passes through the head. Syntax needs a
    treebank, best of the kind of text that the model was taught. Text of your own, a few hundred
    lines, gives better figures than the few dozen of the self-test.

    Examples: `tolmach heads`, or `tolmach heads dev.tsv --treebank de_pud.conllu.gz -o heads`
    """
    from tolmach.file_checks import check_files

    written = [output / name for name in ("heads.json", "heads.svg")] if output else []
    check_files([*(files or []), treebank, target_treebank], written)
    from tolmach.analysis.heads.examined_text import (
        examined_pairs,
        example_sentence,
        readable_trees,
    )
    from tolmach.analysis.heads.map import write_head_map
    from tolmach.analysis.heads.record import survey_record
    from tolmach.analysis.heads.survey import survey_heads
    from tolmach.analysis.heads.treebank import asked_forest
    from tolmach.cli.looking.head_tables import show_examples, show_survey
    from tolmach.files import write_json
    from tolmach.model_folder import PieceCounts
    from tolmach.model_paths import default_model

    forest = asked_forest(treebank, target_treebank, longest)
    translator = loaded_translator(model, threads=threads, device=device, tokens=batch_tokens)
    forest = forest and readable_trees(translator, forest)
    pairs = examined_pairs(translator, files or [], forest)
    counts = PieceCounts.load(model[0] if model else default_model())
    survey = survey_heads(translator, pairs, forest, counts)
    record = survey_record(survey)
    if output:
        write_json(written[0], record)
        write_head_map(survey, written[1])
    if as_json:
        print_json(record)
    else:
        show_survey(survey, ours=not files and forest is None)
        show_examples(survey, translator, example or example_sentence(translator, pairs))

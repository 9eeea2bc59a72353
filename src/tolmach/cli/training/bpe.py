"""`tolmach bpe`: see byte-pair encoding being learnt, learn it, and apply it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.output import print_json
from tolmach.cli.plain_help import PlainCommand, PlainGroup
from tolmach.errors import DataError
from tolmach.wording import counted

if TYPE_CHECKING:
    from rich.text import Text

    from tolmach.text.bpe import Step
    from tolmach.text.tokenizer import Tokenizer

bpe = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Byte-pair encoding: see it being learnt, learn it, apply it.",
)

TokenizerFile = Annotated[
    Path, typer.Argument(metavar="TOKENIZER", help="A `tokenizer.json` of Tolmach.")
]
TargetSide = Annotated[
    bool, typer.Option("--target", help="Use the target side, where each side has its own.")
]


@bpe.command(cls=PlainCommand)
def explain(
    file: Annotated[
        Path, typer.Argument(help="A list of words, `word count` a line; `-` is standard input.")
    ],
    word: Annotated[
        str | None, typer.Option(help="Then cut this word with the merges, step by step.")
    ] = None,
    merges: Annotated[
        int | None,
        typer.Option(min=0, help="Stop after so many merges. [default: until no pair recurs]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the steps as JSON.")] = False,
) -> None:
    """Show every step of learning byte-pair encoding on a list of words with counts.

    At each step the pair of neighbouring pieces that occurs most often becomes one piece. After it
    come the vocabulary V and the corpus C, its words in the order given; of a list of more than 50
    words only the commonest that the step changed.

    Example: `printf 'hug 10\\npug 5\\npun 12\\n' | tolmach bpe explain - --word hugs`
    """
    from itertools import islice

    from tolmach.text.bpe import learn, read_word_counts
    from tolmach.text.normalize import normalize

    counts = read_word_counts(file)
    steps = list(islice(learn(counts), merges))
    wanted = normalize(word) if word is not None else None
    if as_json:
        _print_json(counts, steps, wanted)
    else:
        _print_steps(counts, steps, wanted)


@bpe.command(cls=PlainCommand)
def learn(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="One TSV, CSV or TMX, or two line-aligned files."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path(
        "tokenizer.json"
    ),
    size: Annotated[
        int, typer.Option(max=1_000_000, help="Pieces in the vocabulary (of each side).")
    ] = 8000,
    separate: Annotated[
        bool, typer.Option("--separate", help="A vocabulary for each side instead of a joint one.")
    ] = False,
    languages: Annotated[
        str | None, typer.Option(help="Source and target of a TMX, for example `de,en`.")
    ] = None,
) -> None:
    """Learn a vocabulary from parallel text and write it as `tokenizer.json`.

    Example: `tolmach bpe learn my.de my.en --size 4000 -o tokenizer.json`
    """
    from tolmach.corpus.parallel import parse_languages, read_pairs
    from tolmach.file_checks import check_files
    from tolmach.text.tokenizer import Tokenizer
    from tolmach.text.tokenizer_pair import TokenizerPair

    check_files(corpus, [output])
    pairs = list(read_pairs(corpus, languages=parse_languages(languages)))
    if not pairs:
        named = " and ".join(map(str, corpus))
        raise DataError(f"{named}: the corpus holds no pair; name another.")
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    if separate:
        learnt = TokenizerPair(Tokenizer.learn(sources, size), Tokenizer.learn(targets, size))
    else:
        joint = Tokenizer.learn(sources + targets, size)
        learnt = TokenizerPair(joint, joint)
    learnt.save(output)
    sizes = " + ".join(f"{len(side):,}" for side in dict.fromkeys((learnt.source, learnt.target)))
    typer.echo(f"{output}: {sizes} pieces from {counted(len(pairs), 'pair')}.", err=True)


@bpe.command(cls=PlainCommand)
def apply(
    tokenizer: TokenizerFile,
    target: TargetSide = False,
    ids: Annotated[
        bool, typer.Option("--ids", help="Print piece numbers, which `decode` reads.")
    ] = False,
) -> None:
    """Cut lines of text from standard input into pieces (`▁` is a space).

    Example: `echo 'Guten Morgen!' | tolmach bpe apply tokenizer.json`
    """
    from tolmach.files import STANDARD_INPUT, read_lines
    from tolmach.text.normalize import normalize

    side = _side(tokenizer, target)
    for line in read_lines(STANDARD_INPUT):
        found = side.encode(normalize(line))
        typer.echo(" ".join(map(str, found) if ids else side.pieces(found)))


@bpe.command(cls=PlainCommand)
def decode(tokenizer: TokenizerFile, target: TargetSide = False) -> None:
    """Turn lines of piece numbers (`apply --ids`) from standard input into text again.

    Example: `echo '17 203 5' | tolmach bpe decode tokenizer.json`
    """
    from tolmach.files import STANDARD_INPUT, read_lines

    side = _side(tokenizer, target)
    for number, line in enumerate(read_lines(STANDARD_INPUT), start=1):
        typer.echo(side.decode(list(_piece_numbers(line, number, len(side)))))


def _side(path: Path, target: bool) -> "Tokenizer":
    from tolmach.model_paths import TOKENIZER, located_model
    from tolmach.text.tokenizer_pair import TokenizerPair

    both = TokenizerPair.load(located_model(path) / TOKENIZER if path.is_dir() else path)
    return both.target if target else both.source


def _piece_numbers(line: str, number: int, size: int) -> Iterator[int]:
    for written in line.split():
        if not (written.isascii() and written.isdigit() and int(written) < size):
            raise DataError(
                f"Standard input, line {number}: {written!r} is no piece number from 0 to "
                f"{size - 1}; write lines as `tolmach bpe apply --ids` does."
            )
        yield int(written)


def _print_json(counts: dict[str, int], steps: "list[Step]", word: str | None) -> None:
    from tolmach.text.bpe import alphabet, merge_numbers, segment

    document: dict[str, object] = {
        "alphabet": alphabet(counts),
        "counts": counts,
        "steps": list(_json_steps(counts, steps)),
    }
    if word is not None:
        cuts = segment(word, merge_numbers([step.pair for step in steps]))
        document["word"] = word
        document["segmentation"] = [{"pair": pair, "pieces": pieces} for pair, pieces in cuts]
    print_json(document)


def _json_steps(counts: dict[str, int], steps: "list[Step]") -> Iterator[dict[str, object]]:
    """Yield the steps; `vocabulary` and `corpus` only of lists short enough to be printed whole."""
    from tolmach.cli.training.bpe_steps import WHOLE
    from tolmach.text.bpe import stages

    whole = [
        {"vocabulary": stage.vocabulary, "corpus": stage.corpus}
        for stage in stages(counts, steps if len(counts) <= WHOLE else [])
    ]
    for number, step in enumerate(steps):
        changed = {"pair": step.pair, "symbol": step.symbol, "count": step.count}
        yield {**changed, "words": step.words, **(whole[number] if whole else {})}


def _print_steps(counts: dict[str, int], steps: "list[Step]", word: str | None) -> None:
    from tolmach.cli.tables import standard_output
    from tolmach.cli.training.bpe_steps import cutting, learnt, opening

    console = standard_output(soft_wrap=True)
    console.print(opening(counts))
    for lines in _step_texts(counts, steps):
        console.print(lines)
    pairs = [step.pair for step in steps]
    console.print(learnt(counts, pairs))
    if word is not None:
        console.print(cutting(word, pairs))


def _step_texts(counts: dict[str, int], steps: "list[Step]") -> "Iterator[Text]":
    from tolmach.cli.training.bpe_steps import WHOLE, stage_lines, step_lines
    from tolmach.text.bpe import stages

    if len(counts) <= WHOLE:
        for number, stage in enumerate(stages(counts, steps), start=1):
            yield stage_lines(number, stage, counts)
    else:
        for number, step in enumerate(steps, start=1):
            yield step_lines(number, step, counts)

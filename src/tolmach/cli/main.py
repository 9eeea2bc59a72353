"""The command `tolmach`: one verb a module, each thin: parse, build, call, show.

Modules of this package import only the standard library, Typer and `tolmach.errors` at the top,
and everything else inside the command; of the commands, only the one that is asked for is imported.
"""

import os
import sys
from typing import Annotated, ClassVar

import typer

from tolmach.cli.command_index import CommandEntry, CommandIndex
from tolmach.cli.plain_help import drop_output
from tolmach.errors import TolmachError


class Commands(CommandIndex):
    """Every command, in the order in which help lists them."""

    sections: ClassVar = {
        "translating": "Translate",
        "training": "Train a translator of your own",
        "judging": "Judge translations",
        "looking": "Look inside a translator",
    }
    entries = (
        CommandEntry("tolmach.cli.translating.translate", "Translate text, line by line."),
        CommandEntry(
            "tolmach.cli.translating.serve",
            "Serve translators over HTTP, and as a page for a browser.",
        ),
        CommandEntry(
            "tolmach.cli.translating.demo",
            "Translate a few German sentences with the shipped model, side by side.",
        ),
        CommandEntry(
            "tolmach.cli.translating.models",
            "List the models that come with Tolmach, or describe those in FOLDERS.",
        ),
        CommandEntry(
            "tolmach.cli.translating.selftest",
            "Translate a model folder's own sentences and compare with what it said when it was "
            "saved.",
        ),
        CommandEntry(
            "tolmach.cli.translating.export", "Write a Transformer as CTranslate2 reads it."
        ),
        CommandEntry(
            "tolmach.cli.translating.shortlist", "Learn a vocabulary shortlist from parallel text."
        ),
        CommandEntry(
            "tolmach.cli.translating.serve",
            "Keys that a server asks for: make, list and remove them.",
            other_name="keys",
        ),
        CommandEntry(
            "tolmach.cli.training.check",
            "Examine parallel text and say, in plain words, what is wrong with it.",
        ),
        CommandEntry(
            "tolmach.cli.training.init",
            "Look at parallel text and write a commented recipe for training on it.",
        ),
        CommandEntry("tolmach.cli.training.train", "Train a translator from parallel text."),
        CommandEntry(
            "tolmach.cli.training.diversify",
            "Make more training text out of the same: translate each side of it by models.",
        ),
        CommandEntry(
            "tolmach.cli.training.study",
            "Train the ladder of architectures on a corpus and report what each can do, and why.",
        ),
        CommandEntry(
            "tolmach.cli.training.bpe",
            "Byte-pair encoding: see it being learnt, learn it, apply it.",
        ),
        CommandEntry(
            "tolmach.cli.judging.evaluate",
            "Score translations against references: BLEU, chrF and TER, overall and by length.",
        ),
        CommandEntry(
            "tolmach.cli.judging.compare",
            "Compare two systems: significance, and the sentences that got better and worse.",
        ),
        CommandEntry(
            "tolmach.cli.judging.score",
            "Score given translations: the log-probability of each, and of every piece of it.",
        ),
        CommandEntry(
            "tolmach.cli.judging.trust",
            "Translate, and say how far to trust each line and where it is probably wrong.",
        ),
        CommandEntry(
            "tolmach.cli.judging.calibrate",
            "Learn from held-out pairs how far a model is to be trusted, for `tolmach trust`.",
        ),
        CommandEntry(
            "tolmach.cli.looking.look", "Look at what a model does with one sentence, read whole."
        ),
        CommandEntry(
            "tolmach.cli.looking.vectors",
            "Place sentences on a map by the encoder's vectors, and name each one's neighbours.",
        ),
        CommandEntry(
            "tolmach.cli.looking.align",
            "Align the words of sentences and their translations by a model's attention.",
        ),
        CommandEntry(
            "tolmach.cli.looking.heads",
            "Say what every attention head does, how sure it is and how much it matters.",
        ),
        CommandEntry(
            "tolmach.cli.looking.attribute",
            "Attribute each word of a translation to the words of the source and to those before "
            "it.",
        ),
        CommandEntry(
            "tolmach.cli.looking.prune",
            "Prune heads of a trained Transformer's attention, and report what that costs.",
        ),
    )


app = typer.Typer(
    name="tolmach",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"tolmach {version('tolmach')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_print_version),
    ] = False,
) -> None:
    """Train, run and look inside neural translation models: raw text in, raw text out.

    Translators between German and English, and Russian and English, come along: `echo 'Guten
    Morgen!' | tolmach translate`.

    A translator of your own, from parallel text, in three steps: `tolmach init my.de my.en` looks
    at the text and writes a recipe, `tolmach train my.toml` learns, `tolmach translate --model
    runs/my` translates. `tolmach COMMAND --help` explains each.
    """


def main() -> None:
    """Run the command line; a mistake the user can mend is one sentence and exit status 1."""
    _open_closed_streams()
    _speak_any_language()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except TolmachError as error:
        print(f"tolmach: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader (`head`, say) has seen enough
        drop_output()
        sys.exit(0)
    except OSError as error:
        print(
            f"tolmach: {error.filename or 'Standard output'} cannot be used: "
            f"{error.strerror or error}.",
            file=sys.stderr,
        )
        drop_output()
        sys.exit(1)


def _speak_any_language() -> None:
    """Write UTF-8 into files and pipes, in any locale; a terminal gets `?` for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace", newline="\n")  # type: ignore[union-attr]


def _open_closed_streams() -> None:
    """Where the caller closed a standard stream, put one that says so when it is needed."""
    sys.stdin = sys.stdin or open(os.devnull, "w")  # noqa: SIM115, PTH123
    sys.stdout = sys.stdout or open(os.devnull)  # noqa: SIM115, PTH123
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123

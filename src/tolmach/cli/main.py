"""The command `tolmach`: one verb a module, each thin: parse, build, call, show.

Modules of this package import only the standard library, Typer and `tolmach.errors` at the top,
and everything else inside the command, so that help and plain-text work never wait for torch.
"""

import os
import sys

import typer

from tolmach.cli.judging.calibrate import calibrate
from tolmach.cli.judging.compare import compare
from tolmach.cli.judging.evaluate import evaluate
from tolmach.cli.judging.score import score
from tolmach.cli.judging.trust import trust
from tolmach.cli.looking.align import align
from tolmach.cli.looking.attribute import attribute
from tolmach.cli.looking.heads import heads
from tolmach.cli.looking.look import look
from tolmach.cli.looking.prune import prune
from tolmach.cli.looking.vectors import vectors
from tolmach.cli.plain_help import PlainCommand, PlainGroup, drop_output
from tolmach.cli.training.bpe import bpe
from tolmach.cli.training.check import check
from tolmach.cli.training.diversify import diversify
from tolmach.cli.training.init import init
from tolmach.cli.training.study import study
from tolmach.cli.training.train import train
from tolmach.cli.translating.demo import demo
from tolmach.cli.translating.export import export
from tolmach.cli.translating.models import models
from tolmach.cli.translating.selftest import selftest
from tolmach.cli.translating.serve import keys, serve
from tolmach.cli.translating.shortlist import shortlist
from tolmach.cli.translating.translate import translate
from tolmach.errors import TolmachError

USE, LEARN, JUDGE = "Translate", "Train a translator of your own", "Judge translations"
LOOK = "Look inside a translator"

app = typer.Typer(
    name="tolmach",
    cls=PlainGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root() -> None:
    """Train, run and look inside neural translation models: raw text in, raw text out.

    A German-English translator comes along: `echo 'Guten Morgen!' | tolmach translate`.

    A translator of your own, from parallel text, in three steps: `tolmach init my.de my.en` looks
    at the text and writes a recipe, `tolmach train my.toml` learns, `tolmach translate --model
    runs/my` translates. `tolmach COMMAND --help` explains each.
    """


app.command(cls=PlainCommand, rich_help_panel=USE)(translate)
app.command(cls=PlainCommand, rich_help_panel=USE)(serve)
app.add_typer(keys, name="keys", rich_help_panel=USE)
app.command(cls=PlainCommand, rich_help_panel=USE)(demo)
app.command(cls=PlainCommand, rich_help_panel=USE)(models)
app.command(cls=PlainCommand, rich_help_panel=USE)(selftest)
app.command(cls=PlainCommand, rich_help_panel=USE)(export)
app.command(cls=PlainCommand, rich_help_panel=USE)(shortlist)
app.command(cls=PlainCommand, rich_help_panel=LEARN)(check)
app.command(cls=PlainCommand, rich_help_panel=LEARN)(init)
app.command(cls=PlainCommand, rich_help_panel=LEARN)(train)
app.command(cls=PlainCommand, rich_help_panel=LEARN)(diversify)
app.add_typer(bpe, name="bpe", rich_help_panel=LEARN)
app.command(cls=PlainCommand, rich_help_panel=LEARN)(study)
app.command(cls=PlainCommand, rich_help_panel=JUDGE)(evaluate)
app.command(cls=PlainCommand, rich_help_panel=JUDGE)(compare)
app.command(cls=PlainCommand, rich_help_panel=JUDGE)(score)
app.command(cls=PlainCommand, rich_help_panel=JUDGE)(trust)
app.command(cls=PlainCommand, rich_help_panel=JUDGE)(calibrate)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(look)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(vectors)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(align)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(heads)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(attribute)
app.command(cls=PlainCommand, rich_help_panel=LOOK)(prune)


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

"""The command `tolmach`: one verb a module, each thin: parse, build, call, show.

Modules of this package import only the standard library, Typer and `tolmach.errors` at the top,
and everything else inside the command, so that help and plain-text work never wait for torch.
"""

import os
import sys

import typer

from tolmach.cli.bpe import bpe
from tolmach.cli.check import check
from tolmach.errors import TolmachError

app = typer.Typer(
    name="tolmach",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Train, run and look inside neural translation models: raw text in, raw text out.",
)


@app.callback()
def _root() -> None:
    pass


app.add_typer(bpe, name="bpe")
app.command("check")(check)


def main() -> None:
    """Run the command line; a mistake the user can mend is one sentence and exit status 1."""
    try:
        app()
    except TolmachError as error:
        print(f"tolmach: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader (`head`, say) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

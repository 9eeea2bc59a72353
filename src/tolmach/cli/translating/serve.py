"""`tolmach serve` and `tolmach keys`: a server, and the keys that it asks for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.options import MOST_THREADS, EnginePrecision
from tolmach.cli.plain_help import PlainCommand, PlainGroup
from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.server.state.keys import KeyStore

_ACCESS = "Who may use it"

StateFile = Annotated[
    Path | None,
    typer.Option(help="File of keys, use and glossaries. [default: in the user's state folder]"),
]


def serve(
    models: Annotated[
        list[Path] | None,
        typer.Argument(help="Model folders, one a language pair. [default: all that come along]"),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 is any free one.")
    ] = 5000,
    threads: Annotated[
        int | None,
        typer.Option(
            min=1, max=MOST_THREADS, help="CPU threads, all models together. [default: all]"
        ),
    ] = None,
    precision: EnginePrecision = "float32",
    state: StateFile = None,
    keys: Annotated[
        bool,
        typer.Option("--keys", help="Ask for a key (`tolmach keys`).", rich_help_panel=_ACCESS),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="A further name that the server is called by, such as that of a proxy.",
            rich_help_panel=_ACCESS,
        ),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            help="A site whose pages may use the server, such as https://example.org.",
            rich_help_panel=_ACCESS,
        ),
    ] = None,
    suggestions: Annotated[
        bool,
        typer.Option(
            "--suggestions",
            help="Keep translations that users suggest, in the state file.",
            rich_help_panel=_ACCESS,
        ),
    ] = False,
) -> None:
    """Serve translators over HTTP, and as a page for a browser.

    Clients of LibreTranslate and of DeepL work as they are, with this server's address; the
    server's own interface is described at /openapi.json. Requests of all users are translated in
    common batches. After SIGTERM or Ctrl-C the answers that somebody waits for are
    finished; files that were to be fetched later are dropped. Without MODELS the page also compares
    the small models that `tolmach models` lists apart.

    Example: `tolmach serve --port 5000`, then open http://127.0.0.1:5000 in a browser
    """
    _check_installed()
    from tolmach.inference.threads import processor_threads
    from tolmach.server.process import run_server
    from tolmach.server.settings import ServerSettings
    from tolmach.service.served_model import ServiceSettings

    settings = ServerSettings(
        host=host,
        port=port,
        names=tuple(name or ()),
        origins=tuple(origin or ()),
        keys=keys,
        suggestions=suggestions,
        state=state,
    )
    served = ServiceSettings(threads or processor_threads(), precision)
    run_server(settings, models or (), served, started=lambda where: print(where, flush=True))


keys = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Keys that a server asks for: make, list and remove them.",
)


@keys.command("add", cls=PlainCommand)
def add_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    characters: Annotated[
        int | None, typer.Option(min=1, help="The most that it translates or looks at in a month.")
    ] = None,
    state: StateFile = None,
) -> None:
    """Make a key, and print it once; only a hash of it is kept."""
    print(_stored(state).add(name, characters))


@keys.command("list", cls=PlainCommand)
def list_keys(state: StateFile = None) -> None:
    """List the keys: name, characters translated this month, and the limit."""
    store = _stored(state, new=False)
    for key in store.all():
        print(key.name, store.used(key), key.characters or "unlimited", sep="\t")


@keys.command("remove", cls=PlainCommand)
def remove_key(
    name: Annotated[str, typer.Argument(help="Whose key it is.")], state: StateFile = None
) -> None:
    """Remove a key, with its glossaries."""
    _stored(state, new=False).remove(name)


def _stored(state: Path | None, *, new: bool = True) -> "KeyStore":
    """Return the keys in the state file, which may be `new` or else has to be there."""
    _check_installed()
    from tolmach.server.process import state_path
    from tolmach.server.settings import ServerSettings
    from tolmach.server.state.database import Database
    from tolmach.server.state.keys import KeyStore

    path = state_path(ServerSettings(state=state))
    if not (new or path.exists()):
        raise RequestError(
            f"{path} does not exist; make a key with `tolmach keys add`, or name the file of your "
            "keys with --state."
        )
    return KeyStore(Database(path))


def _check_installed() -> None:
    from importlib.util import find_spec

    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise RequestError("The server needs more packages; run `pip install 'tolmach[serve]'`.")

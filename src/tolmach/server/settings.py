"""Settings of a server: where it listens, who may use it, and how much."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Limits:
    """The most that one request may bring; `looks` is how many analyses may wait at a time."""

    body: int = 4_000_000  # bytes
    characters: int = 200_000
    texts: int = 1000
    looked_at: int = 1000  # characters of a sentence that is looked into
    looks: int = 16


@dataclass(frozen=True)
class ServerSettings:
    """Address, and what is allowed.

    Requests must name one of `names` as their host, or the address itself: a page of another site
    that has its own name resolved to this machine does not. Pages of `origins` may use the server
    from a browser. With `keys` each request must show one.
    """

    host: str = "127.0.0.1"
    port: int = 5000
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    keys: bool = False
    suggestions: bool = False
    state: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def serves_host(self, name: str) -> bool:
        """Say whether a request may call this server by `name`, without its port."""
        name = name.lower().rstrip(".")
        return "*" in self.names or name in {
            *_LOCAL,
            self.host.lower(),
            *map(str.lower, self.names),
        }

    def allows_origin(self, origin: str) -> bool:
        """Say whether a page of another site may use this server."""
        return "*" in self.origins or origin in self.origins


def is_open(host: str) -> bool:
    """Say whether others than the users of this machine reach an address."""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"

"""Settings of a server: where it listens, who may use it, and how much."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_TAKING_FILES = frozenset({"/translate_file", "/v2/document", "/v1/documents"})
_LOCAL = ("localhost", "127.0.0.1", "::1")
_ALL = ("0.0.0.0", "::")  # addresses of the machine


@dataclass(frozen=True)
class Limits:
    """The most that one request may bring, and the most that is done or kept at a time.

    `looks` analyses may wait, `documents` be under way, `reading` bytes of requests be held while
    these are answered, and `kept` bytes of files wait for their owners. A request of which nothing
    more comes for `patience` seconds is given up, and so is a connection on which none begins.
    """

    body: int = 4_000_000  # bytes, where no file is sent
    characters: int = 200_000
    file: int = 20_000_000  # bytes of a request with a file
    unpacked: int = 50_000_000  # bytes of a file
    document_characters: int = 2_000_000
    documents: int = 8
    reading: int = 256_000_000
    kept: int = 256_000_000
    texts: int = 1000
    looked_at: int = 1000  # characters of a sentence that is looked into
    looks: int = 16
    patience: float = 30.0

    def bytes_at(self, path: str) -> int:
        """Return how large a request to an address may be."""
        return self.file if path in _TAKING_FILES else self.body


@dataclass(frozen=True)
class ServerSettings:
    """Address, and what is allowed.

    Requests must name one of `names` as their host, or the address itself, which is any where the
    server listens on all: a page of another site that has its own name resolved to this machine
    does not. Pages of `origins` may use the server from a browser. With `keys` each request must
    show one.
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
        is_address = self.host in _ALL and _address(name) is not None
        named = {*_LOCAL, self.host.lower(), *map(str.lower, self.names)}
        return is_address or "*" in self.names or name in named

    def allows_origin(self, origin: str) -> bool:
        """Say whether a page of another site may use this server."""
        return "*" in self.origins or origin in self.origins


def is_open(host: str) -> bool:
    """Say whether others than the users of this machine reach an address."""
    address = _address(host)
    return host != "localhost" if address is None else not address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host is named by, or None where it is named otherwise."""
    try:
        return ip_address(host)
    except ValueError:
        return None

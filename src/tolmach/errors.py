"""Errors that users read, by whose fault they are."""

from typing import Literal

ProblemCode = Literal[
    # of texts
    "unserved",
    "unserved_detected",
    "length",
    "look_length",
    "look_pieces",
    "glossary",
    # of files
    "format",
    "pdf",
    "kind",
    "damaged",
    "encoding",
    "encrypted",
    "protected",
    "unsafe",
    "unpacked",
    "document_length",
    "same_language",
    "gone",
    # of requests
    "key",
    "quota",
    "size",
    "late",
    "mistake",
    "state",
]


class TolmachError(Exception):
    """Something the user can mend.

    The message is one plain sentence that says what is wrong, where, and what to do. The command
    line prints it and exits with status 1, without a traceback. What is raised is one of the kinds
    below. Those that users of the server's page may meet have a code, and values, by which the page
    says them in its own language.
    """

    def __init__(
        self, message: str, code: ProblemCode | None = None, values: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


class RequestError(TolmachError):
    """A request that cannot be met: options, settings or texts that do not go together.

    A server answers 400.
    """


class DataError(TolmachError):
    """A file of text, trees or numbers that cannot be read as what it should be."""


class ModelError(TolmachError):
    """A model folder that is missing, damaged, or of another make than is needed.

    A server answers 500: its own models are at fault, not the request.
    """


class RunError(TolmachError):
    """A training, pruning, study or translation that cannot start, go on, or be resumed."""


class DivergenceError(RunError):
    """A training whose loss or gradient is no longer a number."""

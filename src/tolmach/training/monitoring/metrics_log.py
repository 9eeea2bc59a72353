"""`metrics.jsonl`: what happened while a model trained, one JSON object a line.

The log survives a crash (a line that was torn off counts as never written) and can be cut back
to an update, so that the log of a resumed run reads as if it had never stopped.
"""

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, NotRequired, TypedDict, cast

from tolmach.errors import RunError
from tolmach.files import whole_file

DIVERGED = "diverged"  # the kind of the last warning of a run that could not go on
# JSON knows no NaN or infinity: such a number is written as null, and null is read as NaN here.
_MAY_DIVERGE = ("loss", "perplexity", "gradient_norm")


class TrainRecord(TypedDict):
    """The mean since the record before. Loss in nats a target token, label smoothing included."""

    event: Literal["train"]
    update: int
    epoch: float
    loss: float
    learning_rate: float
    tokens: int
    tokens_per_second: float
    gradient_norm: float
    seconds: float


class Sample(TypedDict):
    """One sentence of the validation set as the model translates it now."""

    source: str
    reference: str
    hypothesis: str


class ValidationRecord(TypedDict):
    """Loss in nats a target token, without label smoothing; BLEU and chrF from 0 to 100.

    `judge` is what the best model is chosen by, `signatures` are those of BLEU and chrF.
    `encoder_entropy` says of each encoder layer how widely its self-attention is spread, from 0 to
    1 (see `encoder_entropies`), where there is such attention and no head of it is pruned.
    """

    event: Literal["validation"]
    update: int
    epoch: float
    loss: float
    perplexity: float
    bleu: NotRequired[float]
    chrf: NotRequired[float]
    judge: NotRequired[Literal["bleu", "chrf", "loss"]]
    signatures: NotRequired[list[str]]
    encoder_entropy: NotRequired[list[float]]
    best: bool
    seconds: float
    samples: list[Sample]


class Quality(NamedTuple):
    """How good translations are by the measure that fits them, 0 to 100."""

    name: str
    value: float


def quality(record: ValidationRecord) -> Quality | None:
    """Return chrF where the best model is chosen by it, else BLEU; None where there is neither."""
    if record.get("judge") == "chrf" and "chrf" in record:
        return Quality("chrF", record["chrf"])
    return Quality("BLEU", record["bleu"]) if "bleu" in record else None


class WarningRecord(TypedDict):
    """What the user was told, and the kind of trouble, so that it is told once."""

    event: Literal["warning"]
    update: int
    kind: NotRequired[str]
    message: str


Record = TrainRecord | ValidationRecord | WarningRecord


class MetricsLog:
    """The log of one run, at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, record: Record) -> None:
        """Add one record, on disk when this returns."""
        line = json.dumps(_finite(dict(record)), ensure_ascii=False, allow_nan=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                _drop_torn_line(file)
                # A lone surrogate becomes the JSON escape that stands for it.
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RunError(f"{self.path} cannot be written: {error.strerror}.") from error

    def read(self) -> list[Record]:
        """Return the records so far, none where there is no log yet.

        Raises TolmachError, naming the line, where a whole line is no record.
        """
        return [self._parsed(raw, number) for number, raw in enumerate(self._lines(), start=1)]

    def truncate(self, update: int) -> None:
        """Forget every record after `update`, as if training had just reached it."""
        lines = self._lines()
        kept = [
            raw
            for number, raw in enumerate(lines, start=1)
            if self._parsed(raw, number)["update"] <= update
        ]
        with whole_file(self.path) as temporary:
            temporary.write_bytes(b"".join(raw + b"\n" for raw in kept))

    def _lines(self) -> Sequence[bytes]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RunError(f"{self.path} cannot be read: {error.strerror}.") from error
        return content.split(b"\n")[:-1]  # what follows the last line end is empty or torn

    def _parsed(self, raw: bytes, number: int) -> Record:
        try:
            record = json.loads(raw)
            if not isinstance(record["event"], str) or type(record["update"]) is not int:
                raise TypeError
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise RunError(
                f"{self.path}, line {number} is no record of a training run; "
                "delete that line or move the file away."
            ) from error
        for name in _MAY_DIVERGE:
            if name in record and record[name] is None:
                record[name] = math.nan
        return cast(Record, record)


def _drop_torn_line(file: BinaryIO) -> None:
    """Cut the file back to its last line end."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return
    file.seek(size - 1)
    if file.read(1) != b"\n":
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)


def _finite(record: dict[str, object]) -> dict[str, object]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in record.items()
    }

"""Scheduling: sentences of many jobs become batches, in turns.

A batch takes the next sentence of every job that waits, then the one after it, until it is full. So
a sentence never waits behind a book: a job's share of a batch is as large as any other's. Where
sentences take much longer than their length lets expect, batches become small, so that it does not
wait long for one, either.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, NamedTuple, Self, TypeVar

from tolmach.errors import RequestError, RunError
from tolmach.inference.engine import only_while

Answer = TypeVar("Answer")
Kind = TypeVar("Kind", bound=Hashable)

_MOST_SECONDS = 60  # that a client is told to wait before it asks again
_FIRST, _SMALLEST = 256, 32  # tokens of a batch after some idleness, and of one that must be short


class OverloadError(RequestError):
    """A queue that is full, or closed; `seconds` is how long to wait before asking again."""

    def __init__(self, message: str, seconds: int, *, closed: bool = False) -> None:
        super().__init__(message)
        self.seconds = seconds
        self.closed = closed

    @classmethod
    def stopping(cls) -> Self:
        """Return the error of what takes no more because it stops."""
        return cls("The service is stopping; ask again in a moment.", 5, closed=True)


class TextUnit(NamedTuple):
    """A text that is translated as a whole, and its cost in tokens."""

    text: str
    cost: int

    @classmethod
    def estimated(cls, text: str) -> "TextUnit":
        """Return a text with its cost as it mostly is, which is told without cutting it up."""
        return cls(text, 1 + len(text.encode("utf-8", "replace")) // 3)


@dataclass(frozen=True)
class BatchSettings:
    """Limits of batches and of what waits for them.

    A batch holds `tokens`; an idle scheduler waits `seconds` for company before it begins one.
    `waiting` tokens may wait, all jobs together; a job that finds no other waiting is always taken.
    After a batch that took more than `longest` seconds those that follow are smaller.
    """

    tokens: int = 1024
    seconds: float = 0.004
    longest: float = 1.0
    waiting: int = 100_000


class QueuedJob(Generic[Kind, Answer]):
    """Units of one request, all of one kind, and the answers found so far.

    `future` holds all answers in the end, or the error.
    """

    def __init__(self, kind: Kind, units: Sequence[TextUnit]) -> None:
        self.kind = kind
        self.units = units
        self.future: Future[list[Answer]] = Future()
        self.answers: dict[int, Answer] = {}
        self.progressed: Callable[[], None] = lambda: None
        self._left = sum(unit.cost for unit in units)  # tokens that no batch has taken yet
        self._taken = 0

    @property
    def has_more(self) -> bool:
        """True while units wait that the job still wants answered."""
        return self._taken < len(self.units) and not self.future.done()

    @property
    def waiting(self) -> int:
        """The tokens that wait to be taken."""
        return self._left if self.has_more else 0

    def next_unit(self) -> TextUnit:
        """Return the unit that is next in turn."""
        return self.units[self._taken]

    def take(self) -> int:
        """Take the next unit, and return its number."""
        self._left -= self.next_unit().cost
        self._taken += 1
        return self._taken - 1

    def cancel(self) -> None:
        """Want no more answers: what waits is dropped, and what is under way for it alone ends.

        It does so between two searches (`between_searches`).
        """
        self.future.cancel()

    def answer(self, found: Sequence[tuple[int, Answer]]) -> None:
        """Take answers to some units."""
        self.answers.update(found)
        whole = len(self.answers) == len(self.units)
        if whole and not self.future.done() and self.future.set_running_or_notify_cancel():
            self.future.set_result([self.answers[number] for number in range(len(self.units))])
        self.progressed()

    def fail(self, error: Exception) -> None:
        """End the job with an error."""
        if not self.future.done() and self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)
        self.progressed()


class _Turn(NamedTuple, Generic[Kind, Answer]):
    """One unit's place in a batch."""

    job: QueuedJob[Kind, Answer]
    number: int


class Scheduler(Generic[Kind, Answer]):
    """A queue of jobs, and a thread that answers them in batches of one kind by `run`.

    `run` gets a kind and texts, and returns an answer for each. Where it fails for a batch, each
    job is answered alone, so that one user's mistake is no other's.
    """

    def __init__(
        self,
        run: Callable[[Kind, list[str]], Sequence[Answer]],
        settings: BatchSettings | None = None,
        *,
        name: str = "scheduler",
    ) -> None:
        self.settings = settings or BatchSettings()
        self._run = run
        self._jobs: deque[QueuedJob[Kind, Answer]] = deque()
        self._queued = 0  # tokens of the jobs, those cancelled since they were last counted too
        self._changed = threading.Condition()
        self._closed = False
        self._rate = 1000.0  # tokens a second, a moving average
        self._room = _FIRST  # tokens of the next batch
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """The tokens that wait, of all jobs."""
        with self._changed:
            self._keep(self._jobs)
            return self._queued

    def submit(self, job: QueuedJob[Kind, Answer]) -> None:
        """Take a job; raises OverloadError where too much waits already, or nothing more is taken.

        A job without units is answered at once.
        """
        if not job.units:
            job.answer([])
            return
        with self._changed:
            self._check_open(job)
            self._jobs.append(job)
            self._queued += job.waiting
            self._changed.notify()

    def close(self) -> None:
        """Take no more jobs, and return when all that were taken are answered."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _check_open(self, job: QueuedJob[Kind, Answer]) -> None:
        if self._closed:
            raise OverloadError.stopping()
        if self._queued + job.waiting <= self.settings.waiting:
            return
        self._keep(self._jobs)
        if self._queued and self._queued + job.waiting > self.settings.waiting:
            seconds = min(_MOST_SECONDS, 1 + int(self._queued / self._rate))
            raise OverloadError(
                f"Too many texts wait to be translated; ask again in {seconds} s.", seconds
            )

    def _work(self) -> None:
        while batch := self._next_batch():
            started = time.monotonic()
            self._answer(batch)
            spent = max(1e-3, time.monotonic() - started)
            tokens = sum(turn.job.units[turn.number].cost for turn in batch)
            self._rate += 0.2 * (tokens / spent - self._rate)
            if spent > self.settings.longest:
                self._room = max(_SMALLEST, int(tokens * self.settings.longest / spent))
            elif 2 * tokens > self._room:
                self._room = min(self.settings.tokens, 2 * self._room)

    def _next_batch(self) -> list[_Turn[Kind, Answer]]:
        """Return the next batch once there is one; none when the scheduler is closed."""
        with self._changed:
            while not self._has_work():  # a job that was waited for may be cancelled meanwhile
                if self._closed:
                    return []
                self._room = _FIRST
                self._changed.wait()
                self._changed.wait_for(self._is_full, self.settings.seconds)
            return self._drawn()

    def _has_work(self) -> bool:
        """Drop jobs that want no more, and say whether others wait."""
        self._keep(self._jobs)
        return bool(self._jobs)

    def _keep(self, jobs: Iterable[QueuedJob[Kind, Answer]]) -> None:
        """Let those of some jobs wait that have more, and count their tokens."""
        self._jobs = deque(job for job in jobs if job.has_more)
        self._queued = sum(job.waiting for job in self._jobs)

    def _is_full(self) -> bool:
        return self._closed or self._queued >= self.settings.tokens

    def _drawn(self) -> list[_Turn[Kind, Answer]]:
        """Draw units, one of each job in turn; served jobs go to the end of the queue."""
        kind, room = self._jobs[0].kind, min(self._room, self.settings.tokens)
        turns = deque(job for job in self._jobs if job.kind == kind)
        batch: list[_Turn[Kind, Answer]] = []
        while turns and (not batch or turns[0].next_unit().cost <= room):
            job = turns.popleft()
            room -= job.next_unit().cost
            batch.append(_Turn(job, job.take()))
            if job.has_more:
                turns.append(job)
        served = dict.fromkeys(turn.job for turn in batch)
        self._keep([*(job for job in self._jobs if job not in served), *served])
        return batch

    def _answer(self, batch: Sequence[_Turn[Kind, Answer]]) -> None:
        try:
            self._answer_together(batch)
        except BaseException as error:  # whatever ends the thread leaves everybody waiting
            jobs = dict.fromkeys(turn.job for turn in batch)
            if len(jobs) == 1:
                batch[0].job.fail(_told(error))
                return
            for job in jobs:
                self._answer([turn for turn in batch if turn.job is job])

    def _answer_together(self, batch: Sequence[_Turn[Kind, Answer]]) -> None:
        texts = [turn.job.units[turn.number].text for turn in batch]
        with only_while(lambda: any(not turn.job.future.done() for turn in batch)):
            answers = self._run(batch[0].job.kind, texts)
        by_job: dict[QueuedJob[Kind, Answer], list[tuple[int, Answer]]] = {}
        for turn, answer in zip(batch, answers, strict=True):
            by_job.setdefault(turn.job, []).append((turn.number, answer))
        for job, found in by_job.items():
            job.answer(found)


def _told(error: BaseException) -> Exception:
    """Return an error that ends the request that it belongs to, and nothing else."""
    if isinstance(error, Exception):
        return error
    return RunError(f"The translation was ended from inside ({error!r}); try again.")

"""Scheduling: turns, batches, limits, cancellation and the end, without any model."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from tolmach.errors import RequestError, RunError
from tolmach.inference.engine import between_searches
from tolmach.service.scheduler import BatchSettings, OverloadError, QueuedJob, Scheduler, TextUnit

LONG = 10.0  # seconds until a test that hangs fails

TextJob = QueuedJob[str, str]


class Recorder:
    """Answers texts in capitals, and remembers the batches; `gate` holds every batch back."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[str]]] = []
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.gate.set()

    def __call__(self, kind: str, texts: list[str]) -> list[str]:
        self.batches.append((kind, list(texts)))
        self.entered.set()
        assert self.gate.wait(LONG)
        if "bad" in texts:
            raise RequestError("bad is no word.")
        return [text.upper() for text in texts]

    def hold(self) -> None:
        self.gate.clear()
        self.entered.clear()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def scheduler(recorder: Recorder) -> Iterator[Scheduler[str, str]]:
    settings = BatchSettings(tokens=5, seconds=0.0, waiting=20)
    opened = Scheduler(recorder, settings)
    yield opened
    recorder.gate.set()
    opened.close()


def job(*texts: str, kind: str = "plain", cost: int = 1) -> TextJob:
    return QueuedJob(kind, [TextUnit(text, cost) for text in texts])


def behind_a_held_batch(
    scheduler: Scheduler[str, str], recorder: Recorder, jobs: list[TextJob]
) -> None:
    """Let jobs come in while a batch is computed, and then be answered."""
    recorder.hold()
    first = job("first")
    scheduler.submit(first)
    assert recorder.entered.wait(LONG)
    for each in jobs:
        scheduler.submit(each)
    recorder.gate.set()


def test_answers_come_in_the_order_of_the_units(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    texts = [f"t{n}" for n in range(13)]
    asked = job(*texts)
    scheduler.submit(asked)
    assert asked.future.result(LONG) == [text.upper() for text in texts]
    assert [len(batch) for _, batch in recorder.batches] == [5, 5, 3]


def test_a_sentence_does_not_wait_behind_a_book(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    book, short = job(*(f"b{n}" for n in range(11))), job("s")
    behind_a_held_batch(scheduler, recorder, [book, short])
    assert book.future.result(LONG)[-1] == "B10"
    assert recorder.batches[1] == ("plain", ["b0", "s", "b1", "b2", "b3"])


def test_jobs_that_do_not_fit_are_first_in_the_next_batch(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    jobs = [job(f"{name}0", f"{name}1", cost=2) for name in "abc"]
    behind_a_held_batch(scheduler, recorder, jobs)
    for each in jobs:
        each.future.result(LONG)
    assert [batch for _, batch in recorder.batches[1:]] == [
        ["a0", "b0"],
        ["c0", "a1"],
        ["b1", "c1"],
    ]


def test_a_unit_larger_than_a_batch_is_a_batch(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    asked = job("huge", cost=17)
    scheduler.submit(asked)
    assert asked.future.result(LONG) == ["HUGE"]


def test_only_texts_of_one_kind_share_a_batch(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    jobs = [job("a"), job("b", kind="other"), job("c")]
    behind_a_held_batch(scheduler, recorder, jobs)
    for each in jobs:
        each.future.result(LONG)
    assert recorder.batches[1:] == [("plain", ["a", "c"]), ("other", ["b"])]


def test_what_is_cancelled_costs_no_more(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    book, other = job(*(f"b{n}" for n in range(9))), job("other")
    recorder.hold()
    scheduler.submit(book)
    assert recorder.entered.wait(LONG)
    book.cancel()
    scheduler.submit(other)
    recorder.gate.set()
    assert other.future.result(LONG) == ["OTHER"]
    with pytest.raises(CancelledError):
        book.future.result(LONG)
    assert [batch for _, batch in recorder.batches] == [["b0", "b1", "b2", "b3", "b4"], ["other"]]


def test_what_is_cancelled_before_it_began_ends_nothing(recorder: Recorder) -> None:
    patient = Scheduler(recorder, BatchSettings(tokens=5, seconds=0.2))
    gone, other = job("gone"), job("other")
    patient.submit(gone)
    gone.cancel()
    time.sleep(0.5)  # until nothing is left of it
    patient.submit(other)
    assert other.future.result(LONG) == ["OTHER"]
    patient.close()
    assert recorder.batches == [("plain", ["other"])]


def test_what_is_cancelled_twice_or_late_is_no_error(scheduler: Scheduler[str, str]) -> None:
    asked = job("a")
    scheduler.submit(asked)
    asked.future.result(LONG)
    asked.cancel()
    asked.cancel()
    asked.fail(RequestError("late"))
    assert asked.future.result(0) == ["A"]
    gone = job("gone")
    gone.cancel()
    gone.fail(RequestError("late"))
    gone.fail(RequestError("later"))
    assert gone.future.cancelled()


def test_a_full_queue_refuses_and_says_when_to_come_again(
    scheduler: Scheduler[str, str], recorder: Recorder
) -> None:
    recorder.hold()
    scheduler.submit(job("first"))
    assert recorder.entered.wait(LONG)
    scheduler.submit(job("big", cost=31))  # more than fits, but nothing else waits
    with pytest.raises(OverloadError, match="Too many texts") as caught:
        scheduler.submit(job("late"))
    assert caught.value.seconds >= 1
    assert not caught.value.closed
    assert scheduler.waiting == 31


def test_what_is_cancelled_makes_room(scheduler: Scheduler[str, str], recorder: Recorder) -> None:
    recorder.hold()
    scheduler.submit(job("first"))
    assert recorder.entered.wait(LONG)
    big = job("big", cost=31)
    scheduler.submit(big)
    big.cancel()
    scheduler.submit(job("next"))
    assert scheduler.waiting == 1


def test_one_mistake_fails_one_job(scheduler: Scheduler[str, str], recorder: Recorder) -> None:
    good, bad = job("good"), job("bad")
    behind_a_held_batch(scheduler, recorder, [good, bad])
    assert good.future.result(LONG) == ["GOOD"]
    with pytest.raises(RequestError, match="bad is no word"):
        bad.future.result(LONG)


def test_the_thread_survives_a_mistake(scheduler: Scheduler[str, str]) -> None:
    bad, good = job("bad"), job("good")
    scheduler.submit(bad)
    with pytest.raises(RequestError):
        bad.future.result(LONG)
    scheduler.submit(good)
    assert good.future.result(LONG) == ["GOOD"]


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), MemoryError()])
def test_the_thread_survives_what_would_end_it(error: BaseException) -> None:
    calls = iter([error])

    def run(_: str, texts: list[str]) -> list[str]:
        if (fatal := next(calls, None)) is not None:
            raise fatal
        return texts

    broken: Scheduler[str, str] = Scheduler(run)
    first, second = job("a"), job("b")
    broken.submit(first)
    with pytest.raises((RunError, MemoryError)):
        first.future.result(LONG)
    broken.submit(second)
    assert second.future.result(LONG) == ["b"]
    broken.close()


def test_closing_finishes_what_was_taken_on(recorder: Recorder) -> None:
    closing = Scheduler(recorder, BatchSettings(tokens=2, seconds=0.0))
    asked = [job(*(f"{name}{n}" for n in range(5))) for name in "ab"]
    behind_a_held_batch(closing, recorder, asked)
    closing.close()
    assert [each.future.result(0)[-1] for each in asked] == ["A4", "B4"]
    with pytest.raises(OverloadError, match="stopping") as caught:
        closing.submit(job("late"))
    assert caught.value.closed


def test_nothing_is_answered_by_nothing(scheduler: Scheduler[str, str]) -> None:
    empty = job()
    scheduler.submit(empty)
    assert empty.future.result(0) == []


def test_a_job_tells_of_its_progress(scheduler: Scheduler[str, str]) -> None:
    asked, counts = job(*"abcdefg"), []
    asked.progressed = lambda: counts.append(len(asked.answers))
    scheduler.submit(asked)
    asked.future.result(LONG)
    scheduler.close()
    assert counts == [5, 7]


def test_an_idle_scheduler_waits_for_company(recorder: Recorder) -> None:
    patient = Scheduler(recorder, BatchSettings(tokens=2, seconds=LONG))
    both = [job("a"), job("b")]
    for each in both:
        patient.submit(each)
    for each in both:
        each.future.result(LONG)
    assert recorder.batches == [("plain", ["a", "b"])]
    patient.close()


def test_batches_of_what_takes_long_become_small_and_large_again() -> None:
    sizes: list[int] = []

    def run(kind: str, texts: list[str]) -> list[str]:
        sizes.append(len(texts))
        if kind == "hard":
            time.sleep(0.02)
        return texts

    opened = Scheduler(run, BatchSettings(tokens=1024, seconds=0.0, longest=0.01))
    texts = ["a"] * 600
    opened.submit(hard := job(*texts, kind="hard"))
    hard.future.result(LONG)
    opened.close()
    assert sizes[0] == 256
    assert sizes[1] <= 128
    assert sizes[-1] <= 32

    sizes.clear()
    opened = Scheduler(run, BatchSettings(tokens=1024, seconds=0.0, longest=LONG))
    opened.submit(easy := job(*texts * 4))
    easy.future.result(LONG)
    opened.close()
    assert sizes == [256, 512, 1024, 608]


def test_what_is_under_way_ends_when_nobody_wants_it() -> None:
    asked, other = job("long"), job("also")
    under_way, cancelled = threading.Event(), threading.Event()
    steps: list[list[str]] = []

    def run(_: str, texts: list[str]) -> list[str]:
        under_way.set()
        assert cancelled.wait(LONG)
        for step in (texts,) * 3:
            between_searches()
            steps.append(step)
        return texts

    scheduler = Scheduler(run, BatchSettings(seconds=0.0))
    scheduler.submit(asked)
    assert under_way.wait(LONG)
    asked.cancel()
    cancelled.set()
    scheduler.submit(other)
    assert other.future.result(LONG) == ["also"]
    scheduler.close()
    assert steps == [["also"]] * 3
    between_searches()  # of what no scheduler runs, nobody says that it is not wanted


def test_a_batch_goes_on_while_one_of_its_jobs_is_wanted() -> None:
    jobs = [job("one"), job("two")]
    gate, entered = threading.Event(), threading.Event()

    def run(_: str, texts: list[str]) -> list[str]:
        if texts == ["first"]:
            entered.set()
            assert gate.wait(LONG)
        elif "one" in texts:
            jobs[0].cancel()
        between_searches()
        return texts

    scheduler = Scheduler(run, BatchSettings(seconds=0.0))
    scheduler.submit(job("first"))
    assert entered.wait(LONG)
    for each in jobs:
        scheduler.submit(each)
    gate.set()
    assert jobs[1].future.result(LONG) == ["two"]
    scheduler.close()

import contextlib
import os
import sys
from io import StringIO

import pytest
from rich.console import Console

from tests.training.curves import train, validation
from tolmach.training.monitoring.display import (
    Pace,
    PlainDisplay,
    QuietDisplay,
    TerminalDisplay,
    duration,
    training_display,
    validation_words,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _console(*, terminal: bool, width: int = 110) -> tuple[Console, StringIO]:
    written = StringIO()
    columns = width if terminal else None
    return Console(
        file=written, force_terminal=terminal, width=columns, highlight=False, color_system=None
    ), written


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (754, "12 min 34 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 00 min"),
        (7500, "2 h 05 min"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_plain_lines_come_every_ten_seconds_and_at_the_end() -> None:
    console, written = _console(terminal=False)
    clock = Clock()
    display = PlainDisplay(console, clock)
    display.start(1000, 0)
    for update in range(100, 1001, 100):
        clock.now += 4.0
        display.update(train(update, 5.0))
    lines = written.getvalue().splitlines()
    assert [line.split()[1] for line in lines[1:]] == [
        "100/1,000", "400/1,000", "700/1,000", "1,000/1,000",
    ]  # fmt: skip
    assert lines[2].endswith("24 s left")
    assert "loss 5.000  5,300 tokens/s  lr 3.0e-04" in lines[1]


def test_what_is_done_before_the_first_update_is_said() -> None:
    console, written = _console(terminal=False)
    display = PlainDisplay(console, Clock())
    display.preparing("learning [a] vocabulary")
    display.start(1000, 0)
    assert written.getvalue().splitlines()[0] == "learning [a] vocabulary …"


def test_a_terminal_shows_one_step_in_the_place_of_the_other() -> None:
    console, written = _console(terminal=True)
    display = TerminalDisplay(console, Clock())
    display.preparing("learning a vocabulary")
    display.preparing("cutting the text")
    display.start(1000, 0)
    display.stop()
    shown = written.getvalue()
    training = "training from update 0 to 1,000 …"  # until there are figures
    assert shown.index("learning a vocabulary …") < shown.rindex(training)
    assert shown.count("\n") == 1


def test_time_left_of_a_resumed_run_counts_only_its_own_updates() -> None:
    console, written = _console(terminal=False)
    clock = Clock()
    display = PlainDisplay(console, clock)
    display.start(2000, 1000)
    clock.now = 10.0
    display.update(train(1100, 5.0))
    assert "1 min 30 s left" in written.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
def test_samples_are_shown_as_they_are_even_where_they_look_like_markup(terminal: bool) -> None:
    console, written = _console(terminal=terminal)
    with training_display(console=console) as display:
        display.start(1000, 0)
        display.validation(validation(500, 3.2, 12.3, hypotheses=("[red]a[/red]", "[/b] :smile:")))
        display.message("Lower [the] rate.")
    shown = written.getvalue()
    assert "[red]a[/red]" in shown
    assert "[/b] :smile:" in shown
    assert "Lower [the] rate." in shown
    assert "loss 3.200, perplexity 24.5, BLEU 12.3, chrF 24.6" in shown


@pytest.mark.parametrize("terminal", [False, True])
def test_no_sample_says_anything_to_a_terminal(terminal: bool) -> None:
    console, written = _console(terminal=terminal)
    with training_display(console=console) as display:
        display.validation(validation(500, 3.2, 0.1, hypotheses=("ten\x1b]0;x\x07 \x17days",)))
    assert "ten]0;x days" in written.getvalue()
    assert not {"\x07", "\x17"} & set(written.getvalue())


def test_the_terminal_line_shows_where_training_stands() -> None:
    console, written = _console(terminal=True)
    clock = Clock()
    display = TerminalDisplay(console, clock)
    display.start(1000, 0)
    clock.now = 10.0
    display.update(train(100, 5.0))
    display.stop()
    display.stop()
    shown = written.getvalue()
    for part in ("100/1,000", "epoch 0.2", "loss 5.000", "5,300 tokens/s", "1 min 30 s left"):
        assert part in shown


def test_the_line_fits_a_narrow_terminal() -> None:
    console, written = _console(terminal=True, width=80)
    clock = Clock()
    display = TerminalDisplay(console, clock)
    display.start(100_000, 0)
    clock.now = 1000.0
    display.update(train(10_000, 5.0))
    display.stop()
    assert "10,000/100,000  epoch 20.0  loss 5.000  5,300 tokens/s  2 h 30 min left" in (
        written.getvalue()
    )


def test_at_most_three_samples_are_shown_each_with_source_and_reference() -> None:
    for terminal in (False, True):
        console, written = _console(terminal=terminal)
        with training_display(console=console) as display:
            display.validation(validation(500, 3.2, 12.3, hypotheses=("h0", "h1", "h2", "h3")))
        shown = written.getvalue()
        assert [f"{kind}{n}" in shown for kind in "srh" for n in range(4)] == [
            *[True] * 3,
            False,
        ] * 3
        assert shown.index("s0") < shown.index("r0") < shown.index("h0") < shown.index("s1")


def test_a_new_best_is_said_and_scores_that_are_not_there_are_left_out() -> None:
    record = validation(1500, 3.2, 12.3)
    record["best"] = True
    assert validation_words(record) == (
        "validation at update 1,500: loss 3.200, perplexity 24.5, BLEU 12.3, chrF 24.6, the best "
        "so far"
    )
    del record["bleu"], record["chrf"]
    record["best"] = False
    assert validation_words(record) == "validation at update 1,500: loss 3.200, perplexity 24.5"


def test_before_the_first_update_nobody_knows_how_long_it_takes() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.start(100, 40)
    assert pace.left(40) == "?"
    clock.now = 10.0
    assert (pace.left(60), pace.left(100), pace.left(120)) == ("20 s", "0 s", "0 s")


def test_a_run_that_goes_on_begins_its_lines_at_once() -> None:
    console, written = _console(terminal=False)
    clock = Clock()
    clock.now = 5.0
    display = PlainDisplay(console, clock)
    display.start(2000, 1000)
    display.update(train(1001, 5.0))
    display.update(train(1002, 5.0))
    assert [line.split()[1] for line in written.getvalue().splitlines()[1:]] == ["1,001/2,000"]
    assert written.getvalue().startswith("training from update 1,000 to 2,000\n")


def test_quiet_keeps_warnings() -> None:
    console, written = _console(terminal=False)
    with training_display(quiet=True, console=console) as display:
        display.start(1000, 0)
        display.update(train(100, 5.0))
        display.validation(validation(500, 3.2, 12.3))
        assert written.getvalue() == ""
        display.message("Diverging.")
    assert written.getvalue() == "Diverging.\n"


def test_the_display_follows_the_terminal() -> None:
    kinds = []
    for quiet, terminal in ((False, False), (False, True), (True, True)):
        with training_display(quiet=quiet, console=_console(terminal=terminal)[0]) as display:
            kinds.append(type(display))
    assert kinds == [PlainDisplay, TerminalDisplay, QuietDisplay]


def test_whatever_ends_a_display_the_cursor_is_back() -> None:
    console, written = _console(terminal=True)
    hide, show = "\x1b[?25l", "\x1b[?25h"

    def interrupted() -> None:
        with training_display(console=console) as display:
            display.preparing("closing gates")
            assert (written.getvalue().count(hide), written.getvalue().count(show)) == (1, 0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert written.getvalue().count(show) == 1


@pytest.mark.parametrize("terminal", [True, False])
def test_the_scores_are_signed_once(terminal: bool) -> None:
    console, written = _console(terminal=terminal)
    with training_display(console=console) as display:
        record = validation(1000, 3.0, 20.0)
        record["judge"], record["signatures"] = "chrf", ["BLEU|tok:zh", "chrF2|nc:6"]
        for _ in range(2):
            display.validation(record)
    assert written.getvalue().count("the best model is the one with the highest chrF") == 1
    assert written.getvalue().count("chrF2|nc:6") == 1


def test_a_long_sample_is_folded_and_not_cut() -> None:
    console, written = _console(terminal=True, width=40)
    with training_display(console=console) as display:
        display.validation(validation(500, 3.2, 12.3, hypotheses=("x" * 200,)))
    assert written.getvalue().count("x") == 200


def test_a_training_goes_on_when_nobody_reads_its_display(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with contextlib.suppress(BrokenPipeError), os.fdopen(writer, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with training_display() as display:
            for text in ("one", "two"):
                display.message(text)
                display.preparing(text)

"""Steps are timed and shown; names with brackets are shown as they are."""

import io
import threading

import pytest
from rich.console import Console

from sap.run.progress import Progress, ScreenProgress


def test_steps_are_timed_in_order():
    progress = Progress()
    with progress.step("one"), progress.step("two"):
        pass
    progress.say("nothing")
    assert list(progress.seconds) == ["two", "one"]
    assert progress.seconds["one"] >= progress.seconds["two"] >= 0


def test_a_screen_shows_what_was_done_and_how_long_it_took():
    stream = io.StringIO()
    progress = ScreenProgress(Console(file=stream, width=100))
    with progress.step("Fit P1 [bold]primary[/bold]"):
        pass
    progress.say("[red]done")
    text = stream.getvalue()
    assert "Fit P1 [bold]primary[/bold]" in text
    assert "0.00 s" in text
    assert "[red]done" in text


def test_a_long_step_stays_on_one_line():
    stream = io.StringIO()
    progress = ScreenProgress(Console(file=stream, width=80))
    with progress.step("Fit " + "very " * 40):
        pass
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(" s")
    assert "…" in line
    assert list(progress.seconds) == ["Fit " + "very " * 40]


def test_a_step_that_fails_is_not_shown_as_done():
    stream = io.StringIO()
    progress = ScreenProgress(Console(file=stream, width=100))
    with pytest.raises(ValueError, match="broken"), progress.step("Read"):
        raise ValueError("broken")
    assert progress.seconds == {}
    assert " s\n" not in stream.getvalue()


def test_a_step_done_elsewhere_is_shown_with_its_seconds():
    stream = io.StringIO()
    progress = ScreenProgress(Console(file=stream, width=100))
    progress.done("Fit P1", 1.5)
    assert stream.getvalue().split() == ["Fit", "P1", "1.50", "s"]
    assert progress.seconds == {"Fit P1": 1.5}


def test_nothing_moves_during_a_still_step():
    stream = io.StringIO()
    progress = ScreenProgress(Console(file=stream, width=100, force_terminal=True))
    with progress.step("Write", still=True):
        before = threading.active_count()
    assert before == threading.active_count()
    assert "Write" in stream.getvalue()
    with progress.step("Read"):
        assert threading.active_count() == before + 1


def test_what_was_said_is_kept():
    progress = ScreenProgress(Console(file=io.StringIO(), width=100))
    progress.say("one")
    progress.say("two")
    assert progress.said == ["one", "two"]

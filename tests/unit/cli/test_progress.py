"""Progress goes to stderr, and only to a terminal."""

from __future__ import annotations

import click
import pytest

from lockscan.app import NO_PROGRESS
from lockscan.cli.progress import progress


def test_nothing_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(wanted=True) as shown:
        assert shown is NO_PROGRESS
        shown.phase("Reading", 2)
        shown.advance()
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with progress(wanted=True) as shown:
        shown.phase("Reading", 2)
        shown.advance()
        shown.phase("Following the locks", 0)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Following the locks" in click.unstyle(err)


def test_nothing_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress(wanted=False) as shown:
        assert shown is NO_PROGRESS

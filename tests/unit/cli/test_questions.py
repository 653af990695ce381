"""--explain-finding and --why-not on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan import cli
from tests.unit.inquiry.driver import line, write


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    return tmp_path


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(arguments)
    captured = capfd.readouterr()
    return status, captured.out, captured.err


def test_explain_finding(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capfd, "--jobs", "1", "--explain-finding", f"card.c:{line('bad')}", ".")
    assert status == 0
    assert out.startswith(f"card.c:{line('bad')}:2: error: ")
    assert "*** DEADLOCK ***" in out
    assert "* what would silence it" in out
    status, out, err = run(capfd, "--jobs", "1", "--explain-finding", "card.c:1", ".")
    assert (status, out) == (2, "")
    assert "no finding is 'card.c:1'" in err


def test_why_not(capfd: pytest.CaptureFixture[str]) -> None:
    place = f"card.c:{line('off')}"
    status, out, _ = run(capfd, "--jobs", "1", "--why-not", place, "irq-unsafe-lock")
    assert status == 0
    assert out.startswith(f"irq-unsafe-lock at {place}:\n* ")
    assert "hard irqs are off" in out
    assert run(capfd, "--jobs", "1", "--why-not", place, "irq-unsafe-lock", "card.c")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("card.c:1", "irq-unsafe-lok"), "did you mean 'irq-unsafe-lock'?"),
        (("card.c", "irq-unsafe-lock"), "'card.c' is not FILE:LINE"),
        (("gone.c:1", "irq-unsafe-lock"), "gone.c: no such file"),
    ],
)
def test_wrong_questions(capfd: pytest.CaptureFixture[str], arguments: tuple[str, str], message: str) -> None:
    status, _, err = run(capfd, "--jobs", "1", "--why-not", *arguments)
    assert status == 2
    assert message in err

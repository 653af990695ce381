"""--fix and --diff-fix on the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lockscan import cli

OLD = """\
#include <linux/spinlock.h>
static spinlock_t list_lock = SPIN_LOCK_UNLOCKED;
void f(void)
{
	spin_lock(&list_lock);
	spin_lock(&list_lock);
}
"""
NEW = OLD.replace("spinlock_t list_lock = SPIN_LOCK_UNLOCKED", "DEFINE_SPINLOCK(list_lock)")


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.c").write_text(OLD)
    return tmp_path


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(["--jobs", "1", *arguments, "."])
    captured = capfd.readouterr()
    return status, captured.out, captured.err


def test_fix(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    status, out, err = run(capfd, "-q", "--fix")
    assert (directory / "a.c").read_text() == NEW
    assert (status, err) == (1, "lockscan: 1 finding mended\n")
    assert [line.rpartition(" ")[2] for line in out.splitlines()] == ["[double-acquire]"]
    assert run(capfd, "-q", "--fix", "--ignore", "double-acquire") == (0, "", "")


def test_diff_fix(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    status, out, err = run(capfd, "--diff-fix")
    assert (directory / "a.c").read_text() == OLD
    assert (status, err) == (1, "lockscan: 1 finding can be mended\n")
    subprocess.run(["git", "apply"], input=out.encode(), cwd=directory, check=True)
    assert (directory / "a.c").read_text() == NEW
    status, out, _ = run(capfd, "--diff-fix")
    assert (status, out) == (0, "")


def test_only_what_is_reported(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    assert run(capfd, "--fix", "--rule", "double-acquire")[0] == 1
    run(capfd, "--write-baseline", "known.json")
    assert run(capfd, "--fix", "--baseline", "known.json")[0] == 0
    assert (directory / "a.c").read_text() == OLD


def test_fix_and_diff_exclude_each_other(capfd: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capfd, "--fix", "--diff", "-")
    assert status == 2
    assert "exclude each other" in err

"""`--graph`: which function is meant, and where the drawing goes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lockscan import cli

CODE = """\
#include <linux/spinlock.h>
struct card { spinlock_t lock; int n; };
static void card_clear(struct card *c)
{
	spin_lock_bh(&c->lock);
	c->n = 0;
	spin_unlock_bh(&c->lock);
}
void %s_start(struct card *c) { card_clear(c); }
"""


@pytest.fixture(autouse=True)
def drivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.c").write_text(CODE % name)


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run(["--jobs", "1", *arguments])
    captured = capfd.readouterr()
    return status, captured.out, captured.err


def test_text_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "--graph", "card_clear", "one")
    assert (status, err) == (0, "")
    assert out.startswith("one/main.c:3: card_clear()\n")
    assert "[2] holds c->lock; bottom halves off\n" in out


@pytest.mark.parametrize(("form", "start"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<?xml")])
def test_other_forms_into_a_file(capfd: pytest.CaptureFixture[str], form: str, start: str) -> None:
    assert run(capfd, "--graph", "card_clear()", "--graph-format", form, "-o", "drawing", "one") == (0, "", "")
    assert Path("drawing").read_text(encoding="utf-8").startswith(start)


def test_the_same_drawing_in_every_run(repository: Path) -> None:
    drawings = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "lockscan", "--graph", "card_clear", "--graph-format", "svg", "one"]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(repository)}
        drawings.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert len(drawings) == 1


def test_several_of_one_name(capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capfd, "--graph", "card_clear", "one", "two")
    assert (status, out) == (2, "")
    assert "several functions are called 'card_clear': one/main.c:card_clear, two/main.c:card_clear" in err
    status, out, _ = run(capfd, "--graph", "two/main.c:card_clear", "one", "two")
    assert status == 0
    assert out.startswith("two/main.c:3:")


def test_no_such_function(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "--graph", "card_claer", "one") == (
        2,
        "",
        "lockscan: no function 'card_claer'; did you mean 'card_clear'?\n",
    )
    assert run(capfd, "--graph", "three.c:card_clear", "one")[2] == "lockscan: no function 'card_clear' in three.c\n"


def test_a_function_without_locks(capfd: pytest.CaptureFixture[str]) -> None:
    Path("one/plain.c").write_text("int card_plain(int n) { return n + 1; }\n")
    assert run(capfd, "--graph", "card_plain", "one") == (
        2,
        "",
        "lockscan: card_plain() does nothing to locks, directly or below a call\n",
    )


def test_files_that_cannot_be_read_are_told(capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy("one/main.c", "one/other.c")
    Path("one/other.c").write_bytes(b"int x;\0")
    assert "(1 files could not be read)" in run(capfd, "--graph", "nothing", "one")[2]

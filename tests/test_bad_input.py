"""Input that no kernel developer wrote: a clear message, the right exit status, and the findings of the other files."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from lockscan import cli
from lockscan.frontend import includes
from lockscan.frontend.contents import bytes_of

GOOD = """\
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(table_lock);

void table_add(void)
{
	spin_lock(&table_lock);
	spin_lock(&table_lock);
}
"""
FOUND = "good.c:8:2: error:"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run lockscan in a directory that has `good.c`, a file with one finding: (exit status, stdout, stderr)."""
    (tmp_path / "good.c").write_text(GOOD)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = cli.run(arguments)
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return call


def test_a_missing_path(run: Run) -> None:
    status, out, err = run("gone", "good.c")
    assert (status, err) == (2, "lockscan: gone: no such file or directory\n")
    assert FOUND in out


def test_a_directory_without_c_files(run: Run) -> None:
    Path("empty").mkdir()
    status, out, _ = run("empty")
    assert status == 3
    assert "empty:1:1: note: not analysed: no C files in this directory" in out
    assert run("empty", "good.c")[0] == 1


def test_a_link_to_nowhere(run: Run) -> None:
    Path("dangling.c").symlink_to("nowhere.c")
    status, out, _ = run("dangling.c", "good.c")
    assert status == 1
    assert "dangling.c:1:1: note: not analysed: " in out
    assert FOUND in out


def test_an_empty_file(run: Run) -> None:
    Path("empty.c").touch()
    status, out, err = run("empty.c")
    assert (status, err) == (0, "")
    assert "1 file (0 lines), 0 of 0 functions analysed" in out


def test_binary_bytes(run: Run) -> None:
    Path("binary.c").write_bytes(random.Random(1).randbytes(20_000))
    status, out, _ = run("binary.c")
    assert status == 3
    assert "binary.c:1:1: note: not analysed: " in out
    assert FOUND in run("binary.c", "good.c")[1]


def test_bytes_that_are_not_utf8(run: Run) -> None:
    text = GOOD.replace("static", "/* caf\xe9 */ static").encode("latin-1")
    Path("latin.c").write_bytes(text)
    status, out, _ = run("latin.c")
    assert status == 1
    assert "latin.c:8:2: error:" in out


@pytest.mark.parametrize("form", ["text", "sarif", "json"])
def test_a_name_that_is_not_utf8(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "good.c").rename(os.fsdecode(b"caf\xe9.c"))
    status, out, err = run("--format", form, ".")
    assert (status, "internal" in err) == (1, False)
    assert "table_lock" in out


def test_an_unreadable_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("secret.c").write_text(GOOD)
    Path("secret.c").chmod(0)
    if os.access("secret.c", os.R_OK):  # root may read everything

        def refuse(path: str) -> bytes:
            if path == "secret.c":
                raise PermissionError(13, "Permission denied", path)
            return bytes_of(path)

        monkeypatch.setattr(includes, "bytes_of", refuse)
    status, out, _ = run("secret.c", "good.c")
    assert status == 1
    assert "secret.c:1:1: note: not analysed: the file cannot be read" in out
    assert FOUND in out


def test_deep_nesting(run: Run) -> None:
    depth = 1000
    deep = "void deep(int x)\n{\n" + "if (x) {\n" * depth + "x++;\n" + "}\n" * depth + "}\n"
    brackets = f"int brackets(int x)\n{{\n\treturn {'(' * depth}x{')' * depth};\n}}\n"
    Path("deep.c").write_text(deep + GOOD.replace("table", "deep_table"))
    Path("brackets.c").write_text(brackets + GOOD.replace("table", "brackets_table"))
    status, out, _ = run(".")
    assert status == 1
    assert FOUND in out
    for name, lines in (("deep.c", deep.count("\n")), ("brackets.c", brackets.count("\n"))):
        assert f"{name}:{8 + lines}:2: error:" in out or f"{name}:" in out.partition("not analysed")[2]


def test_an_include_loop(run: Run) -> None:
    Path("loop.h").write_text('#include "loop.h"\n')
    Path("loop.c").write_text('#include "loop.h"\n#include "loop.c"\n' + GOOD.replace("table", "loop_table"))
    status, out, _ = run("loop.c", "good.c")
    assert status == 1
    assert FOUND in out
    assert "loop.c:10:2: error:" in out


def test_unbalanced_braces(run: Run) -> None:
    Path("broken.c").write_text("void broken(void)\n{\n\tif (x) {\n}\n\nvoid next(void)\n{\n}\n")
    status, out, _ = run("broken.c")
    assert status == 3
    assert "broken.c:" in out
    assert FOUND in run("broken.c", "good.c")[1]


FUNCTION = """\
int f%d(struct d *d)
{
	spin_lock(&d->lock);
	d->y = %d;
	spin_unlock(&d->lock);
	return 0;
}
"""


def generated(functions: int, numbers: int) -> str:
    """What a generator writes: a long table and many functions that are all alike."""
    table = "".join(f"\t0x{number:08x},\n" for number in range(numbers))
    body = "".join(FUNCTION % (number, number) for number in range(functions))
    head = "#include <linux/spinlock.h>\nstruct d { spinlock_t lock; int y; };\n"
    return f"{head}static const int table[] = {{\n{table}}};\n{body}"


@pytest.mark.slow
def test_a_large_generated_file(run: Run) -> None:
    text = generated(functions=10_000, numbers=310_000)
    assert len(text) > 5_000_000
    Path("large.c").write_text(text)
    status, out, _ = run("--timeout", "300", "large.c", "good.c")
    assert status == 1
    assert "2 files" in out
    assert "10,001 of" in out
    assert FOUND in out


def test_a_file_that_takes_too_long(run: Run) -> None:
    """The limit leaves the small file a lot of room, for the machine may be busy."""
    Path("large.c").write_text(generated(functions=100, numbers=5_000_000))
    status, out, _ = run("--timeout", "2", "--jobs", "2", "large.c", "good.c")
    assert status == 1
    assert "large.c:1:1: note: not analysed: took longer than 2 s" in out
    assert FOUND in out


def test_a_broken_configuration(run: Run) -> None:
    Path(".lockscan.toml").write_text("\njobs = \n")
    status, out, err = run("good.c")
    assert (status, out) == (2, "")
    assert err.startswith("lockscan: .lockscan.toml:2: not valid TOML")


def test_a_broken_model_row(run: Run) -> None:
    Path(".lockscan.toml").write_text(
        '[[function]]\nprototype = "void f(struct foo *foo)"\neffects = ["acquire(bar->lock, spinlock, write)"]\n'
    )
    status, out, err = run("good.c")
    assert (status, out) == (2, "")
    assert err.startswith("lockscan: .lockscan.toml:3: ")
    assert "'bar'" in err

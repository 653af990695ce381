"""`lockscan-kbuild` on command lines as kbuild makes them, and in a real build of a module where there are headers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from lockscan.cli import kbuild

HEADERS = sorted(path for path in Path("/usr/src").glob("linux-headers-*-amd64") if (path / "Makefile").is_file())
LOCKSCAN = [sys.executable, "-m", "lockscan"]
CHECK = [sys.executable, "-m", "lockscan.cli.kbuild"]

CARD_H = """\
#include <linux/spinlock.h>
struct card {
	spinlock_t lock;
	int events;
};
static inline void card_enter(struct card *card)
{
	spin_lock(&card->lock);
}
int card_register(struct card *card, int irq);
void card_count(struct card *card);
"""
IRQ_C = """\
#include <linux/module.h>
#include <linux/interrupt.h>
#include "card.h"

static irqreturn_t card_interrupt(int irq, void *data)
{
	struct card *card = data;

	spin_lock(&card->lock);
	card->events++;
	spin_unlock(&card->lock);
	return IRQ_HANDLED;
}

int card_register(struct card *card, int irq)
{
	spin_lock_init(&card->lock);
	return request_irq(irq, card_interrupt, 0, "card", card);
}

MODULE_LICENSE("GPL");
"""
COUNT_C = """\
#include <linux/module.h>
#include <linux/fs.h>
#include "card.h"

void card_count(struct card *card)
{
	card_enter(card);
	card->events = 0;
	spin_unlock(&card->lock);
}

static struct card the_card;

static int card_open(struct inode *inode, struct file *file)
{
	spin_lock(&the_card.lock);
	the_card.events = 0;
	spin_unlock(&the_card.lock);
	card_count(&the_card);
	return 0;
}

const struct file_operations card_fops = { .open = card_open };

static int __init card_init(void)
{
	return card_register(&the_card, 5);
}
module_init(card_init);
"""
FLAGS = [
    "-Wp,-MMD,./.count.o.d",
    "-nostdinc",
    "-I/usr/include",
    "-include",
    "/no/such.h",
    "-D__KERNEL__",
    "-std=gnu11",
    "--param=allow-store-data-races=0",
    "-mcmodel=kernel",
    "-fplugin=x.so",
    '-DKBUILD_MODNAME="card"',
    "@flags",
    "-D__CHECKER__",
]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("card.h", CARD_H), ("irq.c", IRQ_C), ("count.c", COUNT_C)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "Makefile").write_text("obj-m := card.o\ncard-y := irq.o count.o\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(text: str) -> list[tuple[str, str, str]]:
    """File, line and rule of each finding in a text."""
    lines = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning|note): .*\[([\w-]+)\]$", text, re.MULTILINE)
    return sorted((Path(path).name, line, rule) for path, line, rule in lines)


def test_all_files_together_report_what_a_scan_of_the_driver_does(
    module: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("irq.c", "count.c"):
        assert kbuild.run([*FLAGS, "-c", name]) == 0
    reported = found(capfd.readouterr().err)
    scan = subprocess.run([*LOCKSCAN, "-q", "."], capture_output=True, text=True, check=False)
    assert reported == found(scan.stdout)
    assert {name for name, _, _ in reported} == {"card.h", "count.c"}


def test_a_finding_that_is_all_in_a_header_is_told_once(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (module / "lock.h").write_text("static spinlock_t the_lock = SPIN_LOCK_UNLOCKED;\n", encoding="utf-8")
    (module / "card.h").write_text('#include "lock.h"\n' + CARD_H, encoding="utf-8")
    for name in ("irq.c", "count.c"):
        assert kbuild.run([*FLAGS, "-c", name]) == 0
    reported = found(capfd.readouterr().err)
    assert reported.count(("lock.h", "1", "deprecated-spinlock-initializer")) == 1
    scan = subprocess.run([*LOCKSCAN, "-q", "."], capture_output=True, text=True, check=False)
    assert reported == found(scan.stdout)


def test_what_m_names_is_one_program(
    module: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two modules in two directories, which are built together."""
    for name in ("irq", "count"):
        (module / name).mkdir()
        (module / f"{name}.c").rename(module / name / f"{name}.c")
        (module / name / "Makefile").write_text(f"obj-m := {name}.o\n", encoding="utf-8")
    (module / "Makefile").write_text("obj-m := irq/ count/\n", encoding="utf-8")
    monkeypatch.setenv("KBUILD_EXTMOD", str(module))
    for name in ("irq/irq.c", "count/count.c"):
        assert kbuild.run([*FLAGS, "-c", name]) == 0
    reported = found(capfd.readouterr().err)
    scan = subprocess.run([*LOCKSCAN, "-q", "."], capture_output=True, text=True, check=False)
    assert reported == found(scan.stdout)
    assert {name for name, _, _ in reported} == {"card.h", "count.c"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["--fail", *FLAGS, "count.c"], 1, id="findings"),
        pytest.param(["--fail", *FLAGS, "irq.c"], 0, id="none in this file"),
        pytest.param(["--fail", *FLAGS, "gone.c"], 2, id="no such file, told to fail"),
        pytest.param([*FLAGS, "gone.c"], 0, id="no such file"),
        pytest.param([], 2, id="nothing at all"),
    ],
)
def test_the_build_ends_only_if_it_is_told_to(module: Path, arguments: Iterable[str], status: int) -> None:
    assert kbuild.run(list(arguments)) == status


def test_a_mistake_in_the_configuration_is_told_and_does_no_harm(
    module: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (module / ".lockscan.toml").write_text("jbos = 3\n", encoding="utf-8")
    assert kbuild.run([*FLAGS, "count.c"]) == 0
    assert ".lockscan.toml:1" in capfd.readouterr().err
    assert kbuild.run(["--fail", *FLAGS, "count.c"]) == 2


def test_what_was_not_analysed_is_told(module: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (module / "irq.c").write_bytes(b"int card_register(void);\0\n")
    assert kbuild.run([*FLAGS, "irq.c"]) == 0
    assert "irq.c: not analysed: binary data" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not HEADERS or shutil.which("make") is None, reason="no configured kernel headers, or no make")
@pytest.mark.parametrize("jobs", [1, 4])
def test_a_real_build_of_a_module(module: Path, jobs: int) -> None:
    command = ["make", "-C", str(HEADERS[-1]), f"M={module}", f"-j{jobs}", "C=2", f"CHECK={' '.join(CHECK)}"]
    build = subprocess.run([*command, "modules"], capture_output=True, text=True, check=False, timeout=300)
    assert build.returncode == 0, build.stderr
    assert (module / "card.ko").is_file()
    scan = subprocess.run([*LOCKSCAN, "-q", str(module)], capture_output=True, text=True, check=False)
    assert found(build.stderr) == found(scan.stdout) != []
    assert database(module, module / "compile_commands.json") == 2
    with_real_headers = subprocess.run(
        [*LOCKSCAN, "-v", str(module)], capture_output=True, text=True, check=False, timeout=300
    )
    assert found(re.sub(r"^.* note: .*$", "", with_real_headers.stdout, flags=re.MULTILINE)) == found(scan.stdout)
    assert "5 of 5 functions analysed" in with_real_headers.stdout
    assert "0 skipped" in with_real_headers.stdout


def database(module: Path, path: Path) -> int:
    """Write compile_commands.json from what kbuild keeps beside each object; how many files are in it."""
    entries = []
    for kept in sorted(module.glob(".*.o.cmd")):
        line = kept.read_text(encoding="utf-8").splitlines()[0]
        command = re.fullmatch(r"(?:saved)?cmd_\S+ :=\s*(\S*gcc\S* .* (\S+\.c))\s*(?:;.*)?", line)
        if command is not None and not command[2].endswith(".mod.c"):
            entries.append({"directory": str(HEADERS[-1]), "command": command[1], "file": command[2]})
    path.write_text(json.dumps(entries), encoding="utf-8")
    return len(entries)

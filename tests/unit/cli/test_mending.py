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


CARD_H = """\
#include <linux/spinlock.h>
struct card {
	spinlock_t lock;
	int events;
};
static inline void card_count(struct card *card)
{
	spin_lock_bh(&card->lock);
	card->events++;
	spin_unlock_bh(&card->lock);
}
"""
CARD_C = """\
#include <linux/interrupt.h>
#include <linux/fs.h>
#include "card.h"
static struct card the_card;
static irqreturn_t card_irq(int irq, void *data)
{
	spin_lock(&the_card.lock);
	spin_unlock(&the_card.lock);
	return IRQ_HANDLED;
}
static int card_open(struct inode *inode, struct file *file)
{
	card_count(&the_card);
	return 0;
}
static const struct file_operations card_fops = { .open = card_open };
int card_start(int irq)
{
	spin_lock_init(&the_card.lock);
	return request_irq(irq, card_irq, 0, "card", &the_card);
}
"""


def test_a_function_in_a_header_that_turns_bottom_halves_off(
    capfd: pytest.CaptureFixture[str], directory: Path
) -> None:
    (directory / "a.c").write_text(CARD_C)
    (directory / "b.c").write_text('#include "card.h"\nvoid more(struct card *card)\n{\n\tcard_count(card);\n}\n')
    (directory / "card.h").write_text(CARD_H)
    status, out, err = run(capfd, "-q", "--fix")
    assert (status, out, err) == (0, "", "lockscan: 1 finding mended\n")
    new = CARD_H.replace(
        "{\n\tspin_lock_bh(&card->lock)", "{\n\tunsigned long flags;\n\n\tspin_lock_irqsave(&card->lock, flags)"
    )
    assert (directory / "card.h").read_text() == new.replace(
        "unlock_bh(&card->lock)", "unlock_irqrestore(&card->lock, flags)"
    )

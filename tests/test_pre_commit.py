"""The hook as people use it: the real pre-commit, a repository made here, a commit that must not pass."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CARD_H = """\
#include <linux/spinlock.h>
struct card {
	spinlock_t lock;
	spinlock_t other;
	int events, resets;
};
void card_count(struct card *card);
"""
MAIN = """\
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

int card_start(struct card *card, int irq)
{
	spin_lock_init(&card->lock);
	spin_lock_init(&card->other);
	return request_irq(irq, card_interrupt, 0, "card", card);
}

void card_reset(struct card *card)
{
	card_count(card);
}

void card_twice(struct card *card)
{
	spin_lock(&card->other);
	spin_lock(&card->other);
}
"""
COUNT = """\
#include "card.h"

void card_count(struct card *card)
{
	unsigned long flags;

	spin_lock_irqsave(&card->lock, flags);
	card->events = 0;
	spin_unlock_irqrestore(&card->lock, flags);
}
"""
WORSE = COUNT.replace("\tunsigned long flags;\n\n", "").replace("_irqsave", "").replace("_irqrestore", "")
CONFIGURATION = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: lockscan
"""


def run(directory: Path, *command: str | Path, status: int | None = 0) -> str:
    done = subprocess.run(list(map(str, command)), cwd=directory, capture_output=True, text=True, check=False)
    if status is not None:
        assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(directory: Path, *arguments: str | Path, status: int = 0) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return run(directory, "git", *identity, *arguments, status=status)


def pre_commit(directory: Path, *arguments: str, status: int | None = 0) -> str:
    return run(directory, sys.executable, "-m", "pre_commit", *arguments, status=status)


@pytest.fixture(scope="module")
def hooks(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as a repository of its own: pre-commit clones what is committed."""
    copy = tmp_path_factory.mktemp("hooks") / "lockscan"
    left_out = shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", "*.so", "__pycache__", ".*_cache")
    shutil.copytree(repository, copy, ignore=left_out)
    git(copy, "init", "-q")
    git(copy, "add", "-A")
    git(copy, "commit", "-qm", "lockscan")
    return copy


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installs."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(hooks: Path, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(environment))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    driver = tmp_path / "drivers/card"
    driver.mkdir(parents=True)
    for name, text in (("card.h", CARD_H), ("main.c", MAIN), ("count.c", COUNT)):
        (driver / name).write_text(text)
    revision = git(hooks, "rev-parse", "HEAD").strip()
    (tmp_path / ".pre-commit-config.yaml").write_text(CONFIGURATION.format(repository=hooks, revision=revision))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def findings(output: str) -> list[str]:
    return [line for line in output.splitlines() if ": error: " in line or ": warning: " in line]


def test_a_commit_that_makes_a_deadlock_with_another_file(project: Path) -> None:
    pre_commit(project, "install")
    (project / "drivers/card/count.c").write_text(WORSE)
    git(project, "add", "-A")
    output = git(project, "commit", "-m", "cheaper locks", status=1)
    (finding,) = findings(output)
    assert finding.startswith("drivers/card/count.c:5:")
    assert finding.endswith("[irq-unsafe-lock]")
    assert "card_interrupt() is registered here" in output
    assert git(project, "log", "--oneline").count("\n") == 1

    (project / "drivers/card/count.c").write_text(COUNT.replace("events = 0", "resets++"))
    git(project, "add", "-A")
    git(project, "commit", "-m", "harmless")
    assert git(project, "log", "--oneline").count("\n") == 2


def test_only_what_is_staged_counts(project: Path) -> None:
    (project / "drivers/card/card.h").write_text(CARD_H + "#define CARDS 4\n")
    git(project, "add", "-A")
    (project / "drivers/card/count.c").write_text(WORSE)
    assert "Passed" in pre_commit(project, "run")


def test_all_files_and_two_revisions(project: Path) -> None:
    (found,) = findings(pre_commit(project, "run", "--all-files", status=1))
    assert found.endswith("[double-acquire]")
    (project / "drivers/card/count.c").write_text(WORSE)
    git(project, "commit", "-aqm", "worse")
    output = pre_commit(project, "run", "--from-ref", "HEAD~", "--to-ref", "HEAD", status=1)
    (found,) = findings(output)
    assert found.endswith("[irq-unsafe-lock]")


def test_it_is_quick(project: Path) -> None:
    (project / "drivers/card/count.c").write_text(WORSE)
    git(project, "add", "-A")
    pre_commit(project, "run", status=None)  # installs
    before = _spent()
    pre_commit(project, "run", status=1)
    assert _spent() - before < 4


def _spent() -> float:
    """Processor time of this process's children, in seconds: what else the machine does must not matter."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

"""A Dask cluster with a real scheduler, and workers that share no directory with us: the findings are the same."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lockscan import app
from lockscan.config import Settings
from lockscan.errors import ClusterError
from lockscan.findings import Outcome
from lockscan.report import jsonl

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

DRIVER = """\
#include <linux/interrupt.h>
#include "own.h"

static irqreturn_t handler(int irq, void *cookie)
{
	struct dev *dev = cookie;

	mydev_lock(dev);
	spin_unlock(&dev->lock);
	return IRQ_HANDLED;
}

int setup_%d(struct dev *dev)
{
	int error = request_irq(7, handler, 0, "dev", dev);

	spin_lock(&dev->lock);
	spin_unlock(&dev->lock);
	return error;
}
"""
MODELS = """\
[[function]]
prototype = "void mydev_lock(struct dev *dev)"
effects = ["acquire(dev->lock, spinlock, write)"]
"""
DIRECTORIES = 12


class Cluster:
    """The scheduler and the workers, each a process of its own."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "scheduler.json"
        self._directory = directory
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        for _ in range(200):
            if self.file.exists():
                break
            time.sleep(0.1)
        for number in range(3):
            arguments = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", f"w{number}")
            self._start("distributed.cli.dask_worker", *arguments)

    @property
    def address(self) -> str:

        return str(json.loads(self.file.read_text())["address"])

    def _start(self, module: str, *arguments: str) -> None:
        place = self._directory / f"process{len(self.processes)}"
        place.mkdir()
        command = [sys.executable, "-m", module, "--scheduler-file", str(self.file), *arguments]
        with (place / "log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, cwd=place, stdout=log, stderr=log))

    def kill_a_worker(self) -> None:
        self.processes[-1].kill()

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@contextmanager
def running(directory: Path) -> Iterator[Cluster]:
    cluster = Cluster(directory)
    try:
        yield cluster
    finally:
        cluster.end()


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "source"
    for number in range(DIRECTORIES):
        place = root / f"d{number}"
        place.mkdir(parents=True)
        (place / "own.h").write_text("struct dev { spinlock_t lock; };\nvoid mydev_lock(struct dev *dev);\n")
        for name in "ab":
            (place / f"{name}.c").write_text(DRIVER % number)
    (root / "own.toml").write_text(MODELS)
    monkeypatch.chdir(root)
    return root


class Killer:
    """Told how far the scan is, kills a worker in the middle of each phase's inputs that it is asked to."""

    def __init__(self, cluster: Cluster, phase: str) -> None:
        self._cluster, self._wanted, self._phase, self._steps = cluster, phase, "", 0

    def phase(self, name: str, total: int) -> None:
        self._phase, self._steps = name, 0

    def advance(self) -> None:
        self._steps += 1
        if self._phase == self._wanted and self._steps == 3:
            self._cluster.kill_a_worker()


def said(outcome: Outcome) -> list[str]:
    return list(jsonl.render(replace(outcome, seconds=0.0)))


@pytest.mark.parametrize("phase", ["Reading", "Following the locks"])
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_finds_the_same(source: Path, tmp_path: Path, phase: str) -> None:
    settings = Settings(jobs=1, models=(Path("own.toml"),))
    here = app.scan([Path()], settings)
    assert len(here.findings) >= DIRECTORIES
    with running(tmp_path) as cluster:
        there = app.scan([Path()], replace(settings, scheduler=cluster.address), Killer(cluster, phase))
        kept = replace(settings, scheduler=cluster.address, cache=tmp_path / "cache")
        assert [said(app.scan([Path()], kept)) for _ in range(2)] == [said(here)] * 2
        assert cluster.processes[-1].poll() is not None
    assert said(there) == said(here)
    assert [path.name for place in tmp_path.glob("process*") for path in place.rglob("*.c")] == []


@pytest.mark.filterwarnings("ignore")
def test_no_scheduler(source: Path) -> None:
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        app.scan([Path()], Settings(scheduler="tcp://127.0.0.1:9"))

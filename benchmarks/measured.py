"""Runs a command and measures it: CPU seconds with all children, wall seconds, and the memory of all its processes."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.installed import NO_BYTE_CODE

_INTERVAL = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """`megabytes`: the most that all processes held at once, each shared page counted once."""

    cpu: float
    wall: float
    megabytes: float
    output: str


def measured(command: Sequence[str], directory: Path | None = None) -> Measured:
    """The command's findings and exit status do not matter here."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env={name: value for name, value in os.environ.items() if name != NO_BYTE_CODE},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        errors="replace",
    )
    peak = _Peak(process.pid)
    output, _ = process.communicate()
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(max(cpu, peak.end()), wall, peak.megabytes, output)


class _Peak:
    """Looks at a process and its descendants until told to stop.

    Their CPU seconds as well: workers whose parent does not wait for them are in nobody's account.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._most = 0
        self._ticks: dict[int, int] = {}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """CPU seconds, as far as they were seen."""
        self._is_over.set()
        self._thread.join()
        return sum(self._ticks.values()) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float:
        return self._most / 1000

    def _watch(self) -> None:
        while not self._is_over.wait(_INTERVAL):
            family = _family(self._root)
            self._most = max(self._most, sum(_proportional(process) for process in family))
            for process in family:
                self._ticks[process] = max(self._ticks.get(process, 0), _ticks(process))


def _family(root: int) -> list[int]:
    found = [root]
    for process in found:
        try:
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        except OSError:
            continue  # it has just ended
    return found


def _ticks(process: int) -> int:
    """What the process itself has used."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _proportional(process: int) -> int:
    """Kilobytes: what a process has for itself, and its share of what it shares."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)

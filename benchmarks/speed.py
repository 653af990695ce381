"""CPU seconds on the same drivers, in one run: lockscan, libclang alone, sparse and Coccinelle. The ratios count.

Machines are noisy, and what else runs only ever adds: everything is measured in turns, and the least of each counts.
Coccinelle is measured once, which takes a minute; its two hundred processes level each other out.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import coccinelle, sparse
from benchmarks.kernel_headers import KernelHeaders
from benchmarks.measured import Measured, measured
from benchmarks.sample import lock_users

_TURNS: Final = 3
_LOCKSCAN: Final = [sys.executable, "-m", "lockscan", "--jobs", "1", "--no-config", "-q", "--exit-zero"]


def run(linux: Path, headers: Path | None, files: int, seed: int) -> int:
    """Prints a table; tools that are not installed are left out, and sparse without configured headers."""
    chosen = lock_users(linux, seed)[:files]
    names = [str(path) for path in chosen]
    lines = sum(path.read_bytes().count(b"\n") for path in chosen)
    print(f"{len(chosen)} drivers, {lines:,} lines, seed {seed}; CPU seconds, user and system, children included")
    print(f"(the least of {_TURNS} turns, Coccinelle once)")
    kernel = KernelHeaders(headers, linux) if headers is not None and shutil.which("sparse") else None
    alone: list[dict[str, float]] = []
    phases: list[dict[str, float]] = []
    cold: list[Measured] = []
    checked: list[float] = []
    for _ in range(_TURNS):
        alone.append(json.loads(measured([sys.executable, "-m", "benchmarks.bare", *names]).output))
        phases.append(json.loads(measured([sys.executable, "-m", "benchmarks.phases", *names]).output))
        cold.append(measured([*_LOCKSCAN, "--no-cache", *names]))
        if kernel is not None:
            checked.append(sum(measured(sparse.command(kernel, path)).cpu for path in chosen))
    bare, least = min(one["stubs"] for one in alone), min(cold, key=lambda one: one.cpu)
    _row("libclang alone, empty headers", min(one["empty"] for one in alone), bare)
    _row("libclang alone, stub headers: bare", bare, bare)
    _row(f"lockscan --jobs 1, cold ({least.megabytes:.0f} M)", least.cpu, bare)
    for phase, seconds in min(phases, key=lambda one: sum(one.values())).items():
        _row(f"    {phase}", seconds, bare)
    _kept(names, bare)
    if checked:
        _row("sparse, configured headers, a process a file", min(checked), bare, least.cpu)
    if shutil.which("spatch"):
        scripts = list(coccinelle.scripts(linux))
        cpu = sum(measured([*script, str(path)]).cpu for script in scripts for path in chosen)
        _row(f"Coccinelle, the kernel's {len(scripts)} lock scripts", cpu, bare, least.cpu)
    return 0


def _kept(names: list[str], bare: float) -> None:
    """With a cache, empty and full."""
    first: list[Measured] = []
    again: list[Measured] = []
    for _ in range(_TURNS):
        with tempfile.TemporaryDirectory() as cache:
            for turns in (first, again):
                turns.append(measured([*_LOCKSCAN, "--cache-dir", cache, *names]))
    for name, turns in (("cold, results are kept", first), ("again, nothing changed", again)):
        least = min(turns, key=lambda one: one.cpu)
        _row(f"lockscan --jobs 1, {name} ({least.wall:.2f} s wall)", least.cpu, bare)


def _row(name: str, seconds: float, bare: float, lockscan: float = 0.0) -> None:
    against = f"{seconds / lockscan:9.1f} times lockscan" if lockscan else ""
    print(f"{name:<58} {seconds:8.2f} {seconds / bare:8.1f} times bare{against}", flush=True)

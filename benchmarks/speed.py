"""CPU seconds on the same drivers, in one run: lockscan, libclang alone, sparse and Coccinelle. The ratios count."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import coccinelle, sparse
from benchmarks.kernel_headers import KernelHeaders
from benchmarks.measured import measured
from benchmarks.sample import lock_users


def run(linux: Path, headers: Path | None, files: int, seed: int) -> int:
    """Prints a table; tools that are not installed are left out, and sparse without configured headers."""
    chosen = lock_users(linux, seed)[:files]
    names = [str(path) for path in chosen]
    lines = sum(path.read_bytes().count(b"\n") for path in chosen)
    print(f"{len(chosen)} drivers, {lines:,} lines, seed {seed}; CPU seconds, user and system, children included")
    alone = json.loads(measured([sys.executable, "-m", "benchmarks.bare", *names]).output)
    bare = alone["stubs"]
    _row("libclang alone, empty headers", alone["empty"], bare)
    _row("libclang alone, stub headers: bare", bare, bare)
    phases = json.loads(measured([sys.executable, "-m", "benchmarks.phases", *names]).output)
    lockscan = [sys.executable, "-m", "lockscan", "--jobs", "1", "--no-config", "-q", "--exit-zero"]
    cold = measured([*lockscan, "--no-cache", *names])
    _row(f"lockscan --jobs 1, cold ({cold.megabytes:.0f} M)", cold.cpu, bare)
    for phase, seconds in phases.items():
        _row(f"    {phase}", seconds, bare)
    with tempfile.TemporaryDirectory() as cache:
        for name in ("cold, results are kept", "again, nothing changed"):
            kept = measured([*lockscan, "--cache-dir", cache, *names])
            _row(f"lockscan --jobs 1, {name} ({kept.wall:.2f} s wall)", kept.cpu, bare)
    if headers is not None and shutil.which("sparse"):
        kernel = KernelHeaders(headers, linux)
        cpu = sum(measured(sparse.command(kernel, path)).cpu for path in chosen)
        _row("sparse, configured headers, a process a file", cpu, bare, cold.cpu)
    if shutil.which("spatch"):
        scripts = list(coccinelle.scripts(linux))
        cpu = sum(measured([*script, str(path)]).cpu for script in scripts for path in chosen)
        _row(f"Coccinelle, the kernel's {len(scripts)} lock scripts", cpu, bare, cold.cpu)
    return 0


def _row(name: str, seconds: float, bare: float, lockscan: float = 0.0) -> None:
    against = f"{seconds / lockscan:9.1f} times lockscan" if lockscan else ""
    print(f"{name:<58} {seconds:8.2f} {seconds / bare:8.1f} times bare{against}", flush=True)

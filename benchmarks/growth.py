"""How time and memory grow with the source: a sixteenth of drivers/, a quarter of it, and all."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from math import log2
from pathlib import Path

from benchmarks.measured import measured

_SHARES = (16, 4, 1)


def run(linux: Path, seed: int, jobs: int, largest: int) -> None:
    """`largest`: the share to stop at, 1 for all of drivers/. Cold, then again with everything kept."""
    print(f"\ndrivers/, --jobs {jobs}: directories drawn by seed {seed}; M: all processes together")
    print("share     files       lines   wall s    CPU s       M   again s   CPU us/line   per line and log2(lines)")
    for share in _SHARES:
        if share >= largest:
            _row(linux, share, seed, jobs)


def _row(linux: Path, share: int, seed: int, jobs: int) -> None:
    directories = list(_drawn(linux, share, seed))
    files = [path for directory in directories for path in _sources(linux / directory, deep=share == 1)]
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    names = directories if share == 1 else [str(path.relative_to(linux)) for path in files]
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-m", "lockscan", "--no-config", "--cache-dir", cache, "--jobs", str(jobs)]
        command += ["-q", "--exit-zero", *names]
        cold = measured(command, linux)
        again = measured(command, linux)
    per_line = cold.cpu / lines * 1e6
    print(
        f"1/{share:<4} {len(files):9,} {lines:11,} {cold.wall:8.1f} {cold.cpu:8.1f} {cold.megabytes:7.0f}"
        f" {again.wall:9.1f} {per_line:13.1f} {per_line / log2(lines):12.3f}",
        flush=True,
    )


def _drawn(linux: Path, share: int, seed: int) -> Iterator[str]:
    """Directories with C files in them, one in `share`; drivers/ itself for all."""
    if share == 1:
        yield "drivers"
        return
    found = sorted({path.parent.relative_to(linux).as_posix() for path in (linux / "drivers").rglob("*.c")})
    random.Random(seed).shuffle(found)
    yield from sorted(found[: len(found) // share])


def _sources(directory: Path, *, deep: bool) -> list[Path]:
    return sorted(directory.rglob("*.c") if deep else directory.glob("*.c"))

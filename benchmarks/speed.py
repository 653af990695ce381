"""CPU seconds of lockscan against sparse, on the same drivers, in one run: only the ratio means anything."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.kernel_headers import KernelHeaders
from benchmarks.sample import lock_users

_CLANG_ONLY = ("-mcmodel", "-mno-sse", "-fgnuc-version", "-ferror-limit", "-Wno-everything")


def run(linux: Path, headers: Path, files: int, seed: int) -> int:
    """Prints both figures and their ratio; 2 when sparse is not installed."""
    if shutil.which("sparse") is None:
        print("sparse is not installed", file=sys.stderr)
        return 2
    chosen = lock_users(linux, seed)[:files]
    lines = sum(path.read_bytes().count(b"\n") for path in chosen)
    kernel = KernelHeaders(headers, linux)
    sparse = sum(_cpu(["sparse", *_flags(kernel, path), str(path)]) for path in chosen)
    names = [str(path) for path in chosen]
    lockscan = _cpu([sys.executable, "-m", "lockscan", "--jobs", "1", "--no-config", "-o", os.devnull, *names])
    print(f"{len(chosen)} drivers, {lines:,} lines, seed {seed}; CPU seconds (user and system, children included)")
    print(f"sparse with configured headers, a process a file  {sparse:8.2f}  {sparse / len(chosen):.3f} a file")
    print(f"lockscan --jobs 1, cold                           {lockscan:8.2f}  {lockscan / len(chosen):.3f} a file")
    print(f"lockscan / sparse                                 {lockscan / sparse:8.2f}")
    return 0


def _flags(kernel: KernelHeaders, path: Path) -> list[str]:
    gcc = [flag for flag in kernel.arguments(path) if not flag.startswith(_CLANG_ONLY) and flag not in ("-x", "c")]
    include = subprocess.run(["gcc", "-print-file-name=include"], capture_output=True, text=True, check=False)
    builtin = ["-isystem", include.stdout.strip()] if include.returncode == 0 else []
    return ["-Wcontext", *builtin, *gcc]


def _cpu(command: Sequence[str]) -> float:
    """CPU seconds of one command. Its findings and exit status do not matter here."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

"""Builds C programs and modules that watch their memory: a step beyond it, or a piece that a program does not give
back, ends them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

_FLAGS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror")
_MODULE_FLAGS = ("-shared", "-fPIC", "-Wno-unused-parameter", "-Wno-missing-field-initializers")


def watched(directory: Path, code: str) -> Path:
    """The program of this code, built in `directory`; the test is skipped where that cannot be done."""
    compiler, _ = _compiler()
    program, main = directory / "watched", directory / "main.c"
    main.write_text(code)
    subprocess.run([compiler, *_FLAGS, "-o", program, main, "-ldl"], check=True)
    return program


def watched_modules(directory: Path, sources: Iterable[Path]) -> Path:
    """Python's modules of these sources, built in `directory`. Python needs the library that comes back beforehand."""
    compiler, runtime = _compiler()
    headers = sysconfig.get_paths()["include"]
    if not Path(headers, "Python.h").is_file():
        pytest.skip("no headers of Python")
    for source in sources:
        module = directory / f"{source.stem}{EXTENSION_SUFFIXES[0]}"
        subprocess.run([compiler, *_FLAGS, *_MODULE_FLAGS, f"-I{headers}", "-o", module, source], check=True)
    return runtime


def _compiler() -> tuple[str, Path]:
    """With the library that watches."""
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc")
    found = subprocess.run([compiler, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True)
    runtime = Path(found.stdout.strip())
    if not runtime.is_absolute():
        pytest.skip("gcc has no address sanitizer")
    return compiler, runtime


def output_of(command: Sequence[str | Path], given: bytes = b"") -> bytes:
    """What the program prints, which must not have been ended."""
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1"}
    done = subprocess.run(command, input=given, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-3000:]
    return done.stdout

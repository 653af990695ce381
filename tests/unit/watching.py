"""Builds C programs that watch their memory: a step beyond it, or a piece that is not given back, ends them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_FLAGS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror")


def watched(directory: Path, code: str) -> Path:
    """The program of this code, built in `directory`; the test is skipped where that cannot be done."""
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc")
    runtime = subprocess.run([compiler, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True)
    if not Path(runtime.stdout.strip()).is_absolute():
        pytest.skip("gcc has no address sanitizer")
    program, main = directory / "watched", directory / "main.c"
    main.write_text(code)
    subprocess.run([compiler, *_FLAGS, "-o", program, main, "-ldl"], check=True)
    return program


def output_of(command: Sequence[str | Path], given: bytes = b"") -> bytes:
    """What the program prints, which must not have been ended."""
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1"}
    done = subprocess.run(command, input=given, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-3000:]
    return done.stdout

"""The modules in C that make trees and graphs stay inside of their memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.watching import watched_modules

PLUGIN = """
import lockscan.cfg
import lockscan.syntax

for package in (lockscan.cfg, lockscan.syntax):
    package.__path__.insert(0, DIRECTORY)

from lockscan.cfg import builder
from lockscan.syntax import build

assert all(one.ACCELERATOR.__file__.startswith(DIRECTORY) for one in (builder, build))
"""
TESTS = ("tests/unit/syntax/test_accelerator.py", "tests/unit/cfg/test_finish.py")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the library that watches is loaded in the way of Linux")
def test_nothing_outside_of_their_memory_is_touched(tmp_path: Path, repository: Path) -> None:
    """The tests that hold them equal to their twins once more, with modules that watch their memory."""
    sources = [repository / "lockscan" / name for name in ("syntax/_build.c", "cfg/_finish.c")]
    runtime = watched_modules(tmp_path, sources)
    (tmp_path / "watched_plugin.py").write_text(PLUGIN.replace("DIRECTORY", repr(str(tmp_path))))
    environment = {
        **os.environ,
        "LD_PRELOAD": str(runtime),
        "ASAN_OPTIONS": "detect_leaks=0",  # Python keeps what it has at the end
        "PYTHONMALLOC": "malloc",
        "PYTHONPATH": os.pathsep.join((str(tmp_path), str(repository))),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "watched_plugin", "-p", "no:cacheprovider", *TESTS]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert " passed" in done.stdout

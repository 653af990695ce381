"""The driver of the README, from the command line to SARIF: the same bytes every time, and fingerprints that last."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lockscan import cli

DRIVER = "fixtures/drivers/qnic"


def sarif(directory: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> dict[str, Any]:
    monkeypatch.chdir(directory)
    assert cli.run(["--format", "sarif", "-q", "--jobs", "1", "-o", "log.sarif", path]) == 1
    parsed: dict[str, Any] = json.loads((directory / "log.sarif").read_text(encoding="utf-8"))
    return parsed


def fingerprints(log: dict[str, Any]) -> set[str]:
    return {value for result in log["runs"][0]["results"] for value in result["partialFingerprints"].values()}


def test_every_seed_and_any_number_of_jobs_give_the_same_bytes(repository: Path) -> None:
    logs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "lockscan", "--format", "sarif", "-q", "--jobs", seed, DRIVER]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b"")
        logs.add(done.stdout)
    assert len(logs) == 1


def test_fingerprints_survive_inserted_lines(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(repository / DRIVER, tmp_path / "qnic")
    before = sarif(tmp_path, monkeypatch, "qnic")
    for source in (tmp_path / "qnic").glob("*.[ch]"):
        source.write_text("/*\n * A licence,\n * in three lines.\n */\n" + source.read_text())
    after = sarif(tmp_path, monkeypatch, "qnic")
    assert len(fingerprints(before)) == len(before["runs"][0]["results"]) >= 3
    assert fingerprints(after) == fingerprints(before)


def test_no_path_of_this_machine_gets_out(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(repository / DRIVER, tmp_path / "qnic")
    log = json.dumps(sarif(tmp_path, monkeypatch, "qnic"))
    assert str(tmp_path) not in log
    assert not re.search(r"/(home|root|work|tmp|usr)/", log)

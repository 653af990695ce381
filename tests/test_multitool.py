"""Microsoft's own validator, with the rules of SARIF and of GitHub, has nothing to say about our logs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lockscan.catalog import load_catalog
from lockscan.findings import Outcome
from lockscan.report import sarif
from tests.unit.report.samples import OUTCOME, outcome

PACKAGE = "@microsoft/sarif-multitool@5"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The validator out of its npm package. Its launcher passes arguments through a shell, which splits at ';'."""
    npm = shutil.which("npm")
    platform = {"linux": "linux", "darwin": "darwin"}.get(sys.platform)
    if npm is None or platform is None:
        pytest.skip("sarif-multitool: there is no npm here")
    directory = tmp_path_factory.mktemp("multitool")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(directory), PACKAGE]
    installed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    program = directory / f"node_modules/@microsoft/sarif-multitool-{platform}/Sarif.Multitool"
    if installed.returncode or not program.is_file():
        pytest.skip("sarif-multitool: npm could not install it")
    program.chmod(0o755)
    return program


def complaints(multitool: Path, log: str, directory: Path) -> list[str]:
    """The lines that name errors and warnings. The exit status is 0 whatever they are."""
    path = directory / "log.sarif"
    path.write_text(log, encoding="utf-8")
    command = [str(multitool), "validate", str(path), "--rule-kind", "Sarif;Ghas"]
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True, env=environment)
    assert "Analysis completed successfully." in done.stdout
    return [line for line in done.stdout.splitlines() if ": error " in line or ": warning " in line]


@pytest.mark.parametrize("of", [OUTCOME, outcome()], ids=["full", "empty"])
def test_nothing_to_complain_about(multitool: Path, tmp_path: Path, of: Outcome) -> None:
    assert complaints(multitool, sarif.render(of, load_catalog(), show_suppressed=True), tmp_path) == []


def test_the_validator_does_complain(multitool: Path, tmp_path: Path) -> None:
    log: dict[str, Any] = json.loads(sarif.render(OUTCOME, load_catalog()))
    del log["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    assert complaints(multitool, json.dumps(log), tmp_path) != []

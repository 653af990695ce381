"""action.yml and the workflows, those of docs/ci.md as well: they fit GitHub's schemas, and the action's scripts do
what they say."""

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
import yaml

BAD = """\
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(a);
void f(void)
{
	spin_lock(&a);
	spin_lock(&a);
}
"""
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


@pytest.fixture(scope="module")
def action(repository: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((repository / "action.yml").read_text(encoding="utf-8"))
    return parsed


def step(action: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in action["runs"]["steps"] if step["name"] == name)
    return found


def test_scripts_hold_no_expressions(action: dict[str, Any]) -> None:
    """What a workflow passes in must not become part of a script."""
    for part in action["runs"]["steps"]:
        assert not EXPRESSION.search(part.get("run", ""))
        assert ("uses" in part) != ("shell" in part)


def test_inputs_exist(action: dict[str, Any]) -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", yaml.safe_dump(action)))
    assert used == set(action["inputs"])


def test_the_upload_comes_before_the_verdict(action: dict[str, Any]) -> None:
    names = [part["name"] for part in action["runs"]["steps"]]
    assert names.index("Scan") < names.index("Upload") < names.index("Verdict")


class Runner:
    """Runs a script of the action as GitHub's runner does."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        program = directory / "temp/lockscan/bin/lockscan"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m lockscan "$@"\n')
        program.chmod(0o755)

    def run(self, script: str, **environment: str) -> tuple[int, dict[str, str]]:
        output = self.directory / "output"
        output.write_text("")
        values = {
            "RUNNER_TEMP": str(self.directory / "temp"),
            "GITHUB_OUTPUT": str(output),
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.directory,
            env=os.environ | values,
            capture_output=True,
            check=False,
        )
        return done.returncode, dict(line.split("=", 1) for line in output.read_text().splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / "a driver").mkdir()
    (tmp_path / "a driver/bad.c").write_text(BAD)
    return Runner(tmp_path)


def scan(action: dict[str, Any], runner: Runner, **environment: str) -> tuple[int, dict[str, str]]:
    usual = {"PATHS": "a driver\n", "ARGUMENTS": "", "CATEGORY": "one", "SARIF_FILE": "out.sarif"}
    return runner.run(step(action, "Scan")["run"], **(usual | environment))


@pytest.mark.slow
def test_findings_do_not_stop_the_upload(action: dict[str, Any], runner: Runner) -> None:
    status, outputs = scan(action, runner)
    assert (status, outputs) == (0, {"status": "1", "sarif-file": "out.sarif"})
    run = json.loads((runner.directory / "out.sarif").read_text())["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == ["double-acquire"]
    assert run["automationDetails"] == {"id": "one/"}


@pytest.mark.slow
def test_arguments_are_options(action: dict[str, Any], runner: Runner) -> None:
    status, outputs = scan(action, runner, ARGUMENTS="--exclude=*/bad.c\n--jobs=1\n")
    assert (status, outputs["status"]) == (0, "3")
    (runner.directory / "ran").unlink(missing_ok=True)
    scan(action, runner, ARGUMENTS="$(touch ran)", PATHS="; touch ran")
    assert not (runner.directory / "ran").exists()


@pytest.mark.slow
def test_wrong_use_stops_at_once(action: dict[str, Any], runner: Runner) -> None:
    (runner.directory / "out.sarif").write_text("from yesterday")
    assert scan(action, runner, ARGUMENTS="--bogus")[0] == 2


@pytest.mark.parametrize(
    ("status", "strict", "expected"),
    [("0", "true", 0), ("1", "true", 1), ("1", "false", 0), ("3", "true", 0), ("70", "false", 70), ("2", "false", 2)],
)
def test_the_verdict(action: dict[str, Any], runner: Runner, status: str, strict: str, expected: int) -> None:
    script = step(action, "Verdict")["run"]
    assert runner.run(script, STATUS=status, FAIL_ON_FINDINGS=strict)[0] == expected


# The examples of docs/ci.md -------------------------------------------------------------------------------------------


def examples(repository: Path) -> list[dict[str, Any]]:
    text = (repository / "docs/ci.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def test_the_workflow_may_upload(repository: Path, action: dict[str, Any]) -> None:
    job = examples(repository)[0]["jobs"]["lockscan"]
    assert job["permissions"]["security-events"] == "write"
    assert set(job["steps"][1]["with"]) <= set(action["inputs"])


def test_every_option_exists(repository: Path) -> None:
    from lockscan.cli import command

    known = {name for parameter in command.params for name in parameter.opts}
    text = (repository / "docs/ci.md").read_text(encoding="utf-8")
    of_others = {"--from-ref", "--to-ref", "--all-files"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - of_others <= known


# As GitHub reads them -------------------------------------------------------------------------------------------------


def complaints(schema: str, *files: Path) -> str:
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.slow
def test_the_action_fits_its_schema(repository: Path) -> None:
    assert complaints("github-actions", repository / "action.yml") == ""


@pytest.mark.slow
def test_workflows_fit_their_schema(repository: Path, tmp_path: Path) -> None:
    example = tmp_path / "example.yml"
    example.write_text(yaml.safe_dump(examples(repository)[0]).replace("true:", "on:"))  # YAML 1.1 reads "on" as true
    own = sorted((repository / ".github/workflows").glob("*.yml"))
    assert len(own) == 2
    assert complaints("github-workflows", example, *own) == ""


def test_the_own_workflow_gives_the_action_what_it_takes(repository: Path, action: dict[str, Any]) -> None:
    workflow = yaml.safe_load((repository / ".github/workflows/code-scanning.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["lockscan"]["steps"]
    given = next(step["with"] for step in steps if step["uses"] == "./")
    assert set(given) <= set(action["inputs"])
    assert all((repository / path).is_dir() for path in given["paths"].split())

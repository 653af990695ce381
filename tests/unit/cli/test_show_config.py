"""--show-config, and settings for directories on their way through the command line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from lockscan import cli
from lockscan.catalog import load_catalog
from lockscan.config import read_file

BAD = """\
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(a);
void f(void)
{
	spin_lock(&a);
	spin_lock(&a);
}
"""
CONFIGURATION = """\
jobs = 1
define = ["TEXT=\\"a\\\\b\\""]
exclude = ["gen*"]
[directories."old"]
ignore = ["double-acquire"]
min-precision = "high"
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "a.c").write_text(BAD)
    (tmp_path / "old/b.c").write_text(BAD)
    (tmp_path / ".lockscan.toml").write_text(CONFIGURATION)
    return tmp_path


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = cli.run(arguments)
    return status, capfd.readouterr().out


def test_what_is_shown_is_a_configuration(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    status, out = run(capfd, "--show-config", "--jobs", "3", ".")
    assert status == 0
    assert out.startswith("# configuration file: .lockscan.toml\n")
    (directory / "shown.toml").write_text(out)
    shown = read_file(directory / "shown.toml", load_catalog())
    read = read_file(directory / ".lockscan.toml", load_catalog())
    assert (shown.jobs, shown.define, shown.exclude) == (3, read.define, read.exclude)
    assert shown.directories == read.directories
    assert "double-acquire" in out.partition("# rules that run: ")[2]


def test_nothing_found_and_no_path(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / ".lockscan.toml").unlink()
    status, out = run(capfd, "--show-config")
    assert status == 0
    assert tomllib.loads(out)["min-precision"] == "medium"


def paths(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    _, out = run(capfd, "--format", "json", *arguments, ".")
    records = [json.loads(line) for line in out.splitlines()]
    return [record["path"] for record in records if record["type"] == "finding"]


def test_a_directory_has_rules_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    assert paths(capfd) == ["a.c"]
    assert paths(capfd, "--rule", "double-acquire") == ["a.c", "old/b.c"]


def test_the_command_line_holds_everywhere(capfd: pytest.CaptureFixture[str], directory: Path) -> None:
    (directory / ".lockscan.toml").write_text('jobs = 1\n[directories."old"]\nenable = ["double-acquire"]\n')
    assert paths(capfd, "--ignore", "double-acquire") == []

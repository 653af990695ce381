"""What the README shows is what lockscan says. `LOCKSCAN_UPDATE_GOLDEN=1` writes the shown finding anew."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lockscan import app, cli
from lockscan.catalog import load_catalog
from lockscan.config import Settings, read_file
from lockscan.report.text import TextOptions, render

RULE = "irq-unsafe-lock"
DRIVER = "fixtures/drivers/qnic"
SHOWN = re.compile(r"<!-- finding -->\n(.*?)<!-- /finding -->", re.DOTALL)


def report(repository: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first finding of the rule in the driver, as the README shows it."""
    monkeypatch.chdir(repository)
    outcome = app.scan([Path(DRIVER)], Settings(rules=(RULE,), jobs=1))
    lines = list(render(replace(outcome, findings=outcome.findings[:1]), TextOptions()))
    text = "\n".join(lines[:-1]).rstrip()
    return f"```console\n$ lockscan --rule {RULE} {DRIVER}\n{text}\n```\n"


def test_the_finding_is_real(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repository / "README.md"
    expected = report(repository, monkeypatch)
    readme = path.read_text(encoding="utf-8")
    if os.environ.get("LOCKSCAN_UPDATE_GOLDEN"):
        readme = SHOWN.sub(lambda _: f"<!-- finding -->\n{expected}<!-- /finding -->", readme)
        path.write_text(readme, encoding="utf-8")
    found = SHOWN.search(readme)
    assert found is not None
    assert found[1] == expected


def test_the_graph_is_real(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- graph -->\n```console\n\$ lockscan (.*?)\n(.*?)```\n<!-- /graph -->", readme, re.DOTALL)
    assert shown is not None
    monkeypatch.chdir(repository)
    assert cli.run(shown[1].split()) == 0
    assert capfd.readouterr().out == shown[2]


def test_the_configuration_is_accepted(repository: Path, tmp_path: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    text = example[1].replace('"a-rule-that-is-off-by-default"', '"double-acquire"').replace("/usr/src/linux", ".")
    (tmp_path / "drivers/old").mkdir(parents=True)
    for name in ("build", "locking.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".lockscan.toml").write_text(text)
    assert read_file(tmp_path / ".lockscan.toml", load_catalog()).jobs == 4


def test_every_option_is_mentioned(repository: Path) -> None:
    from lockscan.cli import command

    readme = (repository / "README.md").read_text(encoding="utf-8")
    long = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    missing = {name for name in long if name not in readme}
    assert missing <= {"--config", "--no-config", "--version", "--define", "--output", "--verbose", "--quiet"}

"""The documentation: what it shows as configuration is accepted, and its site has no dead link."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lockscan.catalog import load_catalog
from lockscan.models.load import load

_TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["docs/wrappers.md", "docs/tutorial.md"])
def test_rows_of_models_are_accepted(repository: Path, tmp_path: Path, page: str) -> None:
    blocks = _TOML.findall((repository / page).read_text(encoding="utf-8"))
    assert blocks
    file = tmp_path / "rows.toml"
    file.write_text("\n".join(blocks), encoding="utf-8")
    models = load((file,))
    for name in re.findall(r'^prototype = ".*?(\w+)\(', "\n".join(blocks), re.MULTILINE):
        assert models.functions[name].prototype.name == name
    for record in re.findall(r'^record = "(\w+)"', "\n".join(blocks), re.MULTILINE):
        assert any(known == record for known, _ in models.members)


@pytest.mark.slow
def test_the_site_builds_without_a_warning(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    for rule in load_catalog().rules:
        assert (tmp_path / "site" / "rules" / rule.id / "index.html").is_file()

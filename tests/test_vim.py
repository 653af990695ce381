"""The text report in Vim's quickfix list, with the errorformat that the documentation gives."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VIM = shutil.which("vim")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(VIM is None, reason="vim is not installed")]

DRIVER = "fixtures/drivers/qnic"


def test_every_finding_and_step_is_in_the_quickfix_list(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lockscan", "--no-config", DRIVER]
    report = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False).stdout
    (tmp_path / "report").write_text(report, encoding="utf-8")
    page = (repository / "docs/editors.md").read_text(encoding="utf-8")
    setting = re.search(r"^set errorformat=.*$", page, re.MULTILINE)
    assert setting is not None
    entries = "filter(getqflist(), 'v:val.valid')"
    values = "[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type, v:val.text]"
    script = [
        setting.group(),
        f"cgetfile {tmp_path / 'report'}",
        f"call writefile([json_encode(map({entries}, '{values}'))], '{tmp_path / 'list'}')",
        "qall!",
    ]
    (tmp_path / "script.vim").write_text("\n".join(script), encoding="utf-8")
    subprocess.run(
        [str(VIM), "-N", "-u", "NONE", "-es", "-S", str(tmp_path / "script.vim")],
        cwd=repository,
        check=True,
        timeout=60,
    )
    found = json.loads((tmp_path / "list").read_text(encoding="utf-8"))
    written = re.findall(r"^(\S+?):(\d+):(\d+): (error|warning|note): +(.*)$", report, re.MULTILINE)
    assert len(written) > 10
    assert [(path, str(line), str(column)) for path, line, column, _, _ in found] == [entry[:3] for entry in written]
    assert [kind for *_, kind, _ in found] == [entry[3][0] for entry in written]
    assert [text.strip() for *_, text in found] == [entry[4] for entry in written]

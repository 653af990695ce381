"""Files stay below 400 lines and functions below 50: what ruff cannot count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_FILE = 400
MAX_FUNCTION = 50

FILES = sorted(path for part in ("lockscan", "tests", "benchmarks") for path in (ROOT / part).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length: from `def` to its last line, without decorators."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    lines_of_file = path.read_text(encoding="utf-8").count("\n")
    assert lines_of_file <= MAX_FILE
    assert [(name, lines) for name, lines in functions(path) if lines > MAX_FUNCTION] == []


def test_there_are_files_to_look_at() -> None:
    assert ROOT / "lockscan" / "app.py" in FILES

"""lockscan and the brute-force oracle agree on random programs.

LOCKSCAN_ORACLE_PROGRAMS=5000 makes it that many programs, other ones in every run.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings

from tests.oracle import compare
from tests.oracle.generate import programs
from tests.oracle.machine import TooLarge
from tests.oracle.printer import print_program
from tests.oracle.program import Program

_ASKED = int(os.environ.get("LOCKSCAN_ORACLE_PROGRAMS", "0"))


@settings(
    max_examples=_ASKED or 200,
    derandomize=not _ASKED,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    report_multiple_bugs=False,
)
@given(programs())
def test_lockscan_finds_what_the_oracle_finds(program: Program) -> None:
    printed = print_program(program)
    try:
        found = compare.difference(printed)
    except TooLarge:
        assume(False)
    assert not found, compare.explain(printed, found)


def test_the_oracle_shares_no_code_with_lockscan() -> None:
    for name in ("program", "printer", "generate", "state", "machine", "verdicts"):
        text = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [module for module in modules if module.startswith("lockscan")], name

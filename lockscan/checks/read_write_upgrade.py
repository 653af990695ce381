"""read-write-upgrade: a lock is taken for writing while the same one is held for reading."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks.double_acquire import finding
from lockscan.checks.reacquire import reacquires
from lockscan.findings import Finding
from lockscan.interproc.program import Program
from lockscan.models.effects import Mode

RULE = "read-write-upgrade"


def check(program: Program) -> Iterator[Finding]:
    for found in reacquires(program):
        if found.held.mode is Mode.READ and found.mode is Mode.WRITE:
            yield finding(program, found, RULE, "is taken for writing while it is held for reading")

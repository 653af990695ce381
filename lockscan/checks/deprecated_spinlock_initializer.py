"""deprecated-spinlock-initializer: SPIN_LOCK_UNLOCKED and kin as an initialiser."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks.mentioned import initialiser
from lockscan.findings import Finding
from lockscan.interproc.program import Program
from lockscan.models.effects import MentionKind

RULE = "deprecated-spinlock-initializer"


def check(program: Program) -> Iterator[Finding]:
    yield from initialiser(program, RULE, MentionKind.SPINLOCK_INITIALISER)

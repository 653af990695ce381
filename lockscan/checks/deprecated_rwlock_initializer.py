"""deprecated-rwlock-initializer: RW_LOCK_UNLOCKED as an initialiser."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks.mentioned import initialiser
from lockscan.findings import Finding
from lockscan.interproc.program import Program
from lockscan.models.effects import MentionKind

RULE = "deprecated-rwlock-initializer"


def check(program: Program) -> Iterator[Finding]:
    yield from initialiser(program, RULE, MentionKind.RWLOCK_INITIALISER)

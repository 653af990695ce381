"""Exit statuses, and which of them an outcome means."""

from __future__ import annotations

from enum import IntEnum

from lockscan.findings import Outcome


class Exit(IntEnum):
    """Exit statuses, the worse of two wins: INTERNAL, then USAGE, then FINDINGS, then INCOMPLETE."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 70


def status_of(outcome: Outcome, *, is_misused: bool, exit_zero: bool) -> Exit:
    if outcome.failures:
        return Exit.INTERNAL
    if is_misused:
        return Exit.USAGE
    if outcome.findings and not exit_zero:
        return Exit.FINDINGS
    if outcome.skipped and not exit_zero:
        return Exit.INCOMPLETE
    return Exit.CLEAN

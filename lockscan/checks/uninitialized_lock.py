"""uninitialized-lock: a lock that the driver takes and nothing initialises."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision
from lockscan.interproc.initialised import Uninitialised, uninitialised
from lockscan.interproc.program import Program
from lockscan.interproc.roots import Basis

RULE = "uninitialized-lock"


def check(program: Program) -> Iterator[Finding]:
    """One finding for each lock, at the place where it is taken that is easiest to reach."""
    for found in uninitialised(program):
        yield _finding(program, found)


def _finding(program: Program, found: Uninitialised) -> Finding:
    witness = evidence.shortest(found.acquisitions)
    site = witness.usage.site
    lock = evidence.shown(witness.usage.lock_class)
    is_registered = witness.root.basis is Basis.REGISTERED
    others = len({acquisition.usage.site for acquisition in found.acquisitions}) - 1
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken in {site.function}(){_elsewhere(others)}, but nothing in the scanned files "
            f"initialises it{'' if found.lock.record else ', nor does its definition'}"
        ),
        location=evidence.at(site),
        precision=Precision.HIGH if is_registered else Precision.MEDIUM,
        level=Level.ERROR,
        lock=lock,
        contexts=(witness.context.value,),
        flows=(evidence.flow(program, witness, "CPU0"),),
        assumptions=evidence.assumptions_of(witness.root),
    )


def _elsewhere(others: int) -> str:
    return "" if others == 0 else f" and at {others} more place{'s' if others > 1 else ''}"

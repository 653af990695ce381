"""inconsistent-guard: data that is accessed under one lock nearly everywhere is touched without it in one place."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.findings import Finding, Level, Precision, Step
from lockscan.interproc.accesses import Access
from lockscan.interproc.guarded import Unguarded, unguarded
from lockscan.interproc.program import Program
from lockscan.locks.summary import Site

RULE = "inconsistent-guard"

_MOST_RELATED = 3


def check(program: Program) -> Iterator[Finding]:
    """One finding for each access without the lock. Statistics, so never more than low precision."""
    for found in unguarded(program):
        yield _finding(program, found)


def _finding(program: Program, found: Unguarded) -> Finding:
    code = program.functions[found.access.function].code
    here = evidence.within(code, found.access.span)
    lock = evidence.shown(found.lock)
    verb = "written" if found.access.is_write else "read"
    functions = len({access.function for access in found.guarded})
    others = sorted(found.guarded, key=lambda access: not access.is_write)[:_MOST_RELATED]
    total = len(found.guarded) + found.without
    return Finding(
        rule=RULE,
        message=(
            f"{found.datum} is {verb} in {code.function.name}() without {lock}, which protects "
            f"{len(found.guarded)} of {total} accesses to it, in {functions} functions"
        ),
        location=here,
        precision=Precision.LOW,
        level=Level.WARNING,
        lock=lock,
        related=tuple(evidence.related_site(program, _site(program, other), _said(other, lock)) for other in others),
        flows=(route.flow(program, code, (Step(here, f"{found.datum} is {verb} here without {lock}"),)),),
        key=str(found.datum),
    )


def _site(program: Program, access: Access) -> Site:
    function = program.functions[access.function].code.function
    return Site(function.file, function.name, access.span)


def _said(access: Access, lock: str) -> str:
    return f"{'written' if access.is_write else 'read'} under {lock}"

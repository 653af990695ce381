"""double-acquire: a lock is taken while that same place is already held, directly or below a call."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.checks.reacquire import Reacquire, reacquires
from lockscan.findings import Finding, Level, Precision, Related, Step
from lockscan.interproc.program import Program
from lockscan.models.effects import Mode

RULE = "double-acquire"


def check(program: Program) -> Iterator[Finding]:
    for found in reacquires(program):
        is_shared = found.held.mode is Mode.READ
        if not is_shared:
            yield finding(program, found, RULE, "is taken while it is already held")


def _precision(found: Reacquire) -> Precision:
    if found.held.is_maybe or not found.is_sure:
        return Precision.LOW
    return Precision.MEDIUM if found.solved.is_truncated else Precision.HIGH


def finding(program: Program, found: Reacquire, rule: str, what: str) -> Finding:
    """The finding at the second acquisition, or at the call that leads to it."""
    code = found.solved.code
    name = code.function.name
    lock = evidence.shown(found.held.lock_class, found.held.place)
    first = evidence.within(code, found.held.span)
    here = evidence.within(code, found.span)
    steps = [Step(first, f"{name}() takes {found.held.place}")]
    if found.usage is None:
        how = f"by {found.name}()"
        steps.append(Step(here, f"{name}() takes {found.held.place} again"))
    else:
        site = found.usage.site
        where = evidence.line_of(program, site)
        how = f"through the call of {found.name}(), which takes it in {site.function}() at {where}"
        steps.extend(evidence.call_steps(found.usage, depth=0))
        steps.append(Step(evidence.at(site), f"{site.function}() takes {lock}", len(found.usage.chain)))
    return Finding(
        rule=rule,
        message=f"{lock} {what} in {name}(), {how}: the CPU waits for itself",
        location=here,
        precision=_precision(found),
        level=Level.ERROR,
        lock=lock,
        contexts=(),
        related=(Related(first, "first taken here"),),
        flows=(route.flow(program, code, tuple(steps)),),
        key=str(found.held.place),
    )

"""double-acquire: a lock is taken while that same place is already held, directly or below a call."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.checks.entered_holding import Entering, entered_holding
from lockscan.checks.reacquire import Reacquire, is_bypassed_below, reacquires
from lockscan.findings import Finding, Flow, Level, Precision, Related, Step
from lockscan.interproc.program import Program
from lockscan.models.effects import Mode

RULE = "double-acquire"


def check(program: Program) -> Iterator[Finding]:
    for found in reacquires(program):
        is_shared = found.held.mode is Mode.READ
        if not is_shared:
            yield finding(program, found, RULE, "is taken while it is already held")
    for entering in entered_holding(program):
        yield _entering(program, entering)


def _entering(program: Program, found: Entering) -> Finding:
    """The finding at the acquisition in the callback, or below it."""
    usage, root = found.usage, found.root
    lock = evidence.shown(usage.lock_class, usage.place)
    name, label = root.function.name, root.entry.label or "callback"
    steps = [*evidence.root_steps(program, root), *evidence.call_steps(usage, depth=0)]
    steps.append(Step(evidence.at(usage.site), f"{usage.site.function}() takes {lock} again", len(usage.chain)))
    is_doubtful = not usage.is_sure or (bool(usage.chain) and is_bypassed_below(program, usage))
    below = "" if usage.site.function == name else f"below {name}(), "
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken in {usage.site.function}(), {below}which is called with it held ({label}): the CPU waits "
            "for itself"
        ),
        location=evidence.at(usage.site),
        precision=Precision.LOW if is_doubtful else Precision.HIGH if found.is_exact else Precision.MEDIUM,
        level=Level.ERROR,
        lock=lock,
        contexts=(root.entry.context.value,),
        flows=(Flow(f"{name}() in {evidence.context_word(root.entry.context)} context", tuple(steps)),),
        key=str(usage.place),
    )


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

"""wait-for-handler-deadlock: waiting for a handler while holding a lock that it takes, or from inside of it."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.findings import Finding, Flow, Level, Location, Precision, Related, Step
from lockscan.interproc.program import Program
from lockscan.interproc.waiting import Match, Stuck, stuck_waits
from lockscan.locks.summary import Wait

RULE = "wait-for-handler-deadlock"
_MOST_RELATED = 5


def check(program: Program) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[Stuck]] = {}
    for found in stuck_waits(program):
        groups.setdefault((found.wait.site, found.lock_class, found.taken is None), []).append(found)
    for group in groups.values():
        alike = sorted(group, key=_rank)
        yield _itself(program, alike[0]) if alike[0].taken is None else _finding(program, alike)


def _rank(found: Stuck) -> tuple[object, ...]:
    root = found.handler.function
    return (-_precision(found), len(found.wait.chain), _where(found), found.span or (), root.name, root.file)


def _where(found: Stuck) -> str:
    if found.holder is not None:
        return found.holder.code.function.name
    return found.entered.function.name if found.entered is not None else ""


def _precision(found: Stuck) -> Precision:
    taken, held = found.taken, found.held
    is_doubtful = not found.wait.is_sure or (taken is not None and not taken.usage.is_sure)
    if is_doubtful or (held is not None and held.is_maybe) or found.is_same_object is False:
        return Precision.LOW
    if found.match is Match.ONE_OF:
        return Precision.LOW
    if found.match is Match.ONLY or (taken is not None and not found.is_same_object):
        return Precision.MEDIUM
    return Precision.HIGH


def _finding(program: Program, alike: list[Stuck]) -> Finding:
    found = alike[0]
    taken, wait, handler = found.taken, found.wait, found.handler.function.name
    assert taken is not None
    lock = evidence.shown(found.lock_class)
    needs = evidence.related_site(program, taken.usage.site, f"{handler}() needs {lock}")
    location, flow, related = _holder(program, found, lock)
    return Finding(
        rule=RULE,
        message=(
            f"{wait.name}() {_reached(program, found)} waits for {handler}() "
            f"({found.handler.entry.label or 'callback'}) while {lock} is held, but "
            f"{handler}() takes {lock}: neither can go on"
        ),
        location=location,
        precision=_precision(found),
        level=Level.ERROR,
        lock=lock,
        contexts=(found.handler.entry.context.value,),
        related=(*related, needs, *_others(alike)),
        flows=(flow, evidence.flow(program, taken, "CPU1")),
        scenario=_scenario(found),
        key=f"{wait.name} {handler}",
    )


def _holder(program: Program, found: Stuck, lock: str) -> tuple[Location, Flow, tuple[Related, ...]]:
    """Where the wait is reported, and how it is reached with the lock held."""
    steps = _steps(found.wait)
    if found.holder is None or found.held is None or found.span is None:
        assert found.entered is not None
        start = evidence.root_steps(program, found.entered)
        return evidence.at(found.wait.site), Flow(f"CPU0: {_where(found)}()", (*start, *steps)), ()
    code = found.holder.code
    taken = evidence.within(code, found.held.span)
    flow = route.flow(program, code, (Step(taken, f"{code.function.name}() takes {lock}"), *steps))
    return evidence.within(code, found.span), flow, (Related(taken, f"{lock} taken here"),)


def _others(alike: list[Stuck]) -> tuple[Related, ...]:
    """Other functions that lead to the same wait with the same lock."""
    found = {
        other.holder.code.id: Related(
            evidence.within(other.holder.code, other.span), f"{_where(other)}() does so as well"
        )
        for other in alike[1:]
        if other.holder is not None and other.span is not None and other.holder is not alike[0].holder
    }
    return tuple(found.values())[:_MOST_RELATED]


def _reached(program: Program, found: Stuck) -> str:
    where = _where(found)
    if not found.wait.chain:
        return f"in {where}()"
    site = found.wait.site
    return f"below {where}() (in {site.function}(), {evidence.line_of(program, site)})"


def _steps(wait: Wait) -> list[Step]:
    steps = evidence.call_steps(wait, depth=0)
    steps.append(Step(evidence.at(wait.site), f"{wait.site.function}() waits in {wait.name}()", len(wait.chain)))
    return steps


def _scenario(found: Stuck) -> tuple[str, ...]:
    lock = evidence.shown(found.lock_class)
    return (
        "      CPU0                    CPU1",
        "      ----                    ----",
        f" lock({lock});",
        f"                              {found.handler.function.name}()",
        f"                                lock({lock});",
        f" {found.wait.name}();",
        "",
        "*** DEADLOCK ***",
    )


def _itself(program: Program, found: Stuck) -> Finding:
    """A handler that waits until it has finished."""
    wait, root = found.wait, found.handler
    name = root.function.name
    steps = [*evidence.root_steps(program, root), *_steps(wait)]
    return Finding(
        rule=RULE,
        message=(
            f"{wait.name}() in {wait.site.function}() waits for {name}() ({root.entry.label or 'callback'}) to finish, "
            f"but {name}() itself calls it: it waits for itself"
        ),
        location=evidence.at(wait.site),
        precision=_precision(found),
        level=Level.ERROR,
        contexts=(root.entry.context.value,),
        flows=(Flow(f"{name}()", tuple(steps)),),
        key=f"{wait.name} {name}",
    )

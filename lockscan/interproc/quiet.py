"""When an interrupt cannot come: before its registration on the path, after its release, while its line is disabled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockscan.interproc.roots import Root
from lockscan.locks.state import Quiet
from lockscan.locks.summary import FunctionId, Usage
from lockscan.models.effects import Phase


def can_interrupt(
    handler: Root, root: Root, usage: Usage, reaches: Mapping[FunctionId, frozenset[FunctionId]], roots: Iterable[Root]
) -> bool:
    """May `handler` run while `usage`, reached from `root`, holds its lock?

    A root that registers the handler itself (probe) is safe until it has; so is set-up code that runs before another
    root registers it, and tear-down code when no set-up code registers it. What it gets wrong: a second device whose
    handler is already live while the first lock class is used in the probe of the next one.
    """
    source = handler.source
    if source is not None:
        if any(is_same(source, quiet) for quiet in usage.quiet):
            return False
        if any(is_same(source, armed) for armed in usage.armed):
            return True
    registrar = handler.registrar
    if registrar is not None and registrar in reaches.get(root.function, frozenset()):
        return False
    if root.entry.phase is Phase.INIT:
        return False
    if root.entry.phase is Phase.TEARDOWN:
        return registrar is not None and any(
            other.entry.phase is Phase.INIT and registrar in reaches.get(other.function, frozenset()) for other in roots
        )
    return True


def is_surely_same(source: Quiet, other: Quiet) -> bool:
    """Do they surely speak of one source?"""
    return source == other and bool(source.key and source.record)


def is_same(source: Quiet, other: Quiet) -> bool:
    """May they speak of one interrupt source? A source without a name (the result of a call) may be any."""
    if source.line != other.line or other.is_maybe:
        return False
    if not source.key or not other.key:
        return True
    return source.key == other.key and (source.record == other.record or not source.record or not other.record)

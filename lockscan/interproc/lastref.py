"""Calls that drop a reference: what the last one runs does not run under a lock that lives in the object itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockscan.interproc.order import Edge
from lockscan.interproc.solved import Solved, function_of
from lockscan.locks.naming import Naming
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId, Site
from lockscan.models.effects import Acquire, FunctionModel, Models, When
from lockscan.syntax.nodes import Name


def frees_its_lock(edge: Edge, functions: Mapping[FunctionId, Solved], models: Models) -> bool:
    """Does the way to the second lock release the object that holds the first one? Its holder has a reference.

    That is: a call on the way hands a counter of `struct r` to the kernel, with a function to run or a lock to take at
    zero.
    """
    owner = edge.first.name.removeprefix("struct ").partition(".")[0]
    return any(_counted(site, functions, models) == owner for site in (*edge.taking.chain, edge.taking.site))


def drops_last(chain: Iterable[Site], functions: Mapping[FunctionId, Solved], models: Models) -> bool:
    """Does a call on the way drop a reference, and only the last one leads on? Often the caller has another one."""
    return any(_counted(site, functions, models) for site in chain)


def _counted(site: Site, functions: Mapping[FunctionId, Solved], models: Models) -> str:
    """The record that holds the counter which the call at `site` drops; "" for other calls."""
    solved = function_of(site, functions)
    if solved is None:
        return ""
    for invoke in solved.code.calls():
        callee = invoke.callee
        if invoke.span == site.span and isinstance(callee, Name) and invoke.args:
            model = models.functions.get(callee.name)
            if model is not None and _acts_at_zero(model):
                steps = Naming(solved.code.scope).pointee(invoke.args[0]).steps
                last = steps[-1] if steps else None
                return last.record if isinstance(last, Field) else ""
    return ""


def _acts_at_zero(model: FunctionModel) -> bool:
    waits = (e for e in model.effects if isinstance(e, Acquire) and e.when is When.NONZERO and not e.is_try)
    return any(runs.is_direct for runs in model.runs) or any(effect.lock.parameter > 0 for effect in waits)

"""Which functions are worth solving: those that do something to locks, irqs or handlers, or call one that does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockscan.cfg.graph import EnterGuard, Invoke
from lockscan.interproc.calls import Calls
from lockscan.interproc.index import Code
from lockscan.locks.summary import FunctionId
from lockscan.models import effects as fx

# Effects that say something about values only: a function with nothing else is silent.
_HARMLESS = (fx.MaySleep, fx.Initialises, fx.Transparent, fx.IsError, fx.Accessor)


def relevant_functions(
    codes: Mapping[FunctionId, Code],
    calls: Calls,
    edges: Mapping[FunctionId, Sequence[FunctionId]],
    keeps_accesses: bool,
) -> frozenset[FunctionId]:
    """All of them where accesses to data count; else callers, at any depth, of modelled functions that matter.

    A function that only returns what an accessor gives is found by its pointer, not here.
    """
    if keeps_accesses:
        return frozenset(codes)
    callers: dict[FunctionId, list[FunctionId]] = {}
    for caller, targets in edges.items():
        for target in targets:
            callers.setdefault(target, []).append(caller)
    pending = [identity for identity, code in codes.items() if any(_matters(code, calls))]
    relevant = set(pending)
    while pending:
        for caller in callers.get(pending.pop(), ()):
            if caller not in relevant:
                relevant.add(caller)
                pending.append(caller)
    return frozenset(relevant)


def _matters(code: Code, calls: Calls) -> Iterator[bool]:
    for block in code.graph.blocks:
        for operation in block.operations:
            if isinstance(operation, EnterGuard):
                yield True
            elif isinstance(operation, Invoke):
                model = calls.reached(operation, code).model
                if model is not None and (model.runs or any(not isinstance(e, _HARMLESS) for e in model.effects)):
                    yield True

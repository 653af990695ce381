"""Which functions are worth solving: those that do something to locks, irqs or handlers, or call one that does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockscan.cfg.graph import EnterGuard, Invoke
from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls, callers_of
from lockscan.interproc.index import Code, Index
from lockscan.interproc.sleepers import closure, guards, modelled, sleepers
from lockscan.locks.summary import FunctionId
from lockscan.models import effects as fx
from lockscan.models.effects import FunctionModel, Models

# Effects that say something about values only: a function with nothing else is silent.
_HARMLESS = (fx.MaySleep, fx.TellsMaySleep, fx.Initialises, fx.Transparent, fx.IsError, fx.Accessor)


@dataclass(frozen=True, slots=True)
class Worth:
    """Functions whose control flow may matter, found from their columns alone: most of a driver is not even looked at.

    `functions`: what names a modelled function that matters or calls through a pointer, with all its callers; what
    handles functions as values; and whom these call, where they get a pointer from it. A function that only passes on
    a pointer that was given to it as a parameter is found as the target of a call that hands over a function.

    `speaking` are those that name a modelled function that matters, or a guard. `asleep` may sleep where it may be
    forbidden. Of `passive` ones the control flow only matters if functions get to them through pointers. `spoken` are
    the modelled functions that the program names.
    """

    spoken: frozenset[str]
    functions: frozenset[FunctionId]
    speaking: frozenset[FunctionId]
    asleep: frozenset[FunctionId]
    passive: frozenset[FunctionId]


def worth_lowering(index: Index, models: Models) -> Worth:
    """Reads which functions each function names."""
    names = {identity: index.names(identity) for identity in index.functions}
    callers: dict[FunctionId, list[FunctionId]] = {}
    targets: dict[FunctionId, tuple[FunctionId, ...]] = {}
    for identity, spoken in names.items():
        file = index.functions[identity].file
        found = [index.find(name, file) for name in sorted(index.defined_of(spoken.called))]
        targets[identity] = tuple([target for target in found if target is not None])
        for target in targets[identity]:
            callers.setdefault(target, []).append(identity)
    called = frozenset[str]().union(*(spoken.called for spoken in names.values()))
    outside = called.union(*(spoken.taken | spoken.variables for spoken in names.values()))
    marked = guards(outside)
    known = frozenset([name for name in outside if name in models.functions])
    locking = modelled(known, models, _does_something) | marked
    asleep = sleepers(index, models, names, called & (known | marked), targets, callers)
    certain = closure([i for i, spoken in names.items() if not locking.isdisjoint(spoken.called)], callers)
    certain.update([i for i, spoken in names.items() if spoken.taken])
    worth = certain | closure([i for i, spoken in names.items() if spoken.has_pointer_call], callers)
    # Also what only passes objects on to who registers their handlers: from where a handler is registered is asked for.
    handed = {t for i, spoken in names.items() if spoken.taken for t in targets[i]}
    accessors = {t for i in worth for t in targets[i] if index.functions[t].returns.endswith("*")}
    worth |= handed | accessors | asleep
    speaking = frozenset([i for i in worth if names[i].mentions(locking)])
    active = worth & certain.union(speaking, asleep, *(callers.get(i, ()) for i in asleep))
    return Worth(known, frozenset(worth), speaking, asleep, frozenset(worth - active))


def _does_something(model: FunctionModel) -> bool:
    return bool(model.runs or model.calls) or any(not isinstance(effect, _HARMLESS) for effect in model.effects)


def relevant_functions(
    codes: Mapping[FunctionId, Code],
    calls: Calls,
    edges: Mapping[FunctionId, Sequence[FunctionId]],
    keeps_accesses: bool,
    worth: Worth,
) -> frozenset[FunctionId]:
    """All of them where accesses to data count; else callers, at any depth, of modelled functions that matter, and
    what may sleep where that may be forbidden.

    A function that only returns what an accessor gives is found by its pointer, not here.
    """
    if keeps_accesses:
        return frozenset(codes)
    seeds = (i for i in worth.speaking if any(_matters(codes[i], calls)))
    return frozenset(closure(seeds, callers_of(edges))) | worth.asleep


def _matters(code: Code, calls: Calls) -> Iterator[bool]:
    for block in code.graph.blocks:
        for operation in block.operations:
            if type(operation) is EnterGuard:
                yield True
            elif type(operation) is Invoke:
                model = calls.reached(operation, code).model
                if model is not None and _does_something(model):
                    yield True

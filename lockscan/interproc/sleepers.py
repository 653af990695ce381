"""Which functions may sleep below code that may not: found by names alone, so that the others need not be solved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lockscan.interproc.index import Index
from lockscan.locks.summary import FunctionId
from lockscan.models import effects as fx
from lockscan.models.effects import FunctionModel, Models
from lockscan.syntax.columns import FunctionNames
from lockscan.syntax.nodes import Cast, Expr, InitList, Name, Ref

_GUARD = "__lockscan_guard_"

# Effects after which, on some path, it is forbidden to sleep.
_ATOMIC = (fx.IrqSave, fx.IrqOff, fx.BhOff, fx.PreemptOff, fx.GlobalIrqOff)


def sleepers(
    index: Index,
    models: Models,
    names: Mapping[FunctionId, FunctionNames],
    called: frozenset[str],
    targets: Mapping[FunctionId, Sequence[FunctionId]],
    callers: Mapping[FunctionId, Sequence[FunctionId]],
) -> frozenset[FunctionId]:
    """Functions that lead to a call that may sleep, and lie below one that may not sleep or be entered so.

    `called`: all modelled functions and guards that any of `names` calls.
    """
    sleeping = modelled(called, models, _may_sleep)
    forbidding = modelled(called, models, _forbids_sleep) | guards(called)
    asleep = closure((i for i, spoken in names.items() if not sleeping.isdisjoint(spoken.called)), callers)
    atomic = {i for i, spoken in names.items() if not forbidding.isdisjoint(spoken.called)}
    atomic.update(caller for i in tuple(atomic) for caller in callers.get(i, ()))
    atomic.update(_handlers(index, models, names))
    return frozenset(asleep & closure(atomic, targets))


def closure(start: Iterable[FunctionId], edges: Mapping[FunctionId, Sequence[FunctionId]]) -> set[FunctionId]:
    """`start` with everything that its edges lead to."""
    pending = list(start)
    found = set(pending)
    while pending:
        for target in edges.get(pending.pop(), ()):
            if target not in found:
                found.add(target)
                pending.append(target)
    return found


def is_atomic(entry: fx.Entry) -> bool:
    """Is it forbidden to sleep in a function that is entered so?"""
    if entry.context is not fx.Context.TASK or entry.irqs_off or entry.bh_off:
        return True
    return any(lock.kind.is_atomic for lock in entry.holds)


def _handlers(index: Index, models: Models, names: Mapping[FunctionId, FunctionNames]) -> Iterator[FunctionId]:
    """Functions that are registered in code, or stored in a member whose users may not sleep."""
    for identity, spoken in names.items():
        file = index.functions[identity].file
        yield from (target for name in sorted(spoken.taken) if (target := index.find(name, file)) is not None)
    for variable in index.globals:
        for record, member, name in _stored(variable.variable.init):
            called = models.members.get((record, member), ())
            if called and (member in models.decided or any(is_atomic(model.entry) for model in called)):
                target = index.find(name, variable.file)
                if target is not None:
                    yield target


def _stored(value: Expr | None) -> Iterator[tuple[str, str, str]]:
    """(record, member, function) for every function of an initialiser."""
    pending = [value]
    while pending:
        current = pending.pop()
        while isinstance(current, Cast):
            current = current.operand
        if not isinstance(current, InitList):
            continue
        for item in current.items:
            inner = item.value
            while isinstance(inner, Cast):
                inner = inner.operand
            if isinstance(inner, Name) and inner.ref is Ref.FUNCTION:
                yield item.record, item.field, inner.name
            else:
                pending.append(inner)


def modelled(names: Iterable[str], models: Models, is_such: Callable[[FunctionModel], bool]) -> set[str]:
    """The names of modelled functions that are such."""
    return {name for name in names if name in models.functions and is_such(models.functions[name])}


def guards(names: Iterable[str]) -> set[str]:
    """The names that the stub headers make of guard(name)."""
    return {name for name in names if name.startswith(_GUARD)}


def _may_sleep(model: FunctionModel) -> bool:
    return any(
        isinstance(effect, fx.MaySleep)
        or (isinstance(effect, fx.Acquire) and effect.kind.is_sleeping and not effect.is_try)
        for effect in model.effects
    )


def _forbids_sleep(model: FunctionModel) -> bool:
    return any(
        isinstance(effect, _ATOMIC) or (isinstance(effect, fx.Acquire) and effect.kind.is_atomic)
        for effect in model.effects
    )

"""Which memory an operation reads and writes, where accesses to data count (cli() against spinlocks)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.cfg import graph as cfg
from lockscan.locks.actions import Touch
from lockscan.locks.naming import Naming
from lockscan.locks.place import DEREF, Field, Local, Place, Static, Unknown
from lockscan.syntax import nodes as c


def reads(operation: cfg.Operation, naming: Naming) -> Iterator[Touch]:
    """What the operation reads before it does anything."""
    match operation:
        case cfg.Invoke(span=span, args=values):
            yield from _touched(span, values, naming)
        case (
            cfg.Store(span=span, value=value) | cfg.Evaluate(span=span, value=value) | cfg.Leave(span=span, value=value)
        ) if value is not None:
            yield from _touched(span, (value,), naming)


def reads_of_tests(edges: Sequence[cfg.Edge], naming: Naming) -> Iterator[Touch]:
    """What the tests at the end of a block read."""
    tests = (edge.condition for edge in edges if edge.condition is not None)
    for value in dict.fromkeys(test.value for test in tests):
        yield from _touched(value.span, (value,), naming)


def writes(store: cfg.Store, naming: Naming) -> Iterator[Touch]:
    """What the assignment writes."""
    place = None if isinstance(store.target, c.Result) else naming.lvalue(store.target)
    if place is not None and _is_shared(place):
        yield Touch(store.span, place, is_write=True)


def _touched(span: c.Span, values: Sequence[c.Expr], naming: Naming) -> Iterator[Touch]:
    for value in values:
        for place in _read_places(value, naming):
            if _is_shared(place):
                yield Touch(span, place, is_write=False)


def _is_shared(place: Place) -> bool:
    """Memory that others may reach: a static variable, or a member behind a pointer."""
    if isinstance(place.root, Static):
        return True
    return (any(step == DEREF for step in place.steps) and any(isinstance(step, Field) for step in place.steps)) or (
        not isinstance(place.root, Local | Unknown) and any(isinstance(step, Field) for step in place.steps)
    )


def _read_places(expr: c.Expr, naming: Naming) -> Iterator[Place]:
    match expr:
        case c.Name(ref=c.Ref.STATIC | c.Ref.GLOBAL) | c.Member():
            yield naming.lvalue(expr)
            if isinstance(expr, c.Member):
                yield from _read_places(expr.base, naming)
        case c.Index(base=base, index=index):
            yield naming.lvalue(expr)
            yield from _read_places(index, naming)
            yield from _read_places(base, naming)
        case c.Unary(op="&"):
            return
        case c.Unary(operand=inner) | c.Cast(operand=inner):
            yield from _read_places(inner, naming)
        case c.Binary(left=left, right=right):
            yield from _read_places(left, naming)
            yield from _read_places(right, naming)
        case c.Opaque(parts=parts):
            for part in parts:
                yield from _read_places(part, naming)

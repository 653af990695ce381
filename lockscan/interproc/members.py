"""What record an untyped member is: learned from the assignments and calls of the whole program.

Without its header a struct is incomplete, and `dev->chip->lock` has no type for `chip`. But the driver itself says what
it is: `struct snd_sb *chip = dev->chip;`, `dev->chip = chip;`, or `use(dev->chip)` with `use(struct snd_sb *)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockscan.cfg.graph import Invoke, Store
from lockscan.interproc.index import Code, Index
from lockscan.locks.naming import record_of
from lockscan.syntax.nodes import Cast, Expr, Member, Name, Ref

Key = tuple[str, str]


def learn(index: Index, codes: Iterable[Code]) -> dict[Key, str]:
    """(record, member) → the record that the member is or points to; members with contradicting uses are left out."""
    found: dict[Key, str] = {}
    doubtful: set[Key] = set()
    for code in codes:
        for member, record in _uses(index, code):
            key = (member.record, member.field)
            if found.setdefault(key, record) != record:
                doubtful.add(key)
    return {key: record for key, record in found.items() if key not in doubtful}


def _uses(index: Index, code: Code) -> Iterator[tuple[Member, str]]:
    for block in code.graph.blocks:
        for operation in block.operations:
            match operation:
                case Store(target=target, value=value) if value is not None:
                    yield from _same(target, value)
                    yield from _same(value, target)
                case Invoke(callee=Name(name=name, ref=Ref.FUNCTION), args=args):
                    callee = index.find(name, code.function.file)
                    parameters = index.functions[callee].parameters if callee is not None else ()
                    for arg, parameter in zip(args, parameters, strict=False):
                        member = _untyped(arg)
                        if member is not None and parameter.record:
                            yield member, parameter.record


def _same(one: Expr, other: Expr) -> Iterator[tuple[Member, str]]:
    member, record = _untyped(one), record_of(other, {})
    if member is not None and record:
        yield member, record


def _untyped(expr: Expr) -> Member | None:
    while isinstance(expr, Cast) and not expr.record:
        expr = expr.operand
    return expr if isinstance(expr, Member) and expr.record and not expr.pointee else None

"""What record an untyped member is: learned from the assignments and calls of the whole program.

Without its header a struct is incomplete, and `dev->chip->lock` has no type for `chip`. But the driver itself says what
it is: `struct snd_sb *chip = dev->chip;`, `dev->chip = chip;`, or `use(dev->chip)` with `use(struct snd_sb *)`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from lockscan.cfg.graph import Invoke, Store
from lockscan.interproc.index import Code, Index
from lockscan.locks.naming import record_of
from lockscan.locks.summary import FunctionId
from lockscan.syntax.columns import member_values, untyped_bases
from lockscan.syntax.nodes import Cast, Expr, Member, Name, Ref

Key = tuple[str, str]


def learn(index: Index, codes: Mapping[FunctionId, Code], passive: Container[FunctionId] = ()) -> dict[Key, str]:
    """(record, member) → the record that the member is or points to; members with contradicting uses are left out.

    Of members only of which a member of an unknown record is used: nobody asks for others. `passive` functions are read
    (and lowered) only if they name such a one.
    """
    asked = {key for code in codes.values() for key in untyped_bases(code.function.body)}
    if not asked:
        return {}
    found: dict[Key, str] = {}
    doubtful: set[Key] = set()
    for identity, code in codes.items():
        if identity in passive and asked.isdisjoint(member_values(code.function.body)):
            continue
        for key, record in _uses(index, code, asked):
            if found.setdefault(key, record) != record:
                doubtful.add(key)
    return {key: record for key, record in found.items() if key not in doubtful}


def _uses(index: Index, code: Code, asked: Container[Key]) -> Iterator[tuple[Key, str]]:
    for block in code.graph.blocks:
        for operation in block.operations:
            if type(operation) is Store:
                target, value = operation.target, operation.value
                if value is not None and (type(target) in _HOLDING or type(value) in _HOLDING):
                    yield from _same(target, value, asked)
                    yield from _same(value, target, asked)
            elif type(operation) is Invoke and type(callee := operation.callee) is Name:
                for number, arg in enumerate(operation.args):
                    key = _untyped(arg)
                    if key is not None and key in asked:
                        known = index.find(callee.name, code.function.file) if callee.ref is Ref.FUNCTION else None
                        parameters = index.functions[known].parameters if known is not None else ()
                        if number < len(parameters) and parameters[number].record:
                            yield key, parameters[number].record


_HOLDING = (Member, Cast)


def _same(one: Expr, other: Expr, asked: Container[Key]) -> Iterator[tuple[Key, str]]:
    key = _untyped(one)
    if key is not None and key in asked:
        record = record_of(other, {})
        if record:
            yield key, record


def _untyped(expr: Expr) -> Key | None:
    while type(expr) is Cast and not expr.record:
        expr = expr.operand
    return (expr.record, expr.field) if type(expr) is Member and expr.record and not expr.pointee else None

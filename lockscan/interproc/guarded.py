"""Data that one lock protects nearly everywhere: by counting, and by asking who can run at the same time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lockscan.frozen import dataclass
from lockscan.interproc.accesses import Access, Datum, accesses
from lockscan.interproc.program import Program
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import Context, Line, Phase

_FEWEST_GUARDED = 6
_FEWEST_FUNCTIONS = 3
_FEWEST_WRITES = 2
_FEWEST_WRITES_FOR_READ = 3
_ACCESSES_FOR_EACH_WRITE = 5
_GUARDED_FOR_EACH = 9  # accesses under the lock for each one without it, from the second on


@dataclass(frozen=True, slots=True)
class Unguarded:
    """`access` lies outside of `lock`, which all but `without` of the accesses to the datum hold."""

    datum: Datum
    lock: str
    access: Access
    guarded: tuple[Access, ...]
    without: int


def unguarded(program: Program) -> Iterator[Unguarded]:
    """Writes to such data without the lock, and reads of data that is written under it, outside of set-up and
    tear-down."""
    setups = _setups(program)
    for datum, found in accesses(program).items():
        live = [access for access in found if _is_live(program, access, setups)]
        lock = _usual_lock(live)
        if lock is None:
            continue
        guarded = [access for access in live if lock in access.holds]
        without = [access for access in live if lock not in access.holds and access.is_sure]
        if not _is_rule(guarded, without) or _is_used_without_lock(program, datum, found):
            continue
        for access in without:
            if _matters(program, access, guarded, setups):
                yield Unguarded(datum, lock, access, tuple(guarded), len(without))


def _setups(program: Program) -> frozenset[FunctionId]:
    """Roots that lead to the registration of an interrupt handler: before it, nobody else touches the device."""
    lines = (Line.IRQ, Line.NAPI)
    registrars = {root.registrar for root in program.roots if root.source is not None and root.source.line in lines}
    reaches = program.reaches
    return frozenset(root.function for root in program.roots if not registrars.isdisjoint(reaches[root.function]))


def _is_live(program: Program, access: Access, setups: frozenset[FunctionId]) -> bool:
    """May others use the object at that time?"""
    return bool(_running(program, access, setups)) and not program.fresh.is_fresh(access.place, access.function)


def _running(program: Program, access: Access, setups: frozenset[FunctionId]) -> tuple[Root, ...]:
    """The roots that lead to the access while the driver is in use."""
    roots = program.entries.roots_of(access.function)
    return tuple(root for root in roots if root.entry.phase is Phase.RUN and root.function not in setups)


def _usual_lock(found: Sequence[Access]) -> str | None:
    counted = Counter(lock for access in found for lock in access.holds)
    best = max(counted.values(), default=0)
    return min((lock for lock, count in counted.items() if count == best), default=None)


def _is_rule(guarded: Sequence[Access], without: Sequence[Access]) -> bool:
    return (
        0 < len(without) <= max(1, len(guarded) // _GUARDED_FOR_EACH)
        and len(guarded) >= _FEWEST_GUARDED
        and len({access.function for access in guarded}) >= _FEWEST_FUNCTIONS
        and len(_writes(guarded)) >= _FEWEST_WRITES
    )


def _writes(found: Sequence[Access]) -> list[Access]:
    return [access for access in found if access.is_write]


def _is_used_without_lock(program: Program, datum: Datum, found: Sequence[Access]) -> bool:
    """Is it accessed by a macro made for that, or by address (atomics, bit operations), in the files that use it?"""
    name = (rb"(?:->|\.)\s*" if datum.record else rb"\b") + re.escape(datum.name.encode())
    macros = b"|".join(re.escape(macro.encode()) for macro in sorted(program.models.lockless))
    on_purpose = re.compile(rb"\b(?:" + macros + rb")\s*\([^;{}]*?" + name + rb"\b")
    by_address = re.compile(rb"[(,=]\s*&\s*(?:[\w.\[\]()]|->)*?" + name + rb"\s*[,);]")
    files = {program.functions[access.function].code.function.file for access in found}
    texts = [program.files.get(file, b"") for file in sorted(files)]
    return any(on_purpose.search(text) or by_address.search(text) for text in texts)


def _matters(program: Program, access: Access, guarded: Sequence[Access], setups: frozenset[FunctionId]) -> bool:
    """Is it surely reached while the driver runs, and can a conflicting access come in between?"""
    roots = [root for root in _running(program, access, setups) if root.basis is Basis.REGISTERED]
    writes = _writes(guarded)
    if not access.is_write and len(writes) < max(_FEWEST_WRITES_FOR_READ, len(guarded) // _ACCESSES_FOR_EACH_WRITE):
        return False  # set up under the lock by the way, and hardly ever changed
    others = guarded if access.is_write else writes
    if access.holds and all(access.holds & other.holds for other in writes):
        return False  # writers hold both locks, so either will do for a reader
    return any(_concurrent(one, two) for one in roots for other in others for two in _running(program, other, setups))


def _concurrent(one: Root, two: Root) -> bool:
    """Two activations at once: of different roots, or of one that several tasks may enter."""
    return one.function != two.function or (one.entry.context is Context.TASK and one.source is None)

"""cli-spinlock-mix: the same data is touched between cli() and sti() here and under a spinlock there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision, Related
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import GlobalTaken, Touched
from lockscan.locks.place import Field, Place, Static
from lockscan.models.effects import Kind
from lockscan.syntax.nodes import Span

RULE = "cli-spinlock-mix"

_SPINNING = frozenset({Kind.SPINLOCK, Kind.RAW_SPINLOCK, Kind.RWLOCK})


@dataclass(frozen=True, slots=True)
class Access:
    """One access to a datum; `lock` is the class of the spinlock that protects it, "" inside cli()."""

    solved: Solved
    span: Span
    place: Place
    is_write: bool
    lock: str


def check(program: Program) -> Iterator[Finding]:
    """One finding for each datum and cli() region."""
    global_ones: dict[str, list[Access]] = {}
    spinlocked: dict[str, list[Access]] = {}
    for solved in program.functions.values():
        for event in solved.events:
            if isinstance(event, Touched):
                _sort(program, solved, event, global_ones, spinlocked)
    for datum, accesses in global_ones.items():
        others = spinlocked.get(datum, [])
        if any(access.is_write for access in (*accesses, *others)):
            yield from _findings(program, datum, accesses, others)


def _sort(
    program: Program,
    solved: Solved,
    event: Touched,
    global_ones: dict[str, list[Access]],
    spinlocked: dict[str, list[Access]],
) -> None:
    datum = _datum(event.place)
    if not datum:
        return
    held = next((lock for lock in event.state.held if lock.kind in _SPINNING), None)
    if event.state.is_global and held is None:
        global_ones.setdefault(datum, []).append(Access(solved, event.span, event.place, event.is_write, ""))
    elif held is not None and not event.state.is_global:
        lock = evidence.shown(held.lock_class, held.place)
        spinlocked.setdefault(datum, []).append(Access(solved, event.span, event.place, event.is_write, lock))


def _datum(place: Place) -> str:
    """What the place is an instance of: `struct foo.count`, or a variable."""
    fields = [step for step in place.steps if isinstance(step, Field)]
    if fields:
        record = fields[-1].record
        return f"struct {record}.{fields[-1].name}" if record else ""
    if isinstance(place.root, Static):
        return f"{place.root.file}:{place.root.name}" if place.root.file else place.root.name
    return ""


def _findings(program: Program, datum: str, accesses: list[Access], others: list[Access]) -> Iterator[Finding]:
    seen: set[tuple[str, Span]] = set()
    for access in accesses:
        region = _region(access)
        code = access.solved.code
        key = (code.function.name, region)
        if key in seen or not others:
            continue
        seen.add(key)
        other = min(others, key=lambda o: (not o.is_write, o.solved.code.function.file, o.span))
        there = evidence.within(other.solved.code, other.span)
        inside = evidence.within(code, access.span)
        name = datum.rpartition(":")[2]
        yield Finding(
            rule=RULE,
            message=(
                f"{name} is touched between cli() and sti() in {code.function.name}() and under {other.lock} in "
                f"{other.solved.code.function.name}(): the two do not exclude each other"
            ),
            location=evidence.within(code, region),
            precision=Precision.MEDIUM if access.is_write or other.is_write else Precision.LOW,
            level=Level.ERROR,
            lock=other.lock,
            related=(Related(inside, f"{name} is touched here"), Related(there, f"and here, under {other.lock}")),
            key=datum,
        )


def _region(access: Access) -> Span:
    """The call that opened the region: the last one before the access in the text."""
    opened = [
        event.span
        for event in access.solved.events
        if isinstance(event, GlobalTaken) and event.span.start <= access.span.start
    ]
    return max(opened, default=access.span)

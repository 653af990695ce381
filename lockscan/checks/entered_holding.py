"""Shared by the rules on taking a lock twice: a callback takes a lock that its subsystem holds around the call."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.frozen import dataclass
from lockscan.interproc.entries import place_of
from lockscan.interproc.program import Program
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.place import Derived, Field, Param, Place, Step
from lockscan.locks.summary import Site, Usage
from lockscan.models.effects import Acquire, Kind, Mode, Target


@dataclass(frozen=True, slots=True)
class Entering:
    """`held` is held whenever `root` is entered, and `usage`, below it, takes it again.

    `is_exact` False: the lock is reached through the record that the driver keeps around the subsystem's.
    """

    root: Root
    held: Acquire
    usage: Usage
    is_exact: bool


def entered_holding(program: Program) -> Iterator[Entering]:
    """Each acquisition once, under the root with the shortest way to it."""
    best: dict[tuple[Target, Site], Entering] = {}
    for root in program.roots:
        if root.basis is Basis.REGISTERED and root.function in program.functions:
            for held in root.entry.holds:
                for found in _below(program, root, held):
                    key = (held.lock, found.usage.site)
                    if key not in best or len(found.usage.chain) < len(best[key].usage.chain):
                        best[key] = found
    yield from best.values()


def _below(program: Program, root: Root, held: Acquire) -> Iterator[Entering]:
    if held.kind.is_recursive or held.kind is Kind.SEMAPHORE:
        return
    place = place_of(held.lock)
    for usage in program.functions[root.function].summary.usages:
        if usage.place is None or usage.kind is not held.kind or usage.is_try or usage.is_nested or usage.is_regained:
            continue
        if held.mode is Mode.READ and usage.mode is Mode.READ:
            continue
        if _is_same(usage.place, place):
            yield Entering(root, held, usage, is_exact=True)
        elif _is_around(usage.place, place):
            yield Entering(root, held, usage, is_exact=False)


def _is_same(one: Place, two: Place) -> bool:
    """Parameters are the same by their position: a callback names them as it likes. A record may not be known."""
    if isinstance(one.root, Param) and isinstance(two.root, Param):
        is_one_root = one.root.index == two.root.index
    else:
        is_one_root = one.root == two.root
    return is_one_root and len(one.steps) == len(two.steps) and all(map(_is_step, one.steps, two.steps))


def _is_step(one: Step, two: Step) -> bool:
    if isinstance(one, Field) and isinstance(two, Field):
        return one.name == two.name and (one.record == two.record or not one.record or not two.record)
    return one == two


def _is_around(place: Place, held: Place) -> bool:
    """Is it `container_of(port, struct uart, port)->port.lock`? The member is taken for the right one."""
    root = place.root
    if not isinstance(root, Derived) or root.argument is None or len(place.steps) < 2:
        return False
    is_member = any(isinstance(step, Field) and step.record for step in held.steps)
    back = place.steps[0]
    argument = Place(root.argument.root, (*root.argument.steps, *place.steps[1:]))
    return is_member and isinstance(back, Field) and back.record == root.record and _is_same(argument, held)

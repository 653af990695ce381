"""What memory still is when it is asked about: as it was at entry, or as the path has last stored or tested it.

A flow analysis of its own, by members and without paths. It is only asked about the few members that guards in callees
depend on, and worked out then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import NamedTuple

from lockscan.cfg.graph import Block, Invoke, Store
from lockscan.frozen import dataclass
from lockscan.locks.actions import Branch, keys_of
from lockscan.locks.callees import Resolver
from lockscan.locks.naming import Naming
from lockscan.locks.place import Field, Place
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Index, Member

_END = 1 << 30
_At = dict[int, list[tuple[int, bool]]]  # by block: the positions where a place changes, and whether a call does it


class Changes(NamedTuple):
    """What a call may write: anything, what `functions` write, or `members` whose address it gets."""

    everything: bool
    functions: Sequence[FunctionId]
    members: frozenset[Field]


NO_CHANGES = Changes(everything=False, functions=(), members=frozenset())


@dataclass(slots=True)
class Untouched:
    """Answers for one function. `branches` are the edges of its blocks; `changes` says what calls may write."""

    blocks: Sequence[Block]
    branches: Sequence[Sequence[Branch]]
    naming: Naming
    changes: Callable[[Invoke], Changes]
    resolver: Resolver
    _first: dict[Field, list[int]] = field(default_factory=dict)  # see _written
    _alike: dict[tuple[tuple[int, int], ...], list[int]] = field(default_factory=dict)  # the same, by what writes it
    _stale: dict[Place, tuple[list[bool], _At]] = field(default_factory=dict)  # see _staleness
    _calls: list[tuple[int, int, Changes]] = field(default_factory=list)  # to be asked, with block and position
    _below: list[int] = field(default_factory=list)  # the bits of what they write
    _called: set[FunctionId] = field(default_factory=set)  # whom all these reach
    _passed: set[Field] = field(default_factory=set)  # members whose address they get
    _always: list[tuple[int, int, Place | None]] = field(default_factory=list)
    _stores: dict[Field, list[tuple[int, int, Place | None]]] = field(default_factory=dict)
    _writes: dict[Field, list[tuple[int, int, Place | None]]] = field(default_factory=dict)
    _kept: dict[Field, bool] = field(default_factory=dict)
    _where: dict[int, tuple[int, int]] = field(default_factory=dict)
    _is_read: bool = False

    def since_entry(self, place: Place, block: int, position: int = _END) -> bool:
        """Is the place, before the operation at `position`, as it was when the function was entered?"""
        for step in place.steps:  # noqa: SIM110 -- much used, and quicker than a generator
            if type(step) is Field and position > self._written(step)[block]:
                return False
        return True

    def keeps(self, member: Field) -> bool:
        """Does no call write it?"""
        known = self._kept.get(member)
        if known is None:
            known = self._kept[member] = not [write for write in self._writes_of(member) if write[2] is None]
        return known

    def where(self, result: int) -> tuple[int, int]:
        """The block and position of the call with that number."""
        self._read()
        return self._where.get(result, (0, _END))

    def _read(self) -> None:
        """Goes through the operations, once."""
        if self._is_read:
            return
        self._is_read = True
        for number, block in enumerate(self.blocks):
            for position, operation in enumerate(block.operations):
                if type(operation) is Invoke:
                    self._where[operation.result] = (number, position)
                    changes = self.changes(operation)
                    if changes is not NO_CHANGES:
                        self._read_call(number, position, changes)
                elif type(operation) is Store and (type(operation.target) is Member or type(operation.target) is Index):
                    self._read_store(number, position, operation.target)

    def _read_call(self, number: int, position: int, changes: Changes) -> None:
        if changes.everything:
            self._always.append((number, position, None))
            return
        self._calls.append((number, position, changes))
        self._called.update(changes.functions)
        self._passed.update(changes.members)

    def _read_store(self, number: int, position: int, target: Member | Index) -> None:
        place = self.naming.lvalue(target)
        last = next((step for step in reversed(place.steps) if isinstance(step, Field)), None)
        if last is not None:
            self._stores.setdefault(last, []).append((number, position, place))

    def _written(self, member: Field) -> list[int]:
        """Per block: which operation is the first that may write it; -1: that was in a block before."""
        known = self._first.get(member)
        if known is None:
            writes = tuple([(number, position) for number, position, _ in self._writes_of(member)])
            known = self._alike.get(writes)
            if known is None:
                known = self._alike[writes] = self._first_of(writes)
            self._first[member] = known
        return known

    def _first_of(self, writes: Sequence[tuple[int, int]]) -> list[int]:
        found = [_END + 1] * len(self.blocks)
        for number, position in writes:
            found[number] = min(found[number], position)
        pending = [edge.target for number in {write[0] for write in writes} for edge in self.blocks[number].edges]
        while pending:
            number = pending.pop()
            if found[number] >= 0:
                found[number] = -1
                pending += [edge.target for edge in self.blocks[number].edges]
        return found

    def _writes_of(self, member: Field) -> list[tuple[int, int, Place | None]]:
        """Blocks and positions with what is written; None: a call may do it."""
        known = self._writes.get(member)
        if known is None:
            self._read()
            known = self._writes[member] = [*self._stores.get(member, ()), *self._always]
            if self._calls:
                written = self.resolver.writes(self._called)
                bits = self.resolver.bits(member)
                if member in self._passed or written & bits:
                    known += self._calls_that_write(member, bits)
        return known

    def _calls_that_write(self, member: Field, bits: int) -> list[tuple[int, int, None]]:
        if not self._below:
            self._below.extend([self.resolver.writes(call.functions) for _, _, call in self._calls])
        each = zip(self._calls, self._below, strict=True)
        return [(number, at, None) for (number, at, call), below in each if below & bits or member in call.members]

    def is_current(self, place: Place, result: int) -> bool:
        """Has no call come between what the path knows of the place and the call with that number?"""
        members = {step for step in place.steps if isinstance(step, Field)}
        if all(map(self.keeps, members)):
            return True
        block, position = self.where(result)
        at_start, changes = self._staleness(place, members)
        is_stale = at_start[block]
        for at, is_call in changes.get(block, ()):
            if at < position:
                is_stale = is_call
        return not is_stale

    def _changes(self, place: Place, members: Iterable[Field]) -> _At:
        """By block: the positions where a call may change it, and those where it is stored to."""
        found: dict[int, set[tuple[int, bool]]] = {}
        for number, at, target in (write for member in members for write in self._writes_of(member)):
            if target is None or target == place:
                found.setdefault(number, set()).add((at, target is None))
        return {number: sorted(changes) for number, changes in found.items()}

    def _staleness(self, place: Place, members: Iterable[Field]) -> tuple[list[bool], _At]:
        """Per block, whether it is so at its start; and what changes it."""
        known = self._stale.get(place)
        if known is not None:
            return known
        stale, changes = [False] * len(self.blocks), self._changes(place, members)
        known = self._stale[place] = (stale, changes)
        pending = [number for number, changed in changes.items() if changed[-1][1]]
        while pending:
            for branch in self.branches[pending.pop()]:
                target = branch.target
                if stale[target] or place in keys_of(branch):
                    continue
                stale[target] = True
                if target not in changes:
                    pending.append(target)
        return known

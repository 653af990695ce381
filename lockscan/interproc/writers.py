"""Which functions may write a member, themselves or in what they call: after such a call nothing is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.index import Index
from lockscan.interproc.sleepers import closure
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId
from lockscan.syntax.columns import changed_members


@dataclass(slots=True)
class Writers:
    """Answers for one program, worked out as far as they are asked for. A write to a member of any object counts,
    and so does passing on its address. `edges`: whom the functions with a control flow call."""

    index: Index
    edges: Mapping[FunctionId, Sequence[FunctionId]]
    _direct: dict[Field, list[FunctionId]] = field(default_factory=dict)
    _untyped: dict[str, list[FunctionId]] = field(default_factory=dict)
    _callers: dict[FunctionId, list[FunctionId]] = field(default_factory=dict)
    _known: dict[Field, frozenset[FunctionId]] = field(default_factory=dict)
    _read: set[FunctionId] = field(default_factory=set)  # with all that they call

    def may_write(self, functions: Collection[FunctionId], member: Field) -> bool:
        """May one of the functions write it?"""
        unread = [function for function in functions if function not in self._read]
        if unread:
            self._known.clear()
            self._read_below(unread)
        known = self._known.get(member)
        if known is None:
            known = self._known[member] = self._of(member)
        return not known.isdisjoint(functions)

    def _of(self, member: Field) -> frozenset[FunctionId]:
        start = (*self._direct.get(member, ()), *self._untyped.get(member.name, ()))
        return frozenset(closure(start, self._callers)) if start else frozenset()

    def _read_below(self, pending: list[FunctionId]) -> None:
        """Reads these and what they call: of a driver, somebody asks about a half."""
        while pending:
            identity = pending.pop()
            if identity in self._read:
                continue
            self._read.add(identity)
            for record, name in changed_members(self.index.functions[identity].body):
                self._direct.setdefault(Field(record, name), []).append(identity)
                if not record:
                    self._untyped.setdefault(name, []).append(identity)
            for target in self._targets(identity):
                self._callers.setdefault(target, []).append(identity)
                pending.append(target)

    def _targets(self, identity: FunctionId) -> Iterable[FunctionId]:
        known = self.edges.get(identity)
        if known is not None:
            return known
        function = self.index.functions[identity]
        found = (self.index.find(name, function.file) for name in sorted(self.index.names(identity).called))
        return [target for target in found if target is not None]

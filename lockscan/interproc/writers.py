"""Which functions may write a member, themselves or in what they call: after such a call nothing is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.index import Index
from lockscan.interproc.sleepers import closure
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId
from lockscan.syntax.columns import changed_members


@dataclass(slots=True)
class Writers:
    """Answers for one program, worked out when the first one is asked for. A write to a member of any object counts,
    and so does passing on its address. `edges`: whom the functions with a control flow call."""

    index: Index
    edges: Mapping[FunctionId, Sequence[FunctionId]]
    _direct: dict[Field, list[FunctionId]] = field(default_factory=dict)
    _untyped: dict[str, list[FunctionId]] = field(default_factory=dict)
    _callers: dict[FunctionId, list[FunctionId]] = field(default_factory=dict)
    _known: dict[Field, frozenset[FunctionId]] = field(default_factory=dict)

    def may_write(self, functions: Iterable[FunctionId], member: Field) -> bool:
        """May one of the functions write it?"""
        known = self._known.get(member)
        if known is None:
            known = self._known[member] = self._of(member)
        return not known.isdisjoint(functions)

    def _of(self, member: Field) -> frozenset[FunctionId]:
        if not self._direct:
            self._read()
        start = (*self._direct.get(member, ()), *self._untyped.get(member.name, ()))
        return frozenset(closure(start, self._callers)) if start else frozenset()

    def _read(self) -> None:
        for identity, function in self.index.functions.items():
            for record, name in changed_members(function.body):
                self._direct.setdefault(Field(record, name), []).append(identity)
                if not record:
                    self._untyped.setdefault(name, []).append(identity)
            for target in self._targets(identity):
                self._callers.setdefault(target, []).append(identity)

    def _targets(self, identity: FunctionId) -> Iterable[FunctionId]:
        known = self.edges.get(identity)
        if known is not None:
            return known
        function = self.index.functions[identity]
        found = (self.index.find(name, function.file) for name in sorted(self.index.names(identity).called))
        return [target for target in found if target is not None]

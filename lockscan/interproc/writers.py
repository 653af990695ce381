"""Which functions may write a member, themselves or in what they call: after such a call nothing is known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.calls import components
from lockscan.interproc.index import Index
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId
from lockscan.syntax.columns import changed_members


@dataclass(slots=True)
class Writers:
    """Answers for one program, worked out as far as they are asked for. A write to a member of any object counts,
    and so does passing on its address. `edges`: whom the functions with a control flow call."""

    index: Index
    edges: Mapping[FunctionId, Sequence[FunctionId]]
    _numbers: dict[Field, int] = field(default_factory=dict)
    _written: dict[FunctionId, int] = field(default_factory=dict)  # bit mask of such numbers, with all that it calls

    def writes(self, functions: Collection[FunctionId]) -> int:
        """The bits of all that the functions may write."""
        written = self._written
        unread = [function for function in functions if function not in written]
        if unread:
            self._read_below(unread)
        bits = 0
        for function in functions:
            bits |= written[function]
        return bits

    def bits(self, member: Field) -> int:
        """Those of one member, as far as `writes` has been asked: what nobody was seen to write has none."""
        found = 0
        for key in (member, Field("", member.name)):
            number = self._numbers.get(key)
            if number is not None:
                found |= 1 << number
        return found

    def _read_below(self, pending: list[FunctionId]) -> None:
        """Reads these and what they call: of a driver, somebody asks about a half."""
        unread: dict[FunctionId, tuple[FunctionId, ...]] = {}
        while pending:
            identity = pending.pop()
            if identity not in unread and identity not in self._written:
                unread[identity] = tuple(self._targets(identity))
                pending.extend(unread[identity])
        within = {one: tuple([target for target in targets if target in unread]) for one, targets in unread.items()}
        for component in components(within):
            mask = 0
            for identity in component:
                for target in unread[identity]:
                    mask |= self._written.get(target, 0)  # nothing yet of the component itself
                for record, name in changed_members(self.index.functions[identity].body):
                    mask |= 1 << self._numbers.setdefault(Field(record, name), len(self._numbers))
            self._written.update(dict.fromkeys(component, mask))

    def _targets(self, identity: FunctionId) -> Iterable[FunctionId]:
        known = self.edges.get(identity)
        if known is not None:
            return known
        function = self.index.functions[identity]
        found = (self.index.find(name, function.file) for name in sorted(self.index.names(identity).called))
        return [target for target in found if target is not None]

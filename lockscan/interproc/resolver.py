"""What the compiler asks about the calls of one function: whom they reach, and what these do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from lockscan.cfg.graph import Invoke
from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls, Direct, Reached
from lockscan.interproc.index import Code
from lockscan.interproc.writers import Writers
from lockscan.locks.callees import NOBODY, Callees, DirectCall
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId, Summary
from lockscan.models.effects import GuardModel
from lockscan.syntax.nodes import Name, Ref


@dataclass(slots=True)
class Resolver:
    """What one function's calls reach, each looked up once."""

    code: Code
    calls: Calls
    summaries: Mapping[FunctionId, Summary]
    writers: Writers
    alone: dict[int, tuple[Reached, Callees]]  # by the identity of what is reached
    _known: dict[int, Callees] = field(default_factory=dict)

    def callees(self, invoke: Invoke) -> Callees:
        known = self._known.get(invoke.result)
        if known is None:
            reached = self.calls.reached(invoke, self.code)
            known = self._callees(reached) if reached.functions or reached.direct else self._alone(reached)
            self._known[invoke.result] = known
        return known

    def _alone(self, reached: Reached) -> Callees:
        """Of whom reaches no function of the program: the same for all calls of one name."""
        if reached.model is None:
            return NOBODY
        known = self.alone.get(id(reached))
        if known is None:
            known = self.alone[id(reached)] = (reached, self._callees(reached))
        return known[1]

    def _callees(self, reached: Reached) -> Callees:
        return Callees(
            reached.model,
            self._summaries(reached.functions),
            reached.is_certain and not reached.is_sometimes,
            self._direct(reached.direct),
            reached.is_sure,
            reached.is_loose,
            (*reached.functions, *[one.function for one in reached.direct]),
        )

    def _direct(self, direct: Sequence[Direct]) -> tuple[DirectCall, ...]:
        """Those that do something to locks, if there are any; the others were not worth solving."""
        solved = [one for one in direct if one.function in self.summaries]
        return tuple(
            DirectCall(self.summaries.get(one.function, Summary(one.function)), one.arguments, one.is_outside)
            for one in solved or direct
        )

    def _summaries(self, functions: Sequence[FunctionId]) -> tuple[Summary, ...]:
        return tuple([self.summaries[f] for f in functions if f in self.summaries])

    def reads(self, invoke: Invoke) -> tuple[Field, ...] | None:
        callee = invoke.callee
        name = callee.name if isinstance(callee, Name) and callee.ref is Ref.FUNCTION else ""
        target = self.calls.index.find(name, self.code.function.file) if name else None
        if target is None:
            return () if isinstance(callee, Name) and callee.name in self.calls.models.steady else None
        return self.calls.getters.reads(target)

    def writes(self, functions: Collection[FunctionId]) -> int:
        return self.writers.writes(functions)

    def bits(self, member: Field) -> int:
        return self.writers.bits(member)

    def guard(self, name: str) -> GuardModel | tuple[Summary | None, Summary | None]:
        enter, leave = self.calls.guard(name, self.code)
        model = self.calls.models.guards.get(name)
        if model is not None and (enter is None or not self.calls.index.is_local(enter)):
            return model
        return self.summaries.get(enter) if enter else None, self.summaries.get(leave) if leave else None

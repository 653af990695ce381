"""Shared by the balance rules: is a lock that a function returns with meant for somebody else to release?"""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.checks.ways_out import lefts
from lockscan.frozen import dataclass
from lockscan.interproc.program import Program, Solved
from lockscan.interproc.roots import Basis
from lockscan.locks.events import Called, Dropped
from lockscan.locks.holding import matching
from lockscan.locks.state import Held
from lockscan.locks.summary import FunctionId

_LEVELS = 2  # a caller may pass the lock on to its own caller


@dataclass(slots=True)
class Handover:
    """Who releases what it has not taken; answers are made when first asked for, few functions need them."""

    program: Program
    _given: frozenset[str] | None = None

    def is_meant(self, solved: Solved, lock_class: str) -> bool:
        """May somebody release this class for `solved`, which is left with it held on some of its ways out?

        Nobody does where the kernel calls the function back, or where all its callers are known: none of them releases
        the class, nor does any function release it without having it.
        """
        if not lock_class or lock_class in self._released_blindly():
            return True
        above = self._above(solved.code.id)
        if not above and not self._is_called_back(solved.code.id):
            return True
        return any(_releases(self.program.functions[caller], lock_class) for caller in above)

    def is_taken_over(self, solved: Solved, held: Held) -> bool:
        """Does a caller release what the call of `solved` leaves it with? Then its result tells whether it has to."""
        function = solved.code.id
        callers = (self.program.functions.get(caller) for caller in self._callers_of(function))
        return any(caller is not None and _ends(caller, function, held) for caller in callers)

    def _is_called_back(self, function: FunctionId) -> bool:
        roots = [root.basis for root in self.program.roots if root.function == function]
        return bool(roots) and all(basis is Basis.REGISTERED for basis in roots)

    def _released_blindly(self) -> frozenset[str]:
        if self._given is None:
            self._given = frozenset(
                lost.lock_class
                for solved in self.program.functions.values()
                for way_out in lefts(solved)
                for lost in way_out.state.given
            )
        return self._given

    def _callers_of(self, function: FunctionId) -> Sequence[FunctionId]:
        return self.program.ways.callers.get(function, ())

    def _above(self, function: FunctionId) -> list[FunctionId]:
        above: dict[FunctionId, None] = {}
        level = [function]
        for _ in range(_LEVELS):
            level = [caller for callee in level for caller in self._callers_of(callee) if caller not in above]
            above.update(dict.fromkeys(level))
        return [caller for caller in above if caller in self.program.functions]


def _ends(caller: Solved, function: FunctionId, held: Held) -> bool:
    """Does `caller` release a lock like `held` that its call of `function` has taken?"""
    calls = {e.span for e in caller.events if isinstance(e, Called) and e.callee.function == function}
    for event in caller.events if calls else ():
        match event:
            case Dropped(held=Held(span=span, kind=held.kind)) if span in calls:
                return True
            case Called(callee=callee, state=state):
                given = (lost for way_out in callee.exits for lost in way_out.given)
                ended = (matching(state, lost.place, lost.lock_class, lost.mode) for lost in given)
                if any(lock is not None and lock.span in calls and lock.kind is held.kind for lock in ended):
                    return True
    return False


def _releases(solved: Solved, lock_class: str) -> bool:
    for event in solved.events:
        match event:
            case Dropped(drop=drop) if drop.lock_class == lock_class:
                return True
            case Called(callee=callee):
                if any(lost.lock_class == lock_class for way_out in callee.exits for lost in way_out.given):
                    return True
    return False

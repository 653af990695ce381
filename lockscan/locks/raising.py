"""The state at a call, filled into the state around each acquisition below it."""

from __future__ import annotations

from typing import TypeVar

from lockscan.frozen import dataclass
from lockscan.locks.apply import bh_at_call, classes_held, resolve_irq, turns_on_early
from lockscan.locks.carrying import Carrier
from lockscan.locks.place import Place
from lockscan.locks.state import ENTRY, IrqWord, State, still_quiet
from lockscan.locks.summary import Around, Usage

_T = TypeVar("_T")


def _both(one: frozenset[_T], other: frozenset[_T]) -> frozenset[_T]:
    """What is in either. A set that is there already is quicker than a new one, which has no hash yet."""
    return one | other if one and other else one or other


@dataclass(frozen=True, slots=True, eq=False)
class Above:
    """The state at a call, made ready to be filled in. `given`: locks released before; `is_blank`: it adds nothing."""

    state: State
    carrier: Carrier
    holds: frozenset[str]
    given: frozenset[Place]
    is_blank: bool

    @staticmethod
    def of(state: State, carrier: Carrier) -> Above:
        holds = classes_held(state) if state.held else frozenset[str]()
        has_more = holds or state.given or state.saved or state.armed or state.quiet or state.bh
        is_blank = not has_more and state.is_global is None and state.irq == ENTRY
        return Above(state, carrier, holds, frozenset(lost.place for lost in state.given), is_blank)

    def around(self, below: Around, *, is_back: bool) -> Around:
        """What is around an acquisition below the call. `is_back`: of a lock that was released before the call."""
        state, carrier = self.state, self.carrier
        if self.is_blank and type(below.irq) is IrqWord and type(below.irq_before) is IrqWord:
            return carrier.around(below)
        irq_before = resolve_irq(carrier.irq(below.irq_before), state)
        return Around(
            resolve_irq(carrier.irq(below.irq), state),
            irq_before,
            bh_at_call(below.bh, state),
            state.is_global if below.is_global is None else below.is_global,
            below.is_regained or is_back,
            below.is_handed_on or (is_back and irq_before == ENTRY),
            _both(state.armed - below.quiet if state.armed and below.quiet else state.armed, below.armed),
            _both(still_quiet(state.quiet, below.armed), below.quiet),
            _both(below.holds, self.holds),
            _both(carrier.all_given(below.given), state.given),
        )

    def usage(self, usage: Usage, place: Place | None, *, is_certain: bool) -> Usage:
        """A callee's usage, which takes the lock that is called `place` here."""
        around = self.around(usage.around, is_back=place in self.given)
        is_early = turns_on_early(usage.around, self.state.irq)
        lock_class = usage.lock_class or self.carrier.lock_class(place)
        chain, is_sure = self.carrier.chain(usage.chain), usage.is_sure and is_certain and not is_early
        return Usage(place, lock_class, usage.act, around, chain, usage.requires, is_sure, usage.is_loose or is_early)

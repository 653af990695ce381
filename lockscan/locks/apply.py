"""A callee's way out and usages, filled in with the state at the call: irq states through the entry state."""

from __future__ import annotations

from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.copying import replace
from lockscan.locks.holding import adopt, give, matching, regain, seized, without
from lockscan.locks.place import Local, Place, Unknown
from lockscan.locks.requires import Requires
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Irq, IrqWord, Quiet, SavedIn, State, still_quiet
from lockscan.locks.summary import Exit, Usage
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span


def resolve_irq(irq: Irq, state: State) -> Irq:
    """A callee's irq state, given the caller's state at the call."""
    if irq == ENTRY:
        return state.irq
    if isinstance(irq, SavedIn):
        saved = state.saved_in(irq.place)
        if saved is not None:
            return saved.irq
        return UNSURE if isinstance(irq.place.root, Local | Unknown) else irq
    return irq


def apply_exit(state: State, way_out: Exit, span: Span, *, is_maybe: bool = False) -> State:
    """The caller's state after the call left through `way_out`; `is_maybe`: its locks may not be held in truth."""
    if way_out.is_silent:
        return state
    irq = resolve_irq(way_out.irq, state)
    after = state
    for lost in sorted(way_out.given, key=lambda lock: str(lock.place)):
        held = matching(after, lost.place, lost.lock_class, lost.mode)
        after = without(after, held) if held is not None else give(after, lost)
    for lock in way_out.held:
        if lock.is_asserted:
            continue
        back = regain(after, lock.place)
        taken = replace(lock, span=span, is_maybe=is_maybe)
        after = back or (adopt(after, taken) if is_maybe else seized(after, taken))
    for place, saved in way_out.saved:
        after = after.save(place, replace(saved, irq=resolve_irq(saved.irq, state), span=span))
    places = frozenset(lock.place for lock in way_out.held)
    return replace(
        after,
        irq=irq,
        tried=after.tried | places | frozenset(lost.place for lost in way_out.given if lost not in after.given),
        bh=after.bh + way_out.bh,
        preempt=after.preempt + way_out.preempt,
        is_global=after.is_global if way_out.is_global is None else way_out.is_global,
        armed=(after.armed - way_out.quiet) | way_out.armed,
        quiet=still_quiet(after.quiet, way_out.armed) | way_out.quiet,
    )


@dataclass(frozen=True, slots=True)
class Above:
    """The state at a call, made ready to be filled into usages below it, for they are many.

    `is_blank`: it adds nothing to them.
    """

    state: State
    holds: frozenset[str]
    given: frozenset[Place]
    is_blank: bool
    _quiet: dict[frozenset[Quiet], frozenset[Quiet]] = field(default_factory=dict)  # by what is armed below

    @staticmethod
    def of(state: State) -> Above:
        holds = classes_held(state) if state.held else frozenset[str]()
        has_more = holds or state.given or state.saved or state.armed or state.quiet or state.bh
        is_blank = not has_more and state.is_global is None and state.irq == ENTRY
        return Above(state, holds, frozenset(lost.place for lost in state.given), is_blank)

    def filled(self, usage: Usage, requires: Requires, *, is_certain: bool = True, is_loose: bool = False) -> Usage:
        """A callee's usage with the state filled in, and what that path needs of this function's parameters."""
        is_sure, is_loose = usage.is_sure and is_certain, usage.is_loose or is_loose
        if self.is_blank and isinstance(usage.irq, IrqWord) and isinstance(usage.irq_before, IrqWord):
            if requires == usage.requires and is_sure == usage.is_sure and is_loose == usage.is_loose:
                return usage
            return replace(usage, requires=requires, is_sure=is_sure, is_loose=is_loose)
        state = self.state
        irq_before = resolve_irq(usage.irq_before, state)
        is_regained = usage.place in self.given
        is_early = turns_on_early(usage, state.irq)
        return Usage(
            usage.place,
            usage.lock_class,
            usage.kind,
            usage.mode,
            usage.variant,
            usage.is_try,
            resolve_irq(usage.irq, state),
            bh_at_call(usage.bh, state),
            state.is_global if usage.is_global is None else usage.is_global,
            usage.is_regained or is_regained,
            (state.armed - usage.quiet) | usage.armed,
            self._still_quiet(usage.armed) | usage.quiet,
            usage.site,
            irq_before,
            usage.chain,
            usage.is_nested,
            requires,
            usage.holds | self.holds,
            is_sure and not is_early,
            is_loose or is_early,
            usage.is_handed_on or (is_regained and irq_before == ENTRY),
            usage.given | state.given,
        )

    def _still_quiet(self, armed: frozenset[Quiet]) -> frozenset[Quiet]:
        known = self._quiet.get(armed)
        if known is None:
            known = self._quiet[armed] = still_quiet(self.state.quiet, armed)
        return known


def bh_at_call(bh: int, state: State) -> int:
    """A callee's count of disabled bottom halves as its caller's; a callee that has disabled them has them off.

    They cannot be enabled more often than they were disabled, so a count below 0 at the call says what is off above.
    """
    return bh + (max(state.bh, 0) if bh > 0 else state.bh)


def turns_on_early(usage: Usage, irq: Irq) -> bool:
    """Are hard irqs on at the usage only because they were turned on where whoever entered had them off?

    That is a mistake of its own, if it can happen; what comes after it rests on it. A function that gives up its
    caller's lock for a while turns them on for a reason.
    """
    return usage.irq == ON and irq == OFF and not usage.given


def classes_held(state: State) -> frozenset[str]:
    """The classes of the locks that are surely held, and exclusively: nobody else can hold one at the same time."""
    return frozenset(
        lock.lock_class for lock in state.held if lock.lock_class and not lock.is_maybe and lock.mode is Mode.WRITE
    )

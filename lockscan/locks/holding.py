"""Which held lock an operation speaks of: by place, else by class where the place is not exact."""

from __future__ import annotations

from collections.abc import Iterable

from lockscan.locks.copying import replace
from lockscan.locks.place import Place, Unknown
from lockscan.locks.state import OFF, Given, Held, Owed, State
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span


def matching(state: State, place: Place, lock_class: str, mode: Mode | None) -> Held | None:
    """The lock that releasing `place` ends: the same place (same mode first), else the newest of the class.

    Two names for one lock (`dev->lock` and `priv->dev->lock`) are common, so an equal class is taken for the same lock;
    this can hide the release of a wrong instance.
    """
    same = [lock for lock in state.held if lock.place == place]
    if not same and lock_class:
        same = [lock for lock in state.held if lock.lock_class == lock_class]
    if not same and not place.is_exact:
        same = [lock for lock in state.held if not lock.place.is_exact and not lock.lock_class and not lock_class]
    if mode is not None:
        exact = [lock for lock in same if lock.mode == mode]
        same = exact or same
    return same[-1] if same else None


def without(state: State, held: Held) -> State:
    """`state` after one instance of `held` is released."""
    if state.held[-1] is held:
        return state.holding(state.held[:-1])
    index = max(i for i, lock in enumerate(state.held) if lock == held)
    return state.holding(state.held[:index] + state.held[index + 1 :])


def give(state: State, lost: Given) -> State:
    """`state` after the release of a lock that it does not hold: the caller's, unless that was given away before."""
    is_again = any(known.place == lost.place for known in state.given)
    return replace(state, given=state.given | {replace(lost, is_again=is_again)})


def regain(state: State, place: Place) -> State | None:
    """`state` after a lock that was given away is taken back; None when it was not."""
    given = [lost for lost in state.given if lost.place == place]
    return replace(state, given=state.given - {max(given, key=_recency)}) if given else None


def _recency(lost: Given) -> tuple[bool, str]:
    return lost.is_again, str(lost.mode)


_TURN_IRQS_OFF = frozenset({"irq", "irqsave"})


def owing(state: State, held: Held, variant: str, span: Span) -> State:
    """`state` after `held` was released by `variant`, which may leave off what taking it had turned off."""
    if held.is_asserted or held.variant == variant:
        return state
    if held.variant in _TURN_IRQS_OFF and variant not in _TURN_IRQS_OFF:
        return replace(state, owed=state.owed | {Owed(span, is_bh=False)})
    if held.variant == "bh":
        return replace(state, owed=state.owed | {Owed(span, is_bh=True)})
    return state


def settled(state: State) -> State:
    """`state` without the debts that are paid: hard irqs, or bottom halves, are on again."""
    if not state.owed:
        return state
    owed = frozenset(one for one in state.owed if (state.bh > 0 if one.is_bh else state.irq == OFF))
    return state if owed == state.owed else replace(state, owed=owed)


def doubt(state: State, lost: Iterable[Given]) -> State:
    """`state` with these locks only maybe held: another way out of the callee, which looks the same, releases them.

    So may a callee that gets the lock from elsewhere, under a name that does not tell which one it is.
    """
    held = list(state.held)
    for given in lost:
        found = matching(state, given.place, given.lock_class, given.mode) or _nameless(state, given)
        if found is not None and found in held:
            held[held.index(found)] = replace(found, is_maybe=True)
    return state.holding(tuple(held)) if tuple(held) != state.held else state


def _nameless(state: State, given: Given) -> Held | None:
    """A lock of that kind of which no class is known, where the callee's is lost."""
    if not isinstance(given.place.root, Unknown):
        return None
    return next((lock for lock in reversed(state.held) if not lock.lock_class and lock.kind is given.kind), None)


def seized(state: State, held: Held) -> State:
    """`state` with `held` taken by who waits for it; after a second time nothing is said about either's release."""
    twice = [lock for lock in state.held if _is_twice(lock, held)]
    if not twice or not held.place.is_exact or held.kind.is_recursive:
        return adopt(state, held)
    first = tuple(replace(lock, is_again=True) if lock.place == held.place else lock for lock in state.held)
    return adopt(state.holding(first), replace(held, is_again=True))


def _is_twice(lock: Held, held: Held) -> bool:
    return lock.place == held.place and lock.mode is held.mode is Mode.WRITE


_DEEPEST = 8  # a loop that takes a lock for each element would otherwise never reach a fixpoint


def adopt(state: State, held: Held) -> State:
    """`state` with `held` added; the same acquisition twice (a loop over instances) is kept once.

    Of locks that are known by their class only, one stands for all.
    """
    if state.held and (held in state.held or len(state.held) >= _DEEPEST or _stands_for(held, state.held)):
        return state
    return state.holding((*state.held, held))


def renamed(held: Iterable[Held]) -> tuple[Held, ...]:
    """The locks after some of them lost their names."""
    kept: list[Held] = []
    for lock in held:
        if lock not in kept and not _stands_for(lock, kept):
            kept.append(lock)
    return tuple(kept)


def _stands_for(held: Held, others: Iterable[Held]) -> bool:
    return held.place.is_nameless and any(
        other.lock_class == held.lock_class and other.mode is held.mode and other.place.is_nameless for other in others
    )

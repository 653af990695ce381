"""What is seen of a state in a picture: locks, interrupts, bottom halves. Facts about variables are not."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks.evidence import shown
from lockscan.frozen import dataclass
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Given, Held, Irq, State
from lockscan.models.effects import Mode


@dataclass(frozen=True, slots=True)
class Shape:
    """States of equal shape are one box. Locks are sorted, so that it does not matter which one was taken first."""

    held: tuple[str, ...]
    given: tuple[str, ...]
    irq: Irq
    bh: int
    preempt: int
    is_global: bool | None

    @staticmethod
    def of(state: State) -> Shape:
        held = tuple(sorted(_held(lock) for lock in state.held))
        given = tuple(sorted(_given(lock) for lock in state.given))
        return Shape(held, given, state.irq, state.bh, state.preempt, state.is_global)

    @property
    def is_locked(self) -> bool:
        """Is something held or turned off that was not, as far as is known, when the function was entered?"""
        return bool(self.held or self.irq == OFF or self.bh > 0 or self.preempt > 0 or self.is_global)

    def lines(self) -> Iterator[str]:
        """What differs from how the function was entered."""
        yield from (f"holds {lock}" for lock in self.held)
        yield from (f"has released {lock}" for lock in self.given)
        if self.irq != ENTRY:
            yield f"hard irqs {_irq(self.irq)}"
        yield from _counted("bottom halves", self.bh)
        yield from _counted("preemption", self.preempt)
        if self.is_global is not None:
            yield f"global irq lock {'held' if self.is_global else 'released'}"


def _held(lock: Held) -> str:
    remarks = [
        word
        for word, applies in (
            ("for reading", lock.mode is Mode.READ and not lock.kind.is_recursive),
            ("perhaps", lock.is_maybe),
            ("as asserted", lock.is_asserted),
            ("twice", lock.is_again),
        )
        if applies
    ]
    name = shown(lock.lock_class) if lock.place.is_nameless and lock.lock_class else str(lock.place)
    return f"{name} ({', '.join(remarks)})" if remarks else name


def _given(lock: Given) -> str:
    name = shown(lock.lock_class) if lock.place.is_nameless and lock.lock_class else str(lock.place)
    return f"{name}, which its caller holds"


def _irq(irq: Irq) -> str:
    if irq in (ON, OFF):
        return str(irq)
    return "unknown" if irq == UNSURE else f"as {irq}".replace("saved(", "saved in ").removesuffix(")")


def _counted(what: str, times: int) -> Iterator[str]:
    if times:
        often = f", {abs(times)} times" if abs(times) > 1 else ""
        yield f"{what} {'off' if times > 0 else 'on'}{often}"

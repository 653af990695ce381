"""The state of one path of a program, all of it concrete, and what is seen on the way. Shares no code with lockscan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.oracle.program import Lock, Variant


@dataclass(frozen=True, slots=True)
class Hold:
    """A lock held. `line` is the line of frame `level` that took it: the call, once the call has returned."""

    lock: Lock
    read: bool
    variant: Variant
    line: int
    level: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a flags variable holds; not `live` once it has been restored."""

    irqs: bool
    live: bool = True


@dataclass(frozen=True, slots=True)
class Owed:
    """A release that left something off which its acquisition had turned off; `what` is "irq" or "bh"."""

    lock: Lock
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class State:
    """`given`: released without being held, as often as that happened, so the caller must have held them. `touched`:
    taken or tried on this path.

    `is_broken`: lockdep would have stopped at a mistake before. `is_unbalanced`: a lock that the path had itself taken
    was released once too often. `is_root`: nobody has called, so there is no caller whose lock could be released.
    """

    held: tuple[Hold, ...] = ()
    given: tuple[Lock, ...] = ()
    touched: frozenset[Lock] = frozenset()
    irqs: bool = True
    bh: int = 0
    flags: tuple[tuple[int, Saved], ...] = ()
    owed: frozenset[Owed] = frozenset()
    is_broken: bool = False
    is_unbalanced: bool = False
    is_root: bool = False

    @property
    def is_clean(self) -> bool:
        return not (self.is_broken or self.is_unbalanced)

    def hold_of(self, lock: Lock) -> Hold | None:
        """The newest one."""
        return next((hold for hold in reversed(self.held) if hold.lock == lock), None)

    def hold_for(self, lock: Lock, read: bool) -> Hold | None:
        """The one that a release ends: the newest of its mode, else the newest."""
        same = (hold for hold in reversed(self.held) if hold.lock == lock and hold.read == read)
        return next(same, self.hold_of(lock))

    def saved(self, flags: int) -> Saved | None:
        return dict(self.flags).get(flags)

    def giving(self, lock: Lock) -> State:
        """More than twice is no worse than twice."""
        times = min(self.given.count(lock) + 1, 2)
        rest = [other for other in self.given if other != lock]
        return replace(self, given=tuple(sorted([*rest, *[lock] * times], key=lambda other: other.name)))

    def regaining(self, lock: Lock) -> State:
        given = list(self.given)
        given.remove(lock)
        return replace(self, given=tuple(given))

    def keeping(self, flags: int, saved: Saved) -> State:
        return replace(self, flags=tuple(sorted({**dict(self.flags), flags: saved}.items(), key=lambda pair: pair[0])))

    def broken(self) -> State:
        return replace(self, is_broken=True)

    def with_irqs(self, on: bool) -> State:
        owed = frozenset(owed for owed in self.owed if owed.what != "irq") if on else self.owed
        return replace(self, irqs=on, owed=owed)

    def counting_bh(self, by: int) -> State:
        """Beyond what any driver does the count stays where it is, and the path counts as broken. It does below zero as
        well: the kernel complains about that itself."""
        count = self.bh + by
        if abs(count) > 6:
            return self.broken()
        if count < 0 and self.is_root:
            return replace(self, bh=count, is_broken=True)
        owed = self.owed if count > 0 else frozenset(owed for owed in self.owed if owed.what != "bh")
        return replace(self, bh=count, owed=owed)


@dataclass(frozen=True, slots=True)
class Frame:
    """`top`: the line of the outermost function at which the path is inside a call; 0 in that function itself."""

    level: int = 0
    top: int = 0

    def top_line(self, line: int) -> int:
        return self.top or line


@dataclass(frozen=True, slots=True)
class Took:
    """`before` is the state when the call begins, `state` when the lock is asked for: irqs and bottom halves are off
    by then, if the variant turns them off."""

    line: int
    frame: Frame
    lock: Lock
    read: bool
    variant: Variant
    tries: bool
    before: State
    state: State


@dataclass(frozen=True, slots=True)
class Dropped:
    line: int
    frame: Frame
    lock: Lock
    read: bool
    variant: Variant
    hold: Hold | None
    state: State


@dataclass(frozen=True, slots=True)
class Ended:
    """The outermost function no longer holds the lock, by itself or because a call gave it away for good.

    `was_held` False: a call, at `line`, gave away a lock that it did not hold.
    """

    lock: Lock
    was_held: bool
    state: State
    line: int = 0


@dataclass(frozen=True, slots=True)
class SavedFlags:
    line: int
    frame: Frame
    flags: int
    state: State


@dataclass(frozen=True, slots=True)
class RestoredFlags:
    line: int
    frame: Frame
    flags: int
    state: State


@dataclass(frozen=True, slots=True)
class IrqsOn:
    """By a call that turns hard irqs on, whatever they were."""

    line: int
    frame: Frame
    state: State


@dataclass(frozen=True, slots=True)
class Slept:
    """A call that may sleep."""

    line: int
    frame: Frame
    state: State


@dataclass(frozen=True, slots=True)
class Left:
    """A way out of the outermost function; `value` None where the type has none."""

    line: int
    value: int | None
    state: State


Event = Took | Dropped | Ended | SavedFlags | RestoredFlags | IrqsOn | Slept | Left

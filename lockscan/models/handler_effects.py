"""Effects that say when a call sleeps, and when handlers can come or are waited for; and what all effects speak of."""

from __future__ import annotations

from lockscan.frozen import dataclass
from lockscan.models.words import Line, Via, When

GLOBAL = -1
INTERRUPT = "interrupt"  # see MaySleep.unless


@dataclass(frozen=True, slots=True)
class Target:
    """An lvalue of an effect: start at parameter `parameter` (0-based), then walk `steps`.

    `parameter` GLOBAL: the global variable `name`.

    A step that is a string is a member; `Via.DEREF` is `*`. `*lock` is Target(0, "lock", (Via.DEREF,)) and
    `d->lock` is Target(0, "d", (Via.DEREF, "lock")). A flags argument passed by name is Target(1, "flags", ()).
    `record` declares the first member where the prototype says it ("" else).
    """

    parameter: int
    name: str
    steps: tuple[Via | str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class MaySleep:
    """`gfp`: sleeps only if that argument allows it (GFP_KERNEL, not GFP_ATOMIC/NOWAIT). None: always may.

    `unless`: a function that makes it fit for atomic context, for those drivers that call it; "" for none; INTERRUPT:
    puts the work off in interrupt context and with bottom halves off.
    """

    gfp: Target | None = None
    unless: str = ""


@dataclass(frozen=True, slots=True)
class TellsMaySleep:
    """The result of the call `name` says whether sleeping is allowed here: it is when the result is `when`."""

    name: str
    when: When


@dataclass(frozen=True, slots=True)
class Arms:
    """From here on the handler can come (enable_irq, mod_timer, tasklet_schedule, napi_enable)."""

    line: Line
    source: Target  # the irq number, timer, tasklet, …


@dataclass(frozen=True, slots=True)
class Quiets:
    """From here on the handler cannot come (free_irq, disable_irq, del_timer_sync, tasklet_kill).

    `waits`: returns only after a running handler has finished (so: deadlock if it takes a lock held here).
    """

    line: Line
    source: Target
    waits: bool = True


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """Returns only after a running handler has finished, but lets the next one come (synchronize_irq, flush_work)."""

    line: Line
    source: Target


@dataclass(frozen=True, slots=True)
class Queues:
    """The work `source` will run from `queue`: who waits for the queue waits for it."""

    source: Target
    queue: Target

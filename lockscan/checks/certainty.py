"""How sure a finding is: the precision that its evidence allows. The rules stand here and nowhere else.

A path from a root to a place starts at HIGH and loses a step for each of these:

* its root is assumed: nobody in the scanned files calls it, so who does, and how, is not known (two steps where even
  its address goes somewhere that is not known);
* a call on it goes through a pointer that may hold several functions of one driver, each in a table of its own; two
  steps where it is set at run time, or in a table of the kernel, where the object may be that of another driver: most
  such paths turn out to be none. Two steps also where hard irqs are on only because a function on the path turned
  them on while its caller had them off;
* it is more than `_LONG` calls long (two steps if more than `_VERY_LONG`): each is possible, all together need not be.
  Calls in headers do not count: what stands there are short wrappers;
* its root tears down what the handler belongs to: the device may already be silent in a way that no call shows;
* its root seldom runs in that context, or only in some kernels.

A path on which some interrupt line is disabled loses two steps against interrupt handlers: the author keeps them away,
under a name that cannot be compared. So does one on which the source of the handler may be quiet: it was quieted in
a loop over all queues, or in some cases. A finding is as sure as the least sure of its paths.

A circle of locks needs several threads at the same moment: the doubts of all its paths add up, and more than two
threads, or an interrupt beside two, are one more. There a pointer of either kind costs two steps, and so does a first
lock that is not surely held where the second one is taken: other paths come to the same call without it, or whoever
holds it lets somebody else release it.
"""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.findings import Precision
from lockscan.interproc.program import Acquisition
from lockscan.interproc.roots import Basis, Root
from lockscan.interproc.ways import Way
from lockscan.locks.state import Quiet
from lockscan.locks.summary import Site
from lockscan.models.effects import Context, Line, Phase

_LONG = 5
_VERY_LONG = 7
_TWO = 2
_STEPS = (Precision.HIGH, Precision.MEDIUM, Precision.LOW)
_LOST = {Basis.REGISTERED: 0, Basis.ASSUMED: 1, Basis.GUESSED: 2}


def of_roots(*roots: Root) -> Precision:
    """Where only the roots are in doubt."""
    return min(_after(_LOST[root.basis]) for root in roots)


def of_path(acquisition: Acquisition) -> Precision:
    """The way from the root to the lock."""
    usage, root = acquisition.usage, acquisition.root
    return of_way(root, usage.chain, is_sure=usage.is_sure, is_loose=usage.is_loose)


def of_way(root: Root, chain: Sequence[Site], *, is_sure: bool, is_loose: bool = False) -> Precision:
    """These calls from the root down, one of them perhaps through a pointer."""
    calls = _length(chain)
    doubts = (not is_sure, is_loose, calls > _LONG, calls > _VERY_LONG)
    return _after(_LOST[root.basis] + sum(doubts) + (root.entry.phase is Phase.TEARDOWN) + root.entry.is_rare)


def of_interruption(outer: Acquisition, inner: Acquisition) -> Precision:
    """`inner`'s handler comes while `outer` holds the lock."""
    is_kept_away = any(_concerns(quiet, inner) for quiet in outer.usage.quiet)
    return min(Precision.LOW if is_kept_away else Precision.HIGH, of_path(outer), of_path(inner))


def _concerns(quiet: Quiet, handler: Acquisition) -> bool:
    if quiet.line is Line.IRQ:
        return handler.context is Context.HARDIRQ
    source = handler.root.source
    return source is not None and source.line is quiet.line and source.key == quiet.key


def of_circle(ways: Sequence[Way], *, interrupts: bool = False) -> Precision:
    """The threads at the edges of the lock-order graph, all at once; `interrupts`: a handler has to come as well."""
    roots = max(_LOST[way.root.basis] + way.root.entry.is_rare for way in ways)
    return _after(roots + sum(_doubts(way) for way in ways) + (len(ways) > _TWO) + interrupts)


def _doubts(way: Way) -> int:
    length = _length((*way.calls, *way.edge.taking.chain))
    return _TWO * (way.edge.is_doubtful + (not way.is_sure)) + (length > _LONG)


def _length(chain: Sequence[Site]) -> int:
    return sum(not call.file.endswith(".h") for call in chain)


def _after(lost: int) -> Precision:
    return _STEPS[min(lost, len(_STEPS) - 1)]

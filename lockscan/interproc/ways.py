"""How an edge of the lock-order graph is reached: backwards through calls whose arguments allow it, up to the roots."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.order import Edge, Order
from lockscan.interproc.roots import Root
from lockscan.interproc.solved import Solved
from lockscan.locks.apply import classes_held, resolve_irq
from lockscan.locks.events import Called
from lockscan.locks.requires import Requires
from lockscan.locks.state import Irq, Quiet, still_quiet
from lockscan.locks.summary import FunctionId, Site
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span

_MOST_STEPS = 300  # calls looked at for one edge


@dataclass(frozen=True, slots=True)
class Way:
    """`root` leads through `calls`, outermost first, to the edge.

    `holds`: classes held exclusively at the edge, from the root's entry on. `irq`, `armed` and `quiet` as in Usage.
    """

    edge: Edge
    root: Root
    calls: tuple[Site, ...]
    holds: frozenset[str]
    irq: Irq
    bh_off: bool
    armed: frozenset[Quiet]
    quiet: frozenset[Quiet]
    is_sure: bool

    @property
    def files(self) -> tuple[str, ...]:
        return (*self.root.files, *(call.file for call in self.calls), *self.edge.files)


@dataclass(frozen=True, slots=True)
class _Point:
    """The entry of `function`, below which `given` classes are released before the edge."""

    function: FunctionId
    requires: Requires
    holds: frozenset[str]
    given: frozenset[str]
    irq: Irq
    bh_off: bool
    is_sure: bool
    armed: frozenset[Quiet]
    quiet: frozenset[Quiet]
    calls: tuple[Site, ...] = field(compare=False, default=())


@dataclass(slots=True)
class Ways:
    """Answers for one program, remembered."""

    functions: Mapping[FunctionId, Solved]
    order: Order
    roots: Mapping[FunctionId, Sequence[Root]]
    callers: Mapping[FunctionId, Sequence[FunctionId]]
    _known: dict[Edge, tuple[Way, ...]] = field(default_factory=dict)
    _called: dict[FunctionId, dict[FunctionId, list[Called]]] = field(default_factory=dict)

    def of(self, edge: Edge) -> tuple[Way, ...]:
        """The ways to an edge, each root with each set of locks once, the best first."""
        known = self._known.get(edge)
        if known is None:
            found = sorted(self._search(edge), key=lambda way: (not way.is_sure, -way.root.basis, len(way.calls)))
            known = self._known[edge] = tuple(found)
        return known

    def _search(self, edge: Edge) -> Iterator[Way]:
        taking = edge.taking
        start = _Point(
            edge.function,
            taking.requires,
            edge.gates,
            taking.given,
            taking.irq,
            taking.bh_off,
            taking.is_sure,
            taking.armed,
            taking.quiet,
        )
        seen = {start}
        pending = deque([start])
        told: set[tuple[Root, frozenset[str], Irq]] = set()
        while pending and len(seen) < _MOST_STEPS:
            point = pending.popleft()
            for root in self.roots.get(point.function, ()):
                if edge.root in (None, root):
                    way = self._arrived(edge, root, point)
                    if (root, way.holds, way.irq) not in told:
                        told.add((root, way.holds, way.irq))
                        yield way
            for above in self._above(edge, point) if edge.root is None else ():
                if above not in seen:
                    seen.add(above)
                    pending.append(above)

    def _arrived(self, edge: Edge, root: Root, point: _Point) -> Way:
        entry = frozenset(
            lock.name for lock in self.order.held_by(root) if lock.mode is Mode.WRITE and lock.name not in point.given
        )
        return Way(
            edge,
            root,
            point.calls,
            point.holds | entry,
            point.irq,
            point.bh_off or root.entry.bh_off,
            point.armed,
            point.quiet,
            point.is_sure,
        )

    def _above(self, edge: Edge, point: _Point) -> Iterator[_Point]:
        for caller in self.callers.get(point.function, ()):
            function = self.functions[caller].code.function
            twice = self._takes_twice(edge, point, caller)
            for event in self._calls_of(caller).get(point.function, ()):
                state = event.state
                requires = None if event.span in twice else event.lift().of(point.requires)
                if requires is None:
                    continue
                held = classes_held(state) - point.given
                yield _Point(
                    caller,
                    requires,
                    point.holds | held,
                    point.given | frozenset(lost.lock_class for lost in state.given),
                    resolve_irq(point.irq, state),
                    point.bh_off or state.bh > 0,
                    point.is_sure and event.is_certain,
                    (state.armed - point.quiet) | point.armed,
                    still_quiet(state.quiet, point.armed) | point.quiet,
                    (Site(function.file, function.name, event.span), *point.calls),
                )

    def _takes_twice(self, edge: Edge, point: _Point, caller: FunctionId) -> frozenset[Span]:
        """Calls that some path makes with the second lock held already: they do not lead to the edge."""
        return frozenset(
            event.span
            for event in self._calls_of(caller).get(point.function, ())
            if edge.then.name in classes_held(event.state) - point.given
        )

    def _calls_of(self, caller: FunctionId) -> dict[FunctionId, list[Called]]:
        known = self._called.get(caller)
        if known is None:
            known = self._called[caller] = {}
            for event in self.functions[caller].of(Called):
                known.setdefault(event.callee.function, []).append(event)
        return known


def ways_of(
    functions: Mapping[FunctionId, Solved], order: Order, callers: Mapping[FunctionId, Sequence[FunctionId]]
) -> Ways:
    """Nothing is searched yet."""
    roots: dict[FunctionId, list[Root]] = {}
    for root in order.roots:
        roots.setdefault(root.function, []).append(root)
    return Ways(functions, order, roots, callers)

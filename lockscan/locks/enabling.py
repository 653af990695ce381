"""What below a call turns hard irqs on, whatever they were: as witnesses relative to a function's entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.blocking import is_given_back
from lockscan.locks.copying import replace
from lockscan.locks.events import Called, Dropped, Event, IrqsTurnedOn
from lockscan.locks.state import Held, State
from lockscan.locks.summary import Enable, Site
from lockscan.syntax.nodes import Span

_MOST = 8
_LONGEST_CHAIN = 24


@dataclass(slots=True)
class Enabling:
    """Collects the witnesses of one function: those that no irqsave section of its own is about."""

    file: str
    name: str
    found: dict[tuple[object, ...], Enable] = field(default_factory=dict)
    _unlocked: Span | None = None  # where a lock that was taken by the _irq variant has just been released

    def hear(self, event: Event) -> None:
        if isinstance(event, Dropped):
            is_pair = event.held is not None and event.held.variant == "irq"
            self._unlocked = event.span if is_pair else None
        elif type(event) is not IrqsTurnedOn and not (type(event) is Called and event.callee.enables):
            return
        for enable in enables_of(event, self.file, self.name):
            assert isinstance(event, IrqsTurnedOn | Called)
            if section_around(event.state, enable) is None:
                is_pair = enable.is_pair or (isinstance(event, IrqsTurnedOn) and event.span == self._unlocked)
                self._keep(replace(enable, is_pair=is_pair))

    def _keep(self, enable: Enable) -> None:
        key = (enable.given, enable.is_pair, enable.is_sure)
        known = self.found.get(key)
        if len(enable.chain) > _LONGEST_CHAIN or (known is None and len(self.found) >= _MOST):
            return
        if known is None or (len(enable.requires), len(enable.chain)) < (len(known.requires), len(known.chain)):
            self.found[key] = enable


def enables_of(event: Event, file: str, name: str) -> Iterator[Enable]:
    """The places that an event leads to."""
    match event:
        case IrqsTurnedOn(span=span, name=called, state=state):
            yield Enable(called, Site(file, name, span), state.given, requires=state.requires)
        case Called(callee=callee, state=state, is_certain=is_certain):
            if not callee.enables:
                return
            lift = event.lift()
            for enable in callee.enables:
                requires = lift.of(enable.requires)
                if requires is not None:
                    is_sure = enable.is_sure and is_certain
                    yield replace(enable, given=enable.given | state.given, requires=requires, is_sure=is_sure)


def section_around(state: State, enable: Enable) -> Held | None:
    """The lock held, taken by irqsave, whose section goes on with irqs on; not one that is released first."""
    return next(
        (
            lock
            for lock in state.held
            if lock.variant == "irqsave" and not lock.is_asserted and not is_given_back(lock, enable.given)
        ),
        None,
    )

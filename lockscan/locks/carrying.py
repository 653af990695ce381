"""A callee's summary as one call names it: places through the arguments, chains one call longer. Each place once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.copying import replace
from lockscan.locks.place import Place, Unknown, lock_class, substitute
from lockscan.locks.sources import is_given, source_at
from lockscan.locks.state import UNSURE, Given, Held, Irq, Saved, SavedIn
from lockscan.locks.summary import Access, Enable, Exit, Site, Sleep, Usage, Wait

_Chain = tuple[Site, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Carrier:
    """One call with the places of its arguments (see `substitute`). Usages of a callee have much in common."""

    call: Site
    pointees: Sequence[Place]
    values: Sequence[Place]
    containers: frozenset[str]
    _places: dict[Place, Place | None] = field(default_factory=dict)
    _given: dict[frozenset[Given], frozenset[Given]] = field(default_factory=dict)
    _chains: dict[int, tuple[_Chain, _Chain]] = field(default_factory=dict)  # by identity

    def exit(self, way_out: Exit) -> Exit:
        """The exit with its places named as the caller names them; locks whose place is lost keep only their class."""
        if not (way_out.held or way_out.given or way_out.saved or isinstance(way_out.irq, SavedIn)):
            return way_out
        return replace(
            way_out,
            held=tuple(map(self._held, way_out.held)),
            given=self._all_given(way_out.given),
            saved=tuple(named for pair in way_out.saved if (named := self._saved(*pair)) is not None),
            irq=self._irq(way_out.irq),
        )

    def usage(self, usage: Usage) -> Usage:
        """The usage as a callee's caller names it, one call further from its site."""
        place = None if usage.place is None else self._place(usage.place)
        return Usage(
            place,
            usage.lock_class or (lock_class(place, self.containers) if place is not None else ""),
            usage.kind,
            usage.mode,
            usage.variant,
            usage.is_try,
            self._irq(usage.irq),
            usage.bh,
            usage.is_global,
            usage.is_regained,
            usage.armed,
            usage.quiet,
            usage.site,
            usage.irq_before,
            self._chain(usage.chain),
            usage.is_nested,
            usage.requires,
            usage.holds,
            usage.is_sure,
            usage.is_loose,
            usage.is_handed_on,
            self._all_given(usage.given),
        )

    def sleep(self, sleep: Sleep) -> Sleep:
        """The callee's sleep, one call further from where it happens."""
        irq, given = self._irq(sleep.irq), self._all_given(sleep.given)
        return replace(sleep, irq=irq, given=given, chain=self._chain(sleep.chain))

    def wait(self, wait: Wait) -> Wait:
        """The callee's wait for a handler. A source that the callee was given is known here."""
        given, chain = self._all_given(wait.given), self._chain(wait.chain)
        place = None if wait.place is None else self._place(wait.place)
        source = wait.source
        if place is not None and is_given(wait.place):
            source = source_at(source.line, place)
        return replace(wait, source=source, place=place, given=given, chain=chain)

    def enable(self, enable: Enable) -> Enable:
        """The place where the callee turns irqs on, one call further away."""
        return replace(enable, given=self._all_given(enable.given), chain=self._chain(enable.chain))

    def accesses(self, accesses: Sequence[Access]) -> tuple[Access, ...]:
        """The callee's accesses to data, with those places that the caller can name."""
        named = ((access, self._place(access.place)) for access in accesses)
        return tuple(replace(access, place=place) for access, place in named if place is not None)

    def _place(self, place: Place) -> Place | None:
        if place not in self._places:
            self._places[place] = substitute(place, self.pointees, self.values)
        return self._places[place]

    def _nearest(self, place: Place) -> Place:
        """The place, or what is left of it when an argument that it needs is not followed."""
        return self._place(place) or Place(Unknown("callee's"), place.steps)

    def _chain(self, chain: _Chain) -> _Chain:
        known = self._chains.get(id(chain))
        if known is None:
            known = self._chains[id(chain)] = (chain, (self.call, *chain))
        return known[1]

    def _held(self, lock: Held) -> Held:
        place = self._nearest(lock.place)
        return replace(lock, place=place, lock_class=lock.lock_class or lock_class(place, self.containers))

    def _all_given(self, given: frozenset[Given]) -> frozenset[Given]:
        if not given:
            return given
        known = self._given.get(given)
        if known is None:
            known = self._given[given] = frozenset(map(self._one_given, given))
        return known

    def _one_given(self, lock: Given) -> Given:
        place = self._nearest(lock.place)
        return replace(lock, place=place, lock_class=lock.lock_class or lock_class(place, self.containers))

    def _saved(self, place: Place, value: Saved) -> tuple[Place, Saved] | None:
        named = self._place(place)
        return None if named is None else (named, replace(value, irq=self._irq(value.irq)))

    def _irq(self, irq: Irq) -> Irq:
        if isinstance(irq, SavedIn):
            named = self._place(irq.place)
            return UNSURE if named is None else SavedIn(named)
        return irq

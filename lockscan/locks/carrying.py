"""A callee's summary as one call names it: places through the arguments, chains one call longer. Each place once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.copying import replace
from lockscan.locks.place import Place, Unknown, lock_class, substitute
from lockscan.locks.sources import is_given, source_at
from lockscan.locks.state import UNSURE, Given, Held, Irq, IrqWord, Saved, SavedIn
from lockscan.locks.summary import Access, Around, Enable, Exit, Site, Sleep, Usage, Wait

_Chain = tuple[Site, ...]
_LOST = Unknown("callee's")  # where a place is that the caller has no name for


@dataclass(frozen=True, slots=True, eq=False)
class Carrier:
    """One call with the places of its arguments (see `substitute`). Usages of a callee have much in common."""

    call: Site
    pointees: Sequence[Place]
    values: Sequence[Place]
    containers: frozenset[str]
    _places: dict[Place, Place | None] = field(default_factory=dict)
    _given: dict[frozenset[Given], frozenset[Given]] = field(default_factory=dict)

    def exit(self, way_out: Exit) -> Exit:
        """The exit with its places named as the caller names them; locks whose place is lost keep only their class."""
        if not (way_out.held or way_out.given or way_out.saved or isinstance(way_out.irq, SavedIn)):
            return way_out
        return replace(
            way_out,
            held=tuple(map(self._held, way_out.held)),
            given=self.all_given(way_out.given),
            saved=tuple(named for pair in way_out.saved if (named := self._saved(*pair)) is not None),
            irq=self.irq(way_out.irq),
        )

    def usage(self, usage: Usage) -> Usage:
        """The usage as a callee's caller names it, one call further from its site."""
        place = None if usage.place is None else self.place(usage.place)
        around = self.around(usage.around)
        chain = self.chain(usage.chain)
        lock_class = usage.lock_class or self.lock_class(place)
        return Usage(place, lock_class, usage.act, around, chain, usage.requires, usage.is_sure, usage.is_loose)

    def around(self, around: Around) -> Around:
        """What of it names places, as the caller names them."""
        if is_without_places(around):
            return around
        irq, irq_before, given = self.irq(around.irq), self.irq(around.irq_before), self.all_given(around.given)
        return replace(around, irq=irq, irq_before=irq_before, given=given)

    def sleep(self, sleep: Sleep) -> Sleep:
        """The callee's sleep, one call further from where it happens."""
        irq, given, chain = self.irq(sleep.irq), self.all_given(sleep.given), self.chain(sleep.chain)
        requires, is_sure, unless, within = sleep.requires, sleep.is_sure, sleep.unless, sleep.within
        return Sleep(sleep.name, sleep.site, sleep.gfp, irq, given, chain, requires, is_sure, unless, within)

    def wait(self, wait: Wait) -> Wait:
        """The callee's wait for a handler. A source that the callee was given is known here."""
        given, chain = self.all_given(wait.given), self.chain(wait.chain)
        place = None if wait.place is None else self.place(wait.place)
        source = wait.source
        if place is not None and is_given(wait.place):
            source = source_at(source.line, place)
        return Wait(wait.name, source, wait.site, place, given, chain, wait.requires, wait.is_sure)

    def enable(self, enable: Enable) -> Enable:
        """The place where the callee turns irqs on, one call further away."""
        return replace(enable, given=self.all_given(enable.given), chain=self.chain(enable.chain))

    def accesses(self, accesses: Sequence[Access]) -> tuple[Access, ...]:
        """The callee's accesses to data, with those places that the caller can name."""
        named = ((access, self.place(access.place)) for access in accesses)
        return tuple(replace(access, place=place) for access, place in named if place is not None)

    def lock_class(self, place: Place | None) -> str:
        """Of a lock that only callers know the class of."""
        return "" if place is None else lock_class(place, self.containers)

    def place(self, place: Place) -> Place | None:
        """None when an argument that it needs is not followed."""
        if place not in self._places:
            self._places[place] = substitute(place, self.pointees, self.values)
        return self._places[place]

    def _nearest(self, place: Place) -> Place:
        """The place, or what is left of it when an argument that it needs is not followed."""
        named = self.place(place)
        if named is None:
            return place if place.root == _LOST else Place(_LOST, place.steps)
        return named

    def chain(self, chain: _Chain) -> _Chain:
        return (self.call, *chain)

    def _held(self, lock: Held) -> Held:
        place = self._nearest(lock.place)
        return replace(lock, place=place, lock_class=lock.lock_class or self.lock_class(place))

    def all_given(self, given: frozenset[Given]) -> frozenset[Given]:
        if not given:
            return given
        known = self._given.get(given)
        if known is None:
            named = frozenset(map(self._one_given, given))
            known = self._given[given] = given if named == given else named
        return known

    def _one_given(self, lock: Given) -> Given:
        place = self._nearest(lock.place)
        known = lock.lock_class or self.lock_class(place)
        if place is lock.place and known == lock.lock_class:
            return lock
        return Given(place, known, lock.kind, lock.mode, lock.is_again)

    def _saved(self, place: Place, value: Saved) -> tuple[Place, Saved] | None:
        named = self.place(place)
        return None if named is None else (named, replace(value, irq=self.irq(value.irq)))

    def irq(self, irq: Irq) -> Irq:
        if isinstance(irq, SavedIn):
            named = self.place(irq.place)
            return UNSURE if named is None else SavedIn(named)
        return irq


def is_without_places(around: Around) -> bool:
    """Is it the same for every caller?"""
    return not around.given and type(around.irq) is IrqWord and type(around.irq_before) is IrqWord


@dataclass(frozen=True, slots=True, eq=False)
class Carried(Collection[Usage]):
    """The usages below one call, carried up when somebody looks at them all: they are many.

    `own`: as the callee has them; `places`: all that they name, the same object never twice.
    """

    own: tuple[Usage, ...]
    places: tuple[Place, ...]
    carrier: Carrier
    _spots: dict[int, Place | None] = field(default_factory=dict)
    _made: list[Usage] = field(default_factory=list)

    @property
    def spots(self) -> dict[int, Place | None]:
        """What the caller calls each of the places, by their identity."""
        spots = self._spots
        if not spots:
            pointees, values = self.carrier.pointees, self.carrier.values
            spots.update({id(one): substitute(one, pointees, values) for one in self.places})
            spots[id(None)] = None
        return spots

    def __len__(self) -> int:
        return len(self.own)

    def __iter__(self) -> Iterator[Usage]:
        made = self._made
        if not made:
            made.extend(map(self.carrier.usage, self.own))
        return iter(made)

    def __contains__(self, usage: object) -> bool:
        return usage in tuple(self)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Carried) and tuple(self) == tuple(other))

    def __hash__(self) -> int:
        return len(self.own)

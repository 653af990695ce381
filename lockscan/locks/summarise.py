"""From the events of a solved function to the summary that its callers use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations

from lockscan.cfg.graph import Graph, Leave
from lockscan.locks.apply import classes_held
from lockscan.locks.blocking import Blocking
from lockscan.locks.copying import replace
from lockscan.locks.enabling import Enabling
from lockscan.locks.events import Called, Event, GlobalTaken, Left, Taken, Touched
from lockscan.locks.facts import Value
from lockscan.locks.naming import Naming
from lockscan.locks.place import DEREF, Derived, Local, Param, Place, Static, Unknown
from lockscan.locks.requires import Requires, joined, sources
from lockscan.locks.state import ENTRY, OFF, Given, Held, Irq, Saved, SavedIn, State, quiet_on_both
from lockscan.locks.summary import Access, Act, Around, Exit, FunctionId, Site, Summary, Usage
from lockscan.locks.told import are_irqs_off_at_entry
from lockscan.locks.witnesses import Kinds, Witnesses
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Cast, Expr, Int, Span

GLOBAL_IRQ_LOCK = "global irq lock"
_MOST_EXITS = 8
_MOST_EFFECTS = 2  # of a function on locks, where nothing tells its callers which one it had
_MOST_TOLD = 3  # where the returned value does
_MOST_USAGES = 400
_MOST_ACCESSES = 200
_NOWHERE = Span(0, 0)


def summarise(
    function: FunctionId,
    name: str,
    file: str,
    events: Iterable[Event],
    result: Place | None,
    is_truncated: bool,
    kinds: Kinds,
) -> Summary:
    """Ways out grouped by what they do to locks; usages of this function and of everything below it.

    `kinds`: the same for all functions of a program.
    """
    exits: dict[tuple[object, ...], list[Exit]] = {}
    usages = Witnesses(_MOST_USAGES, kinds)
    accesses: dict[Access, None] = {}
    blocking = Blocking(file, name)
    enabling = Enabling(file, name)
    for event in events:
        if isinstance(event, Left):
            _leave(exits, event.state, event.value)
            continue
        blocking.hear(event)
        enabling.hear(event)
        _hear(event, file, name, usages, accesses)
    ways_out, is_cut = _ways_out(exits)
    kept = _sharing(tuple(usages.found.values())[:_MOST_USAGES])
    touched = tuple(accesses)[:_MOST_ACCESSES]
    sleeps, waits, enables = tuple(blocking.sleeps), tuple(blocking.waits.values()), tuple(enabling.found.values())
    return Summary(
        function,
        ways_out,
        kept,
        touched,
        sleeps,
        waits,
        enables,
        result,
        is_truncated or is_cut or len(usages.found) > _MOST_USAGES,
        sources(one.requires for found in (ways_out, kept, sleeps, waits, enables) for one in found),
        tuple(_places(kept).values()),
    )


def _hear(event: Event, file: str, name: str, usages: Witnesses, accesses: dict[Access, None]) -> None:
    match event:
        case Taken():
            usage = _usage_of(event, Site(file, name, event.span))
            if usage is not None:
                usages.keep(usage)
        case Called(callee=callee, state=state):
            if callee.usages:
                usages.below(event)
            if callee.accesses and not is_protected(state):
                accesses.update(dict.fromkeys(callee.accesses))
        case Touched(span=span, place=place, is_write=is_write, state=state) if not is_protected(state):
            accesses.setdefault(Access(place, is_write, Site(file, name, span)))
        case GlobalTaken(span=span, state=state):
            usages.keep(_global_usage(state, Site(file, name, span)))


def _sharing(usages: tuple[Usage, ...]) -> tuple[Usage, ...]:
    """The same usages; equal needs are one object, so that callers look at them once."""
    objects = {id(usage.requires): usage.requires for usage in usages}
    pool: dict[Requires, Requires] = {}
    shared = {number: pool.setdefault(requires, requires) for number, requires in objects.items()}
    return tuple(
        [
            usage if (one := shared[id(usage.requires)]) is usage.requires else replace(usage, requires=one)
            for usage in usages
        ]
    )


def _places(usages: Sequence[Usage]) -> dict[int, Place]:
    """All that the usages name, by identity; of what is around them, that which may have a name in callers."""
    named = {id(usage.place): usage.place for usage in usages if usage.place is not None}
    arounds = {id(usage.around): usage.around for usage in usages}
    for around in arounds.values():
        places = [lost.place for lost in around.given]
        places += [irq.place for irq in (around.irq, around.irq_before) if type(irq) is SavedIn]
        named.update((id(place), place) for place in places if not isinstance(place.root, Local | Unknown))
    return named


def is_protected(state: State) -> bool:
    """Does the global irq lock or a spinlock protect what is touched in this state?"""
    return bool(state.is_global) or any(lock.kind.is_irq_aware for lock in state.held)


def _leave(exits: dict[tuple[object, ...], list[Exit]], state: State, value: Value) -> None:
    """Ways out that do the same to locks are together; those that also arm and quiet the same are one."""
    locks = _outliving(state)
    alike = exits.setdefault(locks, [])
    for number, known in enumerate(alike):
        if known.armed == state.armed and known.quiet == state.quiet:
            returns = known.returns.join(value)
            requires = joined(known.requires, state.requires) if known.requires else ()
            if returns != known.returns or requires != known.requires:
                alike[number] = replace(known, returns=returns, requires=requires)
            return
    alike.append(Exit(*locks, state.armed, state.quiet, value, state.requires))


def _ways_out(exits: dict[tuple[object, ...], list[Exit]]) -> tuple[tuple[Exit, ...], bool]:
    """What callers are told; and: are there more than that?"""
    told = exits if len(exits) <= _MOST_EFFECTS else _believed(exits)
    ways_out = tuple([way_out for alike in told.values() for way_out in _told_apart(alike)])
    if len(ways_out) > _MOST_EXITS:
        ways_out = tuple([_joined(alike) for alike in told.values()])
    return ways_out[:_MOST_EXITS], len(ways_out) > _MOST_EXITS


def _believed(exits: dict[tuple[object, ...], list[Exit]]) -> dict[tuple[object, ...], list[Exit]]:
    """Of more effects than anybody means: those that leave the locks as they were, if there are any.

    No caller could cope with so many. They come of conditions that hang together in a way that is not followed here.
    """
    balanced = [one for alike in exits.values() for one in alike if one.is_balanced]
    if not balanced:
        return exits
    told = {
        effect: alike
        for effect, alike in exits.items()
        if alike[0].is_balanced or not any(one.returns.meet(other.returns) for one in balanced for other in alike)
    }
    return (
        told if len(told) <= _MOST_TOLD else {effect: alike for effect, alike in told.items() if alike[0].is_balanced}
    )


def _told_apart(alike: list[Exit]) -> list[Exit]:
    """One, unless what is returned tells which interrupts can come now: 0, or an errno and no handler."""
    if len(alike) > 1 and any(one.returns.meet(other.returns) for one, other in combinations(alike, 2)):
        return [_joined(alike)]
    return alike


def _joined(alike: list[Exit]) -> Exit:
    return reduce(_join, alike)


def _join(one: Exit, other: Exit) -> Exit:
    """One way out for both, which do the same to locks."""
    returns, requires = one.returns.join(other.returns), joined(one.requires, other.requires)
    armed, quiet = one.armed | other.armed, quiet_on_both(one, other)
    if (returns, requires, armed, quiet) == (one.returns, one.requires, one.armed, one.quiet):
        return one
    return replace(one, returns=returns, requires=requires, armed=armed, quiet=quiet)


_Locks = tuple[tuple[Held, ...], frozenset[Given], Irq, int, int, bool | None, tuple[tuple[Place, Saved], ...]]


def _outliving(state: State) -> _Locks:
    """What callers see of a final state, sources apart: locks and flags that outlive the call."""
    held, given, saved = state.held, state.given, state.saved
    if held:
        lasting = [lock for lock in held if not lock.is_asserted and not _is_own(lock.place)]
        held = tuple([replace(lock, span=_NOWHERE) for lock in lasting])
    if given:
        given = frozenset([lock for lock in given if not _is_own(lock.place)])
    if saved:
        saved = tuple([(place, replace(kept, span=_NOWHERE)) for place, kept in saved if _outlives(place)])
    irq = ENTRY if state.irq == OFF and are_irqs_off_at_entry(state.facts) else state.irq
    return held, given, irq, state.bh, state.preempt, state.is_global, saved


def _is_own(place: Place) -> bool:
    return isinstance(place.root, Local) and DEREF not in place.steps


def _outlives(place: Place) -> bool:
    return isinstance(place.root, Static) or (isinstance(place.root, Param) and DEREF in place.steps)


def _usage_of(event: Taken, site: Site) -> Usage | None:
    take, state = event.take, event.state
    if _is_own(take.place):
        return None
    place = None if isinstance(take.place.root, Unknown | Local) else take.place
    if place is None and not take.lock_class:
        return None
    is_regained = any(lost.place == take.place for lost in state.given)
    act = Act(take.kind, take.mode, take.variant, take.is_try, take.is_nested, site)
    around = Around(
        irq=state.irq,
        irq_before=event.irq_before,
        bh=max(state.bh, 1) if take.variant == "bh" else state.bh,
        is_global=state.is_global,
        is_regained=is_regained,
        is_handed_on=is_regained and event.irq_before == ENTRY,
        armed=state.armed,
        quiet=state.quiet,
        holds=classes_held(state),
        given=state.given,
    )
    return Usage(place, take.lock_class, act, around, requires=state.requires)


def _global_usage(state: State, site: Site) -> Usage:
    act = Act(Kind.GLOBAL_IRQ, Mode.WRITE, variant="", is_try=False, is_nested=False, site=site)
    around = Around(
        irq=state.irq,
        irq_before=ENTRY,
        bh=state.bh,
        is_global=state.is_global,
        is_regained=False,
        is_handed_on=False,
        armed=state.armed,
        quiet=state.quiet,
        holds=classes_held(state),
        given=frozenset(),
    )
    return Usage(Place(Static(GLOBAL_IRQ_LOCK)), GLOBAL_IRQ_LOCK, act, around, requires=state.requires)


def returned_place(lowered: Graph, naming: Naming) -> Place | None:
    """What the returned pointer points to, when every way out that returns one agrees and callers can name it."""
    found: set[Place] = set()
    for value in _returned_values(lowered):
        place = naming.pointee(value)
        if not _is_nameable(place):
            return None
        found.add(place)
    return found.pop() if len(found) == 1 else None


def _returned_values(lowered: Graph) -> list[Expr]:
    values = [
        operation.value
        for block in lowered.blocks
        for operation in block.operations
        if isinstance(operation, Leave) and operation.value is not None
    ]
    return [value for value in values if not _is_number(value)]


def _is_number(value: Expr) -> bool:
    while isinstance(value, Cast):
        value = value.operand
    return isinstance(value, Int)


def _is_nameable(place: Place) -> bool:
    match place.root:
        case Param() | Static():
            return True
        case Derived(argument=argument):
            return argument is not None and _is_nameable(argument)
        case _:
            return False

"""Drops facts that no later test can use, before solving: most tests in a driver say nothing about its locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lockscan.locks.actions import (
    Action,
    Applied,
    Apply,
    Assign,
    AssumeHeld,
    Bits,
    Branch,
    Check,
    Choice,
    Doze,
    Drop,
    Errno,
    Node,
    Outcome,
    Perform,
    Primitive,
    Query,
    RestoreIrq,
    Return,
    SaveIrq,
    Take,
    Tell,
)
from lockscan.locks.arguments import argument_of
from lockscan.locks.facts import NO_FACTS, Facts, Key, Value
from lockscan.locks.place import Element, Field, Local, Param, Place, Root, Step, Unknown
from lockscan.locks.requires import is_parameter, split
from lockscan.locks.told import is_answer, is_hint

_NOWHERE = Place(Unknown(""))


def trim(nodes: Sequence[Node], entry: Facts = NO_FACTS) -> tuple[Node, ...]:
    """The same nodes, with checks of irrelevant keys removed.

    A key is relevant when what is learned about it at one point can decide a test at another: it is tested in two
    places, or tested and assigned something known, carries the result of a call that acts differently by
    result, is returned, or is a parameter.
    """
    relevant = _relevant(nodes, entry)
    fields = frozenset(
        step for key in relevant if isinstance(key, Place) for step in key.steps if isinstance(step, Field)
    )
    names = _names(nodes)
    roots = frozenset(key.root for key in relevant if isinstance(key, Place) and key.steps)
    return tuple(
        Node(
            tuple(
                _plain(action, relevant) for action in node.actions if _matters(action, relevant, fields, names, roots)
            ),
            tuple(_trimmed(branch, relevant) for branch in node.branches),
        )
        for node in nodes
    )


def _relevant(nodes: Sequence[Node], entry: Facts) -> frozenset[Key]:
    tested: Counter[Key] = Counter()
    for node in nodes:
        tested.update(_keys_tested(node.branches))
    copies: dict[Key, set[Key]] = {}
    wanted: set[Key] = {key for key in tested if is_parameter(key) or is_answer(key) or is_hint(key)}
    wanted.update(key for key in tested if argument_of(key, entry) is not None)
    for node in nodes:
        for action in node.actions:
            match action:
                case Perform(result=result, outcomes=outcomes):
                    if len(outcomes) > 1:
                        wanted.add(result)
                    wanted.update(_flags_of(outcomes))
                    wanted.update(key for key in _told(outcomes) if tested[key])
                case Apply(result=result, callees=callees):
                    if any(len(callee.exits) > 1 for callee in callees):
                        wanted.add(result)
                    wanted.update(_flags_passed(callees))
                    tested.update(_asked(callees))
                case Assign(key=key, value=value):
                    wanted.update(_wanted_of(action, tested))
                    source = _copied(value)
                    if source is not None:
                        copies.setdefault(key, set()).add(source)
                case Return(key=key) if key is not None:
                    wanted.add(key)
    return _by_group(tested, wanted, copies)


def _wanted_of(action: Assign, tested: Counter[Key]) -> Iterator[Key]:
    """What an assignment makes worth knowing."""
    match action:
        case Assign(key=key, value=Value()) if tested[key] or isinstance(key, int):
            yield key
        case Assign(bits=Bits(test=key)) if tested[key]:
            yield key
        case Assign(target=Place() as target, parameter=Param()):
            yield from _tests_of(target, tested)


def _tests_of(place: Place, tested: Counter[Key]) -> Iterator[Key]:
    """What is asked of that place."""
    return (key for key in tested if isinstance(key, Place) and split(key)[0] == place)


def _copied(value: Value | Key | Query | Errno | None) -> Key | None:
    """The key that an assigned value depends on."""
    match value:
        case Query(clause=(source, *_)) | Errno(key=source):
            return source
        case int() | Place():
            return value
        case _:
            return None


def _told(outcomes: Sequence[Outcome]) -> Iterator[Key]:
    """What is known once the call has returned."""
    for outcome in outcomes:
        yield from (primitive.key for primitive in outcome.primitives if isinstance(primitive, Tell))


def _flags_of(outcomes: Sequence[Outcome]) -> Iterator[Key]:
    """Variables with allocation flags: they decide whether the call may sleep."""
    for outcome in outcomes:
        for primitive in outcome.primitives:
            if isinstance(primitive, Doze) and primitive.gfp is not None:
                yield primitive.gfp


def _flags_passed(callees: Sequence[Applied]) -> Iterator[Key]:
    for callee in callees:
        for sleep in callee.sleeps:
            passed = callee.args[sleep.gfp] if sleep.gfp is not None else None
            if isinstance(passed, Place | int):
                yield passed


def _asked(callees: Sequence[Applied]) -> frozenset[Key]:
    """Memory whose value decides what a callee does."""
    return frozenset(seen.now for callee in callees for seen in callee.args.memory.values() if seen.now is not None)


def _by_group(tested: Counter[Key], wanted: set[Key], copies: dict[Key, set[Key]]) -> frozenset[Key]:
    """Keys that are copied into each other count as one: relevant together when tested twice, or when one is."""
    linked: dict[Key, set[Key]] = {}
    for key, sources in copies.items():
        for source in sources:
            linked.setdefault(key, set()).add(source)
            linked.setdefault(source, set()).add(key)
    relevant: set[Key] = set()
    seen: set[Key] = set()
    for start in (*wanted, *tested):
        if start in seen:
            continue
        group, pending = {start}, [start]
        while pending:
            fresh = linked.get(pending.pop(), set()) - group
            group |= fresh
            pending.extend(fresh)
        seen |= group
        if not wanted.isdisjoint(group) or sum(tested[key] for key in group) > 1:
            relevant |= group
    return frozenset(relevant)


def _keys_tested(branches: Sequence[Branch]) -> set[Key]:
    keys: set[Key] = set()
    for branch in branches:
        match branch.condition:
            case Check(clauses=clauses):
                keys.update(clause[0] for clause in clauses)
            case Choice(key=key):
                keys.add(key)
    return keys


def _names(nodes: Sequence[Node]) -> frozenset[str]:
    """Variables that a lock is reached through, or that hold saved flags: assignments to them matter to the locks."""
    names: set[str] = set()
    for place in _lock_places(nodes):
        if isinstance(place.root, Local | Param):
            names.add(place.root.name)
        names.update(step.key for step in place.steps if isinstance(step, Element))
    return frozenset(names)


def _lock_places(nodes: Sequence[Node]) -> Iterator[Place]:
    for node in nodes:
        for action in node.actions:
            match action:
                case Perform(outcomes=outcomes):
                    for outcome in outcomes:
                        yield from (_place_of(primitive) for primitive in outcome.primitives)
                case Apply(callees=callees):
                    for way_out in (way_out for callee in callees for way_out in callee.exits):
                        yield from (lock.place for lock in way_out.held)
                        yield from (lock.place for lock in way_out.given)
                        yield from (place for place, _ in way_out.saved)


def _place_of(primitive: Primitive) -> Place:
    match primitive:
        case Take(place=place) | Drop(place=place) | AssumeHeld(place=place):
            return place
        case SaveIrq(flags=place) | RestoreIrq(flags=place):
            return place
        case _:
            return _NOWHERE


def _matters(
    action: Action, relevant: frozenset[Key], fields: frozenset[Step], names: frozenset[str], roots: frozenset[Root]
) -> bool:
    if not isinstance(action, Assign) or action.key in relevant:
        return True
    target = action.target
    if action.bits is not None and action.bits.test in relevant:
        return True
    if target is None:
        return False
    if not target.steps and target.root in roots:
        return True  # what was told of it, or of what it points to, is told of something else
    if isinstance(target.root, Local | Param) and not target.steps and target.root.name in names:
        return True  # renames the locks that are reached through the variable, or overwrites saved flags
    if action.source is not None and getattr(action.source.root, "name", "") in names:
        return True  # may copy saved flags
    return bool(target.steps) and target.steps[-1] in fields


def _plain(action: Action, relevant: frozenset[Key]) -> Action:
    """A test whose answer nobody asks for splits no path."""
    match action:
        case Assign(key=key, value=Query()) if key not in relevant:
            return replace(action, value=None)
        case Perform(outcomes=outcomes) if not relevant.issuperset(_told(outcomes)):
            return replace(action, outcomes=tuple(_untold(outcome, relevant) for outcome in outcomes))
        case _:
            return action


def _untold(outcome: Outcome, relevant: frozenset[Key]) -> Outcome:
    """Without what nobody asks for. Answers to questions stay: they tell what the path may do."""
    kept = (p for p in outcome.primitives if not isinstance(p, Tell) or p.key in relevant or is_answer(p.key))
    return replace(outcome, primitives=tuple(kept))


def _trimmed(branch: Branch, relevant: frozenset[Key]) -> Branch:
    match branch.condition:
        case Check(clauses=clauses):
            kept = tuple(clause for clause in clauses if clause[0] in relevant)
            return replace(branch, condition=Check(kept) if kept else None)
        case Choice(key=key) if key not in relevant:
            return replace(branch, condition=None)
        case _:
            return branch

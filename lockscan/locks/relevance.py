"""Drops facts that no later test can use, before solving: most tests in a driver say nothing about its locks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lockscan.locks.actions import (
    Action,
    Applied,
    Apply,
    Assign,
    AssumeHeld,
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
from lockscan.locks.copying import replace
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
    places = [key for key in relevant if isinstance(key, Place) and key.steps]
    fields = frozenset([step for key in places for step in key.steps if isinstance(step, Field)])
    roots = frozenset([key.root for key in places])
    names = _names(nodes)
    made: list[Node] = []
    for node in nodes:
        actions = [
            _plain(action, relevant)
            for action in node.actions
            if type(action) is not Assign or action.key in relevant or _matters(action, relevant, fields, names, roots)
        ]
        branches = node.branches
        if any(branch.condition is not None for branch in branches):
            branches = tuple([_trimmed(branch, relevant) for branch in branches])
        made.append(Node(tuple(actions), branches))
    return tuple(made)


def _relevant(nodes: Sequence[Node], entry: Facts) -> frozenset[Key]:
    tested: dict[Key, int] = {}  # how often
    for node in nodes:
        _count(_keys_tested(node.branches), tested)
    copies: dict[Key, set[Key]] = {}
    wanted: set[Key] = {key for key in tested if is_parameter(key) or is_answer(key) or is_hint(key)}
    if entry:
        wanted.update(key for key in tested if argument_of(key, entry) is not None)
    for node in nodes:
        for action in node.actions:
            if type(action) is Assign:
                _read_assignment(action, tested, wanted, copies)
            elif type(action) is Perform:
                if len(action.outcomes) > 1:
                    wanted.add(action.result)
                wanted.update(_flags_of(action.outcomes))
                wanted.update([key for key in _told(action.outcomes) if key in tested])
            elif type(action) is Apply:
                if any(len(callee.exits) > 1 for callee in action.callees):
                    wanted.add(action.result)
                wanted.update(_flags_passed(action.callees))
                _count(_asked(action.callees), tested)
            elif type(action) is Return and action.key is not None:
                wanted.add(action.key)
    return _by_group(tested, wanted, copies)


def _count(keys: Iterable[Key], tested: dict[Key, int]) -> None:
    for key in keys:
        tested[key] = tested.get(key, 0) + 1


def _read_assignment(action: Assign, tested: Mapping[Key, int], wanted: set[Key], copies: dict[Key, set[Key]]) -> None:
    """What an assignment makes worth knowing, and which keys it links."""
    key, value = action.key, action.value
    if type(value) is Value:
        if key in tested or type(key) is int:
            wanted.add(key)
    elif action.bits is not None:
        if action.bits.test in tested:
            wanted.add(action.bits.test)
    elif action.parameter is not None and action.target is not None:
        wanted.update(_tests_of(action.target, tested))
    source = _copied(value)
    if source is not None:
        copies.setdefault(key, set()).add(source)


def _tests_of(place: Place, tested: Mapping[Key, int]) -> Iterator[Key]:
    """What is asked of that place."""
    return (key for key in tested if isinstance(key, Place) and split(key)[0] == place)


def _copied(value: Value | Key | Query | Errno | None) -> Key | None:
    """The key that an assigned value depends on."""
    if type(value) is Query:
        return value.clause[0]
    if type(value) is Errno:
        return value.key
    return value if isinstance(value, Place | int) else None


def _told(outcomes: Sequence[Outcome]) -> list[Key]:
    """What is known once the call has returned."""
    return [told.key for outcome in outcomes for told in outcome.primitives if type(told) is Tell]


def _flags_of(outcomes: Sequence[Outcome]) -> list[Key]:
    """Variables with allocation flags: they decide whether the call may sleep."""
    found = (one.gfp for outcome in outcomes for one in outcome.primitives if type(one) is Doze)
    return [flags for flags in found if flags is not None]


def _flags_passed(callees: Sequence[Applied]) -> Iterator[Key]:
    for callee in callees:
        for sleep in callee.sleeps:
            passed = callee.args[sleep.gfp] if sleep.gfp is not None else None
            if isinstance(passed, Place | int):
                yield passed


def _asked(callees: Sequence[Applied]) -> frozenset[Key]:
    """Memory whose value decides what a callee does."""
    return frozenset(seen.now for callee in callees for seen in callee.args.memory.values() if seen.now is not None)


def _by_group(tested: Mapping[Key, int], wanted: set[Key], copies: dict[Key, set[Key]]) -> frozenset[Key]:
    """Keys that are copied into each other count as one: relevant together when tested twice, or when one is."""
    relevant = {*wanted, *[key for key, count in tested.items() if count > 1]}
    linked: dict[Key, set[Key]] = {}
    for key, sources in copies.items():
        for source in sources:
            linked.setdefault(key, set()).add(source)
            linked.setdefault(source, set()).add(key)
    seen: set[Key] = set()
    for start in linked:
        if start in seen:
            continue
        group, pending = {start}, [start]
        while pending:
            fresh = linked[pending.pop()] - group
            group |= fresh
            pending.extend(fresh)
        seen |= group
        if not relevant.isdisjoint(group) or sum([tested.get(key, 0) for key in group]) > 1:
            relevant |= group
    return frozenset(relevant)


def _keys_tested(branches: Sequence[Branch]) -> set[Key]:
    keys: set[Key] = set()
    for branch in branches:
        condition = branch.condition
        if type(condition) is Check:
            keys.update([clause[0] for clause in condition.clauses])
        elif type(condition) is Choice:
            keys.add(condition.key)
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
            if type(action) is Perform:
                for outcome in action.outcomes:
                    yield from map(_place_of, outcome.primitives)
            elif type(action) is Apply:
                for way_out in (way_out for callee in action.callees for way_out in callee.exits):
                    yield from (lock.place for lock in way_out.held)
                    yield from (lock.place for lock in way_out.given)
                    yield from (place for place, _ in way_out.saved)


def _place_of(primitive: Primitive) -> Place:
    if isinstance(primitive, Take | Drop | AssumeHeld):
        return primitive.place
    return primitive.flags if isinstance(primitive, SaveIrq | RestoreIrq) else _NOWHERE


def _matters(
    action: Assign, relevant: frozenset[Key], fields: frozenset[Step], names: frozenset[str], roots: frozenset[Root]
) -> bool:
    """Does an assignment matter whose key is not relevant?"""
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
    if type(action) is Assign and type(action.value) is Query and action.key not in relevant:
        return replace(action, value=None)
    if type(action) is Perform and not relevant.issuperset(_told(action.outcomes)):
        return replace(action, outcomes=tuple(_untold(outcome, relevant) for outcome in action.outcomes))
    return action


def _untold(outcome: Outcome, relevant: frozenset[Key]) -> Outcome:
    """Without what nobody asks for. Answers to questions stay: they tell what the path may do."""
    kept = (p for p in outcome.primitives if not isinstance(p, Tell) or p.key in relevant or is_answer(p.key))
    return replace(outcome, primitives=tuple(kept))


def _trimmed(branch: Branch, relevant: frozenset[Key]) -> Branch:
    condition = branch.condition
    if condition is None or (type(condition) is Choice and condition.key in relevant):
        return branch
    kept = [clause for clause in condition.clauses if clause[0] in relevant] if type(condition) is Check else []
    if kept and type(condition) is Check and len(kept) == len(condition.clauses):
        return branch
    return Branch(branch.target, Check(tuple(kept)) if kept else None, branch.entry, branch.polled)

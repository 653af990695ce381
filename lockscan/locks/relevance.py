"""Drops facts that no later test can use, before solving: most tests in a driver say nothing about its locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
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
    Query,
    RestoreIrq,
    Return,
    SaveIrq,
    Take,
    Tell,
    keys_of,
)
from lockscan.locks.arguments import argument_of
from lockscan.locks.copying import replace
from lockscan.locks.facts import NO_FACTS, Facts, Key, Value
from lockscan.locks.place import Element, Field, Local, Param, Place, Root, Step
from lockscan.locks.requires import is_parameter, split
from lockscan.locks.told import is_answer, is_hint


def trim(nodes: Sequence[Node], entry: Facts = NO_FACTS) -> tuple[Node, ...]:
    """The same nodes, with checks of irrelevant keys removed.

    A key is relevant when what is learned about it at one point can decide a test at another: it is tested in two
    places, or tested and assigned something known, carries the result of a call that acts differently by
    result, is returned, or is a parameter.
    """
    reading = _Reading(_tested(nodes))
    reading.want_tests(entry)
    for node in nodes:
        if node.actions:
            reading.read(node.actions)
    relevant = _by_group(reading.tested, reading.wanted, reading.linked)
    places = [key for key in relevant if isinstance(key, Place) and key.steps]
    fields = frozenset([step for key in places for step in key.steps if isinstance(step, Field)])
    roots = frozenset([key.root for key in places])
    names = _names(reading.places)
    made: list[Node] = []
    for node in nodes:
        actions, branches = node.actions, node.branches
        if actions:
            actions = tuple(
                [
                    _plain(one, relevant)
                    for one in actions
                    if type(one) is not Assign or one.key in relevant or _matters(one, relevant, fields, names, roots)
                ]
            )
        if branches and (len(branches) > 1 or branches[0].condition is not None):
            branches = tuple([_trimmed(branch, relevant) for branch in branches])
        elif not node.actions:
            made.append(node)
            continue
        made.append(Node(actions, branches))
    return tuple(made)


def _tested(nodes: Sequence[Node]) -> dict[Key, int]:
    """What is tested, and at the end of how many nodes."""
    tested: dict[Key, int] = {}
    for node in nodes:
        branches = node.branches
        if not branches or (len(branches) == 1 and branches[0].condition is None):
            continue
        keys = {key for branch in branches for key in keys_of(branch)}
        for key in keys:
            tested[key] = tested.get(key, 0) + 1
    return tested


@dataclass(slots=True, eq=False)
class _Reading:
    """What the actions say about keys: how often they are `tested`, whether they are `wanted`, whether one is copied
    from another (`linked`, both ways); and the `places` of locks and saved flags."""

    tested: dict[Key, int]
    wanted: set[Key] = field(default_factory=set)
    linked: dict[Key, set[Key]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def want_tests(self, entry: Facts) -> None:
        """Tests that say something about the caller, or about the context."""
        places = [key for key in self.tested if type(key) is Place]
        self.wanted.update([key for key in places if is_parameter(key) or is_answer(key) or is_hint(key)])
        if entry:
            self.wanted.update([key for key in self.tested if argument_of(key, entry) is not None])

    def read(self, actions: Sequence[Action]) -> None:
        for action in actions:
            if type(action) is Assign:
                self._assign(action)
            elif type(action) is Perform:
                self._perform(action)
            elif type(action) is Apply:
                self._apply(action)
            elif type(action) is Return and action.key is not None:
                self.wanted.add(action.key)

    def _assign(self, action: Assign) -> None:
        """What an assignment makes worth knowing, and which keys it links."""
        key, value = action.key, action.value
        if isinstance(value, Value):
            if key in self.tested or type(key) is int:
                self.wanted.add(key)
        elif value is not None:
            source = _copied(value)
            self.linked.setdefault(key, set()).add(source)
            self.linked.setdefault(source, set()).add(key)
        if action.bits is not None:
            if action.bits.test in self.tested:
                self.wanted.add(action.bits.test)
        elif action.parameter is not None and action.target is not None:
            self.wanted.update(_tests_of(action.target, self.tested))

    def _perform(self, action: Perform) -> None:
        if len(action.outcomes) > 1:
            self.wanted.add(action.result)
        for outcome in action.outcomes:
            for primitive in outcome.primitives:
                if type(primitive) is Tell:  # what is known once the call has returned
                    if primitive.key in self.tested:
                        self.wanted.add(primitive.key)
                elif type(primitive) is Doze:  # allocation flags decide whether the call may sleep
                    if primitive.gfp is not None:
                        self.wanted.add(primitive.gfp)
                elif type(primitive) is Take or type(primitive) is Drop or type(primitive) is AssumeHeld:
                    self.places.append(primitive.place)
                elif type(primitive) is SaveIrq or type(primitive) is RestoreIrq:
                    self.places.append(primitive.flags)

    def _apply(self, action: Apply) -> None:
        for callee in action.callees:
            if len(callee.exits) > 1:
                self.wanted.add(action.result)
            self.wanted.update(_flags_passed(callee))
            for way_out in callee.exits:
                self.places += [lock.place for lock in way_out.held]
                self.places += [lock.place for lock in way_out.given]
                self.places += [place for place, _ in way_out.saved]
        for key in _asked(action.callees):
            self.tested[key] = self.tested.get(key, 0) + 1


def _tests_of(place: Place, tested: Mapping[Key, int]) -> Iterator[Key]:
    """What is asked of that place."""
    return (key for key in tested if isinstance(key, Place) and split(key)[0] == place)


def _copied(value: Key | Query | Errno) -> Key:
    """The key that an assigned value depends on."""
    if isinstance(value, Query):
        return value.clause[0]
    return value.key if isinstance(value, Errno) else value


def _told(outcomes: Sequence[Outcome]) -> list[Key]:
    """What is known once the call has returned."""
    return [told.key for outcome in outcomes for told in outcome.primitives if type(told) is Tell]


def _flags_passed(callee: Applied) -> Iterator[Key]:
    """Variables with allocation flags."""
    for sleep in callee.sleeps:
        passed = callee.args[sleep.gfp] if sleep.gfp is not None else None
        if isinstance(passed, Place | int):
            yield passed


def _asked(callees: Sequence[Applied]) -> frozenset[Key]:
    """Memory whose value decides what a callee does."""
    return frozenset(seen.now for callee in callees for seen in callee.args.memory.values() if seen.now is not None)


def _by_group(tested: Mapping[Key, int], wanted: set[Key], linked: Mapping[Key, set[Key]]) -> frozenset[Key]:
    """Keys that are copied into each other count as one: relevant together when tested twice, or when one is."""
    relevant = {*wanted, *[key for key, count in tested.items() if count > 1]}
    seen: set[Key] = set()
    for start in (tested.keys() | wanted) & linked.keys():
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


def _names(places: Sequence[Place]) -> frozenset[str]:
    """Variables that a lock is reached through, or that hold saved flags: assignments to them matter to the locks."""
    names: set[str] = set()
    for place in places:
        if isinstance(place.root, Local | Param):
            names.add(place.root.name)
        names.update([step.key for step in place.steps if isinstance(step, Element)])
    return frozenset(names)


def _matters(
    action: Assign, relevant: frozenset[Key], fields: frozenset[Step], names: frozenset[str], roots: frozenset[Root]
) -> bool:
    """Does an assignment matter whose key is not relevant?"""
    target, source = action.target, action.source
    if action.bits is not None and action.bits.test in relevant:
        return True
    if target is None:
        return False
    if source is not None and getattr(source.root, "name", "") in names:
        return True  # may copy saved flags
    steps, root = target.steps, target.root
    if steps:
        return steps[-1] in fields
    if root in roots:
        return True  # what was told of it, or of what it points to, is told of something else
    # Does it rename the locks that are reached through the variable, or overwrite saved flags?
    return (type(root) is Local or type(root) is Param) and root.name in names


def _plain(action: Action, relevant: frozenset[Key]) -> Action:
    """A test whose answer nobody asks for splits no path."""
    if type(action) is Assign:
        is_asked = type(action.value) is not Query or action.key in relevant
        return action if is_asked else replace(action, value=None)
    if type(action) is Perform and not relevant.issuperset(_told(action.outcomes)):
        return replace(action, outcomes=tuple(_untold(outcome, relevant) for outcome in action.outcomes))
    return action


def _untold(outcome: Outcome, relevant: frozenset[Key]) -> Outcome:
    """Without what nobody asks for. Answers to questions stay: they tell what the path may do."""
    kept = (p for p in outcome.primitives if not isinstance(p, Tell) or p.key in relevant or is_answer(p.key))
    return replace(outcome, primitives=tuple(kept))


def _trimmed(branch: Branch, relevant: frozenset[Key]) -> Branch:
    condition = branch.condition
    if condition is None:
        return branch
    if type(condition) is Check:
        kept = [clause for clause in condition.clauses if clause[0] in relevant]
        if len(kept) == len(condition.clauses):
            return branch
        return Branch(branch.target, Check(tuple(kept)) if kept else None, branch.entry, branch.polled)
    if type(condition) is Choice and condition.key in relevant:
        return branch
    return Branch(branch.target, None, branch.entry, branch.polled)

"""The lock-order graph: which lock is taken, or which handler waited for, while which lock is held.

Nodes are lock classes. An attribute is a node as well: its callbacks hold it, and removing it takes it, as lockdep has
it for the active references of kernfs. (Work items and timers are not: their names are too common to follow them
through circles, and wait-for-handler-deadlock speaks of the short ones.) An edge stands once, at the innermost function
that knows that the first lock is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from lockscan.frozen import dataclass
from lockscan.interproc.entries import held_at_entry
from lockscan.interproc.images import Images
from lockscan.interproc.roots import Root
from lockscan.interproc.solved import Solved
from lockscan.interproc.tables import Tables
from lockscan.interproc.takings import Lock, Taking, is_node, names_taken, takings, takings_below
from lockscan.locks.apply import classes_held
from lockscan.locks.events import Called, Dropped, Taken, Waited
from lockscan.locks.state import Held, Quiet, State
from lockscan.locks.summary import FunctionId, Site
from lockscan.models.effects import Kind, Line, Mode


@dataclass(frozen=True, slots=True)
class Edge:
    """`taking` happens below `function` while `first` is held.

    `taken` is where `function` took the first lock; None when the subsystem that calls the root `root` holds it.
    `gates`: all classes that are held exclusively there, as far as `function` knows.
    """

    first: Lock
    taking: Taking
    function: FunctionId
    gates: frozenset[str]
    taken: Site | None = None
    root: Root | None = None
    is_asserted: bool = False
    is_doubtful: bool = False  # paths come to the same call without the first lock, or somebody else gives it back

    @property
    def then(self) -> Lock:
        return self.taking.lock

    @property
    def files(self) -> tuple[str, ...]:
        return (*(call.file for call in self.taking.chain), self.taking.site.file)


_MOST_EDGES = 24  # of one pair of classes in one function


@dataclass(slots=True)
class Order:
    """Answers for one program; the pairs are found when first asked for, the edges of a pair when they are needed."""

    functions: Mapping[FunctionId, Solved]
    roots: Sequence[Root]
    images: Images
    containers: frozenset[str]
    tables: Tables
    _where: dict[tuple[str, str], dict[FunctionId, None]] = field(default_factory=dict)
    _edges: dict[tuple[str, str], tuple[Edge, ...]] = field(default_factory=dict)
    _handlers: dict[str, list[Root]] = field(default_factory=dict)
    _waited: set[str] = field(default_factory=set)

    def pairs(self) -> dict[str, tuple[str, ...]]:
        """For each class the classes that are taken, somewhere, while it is held; in program order."""
        if not self._where:
            self._find()
        after: dict[str, dict[str, None]] = {}
        for first, then in self._where:
            after.setdefault(first, {})[then] = None
            after.setdefault(then, {})
        return {first: tuple(thens) for first, thens in after.items()}

    def edges(self, first: str, then: str) -> tuple[Edge, ...]:
        """All edges of a pair, the sure ones with short chains first."""
        if not self._where:
            self._find()
        known = self._edges.get((first, then))
        if known is None:
            found = [edge for f in self._where.get((first, then), ()) for edge in self._of(f, first, then)]
            found.sort(key=lambda edge: (edge.is_doubtful or not edge.taking.is_sure, len(edge.taking.chain)))
            known = self._edges[first, then] = tuple(found)
        return known

    def _find(self) -> None:
        for root in self.roots:
            if _is_attribute(root):
                assert root.source is not None
                self._handlers.setdefault(root.source.key, []).append(root)
        for identity, solved in self.functions.items():
            for pair in self._pairs_in(solved):
                self._where.setdefault(pair, {})[identity] = None
        for root in self.roots:
            firsts = [lock.name for lock in self.held_by(root)]
            for first in firsts:
                for taking in takings_below(self.functions[root.function].summary, self._nodes):
                    if taking.lock.name != first:
                        self._where.setdefault((first, taking.lock.name), {})[root.function] = None

    def _pairs_in(self, solved: Solved) -> Iterator[tuple[str, str]]:
        seen: set[tuple[object, ...]] = set()
        for event in solved.with_locks:
            if not isinstance(event, Taken | Called | Waited):
                continue
            held = event.state.held
            key = (id(event.callee) if isinstance(event, Called) else event.span, held)
            if key in seen:
                continue
            seen.add(key)
            firsts = [lock.lock_class for lock in held if _is_first(lock)]
            for name in names_taken(event, solved.code.function.file, self._nodes) if firsts else ():
                self._waited.add(name)
                yield from ((first, name) for first in firsts if first != name)

    def _of(self, identity: FunctionId, first: str, then: str) -> Iterator[Edge]:
        found: dict[Edge, tuple[object, ...]] = {}
        without: set[tuple[object, ...]] = set()
        solved = self.functions[identity]
        function = solved.code.function
        for event in solved.events:
            if not isinstance(event, Taken | Called | Waited):
                continue
            what: tuple[object, ...] = (event.span, event.callee.function if isinstance(event, Called) else type(event))
            held = _holder(event.state, first)
            if held is None:
                without.add(what)
                continue
            taken = Site(function.file, function.name, held.span)
            lock = Lock(first, held.kind, held.mode)
            for taking in takings(event, function.file, function.name, then, self._nodes):
                if first not in taking.given and first not in taking.holds:
                    gates = classes_held(event.state) | taking.holds
                    found[Edge(lock, taking, identity, gates, taken, None, held.is_asserted)] = what
            if len(found) > _MOST_EDGES:
                break
        for edge, what in found.items():
            yield replace(edge, is_doubtful=what in without or _is_handed_on(solved, edge.first))
        yield from self._entered(identity, first, then)

    def _entered(self, identity: FunctionId, first: str, then: str) -> Iterator[Edge]:
        """Edges from locks that are held around a callback."""
        for root in self.roots:
            if root.function != identity:
                continue
            for lock in self.held_by(root):
                if lock.name == first:
                    for taking in takings_below(self.functions[identity].summary, self._nodes):
                        if taking.lock.name == then and first not in taking.given:
                            yield Edge(lock, taking, identity, taking.holds, None, root)

    def held_by(self, root: Root) -> Iterator[Lock]:
        """What a root is entered with: its subsystem's locks, and its attribute if somebody removes that."""
        for held in held_at_entry(root.entry, self.containers):
            if is_node(held.lock_class, held.kind):
                yield Lock(held.lock_class, held.kind, held.mode)
        if _is_attribute(root) and self._name(root) in self._waited:
            yield Lock(self._name(root), None, Mode.READ)

    def _nodes(self, source: Quiet, file: str) -> Iterator[str]:
        """The nodes of the attributes that a wait in `file` waits for, as far as they are known."""
        if source.line is not Line.ATTRIBUTE or not source.key:
            return
        known: set[str] = set()
        for key in self.tables.below(file, source.key):
            for root in self._handlers.get(key, ()):
                if self.images.together((file, self.functions[root.function].code.function.file)):
                    known.add(self._name(root))
        yield from sorted(known)

    def _name(self, root: Root) -> str:
        assert root.source is not None
        file = self.functions[root.function].code.function.file
        return f"{root.source.line.value} {file}:{root.source.key}"


def _is_attribute(root: Root) -> bool:
    return root.source is not None and root.source.line is Line.ATTRIBUTE and bool(root.source.key)


def _is_handed_on(solved: Solved, first: Lock) -> bool:
    """A semaphore that the function does not give back may tell that something has happened."""
    return first.kind is Kind.SEMAPHORE and not any(event.drop.lock_class == first.name for event in solved.of(Dropped))


def _is_first(held: Held) -> bool:
    return not held.is_maybe and is_node(held.lock_class, held.kind, held.place)


def _holder(state: State, name: str) -> Held | None:
    return next((lock for lock in state.held if lock.lock_class == name and _is_first(lock)), None)

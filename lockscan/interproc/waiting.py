"""Waits for a handler that cannot finish: it needs a lock that the waiter holds, or it is the waiter itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import IntEnum

from lockscan.frozen import dataclass
from lockscan.interproc.entries import held_at_entry
from lockscan.interproc.program import Acquisition, Program, Solved
from lockscan.interproc.quiet import is_surely_same
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.blocking import is_given_back, waits_of
from lockscan.locks.events import Called, Waited
from lockscan.locks.place import DEREF, Field, Param, Place, are_apart
from lockscan.locks.state import Held, Quiet
from lockscan.locks.summary import FunctionId, Wait
from lockscan.models.effects import Line, Mode
from lockscan.syntax.nodes import Span


class Match(IntEnum):
    """How sure it is which handler is waited for."""

    ONE_OF = 0  # several registrations name the source, and not all handlers need the lock; or it depends
    ONLY = 1  # the only handler of its kind that the file registers
    NAMED = 2  # both name the same source


@dataclass(frozen=True, slots=True)
class Stuck:
    """`wait` waits for `handler`, which waits for a lock of class `lock_class`: `taken` is where.

    The lock is held by `holder` (`held`, and the wait is at or below `span`) or by the caller of the root `entered`.
    `taken` None: the wait is below the handler itself. `is_same_object`: the lock and the source are members of one
    object, of two, or (None) nobody knows.
    """

    wait: Wait
    handler: Root
    lock_class: str = ""
    taken: Acquisition | None = None
    holder: Solved | None = None
    held: Held | None = None
    span: Span | None = None
    entered: Root | None = None
    is_same_object: bool | None = None
    match: Match = Match.NAMED


@dataclass(slots=True)
class _Handlers:
    """Who runs for a source, and what those take; each looked up once."""

    program: Program
    by_line: dict[Line, list[Root]] = field(default_factory=dict)
    takes: dict[tuple[int, str], list[Acquisition]] = field(default_factory=dict)
    _known: dict[tuple[Quiet, str], tuple[Sequence[Root], Match]] = field(default_factory=dict)

    @staticmethod
    def of(program: Program) -> _Handlers:
        found = _Handlers(program)
        for root in program.roots:
            if root.source is not None and root.basis is Basis.REGISTERED:
                found.by_line.setdefault(root.source.line, []).append(root)
        for acquisition in program.acquisitions:
            if acquisition.root.source is not None:
                key = (id(acquisition.root), acquisition.usage.lock_class)
                found.takes.setdefault(key, []).append(acquisition)
        return found

    def needing(
        self, wait: Wait, lock_class: str, mode: Mode, place: Place | None = None
    ) -> Iterator[tuple[Acquisition, Match]]:
        """Where the handlers that `wait` is for need the lock, if it is held for `mode`, at `place` there."""
        roots, match = self._waited_for(wait)
        found = [(root, self._taking(root, lock_class, mode, place)) for root in roots]
        sites = {root.site for root, _ in found}
        if wait.source.line is not Line.QUEUE and sites != {root.site for root, taken in found if taken is not None}:
            match = Match.ONE_OF
        for _, taken in found:
            if taken is not None and self.program.images.together((*files_of(wait), *taken.files)):
                yield taken, match

    def _waited_for(self, wait: Wait) -> tuple[Sequence[Root], Match]:
        """The handlers of the source; for lines that go by many names, else the only one of its kind in the file."""
        key = (wait.source, wait.site.file)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._look_up(wait.source, wait.site.file)
        return known

    def _look_up(self, source: Quiet, file: str) -> tuple[Sequence[Root], Match]:
        if source.line is Line.QUEUE:
            works = self.program.queued.get(source, frozenset())
            return [root for root in self._near(Line.WORK, file) if root.source in works], Match.NAMED
        near = self._near(source.line, file)
        exact = [root for root in near if root.source is not None and is_surely_same(root.source, source)]
        if exact or source.line not in (Line.IRQ, Line.THREAD):
            return exact, Match.NAMED
        only = [root for root in near if root.site is not None and root.site.file == file]
        return (only if len({root.site for root in only}) == 1 else ()), Match.ONLY

    def _near(self, line: Line, file: str) -> list[Root]:
        together = self.program.images.together
        return [
            root
            for root in self.by_line.get(line, ())
            if together((file, self.program.functions[root.function].code.function.file))
        ]

    def _taking(self, root: Root, lock_class: str, mode: Mode, place: Place | None) -> Acquisition | None:
        """Where the handler waits for the lock, if it is held for `mode`."""
        containers = self.program.models.containers
        if any(held.lock_class == lock_class for held in held_at_entry(root.entry, containers)):
            return None
        fit = [
            found
            for found in self.takes.get((id(root), lock_class), ())
            if not found.usage.is_try
            and not found.usage.kind.is_recursive
            and Mode.WRITE in (mode, found.usage.mode)
            and not are_apart(place, found.usage.place)
        ]
        return min(fit, key=_rank, default=None)


def _rank(found: Acquisition) -> tuple[object, ...]:
    return (not found.usage.is_sure, len(found.usage.chain), found.usage.site.file, found.usage.site.span)


def stuck_waits(program: Program) -> Iterator[Stuck]:
    """Every wait that may never end."""
    handlers = _Handlers.of(program)
    for solved in program.functions.values():
        yield from _in_function(program, handlers, solved)
    for root in program.roots:
        if root.basis is not Basis.REGISTERED:
            continue
        for wait in program.functions[root.function].summary.waits:
            yield from _under_root(program, handlers, root, wait)


def _in_function(program: Program, handlers: _Handlers, solved: Solved) -> Iterator[Stuck]:
    function = solved.code.function
    for event in solved.with_locks:
        if not isinstance(event, Waited | Called):
            continue
        for wait in waits_of(event, function.file, function.name):
            if any(is_surely_same(quiet, wait.source) for quiet in event.state.quiet):
                continue  # it has ended before
            for held in event.state.held:
                if not held.lock_class or is_given_back(held, wait.given):
                    continue
                same = _are_of_one_object(held.place, wait.place)
                for taken, match in handlers.needing(wait, held.lock_class, held.mode, held.place):
                    yield Stuck(wait, taken.root, held.lock_class, taken, solved, held, event.span, None, same, match)


def _under_root(program: Program, handlers: _Handlers, root: Root, wait: Wait) -> Iterator[Stuck]:
    if root.source is not None and wait.is_sure and _is_own(program, root, wait):
        match = Match.NAMED if _is_handed(wait.place) else Match.ONLY
        yield Stuck(wait, root, match=match if _is_unconditional(program, wait) else Match.ONE_OF)
    lost = {given.lock_class for given in wait.given}
    for held in held_at_entry(root.entry, program.models.containers):
        if held.lock_class not in lost:
            for taken, match in handlers.needing(wait, held.lock_class, held.mode):
                yield Stuck(wait, taken.root, held.lock_class, taken, entered=root, match=match)


def _is_own(program: Program, root: Root, wait: Wait) -> bool:
    """Does the handler wait for its own source?"""
    assert root.source is not None
    if wait.source.line is Line.QUEUE:
        return root.source in program.queued.get(wait.source, frozenset())
    if wait.source.line is not root.source.line:
        return False
    first = wait.place.root if wait.place is not None else None
    if isinstance(first, Param) and wait.place is not None and wait.place.steps in ((), (DEREF,)):
        return first.index == 0
    return is_surely_same(root.source, wait.source)


def _is_unconditional(program: Program, wait: Wait) -> bool:
    """Does every function on the way wait whenever it is called? Else it may know that the handler calls it."""
    named = [(call.function, call.file) for call in wait.chain[1:]]
    named += [(wait.site.function, wait.site.file)] if wait.chain else []
    for name, file in named:
        identity = next((i for i in (FunctionId(name, file), FunctionId(name)) if i in program.functions), None)
        if identity is None:
            return False
        ways_out = program.functions[identity].summary.exits
        sure = [{quiet.line for quiet in way_out.quiet if not quiet.is_maybe} for way_out in ways_out]
        if any(wait.source.line not in lines for lines in sure):
            return False
    return True


def _is_handed(place: Place | None) -> bool:
    """Is the source the first argument, or part of the object that the first argument belongs to?"""
    return place is not None and isinstance(place.root, Param) and place.root.index == 0


def files_of(wait: Wait) -> tuple[str, ...]:
    """The files that the path goes through."""
    return (*(call.file for call in wait.chain), wait.site.file)


def _are_of_one_object(lock: Place, source: Place | None) -> bool | None:
    """Both members of one record: is it the same object? None where they are members of different records."""
    one, two = _object(lock), None if source is None else _object(source)
    if one is None or two is None or one[0] != two[0]:
        return None
    return one[1] == two[1] if one[1].is_exact and two[1].is_exact else None


def _object(place: Place) -> tuple[str, Place] | None:
    for number in range(len(place.steps) - 1, -1, -1):
        step = place.steps[number]
        if isinstance(step, Field):
            return (step.record, Place(place.root, place.steps[:number])) if step.record else None
    return None

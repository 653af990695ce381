"""Can threads be at several edges at the same time? What they hold, how their roots run, and when they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.frozen import dataclass
from lockscan.interproc.images import Images
from lockscan.interproc.order import Edge
from lockscan.interproc.program import Acquisition
from lockscan.interproc.quiet import is_same
from lockscan.interproc.roots import Root
from lockscan.interproc.ways import Way
from lockscan.locks.state import Quiet
from lockscan.models.effects import Line, Mode, Phase


@dataclass(frozen=True, slots=True)
class Thread:
    """Who is somewhere: `holds` are the classes that nobody else can hold meanwhile; `edge` is where, if at one."""

    root: Root
    holds: frozenset[str]
    armed: frozenset[Quiet]
    quiet: frozenset[Quiet]
    edge: Edge | None = None

    @staticmethod
    def of_way(way: Way) -> Thread:
        """At the edge, before the second lock is there."""
        first = way.edge.first
        holds = way.holds | {first.name} if first.mode is Mode.WRITE else way.holds
        return Thread(way.root, holds, way.armed, way.quiet, way.edge)

    @staticmethod
    def of_acquisition(acquisition: Acquisition) -> Thread:
        """With the lock in its hands."""
        usage = acquisition.usage
        holds = usage.holds | {usage.lock_class} if usage.mode is Mode.WRITE else usage.holds
        return Thread(acquisition.root, holds, usage.armed, usage.quiet)


Steps = Sequence[Sequence[Way]]  # for each edge of a path its ways, the best ones first


def deadlocks(cycle: Steps, images: Images) -> Iterator[tuple[Way, ...]]:
    """Choices of a way for each edge of a cycle such that all threads can be there at once and wait for each other."""
    for ways in _choose(cycle, (), (), (), images, _is_shared(cycle)):
        if ways[0].edge.first.blocks(ways[-1].edge.then):
            yield ways


def chains(path: Steps, thread: Thread, files: Sequence[str], images: Images) -> Iterator[tuple[Way, ...]]:
    """The same for a path that does not come back, with one more thread, whose code is in `files`."""
    yield from _choose(path, (), (thread,), tuple(files), images, _is_shared(path))


def _is_shared(path: Steps) -> bool:
    """Does no lock belong to an object? Then threads that work on different devices meet as well."""
    return not any(ways[0].edge.first.name.startswith("struct ") for ways in path if ways)


def _choose(
    path: Steps,
    chosen: tuple[Way, ...],
    threads: tuple[Thread, ...],
    files: tuple[str, ...],
    images: Images,
    is_shared: bool,
) -> Iterator[tuple[Way, ...]]:
    if len(chosen) == len(path):
        yield chosen
        return
    for way in path[len(chosen)]:
        if chosen and not way.edge.first.blocks(chosen[-1].edge.then):
            continue
        thread = Thread.of_way(way)
        all_files = (*files, *way.files)
        if all(can_meet(other, thread, is_shared=is_shared) for other in threads) and images.together(all_files):
            yield from _choose(path, (*chosen, way), (*threads, thread), all_files, images, is_shared)


def can_meet(one: Thread, two: Thread, *, is_shared: bool) -> bool:
    """Can both be there at the same time?"""
    if one.holds & two.holds:
        return False
    if not is_shared and (_is_serial(one.root, two.root) or _is_apart(one.root, two.root)):
        return False
    return _is_up(one, two, is_shared) and _is_up(two, one, is_shared)


_SERIAL = frozenset({Line.IRQ, Line.TIMER, Line.TASKLET, Line.WORK, Line.NAPI, Line.THREAD})


def _is_serial(one: Root, two: Root) -> bool:
    """Does one source run both, one after the other? (For one object; the handlers of two may meet.)"""
    return one.function == two.function and one.source == two.source and _line(one) in _SERIAL


def _is_apart(one: Root, two: Root) -> bool:
    """Does the subsystem never run the two callbacks of one object beside each other?"""
    if one.model is None or two.model is None:
        return False
    names = (f"{root.model.record}.{root.model.member}" for root in (two, one) if root.model is not None)
    return any(name in model.never_during for model, name in zip((one.model, two.model), names, strict=True))


def _line(root: Root) -> Line:
    return Line.OTHER if root.source is None else root.source.line


def _is_up(one: Thread, two: Thread, is_shared: bool) -> bool:
    """Can the second be under way while the first, which may be set-up or tear-down code, is?

    Set-up code meets handlers that it has armed itself; tear-down code those that it has not quieted yet, and the
    callbacks of a subsystem as long as it still waits for the lock under which they run.
    """
    source = two.root.source
    if source is not None and any(is_same(source, quiet) for quiet in one.quiet):
        return False
    phase = one.root.entry.phase
    if phase is Phase.RUN or (is_shared and two.root.entry.phase is Phase.RUN):
        return True
    if phase is Phase.TEARDOWN and _is_called_under(one, two):
        return True
    if source is None or not source.key or source.line is Line.OTHER:
        return False
    return phase is Phase.TEARDOWN or any(is_same(source, armed) for armed in one.armed)


def _is_called_under(one: Thread, two: Thread) -> bool:
    """Does the first wait for a lock that a subsystem holds around the second?"""
    if one.edge is None or two.edge is None:
        return False
    return two.edge.taken is None and one.edge.then.name == two.edge.first.name

"""Shared by the two order rules: words, steps and pictures for threads that hold one lock and want the next one."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.checks import evidence
from lockscan.findings import Flow, Location, Related, Step
from lockscan.interproc.lastref import frees_its_lock
from lockscan.interproc.order import Edge
from lockscan.interproc.program import Program
from lockscan.interproc.takings import Lock
from lockscan.interproc.ways import Way
from lockscan.locks.summary import Site
from lockscan.models.effects import Mode


def shown(lock: Lock) -> str:
    """The lock, or the handler, as people read it."""
    if lock.kind is not None:
        return evidence.shown(lock.name)
    line, _space, name = lock.name.partition(" ")
    return f"the {line} {name.rpartition(':')[2]}"


def place_of(edge: Edge) -> Site:
    """Where the function of the edge takes the second lock, or makes the call that leads there."""
    return edge.taking.chain[0] if edge.taking.chain else edge.taking.site


def location(edge: Edge) -> Location:
    return evidence.at(place_of(edge))


def edges(program: Program, first: str, then: str) -> list[Edge]:
    """Those that can happen and that no other rule speaks of: sleeping under a spinlock is a mistake anyway."""
    return [edge for edge in program.order.edges(first, then) if _counts(program, edge)]


def _counts(program: Program, edge: Edge) -> bool:
    if edge.taking.is_nested or _sleeps(edge):
        return False
    return not frees_its_lock(edge, program.functions, program.models)


def _sleeps(edge: Edge) -> bool:
    first, then = edge.first.kind, edge.then.kind
    return first is not None and first.is_atomic and (then is None or then.is_sleeping)


def flow(program: Program, way: Way, cpu: str) -> Flow:
    """From the root to the place where the first lock is taken, and on to the place where the second one is."""
    edge = way.edge
    steps = evidence.root_steps(program, way.root)
    names = [*(call.function for call in way.calls), edge.function.name]
    for depth, call in enumerate(way.calls):
        steps.append(Step(evidence.at(call), f"{call.function}() calls {names[depth + 1]}()", depth))
    depth = len(way.calls)
    steps.append(_first_step(program, edge, depth))
    chain = edge.taking.chain
    names = [*(call.function for call in chain), edge.taking.site.function]
    for number, call in enumerate(chain):
        steps.append(Step(evidence.at(call), f"{call.function}() calls {names[number + 1]}()", depth + number))
    steps.append(
        Step(evidence.at(edge.taking.site), f"{edge.taking.site.function}() {wants(edge.then)}", depth + len(chain))
    )
    return Flow(f"{cpu}: {evidence.context_word(way.root.entry.context)} context", tuple(steps))


def _first_step(program: Program, edge: Edge, depth: int) -> Step:
    name = f"{edge.function.name}()"
    if edge.taken is None:
        what = "is entered with it held" if edge.first.kind is not None else "is what runs then"
        return Step(evidence.entry_of(program, edge.function), f"{name} {what}: {shown(edge.first)}", depth)
    verb = "is called with" if edge.is_asserted else "takes"
    return Step(evidence.at(edge.taken), f"{name} {verb} {shown(edge.first)}{mode(edge.first)}", depth)


def wants(lock: Lock) -> str:
    return f"waits for {shown(lock)}" if lock.kind is None else f"takes {shown(lock)}{mode(lock)}"


def mode(lock: Lock) -> str:
    return " for reading" if lock.mode is Mode.READ and lock.kind is not None else ""


def related(program: Program, edge: Edge) -> tuple[Related, ...]:
    """Both places of an edge."""
    found = []
    if edge.taken is not None:
        found.append(evidence.related_site(program, edge.taken, f"{shown(edge.first)} is taken here"))
    found.append(evidence.related_site(program, edge.taking.site, f"{shown(edge.then)} is wanted here"))
    return tuple(found)


def picture(ways: Sequence[Way]) -> tuple[str, ...]:
    """Lockdep's picture of threads that wait for each other in a circle."""
    width = max(24, *(len(shown(way.edge.first)) + 10 for way in ways))
    heads = "".join(f"      CPU{number}".ljust(width) for number in range(len(ways)))
    rules = "".join("      ----".ljust(width) for _way in ways)
    rows = [heads.rstrip(), rules.rstrip()]
    rows.extend(" " * (width * number) + f" {_lock(way.edge.first)}" for number, way in enumerate(ways))
    rows.extend(" " * (width * number) + f" {_lock(ways[number].edge.then)}" for number in reversed(range(len(ways))))
    return (*rows, "", "*** DEADLOCK ***")


def interrupt_picture(ways: Sequence[Way], interrupt: str, off: str) -> tuple[str, ...]:
    """Lockdep's picture of an interrupt that wants the first lock of a chain, on the CPU that holds the last one."""
    first, last = ways[0].edge.first, ways[-1].edge.then
    width = max(24, len(shown(last)) + 10, *(len(shown(way.edge.first)) + 10 for way in ways))
    columns = range(1, len(ways) + 1)
    rows = [
        "".join(f"      CPU{number}".ljust(width) for number in (0, *columns)).rstrip(),
        "".join("      ----".ljust(width) for _number in (0, *columns)).rstrip(),
        f" {_lock(last)}",
    ]
    for number, way in zip(columns, ways, strict=True):
        indent = " " * (width * number)
        before = [off] if number == 1 else []
        rows.extend(f"{indent} {line}" for line in (*before, _lock(way.edge.first), _lock(way.edge.then)))
    return (*rows, f" {interrupt}", f"   {_lock(first)}", "", "*** DEADLOCK ***")


def _lock(lock: Lock) -> str:
    return f"{shown(lock)} runs;" if lock.kind is None and lock.mode is Mode.READ else f"lock({shown(lock)});"

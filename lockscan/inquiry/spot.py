"""One line of the source with what the analysis knows there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lockscan.checks.evidence import how_root_runs
from lockscan.errors import LockscanError
from lockscan.frozen import dataclass
from lockscan.interproc.program import Program, Solved
from lockscan.interproc.roots import Root
from lockscan.locks.events import Called, Event, Taken
from lockscan.locks.state import ENTRY, OFF, ON, State
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span
from lockscan.syntax.unit import Function

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[1-9]\d*)(?::\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Spot:
    """Bytes `start` to `end` of `path` are line `line`.

    `function` encloses it, None at file scope; `solved` is what the analysis has of it, None for functions that do
    nothing to locks, directly or below. `events` begin or end on the line.
    """

    path: str
    line: int
    start: int
    end: int
    function: Function | None
    solved: Solved | None
    events: tuple[Event, ...]

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}"

    def covers(self, span: Span) -> bool:
        return span.start < self.end and self.start < max(span.end, span.start + 1)

    def has(self, path: str, start: int) -> bool:
        return path == self.path and self.start <= start < self.end


def parse_place(text: str) -> tuple[str, int]:
    """`file:line`; a column may follow. Raises LockscanError for anything else."""
    found = _PLACE.match(text)
    if found is None:
        raise LockscanError(f"'{text}' is not FILE:LINE")
    return found["path"], int(found["line"])


def known_as(path: str, files: Iterable[str]) -> str | None:
    """The name under which a scan knows the file: the same file, else the only one whose name ends so."""
    files = tuple(files)
    wanted = Path(path).resolve()
    same = next((file for file in files if file == path or Path(file).resolve() == wanted), None)
    if same is not None:
        return same
    near = [file for file in files if f"/{file}".endswith(f"/{path.lstrip('./')}")]
    return near[0] if len(near) == 1 else None


def spot_at(program: Program, path: str, line: int) -> Spot:
    """`path` as the program knows it. Raises LockscanError for a line that the file does not have."""
    lines = program.files[path].splitlines(keepends=True)
    if not 1 <= line <= len(lines):
        raise LockscanError(f"{path} has {len(lines)} lines")
    start = sum(len(text) for text in lines[: line - 1])
    end = start + len(lines[line - 1])
    functions = [
        (identity, function)
        for identity, function in program.index.functions.items()
        if function.file == path and function.span.start < end and start < function.span.end
    ]
    identity, function = functions[0] if functions else (None, None)
    solved = program.functions.get(identity) if identity is not None else None
    events = tuple(event for event in solved.events if start <= event.span.start < end) if solved else ()
    return Spot(path, line, start, end, function, solved, events)


def states(events: Iterable[Event]) -> Iterator[str]:
    """In words, each distinct state before the events."""
    yield from dict.fromkeys(state_words(event.state) for event in events)


def state_words(state: State) -> str:
    locks = sorted(str(lock.place) + (" (for reading)" if lock.mode is Mode.READ else "") for lock in state.held)
    held = f"{', '.join(locks)} held" if locks else "no lock held"
    irq = "on" if state.irq == ON else "off" if state.irq == OFF else "as at entry" if state.irq == ENTRY else "unknown"
    halves = "off" if state.bh > 0 else "as at entry"
    return f"{held}, hard irqs {irq}, bottom halves {halves}"


def contexts(program: Program, solved: Solved) -> list[str]:
    """A sentence for each kind of root below which the function runs, the best known first."""
    roots = sorted(program.entries.roots_of(solved.code.id), key=lambda root: (-root.basis, root.function.name))
    name = solved.code.function.name
    found: dict[str, None] = {}
    for root in roots:
        how = how_root_runs(root)
        below = "" if root.function == solved.code.id else f", and reaches {name}()"
        found[f"{how}{below}"] = None
    return list(found)


def classes_at(spot: Spot) -> dict[str, list[Taken | Called]]:
    """Lock classes taken on the line, by the line itself or below a call on it."""
    found: dict[str, list[Taken | Called]] = {}
    for event in spot.events:
        match event:
            case Taken(take=take):
                found.setdefault(take.lock_class, []).append(event)
            case Called(callee=callee):
                for usage in callee.usages:
                    if usage.lock_class:
                        found.setdefault(usage.lock_class, []).append(event)
    return found


def few(texts: Sequence[str], most: int = 6) -> list[str]:
    """The first ones, and how many more there are."""
    if len(texts) <= most:
        return list(texts)
    return [*texts[:most], f"and {len(texts) - most} more"]


def contexts_of(roots: Iterable[Root]) -> list[str]:
    """`name() (label)`, each once."""
    return list(dict.fromkeys(f"{root.function.name}() ({root.entry.label or 'callback'})" for root in roots))

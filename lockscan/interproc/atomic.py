"""Sleeps where it is forbidden: inside an atomic section of a function, or below a root that is entered atomic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from lockscan.frozen import dataclass
from lockscan.interproc.entries import held_at_entry
from lockscan.interproc.program import Program, Solved
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.blocking import Blocked, cause, forbidding, is_atomic, sleeps_of
from lockscan.locks.events import Called, Event, Slept, Taken
from lockscan.locks.state import ENTRY, OFF, Held, State
from lockscan.locks.summary import Sleep
from lockscan.models.effects import Context
from lockscan.models.handler_effects import INTERRUPT
from lockscan.syntax.nodes import Span

_MAY_BLOCK = frozenset({Called, Slept, Taken})


@dataclass(frozen=True, slots=True)
class InSection:
    """`sleep` is reached at `span`, a call of `solved`, in `state`; `held` forbids it, None: irqs, bh or preemption."""

    solved: Solved
    span: Span
    state: State
    sleep: Sleep
    held: Held | None

    @property
    def cause(self) -> str:
        """What people would name as the section: a lock's class, or what is turned off."""
        return self.sleep.within or cause(self.state, self.sleep)

    @property
    def is_leftover(self) -> bool:
        """Is nothing held, and irqs, bh or preemption are off because some lock or callee did not give them back?

        That is a mistake of another kind, or two conditions that belong together and look independent.
        """
        if self.held is not None or self.sleep.within:
            return False
        return any(_leaves_off(event) for event in self.solved.events)


def _leaves_off(event: Event) -> bool:
    match event:
        case Taken(take=take):
            return bool(take.variant)
        case Called(callee=callee):
            return any(way_out.irq != ENTRY or way_out.bh or way_out.preempt for way_out in callee.exits)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class UnderRoot:
    """`sleep` is reached from `root`, whose caller forbids it; `lock_class`: by a lock that it holds, "" if not."""

    root: Root
    sleep: Sleep
    lock_class: str = ""


def in_sections(program: Program) -> Iterator[InSection]:
    """Every sleep that a function itself forbids: what its callers forbid is theirs to know."""
    excuses = _Excuses(program.files)
    for solved in program.functions.values():
        function = solved.code.function
        for event in solved.events:
            if type(event) not in _MAY_BLOCK or not _is_worth_a_look(event):
                continue
            for blocked in sleeps_of(event, function.file, function.name):
                if _is_forbidden(blocked) and _is_possible(program, excuses, blocked.sleep):
                    held = None if blocked.sleep.within else forbidding(blocked.state, blocked.sleep)
                    yield InSection(solved, blocked.span, blocked.state, blocked.sleep, held)


def _is_worth_a_look(event: Event) -> bool:
    """May anything forbid to sleep there, in the function itself or, as it has found, below?"""
    state = event.state
    if state.held or state.irq != ENTRY or state.bh > 0 or state.preempt > 0:
        return True
    return type(event) is Called and any(sleep.within or sleep.irq != ENTRY for sleep in event.callee.sleeps)


def _is_forbidden(blocked: Blocked) -> bool:
    """Here, or already below, where only these allocation flags were not known yet."""
    if blocked.sleep.gfp is not None:
        return False
    return bool(blocked.sleep.within) or is_atomic(blocked.state, blocked.sleep)


@dataclass(slots=True, eq=False)
class _Excuses:
    """The files with a call that makes others fit for atomic context: each name is looked for once."""

    files: Mapping[str, bytes]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        known = self._known.get(name)
        if known is None:
            call = f"{name}(".encode()
            known = self._known[name] = tuple([file for file, data in self.files.items() if call in data])
        return known


def _is_possible(program: Program, excuses: _Excuses, sleep: Sleep, registered: tuple[str, ...] = ()) -> bool:
    """Can the path be part of one driver, and does nothing in it make the call fit for atomic context?"""
    files = (*registered, *files_of(sleep))
    if not program.images.together(files):
        return False
    if sleep.unless in ("", INTERRUPT):
        return True
    return not any(program.images.together((*files, file)) for file in excuses.of(sleep.unless))


def under_roots(program: Program) -> Iterator[UnderRoot]:
    """Every sleep below a root that is entered where nobody may sleep."""
    excuses = _Excuses(program.files)
    for root in program.roots:
        if root.basis is not Basis.REGISTERED or program.is_known_by_name(root):
            continue
        for sleep in program.functions[root.function].summary.sleeps:
            found = _under(root, sleep, program.models.containers)
            if found is not None and _is_possible(program, excuses, sleep, root.files):
                yield found


def _under(root: Root, sleep: Sleep, containers: frozenset[str]) -> UnderRoot | None:
    entry = root.entry
    is_put_off = sleep.unless == INTERRUPT and (entry.context is not Context.TASK or entry.bh_off)
    if sleep.gfp is not None or sleep.within or is_put_off:
        return None
    if entry.context is not Context.TASK:
        return UnderRoot(root, sleep)
    held = [lock.lock_class for lock in held_at_entry(entry, containers) if lock.kind.is_atomic]
    if held:
        lost = {given.lock_class for given in sleep.given}
        still = [name for name in held if name not in lost]
        return UnderRoot(root, sleep, still[0]) if still and not sleep.given else None
    is_off = entry.irqs_off and sleep.irq in (ENTRY, OFF)
    return UnderRoot(root, replace(sleep, irq=OFF)) if is_off or (entry.bh_off and not sleep.given) else None


def files_of(sleep: Sleep) -> tuple[str, ...]:
    """The files that the path goes through."""
    return (*(call.file for call in sleep.chain), sleep.site.file)


def rank(sleep: Sleep) -> tuple[object, ...]:
    """Better evidence first."""
    return (not sleep.is_sure, len(sleep.chain), len(sleep.requires), sleep.site.file, sleep.site.span)

"""irq-flags-misuse: flags variables that lose the saved state, were never set, or are shared or too narrow."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.findings import Finding, Level, Precision, Related, Step
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import FlagsRestored, FlagsSaved
from lockscan.locks.place import Field, Local, Param, Place, Static
from lockscan.locks.state import OFF
from lockscan.syntax.nodes import Name, Span, Unary

RULE = "irq-flags-misuse"

_WIDE = ("unsigned long", "long", "irqflags_t", "size_t", "uintptr_t", "ulong", "u_long", "long unsigned int")


def check(program: Program) -> Iterator[Finding]:
    for solved in program.functions.values():
        if not solved.of(FlagsSaved) and not solved.of(FlagsRestored):
            continue
        seen: set[Span] = set()
        for event in solved.events:
            match event:
                case FlagsSaved(span=span) if span not in seen:
                    found = _saved(program, solved, event)
                case FlagsRestored(span=span) if span not in seen:
                    found = _restored(program, solved, event)
                case _:
                    continue
            if found is not None:
                seen.add(span)
                yield found


def _saved(program: Program, solved: Solved, event: FlagsSaved) -> Finding | None:
    before = event.before
    if before is not None and before.is_live and event.turns_off and event.state.irq == OFF and before.irq != OFF:
        message = (
            f"{event.name}() saves into {event.flags}, which already holds the state saved by an outer section: "
            "restoring that one will leave hard irqs off"
        )
        related = (Related(evidence.within(solved.code, before.span), "first saved here"),)
        return _finding(program, solved, event.span, event.flags, message, Precision.HIGH, related)
    if not event.turns_off:
        return None
    match event.flags:
        case Place(root=Static(name=name), steps=()):
            message = f"{event.name}() saves into {name}, which every CPU shares: use a local variable"
            return _finding(program, solved, event.span, event.flags, message, Precision.MEDIUM)
        case Place(steps=(*_, Field(name=name))):
            message = f"{event.name}() saves into the member {name}, which others may overwrite before it is restored"
            return _finding(program, solved, event.span, event.flags, message, Precision.LOW)
        case Place(root=Local() | Param() as root, steps=()):
            return _narrow(program, solved, event, root.name)
    return None


def _narrow(program: Program, solved: Solved, event: FlagsSaved, name: str) -> Finding | None:
    """A flags variable that cannot hold what the architecture saves."""
    declared = solved.code.types.get(name, "")
    if not declared or declared.removeprefix("volatile ").removeprefix("register ") in _WIDE:
        return None
    if not any(word in declared for word in ("int", "short", "char", "u8", "u16", "u32")) or "long" in declared:
        return None
    message = f"{event.name}() saves into {name}, which is {declared}: flags must be unsigned long"
    return _finding(program, solved, event.span, event.flags, message, Precision.HIGH)


def _restored(program: Program, solved: Solved, event: FlagsRestored) -> Finding | None:
    """Only a local variable is certain not to have been saved by someone else."""
    if event.saved is not None or not isinstance(event.flags.root, Local) or event.flags.steps:
        return None
    name = event.flags.root.name
    if name not in solved.code.types or name in solved.code.scope.assigned or _is_passed(solved, name):
        return None
    saves = any(other.flags == event.flags for other in solved.of(FlagsSaved))
    precision = Precision.MEDIUM if saves else Precision.HIGH
    message = f"{event.name}() restores {event.flags}, into which {'this path' if saves else 'nothing'} has not saved"
    message = message.replace("nothing has not saved", "nothing was saved")
    return _finding(program, solved, event.span, event.flags, message, precision)


def _is_passed(solved: Solved, name: str) -> bool:
    """Is the variable's address given to a function, which may save into it?"""
    return any(
        isinstance(arg, Unary) and arg.op == "&" and isinstance(arg.operand, Name) and arg.operand.name == name
        for call in solved.code.calls()
        for arg in call.args
    )


def _finding(
    program: Program,
    solved: Solved,
    span: Span,
    flags: Place,
    message: str,
    precision: Precision,
    related: tuple[Related, ...] = (),
) -> Finding:
    here = evidence.within(solved.code, span)
    before = (Step(entry.location, entry.message) for entry in related)
    steps = (*before, Step(here, f"{solved.code.function.name}() uses {flags}"))
    return Finding(
        rule=RULE,
        message=message,
        location=here,
        precision=Precision.LOW if solved.is_truncated else precision,
        level=Level.ERROR,
        lock=str(flags),
        related=related,
        flows=(route.flow(program, solved.code, steps),),
        key=str(flags),
    )

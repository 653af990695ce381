"""Findings' evidence from solved facts: locations, paths from a root to a place, and lockdep's picture of two CPUs."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.checks import certainty
from lockscan.findings import Flow, Location, Precision, Related, Step
from lockscan.interproc.index import Code
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.place import Place
from lockscan.locks.state import OFF, ON
from lockscan.locks.summary import Enable, FunctionId, Site, Sleep, Usage, Wait
from lockscan.models.effects import Context, Mode
from lockscan.syntax.nodes import Span

_CONTEXTS = {Context.TASK: "task", Context.SOFTIRQ: "softirq", Context.HARDIRQ: "hardirq"}


def at(site: Site) -> Location:
    return Location(site.file, site.span.start, site.span.end, site.function)


def shown(lock_class: str, place: Place | None = None) -> str:
    """The class as people read it: `file.c:lock` without the directories; the place where there is no class."""
    head, colon, name = lock_class.rpartition(":")
    return f"{head.rpartition('/')[2]}{colon}{name}" if lock_class else str(place or "a lock")


def within(code: Code, span: Span) -> Location:
    """A place in the function that `code` is."""
    return Location(code.function.file, span.start, span.end, code.function.name)


def line_of(program: Program, site: Site) -> str:
    """`file:line`, for messages."""
    data = program.files.get(site.file, b"")
    line = data.count(b"\n", 0, site.span.start) + 1
    return f"{site.file}:{line}"


def context_word(context: Context) -> str:
    return _CONTEXTS[context]


def irq_words(usage: Usage) -> str:
    """`hard irqs off` and so on, as the acquisition sees it."""
    hard = "hard irqs on" if usage.irq == ON else "hard irqs off" if usage.irq == OFF else "hard irqs unknown"
    return f"{hard}, bh {'off' if usage.bh_off else 'on'}"


def how_root_runs(root: Root) -> str:
    """One sentence on why the root runs where it runs."""
    name = root.function.name
    match root.basis:
        case Basis.REGISTERED:
            runs = "may run" if root.entry.is_rare else "runs"
            return f"{name}() {runs} in {context_word(root.entry.context)} context ({root.entry.label or 'callback'})"
        case Basis.ASSUMED:
            where = context_word(root.entry.context)
            return f"{name}() is assumed to run in {where} context: nothing in the scanned files calls it"
        case Basis.GUESSED:
            return f"{name}() is assumed to run in task context: how it comes to be called is not known"


def assumptions_of(*roots: Root) -> tuple[str, ...]:
    return tuple(dict.fromkeys(how_root_runs(root) for root in roots if root.basis is not Basis.REGISTERED))


def precision_of(*roots: Root) -> Precision:
    """The weakest root decides; see `certainty`."""
    return certainty.of_roots(*roots)


def flow(program: Program, acquisition: Acquisition, cpu: str) -> Flow:
    """The path from the registration of the root, through the calls, to the acquisition."""
    root, usage = acquisition.root, acquisition.usage
    steps = root_steps(program, root)
    steps.extend(call_steps(usage, depth=0))
    verb = "tries to take" if usage.is_try else "takes"
    takes = f"{verb} {shown(usage.lock_class)}{_mode(usage)} with {irq_words(usage)}"
    steps.append(Step(at(usage.site), f"{usage.site.function}() {takes}", len(usage.chain)))
    return Flow(f"{cpu}: {context_word(root.entry.context)} context", tuple(steps))


def root_steps(program: Program, root: Root) -> list[Step]:
    """Who registers the root, and how it runs."""
    steps: list[Step] = []
    if root.site is not None and not program.is_known_by_name(root):
        steps.append(
            Step(at(root.site), f"{root.function.name}() is registered here: {root.entry.label or 'callback'}")
        )
    steps.append(Step(entry_of(program, root.function), how_root_runs(root)))
    return steps


def call_steps(usage: Usage | Sleep | Wait | Enable, depth: int) -> list[Step]:
    """A step for every call on the way down to the usage."""
    names = [*(call.function for call in usage.chain), usage.site.function]
    return [
        Step(at(call), f"{call.function}() calls {names[number + 1]}()", depth + number)
        for number, call in enumerate(usage.chain)
    ]


def entry_of(program: Program, function: FunctionId) -> Location:
    defined = program.functions[function].code.function
    return Location(defined.file, defined.name_span.start, defined.name_span.end, defined.name)


def _mode(usage: Usage) -> str:
    return " for reading" if usage.mode is Mode.READ else ""


def interrupt_scenario(outer: Usage, inner: Usage, interrupt: str = "<Interrupt>") -> tuple[str, ...]:
    """One CPU takes the lock twice: the picture that lockdep prints for an inconsistent lock state."""
    return (
        "      CPU0",
        "      ----",
        f" lock({shown(outer.lock_class, outer.place)});",
        f" {interrupt}",
        f"   lock({shown(inner.lock_class, inner.place)});",
        "",
        "*** DEADLOCK ***",
    )


def related_site(program: Program, site: Site, message: str) -> Related:
    return Related(at(site), f"{message} ({line_of(program, site)})")


def shortest(acquisitions: Sequence[Acquisition]) -> Acquisition:
    """The best witness: a registered root first, then the shortest chain, then text order."""
    return min(acquisitions, key=witness_order)


def witness_order(acquisition: Acquisition) -> tuple[object, ...]:
    """Sorts acquisitions by what they are worth as evidence."""
    root, usage = acquisition.root, acquisition.usage
    return (-root.basis, len(usage.chain), usage.site.file, usage.site.span, root.function.name)

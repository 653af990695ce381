"""irqs-enabled-early: hard irqs are turned on while an outer section, or the context, needs them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lockscan.checks import certainty, evidence, route
from lockscan.findings import Finding, Flow, Level, Precision, Related, Step
from lockscan.interproc.lastref import drops_last
from lockscan.interproc.program import Acquisition, Program, Solved
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.enabling import enables_of, section_around
from lockscan.locks.events import Called, IrqsTurnedOn
from lockscan.locks.state import OFF, Held
from lockscan.locks.summary import Enable, Site, Usage
from lockscan.models.effects import Context
from lockscan.syntax.nodes import Span

RULE = "irqs-enabled-early"

_NEAR = 2


def check(program: Program) -> Iterator[Finding]:
    seen: set[Site] = set()
    for acquisition in _once_a_call(_early(program)):
        seen.add(acquisition.usage.site)
        yield _locked_in_handler(program, acquisition)
    for root, enable in _enabling(program):
        if enable.site not in seen:
            yield _enabled_in_handler(program, root, enable)
    for solved in program.functions.values():
        yield from _under_outer_lock(program, solved)


def _early(program: Program) -> Iterator[Acquisition]:
    """Acquisitions by the _irq variant where irqs have to stay off: of those at one place the surest."""
    best: dict[Site, Acquisition] = {}
    for acquisition in program.acquisitions:
        usage = acquisition.usage
        if usage.variant == "irq" and usage.irq_before == OFF and _needs_irqs_off(program, acquisition.root):
            known = best.setdefault(usage.site, acquisition)
            if _doubts(usage) < _doubts(known.usage):
                best[usage.site] = acquisition
    yield from best.values()


def _enabling(program: Program) -> Iterator[tuple[Root, Enable]]:
    """Other places that turn irqs on where they have to stay off: of the ways to one the surest."""
    best: dict[Site, tuple[Root, Enable]] = {}
    for root in program.roots:
        for enable in program.functions[root.function].summary.enables if _needs_irqs_off(program, root) else ():
            if not enable.is_pair and not enable.given and _are_together(program, enable, root.files):
                _, known = best.setdefault(enable.site, (root, enable))
                if _doubts(enable) < _doubts(known):
                    best[enable.site] = (root, enable)
    yield from best.values()


def _doubts(way: Usage | Enable) -> tuple[bool, int]:
    return (not way.is_sure, len(way.chain))


def _once_a_call(acquisitions: Iterable[Acquisition]) -> Iterator[Acquisition]:
    """Of those far below one call, the nearest: if that call is no mistake, neither are they."""
    nearest: dict[tuple[Site, ...], Acquisition] = {}
    for acquisition in acquisitions:
        chain = acquisition.usage.chain
        key = chain[:_NEAR] if len(chain) >= _NEAR else (acquisition.usage.site,)
        known = nearest.get(key)
        if known is None or len(chain) < len(known.usage.chain):
            nearest[key] = acquisition
    yield from nearest.values()


def _needs_irqs_off(program: Program, root: Root) -> bool:
    """Is it sure that the root is entered with hard irqs off?"""
    return root.entry.irqs_off and root.basis is Basis.REGISTERED and not program.is_known_by_name(root)


def _are_together(program: Program, enable: Enable, registered: tuple[str, ...] = ()) -> bool:
    return program.images.together((*registered, *(call.file for call in enable.chain), enable.site.file))


def _is_last(program: Program, chain: Sequence[Site]) -> bool:
    return drops_last(chain, program.functions, program.models)


def _where(root: Root) -> str:
    if root.entry.context is Context.HARDIRQ:
        return f"in hardirq context ({root.function.name}())"
    return f"in {root.function.name}(), which is entered with hard irqs off ({root.entry.label or 'callback'})"


def _precision(root: Root, chain: Sequence[Site], *, is_sure: bool) -> Precision:
    """As sure as the way; but only a handler is certain to be entered with irqs off."""
    if not is_sure:
        return Precision.LOW
    known = Precision.HIGH if root.entry.context is Context.HARDIRQ else Precision.MEDIUM
    return min(known, certainty.of_way(root, chain, is_sure=is_sure))


def _locked_in_handler(program: Program, acquisition: Acquisition) -> Finding:
    usage, root = acquisition.usage, acquisition.root
    lock = evidence.shown(usage.lock_class)
    return Finding(
        rule=RULE,
        message=(
            f"{usage.site.function}() takes {lock} by the _irq variant {_where(root)}: "
            "its unlock turns hard irqs on there"
        ),
        location=evidence.at(usage.site),
        precision=_precision(root, usage.chain, is_sure=usage.is_sure and not _is_last(program, usage.chain)),
        level=Level.WARNING,
        lock=lock,
        contexts=(acquisition.context.value,),
        flows=(evidence.flow(program, acquisition, "CPU0"),),
    )


def _enabled_in_handler(program: Program, root: Root, enable: Enable) -> Finding:
    """local_irq_enable() and the like, without a lock that the _irq variant took."""
    steps = [*evidence.root_steps(program, root), *_steps(enable)]
    return Finding(
        rule=RULE,
        message=f"{enable.name}() in {enable.site.function}() turns hard irqs on {_where(root)}",
        location=evidence.at(enable.site),
        precision=_precision(root, enable.chain, is_sure=enable.is_sure and not _is_last(program, enable.chain)),
        level=Level.WARNING,
        contexts=(root.entry.context.value,),
        flows=(Flow(f"{root.function.name}()", tuple(steps)),),
        key=root.function.name,
    )


def _steps(enable: Enable) -> list[Step]:
    last = Step(evidence.at(enable.site), f"{enable.site.function}() calls {enable.name}()", len(enable.chain))
    return [*evidence.call_steps(enable, depth=0), last]


def _under_outer_lock(program: Program, solved: Solved) -> Iterator[Finding]:
    """spin_lock_irq() inside an irqsave section, here or below: by its unlock the section goes on with irqs on."""
    function = solved.code.function
    best: dict[tuple[Span, Site], tuple[Span, Enable, Held]] = {}
    for event in solved.with_locks:
        if not isinstance(event, IrqsTurnedOn | Called):
            continue
        for enable in enables_of(event, function.file, function.name):
            outer = section_around(event.state, enable)
            if outer is not None and _are_together(program, enable):
                key = (outer.span, enable.site)
                if key not in best or (enable.is_sure and not best[key][1].is_sure):
                    best[key] = (event.span, enable, outer)
    for span, enable, outer in best.values():
        yield _nested(program, solved, span, enable, outer)


def _nested(program: Program, solved: Solved, span: Span, enable: Enable, outer: Held) -> Finding:
    code = solved.code
    lock = evidence.shown(outer.lock_class, outer.place)
    name = code.function.name
    where = f"in {name}()"
    if enable.chain:
        where = f"below {name}() (in {enable.site.function}(), {evidence.line_of(program, enable.site)})"
    taken = evidence.within(code, outer.span)
    is_doubtful = solved.is_truncated or outer.is_maybe or not enable.is_sure or _is_last(program, enable.chain)
    steps = (Step(taken, f"{name}() takes {lock} and turns hard irqs off"), *_steps(enable))
    return Finding(
        rule=RULE,
        message=f"{enable.name}() turns hard irqs on {where} while {lock}, taken by irqsave, is held",
        location=evidence.within(code, span),
        precision=Precision.LOW if is_doubtful else Precision.MEDIUM,
        level=Level.WARNING,
        lock=lock,
        related=(Related(taken, "taken here with hard irqs off"),),
        flows=(route.flow(program, code, steps),),
        key=str(outer.place),
    )

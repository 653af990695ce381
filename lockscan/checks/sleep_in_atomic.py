"""sleep-in-atomic: a call that may sleep is reached where nobody may: under a spinlock, with irqs off, in a handler."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.findings import Finding, Flow, Level, Precision, Related, Step
from lockscan.interproc.atomic import InSection, UnderRoot, in_sections, rank, under_roots
from lockscan.interproc.program import Program
from lockscan.locks.summary import FunctionId, Site, Sleep
from lockscan.models.effects import Context

RULE = "sleep-in-atomic"
_MOST_RELATED = 5


def check(program: Program) -> Iterator[Finding]:
    for sections in _alike(program):
        yield _in_section(program, sections)
    sites: dict[Site, UnderRoot] = {}
    for below in sorted(under_roots(program), key=_rank_below):
        sites.setdefault(below.sleep.site, below)
    roots: dict[FunctionId, list[UnderRoot]] = {}
    for below in sites.values():
        roots.setdefault(below.root.function, []).append(below)
    for handlers in roots.values():
        yield _under_root(program, handlers)


def _alike(program: Program) -> Iterator[list[InSection]]:
    """Sections that make one mistake, best evidence first: one of a function, or those that share a sleep."""
    best: dict[tuple[object, ...], list[InSection]] = {}
    for found in in_sections(program):
        best.setdefault((found.solved.code.id, found.cause), []).append(found)
    groups: dict[tuple[object, ...], list[InSection]] = {}
    for sections in best.values():
        sections.sort(key=_rank)
        groups.setdefault((sections[0].cause, sections[0].sleep.site), []).extend(sections)
    return (sorted(group, key=_rank) for group in groups.values())


def _rank_below(found: UnderRoot) -> tuple[object, ...]:
    return (*rank(found.sleep), found.root.function.name, found.root.function.file)


def _rank(found: InSection) -> tuple[object, ...]:
    is_doubtful = found.held is not None and found.held.is_maybe
    return (is_doubtful, *rank(found.sleep), found.span)


def _in_section(program: Program, sections: list[InSection]) -> Finding:
    found = sections[0]
    code, held, sleep = found.solved.code, found.held, found.sleep
    lock = "" if held is None else evidence.shown(held.lock_class, held.place)
    why = f"while it holds {lock}" if held is not None else f"with {evidence.shown(found.cause)}"
    why = f"{why} held" if sleep.within and not sleep.within.endswith(" off") else why
    steps = [] if held is None else [Step(evidence.within(code, held.span), f"{code.function.name}() takes {lock}")]
    steps.extend(_steps(sleep))
    first = () if held is None else (Related(evidence.within(code, held.span), f"{lock} taken here"),)
    others = {(other.solved.code.id, other.span): _also(other) for other in sections[1:] if other.span != found.span}
    return Finding(
        rule=RULE,
        message=f"{sleep.name}() may sleep, but {code.function.name}() {_reaches(program, sleep)} {why}",
        location=evidence.within(code, found.span),
        precision=_precision(found),
        level=Level.ERROR,
        lock=lock,
        related=(*first, *tuple(others.values())[:_MOST_RELATED]),
        flows=(route.flow(program, code, tuple(steps)),),
        key=f"{found.cause} {sleep.name}",
    )


def _also(other: InSection) -> Related:
    code = other.solved.code
    return Related(evidence.within(code, other.span), f"{other.sleep.name}() as well, from {code.function.name}()")


def _precision(found: InSection) -> Precision:
    if not found.sleep.is_sure or (found.held is not None and found.held.is_maybe) or found.is_leftover:
        return Precision.LOW
    return Precision.MEDIUM if found.solved.is_truncated else Precision.HIGH


def _reaches(program: Program, sleep: Sleep) -> str:
    if not sleep.chain:
        return "calls it"
    return f"reaches it in {sleep.site.function}() at {evidence.line_of(program, sleep.site)}"


def _steps(sleep: Sleep) -> list[Step]:
    steps = evidence.call_steps(sleep, depth=0)
    steps.append(Step(evidence.at(sleep.site), f"{sleep.site.function}() calls {sleep.name}()", len(sleep.chain)))
    return steps


def _under_root(program: Program, alike: list[UnderRoot]) -> Finding:
    found = alike[0]
    root, sleep = found.root, found.sleep
    steps = [*evidence.root_steps(program, root), *_steps(sleep)]
    where = f"in {evidence.context_word(root.entry.context)} context"
    if root.entry.context is Context.TASK:
        where = f"with {evidence.shown(found.lock_class)} held" if found.lock_class else "where nobody may sleep"
    others = tuple(
        Related(evidence.at(other.sleep.site), f"{other.sleep.name}() as well")
        for other in alike[1 : 1 + _MOST_RELATED]
    )
    return Finding(
        rule=RULE,
        message=(
            f"{sleep.name}() may sleep in {sleep.site.function}(), but {root.function.name}() "
            f"({root.entry.label or 'callback'}) runs {where}"
        ),
        location=evidence.at(sleep.site),
        precision=evidence.precision_of(root) if sleep.is_sure else Precision.LOW,
        level=Level.ERROR,
        lock=evidence.shown(found.lock_class) if found.lock_class else "",
        contexts=(root.entry.context.value,),
        related=others,
        flows=(Flow(f"{root.function.name}()", tuple(steps)),),
        key=f"{root.function.name} {sleep.name}",
    )

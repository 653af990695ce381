"""How the function that a finding is about gets to run: steps from a root down to its entry."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from lockscan.checks import evidence
from lockscan.findings import Flow, Step
from lockscan.interproc.index import Code
from lockscan.interproc.program import Program
from lockscan.locks.events import Called
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Name, Span


def flow(program: Program, code: Code, steps: tuple[Step, ...]) -> Flow:
    """The path to the function, then `steps` inside it and below. The label names the context that it runs in."""
    reached = program.routes.get(code.id)
    name = f"{code.function.name}()"
    if reached is None:
        return Flow(name, steps)
    above = _above(program, code.id)
    deeper = (replace(step, depth=step.depth + len(above)) for step in steps)
    context = evidence.context_word(reached.root.entry.context)
    start = evidence.root_steps(program, reached.root)
    return Flow(f"{name} in {context} context", (*start, *above, *deeper))


def _above(program: Program, function: FunctionId) -> list[Step]:
    """A step for each call from the root down to `function`."""
    chain = [function]
    while (caller := program.routes[chain[-1]].caller) is not None:
        chain.append(caller)
    chain.reverse()
    return [_call(program, caller, callee, depth) for depth, (caller, callee) in enumerate(pairwise(chain))]


def _call(program: Program, caller: FunctionId, callee: FunctionId, depth: int) -> Step:
    code = program.functions[caller].code
    where = evidence.within(code, _span(program, caller, callee))
    return Step(where, f"{code.function.name}() calls {callee.name}()", depth)


def _span(program: Program, caller: FunctionId, callee: FunctionId) -> Span:
    """Where the call stands; the caller's name when it goes through a pointer and changes nothing."""
    solved = program.functions[caller]
    for event in solved.of(Called):
        if event.callee.function == callee:
            return event.span
    for invoke in solved.code.calls():
        if isinstance(invoke.callee, Name) and invoke.callee.name == callee.name:
            return invoke.span
    return solved.code.function.name_span

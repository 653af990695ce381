"""Calls that a function makes in some cases only: a way round the call comes to the same end."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.cfg.graph import Block, EnterGuard, Invoke, Leave
from lockscan.interproc.program import Solved
from lockscan.locks.events import Called, Taken
from lockscan.locks.requires import required
from lockscan.syntax.nodes import Span


def is_bypassed(solved: Solved, span: Span) -> bool:
    """Can the function come to a way out with the call at `span` and without, for reasons that are not its arguments?

    An early return on an error is no such way, nor is a call under `if (locked)`: the path knows the argument there.
    Neither is the end of a loop, but within the loop there may be a way round the call.
    """
    states = [event.state for event in solved.events if isinstance(event, Called | Taken) and event.span == span]
    if not states or all(required(state.facts) for state in states):
        return False
    blocks = solved.code.graph.blocks
    calls = {number for number, block in enumerate(blocks) if _calls(block, span)}
    loop = _loop(blocks, calls)
    heads = {n for n in loop if any(n in _targets(block) for m, block in enumerate(blocks) if m not in loop)}
    if heads and any(heads & _reached(blocks, {n}, calls) for n in _after(blocks, heads - calls) & loop - calls):
        return True
    closed = heads or calls
    around = _reached(blocks, {0} - closed, closed)
    behind = _reached(blocks, calls, set())
    return any(_leaves(blocks[number]) for number in around & behind)


def _loop(blocks: Sequence[Block], calls: set[int]) -> set[int]:
    """The blocks that run again and again with the call."""
    after = _after(blocks, calls)
    again = _reached(blocks, after, set())
    if not calls & again:
        return set()
    return {number for number in again if calls & _reached(blocks, {number}, set())}


def _calls(block: Block, span: Span) -> bool:
    return any(isinstance(one, Invoke | EnterGuard) and one.span == span for one in block.operations)


def _leaves(block: Block) -> bool:
    return any(isinstance(operation, Leave) for operation in block.operations)


def _targets(block: Block) -> set[int]:
    return {edge.target for edge in block.edges}


def _after(blocks: Sequence[Block], numbers: set[int]) -> set[int]:
    return {target for number in numbers for target in _targets(blocks[number])}


def _reached(blocks: Sequence[Block], start: set[int], closed: set[int]) -> set[int]:
    """Blocks that `start` leads to, not through the closed ones."""
    found, pending = set(start), list(start)
    while pending:
        for target in _targets(blocks[pending.pop()]):
            if target not in found and target not in closed:
                found.add(target)
                pending.append(target)
    return found

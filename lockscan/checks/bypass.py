"""Calls that a function makes in some cases only: a way round the call comes to the same end."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.cfg.graph import Block, Invoke, Leave
from lockscan.interproc.program import Solved
from lockscan.locks.events import Called
from lockscan.locks.requires import required
from lockscan.syntax.nodes import Span


def is_bypassed(solved: Solved, span: Span) -> bool:
    """Can the function come to a way out with the call at `span` and without, for reasons that are not its arguments?

    An early return on an error is no such way, nor is a call under `if (locked)`: the path knows the argument there.
    """
    states = [event.state for event in solved.events if isinstance(event, Called) and event.span == span]
    if not states or all(required(state.facts) for state in states):
        return False
    blocks = solved.code.graph.blocks
    calls = {number for number, block in enumerate(blocks) if _calls(block, span)}
    around = _reached(blocks, {0} - calls, calls)
    behind = _reached(blocks, calls, set())
    return any(_leaves(blocks[number]) for number in around & behind)


def _calls(block: Block, span: Span) -> bool:
    return any(isinstance(operation, Invoke) and operation.span == span for operation in block.operations)


def _leaves(block: Block) -> bool:
    return any(isinstance(operation, Leave) for operation in block.operations)


def _reached(blocks: Sequence[Block], start: set[int], closed: set[int]) -> set[int]:
    """Blocks that `start` leads to, not through the closed ones."""
    found, pending = set(start), list(start)
    while pending:
        for edge in blocks[pending.pop()].edges:
            if edge.target not in found and edge.target not in closed:
                found.add(edge.target)
                pending.append(edge.target)
    return found

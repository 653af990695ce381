"""Turns the syntax tree of one function body into a control-flow graph."""

from __future__ import annotations

from lockscan.cfg.builder import Builder
from lockscan.cfg.graph import Graph
from lockscan.cfg.hints import NO_HINTS, Hints
from lockscan.cfg.statements import Statements
from lockscan.cfg.trampoline import run
from lockscan.syntax.nodes import Block


def lower(body: Block, hints: Hints = NO_HINTS) -> Graph:
    """The graph of a function body, in time linear in its size (plus one undo for each exit and scope it leaves).

    Calls and assignments are operations in evaluation order (operands left to right, the right side of an assignment
    before its target); `&& || ! ?: ,` in conditions are edges, and elsewhere Stores to a Result. Code that nothing
    reaches is not in the graph. Any depth of nesting is fine. Variables are told apart by name only.
    """
    builder = Builder()
    run(Statements(builder, hints).function(body))
    return builder.finish()

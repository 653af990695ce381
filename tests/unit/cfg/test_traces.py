"""The graph of a random body does what the body does: the same calls, guards, cleanups and return, in one order."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockscan.cfg.check import problems
from lockscan.cfg.hints import Hints
from lockscan.cfg.lower import lower
from lockscan.syntax import nodes as n
from tests.unit.cfg.graph_machine import run_graph
from tests.unit.cfg.programs import bodies
from tests.unit.cfg.tree_machine import run_tree
from tests.unit.cfg.world import World

# "try…" guards are conditional; the generator numbers its names.
HINTS = Hints(
    transparent={"likely": 0, "warn": 1},
    noreturn=frozenset({"panic"}),
    conditional_guards=frozenset(f"try{number}" for number in range(500)),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bodies(), st.integers(0, 1_000))
def test_graph_and_tree_leave_the_same_trace(body: n.Block, seed: int) -> None:
    graph = lower(body, HINTS)
    assert list(problems(graph)) == []
    for run in range(3):
        of_tree, of_graph = World(seed + run), World(seed + run)
        run_tree(body, of_tree)
        run_graph(graph, of_graph)
        shorter = min(len(of_tree.trace), len(of_graph.trace))
        if of_tree.is_endless or of_graph.is_endless:
            assert of_tree.trace[:shorter] == of_graph.trace[:shorter]
        else:
            assert of_tree.trace == of_graph.trace


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bodies())
def test_lowering_twice_gives_the_same_graph(body: n.Block) -> None:
    assert lower(body, HINTS) == lower(body, HINTS)

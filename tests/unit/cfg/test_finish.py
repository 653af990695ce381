"""The accelerator that finishes graphs and its Python twin give the same."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockscan.cfg import builder, graph
from lockscan.cfg.builder import Builder
from lockscan.cfg.graph import Block, Edge, Evaluate, Graph, Leave
from lockscan.syntax.native import prepared
from lockscan.syntax.nodes import Int, Span

pytestmark = pytest.mark.skipif(builder.ACCELERATOR is None, reason="the accelerator is not built here")

SPAN = Span(0, 1)
# By block: how many operations, and the ways out: to which block, and whether on a condition.
Plan = list[tuple[int, list[tuple[int, bool]]]]


def built(plan: Plan) -> Builder:
    made = Builder()
    for _ in plan[1:]:
        made.new_block()
    for number, (operations, ways) in enumerate(plan):
        made.start(number)
        for at in range(operations):
            made.emit(Evaluate(SPAN, Int(SPAN, 10 * number + at)))
        for target, is_tested in ways:
            made.connect(target % len(plan), graph.Test(SPAN, Int(SPAN, number), truth=True) if is_tested else None)
    return made


def both(plan: Plan) -> tuple[Graph, Graph]:
    return built(plan).finish(), built(plan).finish_in_python()


plans = st.lists(
    st.tuples(
        st.integers(0, 2) | st.just(0),
        st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=3)
        | st.lists(st.tuples(st.integers(0, 12), st.just(False)), min_size=1, max_size=1),
    ),
    min_size=1,
    max_size=13,
)


@settings(deadline=None, max_examples=300)
@given(plans)
def test_twins_agree_on_any_blocks(plan: Plan) -> None:
    in_c, in_python = both(plan)
    assert in_c == in_python


def test_twins_agree_on_long_lines_and_many_blocks() -> None:
    line: Plan = [(number % 2, [(number + 1, False)]) for number in range(700)]
    ladder: Plan = [(1, [(number + 1, True), (number + 2, True)]) for number in range(700)]
    jumps: Plan = [(1, [(number + 1, number % 3 == 0), (number + 1, False)][number % 2 :]) for number in range(700)]
    for plan in (line, ladder, jumps):
        in_c, in_python = both(plan)
        assert in_c == in_python


def test_an_empty_function_and_endless_empty_loops() -> None:
    assert built([(0, [])]).finish() == Graph((Block((), ()),))
    assert built([(0, [(1, False)]), (0, [(2, False)]), (0, [(1, False)])]).finish().blocks[-1].edges == (Edge(1),)


def test_nothing_is_left_of_graphs_that_are_gone() -> None:
    plan: Plan = [(2, [(number + 1, number % 2 == 0), (3, True)]) for number in range(30)]
    blocks = []
    for _ in range(40):
        built(plan).finish()
        blocks.append(sys.getallocatedblocks())
    assert blocks[-1] - blocks[9] < 50


def test_ways_that_lead_nowhere_are_refused() -> None:
    made = Builder()
    made.jump(7)
    with pytest.raises(IndexError):
        made.finish()


def test_an_accelerator_for_other_classes_is_not_used() -> None:
    assert prepared("lockscan.cfg._finish", 1, Block, graph.Test) is None
    assert prepared("lockscan.cfg._finish", 1, Leave, Edge) is None
    assert prepared("lockscan.cfg._finish", 0, Block, Edge) is None
    assert prepared("lockscan.cfg._missing", 1) is None
    assert built([(1, [(0, True)])]).finish() == built([(1, [(0, True)])]).finish_in_python()

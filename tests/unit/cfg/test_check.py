"""The check of graphs finds each broken promise."""

from __future__ import annotations

from lockscan.cfg import graph as g
from lockscan.cfg.check import problems
from tests.unit.cfg.tree import AT, local, num, unary

LEAVE = g.Leave(AT, None)
STOP = g.Block((LEAVE,), ())


def _invoke(result: int) -> g.Invoke:
    return g.Invoke(AT, result, local("f"), ())


def _problems(*blocks: g.Block) -> list[str]:
    return list(problems(g.Graph(blocks)))


def test_a_good_graph_has_no_problems() -> None:
    branch = (g.Edge(1, g.Test(AT, local("a"), truth=True)), g.Edge(1, g.Test(AT, local("a"), truth=False)))
    assert _problems(g.Block((_invoke(1), _invoke(2)), branch), STOP) == []


def test_entry() -> None:
    assert _problems() == ["there is no entry block"]
    assert _problems(g.Block((), (g.Edge(0),))) == ["block 0: an edge leads back to the entry"]


def test_edges_to_blocks_that_do_not_exist() -> None:
    assert _problems(g.Block((), (g.Edge(7),))) == ["block 0: an edge leads to block 7, which does not exist"]


def test_leave_ends_the_block_and_the_function() -> None:
    assert _problems(g.Block((LEAVE, _invoke(1)), ())) == ["block 0: Leave is not the last operation"]
    assert _problems(g.Block((LEAVE,), (g.Edge(1),)), STOP) == ["block 0: there is a way out after Leave"]


def test_unreachable_blocks() -> None:
    assert _problems(STOP, STOP) == ["block 1: not reachable"]


def test_results_are_given_once() -> None:
    assert _problems(g.Block((_invoke(1), g.EnterGuard(AT, 1, "m", ())), ())) == ["Result 1 is given twice"]


def test_tests_are_plain() -> None:
    bad = g.Edge(1, g.Test(AT, unary("!", local("a")), truth=True))
    assert _problems(g.Block((), (bad,)), STOP) == ["block 0: a test of a value that is not plain"]
    assert _problems(g.Block((), (g.Edge(1, g.Test(AT, num(1), truth=True)),)), STOP) == [
        "block 0: a test of a value that is not plain"
    ]

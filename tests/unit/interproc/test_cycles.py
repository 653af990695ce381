"""Circles of a small graph: pairs once, longer ones once, and none through pairs that were told already."""

from __future__ import annotations

from lockscan.interproc import cycles

GRAPH = {"a": ("b", "d"), "b": ("c",), "c": ("a",), "d": ("a",), "e": ("a",)}


def test_knots_are_the_parts_that_lead_back() -> None:
    assert cycles.knots(GRAPH) == [frozenset("abcd")]


def test_a_pair_is_told_once() -> None:
    assert list(cycles.pairs(GRAPH)) == [("a", "d")]


def test_a_longer_circle_is_told_once_and_pairs_are_left_out() -> None:
    told = list(cycles.longer(GRAPH, without=frozenset({("a", "d"), ("d", "a")})))
    assert [frozenset(nodes) for nodes in told] == [frozenset("abc")]


def test_a_circle_needs_every_edge() -> None:
    assert not list(cycles.longer({"a": ("b",), "b": ("c",), "c": ()}, without=frozenset()))


def test_paths_are_the_shortest_and_near_ones_come_first() -> None:
    assert list(cycles.paths(GRAPH, "e")) == [("e", "a"), ("e", "a", "b"), ("e", "a", "d"), ("e", "a", "b", "c")]

"""The solver against brute force, on random flows over random finite domains."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.dataflow.solver import Flow, Limits, Solution, solve

S = TypeVar("S", bound=Hashable)

NO_LIMIT = Limits(disjuncts=10_000, steps=1_000_000)
STATES = 5
MAX_BLOCKS = 7


@dataclass(frozen=True)
class Table:
    """A domain of the states 0 to STATES-1, with every answer drawn in advance (from a seed)."""

    seed: int

    def transfer(self, block: int, state: int) -> Sequence[int]:
        random = Random(f"{self.seed} {block} {state}")
        return [random.randrange(STATES) for _ in range(random.choice([0, 1, 1, 1, 2, 3]))]

    def edge(self, condition: int, state: int) -> int | None:
        random = Random(f"{self.seed} edge {condition} {state}")
        return random.choice([None, state, state, random.randrange(STATES)])

    def thin(self, states: Sequence[int]) -> Sequence[int]:
        return states

    def merge(self, states: tuple[int, ...], limit: int) -> tuple[tuple[int, ...], bool]:
        raise AssertionError(f"{len(states)} states are not more than {limit}")


@dataclass(frozen=True)
class Sets:
    """States are sets of numbers; a block adds some of its own. Merging unites; smaller sets say more."""

    seed: int
    numbers: int = 6

    def transfer(self, block: int, state: frozenset[int]) -> Sequence[frozenset[int]]:
        random = Random(f"{self.seed} {block}")
        return [state | {random.randrange(self.numbers)} for _ in range(random.choice([1, 1, 2, 3]))]

    def edge(self, condition: int, state: frozenset[int]) -> frozenset[int] | None:
        return None if condition in state else state

    def thin(self, states: Sequence[frozenset[int]]) -> Sequence[frozenset[int]]:
        return states

    def merge(self, states: tuple[frozenset[int], ...], limit: int) -> tuple[tuple[frozenset[int], ...], bool]:
        assert len(states) > limit
        return (*states[: limit - 1], frozenset().union(*states[limit - 1 :])), True


class Monotone(Sets):
    """The same, but with edges that keep the order, so that merging can only add."""

    def edge(self, condition: int, state: frozenset[int]) -> frozenset[int] | None:
        return state | {condition % self.numbers}


@st.composite
def flows(draw: st.DrawFn, *, is_acyclic: bool = False) -> Flow[int]:
    count = draw(st.integers(1, MAX_BLOCKS))
    flow: list[list[tuple[int, int | None]]] = []
    for block in range(count):
        targets = range(block + 1, count) if is_acyclic else range(count)
        if not targets:
            flow.append([])
            continue
        ways_out = st.tuples(st.sampled_from(targets), st.none() | st.integers(0, 9))
        flow.append(draw(st.lists(ways_out, max_size=3)))
    return flow


ENTRIES = st.lists(st.integers(0, STATES - 1), max_size=3)


def _along_all_paths(flow: Flow[int], entry: Iterable[int], domain: Table) -> list[set[int]]:
    """What reaches each block, by walking every path on its own; only for flows without cycles."""
    reached: list[set[int]] = [set() for _ in flow]

    def walk(block: int, state: int) -> None:
        reached[block].add(state)
        for after in domain.transfer(block, state):
            for target, condition in flow[block]:
                arriving = after if condition is None else domain.edge(condition, after)
                if arriving is not None:
                    walk(target, arriving)

    for state in entry:
        walk(0, state)
    return reached


def _stepped(flow: Flow[int], states: list[set[S]], domain: Table | Sets) -> list[set[S]]:
    """What one step from everywhere reaches."""
    reached: list[set[S]] = [set() for _ in flow]
    for block, ways_out in enumerate(flow):
        for state in states[block]:
            for after in domain.transfer(block, state):  # type: ignore[arg-type]
                for target, condition in ways_out:
                    arriving = after if condition is None else domain.edge(condition, after)  # type: ignore[arg-type]
                    if arriving is not None:
                        reached[target].add(arriving)  # type: ignore[arg-type]
    return reached


def _least_fixpoint(flow: Flow[int], entry: Iterable[S], domain: Table | Sets) -> list[set[S]]:
    states: list[set[S]] = [set() for _ in flow]
    states[0] = set(entry)
    while True:
        reached = _stepped(flow, states, domain)
        grown = [old | new for old, new in zip(states, reached, strict=True)]
        if grown == states:
            return states
        states = grown


def _sets(solution: Solution[S]) -> list[set[S]]:
    return [set(states) for states in solution.states_in]


@given(flows(is_acyclic=True), ENTRIES, st.integers())
def test_acyclic_flows_equal_the_union_over_all_paths(flow: Flow[int], entry: list[int], seed: int) -> None:
    solution = solve(flow, entry, Table(seed), NO_LIMIT)
    assert _sets(solution) == _along_all_paths(flow, entry, Table(seed))
    assert not solution.is_truncated
    assert not solution.is_exhausted


@given(flows(), ENTRIES, st.integers())
def test_loops_converge_to_the_least_fixpoint(flow: Flow[int], entry: list[int], seed: int) -> None:
    solution = solve(flow, entry, Table(seed), NO_LIMIT)
    assert _sets(solution) == _least_fixpoint(flow, entry, Table(seed))
    assert solution.steps == sum(len(states) for states in solution.states_in) <= len(flow) * STATES


@given(flows(), ENTRIES, st.integers())
def test_the_fixpoint_is_stable(flow: Flow[int], entry: list[int], seed: int) -> None:
    states = _sets(solve(flow, entry, Table(seed), NO_LIMIT))
    for old, new in zip(states, _stepped(flow, states, Table(seed)), strict=True):
        assert new <= old


@given(flows(), ENTRIES, ENTRIES, st.integers())
def test_more_entry_states_never_give_fewer_states(
    flow: Flow[int], entry: list[int], others: list[int], seed: int
) -> None:
    fewer = _sets(solve(flow, entry, Table(seed), NO_LIMIT))
    more = _sets(solve(flow, [*others, *entry], Table(seed), NO_LIMIT))
    for small, large in zip(fewer, more, strict=True):
        assert small <= large


@dataclass(frozen=True)
class _Renamed:
    """A domain whose blocks have been renumbered: `old[new]`."""

    domain: Table
    old: list[int] = field(default_factory=list)

    def transfer(self, block: int, state: int) -> Sequence[int]:
        return self.domain.transfer(self.old[block], state)

    def edge(self, condition: int, state: int) -> int | None:
        return self.domain.edge(condition, state)

    def thin(self, states: Sequence[int]) -> Sequence[int]:
        return self.domain.thin(states)

    def merge(self, states: tuple[int, ...], limit: int) -> tuple[tuple[int, ...], bool]:
        return self.domain.merge(states, limit)


@given(flows(), ENTRIES, st.integers(), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_work(
    flow: Flow[int], entry: list[int], seed: int, random: Random
) -> None:
    """Other block numbers, another order of ways out and entry states: the queue takes the blocks in another order."""
    others = list(range(1, len(flow)))
    random.shuffle(others)
    old = [0, *others]
    new = {block: position for position, block in enumerate(old)}
    renamed = []
    for block in old:
        ways_out = [(new[target], condition) for target, condition in flow[block]]
        random.shuffle(ways_out)
        renamed.append(ways_out)
    expected = _sets(solve(flow, entry, Table(seed), NO_LIMIT))
    actual = _sets(solve(renamed, entry[::-1], _Renamed(Table(seed), old), NO_LIMIT))
    assert [actual[new[block]] for block in range(len(flow))] == expected


@given(flows(), st.integers(), st.integers(1, 3))
def test_merged_states_cover_what_they_stand_for(flow: Flow[int], seed: int, limit: int) -> None:
    entry = [frozenset[int](), frozenset({0})]
    exact = _least_fixpoint(flow, entry, Monotone(seed))
    bounded = solve(flow, entry, Monotone(seed), Limits(limit, 100_000))
    assert not bounded.is_exhausted
    for all_states, kept in zip(exact, bounded.states_in, strict=True):
        assert len(kept) <= limit
        assert all(any(state <= cover for cover in kept) for state in all_states)
    if not bounded.is_truncated:
        assert _sets(bounded) == exact


@given(flows(), st.integers(), st.integers(1, 3), st.integers(0, 12))
def test_a_budget_is_kept_and_told(flow: Flow[int], seed: int, limit: int, steps: int) -> None:
    full = solve(flow, [frozenset[int]()], Sets(seed), Limits(limit, 1_000_000))
    cut = solve(flow, [frozenset[int]()], Sets(seed), Limits(limit, steps))
    assert cut.steps <= steps
    assert cut.is_exhausted == (full.steps > steps)
    assert all(len(states) <= limit for states in cut.states_in)
    if not cut.is_exhausted:
        assert cut == full


@given(flows(), st.integers(), st.integers(1, 3))
def test_the_same_input_gives_the_same_solution_in_the_same_order(flow: Flow[int], seed: int, limit: int) -> None:
    runs = [solve(flow, [frozenset[int]()], Sets(seed), Limits(limit, 500)) for _ in range(2)]
    assert runs[0] == runs[1]


class _Counting:
    """An infinite domain: every round of a loop gives a new state. `merge` gives up counting."""

    def transfer(self, block: int, state: float) -> Sequence[float]:
        return [state + 1]

    def edge(self, condition: int, state: float) -> float | None:
        return state

    def thin(self, states: Sequence[float]) -> Sequence[float]:
        return states

    def merge(self, states: tuple[float, ...], limit: int) -> tuple[tuple[float, ...], bool]:
        return (float("inf"),), True


LOOP: Flow[int] = [[(1, None)], [(1, None), (2, None)], []]


def test_an_infinite_domain_converges_by_its_merge() -> None:
    solution = solve(LOOP, [0.0], _Counting(), Limits(disjuncts=4, steps=1_000))
    assert solution.is_truncated
    assert not solution.is_exhausted
    assert solution.states_in[1] == (float("inf"),)
    assert solution.steps < 20


def test_an_infinite_domain_is_stopped_by_the_budget() -> None:
    solution = solve(LOOP, [0.0], _Counting(), Limits(disjuncts=10_000, steps=50))
    assert solution.is_exhausted
    assert solution.steps == 50


def test_a_state_is_transferred_once_per_block() -> None:
    seen: list[tuple[int, int]] = []

    class Recording(Table):
        def transfer(self, block: int, state: int) -> Sequence[int]:
            seen.append((block, state))
            return [0, 1, 0]

    diamond: Flow[int] = [[(1, None), (2, None)], [(3, None)], [(3, None)], [(0, None)]]
    solve(diamond, [0, 0], Recording(1), NO_LIMIT)
    assert sorted(seen) == sorted(set(seen))


def test_states_keep_the_order_in_which_they_arrive() -> None:
    class Same(Table):
        def transfer(self, block: int, state: int) -> Sequence[int]:
            return [state]

    assert solve([[(1, None)], []], [3, 1, 2, 1], Same(0), NO_LIMIT).states_in == ((3, 1, 2), (3, 1, 2))


def test_no_entry_states_and_blocks_that_are_not_reached() -> None:
    assert solve([[(1, None)], []], [], Table(0), NO_LIMIT) == Solution(((), ()), False, False, 0)
    assert solve([[], [(0, None)]], [2], Table(0), NO_LIMIT).states_in == ((2,), ())


@pytest.mark.parametrize(
    ("flow", "order"),
    [
        ([[(1, None), (2, None)], [(3, None)], [(3, None)], []], [0, 1, 2, 3, 3]),
        ([[(1, None)], [(2, None), (3, None)], [(1, None)], []], [0, 1, 2, 1, 2, 1, 3, 3]),
        ([[(1, None)], [(1, None), (2, None)], []], [0, 1, 1, 1, 2, 2]),
        ([[(2, None)], [(3, None)], [(1, None)], []], [0, 2, 1, 3]),
    ],
)
def test_the_lowest_block_is_next_so_that_a_loop_is_done_before_its_exit(flow: Flow[int], order: list[int]) -> None:
    seen: list[int] = []

    class Rounds(Table):
        def transfer(self, block: int, state: int) -> Sequence[int]:
            seen.append(block)
            return [min(state + 1, 2) if block == 1 else state]

    solve(flow, [0], Rounds(0), NO_LIMIT)
    assert seen == order


def test_the_only_state_of_a_block_is_never_hashed() -> None:
    class Unhashed(Table):
        def transfer(self, block: int, state: object) -> Sequence[object]:  # type: ignore[override]
            return [state]

    state: list[int] = []
    solution = solve([[(1, None)], []], [state], Unhashed(0), NO_LIMIT)  # type: ignore[list-item]
    assert solution.states_in == ((state,), (state,))


def test_long_chains_do_not_nest() -> None:
    chain: Flow[int] = [*([(block + 1, None)] for block in range(20_000)), []]
    solution = solve(chain, [0.0], _Counting(), Limits(disjuncts=2, steps=100_000))
    assert solution.states_in[-1] == (20_000.0,)

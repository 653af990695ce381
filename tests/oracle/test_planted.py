"""A bug planted in lockscan's transfer makes the two sides disagree, and hypothesis shows it on a tiny program."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, assume, find, settings

from lockscan.locks import performing
from lockscan.locks.actions import CountBh, Drop, SetIrq
from lockscan.locks.state import State
from tests.oracle import compare
from tests.oracle.generate import programs
from tests.oracle.machine import TooLarge
from tests.oracle.printer import print_program
from tests.oracle.program import Program, size

_PLANTED = {
    "a release is not seen": Drop,
    "irqs are never turned on or off for good": SetIrq,
    "bottom halves are not counted": CountBh,
}


def _does_nothing(_primitive: object, state: State, *_: object) -> State:
    return state


@pytest.mark.parametrize("ignored", _PLANTED.values(), ids=_PLANTED.keys())
def test_a_planted_bug_is_found_and_shrunk(ignored: type, monkeypatch) -> None:
    monkeypatch.setitem(performing.PRIMITIVES, ignored, _does_nothing)
    found = find(programs(), _differs, settings=_SETTINGS)
    assert size(found) <= 8, print_program(found).text


_SETTINGS = settings(
    max_examples=2_000,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def _differs(program: Program) -> bool:
    try:
        return bool(compare.difference(print_program(program)))
    except TooLarge:
        assume(False)
    return False

"""A bug planted in lockscan's transfer makes the two sides disagree, and hypothesis shows it on a tiny program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, assume, find, settings

from lockscan.locks import transfer
from lockscan.locks.actions import CountBh, Drop, SetIrq
from tests.oracle import compare
from tests.oracle.generate import programs
from tests.oracle.machine import TooLarge
from tests.oracle.printer import print_program
from tests.oracle.program import Program, size

_Primitive = Callable[..., object]


def _ignoring(kind: type) -> Callable[[_Primitive], _Primitive]:
    """Primitives of one kind do nothing."""

    def plant(original: _Primitive) -> _Primitive:
        return lambda primitive, state, *rest: (
            state if isinstance(primitive, kind) else original(primitive, state, *rest)
        )

    return plant


_PLANTED = {
    "a release is not seen": _ignoring(Drop),
    "irqs are never turned on or off for good": _ignoring(SetIrq),
    "bottom halves are not counted": _ignoring(CountBh),
}


@pytest.mark.parametrize("planted", _PLANTED.values(), ids=_PLANTED.keys())
def test_a_planted_bug_is_found_and_shrunk(planted: Callable[[_Primitive], _Primitive], monkeypatch) -> None:
    monkeypatch.setattr(transfer, "_primitive", planted(transfer._primitive))
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

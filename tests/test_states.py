"""Probes: `lockscan_state(); // state: …` in fixtures/state shows the states that reach the call, without any rule.

`// todo-state: … -- why` is the state that should reach the call and does not yet; it fails as soon as it does.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.interproc import Program, link
from lockscan.locks.events import Taken
from lockscan.models.load import load
from tests.fixtures_harness import FIXTURES

PROBE = "lockscan_state"
MODEL = Path(__file__).with_name("state_probe.toml")
FILES = sorted((FIXTURES / "state").glob("*.c"))

_PROBED = re.compile(rf"\b{PROBE}\(\);(?:\s*//\s*(state|todo-state):\s*(.+?)\s*$)?")


def _expected(source: str) -> dict[int, tuple[bool, str]]:
    """Line to: is it what reaches the line today, and the states."""
    probes = {}
    for number, line in enumerate(source.split("\n"), start=1):
        if found := _PROBED.search(line):
            assert found[1], f"line {number}: a probe without '// state:'"
            states, _dashes, why = found[2].partition(" -- ")
            assert (found[1] == "todo-state") == bool(why), f"line {number}: a todo says why, and nothing else does"
            probes[number] = (found[1] == "state", states)
    return probes


def _program(path: Path) -> Program:
    models = load((MODEL,))
    units = discover([path], Settings(jobs=1, models=(MODEL,)), models).units
    return link([parse(unit) for unit in units], models)


def _actual(program: Program, source: bytes) -> dict[int, str]:
    states: dict[int, set[str]] = {}
    for solved in program.functions.values():
        for event in solved.events:
            if isinstance(event, Taken) and event.name == PROBE:
                line = source.count(b"\n", 0, event.span.start) + 1
                states.setdefault(line, set()).add(str(event.state))
    return {line: " | ".join(sorted(seen)) for line, seen in states.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_states_are_those_annotated(path: Path) -> None:
    expected = _expected(path.read_text(encoding="utf-8"))
    actual = _actual(_program(path), path.read_bytes())
    assert expected.keys() >= actual.keys()
    wrong = []
    for line, (is_so, states) in expected.items():
        got = actual.get(line, "nothing: not reached")
        if is_so and got != states:
            wrong.append(f"{path.name}:{line}\n    expected {states}\n    got      {got}")
        elif not is_so and got == states:
            wrong.append(f"{path.name}:{line}: is right now, make it a 'state'")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)

"""Running a function over inputs: what one input does must not matter to the others."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from itertools import repeat

import pytest

from lockscan.execution import Failure, describe, executor, processors


def work(command: str) -> str:
    """Does what it is told. Module level, so that workers find it."""
    match command:
        case "abort":
            os.abort()
        case "hang":
            time.sleep(60)
        case "raise":
            raise KeyError("key\nand more")
        case "nest":
            return work(command)
        case "process":
            return str(os.getpid())
    return command.upper()


def outcomes(commands: Sequence[str], jobs: int, timeout: float = 30.0) -> list[str | Failure]:
    with executor(jobs) as workers:
        return list(workers.run(work, commands, repeat(timeout)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_inputs(jobs: int) -> None:
    commands = [f"input {number}" for number in range(30)]
    assert outcomes(commands, jobs) == [command.upper() for command in commands]


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_to_do(jobs: int) -> None:
    assert outcomes([], jobs) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_costs_one_input(jobs: int) -> None:
    before, failed, deep, after = outcomes(["a", "raise", "nest", "b"], jobs)
    assert (before, after) == ("A", "B")
    assert isinstance(failed, Failure)
    assert failed.reason.startswith(r"internal error: KeyError: 'key\nand more' at test_execution.py:")
    assert isinstance(deep, Failure)
    assert "RecursionError" in deep.reason


def test_a_crash_costs_one_input() -> None:
    assert outcomes(["a", "abort", "b", "c"], 2) == [
        "A",
        Failure("the process that worked on it crashed (exit code -6)"),
        "B",
        "C",
    ]


def test_a_time_out_costs_one_input() -> None:
    started = time.monotonic()
    assert outcomes(["a", "hang", "b"], 2, timeout=1.0) == ["A", Failure("took longer than 1 s"), "B"]
    assert time.monotonic() - started < 30


def test_one_job_stays_in_this_process() -> None:
    assert outcomes(["process"], 1) == [str(os.getpid())]
    assert outcomes(["process"], 0) != [str(os.getpid())]


def test_leaving_early_stops_the_workers() -> None:
    started = time.monotonic()
    with executor(2) as workers:
        assert next(workers.run(work, ["a", "hang", "hang"], repeat(30.0))) == "A"
    assert time.monotonic() - started < 20


def test_workers_serve_several_runs() -> None:
    with executor(2) as workers:
        first = set(workers.run(work, ["process"] * 20, repeat(30.0)))
        second = set(workers.run(work, ["process"] * 20, repeat(30.0)))
    assert len(first | second) <= 2


def test_describe_without_a_traceback() -> None:
    assert describe(ValueError("two\nlines")) == "internal error: ValueError: two lines"


def test_there_is_a_processor() -> None:
    assert processors() >= 1

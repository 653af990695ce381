"""Running a function over inputs: what one input does must not matter to the others."""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from itertools import repeat

import pytest

from lockscan.execution import Failure, collect_seldom, describe, executor, forked, pool, processors

# The tests may run beside threads of the test runner; what a fork is asked to do here needs none of their locks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


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
        case "unsendable":
            return threading.Lock()  # type: ignore[return-value]
    return command.upper()


def outcomes(commands: Sequence[str], jobs: int, timeout: float = 30.0) -> list[str | Failure]:
    with executor(jobs) as workers:
        return list(workers.run(work, commands, repeat(timeout)))


@pytest.fixture(params=["pool", "forked"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How few inputs are worked on: in a pool, or each in a process of its own."""
    if request.param == "forked" and sys.platform == "darwin":
        pytest.skip("nothing forks there")
    monkeypatch.setattr(pool, "can_fork", lambda: request.param == "forked")
    return str(request.param)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_inputs(jobs: int) -> None:
    commands = [f"input {number}" for number in range(30)]
    assert outcomes(commands, jobs) == [command.upper() for command in commands]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_to_do(jobs: int) -> None:
    assert outcomes([], jobs) == []


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_costs_one_input(jobs: int) -> None:
    before, failed, deep, after = outcomes(["a", "raise", "nest", "b"], jobs)
    assert (before, after) == ("A", "B")
    assert isinstance(failed, Failure)
    assert failed.reason.startswith(r"internal error: KeyError: 'key\nand more' at test_execution.py:")
    assert isinstance(deep, Failure)
    assert "RecursionError" in deep.reason


@pytest.mark.usefixtures("way")
def test_a_crash_costs_one_input() -> None:
    assert outcomes(["a", "abort", "b", "c"], 2) == [
        "A",
        Failure("the process that worked on it crashed (exit code -6)"),
        "B",
        "C",
    ]


@pytest.mark.usefixtures("way")
def test_a_time_out_costs_one_input() -> None:
    started = time.monotonic()
    assert outcomes(["a", "hang", "b"], 2, timeout=1.0) == ["A", Failure("took longer than 1 s"), "B"]
    assert time.monotonic() - started < 30


@pytest.mark.usefixtures("way")
def test_one_job_stays_in_this_process() -> None:
    assert outcomes(["process"], 1) == [str(os.getpid())]
    assert outcomes(["process"], 0) != [str(os.getpid())]


@pytest.mark.usefixtures("way")
def test_leaving_early_stops_the_workers() -> None:
    started = time.monotonic()
    with executor(2) as workers:
        assert next(workers.run(work, ["a", "hang", "hang"], repeat(30.0))) == "A"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(("command", "reason"), [("abort", "crashed"), ("hang", "took longer than 2 s")])
def test_of_many_inputs_a_lost_one_costs_only_itself(command: str, reason: str) -> None:
    """Though they are given to workers several at a time."""
    commands = ["a"] * 100 + [command] + ["b"] * 99
    found = outcomes(commands, 2, timeout=2.0)
    assert found[:100] + found[101:] == ["A"] * 100 + ["B"] * 99
    assert isinstance(found[100], Failure)
    assert reason in found[100].reason


def test_a_result_that_cannot_be_handed_over_costs_one_input() -> None:
    before, failed, after = forked.run_forked(work, [("a", 30.0), ("unsendable", 30.0), ("b", 30.0)], 2)
    assert (before, after) == ("A", "B")
    assert isinstance(failed, Failure)
    assert "cannot pickle" in failed.reason


INTERRUPTED = """
import multiprocessing, os, signal, time
from lockscan.execution import forked

def work(item):
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)

try:
    print(list(forked.run_forked(work, [("", 30.0)], 2)))
except KeyboardInterrupt:
    print("interrupted", multiprocessing.active_children())
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="nothing forks there")
def test_an_interrupt_leaves_no_process() -> None:
    """Also one that comes while the process is being started. In a process without the threads of a test runner, which
    would take the signal."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=True)
    assert done.stdout == "interrupted []\n"


@pytest.mark.skipif(sys.platform == "darwin", reason="nothing forks there")
@pytest.mark.parametrize("step", ["start", "result", "_received", "end"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupt_between_two_steps_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    child = forked._Child
    real, times = getattr(child, step), 0

    def interrupted(self: object) -> object:
        nonlocal times
        times += 1
        if when == "before" and times == 1:
            raise KeyboardInterrupt
        found = real(self)
        if when == "after" and times == 1:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(child, step, interrupted)
    first = "hang" if (step, when) in {("start", "before"), ("start", "after"), ("result", "before")} else "a"
    with pytest.raises(KeyboardInterrupt):
        list(forked.run_forked(work, [(first, 30.0), ("hang", 30.0)], 2))
    assert multiprocessing.active_children() == []


def test_few_inputs_start_no_pool(way: str) -> None:
    with executor(2) as workers:
        assert isinstance(workers, pool.Pool)
        assert list(workers.run(work, ["a", "b"], repeat(30.0))) == ["A", "B"]
        assert (workers._pool is None) == (way == "forked")


def test_nothing_forks_beside_threads() -> None:
    is_over = threading.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    assert not forked.can_fork()
    is_over.set()
    thread.join()


def test_collections_can_be_made_seldom() -> None:
    usual = gc.get_threshold()
    try:
        collect_seldom()
        assert gc.get_threshold()[0] > usual[0]
    finally:
        gc.set_threshold(*usual)


def test_workers_serve_several_runs() -> None:
    with executor(2) as workers:
        first = set(workers.run(work, ["process"] * 20, repeat(30.0)))
        second = set(workers.run(work, ["process"] * 20, repeat(30.0)))
    assert len(first | second) <= 2


def test_describe_without_a_traceback() -> None:
    assert describe(ValueError("two\nlines")) == "internal error: ValueError: two lines"


def test_there_is_a_processor() -> None:
    assert processors() >= 1


def test_an_input_that_takes_long_keeps_no_others_waiting() -> None:
    def started(found: str | Failure) -> float:
        assert isinstance(found, str)
        return float(found)

    with executor(2) as workers:
        first, *others = map(started, workers.run(begin, ["1.5", *["0"] * 30], repeat(30.0)))
    assert max(others) < first + 1.5


def begin(seconds: str) -> str:
    """When it began; takes so long."""
    began = time.monotonic()
    time.sleep(float(seconds))
    return str(began)


def test_no_more_is_worked_on_at_once_than_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "can_fork", lambda: False)
    sizes = [900_000, 800_000, 20_000, 60_000, 2_000_000, 50_000, 10]
    with executor(2) as workers:
        spans = [one for one in workers.run(span, map(str, sizes), repeat(30.0), sizes) if not isinstance(one, Failure)]
    assert [size for size, *_ in spans] == sizes
    for at, (size, _, began, ended) in enumerate(spans):
        beside = [other for other, _, start, end in spans[:at] if start < ended and began < end]
        assert all(size + other <= 1_000_000 for other in beside), (size, beside)
    large = [process for size, process, *_ in spans if size >= 50_000]
    assert len(set(large)) == len(large), "their memory goes away with their processes"


def span(size: str) -> tuple[int, int, float, float]:
    """The size, the process, when it began and when it was done."""
    began = time.monotonic()
    time.sleep(0.2)
    return int(size), os.getpid(), began, time.monotonic()

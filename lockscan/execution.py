"""Runs one function over many inputs, here or in a pool: a failure, a crash or a time-out costs one input."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessFuture, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4  # tasks given to the pool for each worker, so that not all inputs are in flight at once
_PRELOAD = [
    "lockscan.execution",
    "lockscan.stages.linking",
    "lockscan.stages.reading",
]  # what the server imports once, before workers fork from it


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: a clause for people."""

    reason: str


class Executor(Protocol):
    """Runs functions over inputs, in this process or in others."""

    @property
    def is_here(self) -> bool:
        """Does everything run in this process? Then values need not be handed over."""

    def run(self, function: Callable[[T], R], inputs: Sequence[T], seconds: Iterable[float]) -> Iterator[R | Failure]:
        """One result an input, in the order of the inputs. `seconds`: the time limit of each input."""


@contextmanager
def executor(jobs: int) -> Iterator[Executor]:
    """Where the work is done, until the end of the block.

    `jobs` 1 is this process: quickest for few inputs, but a crash of libclang is a crash of lockscan, and nothing
    holds the time limits. Any other number is that of worker processes, 0 one for each processor; then functions and
    inputs must pickle. Workers start with the first input, and none is left when the block is left, however that is.
    """
    if jobs == 1:
        yield _Here()
        return
    pool = _Pool(jobs or processors())
    try:
        yield pool
    finally:
        pool.end()


class _Here:
    is_here = True

    def run(self, function: Callable[[T], R], inputs: Sequence[T], seconds: Iterable[float]) -> Iterator[R | Failure]:
        return (attempt(function, item) for item in inputs)


class _Pool:
    is_here = False

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPool | None = None

    def run(self, function: Callable[[T], R], inputs: Sequence[T], seconds: Iterable[float]) -> Iterator[R | Failure]:
        waiting: deque[tuple[ProcessFuture[R | Failure], float]] = deque()
        for item, limit in zip(inputs, seconds, strict=False):
            if len(waiting) >= self._workers * _AHEAD:
                yield _collect(*waiting.popleft())
            waiting.append((self._started().schedule(attempt, args=(function, item), timeout=limit), limit))
        while waiting:
            yield _collect(*waiting.popleft())

    def _started(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(max_workers=self._workers, context=_context())
        return self._pool

    def end(self) -> None:
        """Does not wait for work that nobody will read."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def attempt(function: Callable[[T], R], item: T) -> R | Failure:
    """The result, or what was raised as a Failure."""
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with one input, the others are analysed
        return Failure(describe(error))


def describe(error: BaseException) -> str:
    """An unexpected exception in one clause, with the place where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    message = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{f': {message}' if message else ''}{place}"


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _collect(future: ProcessFuture[R | Failure], limit: float) -> R | Failure:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return Failure(f"took longer than {limit:g} s")
    except ProcessExpired as error:
        return Failure(f"the process that worked on it crashed (exit code {error.exitcode})")


def _context() -> BaseContext:
    """Workers fork from a server that has no threads; where there is no fork they start afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context

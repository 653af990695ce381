"""Runs one function over many inputs, here or in a pool: a failure, a crash or a time-out costs one input."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessFuture

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4  # tasks given to the pool for each worker, so that not all inputs are in flight at once
_PRELOAD = ["lockscan.execution", "lockscan.frontend"]  # what the server imports once, before workers fork from it


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: a clause for people."""

    reason: str


def run(function: Callable[[T], R], inputs: Sequence[T], jobs: int, timeout: float) -> Iterator[R | Failure]:
    """One result an input, in the order of the inputs.

    `jobs` 1 runs in this process: quickest for few inputs, but a crash of libclang is a crash of lockscan, and nothing
    holds the time limit. Any other number is that of worker processes, 0 one for each processor; then `function` and
    `inputs` must pickle, and `timeout` is in seconds for one input.
    """
    if jobs == 1:
        yield from (attempt(function, item) for item in inputs)
    else:
        yield from _in_pool(function, inputs, min(jobs or processors(), max(1, len(inputs))), timeout)


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


def _in_pool(function: Callable[[T], R], inputs: Sequence[T], workers: int, timeout: float) -> Iterator[R | Failure]:
    from pebble import ProcessPool

    waiting: deque[ProcessFuture[R | Failure]] = deque()
    pool = ProcessPool(max_workers=workers, context=_context())
    try:
        for item in inputs:
            if len(waiting) >= workers * _AHEAD:
                yield _collect(waiting.popleft(), timeout)
            waiting.append(pool.schedule(attempt, args=(function, item), timeout=timeout))
        while waiting:
            yield _collect(waiting.popleft(), timeout)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call] # no effect after close(), and does not wait for work that nobody will read
        pool.join()


def _collect(future: ProcessFuture[R | Failure], timeout: float) -> R | Failure:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return Failure(f"took longer than {timeout:g} s")
    except ProcessExpired as error:
        return Failure(f"the parser crashed (exit code {error.exitcode})")


def _context() -> BaseContext:
    """Workers fork from a server that has no threads; where there is no fork they start afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context

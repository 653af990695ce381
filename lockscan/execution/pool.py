"""Runs functions in a pool of local processes: a failure, a crash or a time-out costs one input."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from lockscan.execution.attempts import MOST_AT_ONCE, Failure, Reach, attempt
from lockscan.execution.collecting import collect_seldom
from lockscan.execution.ending import end_soon
from lockscan.execution.forked import can_fork, run_forked

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessFuture, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

_FEW = 4  # inputs; up to so many are done sooner than a pool has started
_TOGETHER = 8  # inputs of one task, of which each costs the worker and this process a third of a millisecond
_SHARES = 16  # tasks for each worker at least, so that all have work until the end
_AHEAD = 4  # tasks given to the pool for each worker, so that not all inputs are in flight at once
_LARGE = 20  # one part in so many of what is worked on at once is worth a process
_PRELOAD = [
    "lockscan.execution",
    "lockscan.stages.linking",
    "lockscan.stages.reading",
]  # what the server imports once, before workers fork from it


class Pool:
    """Worker processes, which start when there is work for them. Functions and inputs must pickle."""

    reach = Reach.NEAR

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPool | None = None
        self._single: ProcessPool | None = None

    def run(
        self, function: Callable[[T], R], inputs: Iterable[T], seconds: Iterable[float], sizes: Iterable[int] = ()
    ) -> Iterator[R | Failure]:
        todo = list(zip(inputs, seconds, strict=False))
        if self._pool is None and len(todo) <= _FEW and can_fork():
            return run_forked(function, todo, self._workers)
        known = list(sizes)
        return self._run_sized(function, todo, known) if known else self._run(function, todo)

    def _run_sized(
        self, function: Callable[[T], R], inputs: Sequence[tuple[T, float]], sizes: Sequence[int]
    ) -> Iterator[R | Failure]:
        """Each large input in a process of its own, which gives its memory back; none is left that remembers texts."""
        from concurrent.futures import FIRST_COMPLETED, wait

        self.end()
        most = max(1, self._workers // 2) * MOST_AT_ONCE
        todo = list(range(len(inputs)))
        running: list[int] = []
        futures: dict[int, ProcessFuture[R | Failure]] = {}
        given = 0
        while given < len(inputs):
            running = [at for at in running if at in futures and not futures[at].done()]
            while len(running) < self._workers and todo:
                room = most - sum(sizes[at] for at in running)
                at = next((at for at in todo if sizes[at] <= room or not running), None)
                if at is None:
                    break
                item, limit = inputs[at]
                pool = self._apart() if sizes[at] * _LARGE >= MOST_AT_ONCE else self._started()
                futures[at] = pool.schedule(attempt, args=(function, item), timeout=limit)
                todo.remove(at)
                running.append(at)
            wait([futures[at] for at in running], return_when=FIRST_COMPLETED)
            while given in futures and futures[given].done():
                yield _collect(futures.pop(given), inputs[given][1])
                given += 1

    def _run(self, function: Callable[[T], R], inputs: Sequence[tuple[T, float]]) -> Iterator[R | Failure]:
        from concurrent.futures import FIRST_COMPLETED, wait

        waiting: deque[tuple[ProcessFuture[list[R | Failure]], Sequence[tuple[T, float]]]] = deque()
        together = max(1, min(_TOGETHER, len(inputs) // (self._workers * _SHARES)))
        for start in range(0, len(inputs), together):
            # One that takes long keeps its worker busy, and not the others waiting.
            unfinished = [future for future, _ in waiting if not future.done()]
            if len(unfinished) >= self._workers * _AHEAD:
                wait(unfinished, return_when=FIRST_COMPLETED)
            while waiting and waiting[0][0].done():
                yield from self._collected(function, *waiting.popleft())
            some = inputs[start : start + together]
            waiting.append((self._scheduled(function, some), some))
        while waiting:
            yield from self._collected(function, *waiting.popleft())

    def _scheduled(
        self, function: Callable[[T], R], inputs: Sequence[tuple[T, float]]
    ) -> ProcessFuture[list[R | Failure]]:
        """As one task, which ends at the shortest of their time limits."""
        items, limits = zip(*inputs, strict=True)
        return self._started().schedule(_attempt_each, args=(function, items), timeout=min(limits))

    def _collected(
        self,
        function: Callable[[T], R],
        future: ProcessFuture[list[R | Failure]],
        inputs: Sequence[tuple[T, float]],
    ) -> list[R | Failure]:
        """The results of a task. Where it was lost, each input is a task of its own: only one of them is to blame."""
        found = _collect(future, inputs[0][1])
        if not isinstance(found, Failure):
            return found
        if len(inputs) == 1:
            return [found]
        return [one for pair in inputs for one in self._collected(function, self._scheduled(function, [pair]), [pair])]

    def _started(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(self._workers, initializer=collect_seldom, context=_context())
        return self._pool

    def _apart(self) -> ProcessPool:
        """A pool in which a process works on one input only."""
        if self._single is None:
            from pebble import ProcessPool

            self._single = ProcessPool(self._workers, max_tasks=1, initializer=end_soon, context=_context())
        return self._single

    def end(self) -> None:
        """Does not wait for work that nobody will read."""
        for pool in (self._pool, self._single):
            if pool is not None:
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()
        self._pool = self._single = None


def _attempt_each(function: Callable[[T], R], items: Iterable[T]) -> list[R | Failure]:
    return [attempt(function, item) for item in items]


def _collect(future: ProcessFuture[R], limit: float) -> R | Failure:
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

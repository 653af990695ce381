"""One input in a process of its own, forked from this one: for a few inputs quicker than a pool, and no less safe."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from lockscan.execution.attempts import Failure, attempt
from lockscan.execution.ending import end_soon

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

# On macOS the system's libraries do not bear to be forked.
_CAN_FORK: Final = hasattr(os, "fork") and sys.platform != "darwin"


def can_fork() -> bool:
    """A thread could hold a lock that the new process would wait for, for ever."""
    return _CAN_FORK and threading.active_count() == 1


def run_forked(function: Callable[[T], R], inputs: Iterable[tuple[T, float]], most: int) -> Iterator[R | Failure]:
    """One result an input, in their order; each input with its time limit. `most`: processes at a time."""
    running: deque[_Child[R]] = deque()  # until after their results: Ctrl-C may come between any two steps
    try:
        for item, limit in inputs:
            if len(running) == most:
                yield running[0].result()
                running.popleft()
            with _uninterrupted():
                child = _Child(function, item, limit)
                running.append(child)
                child.start()
        while running:
            yield running[0].result()
            running.popleft()
    finally:
        with _uninterrupted():
            for child in running:
                child.end()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the new process is known, to be ended; that process itself never hears of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Child(Generic[R]):
    """A process that works on one input. Function and input need not pickle, for it has what this process has."""

    def __init__(self, function: Callable[[T], R], item: T, limit: float) -> None:
        fork = multiprocessing.get_context("fork")
        self._answer, self._its_end = fork.Pipe(duplex=False)
        self._limit = limit
        self._end = time.monotonic() + limit
        self._process = fork.Process(target=_work, args=(self._its_end, function, item), daemon=True)

    def start(self) -> None:
        self._process.start()
        self._its_end.close()

    def result(self) -> R | Failure:
        """Waits for it, no longer than the limit."""
        try:
            if not self._answer.poll(max(0.0, self._end - time.monotonic())):
                return Failure(f"took longer than {self._limit:g} s")
            return self._received()
        except EOFError:
            self._process.join()
            return Failure(f"the process that worked on it crashed (exit code {self._process.exitcode})")
        finally:
            self.end()

    def _received(self) -> R | Failure:
        found: R | Failure = self._answer.recv()
        return found

    def end(self) -> None:
        """Also one that has not started, or has ended before."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self._answer.close()
        self._its_end.close()


def _work(answer: Connection, function: Callable[[T], R], item: T) -> None:
    end_soon()
    found = attempt(function, item)
    failed = attempt(answer.send, found)
    if isinstance(failed, Failure):  # the result does not pickle
        answer.send(failed)

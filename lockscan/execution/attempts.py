"""One function and one input: the result, or why there is none."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Final, Protocol, TypeVar

from lockscan.frozen import dataclass

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: a clause for people."""

    reason: str


class Reach(Enum):
    """How far away the work is done: what has to be handed over with it."""

    HERE = 1  # in this process: nothing has to
    NEAR = 2  # in processes that see the same files
    FAR = 3  # on machines of which nothing is known


MOST_AT_ONCE: Final = 1_000_000
"""The size of what two workers work on at a time, if that is more than one input; four work on twice as much."""


class Executor(Protocol):
    """Runs functions over inputs, in this process or in others."""

    @property
    def reach(self) -> Reach:
        """Where."""

    def run(
        self, function: Callable[[T], R], inputs: Iterable[T], seconds: Iterable[float], sizes: Iterable[int] = ()
    ) -> Iterator[R | Failure]:
        """One result an input, in the order of the inputs. `seconds`: the time limit of each input; `sizes`: how much
        memory each takes, as a share of MOST_AT_ONCE; workers on this machine keep to that."""


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

"""Runs functions in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from lockscan.execution.attempts import Failure, Reach, attempt

T = TypeVar("T")
R = TypeVar("R")


class Here:
    """This process: quickest for few inputs. A crash of libclang is a crash of lockscan, and no time limit holds."""

    reach = Reach.HERE

    def run(
        self, function: Callable[[T], R], inputs: Iterable[T], seconds: Iterable[float], sizes: Iterable[int] = ()
    ) -> Iterator[R | Failure]:
        return (attempt(function, item) for item in inputs)

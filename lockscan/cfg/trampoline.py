"""Runs mutually recursive generators on an explicit stack: nesting in the input never becomes nesting of Python calls.

A step is a generator. What it yields is either another step, whose return value it is sent, or a plain value, which
it is sent back unchanged (so a fast path may return the answer instead of a generator that computes it).
"""

from __future__ import annotations

from collections.abc import Generator
from types import GeneratorType
from typing import Any, TypeVar

T = TypeVar("T")

Step = Generator[object, Any, T]


def run(root: Step[T]) -> T:
    """Run `root` and everything it yields to the end. The depth is bounded by memory only."""
    stack: list[Step[Any]] = [root]
    value: Any = None
    while stack:
        try:
            value = stack[-1].send(value)
        except StopIteration as done:
            stack.pop()
            value = done.value
        else:
            if type(value) is GeneratorType:
                stack.append(value)
                value = None
    return value  # type: ignore[no-any-return]  # the root's return value, by construction

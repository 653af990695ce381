"""An answer: sentences with sentences below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockscan.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence, and what it rests on."""

    text: str
    below: tuple[str, ...] = ()


def point(text: str, below: Iterable[str] = ()) -> Point:
    return Point(text, tuple(below))


def lines(points: Iterable[Point]) -> Iterator[str]:
    for entry in points:
        yield f"* {entry.text}"
        yield from (f"    - {text}" for text in entry.below)

"""Which files are analysed together: those that can see one another, as long as that is not too much at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from lockscan.frontend.tree import directory_of
from lockscan.stages.brief import Brief

LARGEST: Final = 1_000_000
"""Lines of a part. A program that hangs together and is larger is cut between directories, and calls across the cut are
calls of the unknown. It bounds the memory of a worker (some 2 kB a line), and the work after a change."""


def parts(briefs: Sequence[Brief], largest: int = LARGEST) -> list[tuple[int, ...]]:
    """Positions in `briefs`: every one in one part, in order in it, the largest part first.

    A change in one file moves others between parts only if it changes whom they can see, or the size of a program that
    is as large as it may be.
    """
    found = _small_enough(tuple(range(len(briefs))), briefs, largest)
    return sorted(found, key=lambda part: (-_lines(part, briefs), part))


def _small_enough(positions: tuple[int, ...], briefs: Sequence[Brief], largest: int) -> Iterator[tuple[int, ...]]:
    for group in _connected(positions, briefs):
        cut = _by_directory(group, briefs) if _lines(group, briefs) > largest else [group]
        if len(cut) == 1:
            yield group
        else:
            for piece in cut:
                yield from _small_enough(piece, briefs, largest)


def _lines(positions: Sequence[int], briefs: Sequence[Brief]) -> int:
    return sum(briefs[position].lines for position in positions)


def _by_directory(positions: Sequence[int], briefs: Sequence[Brief]) -> list[tuple[int, ...]]:
    """Cut below the directory that all have in common; the files right in it stay together."""
    paths = [PurePosixPath(briefs[position].path).parent.parts for position in positions]
    depth = 0
    while all(len(path) > depth for path in paths) and len({path[depth] for path in paths}) == 1:
        depth += 1
    found: dict[tuple[str, ...], list[int]] = {}
    for position, path in zip(positions, paths, strict=True):
        found.setdefault(path[depth : depth + 1], []).append(position)
    return [tuple(group) for group in found.values()]


def _connected(positions: Sequence[int], briefs: Sequence[Brief]) -> list[tuple[int, ...]]:
    """Groups of files in one directory, or with a header that holds code, or of which one names what the other defines.

    Of several files that define one name, the first is the one that others mean.
    """
    definers: dict[str, int] = {}
    for position in positions:
        for name in briefs[position].defines:
            definers.setdefault(name, position)
    leaders = {position: position for position in positions}
    owners: dict[str, int] = {}
    for position in positions:
        brief = briefs[position]
        others = {owners.setdefault(path, position) for path in (directory_of(brief.path), *brief.headers)}
        others.update(map(definers.__getitem__, brief.names & definers.keys()))
        for other in others:
            _join(leaders, position, other)
    found: dict[int, list[int]] = {}
    for position in positions:
        found.setdefault(_leader(leaders, position), []).append(position)
    return [tuple(group) for group in found.values()]


def _join(leaders: dict[int, int], one: int, other: int) -> None:
    first, second = sorted((_leader(leaders, one), _leader(leaders, other)))
    leaders[second] = first


def _leader(leaders: dict[int, int], position: int) -> int:
    while leaders[position] != position:
        leaders[position] = position = leaders[leaders[position]]
    return position

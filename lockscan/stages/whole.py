"""The units of one part, with all functions of the headers that they include."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockscan.frontend.contents import Contents
from lockscan.stages.reading import Fetched, Supply


def whole(supplies: Iterable[Supply]) -> Iterator[Fetched]:
    """Each unit, in order. The functions of a header are in the first unit of a directory that includes it. Where
    another unit sees others in it, for it defines other macros first, that one is parsed once more with all headers.
    """
    read: dict[bytes, Contents] = {}
    held: set[tuple[str, bytes]] = set()
    for supply in supplies:
        fetched = supply.fetch(read)
        if any(not one.is_whole and (one.path, one.digest) not in held for one in fetched.unit.outlines):
            fetched = supply.parsed_whole()
        held.update((one.path, one.digest) for one in fetched.unit.outlines if one.is_whole)
        yield fetched

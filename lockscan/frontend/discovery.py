"""Paths to units: which files a scan reads, with which headers and flags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lockscan.config import Settings
from lockscan.findings import Skipped
from lockscan.frontend.flags import stub_flags
from lockscan.frontend.includes import Includes
from lockscan.frontend.tree import find_sources, shown
from lockscan.frontend.unit import Discovery, Mode, SourceUnit, stub_digest, virtual_name
from lockscan.models.effects import MentionKind, Models


def discover(paths: Sequence[Path], settings: Settings, models: Models) -> Discovery:
    """One unit a C file. Paths that cannot be read, or hold no C file, are in `skipped`."""
    sources, tree, skipped = find_sources(paths, settings.exclude)
    includes = Includes(tree)
    calls = MentionKind.GLOBAL_IRQ_CALL
    marked = tuple(sorted((name, mention.kind is calls) for name, mention in models.mentions.items()))
    flags = stub_flags(settings.define)
    units: dict[Path, SourceUnit] = {}
    included: set[Path] = set()
    for source in sources:
        data = tree.read(source)
        path = shown(source)
        if data is None:
            skipped.append(Skipped(path, 0, "", "the file cannot be read"))
            continue
        reached = includes.reached(source, data)
        if source not in included:
            included.update(reached.sources)
        units[source] = SourceUnit(
            path=path,
            name=virtual_name(path),
            data=data,
            headers=tuple(reached.headers.values()),
            mode=Mode.STUBS,
            flags=flags,
            marked=marked,
            unresolved=tuple(dict.fromkeys(reached.unresolved)),
            rules=stub_digest(),
        )
    # A .c file that another one includes is part of that one.
    return Discovery(tuple(unit for source, unit in units.items() if source not in included), tuple(skipped))

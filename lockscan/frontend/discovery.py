"""Paths to units: which files a scan reads, with which headers and flags."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lockscan.config import Settings
from lockscan.findings import Skipped
from lockscan.frontend import compile_commands, kernel
from lockscan.frontend.contents import Contents
from lockscan.frontend.flags import stub_flags
from lockscan.frontend.includes import File, Includes, Reached
from lockscan.frontend.makefile import Makefiles
from lockscan.frontend.tree import directory_of, find_sources, shown
from lockscan.frontend.unit import Discovery, Header, Mode, SourceUnit, stub_digest, virtual_name
from lockscan.models.effects import MentionKind, Models


def discover(paths: Sequence[Path], settings: Settings, models: Models) -> Discovery:
    """One unit a C file. Paths that cannot be read, or hold no C file, are in `skipped`.

    Raises InputError or ConfigurationError for kernel headers or a compile_commands.json that cannot be used.
    """
    sources, tree, skipped = find_sources(paths, settings.exclude)
    includes = Includes(tree)
    planner = _Planner(includes, settings, models, paths)
    units: dict[str, SourceUnit] = {}
    included: set[str] = set()
    for source in sources:
        file = includes.file(source)
        if file is None:
            skipped.append(Skipped(shown(source), 0, "", "the file cannot be read"))
            continue
        units[source], reached = planner.unit(source, file)
        if source not in included:
            included.update(reached.sources)
    # A .c file that another one includes is part of that one.
    own = (unit for source, unit in units.items() if source not in included)
    return Discovery(tuple(_sharing(own)), tuple(skipped))


def _sharing(units: Iterable[SourceUnit]) -> Iterator[SourceUnit]:
    """The functions of a header are read with the first file of a directory that includes it, and not with each: files
    of one directory are always analysed together."""
    by_directory: dict[str, set[str]] = {}
    for unit in units:
        if unit.mode is not Mode.STUBS or unit.contents.is_binary:
            yield unit
            continue
        known = by_directory.setdefault(directory_of(unit.path), set())
        new = {header.path for header in unit.headers if header.path} - known
        known |= new
        yield replace(unit, shows=frozenset(new))


class _Planner:
    """Makes units. A file that compile_commands.json lists has its flags from there; --kernel-headers come second."""

    def __init__(self, includes: Includes, settings: Settings, models: Models, paths: Sequence[Path]) -> None:
        self._includes = includes
        calls = MentionKind.GLOBAL_IRQ_CALL
        self._marked = tuple(sorted((name, mention.kind is calls) for name, mention in models.mentions.items()))
        self._switches = tuple(sorted(models.switches))
        self._stub_flags = stub_flags(settings.define)
        self._given = tuple(f"-D{define}" for define in settings.define)
        self._popular = Header(kernel.POPULAR, "", Contents.of(kernel.popular_header(tuple(sorted(models.functions)))))
        kernel_source: Path | None = None
        self._kernel_flags: tuple[str, ...] = ()
        if settings.kernel_headers is not None:
            self._kernel_flags = kernel.kernel_flags(settings.kernel_headers, settings.define)
            kernel_source = kernel.source_of(settings.kernel_headers)
        self._makefiles = Makefiles(kernel_source)
        commands = settings.compile_commands
        if commands is None and kernel_source is None:
            commands = compile_commands.find(paths)
        self._commands = compile_commands.load(commands) if commands else {}

    def unit(self, source: str, file: File) -> tuple[SourceUnit, Reached]:
        absolute = os.path.abspath(source)  # links stay as written
        listed = self._commands.get(absolute)
        if listed is not None:
            return self._real(source, file, Mode.COMPILE_COMMANDS, (*listed, *self._given))
        if self._kernel_flags:
            return self._real(source, file, Mode.KERNEL_HEADERS, self._kernel_flags)
        local = self._makefiles.flags(source)
        name = virtual_name(file.path)
        reached = self._includes.reached(source, name, local.directories)
        unit = SourceUnit(
            path=file.path,
            name=name,
            contents=file.contents,
            headers=tuple(reached.headers.values()),
            mode=Mode.STUBS,
            flags=self._stub_flags,
            marked=self._marked,
            switches=self._switches,
            defines=local.defines,
            unresolved=tuple(dict.fromkeys(reached.unresolved)),
            rules=stub_digest(),
        )
        return unit, reached

    def _real(self, source: str, file: File, mode: Mode, flags: tuple[str, ...]) -> tuple[SourceUnit, Reached]:
        """A unit that is parsed with headers from the disk; the local ones are carried to tell them from the others."""
        local = self._makefiles.flags(source)
        reached = self._includes.reached(source, virtual_name(file.path), local.directories)
        roots = dict.fromkeys((*local.directories, *_include_roots(reached)))
        headers = [self._includes.header(path, os.path.abspath(path)) for path in reached.files]
        unit = SourceUnit(
            path=file.path,
            name=os.path.abspath(source),
            contents=file.contents,
            headers=(self._popular, *headers),
            mode=mode,
            flags=flags,
            marked=self._marked,
            switches=self._switches,
            defines=local.defines,
            roots=tuple(roots),
            rules=stub_digest(),
        )
        return unit, reached


def _include_roots(reached: Reached) -> list[str]:
    """The directories that would let clang find what was found elsewhere in the tree."""
    roots: list[str] = []
    for path, written in reached.files.items():
        if path.endswith("/" + written):
            roots.append(os.path.abspath(path.removesuffix(written)))
    return roots

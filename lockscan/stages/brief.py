"""What the scan keeps in mind of a parsed file: who it has to be linked with, what is reported of it, and no code."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.findings import Skipped
from lockscan.frontend.switching import flipped
from lockscan.frontend.unit import SourceUnit
from lockscan.frozen import dataclass
from lockscan.suppress import MARK
from lockscan.syntax.columns import initialiser_names, outside_names
from lockscan.syntax.unit import ParsedUnit


@dataclass(frozen=True, slots=True)
class Brief:
    """Of one unit. `defines`: functions and variables that other files can name; `names`: those that it names itself.

    `headers`: its local headers with code, variables or records in them. `sources`: the files that findings can be in;
    `commented`: those with a comment for lockscan. `switched`: files, and the switches that they flip.
    """

    path: str
    lines: int
    functions_seen: int
    functions_analysed: int
    lost: tuple[Skipped, ...]
    notes: tuple[str, ...]
    defines: frozenset[str]
    names: frozenset[str]
    headers: frozenset[str]
    sources: tuple[str, ...]
    commented: tuple[str, ...]
    switched: tuple[tuple[str, frozenset[str]], ...]


def brief_of(unit: ParsedUnit, source: SourceUnit) -> Brief:
    """`source`: what it was parsed from.

    Macros may write functions that a lexical count cannot see, so no file has more analysed than seen."""
    analysed = sum(function.file == unit.path for function in unit.functions)
    defines = frozenset(_defined(unit))
    return Brief(
        path=unit.path,
        lines=sum(text.data.count(b"\n") for text in unit.sources if text.path == unit.path),
        functions_seen=unit.seen_functions,
        functions_analysed=min(unit.seen_functions, analysed),
        lost=tuple(Skipped(lost.file, lost.line, lost.function, lost.reason) for lost in unit.lost),
        notes=unit.problems,
        defines=defines,
        names=frozenset(_named(unit)) - defines,
        headers=frozenset(_places(unit)) - {unit.path},
        sources=tuple(text.path for text in unit.sources),
        commented=tuple(text.path for text in unit.sources if MARK in text.data),
        switched=tuple(_switched(source)),
    )


def _switched(source: SourceUnit) -> Iterator[tuple[str, frozenset[str]]]:
    """In its file and the local ones that this includes."""
    local = {header.path: header.contents for header in source.headers if header.path}
    for path, contents in {**local, source.path: source.contents}.items():
        found = flipped(contents.data, source.switches)
        if found:
            yield path, found


def _defined(unit: ParsedUnit) -> Iterator[str]:
    yield from (function.name for function in unit.functions if not function.is_static)
    yield from (entry.name for entry in unit.globals if entry.is_external)


def _named(unit: ParsedUnit) -> Iterator[str]:
    yield from outside_names([function.body for function in unit.functions])
    for entry in unit.globals:
        yield from initialiser_names(entry.body)


def _places(unit: ParsedUnit) -> Iterator[str]:
    yield from (function.file for function in unit.functions)
    yield from (outline.path for outline in unit.outlines)
    yield from (entry.file for entry in unit.globals)
    yield from (record.file for record in unit.records)

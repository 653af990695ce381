"""The truth: the functions and calls that are written in a driver, as clang sees them with the real headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ctypes import byref, c_uint, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import clang.cindex as ci

_RECORD: Final = 0x01  # macros
_KEEP_GOING: Final = 0x200
_ERROR: Final = 3
_ARGUMENTS_LENGTH: Final = 200  # of a macro that defines a function
_PART_LENGTH: Final = 4  # of a pasted name that tells where it comes from
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_ARGUMENTS: Final = re.compile(rb"\s*\(")


@dataclass(frozen=True, slots=True)
class Written:
    """`functions`: name to span. `calls`: name and offset; a call out of a macro is where the macro is used."""

    functions: Mapping[str, tuple[int, int]]
    calls: frozenset[tuple[str, int]]


@dataclass(slots=True)
class _Macros:
    """Macros of the driver itself, by the words of their text; uses of any macro in the driver's file."""

    own: dict[str, set[str]] = field(default_factory=dict)
    uses: list[tuple[str, int]] = field(default_factory=list)


def written(source: Path, arguments: list[str], modelled: frozenset[str], kernel: tuple[Path, ...]) -> Written | None:
    """None if the file does not parse without errors. `modelled`: the calls of interest; `kernel`: its headers."""
    unit = ci.Index.create().parse(str(source), args=arguments, options=_RECORD | _KEEP_GOING)
    if any(diagnostic.severity >= _ERROR for diagnostic in unit.diagnostics):
        return None
    data = source.read_bytes()
    macros = _Macros()
    definitions: list[Any] = []
    roots = tuple(f"{directory}/" for directory in kernel)
    for cursor in unit.cursor.get_children():
        place = cursor.location
        file = place.file.name if place.file else ""
        if cursor.kind == ci.CursorKind.MACRO_DEFINITION:
            if file and not file.startswith(roots):
                macros.own[cursor.spelling] = _words(cursor, data if file == str(source) else Path(file).read_bytes())
        elif file == str(source):
            if cursor.kind == ci.CursorKind.MACRO_INSTANTIATION:
                macros.uses.append((cursor.spelling, place.offset))
            elif cursor.kind == ci.CursorKind.FUNCTION_DECL and cursor.is_definition():
                definitions.append(cursor)
    functions: dict[str, tuple[int, int]] = {}
    calls: set[tuple[str, int]] = set()
    for definition in definitions:
        if _is_written(definition, data, macros):
            functions[definition.spelling] = (definition.extent.start.offset, definition.extent.end.offset)
            calls.update(_calls(definition, data, modelled))
    spans = sorted(functions.values())
    macro_calls = _macro_calls(macros, modelled, data)
    calls.update((name, at) for name, at in macro_calls if any(start <= at < end for start, end in spans))
    return Written(functions, frozenset(calls))


def _words(definition: Any, data: bytes) -> set[str]:
    """The words of a macro definition."""
    extent = definition.extent
    text = data[extent.start.offset : extent.end.offset]
    return {word.decode() for word in _WORD.findall(text)}


def _is_written(definition: Any, data: bytes, macros: _Macros) -> bool:
    """The file spells the function's name, or makes it with a macro of its own.

    Not what a macro of the kernel defines inside one of the driver's macros, such as the type checks of module_param().
    """
    name, start = definition.spelling, definition.location.offset
    word = _WORD.match(data, start)
    if word is None or word[0].decode() == name:
        return word is not None
    macro = word[0].decode()
    if macro not in macros.own:
        return False
    used = data[start : definition.extent.end.offset + _ARGUMENTS_LENGTH].partition(b")")[0]
    parts = {part for part in _reached(macro, macros.own) if len(part) >= _PART_LENGTH}
    return name.encode() in _WORD.findall(used) or any(part in name for part in parts)


def _calls(definition: Any, data: bytes, modelled: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Calls whose name stands in the file, also in the argument of a macro."""
    for cursor in definition.walk_preorder():
        if cursor.kind == ci.CursorKind.CALL_EXPR and cursor.spelling in modelled:
            offset = _file_offset(cursor.location)
            word = _WORD.match(data, offset)
            if word is not None and word[0].decode() == cursor.spelling:
                yield cursor.spelling, offset


def _file_offset(location: Any) -> int:
    """Where it is written, rather than where the macro around it is."""
    file, line, column, offset = c_void_p(), c_uint(), c_uint(), c_uint()
    ci.conf.lib.clang_getFileLocation(location, byref(file), byref(line), byref(column), byref(offset))
    return offset.value


def _macro_calls(macros: _Macros, modelled: frozenset[str], data: bytes) -> Iterator[tuple[str, int]]:
    """A modelled name may be a macro itself, or stand in the text of one of the driver's own macros."""
    for name, offset in macros.uses:
        if name in modelled:
            if _ARGUMENTS.match(data, offset + len(name)):
                yield name, offset
        elif name in macros.own:
            for word in _reached(name, macros.own):
                if word in modelled:
                    yield word, offset


def _reached(name: str, own: Mapping[str, set[str]]) -> set[str]:
    """The words of a macro and of the own macros that it uses."""
    seen: set[str] = set()
    open_names = [name]
    while open_names:
        for word in own[open_names.pop()]:
            if word not in seen:
                seen.add(word)
                if word in own:
                    open_names.append(word)
    return seen

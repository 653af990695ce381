"""Rows to the values of `syntax.unit`: functions with their bodies, and variables with initialisers."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from lockscan.frontend.flatten import Flat
from lockscan.frozen import dataclass
from lockscan.syntax.columns import (
    AUX,
    CODE,
    END,
    EXTRA,
    FILE_SHIFT,
    IN_MACRO,
    IS_STATIC,
    NAME,
    RECORD,
    ROW_BYTES,
    SIZE,
    START,
    WIDTH,
    Body,
    Code,
    NameKind,
    codes_of,
    rows_of,
)
from lockscan.syntax.nodes import Span
from lockscan.syntax.unit import Function, Global, Outline, Parameter, SourceText

_ANNOTATION: Final = re.compile(rb"\b__[a-z]\w*")
# Larger initialisers without a function or variable in them are tables of numbers, of no interest to anyone.
_MAX_PLAIN_INITIALISER: Final = 64
_DIGEST_BYTES: Final = 8
_REFERENCES: Final = (int(NameKind.FUNCTION), int(NameKind.GLOBAL), int(NameKind.STATIC))
# Plain numbers, for the loops that run over every row.
_FUNCTION, _VARIABLE, _PARAMETER, _BLOCK = (
    int(code) for code in (Code.FUNCTION, Code.VARIABLE, Code.PARAMETER, Code.BLOCK)
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """What stands in the files of one translation unit. `outlines`: of all that have functions."""

    functions: tuple[Function, ...]
    globals: tuple[Global, ...]
    outlines: tuple[Outline, ...]


class Assembler:
    """`sources` maps the names that clang knows to what people see. Functions of the files `outlined`, by the paths
    that people see, are left out."""

    def __init__(self, flat: Flat, sources: Mapping[str, SourceText], outlined: Collection[str] = ()) -> None:
        self._rows, self._strings = flat
        self._sources = sources
        self._outlined = outlined
        self._columns = array("i")
        self._columns.frombytes(self._rows)
        self._codes = codes_of(self._rows)
        self._parameters: dict[tuple[int, int, int], Parameter] = {}

    def assemble(self) -> Assembled:
        functions: dict[tuple[str, str, int], Function] = {}
        variables: dict[tuple[str, str, int], Global] = {}
        seen: dict[str, set[tuple[str, int]]] = {}
        for row in self._children(0, len(self._columns)):
            source = self._sources.get(self._strings[self._columns[row + AUX] >> FILE_SHIFT])
            if source is None:
                continue
            if self._columns[row + CODE] == _FUNCTION:
                named = self._strings[self._columns[row + NAME]], self._columns[row + EXTRA]
                seen.setdefault(source.path, set()).add(named)
                if source.path in self._outlined:
                    continue
                function = self._function(row, source)
                # A header that is reached by two names, or twice without guard, is still one header.
                if functions.setdefault((source.path, function.name, function.span.start), function) is function:
                    for found in self._statics(row, function, source):
                        variables[found.file, found.name, found.start] = found
            elif self._columns[row + CODE] == _VARIABLE:
                found = self._variable(row, source, "")
                variables[found.file, found.name, found.start] = found
        outlines = tuple(Outline(path, _digest(names), path not in self._outlined) for path, names in seen.items())
        return Assembled(tuple(functions.values()), tuple(variables.values()), outlines)

    def _children(self, start: int, end: int) -> Iterator[int]:
        row = start
        while row < end:
            yield row
            row += self._columns[row + SIZE] * WIDTH

    def _body(self, row: int, source: SourceText) -> Body:
        start = row // WIDTH * ROW_BYTES
        size = self._columns[row + SIZE] * ROW_BYTES
        return Body(self._rows[start : start + size], self._strings, source.data)

    def _function(self, row: int, source: SourceText) -> Function:
        columns, strings = self._columns, self._strings
        span = Span(columns[row + START], columns[row + END])
        parameters: list[Parameter] = []
        body = Body(b"", strings, source.data)
        body_start = span.end
        for child in self._children(row + WIDTH, row + columns[row + SIZE] * WIDTH):
            if columns[child + CODE] == _PARAMETER:
                key = columns[child + NAME], columns[child + EXTRA], columns[child + RECORD]
                parameters.append(self._parameter(key))
            elif columns[child + CODE] == _BLOCK:
                body = self._body(child, source)
                body_start = columns[child + START]
        name = strings[columns[row + NAME]]
        name_start = columns[row + EXTRA]
        head = source.data[span.start : max(span.start, body_start)]
        annotations = _ANNOTATION.findall(head) if b"__" in head else ()
        return Function(
            name=name,
            file=source.path,
            span=span,
            name_span=Span(name_start, name_start + len(name.encode())),
            parameters=tuple(parameters),
            returns=strings[columns[row + RECORD]],
            is_static=columns[row + AUX] & IS_STATIC != 0,
            annotations=tuple(dict.fromkeys(word.decode("ascii", "replace") for word in annotations)),
            body=body,
            in_macro=columns[row + AUX] & IN_MACRO != 0,
        )

    def _parameter(self, key: tuple[int, int, int]) -> Parameter:
        """The functions of a file share most of their parameters."""
        known = self._parameters.get(key)
        if known is None:
            name, type_, record = (self._strings[at] for at in key)
            known = self._parameters[key] = Parameter(name, type_, record)
        return known

    def _statics(self, row: int, function: Function, source: SourceText) -> Iterator[Global]:
        """The static variables inside a function."""
        columns = self._columns
        for at in rows_of(self._codes, Code.VARIABLE, row, row + columns[row + SIZE] * WIDTH):
            if columns[at + AUX] & IS_STATIC:
                yield self._variable(at, source, function.name)

    def _variable(self, row: int, source: SourceText, function: str) -> Global:
        body = self._body(row, source)
        if len(body) > _MAX_PLAIN_INITIALISER and not self._refers(row, len(body)):
            head = self._columns[row : row + WIDTH]
            head[SIZE] = 2
            opaque = array("i", (Code.OPAQUE, 1, head[START], head[END], 0, 0, 0, 0))
            body = Body((head + opaque).tobytes(), self._strings, source.data)
        return Global(source.path, body, function)

    def _refers(self, row: int, rows: int) -> bool:
        """Is there a function, variable or call in these rows?"""
        names = rows_of(self._codes, Code.NAME, row, row + rows * WIDTH)
        return any(self._columns[at + AUX] & 0xFF in _REFERENCES for at in names)


def _digest(functions: Iterable[tuple[str, int]]) -> bytes:
    """Of the names and places of a file's functions."""
    lines = "\n".join([f"{name} {at}" for name, at in sorted(functions)])
    return hashlib.blake2b(lines.encode("utf-8", "surrogateescape"), digest_size=_DIGEST_BYTES).digest()

"""Rows to the values of `syntax.unit`: functions with their bodies, and variables with initialisers."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lockscan.frontend.flatten import Flat
from lockscan.syntax import build
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
)
from lockscan.syntax.nodes import Opaque, Span
from lockscan.syntax.unit import Function, Global, Parameter, SourceText

_ANNOTATION: Final = re.compile(rb"\b__[a-z]\w*")
# Larger initialisers without a function or variable in them are tables of numbers, of no interest to anyone.
_MAX_PLAIN_INITIALISER: Final = 64


@dataclass(frozen=True, slots=True)
class Assembled:
    """What stands in the files of one translation unit."""

    functions: tuple[Function, ...]
    globals: tuple[Global, ...]


class Assembler:
    """`sources` maps the names that clang knows to what people see."""

    def __init__(self, flat: Flat, sources: Mapping[str, SourceText]) -> None:
        self._rows, self._strings = flat
        self._sources = sources
        self._columns = array("i")
        self._columns.frombytes(self._rows)

    def assemble(self) -> Assembled:
        functions: dict[tuple[str, str, int], Function] = {}
        variables: dict[tuple[str, str, int], Global] = {}
        for row in self._children(0, len(self._columns)):
            source = self._sources.get(self._strings[self._columns[row + AUX] >> FILE_SHIFT])
            if source is None:
                continue
            if self._columns[row + CODE] == Code.FUNCTION:
                function = self._function(row, source)
                # A header that is reached by two names, or twice without guard, is still one header.
                if functions.setdefault((source.path, function.name, function.span.start), function) is function:
                    for found in self._statics(row, function, source):
                        variables[found.file, found.variable.name, found.variable.span.start] = found
            elif self._columns[row + CODE] == Code.VARIABLE:
                found = self._variable(row, source, "")
                variables[found.file, found.variable.name, found.variable.span.start] = found
        return Assembled(tuple(functions.values()), tuple(variables.values()))

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
            if columns[child + CODE] == Code.PARAMETER:
                name, type_, record = (strings[columns[child + column]] for column in (NAME, EXTRA, RECORD))
                parameters.append(Parameter(name, type_, record))
            elif columns[child + CODE] == Code.BLOCK:
                body = self._body(child, source)
                body_start = columns[child + START]
        name = strings[columns[row + NAME]]
        name_start = columns[row + EXTRA]
        head = source.data[span.start : max(span.start, body_start)]
        return Function(
            name=name,
            file=source.path,
            span=span,
            name_span=Span(name_start, name_start + len(name.encode())),
            parameters=tuple(parameters),
            returns=strings[columns[row + RECORD]],
            is_static=columns[row + AUX] & IS_STATIC != 0,
            annotations=tuple(dict.fromkeys(word.decode("ascii", "replace") for word in _ANNOTATION.findall(head))),
            body=body,
            in_macro=columns[row + AUX] & IN_MACRO != 0,
        )

    def _statics(self, row: int, function: Function, source: SourceText) -> Iterator[Global]:
        """The static variables inside a function."""
        columns = self._columns
        end = row + columns[row + SIZE] * WIDTH
        for at in range(row, end, WIDTH):
            if columns[at + CODE] == Code.VARIABLE and columns[at + AUX] & IS_STATIC:
                yield self._variable(at, source, function.name)

    def _variable(self, row: int, source: SourceText, function: str) -> Global:
        body = self._body(row, source)
        if len(body) > _MAX_PLAIN_INITIALISER and not self._refers(row, len(body)):
            bare = self._columns[row : row + WIDTH]
            bare[SIZE] = 1
            variable = build.variable(Body(bare.tobytes(), self._strings, source.data))
            variable = replace(variable, init=Opaque(variable.span))
        else:
            variable = build.variable(body)
        return Global(source.path, variable, function)

    def _refers(self, row: int, rows: int) -> bool:
        """Is there a function, variable or call in these rows?"""
        columns = self._columns
        names = (NameKind.FUNCTION, NameKind.GLOBAL, NameKind.STATIC)
        return any(
            columns[at + CODE] == Code.NAME and columns[at + AUX] & 0xFF in names
            for at in range(row, row + rows * WIDTH, WIDTH)
        )

"""Parses C text with the bundled stub headers, for the tests of those headers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.frontend.lexical import mask
from lockscan.frontend.parse import parse
from lockscan.models.effects import Models
from lockscan.models.load import load
from lockscan.syntax.build import statements
from lockscan.syntax.columns import CODE, NAME, SIZE, START, WIDTH, Code
from lockscan.syntax.nodes import Block
from lockscan.syntax.unit import Function, Global, ParsedUnit

LOCK_CALL = re.compile(
    rb"\b(?:spin|read|write|mutex)_(?:un)?lock\w*|\bcli\b|\bsti\b|\b(?:save|restore)_flags\b|\bsave_and_cli\b|\brequest_irq\b"
)


@cache
def models() -> Models:
    return load()


def parsed(path: Path) -> ParsedUnit:
    (unit,) = discover([path], Settings(), models()).units
    return parse(unit)


def parsed_text(directory: Path, text: str) -> ParsedUnit:
    path = directory / "driver.c"
    path.write_text(text)
    return parsed(path)


def function(unit: ParsedUnit, name: str) -> Function:
    return next(function for function in unit.functions if function.name == name)


def variable(unit: ParsedUnit, name: str) -> Global:
    return next(entry for entry in unit.globals if entry.variable.name == name)


def body(unit: ParsedUnit, name: str) -> Block:
    return statements(function(unit, name).body)


def calls(function: Function) -> set[tuple[str, int]]:
    """Name and offset of every direct call."""
    columns, strings = function.body.columns(), function.body.strings
    rows = range(0, len(columns) - WIDTH, WIDTH)
    found = (row for row in rows if columns[row + CODE] == Code.CALL and columns[row + SIZE] > 1)
    return {
        (strings[columns[row + WIDTH + NAME]], columns[row + START])
        for row in found
        if columns[row + WIDTH + CODE] == Code.NAME
    }


def called(unit: ParsedUnit, name: str) -> list[str]:
    """The names that a function calls, in the order of the text."""
    return [called for called, _ in sorted(calls(function(unit, name)), key=lambda call: call[1])]


def written_lock_calls(data: bytes) -> set[tuple[str, int]]:
    """The lock calls in a text, outside of comments, strings and macro definitions."""
    text = re.sub(rb"^[ \t]*#(?:[^\\\n]|\\\n)*", lambda match: b" " * len(match[0]), mask(data), flags=re.MULTILINE)
    return {
        (match[0].decode(), match.start())
        for match in LOCK_CALL.finditer(text)
        if text[match.end() : match.end() + 1] == b"(" and text[match.start() - 1 : match.start()] not in (b".", b">")
    }

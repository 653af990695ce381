"""What the texts of a unit declare, read without a parser: records with what they hold by value, and functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lockscan.frontend.texts import remembered, shown
from lockscan.frontend.unit import SourceUnit
from lockscan.seldom import seldom
from lockscan.syntax.unit import Record

_WORDS: Final = rb"\b(?P<words>(?:\s+\w++(?:\([^(){}]*\))?)*+)\s*\{"
_HEADS: Final = tuple(re.compile(keyword + _WORDS) for keyword in (b"struct", b"union"))  # fast: a literal comes first
_TYPEDEF: Final = re.compile(rb"\btypedef\s+\Z")
_BRACE: Final = re.compile(rb"[{}]")
_MOST_BRACES: Final = 1000
_REACH: Final = 40
_LONGEST: Final = 2000  # declaration that is looked back on
_DECLARATION_END: Final = seldom(rb"[;}][ \t]*(?:\n|\Z)|^[ \t]*#[^\n]*\n|\*/[ \t]*\n", re.MULTILINE)
_AFTER: Final = re.compile(rb"[^;{}()=]*;")
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_BY_VALUE: Final = re.compile(
    rb"\b(?:(?:struct|union)\s+(\w+)|(\w+_t))\s+\w+(?:\s*\[[^\]]*\])*(?:\s*__\w+(?:\([^()]*\))?)*\s*[;,]"
)

Holding = tuple[str, tuple[str, ...]]  # a record and the records that it holds by value


def declared(unit: SourceUnit, names: Iterable[str]) -> tuple[tuple[Record, ...], frozenset[str]]:
    """Records that the scanned files define as the unit sees them, and those of the functions `names` that its headers
    declare."""
    found = {record.name: record for record in _records_of(unit.data, unit.path)}
    marked = unit.marked_words
    asked = frozenset(name.encode("utf-8", "surrogateescape") for name in names)
    functions: set[bytes] = set()
    for header in {header.path: header for header in unit.headers if header.path}.values():
        functions |= shown(header.data, marked).prototypes & asked
        for record in _records_of(header.data, header.path) if header.is_scanned else ():
            found.setdefault(record.name, record)
    return tuple(found.values()), frozenset(name.decode("ascii") for name in functions)


@remembered
def _records_of(data: bytes, path: str) -> tuple[Record, ...]:
    return tuple(Record(name, path, holds) for name, holds in records(data))


@remembered
def records(data: bytes) -> tuple[Holding, ...]:
    """Those that a text defines; typedefs of a record count as its names. Braces in comments may hide a record: then
    nobody says anything about it."""
    found = {name: tuple(dict.fromkeys(holds)) for name, holds in tuple(_records(data))}
    return tuple(found.items())


def _records(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """The lists are complete when all records have been seen."""
    opened: list[tuple[int, list[str]]] = []  # records around this one: where they end, and the named ones inside
    heads = (head for pattern in _HEADS for head in pattern.finditer(data))
    for head in sorted(heads, key=lambda head: head.start()):
        end = _end(data, head.end())
        names = _names(head, data, end)
        while opened and opened[-1][0] < end:
            opened.pop()
        for _, inside in opened:
            inside.extend(names)
        by_value = (one or other for one, other in _BY_VALUE.findall(data, head.end(), end))
        holds = [name.decode("ascii", "replace") for name in by_value]
        opened.append((end, holds))
        yield from ((name, holds) for name in names)


def _end(data: bytes, start: int) -> int:
    """Behind the brace that closes the one before `start`; `start` itself if it is far away."""
    depth = 1
    for brace in islice(_BRACE.finditer(data, start), _MOST_BRACES):
        depth += 1 if brace[0] == b"{" else -1
        if depth == 0:
            return brace.end()
    return start


def _names(head: re.Match[bytes], data: bytes, end: int) -> list[str]:
    """The tag (attributes begin with __), and the names of a typedef."""
    words = [word for word in _WORD.findall(head["words"]) if not word.startswith(b"__")][:1]
    is_typedef = _TYPEDEF.search(data, max(0, head.start() - _REACH), head.start()) is not None
    after = _AFTER.match(data, end) if is_typedef else None
    if after is not None:
        words.extend(_WORD.findall(after[0]))
    return [word.decode("ascii", "replace") for word in words]


def declaration_start(text: bytes, offset: int) -> int:
    """Behind the declaration or directive before the one at `offset`."""
    before = text[max(0, offset - _LONGEST) : offset]
    start = max((found.end() for found in _DECLARATION_END.finditer(before)), default=0)
    rest = before[start:]
    return offset - len(before) + start + len(rest) - len(rest.lstrip())

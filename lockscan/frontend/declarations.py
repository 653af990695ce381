"""What a text declares, read without a parser: records, what they hold by value, and prototypes of functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from lockscan.frontend.unit import SourceUnit
from lockscan.frozen import dataclass
from lockscan.syntax.unit import Record

_WORDS: Final = rb"\b(?P<words>(?:\s+\w++(?:\([^(){}]*\))?)*+)\s*\{"
_HEADS: Final = tuple(re.compile(keyword + _WORDS) for keyword in (b"struct", b"union"))  # fast: a literal comes first
_TYPEDEF: Final = re.compile(rb"\btypedef\s+\Z")
_BRACE: Final = re.compile(rb"[{}]")
_MOST_BRACES: Final = 1000
_REACH: Final = 40
_AFTER: Final = re.compile(rb"[^;{}()=]*;")
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_BY_VALUE: Final = re.compile(
    rb"\b(?:(?:struct|union)\s+(\w+)|(\w+_t))\s+\w+(?:\s*\[[^\]]*\])*(?:\s*__\w+(?:\([^()]*\))?)*\s*[;,]"
)
_PROTOTYPE: Final = re.compile(
    rb"^(?!static\b|typedef\b|return\b)[A-Za-z_][\w \t*]*?\s\**([A-Za-z_]\w*)[ \t]*\(", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Declarations:
    """Of one text. `records`: name and the records that it holds by value; typedefs of a record count as its names."""

    records: tuple[tuple[str, tuple[str, ...]], ...]
    functions: frozenset[str]


def declared(unit: SourceUnit, names: Iterable[str]) -> tuple[tuple[Record, ...], frozenset[str]]:
    """Records that the scanned files define as the unit sees them, and those of the functions `names` that its headers
    declare."""
    records = {name: Record(name, unit.path, holds) for name, holds in declarations(unit.data).records}
    functions: set[str] = set()
    for header in unit.headers:
        found = declarations(header.data) if header.path else None
        if found is not None:
            functions |= found.functions
            for name, holds in found.records if header.is_scanned else ():
                records.setdefault(name, Record(name, header.path, holds))
    return tuple(records.values()), frozenset(functions.intersection(names))


@lru_cache(maxsize=4096)  # a header is included by many files
def declarations(data: bytes) -> Declarations:
    """Braces in comments may hide a record: then nobody says anything about it."""
    functions = frozenset(found.decode("ascii", "replace") for found in _PROTOTYPE.findall(data))
    records = {name: tuple(dict.fromkeys(holds)) for name, holds in tuple(_records(data))}
    return Declarations(tuple(records.items()), functions)


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

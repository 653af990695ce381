"""Where a body speaks of a member or variable, and what it does with it, read from the columns alone."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Container, Iterator
from struct import Struct

from lockscan.frozen import dataclass
from lockscan.syntax.columns import (
    AUX,
    CODE,
    END,
    EXTRA,
    NAME,
    RECORD,
    SIZE,
    START,
    UNARY_OPERATORS,
    WIDTH,
    Body,
    Code,
    NameKind,
    codes_of,
    rows_of,
)
from lockscan.syntax.nodes import Span

_INDEX = Struct("i")  # of a string, as in the columns
_ADDRESS = UNARY_OPERATORS.index("&")
_WRAPPERS = (Code.UNARY, Code.INDEX)
_KINDS = {Code.MEMBER, Code.DESIGNATOR, Code.NAME}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`record` declares the member, "" when it is not known; variables have `kind` and no record.

    `callee` is the function that it, an element of it, or the address of either is handed to as argument number
    `argument`; "" where something else happens to it.
    """

    name: str
    record: str
    kind: int
    span: Span
    callee: str = ""
    argument: int = 0


def occurrences(body: Body, wanted: Collection[int]) -> Iterator[Occurrence]:
    """Of the members and variables whose names have the indices `wanted` in the body's strings."""
    columns = body.columns()
    names = columns[NAME::WIDTH]
    text = names.tobytes()
    for name in wanted:
        at = -1
        while _INDEX.pack(name) in text:  # mostly not, and bytes are searched fastest
            try:
                at = names.index(name, at + 1)
            except ValueError:
                break
            if columns[at * WIDTH + CODE] in _KINDS:
                yield _occurrence(body, columns, at * WIDTH)


def _occurrence(body: Body, columns: array[int], row: int) -> Occurrence:
    span = Span(columns[row + START], columns[row + END])
    name = body.strings[columns[row + NAME]]
    if columns[row + CODE] == Code.NAME:
        record, kind = "", columns[row + AUX] & 0xFF
    else:
        record, kind = body.strings[columns[row + RECORD]], 0
    callee, argument = _handed_to(body, columns, row) if columns[row + CODE] != Code.DESIGNATOR else ("", 0)
    return Occurrence(name, record, kind, span, callee, argument)


def _handed_to(body: Body, columns: array[int], row: int) -> tuple[str, int]:
    """The function whose argument is this lvalue, its element, or the address of either; ("", 0) if there is none."""
    while row >= WIDTH and _is_around(columns, row - WIDTH):
        row -= WIDTH
    call = _parent(columns, row)
    callee = call + WIDTH
    if call < 0 or callee == row or columns[call + CODE] != Code.CALL or columns[callee + CODE] != Code.NAME:
        return "", 0
    if columns[callee + AUX] & 0xFF != NameKind.FUNCTION:
        return "", 0
    argument, child = -1, callee
    while child < row:
        child += columns[child + SIZE] * WIDTH
        argument += 1
    return body.strings[columns[callee + NAME]], argument


def _is_around(columns: array[int], row: int) -> bool:
    """Does the row pick an element of its first child, or take its address?"""
    code = columns[row + CODE]
    return code == Code.INDEX or (code == Code.UNARY and columns[row + AUX] == _ADDRESS)


def _parent(columns: array[int], row: int) -> int:
    """The row that this one is a child of; -1 at the top."""
    at = row - WIDTH
    while at >= 0 and at + columns[at + SIZE] * WIDTH <= row:
        at -= WIDTH
    return at


@dataclass(frozen=True, slots=True)
class Passing:
    """A call to `callee` with a `record`, or a pointer to one, among its arguments."""

    callee: str
    record: str


def passings(body: Body, callees: Collection[int], records: Collection[int]) -> Iterator[Passing]:
    """Calls of these functions with these records, or pointers to them; both are given as indices into the strings."""
    columns = body.columns()
    names = columns[NAME::WIDTH]
    for name in callees:
        at = -1
        while True:
            try:
                at = names.index(name, at + 1)
            except ValueError:
                break
            call = (at - 1) * WIDTH
            if call < 0 or columns[call + CODE] != Code.CALL:
                continue
            for record in _records_passed(columns, call):
                if record in records:
                    yield Passing(body.strings[name], body.strings[record])


def _records_passed(columns: array[int], call: int) -> Iterator[int]:
    """What each argument is, or points to: that of the outermost member, variable or cast."""
    arg, end = call + 2 * WIDTH, call + columns[call + SIZE] * WIDTH
    while arg < end:
        row = arg
        while row < end and (columns[row + CODE] in _WRAPPERS or _is_plain_cast(columns, row)):
            row += WIDTH
        code = columns[row + CODE] if row < end else Code.OPAQUE
        if code in (Code.NAME, Code.CAST, Code.MEMBER):
            yield columns[row + (EXTRA if code == Code.MEMBER else RECORD)]
        arg += columns[arg + SIZE] * WIDTH


def _is_plain_cast(columns: array[int], row: int) -> bool:
    return columns[row + CODE] == Code.CAST and not columns[row + RECORD]


def positional(body: Body, records: Container[int]) -> Iterator[tuple[str, str]]:
    """(record, field) of what initialisers of these records set by position; `{0}` sets none.

    The records are given as indices into the body's strings.
    """
    codes = codes_of(body.rows)
    columns = body.columns() if Code.INIT_LIST in codes else array("i")
    for row in rows_of(codes, Code.INIT_LIST, 0, len(columns)):
        if columns[row + RECORD] not in records:
            continue
        child, end, count = row + WIDTH, row + columns[row + SIZE] * WIDTH, 0
        while child < end and columns[child + CODE] != Code.DESIGNATED:
            child += columns[child + SIZE] * WIDTH
            count += 1
        if count > 1 or (count == 1 and columns[row + WIDTH + CODE] != Code.INT):
            record = body.strings[columns[row + RECORD]]
            for name in body.strings[columns[row + EXTRA]].split(",")[:count]:
                yield record, name

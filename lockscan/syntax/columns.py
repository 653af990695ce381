"""One function body (or one initialiser) as flat columns: cheap to make, to carry and to compare; no trees.

A row is eight 32-bit integers, rows stand in preorder, and `SIZE` counts the rows of a row's subtree, itself included:

    CODE  SIZE  START  END  NAME  AUX  RECORD  EXTRA

`NAME`, `RECORD` and (by code) `EXTRA` are indices into the string table, whose entry 0 is "". What the columns mean for
a given code stands beside the code below. Offsets are bytes of the file that the body is written in.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum
from itertools import compress
from struct import Struct
from typing import Final

from lockscan.frozen import dataclass

WIDTH: Final = 8
CODE, SIZE, START, END, NAME, AUX, RECORD, EXTRA = range(WIDTH)
ROW_BYTES: Final = 4 * WIDTH
ROW: Final = Struct(f"{WIDTH}i")
_LOW_BYTE: Final = 0 if sys.byteorder == "little" else 3


class Code(IntEnum):
    """What a row is. `_flatten.c` and `walk.py` write these numbers; `build.py` reads them."""

    # File scope.
    FUNCTION = 1  # name, aux: flags | file << FILE_SHIFT, record: return type, extra: offset of the name
    PARAMETER = 2  # name, aux: flags, record, extra: type as spelled
    VARIABLE = 3  # name, aux: flags | file << FILE_SHIFT (0: local), record, extra: type; holds CLEANUPs, initialiser
    CLEANUP = 4  # an attribute of a variable; its text tells whether it is a cleanup
    # Expressions.
    NAME = 10  # name, aux: NameKind | pointer << 8, record, extra: parameter position or an unknown constant's stand-in
    MEMBER = 11  # name ("" for the hop into an anonymous record), aux: 1 for ->, record, extra: pointee record
    INDEX = 12
    UNARY = 13  # aux: index into UNARY_OPERATORS
    BINARY = 14  # aux: index into BINARY_OPERATORS; assignments too
    CONDITIONAL = 15
    CALL = 16
    CAST = 17  # record; the operand is the last child
    INT = 18  # name of the enum constant or 0, aux: low 32 bits, extra: high 32 bits
    STRING = 19
    INIT_LIST = 20  # record, extra: the record's field names joined with commas
    DESIGNATED = 21  # children: DESIGNATOR or index expressions, then the value
    DESIGNATOR = 22  # name: field, record
    STATEMENT_EXPRESSION = 23
    LABEL_ADDRESS = 24  # name
    RECOVERED = 25  # clang could not type it. name: the file of its spelling, aux: offset there, record: the base's
    OPAQUE = 26  # nothing inside is of interest (sizeof, floating constants)
    # Statements.
    BLOCK = 40
    DECLARATION = 41
    IF = 42
    WHILE = 43
    DO = 44
    FOR = 45  # aux: 1 start, 2 test, 4 step are there
    SWITCH = 46
    CASE = 47
    DEFAULT = 48
    LABEL = 49  # name
    GOTO = 50  # name
    COMPUTED_GOTO = 51
    RETURN = 52
    BREAK = 53
    CONTINUE = 54
    ASM = 55
    EMPTY = 56


class NameKind(IntEnum):
    """The low byte of a NAME's aux."""

    LOCAL = 1
    PARAM = 2
    STATIC = 3
    GLOBAL = 4
    FUNCTION = 5
    CONSTANT = 6


_NAME, _MEMBER, _CALL = int(Code.NAME), int(Code.MEMBER), int(Code.CALL)
_FUNCTION, _GLOBAL = int(NameKind.FUNCTION), int(NameKind.GLOBAL)

IS_POINTER: Final = 1  # flags of PARAMETER and VARIABLE
IS_STATIC: Final = 2  # flags of FUNCTION and VARIABLE
IN_MACRO: Final = 4  # flag of FUNCTION and VARIABLE
FILE_SHIFT: Final = 4
NAME_POINTER: Final = 0x100

# Indexed by libclang's CXUnaryOperatorKind and CXBinaryOperatorKind.
UNARY_OPERATORS: Final = ("", "++", "--", "++", "--", "&", "*", "+", "-", "~", "!", "", "", "", "")
BINARY_OPERATORS: Final = (
    *("", ".*", "->*", "*", "/", "%", "+", "-", "<<", ">>", "<=>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|"),
    *("&&", "||", "=", "*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "^=", "|=", ","),
)
FIRST_ASSIGNMENT: Final = 22
LAST_ASSIGNMENT: Final = 32


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of one function body or initialiser. `strings` and `data` are shared with the file's other bodies."""

    rows: bytes
    strings: tuple[str, ...]
    data: bytes  # the file that the offsets count in: recovered expressions are read from its text

    def __len__(self) -> int:
        return len(self.rows) // ROW_BYTES

    def columns(self) -> array[int]:
        """All rows as one array of integers, row after row."""
        columns = array("i")
        columns.frombytes(self.rows)
        return columns

    def first_row(self) -> tuple[int, ...]:
        return ROW.unpack_from(self.rows)


def codes_of(rows: bytes) -> bytes:
    """The codes of all rows, one byte a row: what can be searched fastest."""
    return rows[_LOW_BYTE::ROW_BYTES]


def rows_of(codes: bytes, code: Code, start: int, end: int) -> Iterator[int]:
    """The rows of this code between the columns `start` and `end`, as indices of their first column."""
    last = end // WIDTH
    at = codes.find(code, start // WIDTH, last)
    while at >= 0:
        yield at * WIDTH
        at = codes.find(code, at + 1, last)


@dataclass(frozen=True, slots=True)
class FunctionNames:
    """How a body speaks of functions: `called` by name, `taken` as values; `has_pointer_call`: not all by name.

    `variables` are the external ones.
    """

    called: frozenset[str]
    taken: frozenset[str]
    has_pointer_call: bool
    variables: frozenset[str] = frozenset()

    def mentions(self, names: AbstractSet[str]) -> bool:
        """Does it speak of a function or external variable of one of these names?"""
        return not (names.isdisjoint(self.called) and names.isdisjoint(self.taken) and names.isdisjoint(self.variables))

    @property
    def outside(self) -> frozenset[str]:
        """Functions and external variables."""
        return self.called | self.taken | self.variables


def function_names(body: Body) -> FunctionNames:
    """Reads the columns only. A callee's name is the row right after its call's."""
    codes = codes_of(body.rows)
    columns, strings = body.columns(), body.strings
    called: list[str] = []
    taken: list[str] = []
    for at in _names_of(body.rows, codes, _FUNCTION):
        (called if at and codes[at - 1] == _CALL else taken).append(strings[columns[at * WIDTH + NAME]])
    variables = [strings[columns[at * WIDTH + NAME]] for at in _names_of(body.rows, codes, _GLOBAL)]
    has_pointer_call = codes.count(_CALL) > len(called)
    return FunctionNames(frozenset(called), frozenset(taken), has_pointer_call, frozenset(variables))


_IS_NAME: Final = bytes(code == Code.NAME for code in range(256))
_IS_OUTSIDE: Final = bytes(kind in (NameKind.FUNCTION, NameKind.GLOBAL) for kind in range(256))


def outside_names(bodies: Sequence[Body]) -> frozenset[str]:
    """Functions and external variables that any of the bodies names; they have one string table, as those of a file."""
    rows = b"".join([body.rows for body in bodies])
    if not rows:
        return frozenset()
    names = codes_of(rows).translate(_IS_NAME)
    outside = rows[4 * AUX + _LOW_BYTE :: ROW_BYTES].translate(_IS_OUTSIDE)
    both = int.from_bytes(names, "little") & int.from_bytes(outside, "little")
    columns = Body(rows, (), b"").columns()
    strings = bodies[0].strings
    return frozenset([strings[at] for at in set(compress(columns[NAME::WIDTH], both.to_bytes(len(names), "little")))])


_HOLDING: Final = frozenset(map(int, (Code.VARIABLE, Code.INIT_LIST, Code.DESIGNATED, Code.CAST, Code.UNARY)))


def initialiser_names(body: Body) -> Iterator[str]:
    """Functions and external variables that the initialiser of a variable stores as they are, or their addresses."""
    codes = codes_of(body.rows)
    found = {at for kind in (_FUNCTION, _GLOBAL) for at in _names_of(body.rows, codes, kind)}
    columns = body.columns() if found else array("i")
    at = 0
    while at < len(codes) and found:
        if codes[at] in _HOLDING:
            at += 1
            continue
        if at in found:
            yield body.strings[columns[at * WIDTH + NAME]]
        at += columns[at * WIDTH + SIZE]


def _names_of(rows: bytes, codes: bytes, kind: int) -> list[int]:
    """The numbers of the rows that are a name of this kind. Most names are locals: so the kind is looked for first."""
    kinds = rows[4 * AUX + _LOW_BYTE :: ROW_BYTES]
    found = []
    at = kinds.find(kind)
    while at >= 0:
        if codes[at] == _NAME:
            found.append(at)
        at = kinds.find(kind, at + 1)
    return found


def every_name(body: Body) -> frozenset[str]:
    """Whatever a row of the body has as its name."""
    return frozenset([body.strings[name] for name in set(body.columns()[NAME::WIDTH])])


def has_code(body: Body, code: Code) -> bool:
    """Does any row of the body have this code?"""
    return code in codes_of(body.rows)


_ADDRESS_OF: Final = UNARY_OPERATORS.index("&")
_CHANGING: Final = {
    int(Code.BINARY): frozenset(range(FIRST_ASSIGNMENT, LAST_ASSIGNMENT + 1)),
    int(Code.UNARY): frozenset((1, 2, 3, 4, _ADDRESS_OF)),
}
_OF_MEMBER: Final = re.compile(b"[%c%c]%c*%c" % (Code.BINARY, Code.UNARY, Code.INDEX, Code.MEMBER))


def changed_members(body: Body) -> frozenset[tuple[str, str]]:
    """(record, member) of what the body assigns to, or takes the address of. Reads the columns only."""
    columns, codes, strings = body.columns(), codes_of(body.rows), body.strings
    found: set[tuple[int, int]] = set()
    for operation in _OF_MEMBER.finditer(codes):
        at, target = operation.start(), WIDTH * (operation.end() - 1)
        if columns[at * WIDTH + AUX] in _CHANGING[codes[at]]:
            found.add((columns[target + RECORD], columns[target + NAME]))
    return frozenset([(strings[record], strings[name]) for record, name in found])


_PASSED: Final = (_ADDRESS_OF, UNARY_OPERATORS.index("*"))


def untyped_bases(body: Body) -> Iterator[tuple[str, str]]:
    """(record, member) of the members of unknown type of which, in turn, a member is used. Reads the columns only."""
    columns, codes, strings = body.columns(), codes_of(body.rows), body.strings
    records = columns[RECORD::WIDTH]
    at = codes.find(_MEMBER)
    while at >= 0:
        if not records[at] and codes[at + 1] != _NAME:
            base = at + 1
            while _is_passed(columns[base * WIDTH : base * WIDTH + WIDTH]):
                base += 1
            if codes[base] == _MEMBER and records[base] and not columns[base * WIDTH + EXTRA]:
                yield strings[records[base]], strings[columns[base * WIDTH + NAME]]
        at = codes.find(_MEMBER, at + 1)


def _is_passed(row: array[int]) -> bool:
    """Is what this row is about the first thing below it? So it is for subscripts, `*`, `&` and anonymous records."""
    match row[CODE]:
        case Code.INDEX:
            return True
        case Code.UNARY:
            return row[AUX] in _PASSED
        case Code.CAST:
            return row[RECORD] == 0
        case Code.MEMBER:
            return row[NAME] == 0
        case _:
            return False


_ABOUT: Final = frozenset(map(int, (Code.MEMBER, Code.INDEX, Code.UNARY)))


def member_values(body: Body) -> frozenset[tuple[str, str]]:
    """(record, member) of the members that are not only a way to something: assigned, passed on, tested."""
    columns, codes, strings = body.columns(), codes_of(body.rows), body.strings
    found: set[tuple[int, int]] = set()
    for row in rows_of(codes, Code.MEMBER, 0, len(columns)):
        if codes[row // WIDTH - 1] not in _ABOUT:
            found.add((columns[row + RECORD], columns[row + NAME]))
    return frozenset([(strings[record], strings[name]) for record, name in found])

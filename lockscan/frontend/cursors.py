"""libclang's cursor kinds and what rows they become: the numbers of its stable C interface."""

from __future__ import annotations

from typing import Final

from lockscan.syntax.columns import Code

FIELD_DECL = 6
VISIT_BREAK, VISIT_CONTINUE, VISIT_RECURSE = 0, 1, 2
MEMBER_REF, LABEL_REF, COMPOUND_STMT = 47, 48, 202
UNEXPOSED_ATTR, ANNOTATE_ATTR = 400, 406
VOID, DEPENDENT = 2, 26
INT_RESULT = 1
IS_MACRO = 1 << 31  # in the number of a source location

# Rows that exist only while they are open.
IMPLICIT, TRANSPARENT, STATEMENT = -1, -2, -3

CODES: Final[dict[int, int]] = {
    100: IMPLICIT,
    101: Code.NAME,
    102: Code.MEMBER,
    103: Code.CALL,
    106: Code.INT,
    107: Code.OPAQUE,  # floating
    108: Code.OPAQUE,  # imaginary
    109: Code.STRING,
    110: Code.INT,  # character
    111: TRANSPARENT,  # parentheses
    112: Code.UNARY,
    113: Code.INDEX,
    114: Code.BINARY,
    115: Code.BINARY,  # compound assignment
    116: Code.CONDITIONAL,
    117: Code.CAST,
    118: TRANSPARENT,  # compound literal
    119: Code.INIT_LIST,
    120: Code.LABEL_ADDRESS,
    121: Code.STATEMENT_EXPRESSION,
    136: Code.OPAQUE,  # sizeof
    200: STATEMENT,
    201: Code.LABEL,
    202: Code.BLOCK,
    203: Code.CASE,
    204: Code.DEFAULT,
    205: Code.IF,
    206: Code.SWITCH,
    207: Code.WHILE,
    208: Code.DO,
    209: Code.FOR,
    210: Code.GOTO,
    211: Code.COMPUTED_GOTO,
    212: Code.CONTINUE,
    213: Code.BREAK,
    214: Code.RETURN,
    215: Code.ASM,
    230: Code.EMPTY,
    231: Code.DECLARATION,
}
# How many children a well-formed expression has.
ARITY: Final[dict[int, int]] = {
    Code.MEMBER: 1,
    Code.INDEX: 2,
    Code.UNARY: 1,
    Code.BINARY: 2,
    Code.CONDITIONAL: 3,
    Code.CAST: 1,
    Code.STATEMENT_EXPRESSION: 1,
}
LEAVES: Final = frozenset({Code.NAME, Code.INT, Code.STRING, Code.OPAQUE})
EXTENSION_OPERATOR = 13

"""Rows of the flattener whose children are still to come."""

from __future__ import annotations

from lockscan.frontend.libclang import CxCursor

Key = tuple[int, int | None, int | None]


class Open:
    """A row whose subtree is still being visited. Spans of children are as written, parentheses included."""

    __slots__ = ("arity", "child", "child_end", "child_start", "code", "cursor", "dependent", "key", "row", "where")

    def __init__(self, key: Key, row: int, code: int, cursor: CxCursor) -> None:
        self.key = key
        self.row = row
        self.code = code
        self.cursor = cursor
        self.arity = 0
        self.child: CxCursor | None = None
        self.child_start = 0
        self.child_end = 0
        self.dependent = False
        self.where = (0, 0)  # FOR and RECOVERED: file handle and offset of the spelling


def key_of(cursor: CxCursor) -> Key:
    return cursor.kind, cursor.data0, cursor.data1

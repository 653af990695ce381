"""What has to be read from the text because libclang does not tell it. `_flatten.c` holds the same two readers in C."""

from __future__ import annotations

import re
from typing import Final

_MEMBER: Final = re.compile(rb"[\s)]*(->|\.)\s*([A-Za-z_][A-Za-z_0-9]*)[\s)]*\Z")
_FOR: Final = re.compile(rb"for[\s\\]*\(")
# Within the head of a for: what counts as nothing, what cannot contain a separator, and everything else.
_PIECE: Final = re.compile(
    rb"(?P<space>[\s\\]+|/\*.*?\*/|//[^\n]*)"
    rb"|(?P<quoted>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    rb"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<semicolon>;)|(?P<other>.)",
    re.DOTALL,
)
_MAX_HEAD: Final = 4000


def member_after(between: bytes) -> tuple[bytes, bool] | None:
    """The field in `->field` or `.field`, and whether it was an arrow; None when the text is anything else."""
    found = _MEMBER.match(between)
    return None if found is None else (found[2], found[1] == b"->")


def for_parts(text: bytes, offset: int) -> int:
    """Which parts the head of the `for` at `offset` has: 1 start, 2 test, 4 step; -1 when there is no such head."""
    head = text[offset : offset + _MAX_HEAD]
    start = _FOR.match(head)
    if start is None:
        return -1
    parts, depth, part = 0, 0, 1
    for piece in _PIECE.finditer(head, start.end()):
        kind = piece.lastgroup
        if kind == "space":
            continue
        if kind == "semicolon" and depth == 0:
            part <<= 1
            continue
        if kind == "close":
            if depth == 0:
                return parts if part == 4 else -1
            depth -= 1
        elif kind == "open":
            depth += 1
        parts |= part
    return -1

"""The parenthesis or brace that belongs to a place nearby, in a text that nobody has looked at as a whole."""

from __future__ import annotations

from typing import Final

_MOST: Final = 2000  # bytes to look at
_BLANKS: Final = 40  # between a brace and what stands before it


def closing(text: bytes, start: int) -> int | None:
    """The offset behind the parenthesis that closes the one before `start`."""
    depth = 1
    for at in range(start, min(len(text), start + _MOST)):
        depth += {40: 1, 41: -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return None


def opening(text: bytes, end: int) -> int | None:
    """The offset of the parenthesis that the one just before `end` closes."""
    at = end - 1
    while at >= 0 and text[at : at + 1].isspace():
        at -= 1
    if text[at : at + 1] != b")":
        return None
    return enclosing(text, at)


def enclosing(text: bytes, offset: int) -> int | None:
    """The offset of the innermost parenthesis that is open at `offset`."""
    at = around(text, offset)
    return at if at is not None and text[at] in b"(" else None


def around(text: bytes, offset: int) -> int | None:
    """The offset of the innermost parenthesis that is open at `offset`, or of a brace or semicolon nearer than that."""
    depth = 0
    for at in range(offset - 1, max(-1, offset - _MOST), -1):
        depth += {41: 1, 40: -1}.get(text[at], 0)
        if depth < 0 or (depth == 0 and text[at] in b";{}"):
            return at
    return None


def begins_list(text: bytes, brace: int) -> bool:
    """Do the braces that open at `brace` hold what initialises something?"""
    while True:
        before = text[max(0, brace - _BLANKS) : brace]
        last = before.rstrip()
        if not last.endswith(b"{"):
            return last.endswith((b"=", b","))
        brace -= len(before) - len(last) + 1

"""Loops whose macros nobody defines, told by their names and by what they stand before."""

from __future__ import annotations

import re
from typing import Final

from lockscan.frontend.parentheses import closing
from lockscan.frontend.uses import LAST_WORD

_LOOP: Final = b"for_each"
_REST: Final = re.compile(rb"\w+")  # of a word
_BRACKET: Final = re.compile(rb"\s*\(")
_STATEMENT: Final = re.compile(rb"\s*[\w{*(]")
_REACH: Final = 40


def loops_of(text: bytes) -> frozenset[bytes]:
    """Names with `for_each` in them that stand before statements only. The text is without comments."""
    found: dict[bytes, bool] = {}
    at = text.find(_LOOP)
    while at >= 0:
        word = LAST_WORD.search(text, max(0, at - _REACH), at)
        start = at if word is None else word.start()
        rest = _REST.match(text, at)
        end = at if rest is None else rest.end()
        name = text[start:end]
        found[name] = found.get(name, True) and _is_loop(text, start, end)
        at = text.find(_LOOP, end)
    return frozenset(name for name, is_loop in found.items() if is_loop)


def _is_loop(text: bytes, start: int, end: int) -> bool:
    """In the body of a function, with arguments, and before braces or a statement."""
    bracket = _BRACKET.match(text, end)
    behind = closing(text, bracket.end()) if bracket else None
    if behind is None or text[text.rfind(b"\n", 0, start) + 1 : start].strip():
        return False
    return text[start - 1 : start] in (b" ", b"\t") and _STATEMENT.match(text, behind) is not None

"""Finds function definitions in C text without a parser: an independent count of what the front end should recover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from lockscan.frontend import native
from lockscan.frontend.texts import remembered
from lockscan.seldom import seldom

if TYPE_CHECKING:
    from lockscan.frontend.scanner import Found

# Comments, strings and character constants. An unclosed one ends at the end of the line (or file, for comments).
_OPAQUE: Final = seldom(
    rb"""/\*[\s\S]*?(?:\*/|\Z) | //(?:[^\\\n]++|\\[\s\S])*
    | "(?:[^"\\\n]++|\\[\s\S])*"? | '(?:[^'\\\n]++|\\[\s\S])*'?""",
    re.VERBOSE,
)
# The same, but for a string that its line does not close: that one is the group.
_UNCLOSED: Final = seldom(
    rb"""/\*[\s\S]*?(?:\*/|\Z) | //[^\n]* | ^[ \t]*\#(?:[^\\\n]++|\\[\s\S])* | "(?:[^"\\\n]++|\\[\s\S])*"
    | (?P<open>"(?:[^"\\\n]++|\\[\s\S])*\n) | '(?:[^'\\\n]++|\\[\s\S])*'?""",
    re.VERBOSE | re.MULTILINE,
)
_REST_OF_STRING: Final = seldom(rb'(?:[^"\\]|\\[\s\S]){,4000}?"')
_LATER_STRINGS: Final = seldom(rb'[^"\n]*(?:"(?:[^"\\\n]++|\\[\s\S])*"[^"\n]*)*(?:\n|\Z)')
_NOT_NEWLINE: Final = seldom(rb"[^\n]")


class LexicalFunction(NamedTuple):
    """A definition as the text shows it: `start` is its first token, `end` lies behind its }, `line` is 1-based."""

    name: str
    start: int
    end: int
    line: int


def mask(data: bytes) -> bytes:
    """The text with comments blanked and the insides of strings and character constants too; same length and lines."""
    masked = native.mask(data)
    return mask_in_python(data) if masked is None else masked


def mask_in_python(data: bytes) -> bytes:
    joined = one_line_strings(data)
    return _OPAQUE.sub(_blank, data) if joined == data else _with_newlines(mask_in_python(joined), data)


def _is_closed(data: bytes) -> bool:
    """Does every string end on the line that it begins on?"""
    found = native.is_closed(data)
    return is_closed_in_python(data) if found is None else found


def is_closed_in_python(data: bytes) -> bool:
    return all(match[0][:1] != b'"' or match[0].endswith(b'"', 1) for match in _OPAQUE.finditer(data))


def one_line_strings(data: bytes) -> bytes:
    """The text with blanks for the newlines in strings that run over lines, as compilers before GCC 3.3 let them.

    The last line of such a string is recognised by its odd number of quotes.
    """
    if _is_closed(data):
        return data
    pieces: list[bytes] = []
    done = position = 0
    while match := _UNCLOSED.search(data, position):
        position = match.end()
        if match["open"] is None:
            continue
        rest = _REST_OF_STRING.match(data, position)
        if rest and b"\n}" not in rest[0] and _LATER_STRINGS.match(data, rest.end()):
            string = data[match.start() : rest.end()]
            pieces += (
                data[done : match.start()],
                string.replace(b"\\\n", b"\\\0").replace(b"\n", b" ").replace(b"\0", b"\n"),
            )
            done = position = rest.end()
    return b"".join([*pieces, data[done:]]) if pieces else data


def _with_newlines(text: bytes, data: bytes) -> bytes:
    """The text with the newlines of `data`, which is as long."""
    lines = bytearray(text)
    for match in re.finditer(rb"\n", data):
        lines[match.start()] = 10
    return bytes(lines)


def _blank(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if text[:1] == b"/":
        return _NOT_NEWLINE.sub(b" ", text) if b"\n" in text else b" " * len(text)
    if len(text) == 1:
        return text
    inside = _NOT_NEWLINE.sub(b" ", text[1:-1]) if b"\n" in text else b" " * (len(text) - 2)
    return text[:1] + inside + text[:1]


def whole_lines(data: bytes, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Skipped ranges as libclang gives them, widened so that the directives at both ends are inside."""
    widened: list[tuple[int, int]] = []
    for start, end in ranges:
        newline = data.find(b"\n", end)
        widened.append((data.rfind(b"\n", 0, start) + 1, len(data) if newline < 0 else newline))
    return widened


def without(text: bytes, ranges: Iterable[tuple[int, int]]) -> bytes:
    """The text with these ranges blanked."""
    pieces: list[bytes] = []
    done = 0
    for start, end in sorted(ranges):
        if end > done:
            begin = max(start, done)
            pieces += (text[done:begin], _NOT_NEWLINE.sub(b" ", text[begin:end]))
            done = end
    return b"".join([*pieces, text[done:]])


def functions(data: bytes, skipped: Sequence[tuple[int, int]] = ()) -> tuple[LexicalFunction, ...]:
    """All definitions, in order. `skipped`: what the preprocessor left out, which then is not looked at; without it
    every branch of #if is read, and braces that only one branch opens are counted once."""
    return _functions(data, tuple(whole_lines(data, skipped)))


@remembered
def _functions(data: bytes, skipped: tuple[tuple[int, int], ...]) -> tuple[LexicalFunction, ...]:
    native_found = native.functions(data, skipped)
    found = functions_in_python(data, skipped) if native_found is None else native_found
    definitions: list[LexicalFunction] = []
    line, seen = 1, 0
    for name, start, end in sorted(found, key=_start):
        line, seen = line + data.count(b"\n", seen, start), start
        definitions.append(LexicalFunction(name, start, end, line))
    return tuple(definitions)


def functions_in_python(data: bytes, skipped: Sequence[tuple[int, int]]) -> list[Found]:
    """Name, start and end of each function, in the order in which they end."""
    from lockscan.frontend.scanner import scan  # expressions that take a while to compile, and that C does without

    text = mask(data)
    return scan(without(text, skipped) if skipped else text, follow_branches=not skipped)


def _start(found: Found) -> int:
    return found[1]

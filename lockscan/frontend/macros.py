"""Members of unknown records inside macros: `#define LOCK(d) spin_lock(&(d)->priv->lock)` with an incomplete record.

clang leaves such a member as a recovered expression without a name, and its span is that of the macro's use, so the
name has to be read from the macro's own text. Rows that can be read become MEMBER rows; the others stay RECOVERED.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from lockscan.frontend.flatten import Flat
from lockscan.frontend.stubs import ROOT, stub_headers
from lockscan.syntax.columns import AUX, CODE, END, EXTRA, FILE_SHIFT, NAME, SIZE, START, WIDTH, Code, codes_of, rows_of

_IDENTIFIER: Final = re.compile(rb"[A-Za-z_]\w*")
_BLANK: Final = re.compile(rb"(?:[\s\\]|/\*.*?\*/)*", re.DOTALL)
_MEMBER: Final = re.compile(rb"(->|\.)(?:[\s\\])*([A-Za-z_]\w*)")
_DEFINE: Final = re.compile(rb"[ \t]*#[ \t]*define[ \t]+")
_DEFINED: Final = re.compile(rb"([^)]*)\)((?:[^\n\\]|\\\r?\n|\\.)*)")
_MAX_REACH: Final = 2000
_MAX_CHAIN: Final = 30
_POSTFIX: Final = (Code.MEMBER, Code.RECOVERED, Code.INDEX, Code.CALL)

Operation = tuple[bytes, bool] | None  # a member and whether an arrow leads to it; None: a call or subscript


class MacroMembers:
    """`texts` holds the files of the unit; others are stub headers, or are read from disk."""

    def __init__(self, flat: Flat, texts: Mapping[str, bytes]) -> None:
        self._flat = flat
        self._columns = array("i")
        self._columns.frombytes(flat[0])
        self._strings = list(flat[1])
        self._texts = dict(texts)
        self._known: dict[tuple[bytes, int], list[tuple[list[bytes], bytes]]] = {}  # definitions of macros

    def resolve(self) -> Flat:
        """The flat unit with every member read that can be read."""
        columns = self._columns
        # Inner rows stand behind outer ones; a chain's depth counts them in either form.
        recovered = [
            at
            for at in rows_of(codes_of(self._flat[0]), Code.RECOVERED, 0, len(columns))
            if columns[at + SIZE] > 1 and columns[at + SIZE] == 1 + columns[at + WIDTH + SIZE]
        ]
        if not recovered:
            return self._flat
        items = self._items()
        top, end = next(items)
        for at in recovered:
            while at >= end:
                top, end = next(items)
            self._resolve(at, self._text(self._strings[columns[top + AUX] >> FILE_SHIFT]))
        return columns.tobytes(), tuple(self._strings)

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {string: index for index, string in enumerate(self._strings)}

    def _items(self) -> Iterator[tuple[int, int]]:
        """First and last column of each function and variable of file scope."""
        at = 0
        while at < len(self._columns):
            end = at + self._columns[at + SIZE] * WIDTH
            yield at, end
            at = end

    def _text(self, name: str) -> bytes:
        if name not in self._texts and name.startswith(f"{ROOT}/"):
            self._texts.update(stub_headers())
        if name not in self._texts:
            try:
                self._texts[name] = Path(name).read_bytes()
            except (OSError, ValueError):
                self._texts[name] = b""
        return self._texts[name]

    def _resolve(self, at: int, text: bytes) -> None:
        columns = self._columns
        depth = self._depth(at)
        if columns[at + NAME]:
            chain = postfix(self._text(self._strings[columns[at + NAME]]), columns[at + AUX])
            found = chain[depth] if depth < len(chain) else None
        else:
            found = self._in_use(text, columns[at + AUX], columns[at + START], depth)
        if found is not None:
            name = found[0].decode("ascii")
            columns[at + CODE] = Code.MEMBER
            columns[at + NAME] = self._indices.setdefault(name, len(self._strings))
            if columns[at + NAME] == len(self._strings):
                self._strings.append(name)
            columns[at + AUX] = int(found[1])
            columns[at + EXTRA] = 0

    def _depth(self, at: int) -> int:
        """How many members, calls and subscripts of the same macro text stand below this row."""
        columns = self._columns
        depth = 0
        inner = at + WIDTH
        while (
            columns[inner + CODE] in _POSTFIX
            and columns[inner + START] == columns[at + START]
            and columns[inner + END] == columns[at + END]
        ):
            is_hop = columns[inner + CODE] == Code.MEMBER and columns[inner + NAME] == 0
            depth += not is_hop
            if columns[inner + SIZE] == 1:
                break
            inner += WIDTH
        return depth

    def _in_use(self, text: bytes, use: int, start: int, depth: int) -> Operation:
        """The macro used at `use` begins the expression with its argument that stands at `start`."""
        name = _IDENTIFIER.match(text, use)
        if name is None or use == start:
            return None
        position = _argument_position(text, name.end(), start)
        found: set[Operation] = set()
        for parameters, body in self._definitions(name[0]):
            if 0 <= position < len(parameters):
                for word in re.finditer(rb"\b" + re.escape(parameters[position]) + rb"\b", body):
                    chain = postfix(body, word.start())
                    if depth < len(chain):
                        found.add(chain[depth])
        return found.pop() if len(found) == 1 else None

    def _definitions(self, name: bytes) -> Iterator[tuple[list[bytes], bytes]]:
        """Parameters and text of every definition of the macro in the files of the unit."""
        key = name, len(self._texts)  # texts are read when they are needed
        if key not in self._known:
            self._known[key] = [definition for text in self._texts.values() for definition in _definitions(text, name)]
        yield from self._known[key]


def _definitions(text: bytes, name: bytes) -> Iterator[tuple[list[bytes], bytes]]:
    """Found by the name, which is many times faster than by the directive."""
    opening = name + b"("
    at = text.find(opening)
    while at >= 0:
        behind = at + len(opening)
        if _DEFINE.fullmatch(text, text.rfind(b"\n", 0, at) + 1, at) and (found := _DEFINED.match(text, behind)):
            yield [parameter.strip(b" \t.") for parameter in found[1].split(b",")], found[2]
            behind = found.end()
        at = text.find(opening, behind)


def postfix(text: bytes, offset: int) -> list[Operation]:
    """What follows the name or parenthesis at `offset`: members, calls and subscripts, in order."""
    found: list[Operation] = []
    word = _IDENTIFIER.match(text, offset)
    at = word.end() if word else _closed(text, offset)
    while at is not None and len(found) < _MAX_CHAIN:
        at = _skip(text, at)
        member = _MEMBER.match(text, at)
        if member:
            found.append((member[2], member[1] == b"->"))
            at = member.end()
        elif text[at : at + 1] in (b"(", b"["):
            found.append(None)
            at = _closed(text, at)
        else:
            break
    return found


def _skip(text: bytes, at: int) -> int:
    blank = _BLANK.match(text, at)
    return at if blank is None else blank.end()


def _closed(text: bytes, at: int) -> int | None:
    """The offset behind the bracket that closes the one at `at`; None where there is none."""
    depth = 0
    for here in range(at, min(len(text), at + _MAX_REACH)):
        if text[here] in b"([":
            depth += 1
        elif text[here] in b")]":
            depth -= 1
        if depth == 0:
            return here + 1 if here > at else None
    return None


def _argument_position(text: bytes, at: int, start: int) -> int:
    """Which argument of the macro call whose name ends at `at` holds the offset `start`; -1 for none."""
    at = _skip(text, at)
    if text[at : at + 1] != b"(" or start <= at:
        return -1
    depth = position = 0
    for here in range(at, min(start, at + _MAX_REACH)):
        if text[here] in b"([{":
            depth += 1
        elif text[here] in b")]}":
            depth -= 1
            if depth == 0:
                return -1
        elif text[here] == 44 and depth == 1:
            position += 1
    return position

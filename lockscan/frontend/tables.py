"""Headers that are tables of numbers, `#define REGISTER 0x1234` a hundred thousand times: a file uses some few of them.

A header is a table when it holds directives and comments only, and most of it are such lines. The parse is given those
lines whose names the rest of the unit can write: as a word, or pasted together by ## out of words. All other lines
mean nothing to it, and neither clang nor anybody else has to read them again for every file.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal

from lockscan.frontend.contents import Contents, Recent
from lockscan.frontend.unit import Header, Mode, SourceUnit, stub_words
from lockscan.frozen import dataclass

_LEAST: Final = 16_384  # bytes of a table
_BURDEN: Final = 200_000  # bytes of all tables of a unit: less is read sooner than looked through
_SHARE: Final = 2  # a table is one whose numbers are at least one part in so many
# A name and a number, or numbers with operators. Not the continuation of another line.
_LINE: Final = re.compile(
    rb"^(?<!\\\n)(?<!\\\r\n)[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+"
    rb"(?:\d[0-9a-fA-FxXuUlL]*+|[-+~|&^<>()*[ \t]++)++(?:/\*[^*\n]*\*/[ \t]*|//[^\\\n]*)?\r?\n",
    re.MULTILINE,
)
_DIRECTIVE: Final = re.compile(rb"^[ \t]*#(?:[^\\\n]++|\\[\s\S])*", re.MULTILINE)
# Strings and character constants as well, in which something only looks like a comment.
_COMMENT: Final = re.compile(
    rb"""(/\*[\s\S]*?(?:\*/|\Z)|//(?:[^\\\n]++|\\[\s\S])*)|"(?:[^"\\\n]++|\\.)*"|'(?:[^'\\\n]++|\\.)*'"""
)
_SPLICE: Final = re.compile(rb"\\\r?\n")
_WORD: Final = re.compile(rb"\w+")
_AFTER_ANY: Final = b"\x7f"  # sorts behind whatever goes on with a name


@dataclass(frozen=True, slots=True)
class _Table:
    """`names`, sorted, and where the line of each starts; `others`: all other lines; `words`: those in them."""

    data: bytes
    names: tuple[bytes, ...]
    starts: array[int]
    others: tuple[tuple[int, int], ...]
    words: frozenset[bytes]

    def with_names(self, words: Sequence[bytes]) -> bytes:
        """The text without lines whose names cannot be written in these sorted words."""
        lines = [(start, self._end(start)) for start in map(self.starts.__getitem__, _written(self.names, words))]
        return b"".join(self.data[start:end] for start, end in sorted([*self.others, *lines]))

    def _end(self, start: int) -> int:
        return self.data.index(b"\n", start) + 1


def trimmed(unit: SourceUnit) -> SourceUnit:
    """The unit, its tables without what it cannot use. Headers from the disk, which may use more, are not in a unit."""
    if unit.mode is not Mode.STUBS:
        return unit
    contents = {header.contents for header in unit.headers}
    names = frozenset(name.encode() for name, _ in unit.marked)
    found = ((text, table) for text in contents if (table := _table(text)) is not None)
    tables = {text: table for text, table in found if names.isdisjoint(table.words)}
    if sum(text.size for text in tables) < _BURDEN:
        return unit
    texts = [unit.data, *(text.data for text in contents - tables.keys())]
    given = "\n".join((*unit.flags, *unit.defines)).encode("utf-8", "surrogateescape")
    words = stub_words().union(_WORD.findall(given), *(table.words for table in tables.values()), *map(_words, texts))
    known = sorted(words)
    small = {text: Contents.of(table.with_names(known)) for text, table in tables.items()}
    return replace(unit, headers=tuple(_with(header, small.get(header.contents)) for header in unit.headers))


def _with(header: Header, contents: Contents | None) -> Header:
    return header if contents is None else replace(header, contents=contents)


_recent: Final = Recent[_Table | Literal["none"]](128_000_000)  # neighbours use the same


def _table(contents: Contents) -> _Table | None:
    if contents.size < _LEAST:
        return None
    known = _recent.get(contents.digest)
    if known is None:
        known = _read(contents.data) or "none"
        _recent.put(contents.digest, known, contents.size * 3 if isinstance(known, _Table) else _LEAST // 100)
    return known if isinstance(known, _Table) else None


def _read(data: bytes) -> _Table | None:
    found = sorted((match[1], match.start(), match.end()) for match in _LINE.finditer(data))
    if sum(end - start for _, start, end in found) * _SHARE < len(data):
        return None
    others = tuple(_between(sorted((start, end) for _, start, end in found), len(data)))
    rest = b"".join(data[start:end] for start, end in others)
    if _DIRECTIVE.sub(b"", _COMMENT.sub(_blank, rest)).strip():
        return None  # there is code in it, whose places have to stay
    starts = array("q", (start for _, start, _ in found))
    return _Table(data, tuple(name for name, _, _ in found), starts, others, _words(rest))


def _between(spans: Sequence[tuple[int, int]], end: int) -> Iterator[tuple[int, int]]:
    done = 0
    for start, stop in (*spans, (end, end)):
        if start > done:
            yield done, start
        done = stop


@lru_cache(maxsize=512)  # local headers come again with every file that includes them
def _words(data: bytes) -> frozenset[bytes]:
    """What may become a token, or a part of one, of a text."""
    return frozenset(_WORD.findall(_COMMENT.sub(_blank, _SPLICE.sub(b"", data))))


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " if match[1] is not None else match[0]


def _written(names: Sequence[bytes], words: Sequence[bytes]) -> Iterator[int]:
    """Positions of the names that are one of the words, or several of them without space between. Both are sorted.

    Names with a beginning that no words can write are passed over together.
    """
    before = b""
    open_at: list[list[int]] = [[0]]  # by the length of the beginning: where words start that may go on behind it
    at = 0
    while at < len(names):
        name = names[at]
        del open_at[_common(name, before, len(open_at) - 1) + 1 :]
        while open_at[-1] and len(open_at) <= len(name):
            open_at.append(_one_longer(name[: len(open_at)], open_at[-1], words))
        before = name
        if open_at[-1]:
            if open_at[-1][-1] == len(name):
                yield at
            at += 1
        else:
            at = bisect_left(names, name[: len(open_at) - 1] + _AFTER_ANY, at)


def _common(one: bytes, other: bytes, most: int) -> int:
    """The length of what both begin with."""
    length = min(len(one), len(other), most)
    if one[:length] == other[:length]:
        return length
    return next(at for at in range(length) if one[at] != other[at])


def _one_longer(beginning: bytes, starts: Sequence[int], words: Sequence[bytes]) -> list[int]:
    """Those starts from which a word still goes on at the end of `beginning`; its length too if a word ends there."""
    going: list[int] = []
    is_end = False
    for start in starts:
        part = beginning[start:]
        at = bisect_left(words, part) if part else 0
        if at < len(words) and words[at].startswith(part):
            going.append(start)
            is_end = is_end or words[at] == part
    return [*going, len(beginning)] if is_end else going

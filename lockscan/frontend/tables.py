"""Headers that are tables of numbers, `#define REGISTER 0x1234` a hundred thousand times: a file uses some few of them.

A header is a table when it holds directives and comments only, and most of it are such lines. The parse is given those
lines whose names the rest of the unit can write: as a word, or pasted together by ## out of words. All other lines
mean nothing to it, and neither clang nor anybody else has to read them again for every file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from lockscan.frontend import native
from lockscan.frontend.contents import Contents, Recent
from lockscan.frontend.texts import remembered
from lockscan.frontend.unit import Header, Mode, SourceUnit, stub_words
from lockscan.seldom import seldom

_LEAST: Final = 16_384  # bytes of a table
_BURDEN: Final = 200_000  # bytes of all tables of a unit: less is read sooner than looked through
_SHARE: Final = 2  # a table is one of which all else is no more than one part in so many
# A name and a number, or numbers with operators. Not the continuation of another line.
_LINE: Final = seldom(
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


def trimmed(unit: SourceUnit) -> SourceUnit:
    """The unit, its tables without what it cannot use. Headers from the disk, which may use more, are not in a unit."""
    if unit.mode is not Mode.STUBS:
        return unit
    contents = {header.contents for header in unit.headers if header.path}
    names = frozenset(name.encode() for name, _ in unit.marked)
    found = ((text, words) for text in contents if (words := _table(text)) is not None)
    tables = {text: words for text, words in found if names.isdisjoint(words)}
    if sum(text.size for text in tables) < _BURDEN:
        return unit
    texts = [unit.data, *(text.data for text in contents - tables.keys())]
    given = "\n".join((*unit.flags, *unit.defines)).encode("utf-8", "surrogateescape")
    words = stub_words().union(_WORD.findall(given), *tables.values(), *map(_words, texts))
    known = sorted(words)
    small = dict(zip(tables, map(Contents.of, trim([text.data for text in tables], known)), strict=True))
    return replace(unit, headers=tuple(_with(header, small.get(header.contents)) for header in unit.headers))


def _with(header: Header, contents: Contents | None) -> Header:
    return header if contents is None else replace(header, contents=contents, digest=b"")


_recent: Final = Recent[frozenset[bytes] | Literal["none"]](4096)  # so many headers


def _table(contents: Contents) -> frozenset[bytes] | None:
    """The words of a table in the lines that define no number; None for another header."""
    if contents.size < _LEAST:
        return None
    known = _recent.get(contents.digest)
    if known is None:
        (others,) = trim([contents.data], ())
        is_table = len(others) * _SHARE <= contents.size and _holds_directives(others)
        known = _words(others) if is_table else "none"
        _recent.put(contents.digest, known, 1)
    return None if known == "none" else known


def _holds_directives(text: bytes) -> bool:
    """And nothing else: where there is code, places have to stay."""
    return not _DIRECTIVE.sub(b"", _COMMENT.sub(_blank, text)).strip()


@remembered
def _words(data: bytes) -> frozenset[bytes]:
    """What may become a token, or a part of one, of a text."""
    return frozenset(_WORD.findall(_COMMENT.sub(_blank, _SPLICE.sub(b"", data))))


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " if match[1] is not None else match[0]


def trim(texts: Sequence[bytes], words: Sequence[bytes]) -> list[bytes]:
    """Each text without the numbers whose names cannot be written in these sorted words."""
    trimmed = native.trim(texts, words)
    return [trim_in_python(text, words) for text in texts] if trimmed is None else trimmed


def trim_in_python(data: bytes, words: Sequence[bytes]) -> bytes:
    found = sorted((match[1], match.start(), match.end()) for match in _LINE.finditer(data))
    kept = set(_written([name for name, _, _ in found], words))
    pieces: list[bytes] = []
    done = 0
    for start, end in sorted((start, end) for at, (_, start, end) in enumerate(found) if at not in kept):
        pieces.append(data[done:start])
        done = end
    return b"".join([*pieces, data[done:]])


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

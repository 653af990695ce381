"""The functions of `_texts.c`, `_tables.c`, `_uses.c` and `_headers.c`, many times faster than patterns.

Each gives None where the twin in Python has to do the work: where there is no accelerator, or for the rare text that
it leaves alone.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int32, c_size_t, c_void_p
from typing import Any, Final

from lockscan.frontend.accelerators import load

REVISION: Final = 2  # raise with every change of what the functions do, here and in _texts.c
TABLES_REVISION: Final = 2  # the same for _tables.c
USES_REVISION: Final = 5  # the same for _uses.c
HEADERS_REVISION: Final = 2  # the same for _headers.c
_FIRST: Final = ord("A")  # stands for 0 in what _uses.c lists
_KEYWORDS: Final = ("struct", "union", "enum")
_MOST_BYTES: Final = (1 << 31) - 2  # offsets are 32-bit integers


class _Bytes(Structure):
    """`struct lockscan_bytes` of _texts.c."""

    _fields_ = (("data", c_void_p), ("size", c_size_t))


class _Header(Structure):
    """`struct lockscan_header` of _headers.c."""

    _fields_ = (("text", c_char_p), ("size", c_size_t), ("items", c_char_p), ("count", c_size_t), ("changed", c_int))


_TEXT: Final[list[Any]] = [c_char_p, c_size_t]
_LIBRARY: Final = load(
    "_texts",
    {
        "lockscan_texts_is_closed": (c_int, _TEXT),
        "lockscan_texts_mask": (c_int, [*_TEXT, c_char_p]),
        "lockscan_texts_functions": (c_int, [*_TEXT, POINTER(c_int32), c_size_t, POINTER(_Bytes)]),
        "lockscan_texts_shown": (c_int, [*_TEXT, *_TEXT, POINTER(_Bytes)]),
        "lockscan_texts_places": (c_int, [*_TEXT, *_TEXT, c_int32, POINTER(_Bytes)]),
        "lockscan_texts_release": (None, [POINTER(_Bytes)]),
    },
    ("lockscan_texts_revision", REVISION),
)
IS_BUILT: Final = _LIBRARY is not None
_TABLES: Final = load(
    "_tables",
    {
        "lockscan_tables_open": (c_void_p, _TEXT),
        "lockscan_tables_trim": (c_int, [c_void_p, *_TEXT, POINTER(_Bytes)]),
        "lockscan_tables_close": (None, [c_void_p]),
        "lockscan_tables_release": (None, [POINTER(_Bytes)]),
    },
    ("lockscan_tables_revision", TABLES_REVISION),
)
_USES: Final = load(
    "_uses",
    {
        "lockscan_uses_plain": (c_int, [*_TEXT, POINTER(_Bytes)]),
        "lockscan_uses_handed": (c_int, [*_TEXT, POINTER(_Bytes)]),
        "lockscan_uses_words": (c_int, [*_TEXT, c_int32, POINTER(_Bytes)]),
        "lockscan_uses_tags": (c_int, [*_TEXT, POINTER(_Bytes)]),
        "lockscan_uses_outside": (None, [*_TEXT, *_TEXT, c_int32, POINTER(c_int32), POINTER(c_int32)]),
        "lockscan_uses_release": (None, [POINTER(_Bytes)]),
    },
    ("lockscan_uses_revision", USES_REVISION),
)
_HEADERS: Final = load(
    "_headers",
    {
        "lockscan_headers_read": (c_int, [*_TEXT, c_int, POINTER(_Bytes)]),
        "lockscan_headers_slice": (c_int, [POINTER(_Header), c_size_t, POINTER(_Bytes), POINTER(_Bytes)]),
        "lockscan_headers_release": (None, [POINTER(_Bytes)]),
    },
    ("lockscan_headers_revision", HEADERS_REVISION),
)
HAS_USES: Final = IS_BUILT and _USES is not None


def _library(data: bytes) -> Any | None:
    return _LIBRARY if len(data) <= _MOST_BYTES else None


def is_closed(data: bytes) -> bool | None:
    """Does every string end on the line that it begins on?"""
    library = _library(data)
    return None if library is None else bool(library.lockscan_texts_is_closed(data, len(data)))


def mask(data: bytes) -> bytes | None:
    """See lexical.mask. Not for texts with strings over several lines."""
    library = _library(data)
    if library is None:
        return None
    masked = ctypes.create_string_buffer(len(data) + 1)
    return masked.raw[: len(data)] if library.lockscan_texts_mask(data, len(data), masked) else None


def functions(data: bytes, ranges: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]] | None:
    """Name, start and end of each function, in the order in which they end. Not for texts with strings over lines."""
    library = _library(data)
    if library is None:
        return None
    result = _Bytes()
    skipped = (c_int32 * (2 * len(ranges)))(*(offset for pair in ranges for offset in pair))
    done = library.lockscan_texts_functions(data, len(data), skipped, len(ranges), byref(result))
    numbers = array("i", _taken(library, result, done))
    found = zip(numbers[0::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True)
    return [(data[at:behind].decode("ascii"), start, end) for at, behind, start, end in found] if done else None


def shown(data: bytes, marked: Sequence[bytes]) -> list[frozenset[bytes]] | None:
    """See texts.shown: what its fields hold, in their order."""
    library = _library(data)
    if library is None:
        return None
    result = _Bytes()
    lines = _lines(marked)
    done = library.lockscan_texts_shown(data, len(data), lines, len(lines), byref(result))
    lists = _taken(library, result, done).split(b"\0")[:-1]
    return [frozenset(words.split(b"\n")[:-1]) for words in lists]


def places(data: bytes, names: Sequence[bytes], most: int) -> list[list[int]] | None:
    """See texts.places: the places of each name, in their order."""
    library = _library(data)
    if library is None:
        return None
    numbers = array("i", _places(library, data, names, most))
    found: list[list[int]] = [[] for _ in names]
    for index, place in zip(numbers[0::2], numbers[1::2], strict=True):
        found[index].append(place)
    return found


def _places(library: Any, data: bytes, names: Sequence[bytes], most: int) -> bytes:
    """Pairs of numbers: which of the names, and where."""
    result = _Bytes()
    lines = _lines(names)
    done = library.lockscan_texts_places(data, len(data), lines, len(lines), most, byref(result))
    return _taken(library, result, done)


def without_comments(text: bytes) -> bytes | None:
    """See facts.without_comments."""
    return None if _USES is None else _read(_USES.lockscan_uses_plain, text)


def handed(text: bytes) -> frozenset[bytes] | None:
    """See outsiders.handed."""
    return None if _USES is None else frozenset(_read(_USES.lockscan_uses_handed, text).split(b"\n")[:-1])


def _read(function: Any, text: bytes, *more: object) -> bytes:
    result = _Bytes()
    done = function(text, len(text), *more, byref(result))
    taken = ctypes.string_at(result.data, result.size) if done > 0 else b""
    _USES.lockscan_uses_release(byref(result))  # type: ignore[union-attr]
    if done < 0:
        raise MemoryError("no memory for what a text uses")
    return taken


def words(text: bytes, most: int) -> list[frozenset[bytes]] | None:
    """See facts.words: what its fields hold, in their order."""
    if _USES is None:
        return None
    lists = _read(_USES.lockscan_uses_words, text, c_int32(most)).split(b"\0")[:-1]
    others, constants, no_types, pointed, used = (frozenset(listed.split(b"\n")[:-1]) for listed in lists)
    return [constants, others, pointed | used, pointed, no_types]


def tags(text: bytes) -> list[tuple[str, bytes, bool, bool]] | None:
    """See facts.tags."""
    if _USES is None:
        return None
    lines = _read(_USES.lockscan_uses_tags, text).split(b"\n")[:-1]
    flagged = ((_KEYWORDS[line[0] - _FIRST], line[2:], line[1] - _FIRST) for line in lines)
    return [(keyword, name, bool(flags & 1), bool(flags & 2)) for keyword, name, flags in flagged]


def uses(text: bytes, names: Sequence[bytes], most: int) -> list[int] | None:
    """See outsiders.uses_of."""
    library = _library(text)
    if library is None or _USES is None:
        return None
    numbers = _places(library, text, names, most)
    seen, found = (c_int32 * len(names))(), (c_int32 * len(names))()
    _USES.lockscan_uses_outside(text, len(text), numbers, len(numbers) // 8, most, seen, found)
    return [max(0, of_name) for of_name in found]


def trim(texts: Sequence[bytes], words: Sequence[bytes]) -> list[bytes] | None:
    """See tables.trim."""
    if _TABLES is None:
        return None
    lines = _lines(words)
    matcher = _TABLES.lockscan_tables_open(lines, len(lines))
    try:
        return [_trimmed(_TABLES, matcher, text) for text in texts] if matcher else None
    except MemoryError:
        return None
    finally:
        _TABLES.lockscan_tables_close(matcher)


def _trimmed(library: Any, matcher: int, text: bytes) -> bytes:
    result = _Bytes()
    done = library.lockscan_tables_trim(matcher, text, len(text), byref(result))
    trimmed = ctypes.string_at(result.data, result.size) if done > 0 else b""
    library.lockscan_tables_release(byref(result))
    if done < 0:
        raise MemoryError("no memory for a table")
    return trimmed


def header_items(data: bytes, kind: int) -> bytes | None:
    """See items.items_of; numbers, for `slice_headers` alone."""
    if _HEADERS is None or len(data) > _MOST_BYTES:
        return None
    result = _Bytes()
    done = _HEADERS.lockscan_headers_read(data, len(data), kind, byref(result))
    return _of_headers(result, done)


def slice_headers(texts: Sequence[bytes], items: Sequence[bytes]) -> tuple[dict[bytes, bytes], bytes] | None:
    """See headers.cut. `items`: what `header_items` made of each text."""
    if _HEADERS is None:
        return None
    headers = (_Header * len(texts))()
    for slot, text, numbers in zip(headers, texts, items, strict=True):
        slot.text, slot.size, slot.items, slot.count = text, len(text), numbers, len(numbers) // 4
    result, lost = _Bytes(), _Bytes()
    done = _HEADERS.lockscan_headers_slice(headers, len(texts), byref(result), byref(lost))
    written, names = _of_headers(result, done), _of_headers(lost, done)
    changed: dict[bytes, bytes] = {}
    at = 0
    for slot, text in zip(headers, texts, strict=True):
        if slot.changed:
            changed[text] = written[at : at + len(text)]
            at += len(text)
    return changed, names


def _of_headers(result: _Bytes, done: int) -> bytes:
    taken = ctypes.string_at(result.data, result.size) if result.data and done > 0 else b""
    _HEADERS.lockscan_headers_release(byref(result))  # type: ignore[union-attr]
    if done < 0:
        raise MemoryError("no memory for the items of headers")
    return taken


def _lines(words: Sequence[bytes]) -> bytes:
    return b"".join([word + b"\n" for word in words])


def _taken(library: Any, result: _Bytes, done: int) -> bytes:
    taken = ctypes.string_at(result.data, result.size) if result.data and done > 0 else b""
    library.lockscan_texts_release(byref(result))
    if done < 0:
        raise MemoryError("no memory for what a text shows")
    return taken

"""Local headers without what a unit cannot need: clang spends most of its time on what files declare for each other.

A prototype, a record, a typedef, the declaration of a variable or the definition of a macro goes when none of the names
that it introduces is needed: those that stand in the file, in the flags, in the stub headers, in what else stays of the
headers, and those that ## makes out of them. What is not recognised for certain stays, and so do other directives,
functions and variables. Of functions in a header that is only outlined, the body goes: there nobody asks for more than
their names and places. A comment takes the place of what goes, so that all other places stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lockscan.frontend import lexical, native
from lockscan.frontend.diagnostics import Diagnostic
from lockscan.frontend.directives import Kind, Piece, Place
from lockscan.frontend.items import Item, Items, items_of
from lockscan.frontend.texts import places, remembered
from lockscan.frontend.unit import Mode, SourceUnit, stub_text
from lockscan.frozen import dataclass

_LEAST: Final = 8192  # bytes of headers: fewer are read sooner than looked through
_QUOTED: Final = re.compile(r"'([\w *(),\[\]]+)'")  # a name or a type, not a file
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")

Text = tuple[bytes, Kind]


@dataclass(frozen=True, slots=True)
class Sliced:
    """`texts`: those that change, by their whole text. `names`: what they no longer introduce, one a line."""

    texts: Mapping[bytes, bytes]
    names: bytes

    def lack(self, complaints: Iterable[Diagnostic]) -> bool:
        """Does clang miss a name that was taken away? A macro that nobody sees through may have made it."""
        quoted = {part for one in complaints for part in _QUOTED.findall(one.message)} if self.names else ()
        words = sorted({word for part in quoted for word in _WORD.findall(part.encode("utf-8", "surrogateescape"))})
        return bool(words) and any(places(self.names, words, 1))


WHOLE: Final = Sliced({}, b"")


def sliced(unit: SourceUnit) -> Sliced:
    """Headers from the disk, which other headers read, are not in a unit."""
    headers = tuple(dict.fromkeys(header.data for header in unit.headers if header.path))
    if unit.mode is not Mode.STUBS or sum(map(len, headers)) < _LEAST:
        return WHOLE
    given = "\n".join((*unit.flags, *unit.defines)).encode("utf-8", "surrogateescape")
    shown = {header.data for header in unit.headers if header.path and _is_shown(unit, header.path)}
    texts: list[Text] = [(header, Kind.HEADER if header in shown else Kind.OUTLINED) for header in headers]
    return cut([*texts, (unit.data, Kind.FILE), (given, Kind.STUBS), (stub_text(), Kind.STUBS)])


def _is_shown(unit: SourceUnit, path: str) -> bool:
    """Are the functions of this file to be read?"""
    return unit.shows is None or path in unit.shows or path == unit.path


def cut(texts: Sequence[Text]) -> Sliced:
    """Each text stands there once."""
    numbers = [_numbers(data, kind) for data, kind in texts]
    known = [one for one in numbers if one is not None]
    found = native.slice_headers([data for data, _ in texts], known) if len(known) == len(numbers) else None
    return cut_in_python(texts) if found is None else Sliced(*found)


@remembered
def _numbers(data: bytes, kind: Kind) -> bytes | None:
    return native.header_items(data, kind)


def cut_in_python(texts: Sequence[Text]) -> Sliced:
    read = [(data, _items(data, kind)) for data, kind in texts]
    kept = _kept([one for _, one in read])
    changed: dict[bytes, bytes] = {}
    names: list[bytes] = []
    for data, one in read:
        gone = [item for item in one.items if id(item) not in kept]
        names += [name for item in gone for name in item.names]
        if gone:
            changed[data] = _without(data, gone)
    return Sliced(changed, b"".join(name + b"\n" for name in names))


@remembered
def _items(data: bytes, kind: Kind) -> Items:
    return items_of(data, kind)


def _kept(texts: Sequence[Items]) -> frozenset[int]:
    """Those items that something needs, by their identity."""
    items = [item for one in texts for item in one.items]
    introduced: dict[bytes, list[Item]] = {}
    for item in items:
        for name in item.names:
            introduced.setdefault(name, []).append(item)
    queue: list[Item] = [item for item in items if not item.is_macro and _is_replaced(item, introduced)]
    words = {word for one in texts for word in one.words}
    pieces = {piece for one in texts for piece in one.pieces}
    kept: set[int] = set()
    needed: set[bytes] = set()
    made: set[Piece] = set()
    while words or queue:
        needed |= words
        queue += [item for word in words for item in introduced.get(word, ())]
        words = set[bytes]()
        while queue:
            item = queue.pop()
            if id(item) not in kept:
                kept.add(id(item))
                words |= item.words - needed
                pieces.update(item.pieces)
        if not words:
            words = set(_made(introduced, needed, pieces - made))
            made |= pieces
    return frozenset(kept)


def _is_replaced(item: Item, introduced: Mapping[bytes, Sequence[Item]]) -> bool:
    """Is one of its names a macro as well? Who knows what it introduces then."""
    return any(other.is_macro for name in item.names for other in introduced[name])


def _made(names: Iterable[bytes], needed: set[bytes], pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Names that ## may make out of these pieces."""
    listed = sorted(pieces)
    fronts = tuple(text for place, text in listed if place is Place.FRONT)
    backs = tuple(text for place, text in listed if place is Place.BACK)
    inside = [text for place, text in listed if place is Place.INSIDE]
    for name in names if listed else ():
        if name not in needed and (
            name.startswith(fronts) or name.endswith(backs) or any(text in name for text in inside)
        ):
            yield name


def _without(data: bytes, gone: Iterable[Item]) -> bytes:
    text = bytearray(lexical.without(data, [(item.start, item.end) for item in gone]))
    for item in gone:
        text[item.start : item.start + 2], text[item.end - 2 : item.end] = b"/*", b"*/"
    return bytes(text)

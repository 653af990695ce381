"""What a C text shows without a parser. Read once a content: headers come again with every file that includes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Concatenate, Final, ParamSpec, TypeVar

from lockscan.frontend import native
from lockscan.frontend.uses import occurrences
from lockscan.frozen import dataclass
from lockscan.seldom import seldom

_MOST_BYTES: Final = 32_000_000  # of texts that are remembered; one file of a graphics driver includes eight of them
_OPTION: Final = seldom(rb"\bCONFIG_\w+")
_DEFINED: Final = seldom(rb"^[ \t]*#[ \t]*define[ \t]+(CONFIG_\w+)", re.MULTILINE)
_KEYWORDS: Final = (b"struct", b"union", b"enum")
_TAG: Final = seldom(rb"\b(struct|union|enum)\s+([A-Za-z_]\w*+)(?:\s*+(\{))?")
_WORD: Final = seldom(rb"\w+")
_FEW: Final = 16  # names that are faster looked for one by one
_PROTOTYPE: Final = seldom(
    rb"^(?!static\b|typedef\b|return\b)[A-Za-z_][\w \t*]*?\s\**([A-Za-z_]\w*)[ \t]*\(", re.MULTILINE
)

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


def remembered(read: Callable[Concatenate[bytes, Rest], Result]) -> Callable[Concatenate[bytes, Rest], Result]:
    """Of a function that reads a text: its results for the latest texts, as many as are not too long together."""
    known: dict[tuple[bytes, tuple[object, ...], tuple[object, ...]], tuple[Result]] = {}  # the latest stands last
    total = 0

    def remembering(data: bytes, /, *rest: Rest.args, **named: Rest.kwargs) -> Result:
        nonlocal total
        key = data, rest, tuple(named.items())
        kept = known.pop(key, None)
        if kept is None:
            kept = (read(data, *rest, **named),)
            total += len(data)
        known[key] = kept
        while total > _MOST_BYTES and len(known) > 1:
            oldest = next(iter(known))
            del known[oldest]
            total -= len(oldest[0])
        return kept[0]

    return remembering


@dataclass(frozen=True, slots=True)
class Shown:
    """Names in a text, comments included. Tags of records: those that it names, and those that it gives a body.
    `options` are those that it mentions, `defined` those with a #define of their own; `prototypes`: functions declared
    or defined at the margin; `marked`: which of the words that were asked for it holds."""

    structs: frozenset[bytes]
    unions: frozenset[bytes]
    enums: frozenset[bytes]
    struct_bodies: frozenset[bytes]
    union_bodies: frozenset[bytes]
    enum_bodies: frozenset[bytes]
    options: frozenset[bytes]
    defined: frozenset[bytes]
    prototypes: frozenset[bytes]
    marked: frozenset[bytes]

    def has_body(self, keyword: str, tag: bytes) -> bool:
        """Does the text hold `keyword tag {`?"""
        return tag in {"struct": self.struct_bodies, "union": self.union_bodies, "enum": self.enum_bodies}[keyword]


@remembered
def shown(data: bytes, marked: tuple[bytes, ...] = ()) -> Shown:
    found = native.shown(data, marked)
    return shown_in_python(data, marked) if found is None else Shown(*found)


def shown_in_python(data: bytes, marked: Sequence[bytes]) -> Shown:
    tags: dict[bytes, set[bytes]] = {keyword: set() for keyword in _KEYWORDS}
    bodies: dict[bytes, set[bytes]] = {keyword: set() for keyword in _KEYWORDS}
    for keyword, name, brace in _TAG.findall(data):
        tags[keyword].add(name)
        if brace:
            bodies[keyword].add(name)
    found = [_OPTION.findall(data), _DEFINED.findall(data), _PROTOTYPE.findall(data)]
    found.append([word for word, at in zip(marked, places_in_python(data, marked, 1), strict=True) if at])
    return Shown(*map(frozenset, (*tags.values(), *bodies.values(), *found)))


def places(data: bytes, names: Sequence[bytes], most: int) -> list[list[int]]:
    """Where each of the names stands as a word: the first `most` offsets."""
    found = native.places(data, names, most)
    return places_in_python(data, names, most) if found is None else found


def places_in_python(data: bytes, names: Sequence[bytes], most: int) -> list[list[int]]:
    if len(names) <= _FEW:
        return [list(islice(occurrences(data, name), most)) for name in names]
    found: dict[bytes, list[int]] = {name: [] for name in names}
    for word in _WORD.finditer(data):
        if word[0] in found and len(found[word[0]]) < most:
            found[word[0]].append(word.start())
    return list(found.values())

"""What a C text shows without a parser. Read once a content: headers come again with every file that includes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Concatenate, Final, ParamSpec, TypeVar

from lockscan.frontend import native
from lockscan.frozen import dataclass

_MOST_BYTES: Final = 32_000_000  # of texts that are remembered; one file of a graphics driver includes eight of them
_OPTION: Final = re.compile(rb"\bCONFIG_\w+")
_DEFINED: Final = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(CONFIG_\w+)", re.MULTILINE)
_TAG: Final = re.compile(rb"\b(struct|union|enum)\s+([A-Za-z_]\w*)")
_PROTOTYPE: Final = re.compile(
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
    """Names in a text, comments included. `options` are those that it mentions, `defined` those with a #define of
    their own; `prototypes`: functions declared or defined at the margin; `marked`: of the names that were asked for."""

    structs: frozenset[bytes]
    unions: frozenset[bytes]
    enums: frozenset[bytes]
    options: frozenset[bytes]
    defined: frozenset[bytes]
    prototypes: frozenset[bytes]
    marked: frozenset[bytes]


def shown(data: bytes, marked: Iterable[str] = ()) -> Shown:
    """What the text shows; and which of the `marked` names stand in it as words of their own."""
    return _shown(data, _lines(tuple(marked)))


@lru_cache(maxsize=8)
def _lines(words: tuple[str, ...]) -> bytes:
    return b"".join(word.encode() + b"\n" for word in sorted(words))


@remembered
def _shown(data: bytes, marked: bytes) -> Shown:
    found = native.shown(data, marked)
    return shown_in_python(data, marked) if found is None else Shown(*found)


def shown_in_python(data: bytes, marked: bytes) -> Shown:
    tags: dict[bytes, set[bytes]] = {b"struct": set(), b"union": set(), b"enum": set()}
    for keyword, name in _TAG.findall(data):
        tags[keyword].add(name)
    return Shown(
        frozenset(tags[b"struct"]),
        frozenset(tags[b"union"]),
        frozenset(tags[b"enum"]),
        frozenset(_OPTION.findall(data)),
        frozenset(_DEFINED.findall(data)),
        frozenset(_PROTOTYPE.findall(data)),
        frozenset(_words(marked).findall(data)) if marked else frozenset(),
    )


@lru_cache(maxsize=8)
def _words(lines: bytes) -> re.Pattern[bytes]:
    alternatives = b"|".join(re.escape(word) for word in lines.split(b"\n")[:-1])
    return re.compile(rb"(?<![\w$])(?:" + alternatives + rb")(?![\w$])")

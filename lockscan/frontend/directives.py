"""What a directive of a text says: the macro that it defines, its words, and what ## makes names of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """Of a text. The words of all but headers are needed, whatever they stand in."""

    HEADER = 0
    FILE = 1
    STUBS = 2
    OUTLINED = 3  # a header of which nobody asks what its functions do


class Place(IntEnum):
    """Where a piece stands in a name that ## makes."""

    FRONT = 1
    BACK = 2
    INSIDE = 3


Piece = tuple[Place, bytes]

ESCAPED: Final = rb"\\(?:\r\n|[\s\S]|\Z)"
COMMENT: Final = rb"/\*[\s\S]*?(?:\*/|\Z)|//(?:[^\\\n]++|" + ESCAPED + rb")*+"
STRING: Final = rb'"(?:[^"\\\n]++|' + ESCAPED + rb")*+\"?|'(?:[^'\\\n]++|" + ESCAPED + rb")*+'?"
_PIECE: Final = re.compile(
    rb"(?P<comment>" + COMMENT + rb"|" + ESCAPED + rb")|(?P<other>" + STRING + rb")|(?P<hash>\#)"
    rb"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d\w*)|(?P<mark>\S)"
)
TAGGED: Final = frozenset({b"struct", b"union", b"enum"})
NO_TYPE: Final = frozenset({b"typedef", b"extern", b"static", b"inline", b"const", b"volatile"})
STATEMENTS: Final = frozenset({b"return", b"else", b"goto", b"case", b"do", b"if", b"for", b"while", b"switch"})
KEYWORDS: Final = TAGGED | NO_TYPE | STATEMENTS


def directive(text: bytes, kind: Kind) -> tuple[bytes, frozenset[bytes], tuple[Piece, ...]]:
    """The macro that it defines or "", its words, and pieces of names. `text`: what stands behind its #."""
    matches = [match for match in _PIECE.finditer(text) if match.lastgroup != "comment"]
    name, parameters = b"", frozenset[bytes]()
    if matches and matches[0][0] == b"define":
        name = matches[1][0] if len(matches) > 1 and matches[1].lastgroup == "word" else b""
        used = 2
        if name and text[matches[1].end() : matches[1].end() + 1] == b"(":
            used = next((at for at, match in enumerate(matches) if match[0] == b")"), len(matches))
            parameters = frozenset(match[0] for match in matches[2:used] if match.lastgroup == "word")
            used += 1
        matches = matches[used:]
    else:
        matches = matches[1:]
    words = frozenset(match[0] for match in matches if match.lastgroup == "word") - KEYWORDS
    return name, words, tuple(_pieces(matches, parameters, kind))


def _pieces(matches: Sequence[re.Match[bytes]], parameters: frozenset[bytes], kind: Kind) -> Iterator[Piece]:
    """Of each name that ## makes what is written of it, best at an end. Of parameters only it can be any: `b""`."""
    before: re.Match[bytes] | None = None
    piece: Piece | None = None
    hashes = 0
    is_made = False
    for match in [*matches, None]:
        if match is not None and match.lastgroup == "hash":
            hashes += 1
            continue
        part = match if match is not None and match.lastgroup in ("word", "number") else None
        is_pasted = hashes == 2 and part is not None and before is not None
        if before is not None and (is_pasted or is_made):
            place = Place((Place.FRONT if is_pasted else 0) | (Place.BACK if is_made else 0))
            piece = None if place is Place.FRONT else piece
            if before[0] not in parameters and (piece is None or (place is Place.BACK and piece[0] is Place.INSIDE)):
                piece = place, before[0]
            if place is Place.BACK and (piece or kind is not Kind.STUBS):
                yield piece or (Place.INSIDE, b"")
        hashes, is_made, before = 0, is_pasted, part

"""What a header holds at file scope, item by item: what each introduces, and which words it needs then.

`_headers.c` holds the twin in C of all that stands here, which lists numbers in the place of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import IntEnum
from typing import Final, NamedTuple

from lockscan.frozen import dataclass


class Kind(IntEnum):
    """Of a text. The words of all but headers are needed, whatever they stand in."""

    HEADER = 0
    FILE = 1
    STUBS = 2


class Place(IntEnum):
    """Where a piece stands in a name that ## makes."""

    FRONT = 1
    BACK = 2
    INSIDE = 3


Piece = tuple[Place, bytes]

_ESCAPED: Final = rb"\\(?:\r\n|[\s\S]|\Z)"
_COMMENT: Final = rb"/\*[\s\S]*?(?:\*/|\Z)|//(?:[^\\\n]++|" + _ESCAPED + rb")*+"
_STRING: Final = rb'"(?:[^"\\\n]++|' + _ESCAPED + rb")*+\"?|'(?:[^'\\\n]++|" + _ESCAPED + rb")*+'?"
_TOKEN: Final = re.compile(
    rb"(?P<comment>" + _COMMENT + rb")|(?P<odd>" + _STRING + rb"|[#\\$@])|(?P<line>\n)"
    rb"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d\w*)|(?P<mark>[{}()\[\];,=*])|(?P<other>\S)"
)
_DIRECTIVE: Final = re.compile(rb"#(?:[^\\\n/\"']++|" + _ESCAPED + rb"|" + _COMMENT + rb"|" + _STRING + rb"|/)*+")
_PIECE: Final = re.compile(
    rb"(?P<comment>" + _COMMENT + rb"|" + _ESCAPED + rb")|(?P<other>" + _STRING + rb")|(?P<hash>\#)"
    rb"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d\w*)|(?P<mark>\S)"
)
_TAGGED: Final = frozenset({b"struct", b"union", b"enum"})
_NO_TYPE: Final = frozenset({b"typedef", b"extern", b"static", b"inline", b"const", b"volatile"})
_STATEMENTS: Final = frozenset({b"return", b"else", b"goto", b"case", b"do", b"if", b"for", b"while", b"switch"})
_KEYWORDS: Final = _TAGGED | _NO_TYPE | _STATEMENTS
_LOWER: Final = re.compile(rb"[a-z]")
_NEVER: Final = 1 << 30  # a depth that no item comes back from


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration, or the definition of a macro (`is_macro`), that goes when nothing needs its names."""

    start: int
    end: int
    is_macro: bool
    names: tuple[bytes, ...]
    words: frozenset[bytes]
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """Those of a text, and the words and pieces of all else in it."""

    items: tuple[Item, ...]
    words: frozenset[bytes]
    pieces: frozenset[Piece]


class _Token(NamedTuple):
    """`kind`: "word", "number", "odd" (in no declaration that is recognised), "other", or the mark itself."""

    kind: str
    text: bytes
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        return self.kind == "word" and self.text not in _KEYWORDS and not self.text.startswith(b"__")

    @property
    def is_hidden(self) -> bool:
        """A word like __packed."""
        return self.kind == "word" and self.text.startswith(b"__")


_END: Final = _Token(";", b";", 0, 0)


def items_of(data: bytes, kind: Kind) -> Items:
    return _Reader(data, kind).read()


@dataclass(slots=True)
class _Reader:
    data: bytes
    kind: Kind
    depth: int = 0
    group: int = 0
    tokens: list[_Token] = field(default_factory=list)  # of the item that is open
    is_odd: bool = False
    found: list[Item] = field(default_factory=list)
    words: set[bytes] = field(default_factory=set)
    pieces: set[Piece] = field(default_factory=set)

    def read(self) -> Items:
        position, is_fresh = 0, True
        while match := _TOKEN.search(self.data, position):
            position = match.end()
            if match.lastgroup == "line":
                is_fresh = True
            elif is_fresh and match[0] == b"#":
                position = self._directive(match.start())
            elif match.lastgroup != "comment":
                kind = match.lastgroup if match.lastgroup != "mark" else match[0].decode()
                self._take(_Token(str(kind), match[0], *match.span()))
                is_fresh = False
        self._close(is_whole=False)
        return Items(tuple(self.found), frozenset(self.words), frozenset(self.pieces))

    def _directive(self, start: int) -> int:
        found = _DIRECTIVE.match(self.data, start)
        assert found is not None
        end = found.end()
        name, words, pieces = directive(self.data[start + 1 : end], self.kind)
        if name and not self.tokens and self.kind is Kind.HEADER and self._has_room(start, end):
            self.found.append(Item(start, end, True, (name,), words, pieces))
        else:
            self.words |= words | ({name} if name else set())
            self.pieces.update(pieces)
        self.is_odd = bool(self.tokens)
        return end

    def _has_room(self, start: int, end: int) -> bool:
        """For the signs of a comment."""
        return end - start > 3 and self.data[start + 1] != 10 and self.data[end - 2] != 10

    def _take(self, token: _Token) -> None:
        """A token that is in no directive. Behind a closing bracket that nothing has opened, all stays."""
        if self.kind is not Kind.HEADER:
            self.words |= _words([token])
            return
        is_outside = not self.depth and not self.group
        self.tokens.append(token)
        self.is_odd = self.is_odd or token.kind == "odd" or token.text in _STATEMENTS
        self.depth += (token.kind == "{") - (token.kind == "}")
        self.group += (token.kind in ("(", "[")) - (token.kind in (")", "]"))
        if self.depth < 0 or self.group < 0:
            self.depth = _NEVER
        if token.kind == ";" and is_outside:
            self._close(is_whole=True)
        elif token.kind == "}" and not self.depth and not self.group and self._is_function():
            self._close(is_whole=False)

    def _is_function(self) -> bool:
        head = [token.kind for token in self.tokens]
        head = head[: head.index("{")] if "{" in head else head
        return "(" in head and "=" not in head

    def _close(self, *, is_whole: bool) -> None:
        tokens = self.tokens
        if not tokens:
            return
        start, end = tokens[0].start, tokens[-1].end
        is_known = is_whole and not self.is_odd and len(tokens) > 2 and self._has_room(start, end)
        names = introduced(tokens) if is_known else ()
        if names:
            self.found.append(Item(start, end, False, names, _words(tokens)))
        else:
            self.words |= _words(tokens)
        self.tokens = []
        self.is_odd = False


def _words(tokens: Sequence[_Token]) -> frozenset[bytes]:
    return frozenset(token.text for token in tokens if token.kind == "word" and token.text not in _KEYWORDS)


# Directives.


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
    words = frozenset(match[0] for match in matches if match.lastgroup == "word") - _KEYWORDS
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


# Declarations.


def introduced(tokens: Sequence[_Token]) -> tuple[bytes, ...]:
    """The names that a declaration introduces; nothing unless it is one of those that are known for certain."""
    t = [*tokens, _END, _END, _END]
    if tokens[0].kind != "word":
        return ()
    has_body = any(token.kind == "{" for token in tokens)
    names = _record(t, len(tokens)) if has_body else _plain(t, len(tokens))
    return tuple(names or _prototype(t, len(tokens)))


def _after_group(t: Sequence[_Token], at: int) -> int:
    """Behind the bracket that closes the one at `at`."""
    depth = 0
    for index in range(at, len(t)):
        depth += (t[index].kind in ("(", "[")) - (t[index].kind in (")", "]"))
        if not depth:
            return index + 1
    return len(t) - 3


def _after_attributes(t: Sequence[_Token], at: int, count: int) -> int:
    while at < count and t[at].is_hidden:
        at += 1
        if at < count and t[at].kind == "(":
            at = _after_group(t, at)
    return at


def _head(t: Sequence[_Token], at: int, names: list[bytes]) -> int:
    """Behind the tag of the record or enum whose keyword is at `at`: a { stands there if it has a body."""
    tag = b""
    at += 1
    while t[at].kind == "word":
        if not t[at].is_hidden:
            if tag or t[at].text in _KEYWORDS:
                return at
            tag = t[at].text
        at += 1
    if tag and t[at].kind == "{":
        names.append(tag)
    return at


def _enum(t: Sequence[_Token], at: int, names: list[bytes]) -> int:
    """Behind the } of the enum whose { is at `at`; 0 when there is more in it than names and values."""
    at += 1
    while t[at].kind != "}":
        if not t[at].is_name and not t[at].is_hidden:
            return 0
        names.append(t[at].text)
        at += 1
        if t[at].kind == "=":
            while t[at].kind not in (",", "}", "{", ";"):
                at = _after_group(t, at) if t[at].kind in ("(", "[") else at + 1
        if t[at].kind not in (",", "}"):
            return 0
        at += t[at].kind == ","
    return at + 1


def _body(t: Sequence[_Token], at: int, count: int, names: list[bytes]) -> int:
    """Behind the } of the record whose { is at `at`; 0 when it holds braces of another kind."""
    depth = 1
    at += 1
    while depth:
        token = t[at]
        if at >= count or token.kind == "{":
            return 0
        if token.kind == "}":
            depth -= 1
            at += 1
        elif token.text in _TAGGED:
            at = _head(t, at, names)
            if t[at].kind == "{":
                is_enum = token.text == b"enum"
                depth += not is_enum
                at = _enum(t, at, names) if is_enum else at + 1
                if not at:
                    return 0
        elif token.kind == "(" and t[at - 1].kind == "word" and not t[at - 1].is_hidden and t[at + 1].kind != "*":
            end = _after_group(t, at)  # a macro, which may make what it names
            names.extend(one.text for one in t[at:end] if one.kind == "word" and one.text not in _KEYWORDS)
            at = end
        else:
            at += 1
    return at


def _record(t: Sequence[_Token], count: int) -> list[bytes]:
    names: list[bytes] = []
    is_typedef = t[0].text == b"typedef"
    keyword = t[is_typedef].text
    at = _head(t, int(is_typedef), names) if keyword in _TAGGED else 0
    if not at or t[at].kind != "{":
        return []
    at = _enum(t, at, names) if keyword == b"enum" else _body(t, at, count, names)
    if not at:
        return []
    at = _after_attributes(t, at, count)
    while is_typedef and at + 1 < count:
        if t[at].is_name:
            names.append(t[at].text)
        elif t[at].kind not in ("*", ","):
            return []
        at = _after_attributes(t, at + 1, count)
    return names if at + 1 == count else []


def _plain(t: Sequence[_Token], count: int) -> list[bytes]:
    """A struct that is only named, a typedef, the declaration of a variable: with one name, which stands last."""
    first, last, at = t[0].text, 1, 1
    if first not in (b"typedef", b"extern") and not (first == b"struct" and count == 3):
        return []
    while at + 1 < count:
        if t[at].kind == "(":  # typedef int (*name)(int);
            if first != b"typedef" or t[at + 1].kind != "*" or not t[at + 2].is_name or t[at + 3].kind != ")":
                return []
            last = at + 2
            at = _after_group(t, at + 4) if t[at + 4].kind == "(" else at + 4
            if at + 1 != count:
                return []
        elif t[at].kind == "[":
            at = _after_group(t, at)
        elif t[at].kind == "*" or (t[at].kind == "word" and t[at].text != b"union"):
            last = at if t[at].kind == "word" else last
            at += 1
        else:
            return []
    hidden = [token.text for token in t[:count] if token.is_hidden]
    return [t[last].text, *hidden] if t[last].is_name else []


def _prototype(t: Sequence[_Token], count: int) -> list[bytes]:
    """A name behind a type and before a list; in capitals it is rather a macro."""
    if any(token.kind in ("=", "{") or token.text in (b"union", b"typedef") for token in t[:count]):
        return []
    at = next(index for index, token in enumerate(t) if token.kind not in ("word", "*"))
    if at < 2 or t[at].kind != "(" or t[at - 1].kind != "word" or t[at - 1].text in _KEYWORDS:
        return []
    before = t[: at - 1]
    name = t[at - 1]
    has_type = any(one.kind == "word" and one.text not in _NO_TYPE and not one.is_hidden for one in before)
    behind = _after_group(t, at)
    end = behind if name.is_hidden else _after_attributes(t, behind, count)
    if not has_type or not _LOWER.search(name.text) or end + 1 != count:
        return []
    others = [
        one for index, one in enumerate((*before, *t[behind:count])) if one.is_hidden or (index and _is_loud(one))
    ]
    return [name.text, *(one.text for one in others)]  # macros that nobody may define: the repair learns them there


def _is_loud(token: _Token) -> bool:
    return token.kind == "word" and not _LOWER.search(token.text)

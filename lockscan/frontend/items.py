"""What a header holds at file scope, item by item: what each introduces, and which words it needs then.

`_headers.c` holds the twin in C of all that stands here, which lists numbers in the place of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Final, NamedTuple

from lockscan.frontend.directives import (
    COMMENT,
    ESCAPED,
    KEYWORDS,
    NO_TYPE,
    STATEMENTS,
    STRING,
    TAGGED,
    Kind,
    Piece,
    directive,
)
from lockscan.frozen import dataclass

_TOKEN: Final = re.compile(
    rb"(?P<comment>" + COMMENT + rb")|(?P<odd>" + STRING + rb"|[#\\$@])|(?P<line>\n)"
    rb"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d\w*)|(?P<mark>[{}()\[\];,=*])|(?P<other>\S)"
)
_DIRECTIVE: Final = re.compile(rb"#(?:[^\\\n/\"']++|" + ESCAPED + rb"|" + COMMENT + rb"|" + STRING + rb"|/)*+")
_LOWER: Final = re.compile(rb"[a-z]")
_NEVER: Final = 1 << 30  # a depth that no item comes back from
_HEADERS: Final = (Kind.HEADER, Kind.OUTLINED)


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration, or the definition of a macro (`is_macro`), that goes when nothing needs its names. The body of a
    function has none."""

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
        return self.kind == "word" and self.text not in KEYWORDS and not self.text.startswith(b"__")

    @property
    def is_hidden(self) -> bool:
        """A word like __packed."""
        return self.kind == "word" and self.text.startswith(b"__")


_END: Final = _Token(";", b";", 0, 0)


def items_of(data: bytes, kind: Kind) -> Items:
    reader = _Reader(data, kind)
    found = reader.read()
    if reader.is_open and kind is Kind.OUTLINED:  # a macro opens brackets: who knows where bodies end
        return items_of(data, Kind.HEADER)
    return found


@dataclass(slots=True)
class _Reader:
    data: bytes
    kind: Kind
    depth: int = 0
    group: int = 0
    tokens: list[_Token] = field(default_factory=list)  # of the item that is open
    is_odd: bool = False
    has_directive: bool = False  # in that item
    is_open: bool = False  # a bracket closed that nothing had opened
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
        if name and not self.tokens and self.kind in _HEADERS and self._has_room(start, end):
            self.found.append(Item(start, end, True, (name,), words, pieces))
        else:
            self.words |= words | ({name} if name else set())
            self.pieces.update(pieces)
        self.is_odd = self.has_directive = bool(self.tokens)
        return end

    def _has_room(self, start: int, end: int) -> bool:
        """For the signs of a comment."""
        return end - start > 3 and self.data[start + 1] != 10 and self.data[end - 2] != 10

    def _take(self, token: _Token) -> None:
        """A token that is in no directive. Behind a closing bracket that nothing has opened, all stays."""
        if self.kind not in _HEADERS:
            self.words |= _words([token])
            return
        is_outside = not self.depth and not self.group
        self.tokens.append(token)
        self.is_odd = self.is_odd or token.kind == "odd" or token.text in STATEMENTS
        self.depth += (token.kind == "{") - (token.kind == "}")
        self.group += (token.kind in ("(", "[")) - (token.kind in (")", "]"))
        if self.depth < 0 or self.group < 0:
            self.depth, self.is_open = _NEVER, True
        if token.kind == ";" and is_outside:
            self._close(is_whole=True)
        elif token.kind == "}" and not self.depth and not self.group and self._is_function():
            self._close_function()

    def _is_function(self) -> bool:
        head = [token.kind for token in self.tokens]
        head = head[: head.index("{")] if "{" in head else head
        return "(" in head and "=" not in head

    def _close_function(self) -> None:
        """A function is complete: nobody asks for its body where its header is only outlined."""
        brace = next(at for at, token in enumerate(self.tokens) if token.kind == "{")
        body = self.tokens[brace + 1 : -1]
        start, end = (body[0].start, body[-1].end) if body else (0, 0)
        is_sure = not self.has_directive and self._has_room(start, end) and is_function(self.tokens, brace)
        goes = is_sure and self.kind is Kind.OUTLINED
        if goes:
            del self.tokens[brace:]
        self._close(is_whole=False)
        if goes:
            self.found.append(Item(start, end, False, (), frozenset()))

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
        self.is_odd = self.has_directive = False


def _words(tokens: Sequence[_Token]) -> frozenset[bytes]:
    return frozenset(token.text for token in tokens if token.kind == "word" and token.text not in KEYWORDS)


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
            if tag or t[at].text in KEYWORDS:
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
        elif token.text in TAGGED:
            at = _head(t, at, names)
            if t[at].kind == "{":
                is_enum = token.text == b"enum"
                depth += not is_enum
                at = _enum(t, at, names) if is_enum else at + 1
                if not at:
                    return 0
        elif token.kind == "(" and t[at - 1].kind == "word" and not t[at - 1].is_hidden and t[at + 1].kind != "*":
            end = _after_group(t, at)  # a macro, which may make what it names
            names.extend(one.text for one in t[at:end] if one.kind == "word" and one.text not in KEYWORDS)
            at = end
        else:
            at += 1
    return at


def _record(t: Sequence[_Token], count: int) -> list[bytes]:
    names: list[bytes] = []
    is_typedef = t[0].text == b"typedef"
    keyword = t[is_typedef].text
    at = _head(t, int(is_typedef), names) if keyword in TAGGED else 0
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
    if at < 2 or t[at].kind != "(" or t[at - 1].kind != "word" or t[at - 1].text in KEYWORDS:
        return []
    before = t[: at - 1]
    name = t[at - 1]
    has_type = any(one.kind == "word" and one.text not in NO_TYPE and not one.is_hidden for one in before)
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


def is_function(tokens: Sequence[_Token], brace: int) -> bool:
    """Is this a function, and no macro that may be something else? Then its body begins at `brace`."""
    t = [*tokens, _END, _END, _END]
    at = next(index for index, token in enumerate(t) if token.kind not in ("word", "*"))
    if at < 2 or t[at].kind != "(" or any(one.text == b"typedef" or one.text in STATEMENTS for one in t[:at]):
        return False
    name, before = t[at - 1], t[: at - 1]
    has_type = any(one.kind == "word" and one.text not in NO_TYPE and not one.is_hidden for one in before)
    is_named = name.is_name and _LOWER.search(name.text) is not None and before[-1].text not in TAGGED
    return has_type and is_named and _after_attributes(t, _after_group(t, at), len(tokens)) == brace

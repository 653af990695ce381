"""Finds marked names (old initialisers, cli and kin) wherever the text uses them, also where #if leaves code out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from lockscan.frontend.lexical import LexicalFunction, functions, mask, whole_lines, without
from lockscan.frontend.texts import shown
from lockscan.seldom import seldom
from lockscan.syntax.nodes import Span
from lockscan.syntax.unit import Mention, MentionPlace

if TYPE_CHECKING:
    from lockscan.frontend.placing import Placing

_DIRECTIVE: Final = seldom(rb"^[ \t]*#[ \t]*(\w*)(?:[^\\\n]+|\\\r?\n|\\)*", re.MULTILINE)
_DEFINED_NAME: Final = seldom(rb"[ \t]*#[ \t]*define[ \t]+(\w+)")
_LAST_WORD: Final = seldom(rb"([A-Za-z_]\w*)[\s*]*$")
# Words that stand before a call without making it a declaration.
_NO_TYPES: Final = frozenset({b"return", b"else", b"do", b"goto", b"case", b"sizeof"})
_WINDOW: Final = 200


class _Directive(NamedTuple):
    start: int
    end: int
    word: bytes


def find(
    data: bytes, path: str, names: Mapping[str, bool], skipped: Sequence[tuple[int, int]] = ()
) -> tuple[Mention, ...]:
    """Every use of the names, in order; a name's value says whether using it is calling it.

    `skipped` is what the preprocessor left out. Not reported: comments, strings, the #define of the name itself,
    #ifdef and the like, members of that name, and calls in a file that declares, defines or #defines that function.
    """
    if not shown(data, tuple(name.encode() for name in names)).marked:
        return ()
    alternatives = b"|".join(sorted(re.escape(name.encode()) for name in names))
    marked = re.compile(rb"(?<![\w$])(?:" + alternatives + rb")(?![\w$])")
    text = _Text(data, skipped)
    uses = [use for use in marked.finditer(text.code) if not text.is_member(use)]
    own = {use[0] for use in uses if names[use[0].decode()] and text.is_own(use)}
    found = (text.mention(use, path, names[use[0].decode()]) for use in uses if use[0] not in own)
    return tuple(mention for mention in found if mention is not None)


class _Text:
    """A file's text without comments and strings (`code`), and without directives as well (`plain`)."""

    def __init__(self, data: bytes, skipped: Sequence[tuple[int, int]]) -> None:
        self.code = mask(data)
        self._data = data
        self._directives = [_Directive(*match.span(), match[1]) for match in _DIRECTIVE.finditer(self.code)]
        self._skipped = whole_lines(data, skipped)

    @cached_property
    def _plain(self) -> bytes:
        return without(self.code, ((directive.start, directive.end) for directive in self._directives))

    @cached_property
    def _placing(self) -> Placing:
        from lockscan.frontend.placing import Placing  # which few files need

        return Placing(self._plain)

    @cached_property
    def _functions(self) -> Sequence[LexicalFunction]:
        return functions(self._data)

    def mention(self, use: re.Match[bytes], path: str, is_call: bool) -> Mention | None:
        span = Span(use.start(), use.end())
        is_active = not any(start <= span.start < end for start, end in self._skipped)
        directive = self._directive_at(span.start)
        if is_call and not self._is_called(use.end()):
            return None
        if directive is not None:
            if directive.word != b"define" or self._defines(directive, use):
                return None
            return Mention(use[0].decode(), path, span, MentionPlace.MACRO, "", is_active=is_active)
        placed = self._placing.call(*span) if is_call else self._placing.place(*span)
        return Mention(
            use[0].decode(),
            path,
            span,
            placed.place,
            self._function_at(span.start),
            placed.target,
            placed.statement,
            placed.is_static,
            is_active,
        )

    def is_member(self, use: re.Match[bytes]) -> bool:
        """`x->cli(`, `.cli =`, and the old designator and label `cli:`."""
        before = self.code[max(0, use.start() - _WINDOW) : use.start()].rstrip()
        if before.endswith((b"->", b".")) and not before.endswith(b"..."):
            return True
        behind = self.code[use.end() : use.end() + _WINDOW].lstrip()
        return behind[:1] == b":" and before[-1:] in (b"{", b",", b";", b"}", b")")

    def is_own(self, use: re.Match[bytes]) -> bool:
        """Does the file itself declare, define or #define what is called by this name?"""
        directive = self._directive_at(use.start())
        if directive is not None:
            return directive.word == b"define" and self._defines(directive, use)
        if any(function.name.encode() == use[0] for function in self._functions):
            return True
        if not self._is_called(use.end()):
            return False
        before = self._plain[max(0, use.start() - _WINDOW) : use.start()]
        word = _LAST_WORD.search(before)
        if word is None or word[1] in _NO_TYPES:
            return False
        return b"*" not in word[0] or not self._function_at(use.start())  # a * cli() in a function is a product

    def _defines(self, directive: _Directive, use: re.Match[bytes]) -> bool:
        defined = _DEFINED_NAME.match(self.code, directive.start)
        return defined is not None and defined.start(1) == use.start()

    def _is_called(self, end: int) -> bool:
        return self.code[end : end + _WINDOW].lstrip()[:1] == b"("

    def _directive_at(self, offset: int) -> _Directive | None:
        index = bisect_right(self._directives, offset, key=_start) - 1
        found = self._directives[index] if index >= 0 else None
        return found if found is not None and offset < found.end else None

    def _function_at(self, offset: int) -> str:
        """The innermost definition around an offset; those of two #if branches may overlap."""
        for index in range(bisect_right(self._functions, offset, key=_function_start) - 1, -1, -1):
            function = self._functions[index]
            if offset < function.end:
                return function.name
            if function.end - function.start > 0 and index and self._functions[index - 1].end <= offset:
                break
        return ""


def _function_start(function: LexicalFunction) -> int:
    return function.start


def _start(directive: _Directive) -> int:
    return directive.start

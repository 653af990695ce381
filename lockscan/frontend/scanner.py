"""Function definitions in a text without comments and strings, by its brackets. `_texts.c` holds the twin in C."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Final

from lockscan.frozen import dataclass

_DIRECTIVE: Final = rb"(?P<directive>^[ \t]*#[ \t]*(?P<word>\w*)(?P<rest>(?:[^\\\n]++|\\\r?\n|\\)*))"
_TOKEN: Final = re.compile(_DIRECTIVE + rb"""|[A-Za-z_$][\w$]*|["(){}\[\];=,*]""", re.MULTILINE)
_BRACE: Final = re.compile(_DIRECTIVE + rb"|[{}]", re.MULTILINE)
# A brace in column 0 shows that a group at file scope was never closed.
_BRACKET: Final = {b"(": re.compile(rb"[()]|^[{}]", re.MULTILINE), b"[": re.compile(rb"[\[\]]|^[{}]", re.MULTILINE)}
_MAX_HEADER: Final = 200  # tokens of a definition up to its {
_MAX_WASTE: Final = 200_000  # brackets looked at in groups that were never closed
_IDENTIFIER: Final = re.compile(rb"[A-Za-z_$][\w$]*")
_IDENTIFIER_LIST: Final = re.compile(rb"\s*[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*")
_POINTER_TO: Final = re.compile(rb"\s*\*[\s\w*]*?\b([A-Za-z_]\w*)\s*\(")
_WRAPPED: Final = re.compile(rb"[\s\w*]*?\b([A-Za-z_]\w*)\s*\([\s\S]*\)\s*")
_MACRO_NAME: Final = re.compile(rb"[A-Z_][A-Z0-9_$]*")
# After a } in column 0: does a new definition begin at the start of a line? Then braces were out of step.
_NEXT_DEFINITION: Final = re.compile(
    rb"\}[\s;]*^(?!(?:if|else|for|while|do|switch|case|return|goto|default)\b)[A-Za-z_]\w*[\s*][\w\s*]*\([^;{}()]*\)\s*\{",
    re.MULTILINE,
)
_STATEMENTS: Final = frozenset({b"if", b"else", b"for", b"while", b"do", b"switch", b"return", b"case", b"sizeof"})
_RECORDS: Final = frozenset({b"struct", b"union", b"enum"})
_TYPES: Final = frozenset(
    {b"void", b"int", b"char", b"short", b"long", b"unsigned", b"signed", b"float", b"double", b"const", b"volatile"}
    | {b"static", b"extern", b"inline", b"__inline__", b"__inline", b"asm", b"__asm__", b"typeof", b"__typeof__"}
    | {b"__attribute__", b"__attribute", b"__declspec", b"defined", b"__extension__"}
)


Found = tuple[str, int, int]  # a name, and where its definition starts and ends


def scan(text: bytes, *, follow_branches: bool) -> list[Found]:
    """In the order in which they end. `follow_branches`: every branch of #if counts."""
    return _Scanner(text, follow_branches).scan()


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a punctuation mark, or a bracketed group, whose text begins with its bracket."""

    text: bytes
    start: int


@dataclass(slots=True)
class _State:
    """Where the scan stands: brace depth, the function whose body is open, and the last tokens since the boundary."""

    depth: int = 0
    name: str = ""
    start: int = 0
    header: list[_Token] = field(default_factory=list)

    def copy(self) -> _State:
        return _State(self.depth, self.name, self.start, self.header[-_MAX_HEADER:])


@dataclass(slots=True)
class _Branches:
    """An open #if: the state before it, and the state at the end of its first branch that counts."""

    before: _State
    is_zero: bool
    after: _State | None = None


class _Scanner:
    def __init__(self, text: bytes, follow_branches: bool) -> None:
        self._text = text
        self._follow = follow_branches
        self._state = _State()
        self._branches: list[_Branches] = []
        self._found: list[Found] = []
        self._waste = 0

    def scan(self) -> list[Found]:
        position = 0
        while True:
            pattern = _BRACE if self._state.depth else _TOKEN
            match = pattern.search(self._text, position)
            if match is None:
                break
            position = match.end()
            if match["directive"] is not None:
                if self._follow:
                    self._directive(match["word"], match["rest"])
            elif self._state.depth:
                self._inside(match)
            else:
                position = self._outside(match)
        if self._state.depth and self._state.name:
            self._close(len(self._text))
        return self._found

    def _inside(self, match: re.Match[bytes]) -> None:
        state = self._state
        if match[0] == b"{":
            state.depth += 1
            return
        state.depth -= 1
        at = match.start()
        is_left = at == 0 or self._text[at - 1 : at] == b"\n"
        if state.depth and state.name and is_left and _NEXT_DEFINITION.match(self._text, at):
            state.depth = 0
        if not state.depth:
            self._close(match.end())

    def _close(self, end: int) -> None:
        state = self._state
        if state.name:
            self._found.append((state.name, state.start, end))
            state.name, state.header = "", []
        else:  # a record or an initialiser: the declaration goes on behind it
            state.header = [_Token(b"}", end)]

    def _outside(self, match: re.Match[bytes]) -> int:
        """One token at file scope; returns where to go on."""
        text, state = match[0], self._state
        if text in (b"(", b"["):
            end = self._group_end(match)
            state.header.append(_Token(self._text[match.start() : end], match.start()))
            return end
        if text == b"{":
            self._open(match.end())
        elif text == b";":
            if _awaits_parameters(state.header):
                state.header.append(_Token(text, match.start()))
            else:
                state.header = []
        elif text != b"}":
            state.header.append(_Token(text, match.start()))
        return match.end()

    def _open(self, end: int) -> None:
        state = self._state
        named = _definition(state.header)
        if named is not None:
            state.name, state.start = named
        elif any(token.text == b'"' for token in state.header) and state.header[0].text == b"extern":
            state.header = []  # extern "C" { … }: not a scope
            return
        state.depth = 1

    def _group_end(self, match: re.Match[bytes]) -> int:
        """Behind the bracket that closes this one; if none does, just behind this one."""
        pattern, depth, position, steps = _BRACKET[match[0]], 1, match.end(), 0
        while depth and self._waste < _MAX_WASTE:
            step = pattern.search(self._text, position)
            steps += 1
            if step is None or step[0] in b"{}":
                self._waste += steps
                return match.end()
            depth += 1 if step[0] == match[0] else -1
            position = step.end()
        return position

    def _directive(self, word: bytes, rest: bytes) -> None:
        if word in (b"if", b"ifdef", b"ifndef"):
            self._branches.append(_Branches(self._state.copy(), word == b"if" and rest.strip() == b"0"))
        elif not self._branches:
            return
        elif word in (b"else", b"elif"):
            branches = self._branches[-1]
            if branches.after is None and not branches.is_zero:
                branches.after = self._state
            branches.is_zero = False
            self._state = branches.before.copy()
        elif word == b"endif":
            branches = self._branches.pop()
            if branches.is_zero:
                self._state = branches.before
            elif branches.after is not None:
                self._state = branches.after


def _awaits_parameters(header: list[_Token]) -> bool:
    """At a ; — do these tokens begin a K&R definition, `f(a, b) int a`, whose parameters are being declared?"""
    for index in range(len(header) - 1, 0, -1):
        text = header[index].text
        if text[:1] == b"(":
            names = text[1:-1]
            is_list = _IDENTIFIER_LIST.fullmatch(names) is not None and header[index - 1].text not in _TYPES
            declares = header[index + 1 :]
            return bool(is_list and len(declares) >= 2 and _IDENTIFIER.fullmatch(declares[0].text))
        if text in (b"=", b"}"):
            return False
    return False


def _definition(header: list[_Token]) -> tuple[str, int] | None:
    """Name and start of the function whose { comes now, or None if this is a record, an initialiser or nonsense."""
    ends = [index for index, token in enumerate(header) if token.text == b";"]
    if ends and ends[-1] == len(header) - 1:
        first = next((index for index, token in enumerate(header) if token.text[:1] == b"("), 0)
        return _named(header[: first + 1], is_old_style=True)
    tokens = header[ends[-1] + 1 :] if ends else header
    closed = [index for index, token in enumerate(tokens) if token.text == b"}"]
    if closed:
        tokens = tokens[closed[-1] + 1 :]
    if not tokens or any(token.text == b"=" for token in tokens):
        return None
    if any(token.text in _RECORDS for token in tokens[-2:]):
        return None
    return _named(tokens)


def _named(tokens: list[_Token], *, is_old_style: bool = False) -> tuple[str, int] | None:
    """Picks the name among the words that stand before a group; for `HANDLER(f) {` a macro's first argument."""
    pairs = [
        index
        for index in range(1, len(tokens))
        if tokens[index].text[:1] == b"(" and _IDENTIFIER.fullmatch(tokens[index - 1].text)
    ]
    while len(pairs) > 1 and _is_attribute(tokens, pairs[-1], pairs[-2]):
        pairs.pop()
    if not pairs:
        return _parenthesised(tokens)
    group = tokens[pairs[-1]].text
    word = tokens[pairs[-1] - 1].text
    if word in _STATEMENTS:
        return None
    start = _start_of(tokens, pairs)
    if word in _TYPES or word.startswith((b"__init", b"FASTCALL")):
        inner = _POINTER_TO.match(group, 1) or _WRAPPED.fullmatch(group[1:-1])
        if inner is None:
            return _parenthesised(tokens)
        word = inner[1]
    elif _MACRO_NAME.fullmatch(word) and _IDENTIFIER_LIST.fullmatch(group[1:-1]) and not is_old_style:
        argument = _IDENTIFIER.match(group[1:].lstrip())
        word = argument[0] if argument and argument[0] not in _TYPES else word
    return word.decode("utf-8", "replace"), start


def _is_attribute(tokens: list[_Token], pair: int, earlier: int) -> bool:
    """Is this `word (…)` an attribute of the function that an earlier pair names?"""
    word = tokens[pair - 1].text
    if word in _TYPES or word.startswith(b"__"):
        return tokens[earlier - 1].text not in _TYPES
    is_macro = _MACRO_NAME.fullmatch(word) is not None and _MACRO_NAME.fullmatch(tokens[earlier - 1].text) is None
    return is_macro and earlier == pair - 2


def _parenthesised(tokens: list[_Token]) -> tuple[str, int] | None:
    """`int (name)(int a) {`, or `int *(*name(int a))(void) {` behind a `*`."""
    for index, token in enumerate(tokens):
        if token.text[:1] == b"(":
            inner = _POINTER_TO.match(token.text, 1) or re.fullmatch(rb"\(\s*([A-Za-z_]\w*)\s*\)", token.text)
            return (inner[1].decode("utf-8", "replace"), tokens[0].start) if inner and index else None
    return None


def _start_of(tokens: list[_Token], pairs: list[int]) -> int:
    """Where the definition begins: behind a file-scope macro without semicolon, `MACRO(x) static int f(void) {`."""
    for pair in pairs[:-1]:
        word = tokens[pair - 1].text
        if pair == 1 and _MACRO_NAME.fullmatch(word) and len(tokens) > pair + 1:
            return tokens[pair + 1].start
    return tokens[0].start

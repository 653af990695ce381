"""Where an initialiser stands in C text: in a declaration, in braces, in an assignment; and what it initialises."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from lockscan.frontend.brackets import Brackets
from lockscan.frozen import dataclass
from lockscan.syntax.nodes import Span
from lockscan.syntax.unit import MentionPlace

_CAST_BEFORE: Final = re.compile(rb"\(\s*(?:struct\s+|const\s+)*[A-Za-z_]\w*\s*\)\s*$")
# Behind these a ( begins a call or a function's head, not a cast.
_CALLED: Final = re.compile(rb"[\w)\]]\s*$")
_RETURN: Final = re.compile(rb"\breturn\s*$")
_DESIGNATOR: Final = re.compile(rb"(?:\.\s*[A-Za-z_]\w*\s*|\[[^\[\]]*\]\s*)+$")
_OLD_DESIGNATOR: Final = re.compile(rb"(?<=[{,])\s*([A-Za-z_]\w*)\s*$")
_PREFIX: Final = re.compile(
    rb"\s*(?:(?:else|do)\b|(?:case\b[^;{}:]*|default|(?!default\b|case\b)[A-Za-z_]\w*)\s*:"
    rb"|(?:if|while|for|switch)\s*(?P<test>\())"
)
_DECLARATION: Final = re.compile(
    rb"(?!return\b)(?:[A-Za-z_]\w*[\s*]+)+[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*(?:__attribute__\s*\(\(.*?\)\)\s*)?",
    re.DOTALL,
)
_RECORD_BODY: Final = re.compile(rb"\b(?:struct|union)\b[^{}]*\{[^{}]*\}")
_INLINE_RECORD: Final = re.compile(rb"\b(?:struct|union)\s*(?:[A-Za-z_]\w*\s*)?$")
_LVALUE: Final = re.compile(rb"[\s*&(]*[A-Za-z_][\s\S]*")
_BIT_FIELD: Final = re.compile(rb":\s*\w+\s*$")
_DIMENSIONS: Final = re.compile(rb"[A-Za-z_]\w*\s*((?:\[[^\]]*\]\s*)+)")
_WORD: Final = re.compile(rb"[A-Za-z_]\w*")
_AROUND_MEMBER: Final = re.compile(rb"\s*(->|(?<!\.)\.(?!\.))\s*")
_WINDOW: Final = 240  # how far back a cast or designator may begin
# An = behind one of these is no plain assignment.
_COMPARES: Final = frozenset(b"=!<>+-*/|&^%")


@dataclass(frozen=True, slots=True)
class Placed:
    """What a value initialises: `target` as written ("" if unknown; what it is a part of if the part has no name here),
    `statement` without its ;."""

    place: MentionPlace
    target: str = ""
    statement: Span | None = None
    is_static: bool = False


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands left of an `=`: a declared name with its type and dimensions, or an assigned lvalue."""

    name: str
    is_declaration: bool = False
    is_static: bool = False
    type: bytes = b""
    dimensions: int = 0


class Placing:
    """Answers for one text, which has no comments, strings and directives."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._brackets = Brackets(text)

    def call(self, start: int, end: int) -> Placed:
        """The place of a call of the name `text[start:end]`."""
        return Placed(MentionPlace.CALL, "", self.statement(start, end))

    def place(self, start: int, end: int) -> Placed:
        """The place of the value `text[start:end]`."""
        begin = self._trimmed(start)
        cast = self._cast(begin)
        if cast:
            begin = self._trimmed(cast.start())
        if entry := self._entry(begin):
            return self._braced(*entry)
        if self._is_assignment(begin):
            whole = self.statement(begin - 1, end)
            left = self._left(whole.start, begin - 1)
            if left is None:
                return Placed(MentionPlace.OTHER, "", whole)
            kind = MentionPlace.VARIABLE if left.is_declaration else MentionPlace.ASSIGNMENT
            return Placed(kind, left.name, whole, left.is_static)
        return Placed(MentionPlace.COMPOUND if cast else MentionPlace.OTHER, "", self.statement(start, end))

    def statement(self, start: int, end: int) -> Span:
        """The statement or declaration around a piece of it, without its ; and without `if (…)` or `case 1:` before."""
        text, begin = self._text, self._boundary(start)
        while prefix := _PREFIX.match(text, begin, start):
            test = prefix.start("test")
            begin = self._brackets.other_side(test) + 1 if test >= 0 else prefix.end()
        while begin < start and text[begin : begin + 1].isspace():
            begin += 1
        finish = next((at for at in self._brackets.behind(end) if text[at : at + 1] in (b";", b"}")), len(text))
        return Span(min(begin, start), self._trimmed(finish))

    def _entry(self, begin: int) -> tuple[int, str] | None:
        """Start and designator ("" without one) of the entry whose value begins at `begin`; None outside of braces."""
        last = self._text[begin - 1 : begin]
        start, designator = begin, ""
        if last == b"=" and (written := self._before(_DESIGNATOR, begin - 1)):
            start, designator = written.start(), spelled(written[0])
        elif last == b":" and (old := self._before(_OLD_DESIGNATOR, begin - 1)):
            start, designator = old.start(1), f".{old[1].decode()}"
        elif last not in (b",", b"{"):
            return None
        if self._character_before(start) not in (b"{", b","):
            return None
        opener = self._brackets.enclosing(start)
        return (start, designator) if opener is not None and self._is_initialiser(opener) else None

    def _braced(self, start: int, designator: str) -> Placed:
        """Walks out of the braces, collecting the way in: designators as written, positions as numbers."""
        steps: list[str | int] = []
        before = end = start
        entry: tuple[int, str] | None = (start, designator)
        while entry is not None:
            start, designator = entry
            opener = self._brackets.enclosing(start)
            if opener is None:
                break
            steps.insert(0, designator or self._brackets.index(start))
            before, end = self._trimmed(opener), self._brackets.other_side(opener) + 1
            entry = self._entry(before)
        whole, left = self._owner(before, end)
        dimensions = left.dimensions if left else 0
        is_element = len(steps) <= dimensions or (isinstance(steps[-1], str) and steps[-1].endswith("]"))
        kind = MentionPlace.ELEMENT if is_element else MentionPlace.MEMBER
        if left is None:
            return Placed(kind, "", whole)
        path = [self._step(left, depth, step) for depth, step in enumerate(steps)]
        target = _joined(left.name, "".join(takewhile(bool, path)))
        return Placed(kind, target, whole, left.is_static)

    def _owner(self, before: int, end: int) -> tuple[Span, _Left | None]:
        """The statement around the outermost braces, which stand at `before`, and what they initialise."""
        equals = before
        if not self._is_assignment(before) and (cast := self._cast(before)):
            equals = self._trimmed(cast.start())  # x = (struct foo){ … }
        whole = self.statement(equals, end)
        return whole, self._left(whole.start, equals - 1) if self._is_assignment(equals) else None

    def _step(self, left: _Left, depth: int, step: str | int) -> str:
        """The way into the owner's `depth`th level; "" where a position cannot be named."""
        if isinstance(step, str):
            return step
        if depth < left.dimensions:
            return f"[{step}]"
        fields = self._fields(left.type) if depth == left.dimensions else []
        return f".{fields[step]}" if step < len(fields) else ""

    def _fields(self, record: bytes) -> list[str]:
        """The members of a flat record that this text declares, in order; empty if it cannot tell."""
        if not record:
            return []
        tagged = re.search(rb"\b(?:struct|union)\s+" + re.escape(record) + rb"\s*\{([^{}]*)\}", self._text)
        found = tagged or re.search(rb"\{([^{}]*)\}\s*" + re.escape(record) + rb"\s*;", self._text)
        names: list[str] = []
        for declaration in found[1].split(b";") if found else ():
            for declarator in declaration.split(b","):
                words = _WORD.findall(re.sub(rb"\[[^\]]*\]", b"", _BIT_FIELD.sub(b"", declarator)))
                if words:
                    names.append(words[-1].decode())
        return names

    def _left(self, start: int, equals: int) -> _Left | None:
        """What a statement that begins at `start` declares or assigns with the `=` at `equals`."""
        parts = self._brackets.parts(start, equals)
        first, last = parts[0].partition(b"=")[0].strip(), parts[-1].strip()
        first = _RECORD_BODY.sub(b"struct inline ", first)
        if len(parts) == 1:
            last = _RECORD_BODY.sub(b"struct inline ", last)
        if _DECLARATION.fullmatch(first):
            return _declared(first, last)
        if first.endswith((b")", b"}")):  # DEFINE_PER_CPU(spinlock_t, x): declares, but not in words
            return None
        return _Left(spelled(last)) if _LVALUE.fullmatch(last) else None

    def _is_assignment(self, end: int) -> bool:
        """Does a plain `=` end at `end`?"""
        return end > 1 and self._text[end - 1 : end] == b"=" and self._text[end - 2] not in _COMPARES

    def _is_initialiser(self, opener: int) -> bool:
        """Does this bracket begin an initialiser rather than a block, a record or an argument list?"""
        while self._text[opener : opener + 1] == b"{":
            before = self._trimmed(opener)
            last = self._text[before - 1 : before]
            if self._is_assignment(before) or self._cast(before):
                return True
            if last not in (b"{", b",") and not (last == b":" and self._before(_OLD_DESIGNATOR, before - 1)):
                return False
            outer = self._brackets.enclosing(opener)
            if outer is None:
                return False
            opener = outer
        return False

    def _boundary(self, position: int) -> int:
        """Behind the ; { or } before the statement; initialisers and inline records do not end what goes on."""
        for at in self._brackets.before(position):
            character = self._text[at : at + 1]
            if character == b";" or (character == b"{" and not self._is_initialiser(at)):
                return at + 1
            if character == b"}":
                opener = self._brackets.other_side(at)
                if not (self._is_initialiser(opener) or self._before(_INLINE_RECORD, opener)):
                    return at + 1
        return 0

    def _cast(self, end: int) -> re.Match[bytes] | None:
        """A cast, or the type of a compound literal, that ends at `end`."""
        cast = self._before(_CAST_BEFORE, end)
        if cast and self._before(_CALLED, cast.start()) and not self._before(_RETURN, cast.start()):
            return None
        return cast

    def _before(self, pattern: re.Pattern[bytes], end: int) -> re.Match[bytes] | None:
        """A match that ends at `end`."""
        return pattern.search(self._text, max(0, end - _WINDOW), end) if end > 0 else None

    def _trimmed(self, end: int) -> int:
        """Behind the last character before `end` that is not white space."""
        while end > 0 and self._text[end - 1 : end].isspace():
            end -= 1
        return max(0, end)

    def _character_before(self, position: int) -> bytes:
        end = self._trimmed(position)
        return self._text[end - 1 : end] if end else b""


def _declared(first: bytes, last: bytes) -> _Left:
    """`first` is the declaration up to its first `=` or comma, `last` the declarator in question."""
    words, name = _words(first), _words(last)
    array = _DIMENSIONS.search(last)
    return _Left(
        name[-1].decode() if name else "",
        is_declaration=True,
        is_static=b"static" in words,
        type=words[-2] if len(words) > 1 else b"",
        dimensions=array[1].count(b"[") if array else 0,
    )


def _words(declarator: bytes) -> list[bytes]:
    """The words of a declaration before its [, without attributes."""
    return [word for word in _WORD.findall(declarator.partition(b"[")[0]) if not word.startswith(b"__")]


def spelled(text: bytes) -> str:
    """C text on one line, blanks reduced."""
    return _AROUND_MEMBER.sub(rb"\1", b" ".join(text.split())).decode("utf-8", "replace")


def _joined(name: str, path: str) -> str:
    """A place within what `name` is: `*m` and `.lock` is `m->lock`."""
    if not name.startswith("*"):
        return name + path
    pointer = name[1:].strip()
    if _WORD.fullmatch(pointer.encode()) and path.startswith("."):
        return f"{pointer}->{path[1:]}"
    return f"({name}){path}"

"""Which bracket encloses what: one pass over C text, then every question is a look-up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from lockscan.seldom import seldom

_MARK: Final = seldom(rb"[()\[\]{},;]")
_OPENS: Final = {b")": b"(", b"]": b"[", b"}": b"{"}


class Brackets:
    """Brackets, commas and semicolons of a text without comments and strings; they may be out of balance."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at: list[int] = []  # offsets of all marks
        self._parent: list[
            int
        ] = []  # the mark of the bracket that a mark stands in, -1 at the top; an opener's: outside
        self._partner: list[int] = []  # for brackets: the mark on the other side, -1 without one
        self._commas: list[int] = []  # commas in the same bracket, up to and including this mark
        self._read()

    def _read(self) -> None:
        stack: list[int] = []
        counts = [0]
        for mark, match in enumerate(_MARK.finditer(self._text)):
            character = match[0]
            opener = _OPENS.get(character)
            if opener is not None:
                self._unwind(opener, stack, counts)
            elif character == b",":
                counts[-1] += 1
            self._at.append(match.start())
            self._partner.append(-1)
            if opener is not None and stack and self._character(stack[-1]) == opener:
                self._partner[stack[-1]] = mark
                self._partner[mark] = stack.pop()
                counts.pop()
            self._parent.append(stack[-1] if stack else -1)
            self._commas.append(counts[-1])
            if character in (b"(", b"[", b"{"):
                stack.append(mark)
                counts.append(0)

    def _unwind(self, opener: bytes, stack: list[int], counts: list[int]) -> None:
        """Gives up brackets that nothing closed, if one further out is closed now."""
        if any(self._character(mark) == opener for mark in stack[-8:]):
            while self._character(stack[-1]) != opener:
                stack.pop()
                counts.pop()

    def _character(self, mark: int) -> bytes:
        at = self._at[mark]
        return self._text[at : at + 1]

    def enclosing(self, position: int) -> int | None:
        """The offset of the innermost bracket that is open at `position`."""
        mark = bisect_left(self._at, position) - 1
        if mark < 0:
            return None
        if self._character(mark) not in (b"(", b"[", b"{"):
            mark = self._parent[mark]
        return self._at[mark] if mark >= 0 else None

    def index(self, position: int) -> int:
        """How many commas stand before `position` in the bracket that encloses it."""
        mark = bisect_left(self._at, position) - 1
        if mark < 0 or self._character(mark) in (b"(", b"[", b"{"):
            return 0
        return self._commas[mark]

    def other_side(self, bracket: int) -> int:
        """The offset of the bracket that belongs to the one at this offset; the text's end or start without one."""
        mark = bisect_left(self._at, bracket)
        partner = self._partner[mark]
        if partner >= 0:
            return self._at[partner]
        return 0 if self._character(mark) in _OPENS else len(self._text)

    def before(self, position: int) -> Iterator[int]:
        """Marks before `position`, nearest first; of a bracketed group only its closing bracket."""
        mark = bisect_left(self._at, position) - 1
        while mark >= 0:
            yield self._at[mark]
            partner = self._partner[mark]
            mark = (partner if 0 <= partner < mark else mark) - 1

    def behind(self, position: int) -> Iterator[int]:
        """Marks from `position` on; of a bracketed group only its opening bracket."""
        mark = bisect_left(self._at, position)
        while mark < len(self._at):
            yield self._at[mark]
            partner = self._partner[mark]
            mark = max(partner, mark) + 1

    def parts(self, start: int, end: int) -> list[bytes]:
        """The text from `start` to `end`, cut at the commas that no bracket encloses."""
        cuts = [mark for mark in self.behind(start) if mark < end] if start < end else []
        commas = [at for at in cuts if self._text[at : at + 1] == b","]
        return [self._text[a:b] for a, b in zip([start, *(at + 1 for at in commas)], [*commas, end], strict=True)]

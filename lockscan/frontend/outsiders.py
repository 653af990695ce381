"""Names that a text uses as values, and in no way that could declare them: functions handed on, variables elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lockscan.frontend import native
from lockscan.frontend.parentheses import around, begins_list
from lockscan.frontend.texts import places
from lockscan.frontend.unit import stub_words
from lockscan.frontend.uses import BEFORE_VALUES, LAST_WORD, Use, guess, stands_before_value, use_at
from lockscan.seldom import seldom

# Names are looked for where they stand on their own, as an initialiser, an argument, behind a cast to a pointer, or
# compared.
_HANDED: Final = seldom(
    rb"(?:[=(,]\s*&?|(?:&&|\|\||\*\)\)?|\{)\s*|(?:case|return)\s+)([a-z]\w+)(?=\s*(?:[:,;)}]|[!=]=))"
)
_CALL: Final = seldom(rb"\s*\(")
_AFTER_NAME: Final = seldom(rb'\s*[\w("#]')
_BEFORE_NO_VALUE: Final = (b"*", b"#", b"}", b'"', b";", b"cleanup(", b"cleanup__(")
_DECLARING: Final = seldom(rb"\b[A-Z][A-Z0-9_]*\s*\Z")  # a macro that may declare what it is given
_BEFORE_CALL: Final = tuple(bytes([char]) for char in b";{}=(,!&|?:<>+-)")
_CALLED: Final = 1 << 15  # beside the other uses
_REACH: Final = 40
_MAX_USES: Final = 30


def outsiders(text: bytes) -> tuple[tuple[bytes, Use], ...]:
    """Each name and what it is. The text is without comments."""
    names = sorted(handed(text) - stub_words())
    found = zip(names, uses_of(text, names), strict=True)
    guessed = ((name, _guess(name, uses)) for name, uses in found)
    return tuple((name, use) for name, use in guessed if use is not None)


def _guess(name: bytes, uses: int) -> Use | None:
    """What is called as well as used in other ways is a function that is handed on, or nothing that is known here. A
    name whose size is asked for counts as a type, as it does for the repair."""
    if not 0 < uses & ~_CALLED < 2 << Use.VALUE_TYPE:
        return None
    use = guess(name.decode(), [use for use in Use if uses >> use & 1])
    return None if uses & _CALLED and use is not Use.HANDED else use


def handed(text: bytes) -> frozenset[bytes]:
    """Names that stand on their own where a value is wanted."""
    found = native.handed(text)
    return handed_in_python(text) if found is None else found


def handed_in_python(text: bytes) -> frozenset[bytes]:
    return frozenset(_HANDED.findall(text))


def uses_of(text: bytes, names: Sequence[bytes]) -> Sequence[int]:
    """Of each name the set of its uses, a bit each. Nothing when one of them may be a declaration, or there are
    too many to tell."""
    found = native.uses(text, names, _MAX_USES)
    return uses_in_python(text, names) if found is None else found


def uses_in_python(text: bytes, names: Sequence[bytes]) -> list[int]:
    found = zip(names, places(text, names, _MAX_USES), strict=True)
    return [_uses(text, name, starts) for name, starts in found]


def _uses(text: bytes, name: bytes, starts: Sequence[int]) -> int:
    uses = 0
    if len(starts) == _MAX_USES:
        return 0
    for at in starts:
        end = at + len(name)
        before = text[max(0, at - _REACH) : at].rstrip()
        if before.endswith((b"->", b".")):
            continue
        if _is_call(text, before, at, end):
            uses |= _CALLED
            continue
        if not _is_value(text, before, at, end):
            return 0
        uses |= 1 << use_at(text, at, end)
    return uses


def _is_value(text: bytes, before: bytes, start: int, end: int) -> bool:
    if _AFTER_NAME.match(text, end) or before.endswith(_BEFORE_NO_VALUE):
        return False
    if before.endswith(b"{"):
        return begins_list(text, text.rfind(b"{", 0, start))
    if before.endswith((b",", b"(")):
        opened = around(text, start)
        if opened is None or text[opened] in b";}":
            return False
        if text[opened] in b"{":
            return begins_list(text, opened)
        return not _DECLARING.search(text, max(0, opened - _REACH), opened)
    return stands_before_value(before)


def _is_call(text: bytes, before: bytes, start: int, end: int) -> bool:
    """Is the name called here, in the body of a function? At the left margin, and behind a type, it is declared."""
    if not _CALL.match(text, end) or text[text.rfind(b"\n", 0, start) + 1 : start][:1] not in (b" ", b"\t"):
        return False
    word = LAST_WORD.search(before)
    return word[0] in BEFORE_VALUES if word else before.endswith(_BEFORE_CALL)

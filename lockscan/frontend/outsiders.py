"""Names that a text uses as values, and in no way that could declare them: functions handed on, variables elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lockscan.frontend import native
from lockscan.frontend.parentheses import enclosing
from lockscan.frontend.texts import places
from lockscan.frontend.unit import stub_words
from lockscan.frontend.uses import Use, guess, stands_before_value, use_at

# The only uses of a name that are looked for: on its own in an initialiser, an assignment, or as an argument.
_HANDED: Final = re.compile(rb"(?:[=(,]\s*&?|case\s+)([a-z]\w+)(?=\s*[:,;)}])")
_AFTER_NAME: Final = re.compile(rb'\s*[\w("#]')
_BEFORE_NO_VALUE: Final = (b"*", b"#", b"}", b'"', b";", b"cleanup(", b"cleanup__(")
_DECLARING: Final = re.compile(rb"\b[A-Z][A-Z0-9_]*\s*\Z")  # a macro that may declare what it is given
_REACH: Final = 40
_MAX_USES: Final = 30


def outsiders(text: bytes) -> tuple[tuple[bytes, Use], ...]:
    """Each name and what it is. The text is without comments."""
    names = sorted(handed(text) - stub_words())
    found = zip(names, uses_of(text, names), strict=True)
    return tuple((name, guess(name.decode(), _listed(uses))) for name, uses in found if 0 < uses < 2 << Use.ARRAY)


def _listed(uses: int) -> list[Use]:
    return [use for use in Use if uses >> use & 1]


def handed(text: bytes) -> frozenset[bytes]:
    """Names that stand on their own where a value is wanted."""
    found = native.handed(text)
    return handed_in_python(text) if found is None else found


def handed_in_python(text: bytes) -> frozenset[bytes]:
    return frozenset(_HANDED.findall(text))


def uses_of(text: bytes, names: Sequence[bytes]) -> Sequence[int]:
    """Of each name the set of its uses, a bit each. Nothing when one of them may be a declaration or a call, or there
    are too many to tell."""
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
        if not _is_value(text, before, at, end):
            return 0
        uses |= 1 << use_at(text, at, end)
    return uses


def _is_value(text: bytes, before: bytes, start: int, end: int) -> bool:
    if _AFTER_NAME.match(text, end) or before.endswith(_BEFORE_NO_VALUE):
        return False
    if before.endswith((b",", b"(")):
        bracket = enclosing(text, start)
        return bracket is not None and not _DECLARING.search(text, max(0, bracket - _REACH), bracket)
    return stands_before_value(before)

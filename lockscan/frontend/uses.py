"""Guesses from the text around a name that nothing declares what kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from lockscan.seldom import seldom


class Use(IntEnum):
    """What one use says about a name, weakest first: the strongest of all uses wins."""

    PLAIN = 0  # an operand like any other
    HANDED = 1  # on its own, as an argument, initialiser or assigned value
    CASE = 2  # a case label, so a constant
    ASSIGNED = 3
    STRUCT = 4  # has members, or its address is taken
    POINTER = 5  # members through an arrow
    ARRAY = 6
    VALUE_TYPE = 7
    POINTER_TYPE = 8
    ATTRIBUTE = 9  # stands before a declaration and adds nothing
    STRING = 10  # glued to a string literal


_TYPE_WORDS: Final = (
    rb"(?:static|extern|inline|const|volatile|struct|union|enum|unsigned|signed|int|char|short|long|void|float|double"
    rb"|bool|u8|u16|u32|u64|__u8|__u16|__u32|__u64|__be16|__be32|__le16|__le32|size_t|ssize_t|irqreturn_t)\b"
)
_ATTRIBUTE: Final = re.compile(rb"\s*(?:" + _TYPE_WORDS + rb"|[A-Za-z_]\w*[\s*]+[A-Za-z_]\w*\s*[(;=\[])")
_POINTER_DECLARATION: Final = seldom(rb"\s*\*[\s*]*(?:const\s+)?[A-Za-z_]\w*\s*[;=,\[)]")
_POINTER_CAST: Final = re.compile(rb"\s*\*[\s*]*\)")
_DECLARATION: Final = re.compile(rb"\s+[A-Za-z_]\w*\s*[;=,\[():]")
_CAST: Final = seldom(rb"\s*\)\s*[\w(&]")
_ASSIGNMENT: Final = re.compile(rb"\s*(?:=(?!=)|[-+*/|&^%]=|<<=|>>=|\+\+|--)")
_MEMBER: Final = re.compile(rb"\s*\.\s*[A-Za-z_]")
_HANDED: Final = re.compile(rb"\s*[,;)}]")
_BEFORE_CAST: Final = re.compile(rb"(?:[=(,;{}&|!?:<>+*/-]|\breturn)\s*\(\s*\Z")
_BEFORE_ADDRESS: Final = re.compile(rb"(?:[=(,;{}|!?:<>\[]|\breturn)\s*&\s*\Z")
LAST_WORD: Final = re.compile(rb"\w+\Z")
BEFORE_VALUES: Final = frozenset({b"return", b"case", b"else", b"do"})
_REACH: Final = 60


def stands_before_value(before: bytes, *, with_in: bool = False) -> bool:
    """Does the text end in no word, or in one behind which a value may begin? `with_in`: `in` is such a word, too."""
    word = LAST_WORD.search(before)
    return word is None or word[0] in BEFORE_VALUES or (with_in and word[0] == b"in")


def use_at(text: bytes, start: int, end: int) -> Use:
    """What the use at `start` to `end` says."""
    before = text[max(0, start - _REACH) : start].rstrip()
    after = text[end : end + _REACH * 2]
    next_text = after.lstrip()
    if next_text.startswith(b'"') or before.endswith(b'"'):
        return Use.STRING
    last = before[-1:]
    starts = not last or last in b";{}" or (last in b"(," and _is_parameter(text, start))
    if starts and _POINTER_DECLARATION.match(after):
        return Use.POINTER_TYPE
    if last == b"(" and _POINTER_CAST.match(after):
        return Use.POINTER_TYPE
    if _DECLARATION.match(after):
        return Use.VALUE_TYPE
    if before.endswith(b"sizeof(") or (_BEFORE_CAST.search(before) and _CAST.match(after)):
        return Use.VALUE_TYPE
    return _value_use(before, after, next_text)


def _value_use(before: bytes, after: bytes, next_text: bytes) -> Use:
    if next_text.startswith(b"->"):
        return Use.POINTER
    if next_text.startswith(b"["):
        return Use.ARRAY
    if _MEMBER.match(after) or _BEFORE_ADDRESS.search(before):
        return Use.STRUCT
    if _ASSIGNMENT.match(after) or before.endswith((b"++", b"--")):
        return Use.ASSIGNED
    if before.endswith((b"case", b"...")):
        return Use.CASE
    if before[-1:] in b"(,={" and _HANDED.match(after):
        return Use.HANDED
    return Use.PLAIN


def type_use_at(text: bytes, end: int) -> Use:
    """What follows an unknown type name that ends at `end`."""
    after = text[end : end + _REACH * 2]
    if after.lstrip().startswith(b"*"):
        return Use.POINTER_TYPE
    return Use.ATTRIBUTE if _ATTRIBUTE.match(after) else Use.VALUE_TYPE


def _is_parameter(text: bytes, start: int) -> bool:
    """Does a parenthesis open here that declares parameters, rather than calls? Only at the left margin."""
    line = text.rfind(b"\n", 0, start) + 1
    return text[line : line + 1].isalpha()


def guess(name: str, uses: list[Use]) -> Use:
    """One verdict from all uses. CASE stands for any constant, HANDED for a function."""
    verdict = max(uses, default=Use.PLAIN)
    if verdict > Use.CASE:
        return verdict
    if Use.CASE in uses or name.lower() != name:
        return Use.CASE
    return Use.HANDED if set(uses) == {Use.HANDED} else Use.ASSIGNED


def occurrences(text: bytes, word: bytes) -> Iterator[int]:
    """Offsets where `word` stands as a word."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before == b"_" or after.isalnum() or after == b"_"):
            yield at
        at = text.find(word, at + 1)


def is_enumerator(text: bytes, name: bytes) -> bool:
    """Does one of the uses of the name look like its declaration in an enum?"""
    for at in occurrences(text, name):
        before = text[max(0, at - 200) : at].rstrip()
        if before.endswith((b",", b"{", b"*/")) and text[at + len(name) :].lstrip()[:1] in (b",", b"=", b"}"):
            return True
    return False

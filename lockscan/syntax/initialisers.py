"""Initialiser lists: designators in both notations, and field names for what is written by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lockscan.syntax.nodes import Expr, Init, InitList, Span

# What stands before the value where clang does not know the field: `.a.b =` or the old `a:`.
_FIELDS: Final = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*((?:\.\s*\w+\s*(?:\[[^\]]*\]\s*)*)+)=|\s*(\w+)\s*:")


def designated(path: Sequence[tuple[str, str]], value: Expr, before: bytes) -> Init:
    """One `.field = value`. `path` holds (field, record) where clang knows them, else the text `before` is read."""
    if not path:
        path = [(field, "") for field in _written_fields(before)]
    if not path:
        return Init("", "", value)
    for field, record in reversed(path[1:]):
        value = InitList(value.span, (Init(field, record, value),), record)
    field, record = path[0]
    return Init(field, record, value)


def _written_fields(before: bytes) -> list[str]:
    found = _FIELDS.match(before)
    if found is None:
        return []
    if found[2]:
        return [found[2].decode("ascii", "replace")]
    return [field.partition(b"[")[0].strip().decode("ascii", "replace") for field in found[1].split(b".")[1:]]


def init_list(span: Span, record: str, fields: Sequence[str], items: Sequence[Init | Expr]) -> InitList:
    """`fields` are the record's, in order; a value without designator belongs to the field after the last one."""
    done: list[Init] = []
    position = 0
    for item in items:
        if isinstance(item, Init):
            if item.field in fields:
                position = fields.index(item.field)
            done.append(replace(item, record=record) if item.field and not item.record else item)
        else:
            field = fields[position] if position < len(fields) else ""
            done.append(Init(field, record if field else "", item))
        position += 1
    return InitList(span, tuple(done), record)

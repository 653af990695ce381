"""sarif-om's objects as JSON: the classes know the names of the schema, and this writes what was set."""

from __future__ import annotations

from typing import Any

import attr

_FACTORY: type[Any] = type(attr.Factory(list))
_ALWAYS = frozenset({"level"})
"""A result without a level takes its rule's; so the schema's default is not the same as saying nothing."""


def to_json(value: object) -> Any:
    """Dicts, lists and scalars, ready for `json`. Members that are None or the schema's default are left out."""
    if attr.has(type(value)):
        return dict(_members(value))
    if isinstance(value, dict):
        return {_text(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return _text(value) if isinstance(value, str) else value


def _members(value: object) -> list[tuple[str, Any]]:
    members = []
    fields: tuple[attr.Attribute[Any], ...] = attr.fields(type(value))  # type: ignore[arg-type] # to_json asked attr.has
    for field in fields:
        item = getattr(value, field.name)
        name = field.metadata["schema_property_name"]
        if item is None or (item == _default(field) and name not in _ALWAYS):
            continue
        members.append((name, to_json(item)))
    return members


def _default(field: attr.Attribute[Any]) -> object:
    return field.default.factory() if isinstance(field.default, _FACTORY) else field.default


def _text(text: str) -> str:
    """A file name that is not UTF-8 reaches us with lone surrogates, which JSON text cannot carry."""
    return text.encode("utf-8", "replace").decode("utf-8")

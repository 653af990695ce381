"""A mapping whose values are made when first asked for: a scan looks up a few dozen of a thousand functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

_Key = TypeVar("_Key")
_Raw = TypeVar("_Raw")
_Value = TypeVar("_Value")


class LazyMapping(Mapping[_Key, _Value], Generic[_Key, _Raw, _Value]):
    """`build` makes a value from a raw one, at most once a key; it must be a module's function, for this to pickle."""

    def __init__(self, raw: Mapping[_Key, _Raw], build: Callable[[_Raw], _Value]) -> None:
        self._raw = raw
        self._build = build
        self._built: dict[_Key, _Value] = {}

    def __getitem__(self, key: _Key) -> _Value:
        if key not in self._built:
            self._built[key] = self._build(self._raw[key])
        return self._built[key]

    def get(self, key: _Key, default: Any = None) -> Any:
        return self[key] if key in self._raw else default

    def __contains__(self, key: object) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

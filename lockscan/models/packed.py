"""The bundled tables with every row parsed, packed into one file when lockscan is built, so that no scan parses them.

The file says what it was made from: lockscan does without it where it is missing, or where tables or their readers have
changed since (a checkout in which somebody works). Each function is a pickle of its own, and so are all members of a
record, opened when the scan asks for one.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from lockscan import frozen
from lockscan.models.effects import MemberModel, Models
from lockscan.models.lazy import LazyMapping
from lockscan.resources import rules_directory

NAME: Final = "bundled.pickle"
HERE: Final = Path(__file__).parent
_Value = TypeVar("_Value")


def packed(models: Models) -> Models:
    """The same models, parsed; quick to pickle and to look up. Raises ModelError for the first wrong row."""
    return replace(models, functions=_packed(models.functions), members=_Members(models.members))


def _packed(values: Mapping[str, _Value]) -> LazyMapping[str, bytes, _Value]:
    return LazyMapping({key: pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for key, value in values.items()}, _opened)


# A module's function, for the mapping to pickle. Its type says that it opens whatever was packed.
_opened: Final = pickle.loads


class _Members(Mapping[tuple[str, str], tuple[MemberModel, ...]]):
    """Kept by record: its members have much in common."""

    def __init__(self, members: Mapping[tuple[str, str], tuple[MemberModel, ...]]) -> None:
        records: dict[str, dict[str, tuple[MemberModel, ...]]] = {}
        for (record, member), models in members.items():
            records.setdefault(record, {})[member] = models
        self._records = _packed(records)
        self._length = len(members)

    def __getitem__(self, key: tuple[str, str]) -> tuple[MemberModel, ...]:
        return self._records[key[0]][key[1]]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((record, member) for record, members in self._records.items() for member in members)

    def __len__(self) -> int:
        return self._length


def write(directory: Path) -> None:
    """Into `directory`, the package `lockscan.models` that is being built."""
    from lockscan.models.load import load

    body = pickle.dumps(packed(load()), pickle.HIGHEST_PROTOCOL)
    (directory / NAME).write_bytes(_origin() + body)


def bundled() -> Models | None:
    """What was packed, None where that is not what the tables say now."""
    try:
        data = (HERE / NAME).read_bytes()
    except OSError:
        return None
    origin = _origin()
    if not data.startswith(origin):
        return None
    models = pickle.loads(data[len(origin) :])
    return models if isinstance(models, Models) else None


def _origin() -> bytes:
    """A digest of all that decides what is packed."""
    state = hashlib.sha256()
    for path in _sources():
        text = path.read_bytes()
        state.update(b"%s\0%d\0" % (path.name.encode(), len(text)) + text)
    return state.digest()


def _sources() -> Iterable[Path]:
    yield Path(frozen.__file__)
    yield from sorted(HERE.glob("*.py"))
    yield from sorted((rules_directory() / "models").glob("*.toml"))

"""The bundled tables with every row parsed, packed into one file when lockscan is built, so that no scan parses them.

The file says what it was made from: lockscan does without it where it is missing, or where tables or their readers have
changed since (a checkout in which somebody works). Each row is a pickle of its own, opened when the scan asks for it.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from lockscan import frozen
from lockscan.models.effects import Models
from lockscan.models.lazy import LazyMapping
from lockscan.resources import rules_directory

NAME: Final = "bundled.pickle"
HERE: Final = Path(__file__).parent
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def packed(models: Models) -> Models:
    """The same models, parsed; quick to pickle and to look up. Raises ModelError for the first wrong row."""
    return replace(models, functions=_packed(models.functions), members=_packed(models.members))


def _packed(mapping: Mapping[_Key, _Value]) -> LazyMapping[_Key, bytes, _Value]:
    return LazyMapping({key: pickle.dumps(value, pickle.HIGHEST_PROTOCOL) for key, value in mapping.items()}, _opened)


# A module's function, for the mapping to pickle. Its type says that it opens whatever was packed.
_opened: Final = pickle.loads


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

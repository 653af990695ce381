"""The models, once a process: as the package carries them, else from the tables, which are parsed once for all
processes where results are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from lockscan.cache import Store
from lockscan.models.effects import Models
from lockscan.models.packed import bundled, packed
from lockscan.stages import keys


def models_of(extra: Sequence[Path], store: Store) -> Models:
    """`extra`: the user's own files with model rows. Raises ModelError for a mistake in them."""
    return _models(tuple(extra), keys.models(extra), store if store.is_lasting else None)


@lru_cache(maxsize=1)
def _models(extra: tuple[Path, ...], digest: str, store: Store | None) -> Models:
    return (None if extra else bundled()) or _from_tables(extra, digest, store)


def _from_tables(extra: tuple[Path, ...], digest: str, store: Store | None) -> Models:
    from lockscan.models.load import load  # with a parser of C, which is worth a tenth of a second

    if store is None:
        return load(extra)
    key = keys.digest((keys.engine(), digest, "models"))
    kept = store.get(key)
    if isinstance(kept, Models):
        return kept
    models = packed(load(extra))
    store.put(key, models)
    store.tidy([key])
    return models

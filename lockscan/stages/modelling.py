"""The models, read once a process, and once for all processes where results are kept: reading them costs a tenth of a
second, which is much for a scan that finds everything else kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from lockscan.cache import Store
from lockscan.models.effects import Models
from lockscan.models.load import load
from lockscan.stages import keys


def models_of(extra: Sequence[Path], store: Store) -> Models:
    """`extra`: the user's own files with model rows. Raises ModelError for a mistake in them."""
    return _models(tuple(extra), keys.models(extra), store if store.is_lasting else None)


@lru_cache(maxsize=1)
def _models(extra: tuple[Path, ...], digest: str, store: Store | None) -> Models:
    if store is None:
        return load(extra)
    key = keys.digest((keys.engine(), digest, "models"))
    kept = store.get(key)
    if isinstance(kept, Models):
        return kept
    models = load(extra)
    store.put(key, models)
    store.tidy([key])
    return models

"""The store: what was put comes back whole, or not at all."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.cache import Store, store_of
from lockscan.config import Settings

KEY = hashlib.sha256(b"a key").hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache", 1)


def file_of(store: Store, key: str = KEY) -> Path:
    return store.directory / key[0] / key[1:]


def test_what_was_put_comes_back(store: Store) -> None:
    assert store.get(KEY) is None
    store.put(KEY, ("value", 1))
    assert store.get(KEY) == ("value", 1)
    store.put(KEY, ("newer", 2))
    assert store.get(KEY) == ("newer", 2)


def test_a_label_is_read_without_its_value(store: Store) -> None:
    store.put(KEY, "value", {"what": "label"})
    assert (store.get(KEY), store.label(KEY)) == ("value", {"what": "label"})
    data = file_of(store).read_bytes()
    file_of(store).write_bytes(data[:-1])
    assert (store.get(KEY), store.label(KEY)) == (None, {"what": "label"})


def test_nobody_else_may_write_there(store: Store) -> None:
    store.put(KEY, 1)
    assert file_of(store).parent.stat().st_mode & 0o077 == 0


@given(at=st.integers(0, 10_000), byte=st.integers(1, 255))
def test_a_changed_byte_is_a_miss(tmp_path_factory: pytest.TempPathFactory, at: int, byte: int) -> None:
    store = Store(tmp_path_factory.mktemp("cache"), 1)
    store.put(KEY, list(range(500)), list(range(100)))
    data = bytearray(file_of(store).read_bytes())
    data[at % len(data)] ^= byte
    file_of(store).write_bytes(data)
    assert store.get(KEY) is None or store.label(KEY) is None
    assert store.get(KEY) in (None, list(range(500)))
    assert store.label(KEY) in (None, list(range(100)))


@pytest.mark.parametrize("data", [b"", b"lockscan cache 2\n", b"something else"])
def test_half_a_file_is_a_miss(store: Store, data: bytes) -> None:
    store.put(KEY, 1)
    file_of(store).write_bytes(data)
    assert store.get(KEY) is None
    assert store.label(KEY) is None


def test_an_entry_under_another_name_is_a_miss(store: Store) -> None:
    store.put(KEY, 1)
    file_of(store, OTHER).parent.mkdir(exist_ok=True)
    file_of(store).rename(file_of(store, OTHER))
    assert store.get(OTHER) is None


def test_a_class_that_is_gone_is_a_miss(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lockscan.cache.Gone", type("Gone", (), {"__module__": "lockscan.cache"}), raising=False)
    import lockscan.cache

    store.put(KEY, lockscan.cache.Gone())  # type: ignore[attr-defined]
    monkeypatch.undo()
    assert store.get(KEY) is None


def test_a_directory_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file", 1)
    store.put(KEY, 1)
    assert store.get(KEY) is None
    store.tidy([KEY])


def _fill(store: Store, count: int) -> list[str]:
    """Entries of 10 kB each in one shard, each older than the one before it."""
    keys = [f"0{hashlib.sha256(b'%d' % number).hexdigest()[1:]}" for number in range(count)]
    for age, key in enumerate(keys):
        store.put(key, os.urandom(10_000))
        os.utime(file_of(store, key), (time.time() - 10_000 - age,) * 2)
    return keys


def test_what_nobody_used_goes_first(store: Store) -> None:
    keys = _fill(store, 20)
    store.get(keys[-1])  # used now
    store.tidy(keys)
    kept = [key for key in keys if store.get(key) is not None]
    assert keys[-1] in kept
    assert kept[:-1] == keys[: len(kept) - 1]
    assert sum(file_of(store, key).stat().st_size for key in kept) <= 1_000_000 / 16


def test_tidying_removes_what_killed_runs_left(store: Store) -> None:
    store.put(KEY, 1)
    fresh, old = (file_of(store).with_name(name) for name in ("a.part", "b.part"))
    fresh.write_bytes(b"")
    old.write_bytes(b"")
    os.utime(old, (time.time() - 100_000,) * 2)
    store.tidy([KEY])
    assert (fresh.exists(), old.exists(), store.get(KEY)) == (True, False, 1)


def _write_for_ever(store: Store) -> None:
    while True:
        for number in range(5):
            store.put(hashlib.sha256(b"%d" % number).hexdigest(), [number] * 50_000)


def test_readers_see_whole_entries_beside_writers_that_are_killed(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_for_ever, args=(store,), daemon=True) for _ in range(2)]
    for writer in writers:
        writer.start()
    keys = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(5)]
    deadline = time.monotonic() + 30
    seen = 0
    while seen < 200 and time.monotonic() < deadline:
        if seen == 100:
            writers[0].kill()
        for number, key in enumerate(keys):
            value = store.get(key)
            assert value is None or value == [number] * 50_000
            seen += value is not None
    for writer in writers:
        writer.kill()
        writer.join()
        writer.close()
    assert seen >= 200
    assert all(store.get(key) == [number] * 50_000 for number, key in enumerate(keys))


def test_what_is_kept_for_one_run_stays_until_its_end() -> None:
    with store_of(Settings()) as store:
        store.put(KEY, "parsed")
        store.tidy([KEY])
        assert store.get(KEY) == "parsed"
    assert store.get(KEY) is None

"""The packed models are what the tables say, or nothing."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lockscan.models import packed
from lockscan.models.load import load


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package directory with readers of tables in it, where the models are packed."""
    monkeypatch.setattr(packed, "HERE", tmp_path)
    (tmp_path / "reader.py").write_text("def read(): ...\n")
    packed.write(tmp_path)
    return tmp_path


def test_every_row_is_there_and_parsed(directory: Path) -> None:
    made, tables = packed.bundled(), load()
    assert made is not None
    assert dict(made.functions) == dict(tables.functions)
    assert dict(made.members) == dict(tables.members)
    assert (made.digest, made.guards, made.transparent) == (tables.digest, tables.guards, tables.transparent)
    assert (made.initialisers, made.noreturn) == (tables.initialisers, tables.noreturn)


def test_it_is_not_used_when_what_reads_the_tables_has_changed(directory: Path) -> None:
    (directory / "reader.py").write_text("def read(): return 1\n")
    assert packed.bundled() is None


def test_it_is_not_used_when_a_table_has_changed(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / "models").mkdir()
    (directory / "models" / "locks.toml").write_text("")
    monkeypatch.setattr(packed, "rules_directory", lambda: directory)
    assert packed.bundled() is None


def test_there_may_be_none(directory: Path) -> None:
    (directory / packed.NAME).unlink()
    assert packed.bundled() is None


def test_packed_models_pickle_before_and_after_use() -> None:
    models = packed.packed(load())
    for _ in range(2):
        assert pickle.loads(pickle.dumps(models)).functions["spin_lock"] == models.functions["spin_lock"]

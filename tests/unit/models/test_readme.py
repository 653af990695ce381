"""The page about the tables: its rows load, and it names every effect, kind and key that there is."""

from __future__ import annotations

import re
from pathlib import Path

from lockscan.models import effects as fx
from lockscan.models import effects_text
from lockscan.models.load import check_all, load
from lockscan.models.schema import LISTS, ROW_KEYS
from lockscan.resources import rules_directory

PAGE = (rules_directory() / "models" / "README.md").read_text()
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_its_rows_load(tmp_path: Path) -> None:
    path = tmp_path / "page.toml"
    path.write_text("\n".join(BLOCKS))
    models = load([path])
    check_all(models)
    assert [case.entry.context for case in models.functions["mybus_request"].runs[0].cases] == [fx.Context.TASK]
    assert models.functions["mybus_kick"].calls == (fx.CallsMember("mybus_ops", "start"),)
    assert {"mybus", "spinlock"} <= set(models.guards)


def test_it_names_every_effect() -> None:
    missing = [name for name in effects_text.EFFECTS - {"probe"} if f"`{name}" not in PAGE]
    assert missing == []


def test_it_names_every_kind_table_and_key() -> None:
    words = set(re.findall(r"\w+", PAGE))
    assert {kind.value for kind in fx.Kind if kind is not fx.Kind.GLOBAL_IRQ} <= words
    assert {line.value for line in fx.Line} <= words
    assert set(ROW_KEYS) <= words
    assert words >= LISTS
    keys = {key for table in ROW_KEYS.values() for key in table} - {"names", "member", "member_fix", "removed_in"}
    assert keys <= words

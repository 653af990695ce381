"""A scan that finds results kept says what one says that finds none, whatever was edited in between."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockscan import app
from lockscan.cache import Store
from lockscan.catalog import load_catalog
from lockscan.config import Settings
from lockscan.findings import Outcome
from lockscan.frontend.unit import Discovery
from lockscan.report import jsonl, sarif
from lockscan.stages import analysis, linking, on_disk, reading

HEADER = """\
struct dev { spinlock_t lock; int count; };
void dev_take(struct dev *dev);
static inline void dev_%s(struct dev *dev) { spin_%s(&dev->lock); }
"""
CORE = """\
#include <linux/spinlock.h>
#include "dev.h"

void dev_take(struct dev *dev)
{
	spin_lock(&dev->lock);
	dev->count++;
	%s
}
"""
DRIVER = """\
#include <linux/interrupt.h>
#include "%s"

static struct dev *the_%s;

static irqreturn_t handler(int irq, void *cookie)
{
	struct dev *dev = cookie;

	spin_lock(&dev->lock);
	%s
	return IRQ_HANDLED;
}

int setup(struct dev *dev)
{
	int error = request_irq(7, handler, 0, "dev", dev);

	dev_take(dev);
	return error;
}
"""
LINES = ("spin_unlock(&dev->lock);", "", "spin_unlock(&dev->lock); msleep(1);", "dev_take(dev);")
FILES: dict[str, tuple[str, ...]] = {
    "dev.h": tuple(HEADER % (name, name) for name in ("lock", "unlock")),
    "core/core.c": (*(CORE % line for line in LINES), "int \0;", "void f(void) {{{ #"),
    "core/dev.h": ('#include "../dev.h"\n',),
    "drivers/one.c": tuple(DRIVER % ("../dev.h", "one", line) for line in LINES),
    "drivers/two.c": tuple(DRIVER % ("near.h", "two", line) for line in LINES),
    "drivers/near.h": tuple(HEADER % (name, name) for name in ("lock", "unlock")),
}
EDITS = st.lists(
    st.sampled_from([(name, text) for name, texts in FILES.items() for text in (None, *texts)]), min_size=1, max_size=4
)
CHOICES = (
    Settings(rules=("all",), jobs=1),
    Settings(jobs=1),
    Settings(jobs=1, define=("dev_take=dev_other",)),
    Settings(jobs=1, ignore=("irq-unsafe-lock",)),
)


def reports(outcome: Outcome) -> tuple[list[str], str, Outcome]:
    timeless = replace(outcome, seconds=0.0)
    return list(jsonl.render(timeless)), sarif.render(timeless, load_catalog()), timeless


def write(name: str, text: str | None) -> None:
    if text is None:
        Path(name).unlink(missing_ok=True)
    else:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path / "src")
    for name, texts in FILES.items():
        write(name, texts[0])
    return tmp_path


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(EDITS, st.sampled_from(CHOICES)), min_size=2, max_size=3))
def test_warm_and_cold_agree(directory: Path, steps: list[tuple[list[tuple[str, str | None]], Settings]]) -> None:
    for edits, chosen in steps:
        for name, text in edits:
            write(name, text)
        warm = replace(chosen, cache=directory / "cache")
        first, second = app.scan([Path()], warm), app.scan([Path()], warm)
        cold = app.scan([Path()], chosen)
        assert reports(first) == reports(cold)
        assert reports(second) == reports(cold)


def test_a_file_that_changes_meanwhile_is_reported_as_it_was_read(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Settings(jobs=1, cache=directory / "cache")
    discovered = app.discover

    def discover_and_edit(*given: Any) -> Discovery:
        found = discovered(*given)
        write("core/core.c", CORE % "dev_take(dev);")
        return found

    monkeypatch.setattr(app, "discover", discover_and_edit)
    first = app.scan([Path()], chosen)
    monkeypatch.undo()
    monkeypatch.chdir(directory / "src")
    assert "double-acquire" in {finding.rule for finding in first.findings}
    assert reports(first) == reports(app.scan([Path()], Settings(jobs=1)))
    write("core/core.c", FILES["core/core.c"][0])
    assert reports(app.scan([Path()], chosen)) == reports(app.scan([Path()], Settings(jobs=1)))


def test_a_file_that_changes_after_it_was_read_is_read_again(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(jobs=1, cache=directory / "cache")
    find = analysis.find

    def edit_and_find(*given: Any) -> Any:
        write("core/core.c", CORE % "dev_take(dev);")
        return find(*given)

    monkeypatch.setattr(reading, "_MOST_BYTES_AT_HAND", 0)
    monkeypatch.setattr(analysis, "find", edit_and_find)
    first = app.scan([Path()], chosen)
    monkeypatch.undo()
    monkeypatch.chdir(directory / "src")
    assert "double-acquire" in {finding.rule for finding in first.findings}
    assert reports(app.scan([Path()], chosen)) == reports(app.scan([Path()], Settings(jobs=1)))
    write("core/core.c", FILES["core/core.c"][0])
    assert reports(app.scan([Path()], chosen)) == reports(app.scan([Path()], Settings(jobs=1)))


def test_texts_are_not_kept(directory: Path) -> None:
    write("alone.c", "int alone; /* a remark */\n")
    app.scan([Path("alone.c")], Settings(jobs=1, cache=directory / "cache"))
    values = [
        pickle.dumps(store.get(path.parent.name + path.name))
        for store in (Store(directory / "cache", 1),)
        for path in (directory / "cache").glob("*/*")
    ]
    assert any(b"alone.c" in value for value in values)
    assert not any(b"a remark" in value for value in values)


def test_nothing_is_done_twice(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(jobs=1, cache=directory / "cache")
    first = app.scan([Path()], chosen)
    assert [(finding.location.path, finding.rule) for finding in first.findings] == [("core/core.c", "irq-unsafe-lock")]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("done again")

    monkeypatch.setattr(reading, "parse", never)
    monkeypatch.setattr(linking, "link", never)
    assert reports(app.scan([Path()], chosen)) == reports(first)
    # Other settings are another outcome of the same parts.
    assert reports(app.scan([Path()], replace(chosen, timeout=3.0, jobs=1))) == reports(first)


def test_only_the_part_that_changed_is_done_again(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(jobs=1, cache=directory / "cache")
    write("other/alone.c", "int alone;\n")
    app.scan([Path()], chosen)
    parsed: list[str] = []
    parse = reading.parse
    monkeypatch.setattr(reading, "parse", lambda unit: (parsed.append(unit.path), parse(unit))[1])
    linked: list[list[str]] = []
    link = linking.link
    monkeypatch.setattr(
        linking,
        "link",
        lambda units, *more, **rest: (linked.append([u.path for u in units]), link(units, *more, **rest))[1],
    )
    write("other/alone.c", "int alone, also;\n")
    app.scan([Path()], chosen)
    assert (parsed, linked) == (["other/alone.c"], [["other/alone.c"]])
    write("drivers/one.c", DRIVER % ("../dev.h", "one", "dev->count++;"))
    app.scan([Path()], chosen)
    assert parsed[1:] == ["drivers/one.c"]
    assert linked[1:] == [["core/core.c", "drivers/one.c", "drivers/two.c"]]


def test_entries_that_vanish_are_made_again(directory: Path) -> None:
    chosen = Settings(jobs=1, cache=directory / "cache")
    first = app.scan([Path()], chosen)
    for shard in sorted((directory / "cache").iterdir())[::2]:
        shutil.rmtree(shard)
    write("other/alone.c", "int alone;\n")
    second = app.scan([Path()], chosen)
    assert second.findings == first.findings
    assert reports(second) == reports(app.scan([Path()], replace(chosen, cache=None)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_kept_or_not_and_in_workers_or_not(directory: Path, jobs: int) -> None:
    cold = reports(app.scan([Path()], Settings(jobs=jobs)))
    chosen = Settings(jobs=jobs, cache=directory / "cache")
    assert reports(app.scan([Path()], chosen)) == cold
    assert reports(app.scan([Path()], chosen)) == cold
    assert cold == reports(app.scan([Path()], Settings(jobs=1)))


def test_headers_from_the_disk_count(directory: Path) -> None:
    include = directory / "include"
    include.mkdir()
    commands = [{"directory": str(directory / "src"), "file": "one.c", "arguments": ["cc", f"-I{include}", "one.c"]}]
    (directory / "src" / "compile_commands.json").write_text(json.dumps(commands))
    write("one.c", "#include <names.h>\nint NAME(void) { return 0; }\n")
    (include / "names.h").write_text("#define NAME one\n")
    units = Settings(compile_commands=Path("compile_commands.json"), jobs=1, cache=directory / "cache")
    analysed = [app.scan([Path("one.c")], units).coverage.functions_analysed]
    (include / "names.h").write_text("#define NAME \n")
    on_disk._fingerprint.cache_clear()  # another process would not have it
    analysed.append(app.scan([Path("one.c")], units).coverage.functions_analysed)
    assert analysed == [1, 0]

"""Loading: the user's rows, look-ups, what is built when."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lockscan.config import MODEL_TABLES
from lockscan.models import effects as fx
from lockscan.models.lazy import LazyMapping
from lockscan.models.load import load, read
from lockscan.models.schema import LISTS, TABLES

OWN = """\
globals = ["the_lock"]
containers = ["my_queue"]

[[function]]
prototype = "int mydrv_trylock(struct mydrv *d)"
effects = ["acquire(d->lock, spinlock, write) when nonzero"]

[[function]]
prototypes = ["void big_lock(void)", "void bigger_lock(void)"]
effects = ["acquire(the_lock, mutex)"]

[[registers]]
prototype = "int my_request(int line, my_handler_t fn, void *cookie)"
runs = { fn = { in = "hardirq, irqs on", label = "my handler" } }
line = "irq"
key = "line"
cookie = "cookie"

[[ops]]
record = "my_ops"
members = ["go", "stop"]
parameters = "(struct mydrv *d)"
in = ["task", "softirq"]
holds = ["d->lock, spinlock"]
unless = "sleeps"

[[guard]]
name = "mydrv"
parameters = "(struct mydrv *d, unsigned long flags)"
enter = ["irq_save(flags)", "acquire(d->lock, spinlock, write)"]
leave = ["release(d->lock, spinlock, write)", "irq_restore(flags)"]

[[root]]
name = "my_entry"
in = "softirq"

[[function]]
prototype = "void msleep(unsigned int msecs)"
effects = []
"""


@pytest.fixture
def own(tmp_path: Path) -> fx.Models:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return load([path])


def test_own_functions_join_the_bundled_ones(own: fx.Models) -> None:
    assert "spin_lock" in own.functions
    lock = fx.Target(0, "d", (fx.Via.DEREF, "lock"), "mydrv")
    (effect,) = own.functions["mydrv_trylock"].effects
    assert effect == fx.Acquire(lock, fx.Kind.SPINLOCK, fx.Mode.WRITE, fx.When.NONZERO, is_try=True)
    assert own.functions["bigger_lock"].effects == own.functions["big_lock"].effects


def test_an_own_row_replaces_a_bundled_one(own: fx.Models) -> None:
    assert load().functions["msleep"].effects == (fx.MaySleep(),)
    assert own.functions["msleep"].effects == ()


def test_own_registrations(own: fx.Models) -> None:
    (runs,) = own.functions["my_request"].runs
    assert (runs.handler, runs.cookie, runs.line) == (1, 2, fx.Line.IRQ)
    assert runs.key == fx.Target(0, "line")
    assert runs.entry == fx.Entry(fx.Context.HARDIRQ, irqs_off=False, bh_off=True, label="my handler")


def test_own_members_have_a_model_for_each_context(own: fx.Models) -> None:
    first, second = own.members["my_ops", "go"]
    assert (first.entry.context, second.entry.context) == (fx.Context.TASK, fx.Context.SOFTIRQ)
    assert first.unless_member == "sleeps"
    assert [held.lock.record for held in first.entry.holds] == ["mydrv"]
    assert first.entry.label == "my_ops.go"
    assert ("my_ops", "other") not in own.members


def test_own_guards_roots_and_containers(own: fx.Models) -> None:
    assert own.guards["mydrv"].enter[0] == fx.IrqSave(fx.Target(1, "flags"))
    assert own.roots["my_entry"].context is fx.Context.SOFTIRQ
    assert {"my_queue", "sk_buff_head"} <= own.containers


def test_globals_hold_for_their_own_file_only(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text('globals = ["g"]\n[[function]]\nprototype = "void f(void)"\neffects = ["release(g, mutex)"]\n')
    second.write_text('[[function]]\nprototype = "void h(void)"\neffects = ["release(g, mutex)"]\n')
    with pytest.raises(Exception, match="'g' is neither a parameter"):
        read([], [first, second])


def test_the_digest_follows_every_row(own: fx.Models, tmp_path: Path) -> None:
    assert load().digest == load().digest
    other = tmp_path / "other.toml"
    other.write_text(OWN.replace("hardirq, irqs on", "hardirq"))
    assert len({load().digest, own.digest, load([other]).digest}) == 3


def test_models_pickle_before_and_after_use() -> None:
    models = load()
    for _ in range(2):
        copy = pickle.loads(pickle.dumps(models))
        assert copy.functions["spin_lock"] == models.functions["spin_lock"]
        assert copy.members["hrtimer", "function"] == models.members["hrtimer", "function"]


def test_loading_parses_hardly_any_prototype(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that looks up a few functions must not pay for a thousand."""
    parsed = []
    from lockscan.models import function_rows

    original = function_rows.parse_prototype
    monkeypatch.setattr(function_rows, "parse_prototype", lambda text: parsed.append(text) or original(text))
    models = load()
    assert len(parsed) < len(models.functions) / 20


def test_lazy_values_are_built_once() -> None:
    built = []
    mapping: LazyMapping[str, int, int] = LazyMapping({"a": 1, "b": 2}, lambda raw: built.append(raw) or raw * 10)
    assert "a" in mapping
    assert (len(mapping), list(mapping)) == (2, ["a", "b"])
    assert built == []
    assert (mapping["a"], mapping["a"], mapping.get("c")) == (10, 10, None)
    assert built == [1]


def test_the_configuration_knows_the_same_tables() -> None:
    assert MODEL_TABLES == TABLES | LISTS

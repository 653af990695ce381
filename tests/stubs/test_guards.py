"""guard(), scoped_guard() and the definitions of guards come through the stub headers."""

from __future__ import annotations

from pathlib import Path

from lockscan.syntax.nodes import ExprStmt, Guard, If, ScopedGuard
from tests.stubs.parsing import body, called, parsed_text


def test_guards_are_statements(tmp_path: Path) -> None:
    text = (
        "struct dev { spinlock_t lock; struct mutex m; int x; };\n"
        "int f(struct dev *d)\n{\n"
        "\tguard(spinlock_irqsave)(&d->lock);\n"
        "\tscoped_guard(mutex, &d->m) {\n\t\td->x++;\n\t}\n"
        "\tscoped_guard(rcu)\n\t\td->x--;\n"
        "\tscoped_cond_guard(mutex_intr, return -EINTR, &d->m) {\n\t\td->x = 0;\n\t}\n"
        "\tif (d->x)\n\t\treturn 1;\n"
        "\treturn 0;\n}\n"
    )
    unit = parsed_text(tmp_path, text)
    assert unit.problems == ()
    statements = body(unit, "f").body
    first, second, third, fourth, test, _ = statements
    assert isinstance(first, Guard)
    assert (first.name, len(first.args)) == ("spinlock_irqsave", 1)
    assert isinstance(second, ScopedGuard)
    assert (second.name, second.on_failure) == ("mutex", None)
    assert isinstance(third, ScopedGuard)
    assert (third.name, third.args, isinstance(third.body, ExprStmt)) == ("rcu", (), True)
    assert isinstance(fourth, ScopedGuard)
    assert fourth.on_failure is not None
    assert isinstance(test, If)


def test_defined_guards_are_two_functions(tmp_path: Path) -> None:
    text = (
        "struct dev { spinlock_t lock; };\n"
        "DEFINE_GUARD(dev, struct dev *, dev_lock(_T), dev_unlock(_T))\n"
        "DEFINE_GUARD_COND(dev, _try, dev_trylock(_T))\n"
        "DEFINE_LOCK_GUARD_1(wheel, struct dev, spin_lock(&_T->lock->lock), spin_unlock(&_T->lock->lock))\n"
        "DEFINE_LOCK_GUARD_0(world, stop_world(), start_world())\n"
        "void f(struct dev *d)\n{\n\tguard(wheel)(d);\n\tg(d);\n}\n"
    )
    unit = parsed_text(tmp_path, text)
    assert unit.problems == ()
    assert called(unit, "__lockscan_guard_dev") == ["dev_lock"]
    assert called(unit, "__lockscan_unguard_dev") == ["dev_unlock"]
    assert called(unit, "__lockscan_guard_wheel") == ["spin_lock"]
    assert called(unit, "__lockscan_unguard_world") == ["start_world"]
    assert called(unit, "f")[-1] == "g"

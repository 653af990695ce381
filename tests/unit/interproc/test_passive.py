"""Functions whose control flow is only looked at if a function gets to them through pointers."""

from __future__ import annotations

import pytest

from lockscan.interproc import Program, pointers
from tests.unit.interproc.programs import function, program_of

CODE = """
#include <linux/spinlock.h>
struct dev { spinlock_t lock; const struct ops *ops; void (*hook)(struct dev *dev); int n; };
struct ops { void (*run)(struct dev *dev); };
static void lock_it(struct dev *dev) { spin_lock(&dev->lock); dev->n++; spin_unlock(&dev->lock); }
static void call(struct dev *dev) { dev->ops->run(dev); }
static void call_hook(struct dev *dev) { dev->hook(dev); }
static void keep(struct dev *dev, void (*hook)(struct dev *dev)) { dev->hook = hook; }
void above(struct dev *dev) { call(dev); }
void above_hook(struct dev *dev) { call_hook(dev); }
"""


def _acquires(program: Program, name: str) -> bool:
    return bool(program.functions[function(program, name)].summary.usages)


@pytest.mark.parametrize("name", ["call", "call_hook", "keep", "above", "above_hook"])
def test_nothing_gets_there(name: str) -> None:
    program = program_of(CODE + "void set(struct dev *dev) { keep(dev, 0); }")
    solved = program.functions.get(function(program, name)) if name != "keep" else None
    assert solved is None or (solved.code._graph is None and not solved.events)


def test_a_table_leads_there() -> None:
    program = program_of(CODE + "static const struct ops ops = { .run = lock_it };")
    assert _acquires(program, "call")
    assert _acquires(program, "above")
    assert not _acquires(program, "above_hook")


def test_a_function_is_handed_on() -> None:
    program = program_of(CODE + "void set(struct dev *dev) { keep(dev, lock_it); }")
    assert _acquires(program, "call_hook")
    assert _acquires(program, "above_hook")
    assert not _acquires(program, "call")


def test_a_function_is_copied_on_the_way() -> None:
    """The copy is in a function that nothing else makes worth looking at, and comes before who hands over."""
    code = (
        CODE
        + """
    struct slot { void (*first)(struct dev *dev); };
    static void move(struct dev *dev, struct slot *slot) { dev->hook = slot->first; call_hook(dev); }
    void set(struct slot *slot) { slot->first = lock_it; }
    """
    )
    program = program_of(code)
    assert _acquires(program, "move")
    assert _acquires(program, "above_hook")


def test_a_function_is_handed_on_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these functions is only worth looking at when the next one has been looked at; none is read twice."""
    last = 12
    hand = "static void move%d(struct dev *dev, struct m%d *a, struct m%d *b) { b->to%d = a->to%d; call(dev); }\n"
    code = CODE + "".join(f"struct m{n} {{ void (*to{n})(struct dev *dev); }};\n" for n in range(last + 1))
    code += "".join(hand % (n, n, n + 1, n + 1, n) for n in range(last))
    code += f"static void end(struct dev *dev, struct m{last} *m) {{ m->to{last}(dev); }}\n"
    rounds, without, read, of_code = [], pointers._Reading.without, [], pointers.of_code
    monkeypatch.setattr(pointers._Reading, "without", lambda *given: rounds.append(given) or without(*given))
    monkeypatch.setattr(pointers, "of_code", lambda code, *given: read.append(code.id) or of_code(code, *given))
    program = program_of(code + "void set(struct m0 *m) { m->to0 = lock_it; }")
    assert _acquires(program, "end")
    assert 2 < len(rounds) < last
    assert len(set(read)) == len(read) > last

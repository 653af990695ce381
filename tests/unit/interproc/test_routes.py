"""How roots lead to functions."""

from __future__ import annotations

from lockscan.interproc.roots import TASK, Basis, Root
from lockscan.interproc.routes import Reached, routes
from lockscan.locks.summary import FunctionId


def f(name: str) -> FunctionId:
    return FunctionId(name)


def test_a_registered_root_is_preferred_however_far_it_is() -> None:
    near, far = Root(f("near"), TASK, Basis.ASSUMED), Root(f("far"), TASK, Basis.REGISTERED)
    calls = {f("near"): (f("x"),), f("far"): (f("mid"),), f("mid"): (f("x"),)}
    assert routes([near, far], calls)[f("x")] == Reached(far, f("mid"))


def test_the_shortest_way_is_kept_and_cycles_end() -> None:
    root = Root(f("a"), TASK, Basis.REGISTERED)
    calls = {f("a"): (f("b"), f("c")), f("b"): (f("d"), f("a")), f("c"): (f("d"),), f("d"): (f("d"),)}
    found = routes([root], calls)
    assert found == {
        f("a"): Reached(root),
        f("b"): Reached(root, f("a")),
        f("c"): Reached(root, f("a")),
        f("d"): Reached(root, f("b")),
    }

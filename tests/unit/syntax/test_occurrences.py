"""What a body does with a member or variable."""

from __future__ import annotations

from pathlib import Path

from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.models.load import load
from lockscan.syntax.columns import Body
from lockscan.syntax.occurrences import Occurrence, occurrences, passings, positional

_HEAD = "struct part { int lock; }; struct whole { int lock; int locks[4]; struct part part; }; void use();"


def _body(tmp_path: Path, code: str) -> Body:
    path = tmp_path / "a.c"
    path.write_text(f"{_HEAD}\nvoid f(struct whole *w, int i)\n{{\n{code}\n}}\n")
    found = discover([path], Settings(), load(()))
    return parse(found.units[0]).functions[0].body


def _found(body: Body, name: str) -> list[Occurrence]:
    return list(occurrences(body, [body.strings.index(name)]))


def test_an_address_that_is_handed_over(tmp_path: Path) -> None:
    body = _body(tmp_path, "use(i, &w->lock); use(&w->part.lock);")
    first, second = _found(body, "lock")
    assert (first.record, first.callee, first.argument) == ("whole", "use", 1)
    assert (second.record, second.callee, second.argument) == ("part", "use", 0)


def test_an_element(tmp_path: Path) -> None:
    (found,) = _found(_body(tmp_path, "use(1, 2, &w->locks[i]);"), "locks")
    assert (found.callee, found.argument) == ("use", 2)


def test_other_uses_name_no_function(tmp_path: Path) -> None:
    found = _found(_body(tmp_path, "int *p = &w->lock; w->lock = 1; use(w->lock + 1); p = p;"), "lock")
    assert [occurrence.callee for occurrence in found] == ["", "", ""]


def test_designators_count(tmp_path: Path) -> None:
    (found,) = _found(_body(tmp_path, "*w = (struct whole){ .lock = 1 };"), "lock")
    assert (found.record, found.callee) == ("whole", "")


def test_records_that_are_passed_on(tmp_path: Path) -> None:
    body = _body(tmp_path, "use(w); use(&w->part); use(i);")
    callees = [body.strings.index("use")]
    passed = [p.record for p in passings(body, callees, [body.strings.index("part"), body.strings.index("whole")])]
    assert passed == ["whole", "part"]


def test_fields_set_by_position(tmp_path: Path) -> None:
    body = _body(tmp_path, "struct whole a = { 1, { 2 } }; struct whole b = { 0 }; use(&a, &b);")
    assert list(positional(body, {body.strings.index("whole")})) == [("whole", "lock"), ("whole", "locks")]

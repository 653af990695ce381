"""Records and prototypes as the text shows them."""

from __future__ import annotations

from lockscan.frontend.declarations import records
from lockscan.frontend.texts import shown


def test_a_record_is_known_by_its_tag_and_its_typedefs() -> None:
    text = b"typedef struct foo { int a; } foo_t, *foo_p; struct bar { int b; } one; typedef struct { int c; } baz_t;"
    names = [name for name, _ in records(text)]
    assert names == ["foo", "foo_t", "foo_p", "bar", "baz_t"]


def test_attributes_before_the_tag_are_no_tag() -> None:
    assert records(b"struct __packed foo { int a; };") == (("foo", ()),)


def test_uses_of_a_record_define_nothing() -> None:
    text = b"struct foo; static struct foo *find(struct bar *b) { struct foo *f = b->f; return f; }"
    assert records(text) == ()


def test_a_record_holds_what_is_part_of_it() -> None:
    text = b"""struct foo {
	struct bar b; struct baz *p; qux_t q[2];
	struct { struct quux c; } d; struct inner { int i; } e;
};"""
    found = dict(records(text))
    assert set(found["foo"]) == {"bar", "qux_t", "quux", "inner"}
    assert found["inner"] == ()


def test_unbalanced_braces_are_survived() -> None:
    assert records(b"} } struct foo { int a; }; {") == (("foo", ()),)


def test_prototypes_are_functions_and_calls_are_not() -> None:
    text = b"""
int foo_open(struct foo *f);
extern struct foo *
foo_find(int number);
static inline void foo_put(struct foo *f)
{
	free_it(f);
}
void *foo_alloc (size_t size);
"""
    assert shown(text).prototypes == {b"foo_open", b"foo_find", b"foo_alloc"}

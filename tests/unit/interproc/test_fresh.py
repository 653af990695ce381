"""Objects that nobody else knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.interproc import Program, link
from lockscan.locks.events import Touched
from lockscan.models.load import load

SOURCE = """
#include <linux/fs.h>
#include <linux/slab.h>

struct item { int value; struct item *next; };
static struct item *first;

static void helper(struct item *new) { new->value = 1; }
static void shared(struct item *some) { some->value = 2; }
static struct item *make(void)
{
	struct item *made = kzalloc(sizeof(*made), GFP_KERNEL);

	if (!made)
		return NULL;
	helper(made);
	return made;
}

void add(void)
{
	struct item *one = make();

	one->value = 3;
	shared(one);
}

void change(void)
{
	struct item *old = first;

	old->value = 4;
	shared(old);
}

void walk(void)
{
	struct item *at;

	for (at = first; at; at = at->next)
		at->value = 5;
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    path = tmp_path / "a.c"
    path.write_text(SOURCE)
    models = load(())
    return link([parse(unit) for unit in discover([path], Settings(), models).units], models, follows_data=True)


@pytest.mark.parametrize(
    ("function", "expected"),
    [("helper", True), ("shared", False), ("add", True), ("change", False), ("walk", False)],
)
def test_who_writes_to_a_new_object(program: Program, function: str, expected: bool) -> None:
    (identity,) = [identity for identity in program.functions if identity.name == function]
    events = program.functions[identity].events
    writes = [event for event in events if isinstance(event, Touched) and event.is_write]
    assert writes
    assert {program.fresh.is_fresh(event.place, identity) for event in writes} == {expected}

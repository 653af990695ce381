"""Drivers in the style of Linux 2.2, 2.4 and 2.6 parse with the stub headers, and nothing in them is overlooked."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.syntax.nodes import Cast, Init, InitList, Name
from lockscan.syntax.unit import MentionPlace, ParsedUnit
from tests.stubs.parsing import calls, parsed, variable, written_lock_calls

OLD = Path(__file__).parent / "old"
P = MentionPlace


@pytest.mark.parametrize("name", ["driver_2_2.c", "driver_2_4.c", "driver_2_6.c"])
def test_every_function_and_every_lock_call_is_recovered(name: str) -> None:
    unit = parsed(OLD / name)
    assert unit.lost == ()
    assert unit.seen_functions == len([function for function in unit.functions if function.file == unit.path])
    found = {call for function in unit.functions for call in calls(function)}
    inactive = {(mention.name, mention.span.start) for mention in unit.mentions if not mention.is_active}
    missing = written_lock_calls((OLD / name).read_bytes()) - found - inactive
    assert not missing


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "driver_2_2.c",
            {
                (P.MACRO, ""),
                (P.VARIABLE, "card_lock"),
                (P.VARIABLE, "first_lock"),
                (P.VARIABLE, "second_lock"),
                (P.ELEMENT, "port_locks[0]"),
                (P.ELEMENT, "port_locks[1]"),
                (P.VARIABLE, "table_lock"),
                (P.MEMBER, "spare.lock"),
                (P.VARIABLE, "once"),
                (P.ASSIGNMENT, "card->channels[i].lock"),
            },
        ),
        (
            "driver_2_4.c",
            {
                (P.MACRO, ""),
                (P.MEMBER, "default_ring.lock"),
                (P.MEMBER, "both_rings[0].lock"),
                (P.MEMBER, "both_rings[1].lock"),
                (P.ELEMENT, "lock_table[0 ... 7]"),
                (P.VARIABLE, "nic_list_lock"),
                (P.COMPOUND, ""),
                (P.ASSIGNMENT, "np->lock"),
            },
        ),
        (
            "driver_2_6.c",
            {
                (P.MACRO, ""),
                (P.MEMBER, "other_dev.lock"),
                (P.MEMBER, "other_dev.table_lock"),
                (P.VARIABLE, "queue_lock"),
                (P.ASSIGNMENT, "other_dev.lock"),
            },
        ),
    ],
)
def test_every_initialiser_is_found(name: str, expected: set[tuple[MentionPlace, str]]) -> None:
    found = [mention for mention in parsed(OLD / name).mentions if mention.name.endswith("_LOCK_UNLOCKED")]
    assert {(mention.place, mention.target) for mention in found} == expected
    assert len(found) == len(expected)


def test_every_global_irq_call_is_found_with_its_function() -> None:
    found = [mention for mention in parsed(OLD / "driver_2_2.c").mentions if mention.place is P.CALL]
    assert [(mention.name, mention.function, mention.is_active) for mention in found] == [
        ("save_flags", "card_block", True),
        ("cli", "card_block", True),
        ("restore_flags", "card_block", True),
        ("cli", "card_block", True),
        ("sti", "card_block", True),
        ("sti", "card_block", True),
        ("restore_flags", "card_start", True),
        ("sti", "probe_irq_line", True),
        ("cli", "card_init", False),
        ("sti", "card_init", False),
        ("save_flags", "cleanup_module", True),
        ("cli", "cleanup_module", True),
        ("restore_flags", "cleanup_module", True),
    ]


def handed(unit: ParsedUnit, name: str) -> dict[str, str]:
    """The functions in a variable's initialiser, by field."""
    init = variable(unit, name).variable.init
    assert isinstance(init, InitList)
    return dict(_functions(init))


def _functions(init: InitList) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in init.items:
        match item:
            case Init(field, _, Name(name=name)) | Init(field, _, Cast(operand=Name(name=name))):
                found.append((field, name))
            case Init(_, _, InitList() as inner):
                found += _functions(inner)
            case _:
                pass
    return found


def test_callbacks_stay_visible() -> None:
    old, middle, young = (parsed(OLD / name) for name in ("driver_2_2.c", "driver_2_4.c", "driver_2_6.c"))
    assert handed(old, "card_fops") == {"read": "card_read", "open": "card_open"}
    assert handed(middle, "global_tasklet") == {"func": "nic_tasklet"}
    assert handed(middle, "nic_driver") == {"id_table": "nic_ids", "probe": "nic_probe", "remove": "nic_remove"}
    assert handed(young, "static_work") == {"func": "my_work"}
    assert handed(young, "dev_attr_users") == {"show": "show_users"}
    modules = [entry.variable.name for entry in young.globals if entry.variable.record == "__lockscan_module"]
    assert [handed(young, name) for name in modules] == [{"init": "my_init"}, {"exit": "my_exit"}]

from __future__ import annotations

import pytest

from lockscan.models.effects import GLOBAL, Target, Via
from lockscan.models.prototype import (
    PrototypeError,
    Signature,
    name_of,
    parse_parameters,
    parse_prototype,
    parse_target,
)

D = Via.DEREF
SIGNATURE = parse_prototype("int lock_it(struct mydrv *d, spinlock_t *lock, unsigned long flags, struct pair p)")


def test_names_and_records_of_parameters() -> None:
    assert SIGNATURE.prototype.name == "lock_it"
    assert SIGNATURE.prototype.parameters == ("d", "lock", "flags", "p")
    assert SIGNATURE.records == ("mydrv", "spinlock_t", "", "pair")
    assert not SIGNATURE.prototype.variadic


def test_the_text_is_kept_for_those_who_declare_the_function() -> None:
    text = "void spin_lock(spinlock_t *lock)"
    assert parse_prototype(text).prototype.text == text


def test_variadic() -> None:
    prototype = parse_prototype("int printk(const char *fmt, ...)").prototype
    assert prototype.variadic
    assert prototype.parameters == ("fmt",)


def test_void_means_no_parameters() -> None:
    assert parse_prototype("void cli(void)").prototype.parameters == ()
    assert parse_prototype("void cli()").prototype.parameters == ()


def test_function_pointers_among_the_parameters() -> None:
    text = "void timer_setup(struct timer_list *t, bool (*callback)(struct timer_list *, foo_t), u32 flags)"
    assert parse_prototype(text).prototype.parameters == ("t", "callback", "flags")


def test_unknown_types_need_no_declaration() -> None:
    signature = parse_prototype("bool take(const Scsi_Cmnd *cmd, u8 __iomem_t, task_queue q[])")
    assert signature.records == ("Scsi_Cmnd", "u8", "task_queue")


@pytest.mark.parametrize(
    "text",
    ["spin_lock", "spin_lock(spinlock_t *lock)", "void f(int", "void f(int)", "void f(int a) { }", "void f(a b c)", ""],
)
def test_refuses_what_is_no_prototype(text: str) -> None:
    with pytest.raises(PrototypeError):
        parse_prototype(text)


def test_the_name_is_found_without_parsing() -> None:
    assert name_of("struct task_struct *kthread_run(int (*threadfn)(void *), void *data)") == "kthread_run"
    assert name_of("no prototype") == ""


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("*lock", Target(1, "lock", (D,))),
        ("flags", Target(2, "flags")),
        ("d->lock", Target(0, "d", (D, "lock"), "mydrv")),
        ("(*d).lock", Target(0, "d", (D, "lock"), "mydrv")),
        ("p.lock", Target(3, "p", ("lock",), "pair")),
        ("&p.lock", Target(3, "p", ("lock", Via.ADDRESS), "pair")),
        ("d->host->lock", Target(0, "d", (D, "host", D, "lock"), "mydrv")),
        ("d->queue.lock", Target(0, "d", (D, "queue", "lock"), "mydrv")),
        ("*d->lockp", Target(0, "d", (D, "lockp", D), "mydrv")),
    ],
)
def test_lvalues(text: str, target: Target) -> None:
    assert parse_target(text, SIGNATURE) == target


def test_globals_must_be_announced() -> None:
    signature = Signature(SIGNATURE.prototype, SIGNATURE.records, frozenset({"rtnl_mutex"}))
    assert parse_target("rtnl_mutex", signature) == Target(GLOBAL, "rtnl_mutex")
    with pytest.raises(PrototypeError, match="'rtnl_mutex' is neither a parameter of lock_it"):
        parse_target("rtnl_mutex", SIGNATURE)


@pytest.mark.parametrize("text", ["*", "lock + 1", "f(lock)", "lock; int x", "", "d->", "d[0]"])
def test_refuses_what_is_no_lvalue(text: str) -> None:
    with pytest.raises(PrototypeError):
        parse_target(text, SIGNATURE)


def test_parameter_lists_of_callbacks() -> None:
    assert parse_parameters("(struct uart_port *port)").records == ("uart_port",)

"""How a function that is stored in a record runs, by what other places say about the record."""

from __future__ import annotations

import pytest

from lockscan.interproc.switches import switches
from lockscan.models.effects import Context
from tests.unit.interproc.programs import program_of

HEAD = """
#include <linux/hrtimer.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
struct dev { spinlock_t lock; struct notifier_block nb, other_nb; struct hrtimer timer; };
"""
EVENT = """
static int event(struct notifier_block *nb, unsigned long code, void *data)
{ struct dev *d = container_of(nb, struct dev, nb); spin_lock(&d->lock); spin_unlock(&d->lock); return 0; }
"""


def contexts(code: str, name: str) -> set[tuple[Context, bool, tuple[str, ...]]]:
    """Context, irqs off, and the locks held, for each way in which the function is a root."""
    roots = [root for root in program_of(HEAD + code).roots if root.function.name == name]
    return {(r.entry.context, r.entry.irqs_off, tuple(held.lock.name for held in r.entry.holds)) for r in roots}


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ("register_netdevice_notifier(&d->nb)", {(Context.TASK, False, ("rtnl",))}),
        ("register_reboot_notifier(&d->nb)", {(Context.TASK, False, ())}),
        ("atomic_notifier_chain_register(&panic_notifier_list, &d->nb)", {(Context.TASK, True, ())}),
        ("atomic_notifier_chain_register(&chain, &d->nb)", {(Context.TASK, False, ("rcu_lock",))}),
        (
            "register_netevent_notifier(&d->nb)",
            {(Context.TASK, False, ("rcu_lock",)), (Context.SOFTIRQ, False, ("rcu_lock",))},
        ),
        ("register_somewhere(&d->nb)", {(Context.TASK, False, ())}),
    ],
)
def test_the_chain_decides(register: str, expected: set[object]) -> None:
    start = f"int start(struct dev *d) {{ d->nb.notifier_call = event; return {register}; }}"
    assert contexts(EVENT + start, "event") == expected


def test_another_block_of_the_same_file_says_nothing() -> None:
    start = """
int start(struct dev *d)
{
	d->nb.notifier_call = event;
	register_reboot_notifier(&d->nb);
	return register_netevent_notifier(&d->other_nb);
}
"""
    assert contexts(EVENT + start, "event") == {(Context.TASK, False, ())}


def test_a_pointer_to_the_block_is_enough_when_the_file_has_one_chain() -> None:
    start = """
int start(struct dev *d, int many)
{
	struct notifier_block *nb = many ? &d->nb : &d->other_nb;
	d->nb.notifier_call = event;
	return register_netdevice_notifier(nb);
}
"""
    assert contexts(EVENT + start, "event") == {(Context.TASK, False, ("rtnl",))}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("HRTIMER_MODE_REL", (Context.HARDIRQ, True, ())),
        ("HRTIMER_MODE_REL_SOFT", (Context.SOFTIRQ, False, ())),
    ],
)
def test_the_mode_decides(mode: str, expected: object) -> None:
    code = f"""
static enum hrtimer_restart tick(struct hrtimer *t)
{{ struct dev *d = container_of(t, struct dev, timer); spin_lock(&d->lock); spin_unlock(&d->lock); return 0; }}
void start(struct dev *d)
{{ hrtimer_init(&d->timer, CLOCK_MONOTONIC, {mode}); d->timer.function = tick; }}
"""
    assert contexts(code, "tick") == {expected}


def test_members_count_for_their_directory_and_constants_for_their_file() -> None:
    texts = [
        ("a/one.c", b"pcm->nonatomic = !!(caps & SLOW);"),
        ("b/two.c", b"pcm->nonatomic = false; set.flags = BLOCKING | MERGE;"),
        ("c/three.c", b".nonatomic = 1, UNBLOCKING"),
    ]
    names = frozenset({"nonatomic", "BLOCKING"})
    assert switches(texts, names) == {
        "a": frozenset({"nonatomic"}),
        "b/two.c": frozenset({"BLOCKING"}),
        "c": frozenset({"nonatomic"}),
    }

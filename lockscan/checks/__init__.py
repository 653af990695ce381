"""One pure generator a rule: facts in, findings out. A new rule is a module here, a line below, a page and fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lockscan.checks import (
    cli_spinlock_mix,
    cli_under_spinlock,
    deprecated_rwlock_initializer,
    deprecated_spinlock_initializer,
    double_acquire,
    inconsistent_guard,
    irq_flags_misuse,
    irq_lock_order,
    irq_unsafe_lock,
    irqs_enabled_early,
    lock_order_inversion,
    mismatched_unlock,
    missing_unlock,
    needless_irqsave,
    read_write_upgrade,
    removed_global_irq_lock,
    sleep_in_atomic,
    softirq_unsafe_lock,
    uninitialized_lock,
    unlock_not_held,
    wait_for_handler_deadlock,
)
from lockscan.findings import Finding
from lockscan.interproc.program import Program

Check = Callable[[Program], Iterator[Finding]]

ALL: tuple[tuple[str, Check], ...] = tuple(
    (module.RULE, module.check)
    for module in (
        cli_spinlock_mix,
        cli_under_spinlock,
        deprecated_rwlock_initializer,
        deprecated_spinlock_initializer,
        double_acquire,
        inconsistent_guard,
        irq_flags_misuse,
        irq_lock_order,
        irq_unsafe_lock,
        irqs_enabled_early,
        lock_order_inversion,
        mismatched_unlock,
        missing_unlock,
        needless_irqsave,
        read_write_upgrade,
        removed_global_irq_lock,
        sleep_in_atomic,
        softirq_unsafe_lock,
        uninitialized_lock,
        unlock_not_held,
        wait_for_handler_deadlock,
    )
)

DATA_RULES: frozenset[str] = frozenset({inconsistent_guard.RULE})
"""Rules that read accesses to data: costly to follow, so it is done only when such a rule has something to show."""

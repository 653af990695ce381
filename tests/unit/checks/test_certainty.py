"""Every doubt about the way to a lock costs a finding's precision, and the rules say how much."""

from __future__ import annotations

import pytest

from lockscan.checks import irq_unsafe_lock, softirq_unsafe_lock
from lockscan.findings import Precision
from tests.unit.interproc.programs import program_of

HEAD = """
#include <linux/interrupt.h>
#include <linux/fs.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
struct dev { spinlock_t lock; int line, count; void (*hook)(struct dev *d); };
static struct dev the_dev;
static irqreturn_t dev_irq(int irq, void *data)
{ spin_lock(&the_dev.lock); spin_unlock(&the_dev.lock); return IRQ_HANDLED; }
int dev_start(void) { return request_irq(the_dev.line, dev_irq, 0, "dev", &the_dev); }
static void touch(struct dev *d) { spin_lock(&d->lock); d->count++; spin_unlock(&d->lock); }
"""
OPEN = """
static int dev_open(struct inode *i, struct file *f) {{ {} return 0; }}
static const struct file_operations dev_fops = {{ .open = dev_open }};
"""


def precision(code: str) -> Precision:
    program = program_of(HEAD + code)
    (found,) = (*irq_unsafe_lock.check(program), *softirq_unsafe_lock.check(program))
    return found.precision


def calls(depth: int) -> str:
    """Functions that call each other, the last one touching the lock."""
    steps = [f"static void step{n}(struct dev *d) {{ step{n + 1}(d); }}" for n in reversed(range(depth - 1))]
    last = f"static void step{depth - 1}(struct dev *d) {{ touch(d); }}"
    return "\n".join([last, *steps])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(OPEN.format("touch(&the_dev);"), Precision.HIGH, id="registered on both sides"),
        pytest.param("void api(struct dev *d) { touch(d); }", Precision.MEDIUM, id="nobody calls it"),
        pytest.param(
            "static void other(struct dev *d) { touch(d); }\nvoid use(void) { register_somewhere(other); }",
            Precision.LOW,
            id="its address goes somewhere unknown",
        ),
        pytest.param(calls(4) + OPEN.format("step0(&the_dev);"), Precision.HIGH, id="five calls"),
        pytest.param(calls(5) + OPEN.format("step0(&the_dev);"), Precision.MEDIUM, id="six calls"),
        pytest.param(calls(7) + OPEN.format("step0(&the_dev);"), Precision.LOW, id="eight calls"),
        pytest.param(
            "static void none(struct dev *d) { }\n"
            "void choose(int a) { if (a) the_dev.hook = touch; else the_dev.hook = none; }"
            + OPEN.format("the_dev.hook(&the_dev);"),
            Precision.LOW,
            id="one of two functions, set at run time",
        ),
        pytest.param(
            "struct ops { void (*hook)(struct dev *d); };\n"
            "static void none(struct dev *d) { }\n"
            "static const struct ops with = { .hook = touch }, without = { .hook = none };\n"
            "static const struct ops *ops;\n"
            "void choose(int a) { ops = a ? &with : &without; }" + OPEN.format("ops->hook(&the_dev);"),
            Precision.MEDIUM,
            id="one of two functions, each in a table",
        ),
        pytest.param(
            OPEN.format("disable_irq(the_dev.count); touch(&the_dev); enable_irq(the_dev.count);"),
            Precision.LOW,
            id="another line is disabled",
        ),
        pytest.param(
            "static void dev_remove(struct pci_dev *p) { touch(&the_dev); }\n"
            "static int dev_probe(struct pci_dev *p, const struct pci_device_id *id) { return dev_start(); }\n"
            "static struct pci_driver dev_driver = { .probe = dev_probe, .remove = dev_remove };",
            Precision.MEDIUM,
            id="tear-down",
        ),
    ],
)
def test_precision_follows_from_the_evidence(code: str, expected: Precision) -> None:
    assert precision(code) is expected

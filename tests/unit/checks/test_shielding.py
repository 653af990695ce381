"""Where a lock can be taken with interrupts off instead, and where nothing is proposed because it could do harm."""

from __future__ import annotations

import pytest

from lockscan.checks import irq_unsafe_lock, softirq_unsafe_lock
from lockscan.findings import Finding
from tests.fixtures_harness import apply
from tests.unit.interproc.programs import program_of

HEAD = """
#include <linux/interrupt.h>
#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/delay.h>
struct dev { spinlock_t lock, other; rwlock_t map; struct tasklet_struct t; int line, count; struct dev *next; };
static struct dev the_dev;
static irqreturn_t dev_irq(int irq, void *data)
{ spin_lock(&the_dev.lock); spin_unlock(&the_dev.lock);
  write_lock(&the_dev.map); write_unlock(&the_dev.map); return IRQ_HANDLED; }
int dev_start(void) { return request_irq(the_dev.line, dev_irq, 0, "dev", &the_dev); }
static void soft(unsigned long data)
{ spin_lock(&the_dev.other); spin_unlock(&the_dev.other); }
void dev_soft(void) { tasklet_init(&the_dev.t, soft, 0); tasklet_schedule(&the_dev.t); }
static void with_irq(struct dev *d) { local_irq_disable(); d->count++; local_irq_enable(); }
static void with_bh(struct dev *d) { spin_lock_bh(&d->other); d->count++; spin_unlock_bh(&d->other); }
static void gap(struct dev *d) { spin_unlock(&d->lock); udelay(1); spin_lock(&d->lock); }
static void release(struct dev *d) { spin_unlock(&d->lock); }
#define LOCK(d) spin_lock(&(d)->lock)
"""


def findings(code: str) -> tuple[str, list[Finding]]:
    program = program_of(HEAD + code)
    found = [*irq_unsafe_lock.check(program), *softirq_unsafe_lock.check(program)]
    return HEAD + code, found


def mended(code: str) -> str:
    """The code after the fix of the finding in use()."""
    whole, found = findings(code)
    (finding,) = (one for one in found if one.location.function == "use")
    edits = [edit for fix in finding.fixes for edit in fix.edits]
    return apply(whole.encode(), edits).decode().removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "void use(struct dev *d)\n{\n\tspin_lock(&d->lock);\n\td->count++;\n\tspin_unlock( &d->lock );\n}\n",
            "void use(struct dev *d)\n{\n\tunsigned long flags;\n\n\tspin_lock_irqsave(&d->lock, flags);\n"
            "\td->count++;\n\tspin_unlock_irqrestore( &d->lock, flags);\n}\n",
            id="hard irqs",
        ),
        pytest.param(
            "void use(struct dev *d)\r\n{\r\n    int n;\r\n    write_lock(&d->map);\r\n    n = d->count;\r\n"
            "    write_unlock(&d->map);\r\n}\r\n",
            "void use(struct dev *d)\r\n{\r\n    unsigned long flags;\r\n    int n;\r\n"
            "    write_lock_irqsave(&d->map, flags);\r\n    n = d->count;\r\n"
            "    write_unlock_irqrestore(&d->map, flags);\r\n}\r\n",
            id="declarations, blanks and line ends as they are there",
        ),
        pytest.param(
            "#define irq_flags 3\nint use(struct dev *d) { spin_lock(&d->lock); int flags = d->count; "
            "spin_unlock(&d->lock); return flags; }\n",
            "#define irq_flags 3\nint use(struct dev *d) { unsigned long irq_flags2; "
            "spin_lock_irqsave(&d->lock, irq_flags2); int flags = d->count; "
            "spin_unlock_irqrestore(&d->lock, irq_flags2); return flags; }\n",
            id="in one line, and names that mean something",
        ),
        pytest.param(
            "static int use(struct inode *i, struct file *f) { spin_lock(&the_dev.other); spin_unlock(&the_dev.other);"
            " return 0; }\nstatic const struct file_operations fops = { .open = use };\n",
            "static int use(struct inode *i, struct file *f) { spin_lock_bh(&the_dev.other);"
            " spin_unlock_bh(&the_dev.other);"
            " return 0; }\nstatic const struct file_operations fops = { .open = use };\n",
            id="softirqs",
        ),
        pytest.param(
            "static void use(struct dev *d) { spin_lock(&d->other); spin_unlock(&d->other); }\n"
            "void on(struct dev *d) { use(d); }\n"
            "void off(struct dev *d) { local_irq_disable(); use(d); local_irq_enable(); }\n",
            "static void use(struct dev *d) { unsigned long flags; spin_lock_irqsave(&d->other, flags);"
            " spin_unlock_irqrestore(&d->other, flags); }\n"
            "void on(struct dev *d) { use(d); }\n"
            "void off(struct dev *d) { local_irq_disable(); use(d); local_irq_enable(); }\n",
            id="softirqs, with irqs off in one of the callers",
        ),
        pytest.param(
            "int use(struct dev *d)\n{\n\tstruct dev *next = d->next;\n\tunsigned long flags;\n\tint n = 0; /* to\n"
            "\t\tbegin with */\n\n\tspin_lock_irqsave(&next->other, flags);\n\tn++;\n"
            "\tspin_unlock_irqrestore(&next->other, flags);\n\tspin_lock_bh(&d->lock);\n\td->count++;\n"
            "\tspin_unlock_bh(&d->lock); /* not spin_unlock_bh(flags) */\n\treturn n;\n}\n",
            "int use(struct dev *d)\n{\n\tstruct dev *next = d->next;\n\tunsigned long irq_flags;\n"
            "\tunsigned long flags;\n\tint n = 0; /* to\n"
            "\t\tbegin with */\n\n\tspin_lock_irqsave(&next->other, flags);\n\tn++;\n"
            "\tspin_unlock_irqrestore(&next->other, flags);\n\tspin_lock_irqsave(&d->lock, irq_flags);\n\td->count++;\n"
            "\tspin_unlock_irqrestore(&d->lock, irq_flags); /* not spin_unlock_bh(flags) */\n\treturn n;\n}\n",
            id="bottom halves only, and declarations by length",
        ),
        pytest.param(
            "void use(struct dev *d)\n{\n#ifdef CONFIG_A\n\tstruct dev *next_device;\n#endif\n\tint n;\n\n"
            "\tspin_lock(&d->lock);\n\td->count++;\n\tspin_unlock(&d->lock);\n#ifdef CONFIG_A\n\tnext_device = 0;\n"
            "#else\n\tn = 0;\n#endif\n}\n",
            "void use(struct dev *d)\n{\n\tunsigned long flags;\n#ifdef CONFIG_A\n\tstruct dev *next_device;\n#endif\n"
            "\tint n;\n\n\tspin_lock_irqsave(&d->lock, flags);\n\td->count++;\n"
            "\tspin_unlock_irqrestore(&d->lock, flags);\n"
            "#ifdef CONFIG_A\n\tnext_device = 0;\n#else\n\tn = 0;\n#endif\n}\n",
            id="conditional code before and after",
        ),
    ],
)
def test_what_is_proposed(before: str, after: str) -> None:
    assert mended(before) == after


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("spin_lock(&d->lock); local_irq_disable(); local_irq_enable(); spin_unlock(&d->lock);", id="irqs"),
        pytest.param(
            "spin_lock(&d->lock); spin_lock_bh(&d->other); spin_unlock_bh(&d->other); spin_unlock(&d->lock);", id="bh"
        ),
        pytest.param("spin_lock(&d->lock); with_irq(d); spin_unlock(&d->lock);", id="irqs in a callee"),
        pytest.param("spin_lock(&d->lock); with_bh(d); spin_unlock(&d->lock);", id="bottom halves in a callee"),
        pytest.param("spin_lock(&d->lock); gap(d); spin_unlock(&d->lock);", id="given up by a callee"),
        pytest.param("spin_lock(&d->lock); release(d);", id="released by a callee"),
        pytest.param("spin_lock(&d->lock); if (d->count) return; spin_unlock(&d->lock);", id="left held"),
        pytest.param("LOCK(d); spin_unlock(&d->lock);", id="a macro"),
        pytest.param(
            "spin_lock(&d->lock); d->count ? spin_unlock(&d->lock) : spin_unlock(&d->lock);", id="no statement"
        ),
        pytest.param("if (!spin_trylock(&d->lock)) spin_lock(&d->lock); spin_unlock(&d->lock);", id="tried as well"),
        pytest.param(
            "spin_lock(&d->lock); spin_lock(&d->other); spin_unlock(&d->lock); spin_unlock(&d->other);",
            id="hand over hand",
        ),
        pytest.param(
            "spin_lock(&d->lock);\n#ifdef CONFIG_OTHER\nspin_unlock(&d->lock); return;\n#endif\nspin_unlock(&d->lock);",
            id="conditional compilation",
        ),
        pytest.param(
            "void (*f)(spinlock_t *) = spin_unlock; spin_lock(&d->lock); f(0); spin_unlock(&d->lock);",
            id="more than is known",
        ),
        pytest.param(
            "\n#ifdef CONFIG_A\nspin_lock(&d->lock); d->count++; spin_unlock(&d->lock);\n#endif\n",
            id="all of it conditional",
        ),
        pytest.param(
            "\n#ifdef CONFIG_A\nif (d->count) goto out;\n#endif\nspin_lock(&d->lock); out: d->count++; "
            "spin_unlock(&d->lock);",
            id="conditional code that jumps",
        ),
        pytest.param("spin_lock_bh(&d->lock); with_bh(d); spin_unlock_bh(&d->lock);", id="bottom halves twice"),
        pytest.param("spin_lock_bh(&d->lock); spin_unlock(&d->lock); local_bh_enable();", id="bottom halves apart"),
    ],
)
def test_nothing_is_proposed(body: str) -> None:
    _whole, found = findings(f"void use(struct dev *d) {{ {body} }}\n")
    assert {one.fixes for one in found if one.location.function == "use"} == {()}


def test_locks_of_one_function_save_into_variables_of_their_own() -> None:
    """The other lock is taken by a second handler, so that both fixes may be carried out at once."""
    whole, found = findings(
        "static irqreturn_t second(int irq, void *data) { spin_lock(&the_dev.other); spin_unlock(&the_dev.other);"
        " return IRQ_HANDLED; }\n"
        'int start2(void) { return request_irq(the_dev.line, second, 0, "second", &the_dev); }\n'
        "void use(struct dev *d) { spin_lock(&d->lock); spin_lock(&d->other); spin_unlock(&d->other);"
        " spin_unlock(&d->lock); }\n"
    )
    edits = {edit for one in found for fix in one.fixes for edit in fix.edits}
    (line,) = (line for line in apply(whole.encode(), edits).decode().splitlines() if line.startswith("void use("))
    assert "spin_lock_irqsave(&d->lock, flags); spin_lock_irqsave(&d->other, irq_flags);" in line
    assert "spin_unlock_irqrestore(&d->other, irq_flags); spin_unlock_irqrestore(&d->lock, flags);" in line

"""The prelude: clean C by itself, and robust against drivers that bring their own versions of what it declares."""

from __future__ import annotations

import re
from pathlib import Path

import clang.cindex as ci
import pytest

from lockscan.resources import rules_directory
from tests.stubs.parsing import called, function, parsed_text

INCLUDE = rules_directory() / "stubs" / "include"
HEADERS = sorted(INCLUDE.rglob("*.h"))
PROLOGUE = "struct dev { spinlock_t lock; int x; };\n"


@pytest.mark.parametrize("standard", ["gnu89", "gnu11"])
def test_the_prelude_is_clean(standard: str, tmp_path: Path) -> None:
    source = tmp_path / "empty.c"
    source.write_text("")
    arguments = ["-x", "c", f"-std={standard}", "-nostdinc", "-ffreestanding", "-fno-builtin", "-Wall", "-Wextra"]
    arguments += ["-Wno-unused", "-Wno-strict-prototypes", "-Wno-deprecated-non-prototype"]
    arguments += ["-include", str(INCLUDE / "lockscan/prelude.h")]
    unit = ci.Index.create().parse(str(source), args=arguments)
    assert [diagnostic.spelling for diagnostic in unit.diagnostics] == []


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
def test_headers_are_guarded_and_short(header: Path) -> None:
    lines = header.read_text().splitlines()
    guard = next(line for line in lines if line.startswith("#ifndef "))
    assert f"#define {guard.split()[1]}" in lines
    assert len(lines) <= 400


def test_the_prelude_includes_every_header() -> None:
    prelude = (INCLUDE / "lockscan/prelude.h").read_text()
    assert set(re.findall(r'#include "(\w+\.h)"', prelude)) == {
        header.name for header in HEADERS if header.parent.name == "lockscan" and header.name != "prelude.h"
    }


def test_no_lock_function_is_declared_or_defined() -> None:
    """They have to be plain, undeclared functions: a declaration could contradict the driver's own."""
    text = "\n".join(header.read_text() for header in HEADERS)
    defined = re.findall(r"^#define (\w+)\(", text, re.MULTILINE)
    locking = re.compile(r"_?(raw_)?(spin|read|write|mutex|rw|seq)_(un|try)?lock|down_|up_|local_irq|(cli|sti)$")
    assert [name for name in defined if locking.match(name) and not name.isupper()] == []
    assert re.findall(r"\b(?:spin_lock|spin_unlock|mutex_lock|local_irq_save|cli|sti)\w*\s*\(\)", text) == []


@pytest.mark.parametrize(
    "own",
    [
        "typedef unsigned char u8;",
        "typedef unsigned long u32;",
        "typedef int bool;",
        "typedef enum { FALSE, TRUE } BOOL;",
        "typedef void irqreturn_t;\n#define IRQ_NONE\n#define IRQ_HANDLED",
        "typedef int irqreturn_t;\n#define IRQ_HANDLED 1",
        "#define IRQF_SHARED SA_SHIRQ",
        "#ifndef IRQF_DISABLED\n#define IRQF_DISABLED SA_INTERRUPT\n#endif",
        "#define min(a, b) ((a) < (b) ? (a) : (b))",
        "static int min(int a, int b)\n{\n\treturn a < b ? a : b;\n}",
        "static inline int max(int a, int b) { return a > b ? a : b; }",
        "#define likely(x) x",
        "#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))",
        "#define container_of(ptr, type, member) ((type *)((char *)(ptr) - 8))",
        "#define spin_lock_bh(l) spin_lock_irq(l)",
        "static inline void spin_lock_bh(spinlock_t *l)\n{\n\tspin_lock(l);\n}",
        "#define NULL 0",
        "enum { ETIMEDOUT = 3, READ = 1, MY = 2 };",
        "struct timer_list { int mine; };",
        "struct resource;\nstruct timeval { long a, b; };",
        "#define DECLARE_WAIT_QUEUE_HEAD(x) struct wait_queue *x",
        "#define MODULE_LICENSE(x)\nMODULE_LICENSE(GPL);",
        "#define KERNEL_VERSION(a, b, c) ((a) * 65536 + (b) * 256 + (c))",
        "static int current_speed;\nextern unsigned long volatile jiffies;",
        "int handle_level_irq(int a)\n{\n\treturn a;\n}",
        '#define ASSERT(x) do { if (!(x)) panic("x"); } while (0)',
    ],
)
def test_a_driver_may_bring_its_own(own: str, tmp_path: Path) -> None:
    text = (
        PROLOGUE
        + own
        + "\nint f(struct dev *d)\n{\n\tspin_lock(&d->lock);\n\td->x = 1;\n\tspin_unlock(&d->lock);\n\treturn 0;\n}\n"
    )
    unit = parsed_text(tmp_path, text)
    assert unit.lost == ()
    assert called(unit, "f") == ["spin_lock", "spin_unlock"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("list_for_each_entry(d, &head, list) { a(d); }", ["a"]),
        ("list_for_each_entry_safe(d, n, &head, list)\n\tif (d->x)\n\t\tbreak;\n\telse\n\t\ta(d);", ["a"]),
        ("for_each_set_bit(i, &bits, 8) a(i); b();", ["test_bit", "a", "b"]),
        ("hash_for_each_possible(table, d, node, 3) { a(d); continue; }", ["a"]),
        ("BUG_ON(a(d)); WARN_ON(b(d));", ["a", "b"]),
        ("if (unlikely(a(d))) return; if (WARN_ON_ONCE(!b(d))) return;", ["a", "b"]),
        ("wait_event(d->wq, a(d));", ["wait_event", "a"]),
        ("if (wait_event_interruptible_timeout(d->wq, a(d), HZ)) b();", ["wait_event_interruptible_timeout", "a", "b"]),
        ("readl_poll_timeout(d->reg, i, i & 1, 10, 100);", ["readl", "usleep_range", "readx_poll_timeout"]),
        ("i = min_t(int, a(d), b(d));", ["a", "b"]),
        ("switch (i) { case htons(ETH_P_IP): a(); break; case cpu_to_le16(3): b(); }", ["a", "b"]),
        ("p = get_cpu_ptr(d->stats); a(p); put_cpu_ptr(d->stats);", ["get_cpu_ptr", "a", "put_cpu_ptr"]),
        ("WRITE_ONCE(d->x, a(READ_ONCE(d->x)));", ["a"]),
        ("d = container_of(p, struct dev, lock); a(d);", ["a"]),
        ("rcu_assign_pointer(d->p, a()); b(rcu_dereference(d->p));", ["a", "b"]),
        ("snd_assert(p != NULL, return); a();", ["a"]),
    ],
)
def test_macros_keep_the_calls_in_them(statement: str, expected: list[str], tmp_path: Path) -> None:
    text = (
        "struct dev { spinlock_t lock; int x, *stats; void *p, *reg; struct list_head list; wait_queue_head_t wq; };\n"
        "extern struct list_head head; extern struct hlist_head table[4];\n"
        f"void f(struct dev *d, struct dev *n, int i, unsigned long bits, void *p)\n{{\n\t{statement}\n}}\n"
    )
    unit = parsed_text(tmp_path, text)
    assert unit.problems == ()
    found = {name for name in called(unit, "f") if not name.startswith(("__lockscan", "BUG"))}
    assert found == set(expected)


def test_annotations_are_read(tmp_path: Path) -> None:
    text = (
        "static int __init start(void) { return 0; }\n"
        "static void __exit stop(void) { }\n"
        "static void take(spinlock_t *l) __acquires(l) { spin_lock(l); }\n"
        "static void give(spinlock_t *l)\n\t__releases(l)\n{ spin_unlock(l); }\n"
        "static void held(spinlock_t *l) __must_hold(l);\n"
        "static void held(spinlock_t *l) { }\n"
    )
    unit = parsed_text(tmp_path, text)
    found = {name: function(unit, name).annotations for name in ("start", "stop", "take", "give")}
    assert found == {"start": ("__init",), "stop": ("__exit",), "take": ("__acquires",), "give": ("__releases",)}

"""Findings and outcomes made by hand, for the tests of the reports."""

from __future__ import annotations

from dataclasses import replace

from lockscan.findings import (
    Coverage,
    Edit,
    Finding,
    Fix,
    Flow,
    Level,
    Location,
    Outcome,
    Precision,
    Related,
    Skipped,
    Step,
    Suppressed,
)

DRIVER = b"""\
#include <linux/spinlock.h>

static irqreturn_t card_interrupt(int irq, void *data)
{
\tstruct card *card = data;

\tspin_lock(&card->lock);
\tcard->events++;
\tspin_unlock(&card->lock);
\treturn IRQ_HANDLED;
}

static int card_ioctl(struct card *card)
{
\tspin_lock(&card->lock);
\tcard->events = 0;
\tspin_unlock(&card->lock);
\treturn 0;
}
"""
PATH = "drivers/card.c"


def place(text: str, function: str = "", *, occurrence: int = 0, source: bytes = DRIVER, path: str = PATH) -> Location:
    """Where `text` stands in the source for the `occurrence`-th time."""
    start = -1
    for _ in range(occurrence + 1):
        start = source.index(text.encode(), start + 1)
    return Location(path, start, start + len(text.encode()), function)


HANDLER = place("spin_lock(&card->lock)", "card_interrupt")
IOCTL = place("spin_lock(&card->lock)", "card_ioctl", occurrence=1)

DEADLOCK = Finding(
    rule="double-acquire",  # any rule that has a page
    message="struct card.lock is taken with irqs on by card_ioctl(), card_interrupt() takes it: taken in the handler",
    location=IOCTL,
    precision=Precision.HIGH,
    level=Level.ERROR,
    lock="struct card.lock",
    contexts=("task", "hardirq"),
    related=(Related(HANDLER, "taken in the handler"),),
    flows=(
        Flow(
            "CPU0: task, hard irqs on",
            (Step(place("card_ioctl"), "card_ioctl() is called"), Step(IOCTL, "card_ioctl() takes the lock", 1)),
        ),
        Flow("CPU0: interrupt", (Step(HANDLER, "card_interrupt() takes the lock"),)),
    ),
    scenario=(
        "     CPU0",
        "     ----",
        "lock(&card->lock);",
        "<Interrupt>",
        "  lock(&card->lock);",
        "*** DEADLOCK ***",
    ),
    assumptions=("card_ioctl() runs in task context: nothing in these files calls it",),
    fixes=(Fix("Use spin_lock_irq()", (Edit(PATH, IOCTL.start, IOCTL.start + len("spin_lock"), "spin_lock_irq"),)),),
    key="card->lock",
)
NOTE = Finding(
    rule="unused-suppression",
    message="there is nothing for this comment to silence",
    location=place("card->events = 0", "card_ioctl"),
    precision=Precision.MEDIUM,
    level=Level.NOTE,
)

OUTCOME = Outcome(
    findings=(DEADLOCK, NOTE),
    suppressed=(Suppressed(replace(NOTE, key="other"), "known for years"),),
    skipped=(
        Skipped("drivers/broken.c", 0, "", "not a text file"),
        Skipped(PATH, 13, "card_probe", "the parser lost it"),
    ),
    coverage=Coverage(files=2, lines=1234, functions_seen=3, functions_analysed=2),
    sources={PATH: DRIVER},
    seconds=0.25,
    truncated=("drivers/card.c:card_ioctl",),
)


def outcome(*findings: Finding, sources: dict[str, bytes] | None = None) -> Outcome:
    """An outcome with these findings and nothing else."""
    return Outcome(findings, (), (), Coverage(1, 10, 2, 2), sources or {PATH: DRIVER}, 0.1)

"""A small driver with something to ask about on most of its lines, found by the words in its comments."""

from __future__ import annotations

from pathlib import Path

DRIVER = """\
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/module.h>
#include <linux/spinlock.h>

struct card { spinlock_t lock, quiet, tried, off; struct mutex mutex; rwlock_t table; int events; };
struct other { spinlock_t quiet; };

static irqreturn_t card_interrupt(int irq, void *data)
{
	struct card *card = data;
	struct other *other = irq_get_handler_data(irq);

	spin_lock(&card->lock);
	card->events++;
	spin_unlock(&card->lock);
	spin_lock(&other->quiet);
	spin_unlock(&other->quiet);
	spin_lock(&card->off);
	spin_unlock(&card->off);
	if (spin_trylock(&card->tried))
		spin_unlock(&card->tried);
	read_lock(&card->table);
	read_unlock(&card->table);
	return IRQ_HANDLED;
}

int card_start(struct card *card, int irq)
{
	spin_lock(&card->lock); /* before the handler */
	spin_unlock(&card->lock);
	return request_irq(irq, card_interrupt, 0, "card", card);
}

static void use(spinlock_t *given)
{
	spin_lock(given); /* given */
	spin_unlock(given);
}

int card_reset(struct card *card)
{
	unsigned long flags;

	spin_lock(&card->lock); /* bad */
	card->events = 0; /* inside */
	spin_unlock(&card->lock);
	spin_lock(&card->lock); /* lockscan: ignore[irq-unsafe-lock] silenced, for the test */
	spin_unlock(&card->lock);
	spin_lock(&card->quiet); /* namesake */
	spin_unlock(&card->quiet);
	spin_lock_irqsave(&card->off, flags); /* off */
	spin_unlock_irqrestore(&card->off, flags);
	spin_lock(&card->tried); /* tried */
	spin_unlock(&card->tried);
	mutex_lock(&card->mutex); /* mutex */
	mutex_unlock(&card->mutex);
	read_lock(&card->table); /* reader */
	read_unlock(&card->table);
	use(&card->quiet); /* below */
	spin_lock(&card->quiet);
	spin_lock(&card->off); /* second */
	spin_unlock(&card->off);
	spin_unlock(&card->quiet);
	if (card->events)
		return -EIO; /* way out */
	return 0;
}

int nothing(int x)
{
	return x + 1; /* nothing */
}
"""


def line(words: str) -> int:
    """The line with this comment."""
    return DRIVER[: DRIVER.index(f"/* {words}")].count("\n") + 1


def write(directory: Path) -> None:
    (directory / "card.c").write_text(DRIVER)

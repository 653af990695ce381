/*
 * A serial card in the style of Linux 2.2: global interrupt locking with cli(), a bottom half, pointers as wait
 * queues, positional initialisers, K&R definitions. This comment says cli() and SPIN_LOCK_UNLOCKED.
 */
#include <linux/config.h>
#include <linux/module.h>
#include <linux/version.h>
#include <linux/sched.h>
#include <linux/interrupt.h>
#include <asm/system.h>
#include <asm/spinlock.h>

#define CARD_PORTS 4
#define CARD_QUIET(card) do { save_flags((card)->flags); cli(); } while (0)
#define INIT_CHANNEL { 0, SPIN_LOCK_UNLOCKED, NULL }

struct channel {
	int open;
	spinlock_t lock;
	struct wait_queue *waiters;
};

struct card {
	int irq, base;
	unsigned long flags;
	struct wait_queue *open_wait;
	struct channel channels[CARD_PORTS];
	struct tq_struct tqueue;
	struct tty_struct *tty;
};

static struct card *cards[4];
static struct wait_queue *card_wait = NULL;
static spinlock_t card_lock = SPIN_LOCK_UNLOCKED;
spinlock_t first_lock = SPIN_LOCK_UNLOCKED, second_lock = SPIN_LOCK_UNLOCKED;
static spinlock_t port_locks[2] = { SPIN_LOCK_UNLOCKED, SPIN_LOCK_UNLOCKED };
static rwlock_t table_lock = RW_LOCK_UNLOCKED;
static struct channel spare = { 0, SPIN_LOCK_UNLOCKED, NULL };
static struct semaphore card_sem = MUTEX;
static struct timer_list poll_timer;
static DECLARE_TASK_QUEUE(tq_card);
static int card_major = 0;

static void card_start(struct card *card);

#ifdef MODULE
MODULE_PARM(card_major, "i");
#endif

static void card_interrupt(int irq, void *dev_id, struct pt_regs *regs)
{
	struct card *card = (struct card *) dev_id;
	int status;

	spin_lock(&card_lock);
	status = inb(card->base + 2);
	if (status & 1) {
		queue_task(&card->tqueue, &tq_card);
		mark_bh(SERIAL_BH);
	}
	spin_unlock(&card_lock);
}

static void do_card_bh(void)
{
	run_task_queue(&tq_card);
}

static void do_softint(private_)
	void *private_;
{
	struct card *card = private_;

	if (card->tty && card->tty->ldisc.write_wakeup)
		(card->tty->ldisc.write_wakeup)(card->tty);
	wake_up_interruptible(&card->open_wait);
}

static int card_block(filp, card)
	struct file *filp;
	struct card *card;
{
	struct wait_queue wait = { current, NULL };
	unsigned long flags;

	if (filp->f_flags & O_NONBLOCK)
		return -EAGAIN;
	add_wait_queue(&card->open_wait, &wait);
	save_flags(flags); cli();
	card->channels[0].open++;
	restore_flags(flags);
	while (1) {
		cli();
		current->state = TASK_INTERRUPTIBLE;
		if (card->channels[0].open == 0)
			break;
		sti();
		schedule();
	}
	sti();
	remove_wait_queue(&card->open_wait, &wait);
	return 0;
}

static int card_open(struct inode *inode, struct file *filp)
{
	struct card *card = cards[MINOR(inode->i_rdev)];
	int retval;

	if (!card)
		return -ENODEV;
	MOD_INC_USE_COUNT;
	retval = card_block(filp, card);
	if (retval) {
		MOD_DEC_USE_COUNT;
		return retval;
	}
	filp->private_data = card;
	card_start(card);
	return 0;
}

static ssize_t card_read(struct file *filp, char *buf, size_t count, loff_t *ppos)
{
	struct card *card = filp->private_data;
	unsigned long flags;

	spin_lock_irqsave(&card_lock, flags);
	card->tqueue.routine = do_softint;
	card->tqueue.data = card;
	spin_unlock_irqrestore(&card_lock, flags);
	interruptible_sleep_on(&card_wait);
	return 0;
}

static void
card_start(struct card *card)
{
	CARD_QUIET(card);
	outb(1, card->base);
	restore_flags(card->flags);
}

static void card_poll(unsigned long data)
{
	poll_timer.expires = jiffies + HZ / 10;
	add_timer(&poll_timer);
}

static struct file_operations card_fops = {
	NULL,		/* lseek */
	card_read,
	NULL,		/* write */
	NULL,		/* readdir */
	NULL,		/* poll */
	NULL,		/* ioctl */
	NULL,		/* mmap */
	card_open,
};

__initfunc(static int probe_irq_line(int base))
{
	int irqs;

	sti();
	irqs = probe_irq_on();
	outb(0, base);
	return probe_irq_off(irqs);
}

__initfunc(int card_init(void))
{
	static spinlock_t once = SPIN_LOCK_UNLOCKED;
	struct card *card;
	int i;

	card = kmalloc(sizeof(struct card), GFP_KERNEL);
	if (card == NULL)
		return -ENOMEM;
	memset(card, 0, sizeof(*card));
	for (i = 0; i < CARD_PORTS; i++)
		card->channels[i].lock = SPIN_LOCK_UNLOCKED;
	spin_lock(&once);
	init_bh(SERIAL_BH, do_card_bh);
	init_timer(&poll_timer);
	poll_timer.function = card_poll;
	spin_unlock(&once);
	if (request_irq(card->irq, card_interrupt, SA_INTERRUPT | SA_SHIRQ, "card", card))
		return -EBUSY;
#if LINUX_VERSION_CODE < KERNEL_VERSION(2,1,0)
	register_symtab(NULL);
	cli();
	sti();
#else
	EXPORT_NO_SYMBOLS;
#endif
	return register_chrdev(card_major, "card", &card_fops);
}

#ifdef MODULE
int init_module(void)
{
	return card_init();
}

void cleanup_module(void)
{
	unsigned long flags;

	save_flags(flags);
	cli();
	del_timer(&poll_timer);
	remove_bh(SERIAL_BH);
	restore_flags(flags);
	free_irq(cards[0]->irq, cards[0]);
}
#endif

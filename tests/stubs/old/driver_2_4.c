/* An Ethernet driver in the style of Linux 2.4: old designated initialisers, tasklets, methods in struct net_device. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/pci.h>

#define RING 16
#define INIT_RING_LOCK(r) (r)->lock = SPIN_LOCK_UNLOCKED

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif

typedef unsigned char BOOL;
typedef enum { LINK_DOWN, LINK_UP } link_state_t;

struct ring {
	int head, tail;
	spinlock_t lock;
	struct sk_buff *skbs[RING];
};

struct nic_private {
	struct net_device_stats stats;
	struct ring rings[2];
	spinlock_t lock;
	struct timer_list timer;
	struct tasklet_struct tasklet;
	struct tq_struct reset_task;
	wait_queue_head_t wait;
	struct semaphore sem;
	struct pci_dev *pdev;
	link_state_t link;
	BOOL promisc;
};

static struct ring default_ring = { lock: SPIN_LOCK_UNLOCKED, head: 0, };
static struct ring both_rings[2] = {
	{ 0, 0, SPIN_LOCK_UNLOCKED },
	[1] = { lock: SPIN_LOCK_UNLOCKED },
};
static spinlock_t lock_table[8] = { [0 ... 7] = SPIN_LOCK_UNLOCKED };
static rwlock_t nic_list_lock __cacheline_aligned = RW_LOCK_UNLOCKED;
static DECLARE_WAIT_QUEUE_HEAD(nic_wait);
static DECLARE_MUTEX(nic_sem);
static DECLARE_MUTEX_LOCKED(nic_done);
static LIST_HEAD(nic_list);
static int debug = 1;

MODULE_AUTHOR("nobody");
MODULE_PARM(debug, "i");

static void nic_tasklet(unsigned long data);
static DECLARE_TASKLET(global_tasklet, nic_tasklet, 0);

static struct pci_device_id nic_ids[] __devinitdata = {
	{ 0x10ec, 0x8139, PCI_ANY_ID, PCI_ANY_ID, 0, 0, 0 },
	{ 0, }
};
MODULE_DEVICE_TABLE(pci, nic_ids);

static inline spinlock_t fresh_lock(void)
{
	return (spinlock_t) SPIN_LOCK_UNLOCKED;
}

static void nic_interrupt(int irq, void *dev_instance, struct pt_regs *regs)
{
	struct net_device *dev = (struct net_device *) dev_instance;
	struct nic_private *np = dev->priv;
	int boguscnt = 20;

	spin_lock(&np->lock);
	do {
		int status = inl(dev->base_addr + 8);

		if (status == 0)
			break;
		if (status & 0x40)
			tasklet_schedule(&np->tasklet);
	} while (--boguscnt > 0);
	spin_unlock(&np->lock);
}

static void nic_tasklet(unsigned long data)
{
	struct net_device *dev = (struct net_device *) data;
	struct nic_private *np = dev->priv;

	spin_lock_irq(&np->lock);
	np->rings[0].tail++;
	spin_unlock_irq(&np->lock);
	netif_wake_queue(dev);
}

static void nic_timer(unsigned long data)
{
	struct net_device *dev = (void *) data;
	struct nic_private *np = dev->priv;

	mod_timer(&np->timer, jiffies + 3 * HZ);
	schedule_task(&np->reset_task);
}

static void nic_reset(void *data)
{
	struct net_device *dev = data;
	unsigned long flags;

	printk(KERN_DEBUG __FUNCTION__ ": resetting %s\n", dev->name);
	save_and_cli(flags);
	outl(1, dev->base_addr);
	restore_flags(flags);
}

static int nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic_private *np = dev->priv;
	unsigned long flags;

	spin_lock_irqsave(&np->lock, flags);
	np->rings[0].skbs[np->rings[0].head++ % RING] = skb;
	spin_unlock_irqrestore(&np->lock, flags);
	dev->trans_start = jiffies;
	return 0;
}

static struct net_device_stats *nic_get_stats(struct net_device *dev)
{
	return &((struct nic_private *) dev->priv)->stats;
}

static void nic_set_multicast_list(struct net_device *dev)
{
	struct nic_private *np = dev->priv;
	struct dev_mc_list *mc;
	int i;

	spin_lock_bh(&np->lock);
	for (i = 0, mc = dev->mc_list; mc && i < dev->mc_count; i++, mc = mc->next)
		set_filter(np, mc->dmi_addr);
	spin_unlock_bh(&np->lock);
}

static int nic_open(struct net_device *dev)
{
	struct nic_private *np = dev->priv;

	if (request_irq(dev->irq, &nic_interrupt, SA_SHIRQ, dev->name, dev))
		return -EAGAIN;
	init_timer(&np->timer);
	np->timer.data = (unsigned long) dev;
	np->timer.function = &nic_timer;
	add_timer(&np->timer);
	netif_start_queue(dev);
	return 0;
}

static int nic_ioctl(struct net_device *dev, struct ifreq *rq, int cmd)
{
	switch (cmd) {
	case SIOCDEVPRIVATE: {
		DECLARE_WAITQUEUE(wait, current);

		add_wait_queue(&nic_wait, &wait);
		set_current_state(TASK_INTERRUPTIBLE);
		if (down_interruptible(&nic_sem))
			return -ERESTARTSYS;
		up(&nic_sem);
		remove_wait_queue(&nic_wait, &wait);
		return 0;
	}
	default:
		return -EOPNOTSUPP;
	}
}

static int __devinit nic_probe(struct pci_dev *pdev, const struct pci_device_id *ent)
{
	struct net_device *dev = init_etherdev(NULL, sizeof(struct nic_private));
	struct nic_private *np;
	int i;

	if (!dev)
		return -ENOMEM;
	SET_MODULE_OWNER(dev);
	np = dev->priv;
	np->lock = (spinlock_t) SPIN_LOCK_UNLOCKED;
	for (i = 0; i < 2; i++)
		INIT_RING_LOCK(&np->rings[i]);
	tasklet_init(&np->tasklet, nic_tasklet, (unsigned long) dev);
	INIT_TQUEUE(&np->reset_task, nic_reset, dev);
	init_MUTEX(&np->sem);
	dev->open = nic_open;
	dev->hard_start_xmit = nic_start_xmit;
	dev->get_stats = nic_get_stats;
	dev->set_multicast_list = nic_set_multicast_list;
	dev->do_ioctl = nic_ioctl;
	return 0;
}

static void __devexit nic_remove(struct pci_dev *pdev)
{
	unregister_netdev(pdev->driver_data);
}

static struct pci_driver nic_driver = {
	name:		"nic",
	id_table:	nic_ids,
	probe:		nic_probe,
	remove:		nic_remove,
};

static int __init nic_init_module(void)
{
	return pci_module_init(&nic_driver);
}

static void __exit nic_cleanup_module(void)
{
	pci_unregister_driver(&nic_driver);
}

module_init(nic_init_module);
module_exit(nic_cleanup_module);

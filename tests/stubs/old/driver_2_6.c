/* A character device in the style of early Linux 2.6, with compatibility code for what came before. */
#include <linux/module.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <linux/fs.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(2,5,69)
typedef void irqreturn_t;
#define IRQ_NONE
#define IRQ_HANDLED
#endif

#ifndef spin_trylock_irqsave
#define spin_trylock_irqsave(lock, flags) \
({ \
	local_irq_save(flags); \
	spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; }); \
})
#endif

#define DEV_INIT(name) { .lock = SPIN_LOCK_UNLOCKED, .count = ATOMIC_INIT(0), .list = LIST_HEAD_INIT((name).list) }

struct my_dev {
	spinlock_t lock;
	rwlock_t table_lock;
	atomic_t count;
	struct list_head list;
	struct work_struct work;
	struct delayed_work later;
	wait_queue_head_t wait;
	int users;
};

static struct my_dev the_dev = DEV_INIT(the_dev);
static struct my_dev other_dev = {
	.lock = SPIN_LOCK_UNLOCKED,
	.table_lock = RW_LOCK_UNLOCKED,
	.users = 1,
};
static spinlock_t queue_lock = SPIN_LOCK_UNLOCKED;
static DEFINE_SPINLOCK(new_lock);
static DEFINE_MUTEX(big_mutex);

static void my_work(void *data);
static DECLARE_WORK(static_work, my_work, &the_dev);
static DECLARE_MUTEX(my_sem);

static irqreturn_t my_interrupt(int irq, void *dev_id, struct pt_regs *regs)
{
	struct my_dev *dev = dev_id;
	unsigned long flags;

	if (!dev->users)
		return IRQ_NONE;
	spin_lock_irqsave(&dev->lock, flags);
	dev->users--;
	spin_unlock_irqrestore(&dev->lock, flags);
	schedule_work(&dev->work);
	return IRQ_HANDLED;
}

static void my_work(void *data)
{
	struct my_dev *dev = data, *tmp;
	struct list_head *pos;

	list_for_each(pos, &dev->list) {
		tmp = list_entry(pos, struct my_dev, list);
		spin_lock_bh(&tmp->lock);
		tmp->users = 0;
		spin_unlock_bh(&tmp->lock);
	}
	wait_event_interruptible(dev->wait, atomic_read(&dev->count) == 0);
}

static int my_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
{
	unsigned long flags;
	int value;

	if (get_user(value, (int __user *) arg))
		return -EFAULT;
	if (!spin_trylock_irqsave(&the_dev.lock, flags))
		return -EBUSY;
	the_dev.users = min(value, 4);
	spin_unlock_irqrestore(&the_dev.lock, flags);
	return 0;
}

static ssize_t show_users(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sprintf(buf, "%d\n", the_dev.users);
}
static DEVICE_ATTR(users, S_IRUGO, show_users, NULL);

static struct file_operations my_fops = {
	.owner = THIS_MODULE,
	.ioctl = my_ioctl,
};

static int __init my_init(void)
{
	other_dev.lock = SPIN_LOCK_UNLOCKED;
	INIT_WORK(&the_dev.work, my_work, &the_dev);
	if (request_irq(5, my_interrupt, IRQF_DISABLED, "my", &the_dev))
		return -EBUSY;
	return register_chrdev(240, "my", &my_fops);
}

static void __exit my_exit(void)
{
	free_irq(5, &the_dev);
	flush_scheduled_work();
}

module_init(my_init);
module_exit(my_exit);
MODULE_LICENSE("GPL");

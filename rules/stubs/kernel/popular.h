/*
 * Stands before every file that is parsed with the headers of a kernel: the headers that most drivers include anyway,
 * so that they are parsed once a scan, and then the few macros whose meaning must stay visible. What the models know
 * as functions and the kernel has as macros is undefined behind this file; include guards keep it that way.
 */
#if __has_include(<linux/types.h>)
#include <linux/types.h>
#endif
#if __has_include(<linux/kernel.h>)
#include <linux/kernel.h>
#endif
#if __has_include(<linux/init.h>)
#include <linux/init.h>
#endif
#if __has_include(<linux/module.h>)
#include <linux/module.h>
#endif
#if __has_include(<linux/compiler.h>)
#include <linux/compiler.h>
#endif
#if __has_include(<linux/spinlock.h>)
#include <linux/spinlock.h>
#endif
#if __has_include(<linux/rwlock.h>)
#include <linux/rwlock.h>
#endif
#if __has_include(<linux/mutex.h>)
#include <linux/mutex.h>
#endif
#if __has_include(<linux/rtmutex.h>)
#include <linux/rtmutex.h>
#endif
#if __has_include(<linux/ww_mutex.h>)
#include <linux/ww_mutex.h>
#endif
#if __has_include(<linux/rwsem.h>)
#include <linux/rwsem.h>
#endif
#if __has_include(<linux/percpu-rwsem.h>)
#include <linux/percpu-rwsem.h>
#endif
#if __has_include(<linux/semaphore.h>)
#include <linux/semaphore.h>
#endif
#if __has_include(<linux/seqlock.h>)
#include <linux/seqlock.h>
#endif
#if __has_include(<linux/local_lock.h>)
#include <linux/local_lock.h>
#endif
#if __has_include(<linux/bit_spinlock.h>)
#include <linux/bit_spinlock.h>
#endif
#if __has_include(<linux/rcupdate.h>)
#include <linux/rcupdate.h>
#endif
#if __has_include(<linux/srcu.h>)
#include <linux/srcu.h>
#endif
#if __has_include(<linux/rculist.h>)
#include <linux/rculist.h>
#endif
#if __has_include(<linux/completion.h>)
#include <linux/completion.h>
#endif
#if __has_include(<linux/wait.h>)
#include <linux/wait.h>
#endif
#if __has_include(<linux/swait.h>)
#include <linux/swait.h>
#endif
#if __has_include(<linux/preempt.h>)
#include <linux/preempt.h>
#endif
#if __has_include(<linux/irqflags.h>)
#include <linux/irqflags.h>
#endif
#if __has_include(<linux/hardirq.h>)
#include <linux/hardirq.h>
#endif
#if __has_include(<linux/bottom_half.h>)
#include <linux/bottom_half.h>
#endif
#if __has_include(<linux/interrupt.h>)
#include <linux/interrupt.h>
#endif
#if __has_include(<linux/irq.h>)
#include <linux/irq.h>
#endif
#if __has_include(<linux/irqreturn.h>)
#include <linux/irqreturn.h>
#endif
#if __has_include(<linux/irq_work.h>)
#include <linux/irq_work.h>
#endif
#if __has_include(<linux/irqdomain.h>)
#include <linux/irqdomain.h>
#endif
#if __has_include(<linux/timer.h>)
#include <linux/timer.h>
#endif
#if __has_include(<linux/hrtimer.h>)
#include <linux/hrtimer.h>
#endif
#if __has_include(<linux/workqueue.h>)
#include <linux/workqueue.h>
#endif
#if __has_include(<linux/kthread.h>)
#include <linux/kthread.h>
#endif
#if __has_include(<linux/smp.h>)
#include <linux/smp.h>
#endif
#if __has_include(<linux/cpu.h>)
#include <linux/cpu.h>
#endif
#if __has_include(<linux/percpu.h>)
#include <linux/percpu.h>
#endif
#if __has_include(<linux/notifier.h>)
#include <linux/notifier.h>
#endif
#if __has_include(<linux/sched.h>)
#include <linux/sched.h>
#endif
#if __has_include(<linux/sched/signal.h>)
#include <linux/sched/signal.h>
#endif
#if __has_include(<linux/jiffies.h>)
#include <linux/jiffies.h>
#endif
#if __has_include(<linux/delay.h>)
#include <linux/delay.h>
#endif
#if __has_include(<linux/ktime.h>)
#include <linux/ktime.h>
#endif
#if __has_include(<linux/slab.h>)
#include <linux/slab.h>
#endif
#if __has_include(<linux/gfp.h>)
#include <linux/gfp.h>
#endif
#if __has_include(<linux/mm.h>)
#include <linux/mm.h>
#endif
#if __has_include(<linux/vmalloc.h>)
#include <linux/vmalloc.h>
#endif
#if __has_include(<linux/uaccess.h>)
#include <linux/uaccess.h>
#endif
#if __has_include(<linux/io.h>)
#include <linux/io.h>
#endif
#if __has_include(<linux/ioport.h>)
#include <linux/ioport.h>
#endif
#if __has_include(<linux/list.h>)
#include <linux/list.h>
#endif
#if __has_include(<linux/errno.h>)
#include <linux/errno.h>
#endif
#if __has_include(<linux/err.h>)
#include <linux/err.h>
#endif
#if __has_include(<linux/bug.h>)
#include <linux/bug.h>
#endif
#if __has_include(<linux/bitops.h>)
#include <linux/bitops.h>
#endif
#if __has_include(<linux/string.h>)
#include <linux/string.h>
#endif
#if __has_include(<linux/fs.h>)
#include <linux/fs.h>
#endif
#if __has_include(<linux/miscdevice.h>)
#include <linux/miscdevice.h>
#endif
#if __has_include(<linux/cdev.h>)
#include <linux/cdev.h>
#endif
#if __has_include(<linux/device.h>)
#include <linux/device.h>
#endif
#if __has_include(<linux/platform_device.h>)
#include <linux/platform_device.h>
#endif
#if __has_include(<linux/pci.h>)
#include <linux/pci.h>
#endif
#if __has_include(<linux/usb.h>)
#include <linux/usb.h>
#endif
#if __has_include(<linux/i2c.h>)
#include <linux/i2c.h>
#endif
#if __has_include(<linux/spi/spi.h>)
#include <linux/spi/spi.h>
#endif
#if __has_include(<linux/dma-mapping.h>)
#include <linux/dma-mapping.h>
#endif
#if __has_include(<linux/dmaengine.h>)
#include <linux/dmaengine.h>
#endif
#if __has_include(<linux/scatterlist.h>)
#include <linux/scatterlist.h>
#endif
#if __has_include(<linux/skbuff.h>)
#include <linux/skbuff.h>
#endif
#if __has_include(<linux/netdevice.h>)
#include <linux/netdevice.h>
#endif
#if __has_include(<linux/etherdevice.h>)
#include <linux/etherdevice.h>
#endif
#if __has_include(<linux/ethtool.h>)
#include <linux/ethtool.h>
#endif
#if __has_include(<linux/if_vlan.h>)
#include <linux/if_vlan.h>
#endif
#if __has_include(<linux/tty.h>)
#include <linux/tty.h>
#endif
#if __has_include(<linux/tty_driver.h>)
#include <linux/tty_driver.h>
#endif
#if __has_include(<linux/serial_core.h>)
#include <linux/serial_core.h>
#endif
#if __has_include(<linux/input.h>)
#include <linux/input.h>
#endif
#if __has_include(<linux/hid.h>)
#include <linux/hid.h>
#endif
#if __has_include(<linux/leds.h>)
#include <linux/leds.h>
#endif
#if __has_include(<linux/clk.h>)
#include <linux/clk.h>
#endif
#if __has_include(<linux/gpio/driver.h>)
#include <linux/gpio/driver.h>
#endif
#if __has_include(<linux/gpio/consumer.h>)
#include <linux/gpio/consumer.h>
#endif
#if __has_include(<linux/regulator/consumer.h>)
#include <linux/regulator/consumer.h>
#endif
#if __has_include(<linux/of.h>)
#include <linux/of.h>
#endif
#if __has_include(<linux/of_device.h>)
#include <linux/of_device.h>
#endif
#if __has_include(<linux/of_irq.h>)
#include <linux/of_irq.h>
#endif
#if __has_include(<linux/acpi.h>)
#include <linux/acpi.h>
#endif
#if __has_include(<linux/pm_runtime.h>)
#include <linux/pm_runtime.h>
#endif
#if __has_include(<linux/regmap.h>)
#include <linux/regmap.h>
#endif
#if __has_include(<linux/firmware.h>)
#include <linux/firmware.h>
#endif
#if __has_include(<linux/debugfs.h>)
#include <linux/debugfs.h>
#endif
#if __has_include(<linux/proc_fs.h>)
#include <linux/proc_fs.h>
#endif
#if __has_include(<linux/seq_file.h>)
#include <linux/seq_file.h>
#endif
#if __has_include(<linux/sysfs.h>)
#include <linux/sysfs.h>
#endif
#if __has_include(<linux/blkdev.h>)
#include <linux/blkdev.h>
#endif
#if __has_include(<linux/blk-mq.h>)
#include <linux/blk-mq.h>
#endif
#if __has_include(<linux/crypto.h>)
#include <linux/crypto.h>
#endif
#if __has_include(<linux/kref.h>)
#include <linux/kref.h>
#endif
#if __has_include(<linux/idr.h>)
#include <linux/idr.h>
#endif
#if __has_include(<linux/cleanup.h>)
#include <linux/cleanup.h>
#endif
#if __has_include(<net/sock.h>)
#include <net/sock.h>
#endif
#if __has_include(<sound/core.h>)
#include <sound/core.h>
#endif
#if __has_include(<sound/pcm.h>)
#include <sound/pcm.h>
#endif
#if __has_include(<scsi/scsi_host.h>)
#include <scsi/scsi_host.h>
#endif

/* The same shapes as in the stub headers: see locks.h and module.h there. */
#undef guard
#undef scoped_guard
#undef scoped_cond_guard
#define guard(name) __lockscan_guard_##name
#define scoped_guard(name, args...) \
	for (int __lockscan_scope = __lockscan_guard_##name(args); __lockscan_scope; __lockscan_scope = 0)
#define scoped_cond_guard(name, fail, args...) \
	for (int __lockscan_cond = __lockscan_guard_##name(args);;) if (!__lockscan_cond) { fail; } else

struct __lockscan_module { void *init, *exit; };
#define __lockscan_paste(a, b) a##b
#define __lockscan_unique(a, b) __lockscan_paste(a, b)
#undef module_init
#undef module_exit
#define module_init(f) \
	static const struct __lockscan_module __lockscan_unique(__lockscan_module_init_, __COUNTER__) = { .init = (void *)(f) };
#define module_exit(f) \
	static const struct __lockscan_module __lockscan_unique(__lockscan_module_exit_, __COUNTER__) = { .exit = (void *)(f) };
#undef likely
#undef unlikely
#define likely(x) (x)
#define unlikely(x) (x)

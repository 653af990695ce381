/* Files, character devices, ttys and the like. */
#ifndef __LOCKSCAN_FS_H
#define __LOCKSCAN_FS_H

/* The order up to `lock` is that of 2.2's positional initialisers. */
struct file_operations {
	loff_t (*llseek)();
	ssize_t (*read)(), (*write)();
	int (*readdir)();
	__poll_t (*poll)();
	int (*ioctl)(), (*mmap)(), (*open)(), (*flush)(), (*release)(), (*fsync)(), (*fasync)(), (*check_media_change)();
	int (*revalidate)(), (*lock)();
	struct module *owner;
	ssize_t (*read_iter)(), (*write_iter)(), (*aio_read)(), (*aio_write)(), (*readv)(), (*writev)(), (*sendpage)();
	ssize_t (*splice_read)(), (*splice_write)(), (*sendfile)(), (*copy_file_range)();
	long (*unlocked_ioctl)(), (*compat_ioctl)(), (*fallocate)();
	int (*iterate)(), (*iterate_shared)(), (*check_flags)(), (*flock)(), (*setlease)(), (*iopoll)(), (*uring_cmd)(), (*fadvise)();
	unsigned long (*get_unmapped_area)();
	void (*show_fdinfo)();
	loff_t (*lseek)();
	int (*select)();
};
struct proc_ops {
	unsigned int proc_flags;
	int (*proc_open)(), (*proc_release)(), (*proc_mmap)();
	ssize_t (*proc_read)(), (*proc_write)(), (*proc_read_iter)();
	loff_t (*proc_lseek)();
	__poll_t (*proc_poll)();
	long (*proc_ioctl)(), (*proc_compat_ioctl)();
};
struct proc_dir_entry {
	unsigned short low_ino, namelen;
	const char *name;
	mode_t mode;
	nlink_t nlink;
	uid_t uid;
	gid_t gid;
	unsigned long size;
	struct inode_operations *proc_iops;
	const struct file_operations *proc_fops;
	int (*get_info)();
	struct module *owner;
	struct proc_dir_entry *next, *parent, *subdir;
	void *data;
	int (*read_proc)(), (*write_proc)();
};
struct ctl_table { const char *procname; void *data; int maxlen, ctl_name; umode_t mode; struct ctl_table *child; int (*proc_handler)(), (*strategy)(); void *extra1, *extra2; };
typedef struct ctl_table ctl_table;
struct seq_operations { void *(*start)(), *(*next)(); void (*stop)(); int (*show)(); };
struct seq_file { char *buf; size_t size, from, count; loff_t index; const struct seq_operations *op; void *private; struct file *file; struct mutex lock; };
typedef struct poll_table_struct { int *_qproc; __poll_t _key; } poll_table;
struct fasync_struct;
struct super_operations { void *(*alloc_inode)(); void (*destroy_inode)(), (*put_super)(), (*evict_inode)(), (*read_inode)(), (*put_inode)(), (*delete_inode)(); int (*statfs)(), (*drop_inode)(); };
struct super_block { dev_t s_dev; unsigned long s_flags, s_magic, s_blocksize; const struct super_operations *s_op; struct dentry *s_root; void *s_fs_info; struct block_device *s_bdev; struct list_head s_inodes; struct rw_semaphore s_umount; };
struct inode_operations { void *(*lookup)(); int (*create)(), (*link)(), (*unlink)(), (*mkdir)(), (*rmdir)(), (*rename)(), (*permission)(), (*setattr)(), (*getattr)(); const struct file_operations *default_file_ops; };
struct address_space { struct inode *host; spinlock_t private_lock, tree_lock, i_mmap_lock; struct rw_semaphore i_mmap_rwsem; const struct address_space_operations *a_ops; unsigned long nrpages; };
struct inode {
	umode_t i_mode;
	kdev_t i_dev;
	dev_t i_rdev;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned long i_ino, i_state, i_version;
	loff_t i_size;
	struct timespec64 i_atime, i_mtime, i_ctime;
	struct rw_semaphore i_rwsem;
	struct mutex i_mutex;
	struct semaphore i_sem;
	spinlock_t i_lock;
	const struct inode_operations *i_op;
	const struct file_operations *i_fop;
	struct super_block *i_sb;
	struct address_space *i_mapping, i_data;
	struct cdev *i_cdev;
	struct block_device *i_bdev;
	void *i_private;
	union { void *generic_ip; } u;
};
struct path { struct vfsmount *mnt; struct dentry *dentry; };
struct file {
	struct path f_path;
	struct dentry *f_dentry;
	struct inode *f_inode;
	const struct file_operations *f_op;
	spinlock_t f_lock, f_ep_lock;
	unsigned int f_flags, f_mode;
	struct mutex f_pos_lock;
	loff_t f_pos;
	const struct cred *f_cred;
	void *private_data;
	struct address_space *f_mapping;
	atomic_long_t f_count;
	int f_uid, f_gid;
};
struct kiocb { struct file *ki_filp; loff_t ki_pos; int ki_flags; void *private; void (*ki_complete)(); };
struct iov_iter { size_t count; };
struct cdev { struct kobject kobj; struct module *owner; const struct file_operations *ops; struct list_head list; dev_t dev; unsigned int count; };
struct miscdevice { int minor; const char *name; const struct file_operations *fops; struct list_head list; struct device *parent, *this_device; const struct attribute_group **groups; const char *nodename; umode_t mode; };
struct file_system_type { const char *name; int fs_flags; int (*init_fs_context)(); void *(*mount)(); void (*kill_sb)(); struct module *owner; };
enum {
	O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_CREAT = 0100, O_EXCL = 0200, O_TRUNC = 01000, O_APPEND = 02000,
	O_NONBLOCK = 04000, O_NDELAY = 04000, O_SYNC = 04010000, O_CLOEXEC = 02000000, O_LARGEFILE = 0100000, O_NOCTTY = 0400,
	FMODE_READ = 1, FMODE_WRITE = 2, FMODE_NDELAY = 64, FMODE_EXCL = 128, FMODE_UNSIGNED_OFFSET = 0x2000,
	FMODE_CAN_ODIRECT = 0x400000, SEEK_SET = 0, SEEK_CUR, SEEK_END, POLLIN = 1, POLLPRI = 2, POLLOUT = 4, POLLERR = 8, POLLHUP = 16,
	POLLNVAL = 32, POLLRDNORM = 64, POLLRDBAND = 128, POLLWRNORM = 256, POLLWRBAND = 512, EPOLLIN = 1, EPOLLPRI = 2, EPOLLOUT = 4,
	EPOLLERR = 8, EPOLLHUP = 16, EPOLLRDNORM = 64, EPOLLRDBAND = 128, EPOLLWRNORM = 256, EPOLLWRBAND = 512, EPOLLRDHUP = 0x2000,
	VERIFY_READ = 0, VERIFY_WRITE = 1, FASYNC = 020000, POLL_IN = 1, POLL_OUT, POLL_MSG, POLL_ERR, POLL_PRI, POLL_HUP,
	S_IFMT = 0170000, S_IFSOCK = 0140000, S_IFLNK = 0120000, S_IFREG = 0100000, S_IFBLK = 0060000, S_IFDIR = 0040000,
	S_IFCHR = 0020000, S_IFIFO = 0010000, S_IRWXU = 0700, S_IRUSR = 0400, S_IWUSR = 0200, S_IXUSR = 0100, S_IRWXG = 070,
	S_IRGRP = 040, S_IWGRP = 020, S_IXGRP = 010, S_IRWXO = 7, S_IROTH = 4, S_IWOTH = 2, S_IXOTH = 1, S_IRUGO = 0444,
	S_IWUGO = 0222, S_IXUGO = 0111, S_IALLUGO = 07777, VM_READ = 1, VM_WRITE = 2, VM_EXEC = 4, VM_SHARED = 8, VM_MAYREAD = 16,
	VM_MAYWRITE = 32, VM_MAYEXEC = 64, VM_MAYSHARE = 128, VM_PFNMAP = 0x400, VM_LOCKED = 0x2000, VM_IO = 0x4000, VM_DONTCOPY = 0x20000,
	VM_DONTEXPAND = 0x40000, VM_ACCOUNT = 0x100000, VM_NORESERVE = 0x200000, VM_DONTDUMP = 0x4000000, VM_MIXEDMAP = 0x10000000,
	VM_RESERVED = 0x80000, VM_FAULT_OOM = 1, VM_FAULT_SIGBUS = 2, VM_FAULT_NOPAGE = 0x100, VM_FAULT_LOCKED = 0x200,
	VM_FAULT_RETRY = 0x400, VM_FAULT_ERROR = 0x873, VM_MAP = 4, FAULT_FLAG_WRITE = 1, FAULT_FLAG_ALLOW_RETRY = 4,
	FAULT_FLAG_RETRY_NOWAIT = 8, FOLL_WRITE = 1, FOLL_FORCE = 16, FOLL_LONGTERM = 0x100, PROT_READ = 1, PROT_WRITE = 2,
	MAP_SHARED = 1, KERNEL_DS = 0, USER_DS = 1, MKDEV_MINORBITS = 20, MINORBITS = 20, MINORMASK = 0xfffff,
	MISC_DYNAMIC_MINOR = 255, WATCHDOG_MINOR = 130, TEMP_MINOR = 131, RTC_MINOR = 135, NVRAM_MINOR = 144,
};
struct configfs_attribute { const char *ca_name; struct module *ca_owner; umode_t ca_mode; ssize_t (*show)(), (*store)(); };
struct configfs_group_operations { void *(*make_item)(), *(*make_group)(); int (*commit_item)(); void (*disconnect_notify)(), (*drop_item)(); };
struct configfs_item_operations { void (*release)(), (*drop_link)(); int (*allow_link)(); };
struct config_item { char *ci_name; struct kref ci_kref; };
struct config_item_type { struct module *ct_owner; const struct configfs_item_operations *ct_item_ops; const struct configfs_group_operations *ct_group_ops; struct configfs_attribute **ct_attrs; void *ct_bin_attrs; };
struct config_group { struct config_item cg_item; struct list_head cg_children; };
#define CONFIGFS_ATTR(pre, name) static struct configfs_attribute pre##attr_##name = { .show = (void *)pre##name##_show, .store = (void *)pre##name##_store }
#define CONFIGFS_ATTR_RO(pre, name) static struct configfs_attribute pre##attr_##name = { .show = (void *)pre##name##_show }
#define CONFIGFS_ATTR_WO(pre, name) static struct configfs_attribute pre##attr_##name = { .store = (void *)pre##name##_store }
#define no_llseek ((void *)0)
extern loff_t noop_llseek(), default_llseek(), seq_lseek(), generic_file_llseek();
extern ssize_t seq_read(), generic_read_dir();
extern int single_release(), seq_release(), seq_release_private(), simple_open(), nonseekable_open(), simple_attr_open();
extern int simple_attr_release();
extern long compat_ptr_ioctl();

/* ttys and serial ports. */
struct ktermios { tcflag_t c_iflag, c_oflag, c_cflag, c_lflag; cc_t c_line, c_cc[19]; speed_t c_ispeed, c_ospeed; };
struct termios { tcflag_t c_iflag, c_oflag, c_cflag, c_lflag; cc_t c_line, c_cc[19]; };
struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; };
struct tty_bufhead { struct work_struct work; struct mutex lock; };
struct tty_flip_buffer { struct tq_struct tqueue; struct work_struct work; struct semaphore pty_sem; unsigned char *flag_buf_ptr, *char_buf_ptr; char *flag_buf; int count, buf_num; };
struct tty_operations {
	int (*install)(), (*open)(), (*write)(), (*put_char)(), (*ioctl)(), (*break_ctl)(), (*tiocmget)(), (*tiocmset)(), (*resize)();
	int (*get_icount)(), (*get_serial)(), (*set_serial)(), (*proc_show)(), (*poll_init)(), (*poll_get_char)();
	long (*compat_ioctl)();
	unsigned int (*write_room)(), (*chars_in_buffer)();
	void (*close)(), (*shutdown)(), (*cleanup)(), (*remove)(), (*flush_chars)(), (*set_termios)(), (*throttle)(), (*unthrottle)(), (*stop)(), (*start)();
	void (*hangup)(), (*flush_buffer)(), (*set_ldisc)(), (*wait_until_sent)(), (*send_xchar)(), (*poll_put_char)(), (*show_fdinfo)();
	void *(*lookup)();
};
struct tty_port_operations { int (*carrier_raised)(), (*activate)(); void (*dtr_rts)(), (*shutdown)(), (*destruct)(); };
struct tty_port_client_operations { int (*receive_buf)(); void (*write_wakeup)(), (*lookahead_buf)(); };
struct tty_port {
	struct tty_bufhead buf;
	struct tty_struct *tty, *itty;
	const struct tty_port_operations *ops;
	const struct tty_port_client_operations *client_ops;
	spinlock_t lock;
	int blocked_open, count, drain_delay;
	wait_queue_head_t open_wait, delta_msr_wait, close_wait;
	unsigned long flags, iflags;
	unsigned char console:1;
	struct mutex mutex, buf_mutex;
	unsigned char *xmit_buf;
	struct kfifo xmit_fifo;
	unsigned int close_delay, closing_wait;
	struct kref kref;
	void *client_data;
};
struct tty_driver {
	int magic;
	struct kref kref;
	struct cdev **cdevs;
	struct module *owner;
	const char *driver_name, *name;
	int name_base, major, minor_start, num, minor_num;
	short type, subtype;
	struct ktermios init_termios;
	unsigned long flags;
	int *refcount;
	struct tty_struct **table, **ttys;
	struct tty_port **ports;
	struct ktermios **termios, **termios_locked;
	void *driver_state, *proc_entry;
	const struct tty_operations *ops;
	/* 2.2 and 2.4 keep the operations here. */
	int (*open)(), (*write)(), (*ioctl)(), (*write_room)(), (*chars_in_buffer)(), (*read_proc)(), (*tiocmget)(), (*tiocmset)();
	void (*close)(), (*put_char)(), (*flush_chars)(), (*set_termios)(), (*throttle)(), (*unthrottle)(), (*stop)(), (*start)(), (*hangup)();
	void (*break_ctl)(), (*flush_buffer)(), (*set_ldisc)(), (*wait_until_sent)(), (*send_xchar)();
};
struct tty_ldisc_ops {
	const char *name;
	int num, flags, magic;
	int (*open)(), (*ioctl)(), (*hangup)(), (*receive_buf2)(), (*chars_in_buffer)();
	ssize_t (*read)(), (*write)();
	long (*compat_ioctl)();
	__poll_t (*poll)();
	void (*close)(), (*flush_buffer)(), (*set_termios)(), (*receive_buf)(), (*write_wakeup)(), (*dcd_change)(), (*lookahead_buf)();
	int (*receive_room)();
	struct module *owner;
};
struct tty_ldisc { struct tty_ldisc_ops *ops; struct tty_struct *tty; const char *name; int magic, num; int (*open)(), (*ioctl)(), (*receive_room)(), (*chars_in_buffer)(); void (*close)(), (*receive_buf)(), (*write_wakeup)(), (*flush_buffer)(), (*set_termios)(); ssize_t (*read)(), (*write)(); __poll_t (*poll)(); };
struct tty_struct {
	struct kref kref;
	struct device *dev;
	struct tty_driver *driver;
	const struct tty_operations *ops;
	int index, count, magic;
	kdev_t device;
	struct tty_ldisc *ldisc;
	struct mutex atomic_write_lock, legacy_mutex, throttle_mutex, winsize_mutex;
	struct rw_semaphore termios_rwsem, ldisc_sem;
	spinlock_t ctrl_lock, files_lock;
	struct { spinlock_t lock; bool stopped, tco_stopped; } flow;
	struct { spinlock_t lock; bool pktstatus, packet; } ctrl;
	struct ktermios termios, termios_locked;
	char name[64];
	struct pid *pgrp, *session;
	unsigned long flags;
	struct winsize winsize;
	unsigned char stopped:1, hw_stopped:1, flow_stopped:1, packet:1, low_latency:1, closing:1;
	unsigned int receive_room;
	struct tty_struct *link;
	wait_queue_head_t write_wait, read_wait;
	struct work_struct hangup_work;
	void *disc_data, *driver_data;
	struct tty_flip_buffer flip;
	struct tty_port *port;
};
struct serial_struct { int type, line, irq, flags, xmit_fifo_size, custom_divisor, baud_base, hub6; unsigned int port; unsigned short close_delay, closing_wait; char io_type; void *iomem_base; unsigned short iomem_reg_shift; unsigned int port_high; };
struct serial_icounter_struct { int cts, dsr, rng, dcd, rx, tx, frame, overrun, parity, brk, buf_overrun; };
struct async_icount { u32 cts, dsr, rng, dcd, rx, tx, frame, overrun, parity, brk, buf_overrun; };
struct serial_rs485 { u32 flags, delay_rts_before_send, delay_rts_after_send; };
struct circ_buf { char *buf; int head, tail; };
struct uart_icount { u32 cts, dsr, rng, dcd, rx, tx, frame, overrun, parity, brk, buf_overrun; };
struct uart_ops {
	unsigned int (*tx_empty)(), (*get_mctrl)();
	void (*set_mctrl)(), (*stop_tx)(), (*start_tx)(), (*throttle)(), (*unthrottle)(), (*send_xchar)(), (*stop_rx)(), (*start_rx)(), (*enable_ms)();
	void (*break_ctl)(), (*shutdown)(), (*flush_buffer)(), (*set_termios)(), (*set_ldisc)(), (*pm)(), (*release_port)(), (*config_port)(), (*poll_put_char)();
	int (*startup)(), (*request_port)(), (*verify_port)(), (*ioctl)(), (*poll_init)(), (*poll_get_char)(), (*set_wake)();
	const char *(*type)();
};
struct uart_state { struct tty_port port; int pm_state; struct circ_buf xmit; struct uart_port *uart_port; };
struct uart_port {
	spinlock_t lock;
	unsigned long iobase;
	unsigned char *membase;
	unsigned int (*serial_in)();
	void (*serial_out)(), (*set_termios)(), (*set_ldisc)(), (*set_mctrl)(), (*throttle)(), (*unthrottle)(), (*pm)(), (*handle_break)();
	unsigned int (*get_mctrl)(), (*get_divisor)();
	int (*startup)(), (*handle_irq)(), (*rs485_config)(), (*iso7816_config)();
	void (*shutdown)();
	unsigned int irq, uartclk, fifosize, read_status_mask, ignore_status_mask, line, minor, type, mctrl, timeout, frame_time;
	unsigned long irqflags, sysrq;
	unsigned char x_char, regshift, iotype, hub6, suspended, has_sysrq;
	struct uart_state *state;
	struct uart_icount icount;
	struct console *cons;
	upf_t flags;
	upstat_t status;
	const struct uart_ops *ops;
	unsigned int custom_divisor;
	resource_size_t mapbase, mapsize;
	struct device *dev;
	struct serial_rs485 rs485, rs485_supported;
	const struct attribute_group *attr_group;
	void *private_data;
};
struct uart_driver { struct module *owner; const char *driver_name, *dev_name; int major, minor, nr; struct console *cons; struct uart_state *state; struct tty_driver *tty_driver; };
struct uart_8250_ops { int (*setup_irq)(); void (*release_irq)(), (*setup_timer)(); };
struct uart_8250_port { struct uart_port port; struct timer_list timer; struct list_head list; u32 capabilities; unsigned short bugs; unsigned int tx_loadsz; unsigned char acr, fcr, ier, lcr, mcr, msr_saved_flags, lsr_saved_flags; struct uart_8250_dma *dma; const struct uart_8250_ops *ops; void (*rs485_start_tx)(), (*rs485_stop_tx)(), (*dl_write)(); int (*dl_read)(); unsigned int overrun_backoff_time_ms; };
struct console { char name[16]; void (*write)(), (*unblank)(); int (*read)(), (*setup)(), (*exit)(), (*match)(); struct tty_driver *(*device)(); short flags, index; int cflag; void *data; struct console *next; };
struct earlycon_device { struct console *con; struct uart_port port; char options[16]; unsigned int baud; };
struct serdev_device_ops { int (*receive_buf)(); void (*write_wakeup)(); };
struct serdev_device { struct device dev; void *ctrl; const struct serdev_device_ops *ops; };
struct serdev_device_driver { struct device_driver driver; int (*probe)(); void (*remove)(), (*shutdown)(); };
enum {
	NCCS = 19, TTYAUX_MAJOR = 5, TTY_MAJOR = 4, TTY_DRIVER_MAGIC = 0x5402, TTY_MAGIC = 0x5401, TTY_DRIVER_TYPE_SERIAL = 3, TTY_DRIVER_TYPE_CONSOLE = 2,
	SERIAL_TYPE_NORMAL = 1, SERIAL_TYPE_CALLOUT = 2, TTY_DRIVER_REAL_RAW = 4, TTY_DRIVER_DYNAMIC_DEV = 8, TTY_DRIVER_RESET_TERMIOS = 2,
	TTY_NORMAL = 0, TTY_BREAK, TTY_FRAME, TTY_PARITY, TTY_OVERRUN, TTY_DO_WRITE_WAKEUP = 5, TTY_IO_ERROR = 1, TTY_THROTTLED = 0,
	TTY_FLIPBUF_SIZE = 512, SERIAL_XMIT_SIZE = 4096, UART_XMIT_SIZE = 4096, WAKEUP_CHARS = 256, INIT_C_CC_N = 19, N_TTY = 0,
	CBAUD = 010017, B0 = 0, B50, B75, B110, B134, B150, B200, B300, B600, B1200, B1800, B2400, B4800, B9600, B19200, B38400,
	B57600 = 010001, B115200, B230400, B460800, CSIZE = 060, CS5 = 0, CS6 = 020, CS7 = 040, CS8 = 060, CSTOPB = 0100, CREAD = 0200,
	PARENB = 0400, PARODD = 01000, HUPCL = 02000, CLOCAL = 04000, CRTSCTS = 020000000000, CMSPAR = 010000000000, IGNBRK = 1, BRKINT = 2,
	IGNPAR = 4, PARMRK = 8, INPCK = 16, ISTRIP = 32, INLCR = 64, IGNCR = 128, ICRNL = 256, IXON = 02000, IXANY = 04000, IXOFF = 010000,
	OPOST = 1, ONLCR = 4, ISIG = 1, ICANON = 2, ECHO = 8, ECHOE = 16, ECHOK = 32, ECHONL = 64, IEXTEN = 0100000, VMIN = 6, VTIME = 5,
	TIOCM_LE = 1, TIOCM_DTR = 2, TIOCM_RTS = 4, TIOCM_CTS = 0x20, TIOCM_CAR = 0x40, TIOCM_CD = 0x40, TIOCM_RNG = 0x80, TIOCM_RI = 0x80,
	TIOCM_DSR = 0x100, TIOCM_OUT1 = 0x2000, TIOCM_OUT2 = 0x4000, TIOCM_LOOP = 0x8000, TCGETS = 0x5401, TCSETS, TCSETSW, TCSETSF, TCGETA,
	TCSETA, TCSBRK = 0x5409, TCSBRKP = 0x5425, TIOCMGET = 0x5415, TIOCMBIS, TIOCMBIC, TIOCMSET, TIOCGSOFTCAR, TIOCSSOFTCAR,
	TIOCGSERIAL = 0x541e, TIOCSSERIAL, TIOCMIWAIT = 0x545c, TIOCGICOUNT, TIOCSERCONFIG = 0x5453, TIOCSERGETLSR = 0x5459,
	TIOCSERGSTRUCT = 0x5458, TIOCSBRK = 0x5427, TIOCCBRK, FIONREAD = 0x541b, TIOCINQ = 0x541b, TIOCOUTQ = 0x5411, TCFLSH = 0x540b, TIOCGWINSZ = 0x5413,
	UPF_BOOT_AUTOCONF = 1 << 28, UPF_FIXED_TYPE = 1 << 27, UPF_SHARE_IRQ = 1 << 24, UPF_IOREMAP = 1 << 29, UPF_SKIP_TEST = 1 << 6,
	UPF_LOW_LATENCY = 1 << 13, UPF_SPD_MASK = 0x1030, UPF_SPD_CUST = 0x30, UPIO_PORT = 0, UPIO_MEM = 2, UPIO_MEM32 = 3, UPIO_MEM32BE = 6,
	PORT_UNKNOWN = 0, PORT_8250, PORT_16450, PORT_16550, PORT_16550A, CON_PRINTBUFFER = 1, CON_CONSDEV = 2, CON_ENABLED = 4, CON_BOOT = 8,
	ASYNC_INITIALIZED = 1 << 31, ASYNC_CALLOUT_ACTIVE = 1 << 30, ASYNC_NORMAL_ACTIVE = 1 << 29, ASYNC_CLOSING = 1 << 27,
	ASYNC_CTS_FLOW = 1 << 26, ASYNC_CHECK_CD = 1 << 25, ASYNC_HUP_NOTIFY = 1, ASYNC_SPD_MASK = 0x1030, ASYNC_SPD_HI = 16,
	ASYNC_SPD_VHI = 32, ASYNC_SPD_CUST = 48, ASYNC_FLAGS = 0x7fff, ASYNC_USR_MASK = 0x3430, ASYNC_SESSION_LOCKOUT = 0x100,
	ASYNC_PGRP_LOCKOUT = 0x200, ASYNC_CALLOUT_NOHUP = 0x400, ASYNC_SKIP_TEST = 0x40, ASYNC_SHARE_IRQ = 1 << 24,
	ASYNC_CLOSING_WAIT_NONE = 65535, ASYNC_CLOSING_WAIT_INF = 0, ASYNC_SPLIT_TERMIOS = 8,
};

#endif

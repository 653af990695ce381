/*
 * What stands at file scope: module and driver registration, exported symbols, attributes, statically defined timers,
 * tasklets, work and notifiers. A function that is handed over stays visible in an initialiser.
 */
#ifndef __LOCKSCAN_MODULE_H
#define __LOCKSCAN_MODULE_H

struct module { int state; char name[56]; const char *version; struct module *next; unsigned long size; void *exit, *init; };
#define THIS_MODULE ((struct module *)0)

/* `init` runs in task context when the module comes, `exit` when it goes. */
struct __lockscan_module { int (*init)(); void (*exit)(); };
#define __lockscan_paste(a, b) a##b
#define __lockscan_unique(a, b) __lockscan_paste(a, b)
#define __lockscan_initcall(f) \
	static const struct __lockscan_module __lockscan_unique(__lockscan_module_init_, __COUNTER__) = { .init = (void *)(f) };
#define __lockscan_exitcall(f) \
	static const struct __lockscan_module __lockscan_unique(__lockscan_module_exit_, __COUNTER__) = { .exit = (void *)(f) };
#define module_init(f) __lockscan_initcall(f)
#define module_exit(f) __lockscan_exitcall(f)
#define early_initcall(f) __lockscan_initcall(f)
#define pure_initcall(f) __lockscan_initcall(f)
#define core_initcall(f) __lockscan_initcall(f)
#define core_initcall_sync(f) __lockscan_initcall(f)
#define postcore_initcall(f) __lockscan_initcall(f)
#define postcore_initcall_sync(f) __lockscan_initcall(f)
#define arch_initcall(f) __lockscan_initcall(f)
#define arch_initcall_sync(f) __lockscan_initcall(f)
#define subsys_initcall(f) __lockscan_initcall(f)
#define subsys_initcall_sync(f) __lockscan_initcall(f)
#define fs_initcall(f) __lockscan_initcall(f)
#define fs_initcall_sync(f) __lockscan_initcall(f)
#define rootfs_initcall(f) __lockscan_initcall(f)
#define device_initcall(f) __lockscan_initcall(f)
#define device_initcall_sync(f) __lockscan_initcall(f)
#define late_initcall(f) __lockscan_initcall(f)
#define late_initcall_sync(f) __lockscan_initcall(f)
#define console_initcall(f) __lockscan_initcall(f)
#define security_initcall(f) __lockscan_initcall(f)
#define machine_device_initcall(m, f) __lockscan_initcall(f)
#define machine_arch_initcall(m, f) __lockscan_initcall(f)
#define __initcall(f) __lockscan_initcall(f)
#define __exitcall(f) __lockscan_exitcall(f)
#define early_param(name, f) __lockscan_initcall(f)
#define __setup(name, f) __lockscan_initcall(f)
#define __setup_param(name, id, f, early) __lockscan_initcall(f)

/* module_foo_driver(x): x and its functions are seen in its own initialiser. */
struct __lockscan_driver { const void *driver; };
#define __lockscan_driver(x) static const struct __lockscan_driver __lockscan_driver_##x = { .driver = &(x) };
#define module_driver(x, reg, unreg, args...) __lockscan_driver(x)
#define builtin_driver(x, reg, args...) __lockscan_driver(x)
#define module_platform_driver(x) __lockscan_driver(x)
#define module_platform_driver_probe(x, f) __lockscan_driver(x) __lockscan_initcall(f)
#define module_platform_drivers(x...)
#define builtin_platform_driver(x) __lockscan_driver(x)
#define builtin_platform_driver_probe(x, f) __lockscan_driver(x) __lockscan_initcall(f)
#define module_pci_driver(x) __lockscan_driver(x)
#define builtin_pci_driver(x) __lockscan_driver(x)
#define module_usb_driver(x) __lockscan_driver(x)
#define module_usb_serial_driver(x, ids)
#define module_usb_composite_driver(x) __lockscan_driver(x)
#define module_i2c_driver(x) __lockscan_driver(x)
#define builtin_i2c_driver(x) __lockscan_driver(x)
#define module_spi_driver(x) __lockscan_driver(x)
#define module_i3c_driver(x) __lockscan_driver(x)
#define module_i3c_i2c_driver(x, y) __lockscan_driver(x)
#define module_hid_driver(x) __lockscan_driver(x)
#define module_pnp_driver(x) __lockscan_driver(x)
#define module_acpi_driver(x) __lockscan_driver(x)
#define module_amba_driver(x) __lockscan_driver(x)
#define module_isa_driver(x, n) __lockscan_driver(x)
#define module_isa_driver_with_irq(x, n, i) __lockscan_driver(x)
#define module_serio_driver(x) __lockscan_driver(x)
#define module_gameport_driver(x) __lockscan_driver(x)
#define module_parport_driver(x) __lockscan_driver(x)
#define module_pcmcia_driver(x) __lockscan_driver(x)
#define module_sdio_driver(x) __lockscan_driver(x)
#define module_virtio_driver(x) __lockscan_driver(x)
#define module_phy_driver(x)
#define module_mdio_driver(x) __lockscan_driver(x)
#define mdio_module_driver(x) __lockscan_driver(x)
#define module_mipi_dsi_driver(x) __lockscan_driver(x)
#define module_rpmsg_driver(x) __lockscan_driver(x)
#define module_greybus_driver(x) __lockscan_driver(x)
#define module_serdev_device_driver(x) __lockscan_driver(x)
#define module_slimbus_driver(x) __lockscan_driver(x)
#define module_sdw_driver(x) __lockscan_driver(x)
#define module_fsl_mc_driver(x) __lockscan_driver(x)
#define module_comedi_driver(x) __lockscan_driver(x)
#define module_comedi_pci_driver(x, y) __lockscan_driver(x) __lockscan_driver(y)
#define module_comedi_usb_driver(x, y) __lockscan_driver(x) __lockscan_driver(y)
#define module_comedi_pcmcia_driver(x, y) __lockscan_driver(x) __lockscan_driver(y)
#define module_w1_family(x) __lockscan_driver(x)
#define module_zorro_driver(x) __lockscan_driver(x)
#define module_eisa_driver(x) __lockscan_driver(x)
#define module_ssam_device_driver(x) __lockscan_driver(x)
#define module_vdpa_driver(x) __lockscan_driver(x)
#define module_auxiliary_driver(x) __lockscan_driver(x)
#define module_firmware_driver(x) __lockscan_driver(x)
#define module_siox_driver(x) __lockscan_driver(x)
#define module_spmi_driver(x) __lockscan_driver(x)
#define module_dfl_driver(x) __lockscan_driver(x)
#define module_mei_cl_driver(x) __lockscan_driver(x)
#define module_mcb_driver(x) __lockscan_driver(x)
#define module_wmi_driver(x) __lockscan_driver(x)
#define module_misc_device(x) __lockscan_driver(x)
#define module_led_trigger(x) __lockscan_driver(x)
#define module_iio_sw_device_driver(x) __lockscan_driver(x)
#define module_iio_sw_trigger_driver(x) __lockscan_driver(x)
#define drm_module_pci_driver(x) __lockscan_driver(x)
#define drm_module_platform_driver(x) __lockscan_driver(x)
#define module_moxtet_driver(x) __lockscan_driver(x)
#define module_cros_ec_driver(x) __lockscan_driver(x)
#define cpufreq_governor_init(x)
#define cpufreq_governor_exit(x)
#define IRQCHIP_DECLARE(name, compat, f) __lockscan_initcall(f)
#define IRQCHIP_PLATFORM_DRIVER_BEGIN(name) static const struct of_device_id name##_irqchip_match_table[] = {
#define IRQCHIP_MATCH(compat, f) { .data = (void *)(f) },
#define IRQCHIP_PLATFORM_DRIVER_END(x...) };
#define IRQCHIP_ACPI_DECLARE(name, id, validate, data, f) __lockscan_initcall(f)
#define TIMER_OF_DECLARE(name, compat, f) __lockscan_initcall(f)
#define TIMER_ACPI_DECLARE(name, id, f) __lockscan_initcall(f)
#define CLOCKSOURCE_OF_DECLARE(name, compat, f) __lockscan_initcall(f)
#define CLK_OF_DECLARE(name, compat, f) __lockscan_initcall(f)
#define CLK_OF_DECLARE_DRIVER(name, compat, f) __lockscan_initcall(f)
#define RESERVEDMEM_OF_DECLARE(name, compat, f) __lockscan_initcall(f)
#define OF_EARLYCON_DECLARE(name, compat, f) __lockscan_initcall(f)
#define EARLYCON_DECLARE(name, f) __lockscan_initcall(f)
#define OF_DECLARE_1(table, name, compat, f) __lockscan_initcall(f)
#define OF_DECLARE_2(table, name, compat, f) __lockscan_initcall(f)
#define DECLARE_PCI_FIXUP_EARLY(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_HEADER(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_FINAL(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_ENABLE(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_RESUME(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_RESUME_EARLY(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_SUSPEND(v, d, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_CLASS_EARLY(v, d, c, s, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_CLASS_HEADER(v, d, c, s, f) struct __lockscan_unused
#define DECLARE_PCI_FIXUP_CLASS_FINAL(v, d, c, s, f) struct __lockscan_unused

/* Nothing for the analysis. */
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#define EXPORT_SYMBOL_GPL_FUTURE(x)
#define EXPORT_SYMBOL_NS(x, ns)
#define EXPORT_SYMBOL_NS_GPL(x, ns)
#define EXPORT_SYMBOL_FOR_TESTS_ONLY(x)
#define EXPORT_SYMBOL_NOVERS(x)
#define EXPORT_NO_SYMBOLS
#define EXPORT_UNUSED_SYMBOL(x)
#define EXPORT_TRACEPOINT_SYMBOL(x)
#define EXPORT_TRACEPOINT_SYMBOL_GPL(x)
#define EXPORT_PER_CPU_SYMBOL(x)
#define EXPORT_PER_CPU_SYMBOL_GPL(x)
#define MODULE_AUTHOR(x...)
#define MODULE_LICENSE(x...)
#define MODULE_DESCRIPTION(x...)
#define MODULE_VERSION(x...)
#define MODULE_ALIAS(x...)
#define MODULE_ALIAS_MISCDEV(x...)
#define MODULE_ALIAS_CHARDEV(x...)
#define MODULE_ALIAS_CHARDEV_MAJOR(x...)
#define MODULE_ALIAS_BLOCKDEV(x...)
#define MODULE_ALIAS_BLOCKDEV_MAJOR(x...)
#define MODULE_ALIAS_NETPROTO(x...)
#define MODULE_ALIAS_NET_PF_PROTO(x...)
#define MODULE_ALIAS_LDISC(x...)
#define MODULE_ALIAS_FS(x...)
#define MODULE_ALIAS_CRYPTO(x...)
#define MODULE_ALIAS_RTNL_LINK(x...)
#define MODULE_ALIAS_GENL_FAMILY(x...)
#define MODULE_ALIAS_SCSI_DEVICE(x...)
#define MODULE_ALIAS_IP_VS(x...)
#define MODULE_ALIAS_TCP_ULP(x...)
#define MODULE_FIRMWARE(x...)
#define MODULE_ALIAS_RDMA_CLIENT(x...)
#define MODULE_ALIAS_RDMA_NETLINK(x...)
#define MODULE_ALIAS_DMABUF(x...)
#define DVB_DEFINE_MOD_OPT_ADAPTER_NR(x) static short x[8]
#define DECLARE_USB_FUNCTION_INIT(x...)
#define DECLARE_USB_FUNCTION(x...)
#define MODULE_SOFTDEP(x...)
#define MODULE_INFO(x...)
#define MODULE_IMPORT_NS(x...)
#define MODULE_SUPPORTED_DEVICE(x...)
#define MODULE_DEVICES(x...)
#define MODULE_CLASSES(x...)
#define MODULE_DEVICE_TABLE(x...)
#define MODULE_GENERIC_TABLE(x...)
#define MODULE_PARM(x...)
#define MODULE_PARM_DESC(x...)
#define MODULE_PARM_STRING(x...)
#define MODULE_INIT(x...)
#define module_param(x...)
#define module_param_unsafe(x...)
#define module_param_named(x...)
#define module_param_named_unsafe(x...)
#define module_param_string(x...)
#define module_param_array(x...)
#define module_param_array_named(x...)
#define module_param_hw(x...)
#define module_param_hw_array(x...)
#define module_param_hw_named(x...)
#define module_param_cb(x...)
#define module_param_cb_unsafe(x...)
#define module_param_call(x...)
#define core_param(x...)
#define core_param_cb(x...)
#define device_param_cb(x...)
#define ACPI_MODULE_NAME(x)
#define _COMPONENT_NAME(x)
#define ALLOW_ERROR_INJECTION(x...)
#define NOKPROBE_SYMBOL(x)
#define KCFI_REFERENCE(x)
#define TRACE_EVENT(x...)
#define TRACE_EVENT_FN(x...)
#define TRACE_EVENT_CONDITION(x...)
#define TRACE_EVENT_FLAGS(x...)
#define DECLARE_EVENT_CLASS(x...)
#define DEFINE_EVENT(x...)
#define DEFINE_EVENT_PRINT(x...)
#define DEFINE_EVENT_CONDITION(x...)
#define TRACE_DEFINE_SIZEOF(x...)
#define DEFINE_EVENT_NOP(x...)
#define TRACE_EVENT_NOP(x...)
#define TRACE_DEFINE_ENUM(x...)
#define TP_PROTO(x...) x
#define TP_ARGS(x...) x
#define DECLARE_TRACE(x...)
#define DEFINE_TRACE(x...)
#define DEFINE_STATIC_KEY_FALSE(x) struct static_key x
#define DEFINE_STATIC_KEY_TRUE(x) struct static_key x
#define DECLARE_STATIC_KEY_FALSE(x) extern struct static_key x
#define DECLARE_STATIC_KEY_TRUE(x) extern struct static_key x
struct static_key { int enabled; };
typedef struct static_key static_key_t;
struct kernel_param_ops { int (*set)(), (*get)(); void (*free)(); unsigned int flags; };
struct kernel_param { const char *name; struct module *mod; const struct kernel_param_ops *ops; u16 perm; void *arg; };
struct kparam_array { unsigned int max, elemsize, *num; const struct kernel_param_ops *ops; void *elem; };
struct kparam_string { unsigned int maxlen; char *string; };

/* Statically defined lists, timers, deferred work. */
#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = { &(name), &(name) }
#define HLIST_HEAD_INIT { 0 }
#define HLIST_HEAD(name) struct hlist_head name = { 0 }
#define LLIST_HEAD_INIT(name) { 0 }
#define LLIST_HEAD(name) struct llist_head name = { 0 }
#define RB_ROOT (struct rb_root){ 0 }
#define RB_ROOT_CACHED (struct rb_root_cached){ { 0 } }
#define ATOMIC_INIT(i) { (i) }
#define ATOMIC64_INIT(i) { (i) }
#define ATOMIC_LONG_INIT(i) { (i) }
#define LOCAL_INIT(i) { (i) }
#define REFCOUNT_INIT(i) { { (i) } }
#define KREF_INIT(i) { { { (i) } } }
#define TIMER_INITIALIZER(f, e, d) { .expires = (e), .data = (unsigned long)(d), .function = (void *)(f) }
#define __TIMER_INITIALIZER(f, flags) { .function = (void *)(f) }
#define DEFINE_TIMER(name, f, rest...) struct timer_list name = { .function = (void *)(f) }
#define __WORK_INITIALIZER(name, f, rest...) { .func = (void *)(f) }
#define __DELAYED_WORK_INITIALIZER(name, f, rest...) { .work = { .func = (void *)(f) } }
#define DECLARE_WORK(name, f, rest...) struct work_struct name = { .func = (void *)(f) }
#define DECLARE_DELAYED_WORK(name, f, rest...) struct delayed_work name = { .work = { .func = (void *)(f) } }
#define DECLARE_DEFERRABLE_WORK(name, f) struct delayed_work name = { .work = { .func = (void *)(f) } }
#define DEFINE_KTHREAD_WORKER(name) struct kthread_worker name
#define DEFINE_KTHREAD_WORK(name, f) struct kthread_work name = { .func = (void *)(f) }
#define KTHREAD_WORK_INIT(name, f) { .func = (void *)(f) }
#define DEFINE_IRQ_WORK(name, f) struct irq_work name = { .func = (void *)(f) }
#define IRQ_WORK_INIT(f) (struct irq_work){ .func = (void *)(f) }
#define IRQ_WORK_INIT_HARD(f) (struct irq_work){ .func = (void *)(f) }
#define IRQ_WORK_INIT_LAZY(f) (struct irq_work){ .func = (void *)(f) }
#define DECLARE_TASKLET(name, f, rest...) struct tasklet_struct name = { .func = (void *)(f) }
#define DECLARE_TASKLET_DISABLED(name, f, rest...) struct tasklet_struct name = { .func = (void *)(f) }
#define DECLARE_TASKLET_OLD(name, f) struct tasklet_struct name = { .func = (void *)(f) }
#define DECLARE_TASKLET_DISABLED_OLD(name, f) struct tasklet_struct name = { .func = (void *)(f) }
#define DECLARE_TASK_QUEUE(name) task_queue name = { &(name), &(name) }
#define ATOMIC_NOTIFIER_HEAD(name) struct atomic_notifier_head name = { .head = NULL }
#define BLOCKING_NOTIFIER_HEAD(name) struct blocking_notifier_head name = { .head = NULL }
#define RAW_NOTIFIER_HEAD(name) struct raw_notifier_head name = { .head = NULL }
#define SRCU_NOTIFIER_HEAD(name) struct srcu_notifier_head name = { .head = NULL }
#define SRCU_NOTIFIER_HEAD_STATIC(name) static struct srcu_notifier_head name = { .head = NULL }
#define ATOMIC_NOTIFIER_INIT(name) { .head = NULL }
#define BLOCKING_NOTIFIER_INIT(name) { .head = NULL }
#define RAW_NOTIFIER_INIT(name) { .head = NULL }
#define DEFINE_IDR(name) struct idr name = { .idr_next = NULL }
#define DEFINE_IDA(name) struct ida name
#define IDR_INIT(name) { .idr_next = NULL }
#define IDA_INIT(name) { }
#define DEFINE_XARRAY(name) struct xarray name
#define DEFINE_XARRAY_ALLOC(name) struct xarray name
#define DEFINE_XARRAY_ALLOC1(name) struct xarray name
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name
#define XA_STATE(name, xa, index) struct xa_state name = { .xa_index = (index) }
#define XA_LIMIT(lo, hi) (struct xa_limit){ .min = (lo), .max = (hi) }
#define RADIX_TREE(name, mask) struct radix_tree_root name
#define RADIX_TREE_INIT(x...) { .rnode = NULL }
#define DEFINE_RATELIMIT_STATE(name, i, b) struct ratelimit_state name = { .interval = (i), .burst = (b) }
#define RATELIMIT_STATE_INIT(name, i, b) { .interval = (i), .burst = (b) }
#define DEFINE_DEBUGFS_ATTRIBUTE(name, g, s, fmt) \
	static const struct file_operations name = { .read = (void *)(g), .write = (void *)(s) }
#define DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(name, g, s, fmt) DEFINE_DEBUGFS_ATTRIBUTE(name, g, s, fmt)
#define DEFINE_SIMPLE_ATTRIBUTE(name, g, s, fmt) DEFINE_DEBUGFS_ATTRIBUTE(name, g, s, fmt)
#define DEFINE_SIMPLE_ATTRIBUTE_SIGNED(name, g, s, fmt) DEFINE_DEBUGFS_ATTRIBUTE(name, g, s, fmt)
#define DEFINE_SHOW_ATTRIBUTE(name) static const struct file_operations name##_fops = { .read = (void *)name##_show }
#define DEFINE_SHOW_STORE_ATTRIBUTE(name) \
	static const struct file_operations name##_fops = { .read = (void *)name##_show, .write = (void *)name##_write }
#define DEFINE_PROC_SHOW_ATTRIBUTE(name) static const struct proc_ops name##_proc_ops = { .proc_read = (void *)name##_show }
#define DEFINE_SEQ_ATTRIBUTE(name) \
	static const struct file_operations name##_fops = { .read = (void *)name##_seq_ops.show }

#endif

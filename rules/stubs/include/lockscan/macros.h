/* Helper macros that take types, or whose value or operand matters to the analysis. */
#ifndef __LOCKSCAN_MACROS_H
#define __LOCKSCAN_MACROS_H

#ifndef LINUX_VERSION_CODE
#define LINUX_VERSION_CODE 0x060100
#endif
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_MAJOR 6
#define LINUX_VERSION_PATCHLEVEL 1
#define LINUX_VERSION_SUBLEVEL 0

/* Without a kernel configuration every option is taken as enabled. */
#define IS_ENABLED(option) 1
#define IS_REACHABLE(option) 1
#define IS_BUILTIN(option) 1
#define IS_MODULE(option) 0

void *__lockscan_container_of();
#define container_of(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define container_of_const(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define container_of_safe(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define container_of_user(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define list_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define list_entry_rcu(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define list_first_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr)->next, #member))
#define list_first_entry_or_null(ptr, type, member) ((type *)__lockscan_container_of((ptr)->next, #member))
#define list_first_or_null_rcu(ptr, type, member) ((type *)__lockscan_container_of((ptr)->next, #member))
#define list_last_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr)->prev, #member))
#define list_last_entry_or_null(ptr, type, member) ((type *)__lockscan_container_of((ptr)->prev, #member))
#define list_next_entry(pos, member) ((typeof(pos))__lockscan_container_of((pos)->member.next, #member))
#define list_next_entry_circular(pos, head, member) list_next_entry(pos, member)
#define list_prev_entry(pos, member) ((typeof(pos))__lockscan_container_of((pos)->member.prev, #member))
#define list_next_or_null_rcu(head, ptr, type, member) ((type *)__lockscan_container_of((ptr)->next, #member))
#define list_prepare_entry(pos, head, member) (pos)
#define list_safe_reset_next(pos, n, member) ((n) = list_next_entry(pos, member))
#define list_entry_is_head(pos, head, member) __lockscan_is_head((pos), (head))
#define hlist_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define hlist_entry_safe(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define llist_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define rb_entry(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define rb_entry_safe(ptr, type, member) ((type *)__lockscan_container_of((ptr), #member))
#define from_timer(var, timer, field) container_of(timer, typeof(*(var)), field)
#define timer_container_of(var, timer, field) container_of(timer, typeof(*(var)), field)
#define from_tasklet(var, tasklet, field) container_of(tasklet, typeof(*(var)), field)
#define from_work(var, work, field) container_of(work, typeof(*(var)), field)
#define to_delayed_work(w) container_of(w, struct delayed_work, work)
#define to_rcu_work(w) container_of(w, struct rcu_work, work)
#define to_platform_device(d) container_of(d, struct platform_device, dev)
#define to_platform_driver(d) container_of(d, struct platform_driver, driver)
#define to_pci_dev(d) container_of(d, struct pci_dev, dev)
#define to_pci_driver(d) container_of(d, struct pci_driver, driver)
#define to_usb_device(d) container_of(d, struct usb_device, dev)
#define to_usb_interface(d) container_of(d, struct usb_interface, dev)
#define to_usb_driver(d) container_of(d, struct usb_driver, driver)
#define to_i2c_client(d) container_of(d, struct i2c_client, dev)
#define to_i2c_adapter(d) container_of(d, struct i2c_adapter, dev)
#define to_spi_device(d) container_of(d, struct spi_device, dev)
#define to_net_dev(d) container_of(d, struct net_device, dev)
#define to_scsi_device(d) container_of(d, struct scsi_device, sdev_gendev)
#define class_to_shost(d) container_of(d, struct Scsi_Host, shost_dev)
#define kobj_to_dev(k) container_of(k, struct device, kobj)
#define to_sensor_dev_attr(a) container_of(a, struct sensor_device_attribute, dev_attr)
#define to_sensor_dev_attr_2(a) container_of(a, struct sensor_device_attribute_2, dev_attr)

#define offsetof(type, member) ((size_t)&((type *)0)->member)
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define FIELD_SIZEOF(type, member) sizeof(((type *)0)->member)
#define struct_size(p, member, n) __lockscan_size((n))
#define struct_size_t(type, member, n) __lockscan_size((n))
#define flex_array_size(p, member, n) __lockscan_size((n))
#define array_size(a, b) ((size_t)(a) * (b))
#define size_mul(a, b) ((size_t)(a) * (b))
#define size_add(a, b) ((size_t)(a) + (b))
#define struct_group(name, members...) union { struct { members }; struct { members } name; }
#define struct_group_attr(name, attrs, members...) union { struct { members }; struct { members } name; }
#define struct_group_tagged(tag, name, members...) union { struct { members }; struct tag { members } name; }
#define DECLARE_FLEX_ARRAY(type, name) type name[1]
#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]
#define DECLARE_KFIFO(name, type, size) struct kfifo name
#define DECLARE_KFIFO_PTR(name, type) struct kfifo name
#define DEFINE_KFIFO(name, type, size) struct kfifo name
#define STRUCT_KFIFO(type, size) struct kfifo
#define STRUCT_KFIFO_PTR(type) struct kfifo
#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DEFINE_READ_MOSTLY_HASHTABLE(name, bits) struct hlist_head name[1 << (bits)]
#define DECLARE_EWMA(name, precision, weight) \
	struct ewma_##name { unsigned long internal; };
#define DEFINE_DMA_UNMAP_ADDR(name) dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name) u32 name
#define DECLARE_PCI_UNMAP_ADDR(name) dma_addr_t name;
#define DECLARE_PCI_UNMAP_LEN(name) u32 name;
#define dma_unmap_addr(p, name) ((p)->name)
#define dma_unmap_addr_set(p, name, v) ((p)->name = (v))
#define dma_unmap_len(p, name) ((p)->name)
#define dma_unmap_len_set(p, name, v) ((p)->name = (v))
#define pci_unmap_addr(p, name) ((p)->name)
#define pci_unmap_addr_set(p, name, v) ((p)->name = (v))
#define pci_unmap_len(p, name) ((p)->name)
#define pci_unmap_len_set(p, name, v) ((p)->name = (v))

#define ARRAY_SIZE(x) ((int)(sizeof(x) / sizeof(*(x))))
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define BIT_MASK(n) (1UL << ((n) % 64))
#define BIT_WORD(n) ((n) / 64)
#define BITS_TO_LONGS(n) (((n) + 63) / 64)
#define BITS_TO_BYTES(n) (((n) + 7) / 8)
#define GENMASK(h, l) ((~0UL << (l)) & (~0UL >> (63 - (h))))
#define GENMASK_ULL(h, l) ((~0ULL << (l)) & (~0ULL >> (63 - (h))))
#define FIELD_PREP(mask, v) (((v) * ((mask) & -(mask))) & (mask))
#define FIELD_PREP_CONST(mask, v) FIELD_PREP(mask, v)
#define FIELD_GET(mask, r) (((r) & (mask)) / ((mask) & -(mask)))
#define FIELD_MAX(mask) ((mask) / ((mask) & -(mask)))
#define COUNT_ARGS(...) 16
#define __CONCAT(a, b) a##b
#define CONCATENATE(a, b) __CONCAT(a, b)
#define overflows_type(n, type) overflows_type(n)
#define range_overflows_t(type, start, size, max) range_overflows(start, size, max)
#define range_end_overflows_t(type, start, size, max) range_end_overflows(start, size, max)
#define BITS_PER_TYPE(type) ((int)sizeof(type) * 8)
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(n, d) (((n) + (d) - 1) / (d))
#define DIV_ROUND_CLOSEST(n, d) (((n) + (d) / 2) / (d))
#define ALIGN(x, a) (((x) + (a) - 1) & ~((typeof(x))(a) - 1))
#define ALIGN_DOWN(x, a) ((x) & ~((typeof(x))(a) - 1))
#define PTR_ALIGN(p, a) ((typeof(p))__lockscan_align((p), (a)))
#define PAGE_ALIGN(x) ALIGN(x, PAGE_SIZE)
#define L1_CACHE_ALIGN(x) ALIGN(x, L1_CACHE_BYTES)
#define SKB_DATA_ALIGN(x) ALIGN(x, SMP_CACHE_BYTES)
#define round_up(x, a) ALIGN(x, a)
#define round_down(x, a) ALIGN_DOWN(x, a)
#define min_t(type, a, b) ((type)__lockscan_min((a), (b)))
#define max_t(type, a, b) ((type)__lockscan_max((a), (b)))
#define clamp_t(type, v, lo, hi) ((type)__lockscan_clamp((v), (lo), (hi)))
#define typeof_member(type, member) typeof(((type *)0)->member)
#define upper_32_bits(n) ((u32)((n) >> 16 >> 16))
#define lower_32_bits(n) ((u32)(n))
#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))
#define DMA_64BIT_MASK (~0ULL)
#define DMA_32BIT_MASK 0xffffffffULL
#define _IOC(dir, type, nr, size) (((dir) << 30) | ((type) << 8) | (nr) | ((size) << 16))
#define _IO(type, nr) _IOC(0, (type), (nr), 0)
#define _IOR(type, nr, size) _IOC(2U, (type), (nr), sizeof(size))
#define _IOW(type, nr, size) _IOC(1U, (type), (nr), sizeof(size))
#define _IOWR(type, nr, size) _IOC(3U, (type), (nr), sizeof(size))
#define _IOC_NR(n) ((n) & 0xff)
#define _IOC_TYPE(n) (((n) >> 8) & 0xff)
#define _IOC_SIZE(n) (((n) >> 16) & 0x3fff)
#define _IOC_DIR(n) (((n) >> 30) & 3)
/* Constants in case labels and static tables. */
#define __lockscan_16(x) ((u16)(x))
#define __lockscan_32(x) ((u32)(x))
#define __lockscan_64(x) ((u64)(x))
#define htons(x) __lockscan_16(x)
#define htonl(x) __lockscan_32(x)
#define cpu_to_le16(x) __lockscan_16(x)
#define cpu_to_le32(x) __lockscan_32(x)
#define cpu_to_le64(x) __lockscan_64(x)
#define cpu_to_be16(x) __lockscan_16(x)
#define cpu_to_be32(x) __lockscan_32(x)
#define cpu_to_be64(x) __lockscan_64(x)
#define __cpu_to_le16(x) __lockscan_16(x)
#define __cpu_to_le32(x) __lockscan_32(x)
#define __cpu_to_le64(x) __lockscan_64(x)
#define __cpu_to_be16(x) __lockscan_16(x)
#define __cpu_to_be32(x) __lockscan_32(x)
#define __constant_htons(x) __lockscan_16(x)
#define __constant_htonl(x) __lockscan_32(x)
#define __constant_cpu_to_le16(x) __lockscan_16(x)
#define __constant_cpu_to_le32(x) __lockscan_32(x)
#define __constant_cpu_to_be16(x) __lockscan_16(x)
#define __constant_cpu_to_be32(x) __lockscan_32(x)
#define MKDEV(major, minor) (((major) << 20) | (minor))
#define MAJOR(dev) ((unsigned int)((dev) >> 20))
#define MINOR(dev) ((unsigned int)((dev) & 0xfffff))
enum { _IOC_NONE = 0, _IOC_WRITE = 1, _IOC_READ = 2 };

#define READ_ONCE(x) (x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define ACCESS_ONCE(x) (x)
#define data_race(x) (x)
#define smp_load_acquire(p) (*(p))
#define smp_store_release(p, v) (*(p) = (v))
#define smp_store_mb(x, v) ((x) = (v))
#define set_mb(x, v) ((x) = (v))
#define rcu_dereference(p) (p)
#define rcu_dereference_bh(p) (p)
#define rcu_dereference_sched(p) (p)
#define rcu_dereference_raw(p) (p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_dereference_check(p, c) (p)
#define srcu_dereference(p, s) (p)
#define rcu_access_pointer(p) (p)
#define rcu_pointer_handoff(p) (p)
#define rtnl_dereference(p) (p)
#define rcu_dereference_rtnl(p) (p)
#define rcu_assign_pointer(p, v) ((p) = (v))
#define RCU_INIT_POINTER(p, v) ((p) = (v))
#define rcu_replace_pointer(p, v, c) ((p) = (v))
#define unrcu_pointer(p) (p)

/* Checks keep their condition, since it may take a lock. */
#define WARN_ON(c) (c)
#define WARN_ON_ONCE(c) (c)
#define WARN_ON_SMP(c) (c)
#define WARN_ON_FUNCTION_MISMATCH(x, fn) (0)
#define WARN(c, fmt...) (c)
#define WARN_ONCE(c, fmt...) (c)
#define WARN_TAINT(c, taint, fmt...) (c)
#define WARN_RATELIMIT(c, fmt...) (c)
#define VM_BUG_ON(c) ((void)(c))
#define VM_WARN_ON(c) ((void)(c))
#define DEBUG_LOCKS_WARN_ON(c) (c)
#define BUG_ON(c) do { if (c) BUG(); } while (0)
#define BUILD_BUG_ON(c) ((void)0)
#define BUILD_BUG_ON_MSG(c, msg) ((void)0)
#define BUILD_BUG_ON_ZERO(c) 0
#define BUILD_BUG_ON_NOT_POWER_OF_2(c) ((void)0)
#define BUILD_BUG() ((void)0)
#define MAYBE_BUILD_BUG_ON(c) ((void)0)
#define static_assert(x...) struct __lockscan_unused
#define ASSERT_STRUCT_GROUP(x...) struct __lockscan_unused
#define compiletime_assert(c, msg) ((void)0)
#define __must_be_array(x) 0
#define __is_constexpr(x) 1

/* Polling: the operation is a function or macro name, so these cannot be plain calls. Without a time they spin. */
#define __lockscan_between(sleep) ((sleep) ? usleep_range((sleep), (sleep)) : (void)0)
#define read_poll_timeout(op, val, cond, sleep, timeout, before, args...) \
	((val) = op(args), __lockscan_between(sleep), read_poll_timeout((val), (cond), (sleep), (timeout)))
#define read_poll_timeout_atomic(op, val, cond, delay, timeout, before, args...) \
	((val) = op(args), read_poll_timeout_atomic((val), (cond), (delay), (timeout)))
#define readx_poll_timeout(op, addr, val, cond, sleep, timeout) \
	((val) = op(addr), __lockscan_between(sleep), readx_poll_timeout((val), (cond), (sleep), (timeout)))
#define readx_poll_timeout_atomic(op, addr, val, cond, delay, timeout) \
	((val) = op(addr), readx_poll_timeout_atomic((val), (cond), (delay), (timeout)))
#define readb_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readb, (addr), val, (cond), (sleep), (timeout))
#define readb_relaxed_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readb_relaxed, (addr), val, (cond), (sleep), (timeout))
#define readw_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readw, (addr), val, (cond), (sleep), (timeout))
#define readw_relaxed_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readw_relaxed, (addr), val, (cond), (sleep), (timeout))
#define readl_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readl, (addr), val, (cond), (sleep), (timeout))
#define readl_relaxed_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readl_relaxed, (addr), val, (cond), (sleep), (timeout))
#define readq_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readq, (addr), val, (cond), (sleep), (timeout))
#define readq_relaxed_poll_timeout(addr, val, cond, sleep, timeout) \
	readx_poll_timeout(readq_relaxed, (addr), val, (cond), (sleep), (timeout))

/* These wait; the lock and the condition stay, the command is a statement. */
#define wait_event_cmd(wq, cond, before, after...) do { before; wait_event((wq), (cond)); after; } while (0)
#define wait_event_exclusive_cmd(wq, cond, before, after...) do { before; wait_event((wq), (cond)); after; } while (0)
#define wait_event_lock_irq_cmd(wq, cond, lock, cmd...) do { cmd; wait_event_lock_irq((wq), (cond), lock); } while (0)
#define wait_event_interruptible_lock_irq_cmd(wq, cond, lock, cmd...) \
	({ cmd; wait_event_interruptible_lock_irq((wq), (cond), lock); })

/* Accessors with a type or a member as argument. */
#define virtio_cread(vdev, type, member, p) (*(p) = __lockscan_cread((vdev), #member))
#define virtio_cwrite(vdev, type, member, p) __lockscan_cwrite((vdev), #member, *(p))
#define virtio_cread_le(vdev, type, member, p) (*(p) = __lockscan_cread((vdev), #member))
#define virtio_cwrite_le(vdev, type, member, p) __lockscan_cwrite((vdev), #member, *(p))
#define virtio_cread_feature(vdev, bit, type, member, p) (*(p) = __lockscan_cread((vdev), #member), 0)
#define virtio_cread_le_feature(vdev, bit, type, member, p) (*(p) = __lockscan_cread((vdev), #member), 0)
#define rdma_udata_to_drv_context(udata, type, member) ((type *)__lockscan_container_of((udata), #member))
#define rdma_zalloc_drv_obj(dev, type) ((struct type *)__lockscan_alloc(dev))
#define v4l2_async_nf_add_fwnode_remote(n, f, type) ((type *)__lockscan_alloc((n), (f)))
#define v4l2_async_nf_add_fwnode(n, f, type) ((type *)__lockscan_alloc((n), (f)))
#define v4l2_async_nf_add_i2c(n, a, b, type) ((type *)__lockscan_alloc((n), (a), (b)))
#define devm_drm_dev_alloc(parent, driver, type, member) ((type *)__lockscan_alloc((parent), (driver)))
#define drmm_universal_plane_alloc(dev, type, member, rest...) ((type *)__lockscan_alloc((dev), rest))
#define drmm_simple_encoder_alloc(dev, type, member, rest...) ((type *)__lockscan_alloc((dev), rest))
#define drmm_encoder_alloc(dev, type, member, rest...) ((type *)__lockscan_alloc((dev), rest))
#define drmm_crtc_alloc_with_planes(dev, type, member, rest...) ((type *)__lockscan_alloc((dev), rest))
#define ib_alloc_device(type, member) ((struct type *)__lockscan_alloc())
#define vfio_alloc_device(type, member, dev, ops) ((struct type *)__lockscan_alloc((dev), (ops)))
#define fwnode_for_each_parent_node(fwnode, parent) __lockscan_walk(parent, fwnode)
#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
#define hci_skb_pkt_type(skb) ((skb)->pkt_type)
void *__lockscan_alloc(), *__lockscan_alloc_percpu();

/* Per-CPU data: an array over the CPUs, but for this CPU's own, whose place is that of the variable. */
#define DEFINE_PER_CPU(type, name) typeof(type) name
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) typeof(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) typeof(type) name
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) typeof(type) name
#define DECLARE_PER_CPU(type, name) extern typeof(type) name
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) extern typeof(type) name
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) extern typeof(type) name
#define per_cpu(var, cpu) ((&(var))[cpu])
#define per_cpu_ptr(p, cpu) (&(p)[cpu])
#define this_cpu_ptr(p) (p)
#define raw_cpu_ptr(p) (p)
#define get_cpu_ptr(p) ((typeof(p))get_cpu_ptr(p))
#define get_cpu_var(var) (*(typeof(var) *)get_cpu_var(&(var)))
#define __get_cpu_var(var) (var)
#define this_cpu_read(var) (var)
#define __this_cpu_read(var) (var)
#define raw_cpu_read(var) (var)
#define alloc_percpu(type) ((typeof(type) *)__lockscan_alloc_percpu())
#define alloc_percpu_gfp(type, gfp) ((typeof(type) *)__lockscan_alloc_percpu(gfp))
#define devm_alloc_percpu(dev, type) ((typeof(type) *)__lockscan_alloc_percpu(dev))
#define netdev_alloc_pcpu_stats(type) ((typeof(type) *)__lockscan_alloc_percpu())
#define devm_netdev_alloc_pcpu_stats(dev, type) ((typeof(type) *)__lockscan_alloc_percpu(dev))
#define kmem_cache_create_usercopy kmem_cache_create
#define KMEM_CACHE(name, flags) kmem_cache_create(#name, (flags))
#define va_start(ap, last) __builtin_va_start(ap, last)
#define va_end(ap) __builtin_va_end(ap)
#define va_arg(ap, type) __builtin_va_arg(ap, type)
#define va_copy(d, s) __builtin_va_copy(d, s)
typedef __builtin_va_list va_list;
struct va_format { const char *fmt; va_list *va; };

#define ERR_CAST(p) ((void *)(p))
void *ERR_PTR(long error);
#define PTR_ERR(p) ((long)(p))
#define check_add_overflow(a, b, d) ((*(d) = (a) + (b)), 0)
#define check_sub_overflow(a, b, d) ((*(d) = (a) - (b)), 0)
#define check_mul_overflow(a, b, d) ((*(d) = (a) * (b)), 0)
#define type_max(t) ((t)~0UL)
#define this_cpu_write(var, v) ((var) = (v))
#define this_cpu_inc(var) ((var)++)
#define this_cpu_dec(var) ((var)--)
#define this_cpu_add(var, v) ((var) += (v))

#endif

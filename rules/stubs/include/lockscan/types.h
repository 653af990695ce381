/* Integer and other scalar types. */
#ifndef __LOCKSCAN_TYPES_H
#define __LOCKSCAN_TYPES_H

typedef signed char __s8, s8, int8_t;
typedef unsigned char __u8, u8, uint8_t, u_int8_t, u_char, unchar;
typedef short __s16, s16, int16_t;
typedef unsigned short __u16, u16, uint16_t, u_int16_t, u_short, ushort;
typedef int __s32, s32, int32_t;
typedef unsigned int __u32, u32, uint32_t, u_int32_t, u_int, uint;
typedef long long __s64, s64, int64_t, aligned_s64;
typedef unsigned long long __u64, u64, uint64_t, u_int64_t, aligned_u64, __aligned_u64;
typedef unsigned long u_long, ulong, __kernel_ulong_t, kernel_ulong_t, uintptr_t, pgoff_t;
typedef long intptr_t, __kernel_long_t;

typedef u16 __le16, __be16, __sum16;
typedef u32 __le32, __be32, __wsum;
typedef u64 __le64, __be64;
typedef s16 __aligned_s16;

typedef unsigned long size_t, __kernel_size_t;
typedef long ssize_t, ptrdiff_t, __kernel_ssize_t;
typedef long long loff_t, __kernel_loff_t;
typedef long off_t, clock_t, time_t, suseconds_t, __kernel_time_t, __kernel_off_t;
typedef long long time64_t, ktime_t, timeu64_t;
typedef int pid_t, key_t, clockid_t, timer_t, daddr_t, key_serial_t;
typedef unsigned int dev_t, uid_t, gid_t, nlink_t, kdev_t, qid_t, __kernel_dev_t;
typedef unsigned long ino_t;
typedef unsigned short umode_t, mode_t, sa_family_t, __kernel_sa_family_t;
typedef char *caddr_t;
typedef u64 dma_addr_t, phys_addr_t, resource_size_t, dma64_addr_t, sector_t, blkcnt_t, cycles_t, cycle_t;
typedef unsigned int gfp_t, fmode_t, slab_flags_t, blk_opf_t, req_flags_t, blk_mq_req_flags_t, upf_t, upstat_t;
typedef unsigned int __poll_t, vm_fault_t, blk_qc_t, tid_t, isolate_mode_t, zap_flags_t, vmf_insert_t;
typedef unsigned long vm_flags_t, irq_hw_number_t, pgprotval_t;
typedef unsigned char blk_status_t, cc_t;
typedef unsigned int tcflag_t, speed_t;
typedef u64 netdev_features_t;
typedef int netdev_tx_t, irqreturn_t, dma_cookie_t, pci_power_t, pci_channel_state_t, pci_ers_result_t;
typedef int rx_handler_result_t, phy_interface_t, gro_result_t, usb_serial_state_t, async_cookie_t;
typedef int acpi_status, regoff_t, pci_dev_flags_t, socket_state, suspend_state_t;
typedef unsigned int depot_stack_handle_t, blk_mode_t, ioasid_t, sense_reason_t, blist_flags_t, mmc_pm_flag_t;
typedef unsigned int grant_ref_t, grant_handle_t, evtchn_port_t, canid_t, xdp_features_t;
typedef unsigned short domid_t;
typedef unsigned long efi_status_t;
typedef u16 efi_char16_t;
typedef struct { u32 full; } fixed20_12;
typedef struct { u64 v; } u64_stats_t;
typedef struct { struct net *net; } possible_net_t;
typedef u64 sci_t;
typedef u32 ssci_t;
typedef union { struct { u32 lower, upper; }; u64 full64; } pn_t;
typedef struct { int __lockscan; } netdevice_tracker, call_single_data_t;
typedef struct { u8 b[16]; } efi_guid_t;
typedef struct { u8 b[6]; } bdaddr_t;
typedef struct { union { void *kernel, *user; }; unsigned char is_kernel; } sockptr_t;
typedef struct { size_t written, count; union { void *data; char *buf; } arg; int error; } read_descriptor_t;
typedef int drm_ioctl_t(), flow_setup_cb_t(), (*device_match_t)();
typedef void (*dma_fence_func_t)(), (*kthread_work_func_t)();
struct drm_mm_node { unsigned long color; u64 start, size; struct drm_mm *mm; unsigned long flags; };
extern struct lockdep_map rcu_lock_map, rcu_bh_lock_map, rcu_sched_lock_map;
/* Enumerations that drivers use by value; one name each, since only the type matters. */
#define __lockscan_enum(e) enum e { __lockscan_enum_##e };
__lockscan_enum(dma_transfer_direction) __lockscan_enum(dma_data_direction) __lockscan_enum(dma_status)
__lockscan_enum(dma_ctrl_flags) __lockscan_enum(dma_slave_buswidth) __lockscan_enum(hrtimer_restart)
__lockscan_enum(hrtimer_mode) __lockscan_enum(irqreturn) __lockscan_enum(req_op) __lockscan_enum(req_opf)
__lockscan_enum(blk_eh_timer_return) __lockscan_enum(led_brightness) __lockscan_enum(netdev_tx)
__lockscan_enum(tc_setup_type) __lockscan_enum(nl80211_band) __lockscan_enum(nl80211_iftype)
__lockscan_enum(nl80211_chan_width) __lockscan_enum(nl80211_dfs_regions) __lockscan_enum(set_key_cmd)
__lockscan_enum(ieee80211_smps_mode) __lockscan_enum(ieee80211_sta_state) __lockscan_enum(ieee80211_ac_numbers)
__lockscan_enum(iio_event_info) __lockscan_enum(iio_event_type) __lockscan_enum(iio_event_direction)
__lockscan_enum(iio_chan_type) __lockscan_enum(hwmon_sensor_types) __lockscan_enum(power_supply_property)
__lockscan_enum(power_supply_type) __lockscan_enum(pwm_polarity) __lockscan_enum(usb_otg_state)
__lockscan_enum(usb_device_speed) __lockscan_enum(usb_device_state) __lockscan_enum(usb_dr_mode)
__lockscan_enum(irqchip_irq_state) __lockscan_enum(v4l2_field) __lockscan_enum(v4l2_buf_type)
__lockscan_enum(vb2_buffer_state) __lockscan_enum(cpuhp_state) __lockscan_enum(dsa_tag_protocol)
__lockscan_enum(fe_sec_voltage) __lockscan_enum(fe_sec_tone_mode) __lockscan_enum(fe_sec_mini_cmd)
__lockscan_enum(ptp_pin_function) __lockscan_enum(phy_mode) __lockscan_enum(thermal_device_mode)
__lockscan_enum(thermal_trend) __lockscan_enum(thermal_trip_type) __lockscan_enum(pm_qos_type)
__lockscan_enum(ib_qp_type) __lockscan_enum(ib_mtu) __lockscan_enum(ib_wc_status) __lockscan_enum(ib_mr_type)
__lockscan_enum(dma_resv_usage) __lockscan_enum(drm_mode_status) __lockscan_enum(drm_connector_status)
__lockscan_enum(rc_driver_type) __lockscan_enum(rc_proto) __lockscan_enum(rc_filter_type)
__lockscan_enum(ethtool_phys_id_state) __lockscan_enum(devlink_port_type) __lockscan_enum(spi_mem_data_dir)
__lockscan_enum(tcpm_transmit_type) __lockscan_enum(usb_role) __lockscan_enum(mmc_issue_type)
__lockscan_enum(ata_completion_errors) __lockscan_enum(ata_link_iter) __lockscan_enum(scsi_host_state)
__lockscan_enum(scsi_device_state) __lockscan_enum(sas_linkrate) __lockscan_enum(iommu_cap)
__lockscan_enum(iommu_dev_features) __lockscan_enum(gpiod_flags) __lockscan_enum(pin_config_param)
__lockscan_enum(media_request_state) __lockscan_enum(snd_soc_bias_level) __lockscan_enum(lockdep_ok)
__lockscan_enum(bdi_unused) __lockscan_enum(xenbus_state) __lockscan_enum(netdev_lag_tx_type)
__lockscan_enum(clocksource_ids) __lockscan_enum(i2c_slave_event) __lockscan_enum(transaction_type)
__lockscan_enum(kobject_action) __lockscan_enum(dev_prop_type) __lockscan_enum(system_states)
__lockscan_enum(migrate_mode) __lockscan_enum(zone_type) __lockscan_enum(pid_type) __lockscan_enum(flow_action_id)

typedef u32 acpi_event_status, acpi_object_type, compat_uptr_t, compat_ulong_t, compat_uint_t, phandle, note_buf_t;
typedef s32 compat_long_t, compat_int_t;
typedef u64 acpi_size, acpi_physical_address, acpi_io_address, v4l2_std_id, snd_pcm_uframes_t, dma_fence_seqno_t;
typedef s64 snd_pcm_sframes_t;
typedef int snd_pcm_format_t, snd_pcm_state_t, snd_pcm_access_t, snd_ctl_elem_type_t, snd_seq_event_type_t;
typedef void *acpi_handle, *acpi_string, *fl_owner_t, *mempool_elem_t, *kmem_cache_opaque_t;
typedef int (*filldir_t)(), (*dma_filter_fn)(), (*notifier_fn_t)(), (*writepage_t)(), (*iw_handler)();
typedef irqreturn_t (*irq_handler_t)(int, void *);
typedef void (*work_func_t)(), (*rcu_callback_t)(), (*usb_complete_t)(), (*dma_async_tx_callback)(), (*bh_end_io_t)();
typedef void (*dma_async_tx_callback_result)(), (*dr_release_t)(), (*exitcall_t)(), (*irq_flow_handler_t)();
typedef void (*crypto_completion_t)(), (*bio_end_io_t)(), (*ctor_fn_t)(), (*smp_call_func_t)(), (*poll_queue_proc)();
typedef int (*initcall_t)(void), (*threadfn_t)(), (*report_zones_cb)(), (*cpu_stop_fn_t)();
typedef int (*ata_reset_fn_t)(), (*ata_prereset_fn_t)();
typedef void (*ata_postreset_fn_t)();
typedef rx_handler_result_t rx_handler_func_t();
typedef int dsa_fdb_dump_cb_t();
typedef unsigned short wchar_t;

#ifndef __cplusplus
#define bool _Bool
#endif
enum { false = 0, true = 1 };
#define false false
#define true true
#define NULL ((void *)0)

typedef struct { int counter; } atomic_t, local_t_int;
typedef struct { long counter; } atomic64_t, atomic_long_t, local_t, local64_t;
typedef struct refcount_struct { atomic_t refs; } refcount_t;
typedef struct { u32 val; } kuid_t, kgid_t, kprojid_t;
typedef struct { u64 val; } pte_t, pmd_t, pud_t, pgd_t, p4d_t, pgprot_t, swp_entry_t, pfn_t, sigset_t, fd_set;
typedef struct { unsigned long bits[1]; } cpumask_t, nodemask_t, dma_cap_mask_t;
typedef struct cpumask { unsigned long bits[1]; } cpumask_var_t[1];
typedef struct { u8 b[16]; } uuid_t, guid_t, uuid_le, uuid_be;
typedef struct pm_message { int event; } pm_message_t;
typedef struct { unsigned char *buf; unsigned int size; } acpi_blob_t;

struct kref { refcount_t refcount; };
struct list_head { struct list_head *next, *prev; };
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
struct hlist_nulls_head { struct hlist_node *first; };
struct hlist_nulls_node { struct hlist_node *next, **pprev; };
struct hlist_bl_head { struct hlist_node *first; };
struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };
struct rb_node { struct rb_node *rb_left, *rb_right; unsigned long __rb_parent_color; };
struct rb_root { struct rb_node *rb_node; };
struct rb_root_cached { struct rb_root rb_root; struct rb_node *rb_leftmost; };
struct rhash_head { struct rhash_head *next; };
struct plist_node { int prio; struct list_head prio_list, node_list; };
struct plist_head { struct list_head node_list; };
struct callback_head { struct callback_head *next; void (*func)(); };
#define rcu_head callback_head
struct timespec { time_t tv_sec; long tv_nsec; };
struct timespec64 { time64_t tv_sec; long tv_nsec; };
struct timeval { time_t tv_sec; suseconds_t tv_usec; };
struct __kernel_old_timeval { long tv_sec, tv_usec; };
struct itimerspec64 { struct timespec64 it_interval, it_value; };
struct rtc_time { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst; };
struct tm { int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_wday, tm_yday; long tm_year; };
struct iovec { void *iov_base; size_t iov_len; };
struct kvec { void *iov_base; size_t iov_len; };
struct pt_regs { unsigned long ip, sp, flags, ax, bx, cx, dx, si, di, orig_ax, cs, ss; };
struct msghdr;
struct module;
struct seq_file;
struct super_block;
struct lock_class_key { int __lockscan; };

#endif

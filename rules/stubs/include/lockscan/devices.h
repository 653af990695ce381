/* Interrupt controllers, GPIO, clocks, DMA engines, input, sound, LEDs, watchdogs and other device classes. */
#ifndef __LOCKSCAN_DEVICES_H
#define __LOCKSCAN_DEVICES_H

struct irq_domain;
struct irq_data { u32 mask; unsigned int irq; irq_hw_number_t hwirq; struct irq_common_data *common; struct irq_chip *chip; struct irq_domain *domain; struct irq_data *parent_data; void *chip_data; };
struct irq_desc { struct irq_data irq_data; raw_spinlock_t lock; unsigned int depth; void (*handle_irq)(); struct irqaction *action; unsigned int status; void *handler_data; };
struct irq_chip {
	const char *name;
	unsigned int (*irq_startup)();
	void (*irq_shutdown)(), (*irq_enable)(), (*irq_disable)(), (*irq_ack)(), (*irq_mask)(), (*irq_mask_ack)(), (*irq_unmask)(), (*irq_eoi)();
	int (*irq_set_affinity)(), (*irq_retrigger)(), (*irq_set_type)(), (*irq_set_wake)(), (*irq_request_resources)(), (*irq_get_irqchip_state)(), (*irq_set_irqchip_state)(), (*irq_set_vcpu_affinity)(), (*irq_nmi_setup)();
	void (*irq_bus_lock)(), (*irq_bus_sync_unlock)(), (*irq_suspend)(), (*irq_resume)(), (*irq_pm_shutdown)(), (*irq_calc_mask)(), (*irq_print_chip)(), (*irq_release_resources)(), (*irq_compose_msi_msg)(), (*irq_write_msi_msg)(), (*ipi_send_single)(), (*ipi_send_mask)(), (*irq_nmi_teardown)();
	unsigned long flags;
	/* before 2.6.38 */
	unsigned int (*startup)();
	void (*shutdown)(), (*enable)(), (*disable)(), (*ack)(), (*mask)(), (*mask_ack)(), (*unmask)(), (*eoi)(), (*end)();
	int (*set_affinity)(), (*retrigger)(), (*set_type)(), (*set_wake)();
};
#define hw_interrupt_type irq_chip
struct irq_chip_regs { unsigned long enable, disable, mask, ack, eoi, type, polarity; };
struct irq_chip_type { struct irq_chip chip; struct irq_chip_regs regs; void (*handler)(); u32 type, mask_cache_priv, *mask_cache; };
struct irq_chip_generic { raw_spinlock_t lock; void *reg_base; u32 (*reg_readl)(); void (*reg_writel)(), (*suspend)(), (*resume)(); unsigned int irq_base, irq_cnt; u32 mask_cache, type_cache, wake_enabled, wake_active; unsigned int num_ct; void *private; struct irq_domain *domain; struct irq_chip_type chip_types[1]; };
struct irq_fwspec { struct fwnode_handle *fwnode; int param_count; u32 param[16]; };
struct irq_domain_ops { int (*match)(), (*select)(), (*map)(), (*xlate)(), (*alloc)(), (*activate)(), (*translate)(); void (*unmap)(), (*free)(), (*deactivate)(); };
struct irq_domain { const char *name; const struct irq_domain_ops *ops; void *host_data; unsigned int flags; struct fwnode_handle *fwnode; struct irq_domain *parent; struct device *dev; void *gc; irq_hw_number_t hwirq_max; };
struct msi_domain_info { u32 flags; const void *ops; struct irq_chip *chip; void *chip_data, *data; void (*handler)(); void *handler_data; const char *handler_name; };
struct msi_domain_ops { void (*set_desc)(), (*msi_finish)(), (*msi_free)(); int (*msi_init)(), (*msi_prepare)(), (*msi_check)(); irq_hw_number_t (*get_hwirq)(); };

struct gpio_desc;
struct gpio_descs { unsigned int ndescs; struct gpio_desc *desc[1]; };
struct gpio_irq_chip { struct irq_chip *chip; struct irq_domain *domain; const struct irq_domain_ops *domain_ops, child_irq_domain_ops; struct fwnode_handle *fwnode; struct irq_domain *parent_domain; int (*child_to_parent_hwirq)(), (*populate_parent_alloc_arg)(), (*init_hw)(); unsigned int (*child_offset_to_irq)(); void (*handler)(), (*parent_handler)(), (*init_valid_mask)(), (*irq_enable)(), (*irq_disable)(), (*irq_unmask)(), (*irq_mask)(); unsigned int default_type, num_parents, *parents, *map, first; void *parent_handler_data, **parent_handler_data_array, *lock_key, *request_key; bool threaded, per_parent_data; unsigned long *valid_mask; };
struct gpio_chip { const char *label; void *gpiodev; struct device *parent, *dev; struct fwnode_handle *fwnode; struct module *owner; int (*request)(), (*get_direction)(), (*direction_input)(), (*direction_output)(), (*get)(), (*get_multiple)(), (*set_config)(), (*to_irq)(), (*init_valid_mask)(), (*add_pin_ranges)(), (*of_xlate)(), (*set_rv)(), (*set_debounce)(); void (*free)(), (*set)(), (*set_multiple)(), (*dbg_show)(); int base; u16 ngpio, offset; const char *const *names; bool can_sleep, exported; unsigned long (*read_reg)(); void (*write_reg)(); bool be_bits; void *reg_dat, *reg_set, *reg_clr, *reg_dir_out, *reg_dir_in; int bgpio_bits; raw_spinlock_t bgpio_lock; unsigned long bgpio_data, bgpio_dir; struct gpio_irq_chip irq; unsigned long *valid_mask; struct device_node *of_node; unsigned int of_gpio_n_cells; };
struct pinctrl_ops { int (*get_groups_count)(), (*get_group_pins)(), (*dt_node_to_map)(); const char *(*get_group_name)(); void (*pin_dbg_show)(), (*dt_free_map)(); };
struct pinmux_ops { int (*request)(), (*free)(), (*get_functions_count)(), (*get_function_groups)(), (*set_mux)(), (*gpio_request_enable)(), (*gpio_set_direction)(); const char *(*get_function_name)(); void (*gpio_disable_free)(); bool strict; };
struct pinconf_ops { bool is_generic; int (*pin_config_get)(), (*pin_config_set)(), (*pin_config_group_get)(), (*pin_config_group_set)(); void (*pin_config_dbg_show)(), (*pin_config_group_dbg_show)(), (*pin_config_config_dbg_show)(); };
struct pinctrl_pin_desc { unsigned number; const char *name; void *drv_data; };
struct pinctrl_desc { const char *name; const struct pinctrl_pin_desc *pins; unsigned int npins; const struct pinctrl_ops *pctlops; const struct pinmux_ops *pmxops; const struct pinconf_ops *confops; struct module *owner; const void *custom_params, *custom_conf_items; unsigned int num_custom_params; bool link_consumers; };
#define PINCTRL_PIN(a, b) { .number = (a), .name = (b) }

struct clk; struct clk_core;
struct clk_hw { struct clk_core *core; struct clk *clk; const struct clk_init_data *init; };
struct clk_parent_data { const struct clk_hw *hw; const char *fw_name, *name; int index; };
struct clk_init_data { const char *name; const struct clk_ops *ops; const char *const *parent_names; const struct clk_parent_data *parent_data; const struct clk_hw **parent_hws; u8 num_parents; unsigned long flags; };
struct clk_ops { int (*prepare)(), (*is_prepared)(), (*enable)(), (*is_enabled)(), (*determine_rate)(), (*set_parent)(), (*set_rate)(), (*set_rate_and_parent)(), (*get_phase)(), (*set_phase)(), (*get_duty_cycle)(), (*set_duty_cycle)(), (*init)(), (*save_context)(); void (*unprepare)(), (*unprepare_unused)(), (*disable)(), (*disable_unused)(), (*terminate)(), (*debug_init)(), (*restore_context)(); unsigned long (*recalc_rate)(), (*recalc_accuracy)(); long (*round_rate)(); u8 (*get_parent)(); };
struct clk_hw_onecell_data { unsigned int num; struct clk_hw *hws[1]; };
struct clk_onecell_data { struct clk **clks; unsigned int clk_num; };
struct clk_bulk_data { const char *id; struct clk *clk; };
struct clk_gate { struct clk_hw hw; void *reg; u8 bit_idx, flags; spinlock_t *lock; };
struct clk_mux { struct clk_hw hw; void *reg; const u32 *table; u32 mask; u8 shift, flags; spinlock_t *lock; };
struct clk_divider { struct clk_hw hw; void *reg; u8 shift, width; u16 flags; const void *table; spinlock_t *lock; };
struct clocksource { u64 (*read)(), mask; u32 mult, shift; const char *name; int rating; unsigned long flags; void (*suspend)(), (*resume)(), (*disable)(); int (*enable)(); struct module *owner; };
struct clock_event_device { void (*event_handler)(), (*broadcast)(), (*suspend)(), (*resume)(); int (*set_next_event)(), (*set_next_ktime)(), (*set_state_periodic)(), (*set_state_oneshot)(), (*set_state_oneshot_stopped)(), (*set_state_shutdown)(), (*tick_resume)(); unsigned int features; const char *name; int rating, irq; const struct cpumask *cpumask; u32 mult, shift; unsigned long min_delta_ticks, max_delta_ticks; u64 min_delta_ns, max_delta_ns; };
struct reset_control_ops { int (*reset)(), (*assert)(), (*deassert)(), (*status)(); };
struct reset_controller_dev { const struct reset_control_ops *ops; struct module *owner; struct list_head list; struct device *dev; struct device_node *of_node; int of_reset_n_cells, (*of_xlate)(); unsigned int nr_resets; };
struct regulator_ops { int (*list_voltage)(), (*set_voltage)(), (*map_voltage)(), (*set_voltage_sel)(), (*get_voltage)(), (*get_voltage_sel)(), (*set_current_limit)(), (*get_current_limit)(), (*enable)(), (*disable)(), (*is_enabled)(), (*set_mode)(), (*get_status)(), (*set_bypass)(), (*get_bypass)(), (*enable_time)(), (*set_ramp_delay)(), (*set_voltage_time_sel)(), (*set_suspend_voltage)(), (*set_suspend_enable)(), (*set_suspend_disable)(), (*set_suspend_mode)(); unsigned int (*get_mode)(), (*get_optimum_mode)(); };
struct regulator_desc { const char *name, *supply_name, *of_match, *regulators_node; int (*of_parse_cb)(); int id; unsigned int n_voltages, min_uV, uV_step, linear_min_sel, vsel_reg, vsel_mask, enable_reg, enable_mask, enable_val, disable_val, enable_is_inverted:1, continuous_voltage_range:1, ramp_delay, enable_time, min_dropout_uV; const struct regulator_ops *ops; int irq, type, fixed_uV; struct module *owner; const unsigned int *volt_table; const void *linear_ranges; int n_linear_ranges; unsigned int (*of_map_mode)(); };
struct pwm_ops { int (*request)(), (*capture)(), (*apply)(), (*get_state)(), (*config)(), (*set_polarity)(), (*enable)(); void (*free)(), (*disable)(); struct module *owner; };
struct pwm_state { u64 period, duty_cycle; int polarity; bool enabled, usage_power; };
struct pwm_device { const char *label; unsigned long flags; unsigned int hwpwm, pwm; struct pwm_chip *chip; void *chip_data; struct pwm_state state, last; };
struct pwm_chip { struct device *dev; const struct pwm_ops *ops; int base; unsigned int npwm; void *(*of_xlate)(); unsigned int of_pwm_n_cells; struct list_head list; struct pwm_device *pwms; };
struct phy_ops { int (*init)(), (*exit)(), (*power_on)(), (*power_off)(), (*set_mode)(), (*set_media)(), (*set_speed)(), (*configure)(), (*validate)(), (*reset)(), (*calibrate)(); void (*release)(); struct module *owner; };

struct dma_slave_map;
struct dma_async_tx_descriptor { dma_cookie_t cookie; u32 flags; dma_addr_t phys; struct dma_chan *chan; dma_cookie_t (*tx_submit)(); int (*desc_free)(); dma_async_tx_callback callback; dma_async_tx_callback_result callback_result; void *callback_param, *unmap; };
struct dma_chan { struct dma_device *device; struct device *slave; dma_cookie_t cookie, completed_cookie; int chan_id, client_count; const char *name; void *dev, *private, *local, *router, *route_data; struct list_head device_node; };
struct dma_tx_state { dma_cookie_t last, used; u32 residue, in_flight_bytes; };
struct dma_slave_config { int direction; phys_addr_t src_addr, dst_addr; int src_addr_width, dst_addr_width; u32 src_maxburst, dst_maxburst, src_port_window_size, dst_port_window_size; bool device_fc; void *peripheral_config; size_t peripheral_size; unsigned int slave_id; };
struct dmaengine_result { int result; u32 residue; };
struct dma_device { struct kref ref; unsigned int chancnt, privatecnt; struct list_head channels, global_node; struct { void *map; int mapcnt; int (*fn)(); } filter; dma_cap_mask_t cap_mask; int desc_metadata_modes, copy_align, xor_align, pq_align, fill_align, dev_id, residue_granularity; unsigned short max_xor, max_pq; struct device *dev; struct module *owner; struct ida chan_ida; u32 src_addr_widths, dst_addr_widths, directions, min_burst, max_burst, max_sg_burst; bool descriptor_reuse; int (*device_alloc_chan_resources)(), (*device_router_config)(), (*device_config)(), (*device_pause)(), (*device_resume)(), (*device_terminate_all)(), (*device_control)(); void (*device_free_chan_resources)(), (*device_caps)(), (*device_synchronize)(), (*device_issue_pending)(), (*device_release)(), (*dbg_summary_show)(); struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(), *(*device_prep_dma_xor)(), *(*device_prep_dma_xor_val)(), *(*device_prep_dma_pq)(), *(*device_prep_dma_pq_val)(), *(*device_prep_dma_memset)(), *(*device_prep_dma_memset_sg)(), *(*device_prep_dma_interrupt)(), *(*device_prep_slave_sg)(), *(*device_prep_dma_cyclic)(), *(*device_prep_interleaved_dma)(), *(*device_prep_dma_imm_data)(); int (*device_tx_status)(); };
enum { DMA_MEM_TO_MEM = 0, DMA_MEM_TO_DEV, DMA_DEV_TO_MEM, DMA_DEV_TO_DEV, DMA_TRANS_NONE, DMA_MEMCPY = 0, DMA_XOR, DMA_PQ, DMA_XOR_VAL, DMA_PQ_VAL, DMA_MEMSET, DMA_INTERRUPT = 7, DMA_PRIVATE, DMA_SLAVE = 10, DMA_CYCLIC, DMA_INTERLEAVE, DMA_COMPLETE = 0, DMA_SUCCESS = 0, DMA_IN_PROGRESS, DMA_PAUSED, DMA_ERROR, DMA_PREP_INTERRUPT = 1, DMA_CTRL_ACK = 2, DMA_PREP_CONTINUE = 16, DMA_PREP_FENCE = 32, DMA_MIN_COOKIE = 1, DMA_TRANS_NOERROR = 0, DMA_TRANS_READ_FAILED, DMA_TRANS_WRITE_FAILED, DMA_TRANS_ABORTED, DMA_SLAVE_BUSWIDTH_UNDEFINED = 0, DMA_SLAVE_BUSWIDTH_1_BYTE = 1, DMA_SLAVE_BUSWIDTH_2_BYTES = 2, DMA_SLAVE_BUSWIDTH_3_BYTES = 3, DMA_SLAVE_BUSWIDTH_4_BYTES = 4, DMA_SLAVE_BUSWIDTH_8_BYTES = 8, DMA_SLAVE_BUSWIDTH_16_BYTES = 16, DMA_RESIDUE_GRANULARITY_DESCRIPTOR = 0, DMA_RESIDUE_GRANULARITY_SEGMENT, DMA_RESIDUE_GRANULARITY_BURST, DMAENGINE_ALIGN_4_BYTES = 2, DMA_MODE_READ = 0x44, DMA_MODE_WRITE = 0x48, DMA_MODE_CASCADE = 0xc0, DMA_AUTOINIT = 16, DMA_TERMINATE_ALL = 0, DMA_PAUSE, DMA_RESUME, DMA_SLAVE_CONFIG };

struct input_id { u16 bustype, vendor, product, version; };
struct input_absinfo { s32 value, minimum, maximum, fuzz, flat, resolution; };
struct input_event { u16 type, code; s32 value; };
struct input_dev { const char *name, *phys, *uniq; struct input_id id; unsigned long propbit[1], evbit[1], keybit[12], relbit[1], absbit[1], mscbit[1], ledbit[1], sndbit[1], ffbit[2], swbit[1]; unsigned int hint_events_per_packet, keycodemax, keycodesize, repeat_key; void *keycode, *ff, *mt, *poller, *private; int (*setkeycode)(), (*getkeycode)(), (*open)(), (*flush)(), (*event)(); void (*close)(); struct timer_list timer; int rep[2]; struct input_absinfo *absinfo; unsigned long key[12], led[1], snd[1], sw[1]; spinlock_t event_lock; struct mutex mutex; unsigned int users; bool going_away, inhibited; struct device dev; struct list_head h_list, node; int absmin[64], absmax[64], absfuzz[64], absflat[64]; char *idversion; u16 idbus, idvendor, idproduct; };
struct input_device_id { kernel_ulong_t flags; u16 bustype, vendor, product, version; unsigned long evbit[1], keybit[12], driver_info; };
struct input_handle { void *private; int open; const char *name; struct input_dev *dev; struct input_handler *handler; };
struct input_handler { void *private; void (*event)(), (*events)(), (*disconnect)(), (*start)(); bool (*filter)(), (*match)(); int (*connect)(); bool legacy_minors; int minor; const char *name; const struct input_device_id *id_table; };
struct hid_device_id { u16 bus, group; u32 vendor, product; kernel_ulong_t driver_data; };
struct hid_report { struct list_head list; unsigned int id, type, maxfield, size; struct hid_field *field[256]; struct hid_device *device; };
struct hid_device { u8 *dev_rdesc, *rdesc; unsigned dev_rsize, rsize; u16 bus, group; u32 vendor, product, version; int type; struct semaphore driver_input_lock; struct device dev; struct hid_driver *driver; const struct hid_ll_driver *ll_driver; unsigned long status; unsigned claimed, quirks; struct list_head inputs; char name[128], phys[64], uniq[64]; void *driver_data, *hiddev; };
struct hid_ll_driver { int (*start)(), (*open)(), (*power)(), (*parse)(), (*wait)(), (*raw_request)(), (*output_report)(), (*idle)(); void (*stop)(), (*close)(), (*request)(); unsigned int max_buffer_size; };
struct hid_driver { char *name; const struct hid_device_id *id_table; bool (*match)(); int (*probe)(), (*raw_event)(), (*event)(), (*input_mapping)(), (*input_mapped)(), (*input_configured)(), (*suspend)(), (*resume)(), (*reset_resume)(); void (*remove)(), (*report)(), (*feature_mapping)(); u8 *(*report_fixup)(); const void *report_table, *usage_table; struct device_driver driver; };
#define HID_USB_DEVICE(v, p) .bus = 3, .vendor = (v), .product = (p)
#define HID_BLUETOOTH_DEVICE(v, p) .bus = 5, .vendor = (v), .product = (p)
#define HID_I2C_DEVICE(v, p) .bus = 24, .vendor = (v), .product = (p)
#define HID_DEVICE(b, g, v, p) .bus = (b), .group = (g), .vendor = (v), .product = (p)
struct gameport { void *port_data; char name[32], phys[32]; int io, speed, fuzz; void (*trigger)(), (*close)(), (*poll_handler)(); unsigned char (*read)(); int (*cooked_read)(), (*calibrate)(), (*open)(); struct timer_list poll_timer; spinlock_t timer_lock; struct device dev; };
struct gameport_driver { const char *description; int (*connect)(), (*reconnect)(); void (*disconnect)(); struct device_driver driver; };
struct ff_effect { u16 type; s16 id; u16 direction; union { struct { u16 strong_magnitude, weak_magnitude; } rumble; struct { s16 level; } constant; } u; };
struct rc_dev { struct device dev; const char *device_name, *input_phys, *driver_name, *map_name; struct input_id input_id; struct mutex lock; struct input_dev *input_dev; int driver_type; bool idle, encode_wakeup; u64 allowed_protocols, enabled_protocols, allowed_wakeup_protocols; spinlock_t keylock; u32 min_timeout, timeout, max_timeout, rx_resolution; void *priv; int (*change_protocol)(), (*open)(), (*s_tx_mask)(), (*s_tx_carrier)(), (*s_tx_duty_cycle)(), (*s_rx_carrier_range)(), (*tx_ir)(), (*s_wideband_receiver)(), (*s_carrier_report)(), (*s_wakeup_filter)(), (*s_timeout)(), (*s_filter)(); void (*close)(), (*s_idle)(); };
struct led_classdev { const char *name; unsigned int brightness, max_brightness, color; int flags; unsigned long work_flags; void (*brightness_set)(), (*flash_resume)(); int (*brightness_set_blocking)(), (*blink_set)(), (*pattern_set)(), (*pattern_clear)(); unsigned int (*brightness_get)(); struct device *dev; const struct attribute_group **groups; struct list_head node; const char *default_trigger; unsigned long blink_delay_on, blink_delay_off; struct timer_list blink_timer; struct work_struct set_brightness_work; void *trigger_data; struct mutex led_access; };
enum { LED_OFF = 0, LED_ON = 1, LED_HALF = 127, LED_FULL = 255, LED_CORE_SUSPENDRESUME = 1 << 16, LED_SUSPENDED = 1 };
struct watchdog_info { u32 options, firmware_version; u8 identity[32]; };
struct watchdog_ops { struct module *owner; int (*start)(), (*stop)(), (*ping)(), (*set_timeout)(), (*set_pretimeout)(), (*restart)(); unsigned int (*status)(), (*get_timeleft)(); long (*ioctl)(); };
struct watchdog_device { int id; struct device *parent; const struct attribute_group **groups; const struct watchdog_info *info; const struct watchdog_ops *ops; unsigned int bootstatus, timeout, pretimeout, min_timeout, max_timeout, min_hw_heartbeat_ms, max_hw_heartbeat_ms; void *driver_data, *wd_data; unsigned long status; };
struct rtc_class_ops { int (*ioctl)(), (*read_time)(), (*set_time)(), (*read_alarm)(), (*set_alarm)(), (*proc)(), (*alarm_irq_enable)(), (*read_offset)(), (*set_offset)(), (*param_get)(), (*param_set)(); };
struct rtc_wkalrm { unsigned char enabled, pending; struct rtc_time time; };
struct rtc_device { struct device dev; struct module *owner; int id; const struct rtc_class_ops *ops; struct mutex ops_lock; spinlock_t irq_lock; time64_t range_min; u64 range_max; int uie_unsupported; unsigned long features[1]; };
struct nvmem_config { struct device *dev; const char *name; int id; struct module *owner; bool read_only, root_only; int (*reg_read)(), (*reg_write)(); int size, word_size, stride; void *priv; };
struct hwmon_ops { umode_t (*is_visible)(); int (*read)(), (*read_string)(), (*write)(); };
struct hwmon_channel_info { int type; const u32 *config; };
struct hwmon_chip_info { const struct hwmon_ops *ops; const struct hwmon_channel_info **info; };
#define HWMON_CHANNEL_INFO(t, c...) ((struct hwmon_channel_info *)0)
struct thermal_zone_device_ops { int (*bind)(), (*unbind)(), (*get_temp)(), (*set_trips)(), (*change_mode)(), (*get_trip_type)(), (*get_trip_temp)(), (*set_trip_temp)(), (*get_trip_hyst)(), (*set_trip_hyst)(), (*get_crit_temp)(), (*get_trend)(); void (*hot)(), (*critical)(); };
struct thermal_cooling_device_ops { int (*get_max_state)(), (*get_cur_state)(), (*set_cur_state)(), (*get_requested_power)(); };
struct thermal_zone_device { int id; char type[20]; struct device device; void *devdata; struct mutex lock; };
struct power_supply;
union power_supply_propval { int intval; const char *strval; };
struct power_supply_desc { const char *name; int type; const void *usb_types; size_t num_usb_types; const int *properties; size_t num_properties; int (*get_property)(), (*set_property)(), (*property_is_writeable)(); void (*external_power_changed)(), (*set_charged)(); bool no_thermal; };
struct power_supply_config { struct device_node *of_node; struct fwnode_handle *fwnode; void *drv_data; const struct attribute_group **attr_grp; char **supplied_to; size_t num_supplicants; };
struct cpufreq_policy { cpumask_var_t cpus, related_cpus; unsigned int cpu, min, max, cur, suspend_freq, shared_type; struct { unsigned int max_freq, min_freq, transition_latency; } cpuinfo; struct clk *clk; struct cpufreq_frequency_table *freq_table; struct rw_semaphore rwsem; void *driver_data; unsigned int transition_delay_us; bool fast_switch_possible; };
struct cpufreq_frequency_table { unsigned int flags, driver_data, frequency; };
struct cpufreq_driver { char name[16]; u16 flags; void *driver_data; int (*init)(), (*verify)(), (*setpolicy)(), (*target)(), (*target_index)(), (*get_intermediate)(), (*target_intermediate)(), (*bios_limit)(), (*online)(), (*offline)(), (*exit)(), (*suspend)(), (*resume)(), (*set_boost)(); unsigned int (*fast_switch)(), (*get)(); void (*ready)(), (*register_em)(), (*update_limits)(); const void **attr; bool boost_enabled; };
struct devfreq_dev_profile { unsigned long initial_freq; unsigned int polling_ms; int timer, (*target)(), (*get_dev_status)(), (*get_cur_freq)(); void (*exit)(); unsigned long *freq_table; unsigned int max_state; };
struct pmu { struct module *module; struct device *dev; const struct attribute_group **attr_groups; const char *name; int type, capabilities, task_ctx_nr; void (*pmu_enable)(), (*pmu_disable)(), (*event_mapped)(), (*event_unmapped)(), (*del)(), (*start)(), (*stop)(), (*read)(), (*start_txn)(), (*cancel_txn)(), (*sched_task)(); int (*event_init)(), (*add)(), (*commit_txn)(), (*event_idx)(), (*filter_match)(); };
struct hw_perf_event { u64 config, last_tag; unsigned long config_base, event_base; int idx, last_cpu, state; struct hrtimer hrtimer; local64_t prev_count, period_left; u64 sample_period; };
struct perf_event { struct list_head event_entry; struct perf_event *group_leader; struct pmu *pmu; int state, cpu; local64_t count; struct { u32 type; u64 config, config1, config2, sample_period; } attr; struct hw_perf_event hw; void *pmu_private; };
struct mbox_chan_ops { int (*send_data)(), (*flush)(), (*startup)(); void (*shutdown)(); bool (*last_tx_done)(), (*peek_data)(); };
struct mbox_chan { struct mbox_controller *mbox; unsigned txdone_method; struct mbox_client *cl; struct completion tx_complete; void *active_req, *con_priv; spinlock_t lock; };
struct mbox_controller { struct device *dev; const struct mbox_chan_ops *ops; struct mbox_chan *chans; int num_chans; bool txdone_irq, txdone_poll; unsigned txpoll_period; struct mbox_chan *(*of_xlate)(); };
struct mbox_client { struct device *dev; bool tx_block, knows_txdone; unsigned long tx_tout; void (*rx_callback)(), (*tx_prepare)(), (*tx_done)(); };
struct rproc_ops { int (*prepare)(), (*unprepare)(), (*start)(), (*stop)(), (*attach)(), (*detach)(), (*load)(), (*parse_fw)(), (*handle_rsc)(), (*sanity_check)(); void (*kick)(), (*panic)(), (*coredump)(); void *(*da_to_va)(), *(*find_loaded_rsc_table)(); u64 (*get_boot_addr)(); };
struct hwrng { const char *name; int (*init)(), (*data_present)(), (*data_read)(), (*read)(); void (*cleanup)(); unsigned long priv; unsigned short quality; };
struct iommu_ops { bool (*capable)(); void *(*domain_alloc)(), *(*probe_device)(), *(*device_group)(); void (*release_device)(), (*probe_finalize)(), (*get_resv_regions)(); int (*of_xlate)(), (*def_domain_type)(); const void *default_domain_ops; unsigned long pgsize_bitmap; struct module *owner; };
struct iommu_domain { unsigned type; const void *ops; unsigned long pgsize_bitmap; struct { dma_addr_t aperture_start, aperture_end; bool force_aperture; } geometry; };
struct extcon_dev; struct typec_port; struct typec_altmode; struct nvmem_device; struct reset_control; struct regulator; struct regmap; struct pinctrl; struct pinctrl_dev;
struct iio_chan_spec { int type, channel, channel2; unsigned long address; int scan_index; struct { char sign; u8 realbits, storagebits, shift, repeat; int endianness; } scan_type; long info_mask_separate, info_mask_separate_available, info_mask_shared_by_type, info_mask_shared_by_type_available, info_mask_shared_by_dir, info_mask_shared_by_all; const void *event_spec; unsigned int num_event_specs; const void *ext_info; const char *extend_name, *datasheet_name; unsigned modified:1, indexed:1, output:1, differential:1; };
struct iio_info { const struct attribute_group *event_attrs, *attrs; int (*read_raw)(), (*read_raw_multi)(), (*read_avail)(), (*write_raw)(), (*read_label)(), (*write_raw_get_fmt)(), (*read_event_config)(), (*write_event_config)(), (*read_event_value)(), (*write_event_value)(), (*validate_trigger)(), (*update_scan_mode)(), (*debugfs_reg_access)(), (*of_xlate)(), (*hwfifo_set_watermark)(), (*hwfifo_flush_to_buffer)(); };
struct iio_buffer_setup_ops { int (*preenable)(), (*postenable)(), (*predisable)(), (*postdisable)(); bool (*validate_scan_mask)(); };
struct iio_trigger_ops { int (*set_trigger_state)(), (*validate_device)(); void (*reenable)(); };
struct iio_dev { int modes; struct device dev; void *buffer; int scan_bytes; const unsigned long *available_scan_masks, *active_scan_mask; unsigned masklength; bool scan_timestamp; struct iio_trigger *trig; void *pollfunc; const struct iio_chan_spec *channels; int num_channels; const char *name, *label; const struct iio_info *info; const struct iio_buffer_setup_ops *setup_ops; struct mutex mlock; void *priv; int currentmode; };
struct iio_poll_func { struct iio_dev *indio_dev; irqreturn_t (*h)(), (*thread)(); int type, irq; s64 timestamp; };
struct iio_trigger { const struct iio_trigger_ops *ops; struct module *owner; int id; const char *name; struct device dev; };
enum { IIO_VAL_INT = 1, IIO_VAL_INT_PLUS_MICRO, IIO_VAL_INT_PLUS_NANO, IIO_VAL_INT_PLUS_MICRO_DB, IIO_VAL_INT_MULTIPLE, IIO_VAL_INT_64, IIO_VAL_FRACTIONAL = 10, IIO_VAL_FRACTIONAL_LOG2, IIO_VAL_CHAR, IIO_CHAN_INFO_RAW = 0, IIO_CHAN_INFO_PROCESSED, IIO_CHAN_INFO_SCALE, IIO_CHAN_INFO_OFFSET, IIO_CHAN_INFO_CALIBSCALE, IIO_CHAN_INFO_CALIBBIAS, IIO_CHAN_INFO_SAMP_FREQ = 12, IIO_CHAN_INFO_OVERSAMPLING_RATIO = 26, IIO_CHAN_INFO_INT_TIME = 17, IIO_CHAN_INFO_ENABLE = 22, IIO_VOLTAGE = 0, IIO_CURRENT, IIO_POWER, IIO_ACCEL, IIO_ANGL_VEL, IIO_MAGN, IIO_LIGHT, IIO_INTENSITY, IIO_PROXIMITY, IIO_TEMP, IIO_PRESSURE = 17, IIO_HUMIDITYRELATIVE = 22, INDIO_DIRECT_MODE = 1, INDIO_BUFFER_TRIGGERED = 2, INDIO_BUFFER_SOFTWARE = 4, INDIO_BUFFER_HARDWARE = 8, INDIO_EVENT_TRIGGERED = 32, IIO_EV_DIR_EITHER = 0, IIO_EV_DIR_RISING, IIO_EV_DIR_FALLING, IIO_EV_TYPE_THRESH = 0, IIO_EV_TYPE_MAG, IIO_EV_INFO_ENABLE = 0, IIO_EV_INFO_VALUE, IIO_EV_INFO_HYSTERESIS, IIO_EV_INFO_PERIOD, IIO_MOD_X = 1, IIO_MOD_Y, IIO_MOD_Z, IIO_CPU = 0, IIO_BE, IIO_LE };
struct iio_dev_attr { struct device_attribute dev_attr; u64 address; struct list_head l; };
struct iio_const_attr { const char *string; struct device_attribute dev_attr; };
#define IIO_ATTR(name, mode, sh, st, addr) { .dev_attr = { .show = (void *)(sh), .store = (void *)(st) } }
#define IIO_DEVICE_ATTR(name, mode, sh, st, addr) struct iio_dev_attr iio_dev_attr_##name = IIO_ATTR(name, mode, sh, st, addr)
#define IIO_DEVICE_ATTR_NAMED(var, name, mode, sh, st, addr) struct iio_dev_attr iio_dev_attr_##var = IIO_ATTR(name, mode, sh, st, addr)
#define IIO_DEVICE_ATTR_RW(name, addr) IIO_DEVICE_ATTR(name, 0644, name##_show, name##_store, addr)
#define IIO_DEVICE_ATTR_RO(name, addr) IIO_DEVICE_ATTR(name, 0444, name##_show, NULL, addr)
#define IIO_DEVICE_ATTR_WO(name, addr) IIO_DEVICE_ATTR(name, 0200, NULL, name##_store, addr)
#define IIO_DEV_ATTR_SAMP_FREQ(mode, sh, st) IIO_DEVICE_ATTR(sampling_frequency, mode, sh, st, 0)
#define IIO_DEV_ATTR_SAMP_FREQ_AVAIL(sh) IIO_DEVICE_ATTR(sampling_frequency_available, 0444, sh, NULL, 0)
#define IIO_DEV_ATTR_INT_TIME_AVAIL(sh) IIO_DEVICE_ATTR(integration_time_available, 0444, sh, NULL, 0)
#define IIO_CONST_ATTR(name, str) struct iio_const_attr iio_const_attr_##name
#define IIO_CONST_ATTR_NAMED(var, name, str) struct iio_const_attr iio_const_attr_##var
#define IIO_CONST_ATTR_SAMP_FREQ_AVAIL(str) struct iio_const_attr iio_const_attr_sampling_frequency_available
#define IIO_CONST_ATTR_INT_TIME_AVAIL(str) struct iio_const_attr iio_const_attr_integration_time_available
#define IIO_CHAN_SOFT_TIMESTAMP(i) { .scan_index = (i) }

#endif

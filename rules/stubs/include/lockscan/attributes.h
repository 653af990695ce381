/* Attributes in sysfs, and tables of power management: their functions stay visible in initialisers. */
#ifndef __LOCKSCAN_ATTRIBUTES_H
#define __LOCKSCAN_ATTRIBUTES_H

#define __lockscan_attr(type, var, sh, st) struct type var = { .show = (void *)(sh), .store = (void *)(st) }
#define __ATTR(name, mode, sh, st) { .show = (void *)(sh), .store = (void *)(st) }
#define __ATTR_RO(name) { .show = (void *)name##_show }
#define __ATTR_RO_MODE(name, mode) { .show = (void *)name##_show }
#define __ATTR_WO(name) { .store = (void *)name##_store }
#define __ATTR_RW(name) { .show = (void *)name##_show, .store = (void *)name##_store }
#define __ATTR_RW_MODE(name, mode) __ATTR_RW(name)
#define __ATTR_PREALLOC(name, mode, sh, st) __ATTR(name, mode, sh, st)
#define __ATTR_IGNORE_LOCKDEP(name, mode, sh, st) __ATTR(name, mode, sh, st)
#define __ATTR_NULL { .show = NULL }
#define DEVICE_ATTR(name, mode, sh, st) __lockscan_attr(device_attribute, dev_attr_##name, sh, st)
#define DEVICE_ATTR_PREALLOC(name, mode, sh, st) __lockscan_attr(device_attribute, dev_attr_##name, sh, st)
#define DEVICE_ATTR_IGNORE_LOCKDEP(name, mode, sh, st) __lockscan_attr(device_attribute, dev_attr_##name, sh, st)
#define DEVICE_ATTR_RW(name) __lockscan_attr(device_attribute, dev_attr_##name, name##_show, name##_store)
#define DEVICE_ATTR_ADMIN_RW(name) DEVICE_ATTR_RW(name)
#define DEVICE_ATTR_RO(name) __lockscan_attr(device_attribute, dev_attr_##name, name##_show, NULL)
#define DEVICE_ATTR_ADMIN_RO(name) DEVICE_ATTR_RO(name)
#define DEVICE_ATTR_WO(name) __lockscan_attr(device_attribute, dev_attr_##name, NULL, name##_store)
#define DEVICE_INT_ATTR(name, mode, var) struct dev_ext_attribute dev_attr_##name
#define DEVICE_ULONG_ATTR(name, mode, var) struct dev_ext_attribute dev_attr_##name
#define DEVICE_BOOL_ATTR(name, mode, var) struct dev_ext_attribute dev_attr_##name
#define DRIVER_ATTR(name, mode, sh, st) __lockscan_attr(driver_attribute, driver_attr_##name, sh, st)
#define DRIVER_ATTR_RW(name) __lockscan_attr(driver_attribute, driver_attr_##name, name##_show, name##_store)
#define DRIVER_ATTR_RO(name) __lockscan_attr(driver_attribute, driver_attr_##name, name##_show, NULL)
#define DRIVER_ATTR_WO(name) __lockscan_attr(driver_attribute, driver_attr_##name, NULL, name##_store)
#define BUS_ATTR(name, mode, sh, st) __lockscan_attr(bus_attribute, bus_attr_##name, sh, st)
#define BUS_ATTR_RW(name) __lockscan_attr(bus_attribute, bus_attr_##name, name##_show, name##_store)
#define BUS_ATTR_RO(name) __lockscan_attr(bus_attribute, bus_attr_##name, name##_show, NULL)
#define BUS_ATTR_WO(name) __lockscan_attr(bus_attribute, bus_attr_##name, NULL, name##_store)
#define CLASS_ATTR(name, mode, sh, st) __lockscan_attr(class_attribute, class_attr_##name, sh, st)
#define CLASS_ATTR_RW(name) __lockscan_attr(class_attribute, class_attr_##name, name##_show, name##_store)
#define CLASS_ATTR_RO(name) __lockscan_attr(class_attribute, class_attr_##name, name##_show, NULL)
#define CLASS_ATTR_WO(name) __lockscan_attr(class_attribute, class_attr_##name, NULL, name##_store)
#define CLASS_ATTR_STRING(name, mode, str) struct class_attribute class_attr_##name
#define CLASS_DEVICE_ATTR(name, mode, sh, st) __lockscan_attr(class_device_attribute, class_device_attr_##name, sh, st)
#define SENSOR_ATTR(name, mode, sh, st, i) { .dev_attr = { .show = (void *)(sh), .store = (void *)(st) }, .index = (i) }
#define SENSOR_DEVICE_ATTR(name, mode, sh, st, i) \
	struct sensor_device_attribute sensor_dev_attr_##name = SENSOR_ATTR(name, mode, sh, st, i)
#define SENSOR_DEVICE_ATTR_RO(name, f, i) SENSOR_DEVICE_ATTR(name, 0444, f##_show, NULL, i)
#define SENSOR_DEVICE_ATTR_RW(name, f, i) SENSOR_DEVICE_ATTR(name, 0644, f##_show, f##_store, i)
#define SENSOR_DEVICE_ATTR_WO(name, f, i) SENSOR_DEVICE_ATTR(name, 0200, NULL, f##_store, i)
#define SENSOR_ATTR_2(name, mode, sh, st, n, i) \
	{ .dev_attr = { .show = (void *)(sh), .store = (void *)(st) }, .index = (i), .nr = (n) }
#define SENSOR_DEVICE_ATTR_2(name, mode, sh, st, n, i) \
	struct sensor_device_attribute_2 sensor_dev_attr_##name = SENSOR_ATTR_2(name, mode, sh, st, n, i)
#define SENSOR_DEVICE_ATTR_2_RO(name, f, n, i) SENSOR_DEVICE_ATTR_2(name, 0444, f##_show, NULL, n, i)
#define SENSOR_DEVICE_ATTR_2_RW(name, f, n, i) SENSOR_DEVICE_ATTR_2(name, 0644, f##_show, f##_store, n, i)
#define BIN_ATTR(name, mode, rd, wr, sz) struct bin_attribute bin_attr_##name = { .read = (void *)(rd), .write = (void *)(wr) }
#define BIN_ATTR_RO(name, sz) struct bin_attribute bin_attr_##name = { .read = (void *)name##_read }
#define BIN_ATTR_WO(name, sz) struct bin_attribute bin_attr_##name = { .write = (void *)name##_write }
#define BIN_ATTR_RW(name, sz) struct bin_attribute bin_attr_##name = { .read = (void *)name##_read, .write = (void *)name##_write }
#define ATTRIBUTE_GROUPS(name) \
	static const struct attribute_group name##_group = { .attrs = name##_attrs }; \
	static const struct attribute_group *name##_groups[] = { &name##_group, NULL }
#define __ATTRIBUTE_GROUPS(name) static const struct attribute_group *name##_groups[] = { &name##_group, NULL }
#define BIN_ATTRIBUTE_GROUPS(name) static const struct attribute_group name##_group, *name##_groups[2]
#define PMU_FORMAT_ATTR(name, fmt) static struct device_attribute format_attr_##name
#define PMU_EVENT_ATTR_STRING(name, var, str) static struct device_attribute var

/* Power management. */
#define SET_SYSTEM_SLEEP_PM_OPS(s, r) .suspend = (s), .resume = (r), .freeze = (s), .thaw = (r), .poweroff = (s), .restore = (r),
#define SYSTEM_SLEEP_PM_OPS(s, r) SET_SYSTEM_SLEEP_PM_OPS(s, r)
#define SET_LATE_SYSTEM_SLEEP_PM_OPS(s, r) .suspend_late = (s), .resume_early = (r), .freeze_late = (s), .thaw_early = (r), .poweroff_late = (s), .restore_early = (r),
#define LATE_SYSTEM_SLEEP_PM_OPS(s, r) SET_LATE_SYSTEM_SLEEP_PM_OPS(s, r)
#define SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r) .suspend_noirq = (s), .resume_noirq = (r), .freeze_noirq = (s), .thaw_noirq = (r), .poweroff_noirq = (s), .restore_noirq = (r),
#define NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r) SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r)
#define SET_RUNTIME_PM_OPS(s, r, i) .runtime_suspend = (s), .runtime_resume = (r), .runtime_idle = (i),
#define RUNTIME_PM_OPS(s, r, i) SET_RUNTIME_PM_OPS(s, r, i)
#define SET_PM_RUNTIME_PM_OPS(s, r, i) SET_RUNTIME_PM_OPS(s, r, i)
#define SIMPLE_DEV_PM_OPS(name, s, r) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define DEFINE_SIMPLE_DEV_PM_OPS(name, s, r) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_SIMPLE_DEV_PM_OPS(name, s, r) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_GPL_SIMPLE_DEV_PM_OPS(name, s, r) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_NS_SIMPLE_DEV_PM_OPS(name, s, r, ns) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define EXPORT_NS_GPL_SIMPLE_DEV_PM_OPS(name, s, r, ns) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) }
#define DEFINE_NOIRQ_DEV_PM_OPS(name, s, r) const struct dev_pm_ops name = { SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(s, r) }
#define UNIVERSAL_DEV_PM_OPS(name, s, r, i) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) SET_RUNTIME_PM_OPS(s, r, i) }
#define DEFINE_RUNTIME_DEV_PM_OPS(name, s, r, i) const struct dev_pm_ops name = { SET_RUNTIME_PM_OPS(s, r, i) }
#define _DEFINE_DEV_PM_OPS(name, s, r, rs, rr, i) const struct dev_pm_ops name = { SET_SYSTEM_SLEEP_PM_OPS(s, r) SET_RUNTIME_PM_OPS(rs, rr, i) }
#define EXPORT_RUNTIME_DEV_PM_OPS(name, s, r, i) const struct dev_pm_ops name = { SET_RUNTIME_PM_OPS(s, r, i) }
#define EXPORT_GPL_RUNTIME_DEV_PM_OPS(name, s, r, i) const struct dev_pm_ops name = { SET_RUNTIME_PM_OPS(s, r, i) }
#define EXPORT_NS_RUNTIME_DEV_PM_OPS(name, s, r, i, ns) const struct dev_pm_ops name = { SET_RUNTIME_PM_OPS(s, r, i) }
#define EXPORT_NS_GPL_RUNTIME_DEV_PM_OPS(name, s, r, i, ns) const struct dev_pm_ops name = { SET_RUNTIME_PM_OPS(s, r, i) }
#define EXPORT_DEV_PM_OPS(name) const struct dev_pm_ops name
#define EXPORT_GPL_DEV_PM_OPS(name) const struct dev_pm_ops name
#define EXPORT_NS_GPL_DEV_PM_OPS(name, ns) const struct dev_pm_ops name
#define pm_ptr(p) (p)
#define pm_sleep_ptr(p) (p)
#define of_match_ptr(p) (p)
#define ACPI_PTR(p) (p)
#define PTR_IF(c, p) (p)

#endif

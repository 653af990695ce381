/* Buses: PCI, platform, USB, I2C, SPI and smaller ones. */
#ifndef __LOCKSCAN_BUS_H
#define __LOCKSCAN_BUS_H

struct pci_device_id { u32 vendor, device, subvendor, subdevice, class, class_mask; kernel_ulong_t driver_data; u32 override_only; };
struct pci_error_handlers { pci_ers_result_t (*error_detected)(), (*mmio_enabled)(), (*slot_reset)(), (*link_reset)(); void (*resume)(), (*reset_prepare)(), (*reset_done)(), (*cor_error_detected)(); };
struct pci_dynids { spinlock_t lock; struct list_head list; };
struct pci_ops { int (*add_bus)(), (*read)(), (*write)(), (*read_byte)(), (*read_word)(), (*read_dword)(); void (*remove_bus)(); void *(*map_bus)(); };
struct pci_bus { struct list_head node, children, devices; struct pci_bus *parent; struct pci_dev *self; struct pci_ops *ops; void *sysdata; unsigned char number, primary, secondary, subordinate; struct device dev; struct device *bridge; struct resource *resource[4]; struct pci_dev *next; };
struct pci_dev {
	struct list_head bus_list, global_list;
	struct pci_bus *bus, *subordinate;
	void *sysdata, *driver_data, *msi_cap_data;
	struct pci_slot *slot;
	unsigned int devfn, class, irq, cfg_size, transparent:1, no_msi:1, is_busmaster:1, msi_enabled:1, msix_enabled:1, is_virtfn:1, is_physfn:1;
	unsigned short vendor, device, subsystem_vendor, subsystem_device, pcie_flags_reg;
	u8 revision, hdr_type, pcie_cap, msi_cap, msix_cap, rom_base_reg, pin, pcie_mpss;
	struct pci_driver *driver;
	u64 dma_mask;
	struct device dev;
	struct resource resource[17];
	unsigned long base_address[6];
	unsigned int rom_address;
	char *slot_name, name[90];
	pci_power_t current_state;
	pci_channel_state_t error_state;
	struct pci_dev *physfn, *next;
	void *sriov;
	struct pci_saved_state *saved_state;
	int active, is_probed, needs_freset, broken_parity_status, d3_delay, d3hot_delay;
};
struct pci_driver {
	struct list_head node;
	const char *name;
	struct module *owner;
	const struct pci_device_id *id_table;
	int (*probe)(), (*suspend)(), (*resume)(), (*suspend_late)(), (*resume_early)(), (*enable_wake)(), (*sriov_configure)(), (*save_state)();
	void (*remove)(), (*shutdown)();
	const struct pci_error_handlers *err_handler;
	const struct attribute_group **groups, **dev_groups;
	struct device_driver driver;
	struct pci_dynids dynids;
	bool driver_managed_dma;
};
struct msix_entry { u32 vector; u16 entry; };
struct msi_msg { u32 address_lo, address_hi, data; };
struct msi_desc { unsigned int irq; struct device *dev; struct msi_msg msg; u16 msi_index; };
struct irq_affinity { unsigned int pre_vectors, post_vectors, nr_sets; };
#define PCI_DEVICE(ven, dev) .vendor = 0, .device = 0
#define PCI_DEVICE_SUB(ven, dev, sven, sdev) .vendor = 0, .device = 0
#define PCI_DEVICE_DATA(ven, dev, info) .vendor = 0, .driver_data = (kernel_ulong_t)(info)
#define PCI_DEVICE_CLASS(cls, mask) .class = (cls), .class_mask = (mask)
#define PCI_VDEVICE(ven, dev) .vendor = 0, .device = 0, .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID, 0, 0
#define PCI_DEVICE_SUBCLASS(x...) .vendor = 0
#define DEFINE_PCI_DEVICE_TABLE(x) const struct pci_device_id x[]
#define PCI_DEVFN(slot, fn) ((((slot) & 31) << 3) | ((fn) & 7))
#define PCI_SLOT(devfn) (((devfn) >> 3) & 31)
#define PCI_FUNC(devfn) ((devfn) & 7)
enum {
	PCI_ANY_ID = ~0, PCI_D0 = 0, PCI_D1, PCI_D2, PCI_D3hot, PCI_D3cold, PCI_UNKNOWN, PCI_POWER_ERROR = -1, PCI_VENDOR_ID = 0, PCI_DEVICE_ID = 2,
	PCI_COMMAND = 4, PCI_COMMAND_IO = 1, PCI_COMMAND_MEMORY = 2, PCI_COMMAND_MASTER = 4, PCI_COMMAND_INVALIDATE = 16, PCI_COMMAND_PARITY = 64,
	PCI_COMMAND_SERR = 256, PCI_COMMAND_INTX_DISABLE = 1024, PCI_STATUS = 6, PCI_CLASS_REVISION = 8, PCI_REVISION_ID = 8, PCI_CACHE_LINE_SIZE = 12,
	PCI_LATENCY_TIMER = 13, PCI_HEADER_TYPE = 14, PCI_BASE_ADDRESS_0 = 16, PCI_BASE_ADDRESS_1 = 20, PCI_BASE_ADDRESS_2 = 24, PCI_BASE_ADDRESS_3 = 28,
	PCI_BASE_ADDRESS_4 = 32, PCI_BASE_ADDRESS_5 = 36, PCI_BASE_ADDRESS_SPACE = 1, PCI_BASE_ADDRESS_SPACE_IO = 1, PCI_BASE_ADDRESS_IO_MASK = ~3,
	PCI_BASE_ADDRESS_MEM_MASK = ~15, PCI_SUBSYSTEM_VENDOR_ID = 44, PCI_SUBSYSTEM_ID = 46, PCI_ROM_ADDRESS = 48, PCI_INTERRUPT_LINE = 60,
	PCI_INTERRUPT_PIN = 61, PCI_CAP_ID_PM = 1, PCI_CAP_ID_MSI = 5, PCI_CAP_ID_EXP = 16, PCI_CAP_ID_MSIX = 17, PCI_EXP_DEVCTL = 8, PCI_EXP_LNKCTL = 16,
	PCI_EXP_LNKSTA = 18, PCI_EXP_LNKCAP = 12, PCI_PM_CTRL = 4, PCI_STD_NUM_BARS = 6, PCI_ROM_RESOURCE = 6, PCI_BRIDGE_RESOURCES = 13, PCI_NUM_RESOURCES = 17,
	PCI_DMA_BIDIRECTIONAL = 0, PCI_DMA_TODEVICE = 1, PCI_DMA_FROMDEVICE = 2, PCI_DMA_NONE = 3, DMA_BIDIRECTIONAL = 0, DMA_TO_DEVICE = 1, DMA_FROM_DEVICE = 2,
	DMA_NONE = 3, PCI_ERS_RESULT_NONE = 1, PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_NEED_RESET, PCI_ERS_RESULT_DISCONNECT, PCI_ERS_RESULT_RECOVERED,
	pci_channel_io_normal = 1, pci_channel_io_frozen, pci_channel_io_perm_failure, PCI_IRQ_LEGACY = 1, PCI_IRQ_INTX = 1, PCI_IRQ_MSI = 2, PCI_IRQ_MSIX = 4,
	PCI_IRQ_AFFINITY = 8, PCI_IRQ_ALL_TYPES = 7, PCIBIOS_SUCCESSFUL = 0, PCIBIOS_DEVICE_NOT_FOUND = 0x86, PCIBIOS_BAD_REGISTER_NUMBER = 0x87,
	PCI_CLASS_NOT_DEFINED = 0, IORESOURCE_IO = 0x100, IORESOURCE_MEM = 0x200, IORESOURCE_IRQ = 0x400, IORESOURCE_DMA = 0x800, IORESOURCE_BUS = 0x1000,
	IORESOURCE_PREFETCH = 0x2000, IORESOURCE_READONLY = 0x4000, IORESOURCE_SIZEALIGN = 0x40000, IORESOURCE_MEM_64 = 0x100000,
	IORESOURCE_IRQ_LOWEDGE = 2, IORESOURCE_IRQ_HIGHEDGE = 1, IORESOURCE_IRQ_SHAREABLE = 16, IORESOURCE_UNSET = 0x20000000, IORESOURCE_BUSY = 0x80000000,
	DMA_ATTR_WEAK_ORDERING = 2, DMA_ATTR_WRITE_COMBINE = 4, DMA_ATTR_NO_KERNEL_MAPPING = 16, DMA_ATTR_SKIP_CPU_SYNC = 32,
	DMA_ATTR_FORCE_CONTIGUOUS = 64, DMA_ATTR_NO_WARN = 256, DMA_MAPPING_ERROR = -1,
};

struct platform_device { const char *name; int id; bool id_auto; struct device dev; u64 platform_dma_mask; u32 num_resources; struct resource *resource; const struct platform_device_id *id_entry; void *mfd_cell, *archdata; };
struct platform_driver { int (*probe)(), (*remove)(), (*suspend)(), (*resume)(); void (*remove_new)(), (*shutdown)(); struct device_driver driver; const struct platform_device_id *id_table; bool prevent_deferred_probe; };
struct platform_device_info { struct device *parent; struct fwnode_handle *fwnode; const char *name; int id; const struct resource *res; unsigned int num_res; const void *data; size_t size_data; u64 dma_mask; const struct property_entry *properties; };
struct platform_suspend_ops { int (*valid)(), (*begin)(), (*prepare)(), (*enter)(); void (*end)(), (*finish)(), (*wake)(); };
struct amba_id { unsigned int id, mask; void *data; };
struct amba_device { struct device dev; struct resource res; unsigned int periphid, irq[9]; };
struct amba_driver { struct device_driver drv; int (*probe)(); void (*remove)(), (*shutdown)(); const struct amba_id *id_table; };
struct auxiliary_device { struct device dev; const char *name; u32 id; };
struct auxiliary_device_id { char name[32]; kernel_ulong_t driver_data; };
struct auxiliary_driver { int (*probe)(), (*suspend)(), (*resume)(); void (*remove)(), (*shutdown)(); const char *name; struct device_driver driver; const struct auxiliary_device_id *id_table; };
struct acpi_device_ops { int (*add)(), (*remove)(), (*start)(), (*bind)(); void (*notify)(); };
struct acpi_device { void *handle; struct device dev; struct { u32 present:1; } status; struct { char bus_id[8]; unsigned long bus_address; char *unique_id; } pnp; void *driver_data; struct acpi_device *parent; };
struct acpi_driver { char name[80], class[80]; const struct acpi_device_id *ids; unsigned int flags; struct acpi_device_ops ops; struct device_driver drv; struct module *owner; };
union acpi_object { int type; struct { int type; u64 value; } integer; struct { int type; u32 length; char *pointer; } string; struct { int type; u32 length; u8 *pointer; } buffer; struct { int type; u32 count; union acpi_object *elements; } package; struct { int type; acpi_handle handle; } reference; };
struct acpi_buffer { size_t length; void *pointer; };
struct acpi_object_list { u32 count; union acpi_object *pointer; };
struct acpi_resource { u32 type, length; };
struct pnp_device_id { u8 id[8]; kernel_ulong_t driver_data; };
struct pnp_card_device_id { u8 id[8]; kernel_ulong_t driver_data; struct { u8 id[8]; } devs[8]; };
struct pnp_dev { struct device dev; u64 dma_mask; unsigned int number; int status; struct list_head global_list; void *protocol, *card, *driver; int active; };
struct pnp_driver { const char *name; const struct pnp_device_id *id_table; unsigned int flags; int (*probe)(), (*suspend)(), (*resume)(); void (*remove)(), (*shutdown)(); struct device_driver driver; };
struct pnp_card_driver { struct list_head global_list; char *name; const struct pnp_card_device_id *id_table; unsigned int flags; int (*probe)(), (*suspend)(), (*resume)(); void (*remove)(); struct pnp_driver link; };
struct isa_driver { int (*match)(), (*probe)(), (*suspend)(), (*resume)(); void (*remove)(), (*shutdown)(); struct device_driver driver; };
struct eisa_device_id { char sig[8]; kernel_ulong_t driver_data; };
struct eisa_driver { const struct eisa_device_id *id_table; struct device_driver driver; };
struct virtio_device_id { u32 device, vendor; };
struct virtqueue { struct list_head list; void (*callback)(); const char *name; struct virtio_device *vdev; unsigned int index, num_free; void *priv; };
struct virtio_config_ops { void (*get)(), (*set)(), (*set_status)(), (*reset)(), (*del_vqs)(), (*synchronize_cbs)(); u32 (*generation)(); u8 (*get_status)(); int (*find_vqs)(), (*finalize_features)(), (*set_vq_affinity)(); u64 (*get_features)(); const char *(*bus_name)(); bool (*get_shm_region)(); };
struct virtio_device { int index; bool failed, config_enabled; spinlock_t config_lock, vqs_list_lock; struct device dev; struct virtio_device_id id; const struct virtio_config_ops *config; struct list_head vqs; u64 features; void *priv; };
struct virtio_driver { struct device_driver driver; const struct virtio_device_id *id_table; const unsigned int *feature_table, *feature_table_legacy; unsigned int feature_table_size, feature_table_size_legacy; int (*validate)(), (*probe)(), (*freeze)(), (*restore)(); void (*scan)(), (*remove)(), (*config_changed)(); };
struct pcmcia_device_id { u16 match_flags, manf_id, card_id; };
struct pcmcia_device { struct device dev; struct resource *resource[6]; unsigned int irq, config_index, config_base, config_regs, vpp; void *priv, *socket; u8 func, device_no; struct { char *dev_name; int major, minor; } *dev_node; char *devname; u16 manf_id, card_id; u8 has_manf_id:1, has_card_id:1; unsigned int config_flags; const char *prod_id[4]; };
struct pcmcia_driver { const char *name; int (*probe)(), (*suspend)(), (*resume)(); void (*remove)(); struct module *owner; const struct pcmcia_device_id *id_table; struct device_driver drv; };
struct sdio_device_id { u8 class; u16 vendor, device; kernel_ulong_t driver_data; };
struct sdio_func { struct mmc_card *card; struct device dev; void (*irq_handler)(); unsigned int num; u8 class; u16 vendor, device; unsigned max_blksize, cur_blksize, enable_timeout, state; };
struct sdio_driver { char *name; const struct sdio_device_id *id_table; int (*probe)(); void (*remove)(); struct device_driver drv; };
struct parport { unsigned long base, base_hi; unsigned int size; const char *name; unsigned int modes; int irq, dma, portnum, number; struct device *dev; struct pardevice *devices, *cad; spinlock_t pardevice_lock, waitlist_lock; rwlock_t cad_lock; void *private_data; struct parport_operations *ops; struct semaphore irq_sem; };
struct pardevice { const char *name; struct parport *port; int daisy; int (*preempt)(); void (*wakeup)(), (*irq_func)(); void *private; unsigned int flags; struct device dev; };
struct pardev_cb { void *private; unsigned int flags; int (*preempt)(); void (*wakeup)(), (*irq_func)(); };
struct parport_driver { const char *name; void (*attach)(), (*detach)(), (*match_port)(); int (*probe)(); struct list_head list; struct device_driver driver; bool devmodel; };
struct serio { void *port_data; char name[32], phys[32]; struct { u8 type, extra, id, proto; } id; int (*write)(), (*open)(), (*start)(); void (*close)(), (*stop)(); spinlock_t lock; struct serio *parent; struct device dev; struct list_head node; };
struct serio_device_id { u8 type, extra, id, proto; };
struct serio_driver { const char *description; const struct serio_device_id *id_table; bool manual_bind; int (*connect)(), (*reconnect)(), (*fast_reconnect)(); irqreturn_t (*interrupt)(); void (*write_wakeup)(), (*disconnect)(), (*cleanup)(); struct device_driver driver; };
struct rpmsg_device { struct device dev; struct { char name[32]; kernel_ulong_t driver_data; } id; u32 src, dst; void *ept; };
struct rpmsg_driver { struct device_driver drv; const void *id_table; int (*probe)(), (*callback)(); void (*remove)(); };
struct hv_device { struct device device; void *channel; };
struct hv_driver { const char *name; const void *id_table; struct device_driver driver; int (*probe)(), (*remove)(), (*suspend)(), (*resume)(); void (*shutdown)(); };
struct xenbus_device { const char *devicetype, *nodename, *otherend; int otherend_id; struct device dev; int state; };
struct xenbus_driver { const char *name; const void *ids; int (*probe)(), (*remove)(), (*suspend)(), (*resume)(), (*uevent)(), (*is_ready)(); void (*otherend_changed)(); struct device_driver driver; };

/* USB. */
struct usb_device_id { u16 match_flags, idVendor, idProduct, bcdDevice_lo, bcdDevice_hi; u8 bDeviceClass, bDeviceSubClass, bDeviceProtocol, bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol, bInterfaceNumber; kernel_ulong_t driver_info; };
#define USB_DEVICE(v, p) .idVendor = (v), .idProduct = (p)
#define USB_DEVICE_VER(v, p, lo, hi) .idVendor = (v), .idProduct = (p)
#define USB_DEVICE_INTERFACE_PROTOCOL(v, p, pr) .idVendor = (v), .idProduct = (p)
#define USB_DEVICE_INTERFACE_CLASS(v, p, cl) .idVendor = (v), .idProduct = (p)
#define USB_DEVICE_INTERFACE_NUMBER(v, p, n) .idVendor = (v), .idProduct = (p)
#define USB_DEVICE_AND_INTERFACE_INFO(v, p, cl, sc, pr) .idVendor = (v), .idProduct = (p)
#define USB_VENDOR_AND_INTERFACE_INFO(v, cl, sc, pr) .idVendor = (v)
#define USB_INTERFACE_INFO(cl, sc, pr) .bInterfaceClass = (cl)
#define USB_DEVICE_INFO(cl, sc, pr) .bDeviceClass = (cl)
struct usb_device_descriptor { u8 bLength, bDescriptorType, bDeviceClass, bDeviceSubClass, bDeviceProtocol, bMaxPacketSize0, iManufacturer, iProduct, iSerialNumber, bNumConfigurations; __le16 bcdUSB, idVendor, idProduct, bcdDevice; };
struct usb_config_descriptor { u8 bLength, bDescriptorType, bNumInterfaces, bConfigurationValue, iConfiguration, bmAttributes, bMaxPower; __le16 wTotalLength; };
struct usb_interface_descriptor { u8 bLength, bDescriptorType, bInterfaceNumber, bAlternateSetting, bNumEndpoints, bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol, iInterface; };
struct usb_endpoint_descriptor { u8 bLength, bDescriptorType, bEndpointAddress, bmAttributes, bInterval, bRefresh, bSynchAddress; __le16 wMaxPacketSize; };
struct usb_ss_ep_comp_descriptor { u8 bLength, bDescriptorType, bMaxBurst, bmAttributes; __le16 wBytesPerInterval; };
struct usb_ctrlrequest { u8 bRequestType, bRequest; __le16 wValue, wIndex, wLength; };
struct usb_host_endpoint { struct usb_endpoint_descriptor desc; struct usb_ss_ep_comp_descriptor ss_ep_comp; struct list_head urb_list; void *hcpriv; unsigned char *extra; int extralen, enabled, streams; };
struct usb_host_interface { struct usb_interface_descriptor desc; int extralen; unsigned char *extra; struct usb_host_endpoint *endpoint; char *string; };
struct usb_interface { struct usb_host_interface *altsetting, *cur_altsetting; unsigned num_altsetting; void *intf_assoc; int minor, condition; unsigned needs_remote_wakeup:1; struct device dev; struct device *usb_dev; struct work_struct reset_ws; };
struct usb_host_config { struct usb_config_descriptor desc; struct usb_interface *interface[32]; char *string; };
struct usb_bus { struct device *controller, *sysdev; int busnum; const char *bus_name; struct usb_device *root_hub; int bandwidth_allocated, bandwidth_int_reqs, bandwidth_isoc_reqs; bool no_sg_constraint; unsigned sg_tablesize; u8 otg_port, is_b_host; };
struct usb_device {
	int devnum, state, speed, maxchild, ttport, string_langid;
	char devpath[16];
	struct usb_tt *tt;
	unsigned int toggle[2];
	struct usb_device *parent;
	struct usb_bus *bus;
	struct usb_host_endpoint ep0, *ep_in[16], *ep_out[16];
	struct device dev;
	struct usb_device_descriptor descriptor;
	struct usb_host_config *config, *actconfig;
	u8 portnum, level;
	unsigned can_submit:1, persist_enabled:1, authorized:1, do_remote_wakeup:1;
	char *product, *manufacturer, *serial;
	struct list_head filelist;
	u32 quirks, route;
	int slot_id;
	void *bos;
};
struct usb_driver {
	const char *name;
	struct module *owner;
	int (*probe)(), (*suspend)(), (*resume)(), (*reset_resume)(), (*pre_reset)(), (*post_reset)(), (*unlocked_ioctl)(), (*ioctl)();
	void (*disconnect)(), (*shutdown)();
	const struct usb_device_id *id_table;
	const struct attribute_group **dev_groups;
	struct device_driver driver;
	struct { spinlock_t lock; struct list_head list; } dynids;
	struct { struct device_driver driver; } drvwrap;
	unsigned int no_dynamic_id, supports_autosuspend, disable_hub_initiated_lpm, soft_unbind;
	struct file_operations *fops;
	int minor;
};
struct usb_device_driver { const char *name; int (*probe)(), (*suspend)(), (*resume)(); void (*disconnect)(); struct { struct device_driver driver; } drvwrap; };
struct usb_class_driver { char *name; char *(*devnode)(); const struct file_operations *fops; int minor_base, mode; };
struct usb_iso_packet_descriptor { unsigned int offset, length, actual_length; int status; };
typedef struct usb_iso_packet_descriptor iso_packet_descriptor_t, *piso_packet_descriptor_t;
struct usb_anchor { struct list_head urb_list; wait_queue_head_t wait; spinlock_t lock; atomic_t suspend_wakeups; unsigned int poisoned:1; };
struct urb {
	struct kref kref;
	spinlock_t lock;
	void *hcpriv, *context, *transfer_buffer;
	atomic_t use_count, reject;
	struct list_head urb_list, anchor_list;
	struct usb_anchor *anchor;
	struct usb_device *dev;
	struct usb_host_endpoint *ep;
	unsigned int pipe, stream_id, transfer_flags;
	int status, unlinked;
	dma_addr_t transfer_dma, setup_dma;
	struct scatterlist *sg;
	int num_mapped_sgs, num_sgs, start_frame, number_of_packets, interval, error_count, bandwidth, timeout;
	u32 transfer_buffer_length, actual_length;
	unsigned char *setup_packet;
	usb_complete_t complete;
	struct urb *next;
	struct usb_iso_packet_descriptor iso_frame_desc[1];
};
typedef struct urb urb_t, *purb_t;
struct hc_driver { const char *description, *product_desc; size_t hcd_priv_size; irqreturn_t (*irq)(); int flags; int (*reset)(), (*start)(), (*pci_suspend)(), (*pci_resume)(), (*get_frame_number)(), (*urb_enqueue)(), (*urb_dequeue)(), (*map_urb_for_dma)(), (*hub_status_data)(), (*hub_control)(), (*bus_suspend)(), (*bus_resume)(), (*start_port_reset)(), (*alloc_dev)(), (*alloc_streams)(), (*free_streams)(), (*add_endpoint)(), (*drop_endpoint)(), (*check_bandwidth)(), (*address_device)(), (*enable_device)(), (*update_hub_device)(), (*reset_device)(), (*update_device)(), (*set_usb2_hw_lpm)(), (*enable_usb3_lpm_timeout)(), (*disable_usb3_lpm_timeout)(), (*find_raw_port_number)(), (*port_power)(), (*port_handed_over)(); void (*stop)(), (*shutdown)(), (*unmap_urb_for_dma)(), (*endpoint_disable)(), (*endpoint_reset)(), (*relinquish_port)(), (*clear_tt_buffer_complete)(), (*free_dev)(), (*reset_bandwidth)(); unsigned long (*get_resuming_ports)(); };
struct usb_hcd { struct usb_bus self; struct kref kref; const char *product_desc; int speed; char irq_descr[24]; struct timer_list rh_timer; struct urb *status_urb; struct work_struct wakeup_work, died_work; const struct hc_driver *driver; struct usb_phy *usb_phy; unsigned long flags; unsigned int irq; void *regs; resource_size_t rsrc_start, rsrc_len; unsigned power_budget, uses_new_polling:1, has_tt:1, can_wakeup:1, skip_phy_initialization:1, localmem_pool_used:1; struct mutex *address0_mutex, *bandwidth_mutex; struct usb_hcd *shared_hcd, *primary_hcd; int state; unsigned long hcd_priv[1]; };
struct usb_ep_caps { unsigned type_control:1, type_iso:1, type_bulk:1, type_int:1, dir_in:1, dir_out:1; };
struct usb_ep_ops { int (*enable)(), (*disable)(), (*queue)(), (*dequeue)(), (*set_halt)(), (*set_wedge)(), (*fifo_status)(); void (*dispose)(), (*free_request)(), (*fifo_flush)(); struct usb_request *(*alloc_request)(); };
struct usb_ep { void *driver_data; const char *name; const struct usb_ep_ops *ops; struct list_head ep_list; struct usb_ep_caps caps; bool claimed, enabled; unsigned maxpacket:16, maxpacket_limit:16, max_streams:16, mult:2, maxburst:5; u8 address; const struct usb_endpoint_descriptor *desc; const struct usb_ss_ep_comp_descriptor *comp_desc; };
struct usb_request { void *buf; unsigned length; dma_addr_t dma; struct scatterlist *sg; unsigned num_sgs, num_mapped_sgs, stream_id, zero:1, short_not_ok:1, no_interrupt:1, dma_mapped:1; void (*complete)(); void *context; struct list_head list; unsigned frame_number; int status; unsigned actual; };
struct usb_gadget_ops { int (*get_frame)(), (*wakeup)(), (*func_wakeup)(), (*set_selfpowered)(), (*vbus_session)(), (*vbus_draw)(), (*pullup)(), (*ioctl)(), (*udc_start)(), (*udc_stop)(), (*check_config)(); void (*get_config_params)(), (*udc_set_speed)(), (*udc_set_ssp_rate)(), (*udc_async_callbacks)(); struct usb_ep *(*match_ep)(); };
struct usb_gadget { struct work_struct work; void *udc; const struct usb_gadget_ops *ops; struct usb_ep *ep0; struct list_head ep_list; int speed, max_speed, state; const char *name; struct device dev; unsigned isoch_delay, out_epnum, in_epnum, mA, quirk_zlp_not_supp:1, is_otg:1, is_a_peripheral:1, b_hnp_enable:1, a_hnp_support:1, a_alt_hnp_support:1, is_selfpowered:1, deactivated:1, connected:1, sg_supported:1, lpm_capable:1, host_request_flag:1, quirk_ep_out_aligned_size:1; int irq; };
struct usb_gadget_driver { char *function; int max_speed; int (*bind)(), (*setup)(); void (*unbind)(), (*disconnect)(), (*suspend)(), (*resume)(), (*reset)(); struct device_driver driver; char *udc_name; };
struct usb_phy { struct device *dev; const char *label; unsigned int flags; int type, last_event; struct usb_otg *otg; void *io_priv, *io_ops; struct atomic_notifier_head notifier; u16 port_status, port_change; int (*init)(), (*set_vbus)(), (*set_power)(), (*set_suspend)(), (*set_wakeup)(), (*notify_connect)(), (*notify_disconnect)(), (*charger_detect)(); void (*shutdown)(); };
struct usb_otg { u8 default_a; void *phy; struct usb_phy *usb_phy; struct usb_bus *host; struct usb_gadget *gadget; int state; int (*set_host)(), (*set_peripheral)(), (*set_vbus)(), (*start_srp)(), (*start_hnp)(); };
struct usb_function { const char *name; void *strings, *fs_descriptors, *hs_descriptors, *ss_descriptors, *ssp_descriptors, *config, *os_desc_table, *mod, *fi; int (*bind)(), (*set_alt)(), (*get_alt)(), (*setup)(), (*get_status)(), (*func_suspend)(); void (*unbind)(), (*free_func)(), (*disable)(), (*suspend)(), (*resume)(); bool (*req_match)(); };
struct usb_serial_port { void *serial; struct tty_port port; spinlock_t lock; u32 minor; u8 port_number; struct urb *interrupt_in_urb, *read_urb, *read_urbs[2], *write_urb, *write_urbs[2], *interrupt_out_urb; unsigned char *interrupt_in_buffer, *bulk_in_buffer, *bulk_out_buffer, *interrupt_out_buffer, *bulk_in_buffers[2], *bulk_out_buffers[2]; u8 interrupt_in_endpointAddress, bulk_in_endpointAddress, bulk_out_endpointAddress; int bulk_in_size, bulk_out_size, interrupt_out_size, tx_bytes; unsigned long flags, write_urbs_free, read_urbs_free; struct kfifo write_fifo; struct work_struct work; struct async_icount icount; struct device dev; unsigned long sysrq; int throttled; struct tty_struct *tty; };
struct usb_serial { struct usb_device *dev; struct usb_serial_driver *type; struct usb_interface *interface; unsigned char disconnected:1, suspending:1, attached:1, minors_reserved:1, num_ports, num_port_pointers, num_interrupt_in, num_interrupt_out, num_bulk_in, num_bulk_out; struct usb_serial_port *port[16]; struct kref kref; struct mutex disc_mutex; void *private; };
struct usb_serial_driver { const char *description; const struct usb_device_id *id_table; struct list_head driver_list; struct device_driver driver; struct usb_driver *usb_driver; unsigned char num_ports, num_bulk_in, num_bulk_out, num_interrupt_in, num_interrupt_out; size_t bulk_in_size, bulk_out_size; int (*probe)(), (*attach)(), (*calc_num_ports)(), (*port_probe)(), (*suspend)(), (*resume)(), (*reset_resume)(), (*open)(), (*write)(), (*ioctl)(), (*tiocmget)(), (*tiocmset)(), (*tiocmiwait)(), (*get_icount)(), (*carrier_raised)(), (*prepare_write_buffer)(), (*get_serial)(), (*set_serial)(), (*write_room)(), (*chars_in_buffer)(), (*break_ctl)(); void (*disconnect)(), (*release)(), (*port_remove)(), (*close)(), (*set_termios)(), (*wait_until_sent)(), (*throttle)(), (*unthrottle)(), (*dtr_rts)(), (*init_termios)(), (*read_int_callback)(), (*write_int_callback)(), (*read_bulk_callback)(), (*write_bulk_callback)(), (*process_read_urb)(); bool (*tx_empty)(); };
enum {
	USB_DIR_OUT = 0, USB_DIR_IN = 128, USB_TYPE_STANDARD = 0, USB_TYPE_CLASS = 32, USB_TYPE_VENDOR = 64, USB_TYPE_MASK = 96, USB_RECIP_DEVICE = 0,
	USB_RECIP_INTERFACE, USB_RECIP_ENDPOINT, USB_RECIP_OTHER, USB_RECIP_MASK = 31, USB_REQ_GET_STATUS = 0, USB_REQ_CLEAR_FEATURE, USB_REQ_SET_FEATURE = 3,
	USB_REQ_SET_ADDRESS = 5, USB_REQ_GET_DESCRIPTOR, USB_REQ_SET_DESCRIPTOR, USB_REQ_GET_CONFIGURATION, USB_REQ_SET_CONFIGURATION, USB_REQ_GET_INTERFACE,
	USB_REQ_SET_INTERFACE, USB_DT_DEVICE = 1, USB_DT_CONFIG, USB_DT_STRING, USB_DT_INTERFACE, USB_DT_ENDPOINT, USB_DT_HUB = 0x29,
	USB_ENDPOINT_NUMBER_MASK = 15, USB_ENDPOINT_DIR_MASK = 128, USB_ENDPOINT_XFERTYPE_MASK = 3, USB_ENDPOINT_XFER_CONTROL = 0, USB_ENDPOINT_XFER_ISOC,
	USB_ENDPOINT_XFER_BULK, USB_ENDPOINT_XFER_INT, USB_ENDPOINT_HALT = 0, USB_CTRL_GET_TIMEOUT = 5000, USB_CTRL_SET_TIMEOUT = 5000, USB_SPEED_UNKNOWN = 0,
	USB_SPEED_LOW, USB_SPEED_FULL, USB_SPEED_HIGH, USB_SPEED_WIRELESS, USB_SPEED_SUPER, USB_SPEED_SUPER_PLUS, USB_STATE_NOTATTACHED = 0, USB_STATE_ATTACHED,
	USB_STATE_POWERED, USB_STATE_DEFAULT = 5, USB_STATE_ADDRESS, USB_STATE_CONFIGURED, USB_STATE_SUSPENDED, URB_SHORT_NOT_OK = 1, URB_ISO_ASAP = 2,
	URB_NO_TRANSFER_DMA_MAP = 4, URB_ZERO_PACKET = 64, URB_NO_INTERRUPT = 128, URB_FREE_BUFFER = 256, URB_ASYNC_UNLINK = 8, USB_ASYNC_UNLINK = 8,
	USB_ISO_ASAP = 2, USB_DISABLE_SPD = 1, USB_QUEUE_BULK = 16, USB_ST_NOERROR = 0, USB_CLASS_VENDOR_SPEC = 255, USB_CLASS_HID = 3, USB_CLASS_COMM = 2,
	USB_CLASS_AUDIO = 1, USB_MAJOR = 180, PIPE_ISOCHRONOUS = 0, PIPE_INTERRUPT, PIPE_CONTROL, PIPE_BULK, USB_QUIRK_RESET_RESUME = 2, USB_PORT_FEAT_POWER = 8,
	USB_PORT_FEAT_RESET = 4, USB_PORT_FEAT_SUSPEND = 2, USB_PORT_FEAT_ENABLE = 1, USB_PORT_FEAT_CONNECTION = 0, OTG_STATE_UNDEFINED = 0, OTG_STATE_B_IDLE,
	OTG_STATE_B_SRP_INIT, OTG_STATE_B_PERIPHERAL, OTG_STATE_B_WAIT_ACON, OTG_STATE_B_HOST, OTG_STATE_A_IDLE, OTG_STATE_A_WAIT_VRISE, OTG_STATE_A_WAIT_BCON,
	OTG_STATE_A_HOST, OTG_STATE_A_SUSPEND, OTG_STATE_A_PERIPHERAL, OTG_STATE_A_WAIT_VFALL, OTG_STATE_A_VBUS_ERR,
};

/* I2C, SPI, one-wire, MFD-like register access. */
struct i2c_device_id { char name[20]; kernel_ulong_t driver_data; };
struct i2c_msg { u16 addr, flags, len; u8 *buf; };
struct i2c_client { unsigned short flags, addr; char name[20]; struct i2c_adapter *adapter; struct device dev; int irq, init_irq; struct list_head detected; void *devres_group_id, *driver, *data; };
struct i2c_board_info { char type[20]; unsigned short flags, addr; const char *dev_name; void *platform_data; struct device_node *of_node; struct fwnode_handle *fwnode; const struct software_node *swnode; int irq; };
struct i2c_driver { unsigned int class, flags, id; int (*probe)(), (*probe_new)(), (*command)(), (*detect)(), (*attach_adapter)(), (*detach_client)(); void (*remove)(), (*shutdown)(), (*alert)(); struct device_driver driver; const struct i2c_device_id *id_table; const unsigned short *address_list; struct list_head clients; char name[32]; };
struct i2c_algorithm { int (*master_xfer)(), (*master_xfer_atomic)(), (*xfer)(), (*xfer_atomic)(), (*smbus_xfer)(), (*smbus_xfer_atomic)(), (*reg_slave)(), (*unreg_slave)(), (*algo_control)(); u32 (*functionality)(); };
struct i2c_lock_operations { void (*lock_bus)(), (*unlock_bus)(); int (*trylock_bus)(); };
struct i2c_bus_recovery_info { int (*recover_bus)(), (*get_scl)(), (*get_sda)(), (*get_bus_free)(); void (*set_scl)(), (*set_sda)(), (*prepare_recovery)(), (*unprepare_recovery)(); void *scl_gpiod, *sda_gpiod, *pinctrl; };
struct i2c_adapter_quirks { u64 flags; int max_num_msgs; u16 max_write_len, max_read_len, max_comb_1st_msg_len, max_comb_2nd_msg_len; };
struct i2c_adapter { struct module *owner; unsigned int class, id; const struct i2c_algorithm *algo; void *algo_data; const struct i2c_lock_operations *lock_ops; struct rt_mutex bus_lock, mux_lock; int timeout, retries; struct device dev; unsigned long locked_flags; int nr; char name[48]; struct completion dev_released; struct mutex userspace_clients_lock; struct list_head userspace_clients; struct i2c_bus_recovery_info *bus_recovery_info; const struct i2c_adapter_quirks *quirks; };
struct i2c_algo_bit_data { void *data; void (*setsda)(), (*setscl)(), (*post_xfer)(); int (*getsda)(), (*getscl)(), (*pre_xfer)(); int udelay, timeout; bool can_do_atomic; };
struct i2c_timings { u32 bus_freq_hz, scl_rise_ns, scl_fall_ns, scl_int_delay_ns, sda_fall_ns, sda_hold_ns; };
union i2c_smbus_data { u8 byte; u16 word; u8 block[34]; };
enum { I2C_M_RD = 1, I2C_M_TEN = 16, I2C_M_RECV_LEN = 1024, I2C_M_NO_RD_ACK = 2048, I2C_M_IGNORE_NAK = 4096, I2C_M_NOSTART = 16384, I2C_M_STOP = 32768, I2C_FUNC_I2C = 1, I2C_FUNC_10BIT_ADDR = 2, I2C_FUNC_SMBUS_BYTE = 0x60000, I2C_FUNC_SMBUS_BYTE_DATA = 0x180000, I2C_FUNC_SMBUS_WORD_DATA = 0x600000, I2C_FUNC_SMBUS_I2C_BLOCK = 0xc000000, I2C_FUNC_SMBUS_EMUL = 0xeff0008, I2C_FUNC_SMBUS_BLOCK_DATA = 0x3000000, I2C_FUNC_SLAVE = 32, I2C_SMBUS_READ = 1, I2C_SMBUS_WRITE = 0, I2C_SMBUS_QUICK = 0, I2C_SMBUS_BYTE, I2C_SMBUS_BYTE_DATA, I2C_SMBUS_WORD_DATA, I2C_SMBUS_PROC_CALL, I2C_SMBUS_BLOCK_DATA, I2C_SMBUS_I2C_BLOCK_DATA = 8, I2C_SMBUS_BLOCK_MAX = 32, I2C_CLASS_HWMON = 1, I2C_CLASS_DDC = 8, I2C_CLASS_DEPRECATED = 256, I2C_NAME_SIZE = 20, I2C_CLIENT_END = 0xfffe, I2C_CLIENT_WAKE = 128, I2C_MAX_STANDARD_MODE_FREQ = 100000, I2C_MAX_FAST_MODE_FREQ = 400000, I2C_MAX_FAST_MODE_PLUS_FREQ = 1000000, I2C_LOCK_ROOT_ADAPTER = 1, I2C_LOCK_SEGMENT = 2 };
#define I2C_BOARD_INFO(t, a) .type = t, .addr = (a)
struct spi_device_id { char name[32]; kernel_ulong_t driver_data; };
struct spi_device { struct device dev; struct spi_controller *controller, *master; u32 max_speed_hz, mode; u8 chip_select, bits_per_word; bool rt; int irq; void *controller_state, *controller_data; char modalias[32]; struct gpio_desc *cs_gpiod; int cs_gpio; u16 word_delay_usecs; };
struct spi_driver { const struct spi_device_id *id_table; int (*probe)(), (*suspend)(), (*resume)(); void (*remove)(), (*shutdown)(); struct device_driver driver; };
struct spi_delay { u16 value; u8 unit; };
struct spi_transfer { const void *tx_buf; void *rx_buf; unsigned len; dma_addr_t tx_dma, rx_dma; struct sg_table tx_sg, rx_sg; unsigned cs_change:1, tx_nbits:3, rx_nbits:3, cs_off:1; u8 bits_per_word; struct spi_delay delay, cs_change_delay, word_delay; u16 delay_usecs; u32 speed_hz, effective_speed_hz; struct list_head transfer_list; u16 error; };
struct spi_message { struct list_head transfers, queue; struct spi_device *spi; unsigned is_dma_mapped:1; void (*complete)(); void *context, *state; unsigned frame_length, actual_length; int status; };
struct spi_controller_mem_ops { int (*adjust_op_size)(), (*exec_op)(), (*dirmap_create)(), (*poll_status)(); bool (*supports_op)(); const char *(*get_name)(); void (*dirmap_destroy)(); ssize_t (*dirmap_read)(), (*dirmap_write)(); };
struct spi_controller { struct device dev; struct list_head list, queue; s16 bus_num; u16 num_chipselect, dma_alignment; u32 mode_bits, bits_per_word_mask, min_speed_hz, max_speed_hz; u16 flags; bool slave, devm_allocated, auto_runtime_pm, rt, use_gpio_descriptors; size_t (*max_transfer_size)(), (*max_message_size)(); struct mutex io_mutex, bus_lock_mutex; spinlock_t bus_lock_spinlock, queue_lock; int (*setup)(), (*transfer)(), (*prepare_transfer_hardware)(), (*transfer_one_message)(), (*unprepare_transfer_hardware)(), (*prepare_message)(), (*unprepare_message)(), (*slave_abort)(), (*target_abort)(), (*transfer_one)(), (*set_cs_timing)(); void (*cleanup)(), (*set_cs)(), (*handle_err)(); bool (*can_dma)(); struct kthread_worker *kworker; struct spi_message *cur_msg; struct completion xfer_completion; const struct spi_controller_mem_ops *mem_ops; void *mem_caps; struct gpio_desc **cs_gpiods; int *cs_gpios; struct dma_chan *dma_tx, *dma_rx; bool running, busy; struct spi_transfer *cur_xfer; };
#define spi_master spi_controller
struct w1_bus_master { void *data; u8 (*read_bit)(), (*touch_bit)(), (*read_byte)(), (*read_block)(), (*triplet)(), (*reset_bus)(), (*set_pullup)(); void (*write_bit)(), (*write_byte)(), (*write_block)(), (*search)(); };
struct w1_family_ops { int (*add_slave)(); void (*remove_slave)(); const struct attribute_group **groups; const void *chip_info; };
struct w1_family { struct list_head family_entry; u8 fid; const struct w1_family_ops *fops; atomic_t refcnt; };
struct regmap_config { const char *name; int reg_bits, reg_stride, pad_bits, val_bits; bool (*writeable_reg)(), (*readable_reg)(), (*volatile_reg)(), (*precious_reg)(); bool disable_locking, fast_io, use_single_read, use_single_write, can_sleep; void (*lock)(), (*unlock)(); void *lock_arg; int (*reg_read)(), (*reg_write)(), (*reg_update_bits)(); unsigned int max_register, num_reg_defaults; const void *wr_table, *rd_table, *volatile_table, *reg_defaults, *ranges; int cache_type, reg_format_endian, val_format_endian; unsigned int num_ranges, read_flag_mask, write_flag_mask; };
struct regmap_bus { bool fast_io; int (*write)(), (*gather_write)(), (*read)(), (*reg_read)(), (*reg_write)(), (*reg_update_bits)(); int reg_format_endian_default, val_format_endian_default; };
struct regmap_range { unsigned int range_min, range_max; };
struct regmap_access_table { const struct regmap_range *yes_ranges, *no_ranges; unsigned int n_yes_ranges, n_no_ranges; };
struct regmap_irq { unsigned int reg_offset, mask; };
struct regmap_irq_chip { const char *name; unsigned int status_base, mask_base, ack_base, num_regs; const struct regmap_irq *irqs; int num_irqs; int (*handle_pre_irq)(), (*handle_post_irq)(); };
struct reg_field { unsigned int reg, lsb, msb; };
struct reg_default { unsigned int reg, def; };
struct reg_sequence { unsigned int reg, def, delay_us; };
#define regmap_reg_range(low, high) { .range_min = (low), .range_max = (high) }
#define REG_FIELD(r, l, m) { .reg = (r), .lsb = (l), .msb = (m) }
#define REGMAP_IRQ_REG(i, off, m) [i] = { .reg_offset = (off), .mask = (m) }
struct mfd_cell { const char *name; int id; void *platform_data; size_t pdata_size; const char *of_compatible; int num_resources; const struct resource *resources; int (*enable)(), (*disable)(); };
#define DEFINE_RES_MEM(s, n) { .start = (s), .end = (s) + (n) - 1, .flags = IORESOURCE_MEM }
#define DEFINE_RES_MEM_NAMED(s, n, nm) { .start = (s), .end = (s) + (n) - 1, .name = (nm), .flags = IORESOURCE_MEM }
#define DEFINE_RES_IO(s, n) { .start = (s), .end = (s) + (n) - 1, .flags = IORESOURCE_IO }
#define DEFINE_RES_IO_NAMED(s, n, nm) { .start = (s), .end = (s) + (n) - 1, .name = (nm), .flags = IORESOURCE_IO }
#define DEFINE_RES_IRQ(i) { .start = (i), .end = (i), .flags = IORESOURCE_IRQ }
#define DEFINE_RES_IRQ_NAMED(i, nm) { .start = (i), .end = (i), .name = (nm), .flags = IORESOURCE_IRQ }
#define DEFINE_RES_NAMED(s, n, nm, fl) { .start = (s), .end = (s) + (n) - 1, .name = (nm), .flags = (fl) }

#endif

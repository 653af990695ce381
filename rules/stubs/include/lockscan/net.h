/* Network devices, packets, PHYs, wireless. */
#ifndef __LOCKSCAN_NET_H
#define __LOCKSCAN_NET_H

struct sk_buff_head { struct sk_buff *next, *prev; u32 qlen; spinlock_t lock; };
typedef struct skb_frag { struct page *bv_page; unsigned int bv_len, bv_offset, size, page_offset; } skb_frag_t;
struct skb_shared_hwtstamps { ktime_t hwtstamp; };
struct skb_shared_info { u8 nr_frags, tx_flags; unsigned short gso_size, gso_segs; unsigned int gso_type; struct sk_buff *frag_list; struct skb_shared_hwtstamps hwtstamps; skb_frag_t frags[17]; atomic_t dataref; };
struct sk_buff {
	struct sk_buff *next, *prev;
	struct list_head list;
	struct net_device *dev, *rx_dev;
	unsigned long dev_scratch;
	struct sock *sk;
	ktime_t tstamp;
	struct timeval stamp;
	char cb[48];
	unsigned int len, data_len, truesize, csum, hash, mark, priority, napi_id;
	u16 mac_len, hdr_len, queue_mapping, vlan_tci, csum_start, csum_offset, transport_header, network_header, mac_header;
	u16 inner_transport_header, inner_network_header, inner_mac_header;
	__be16 protocol, vlan_proto, inner_protocol;
	u8 pkt_type, ip_summed, cloned, encapsulation, csum_level, wifi_acked, no_fcs, xmit_more, offload_fwd_mark, used, ipvs_property;
	int skb_iif;
	atomic_t users;
	unsigned char *head, *data, *tail, *end;
	union { unsigned char *raw; struct ethhdr *ethernet; } mac;
	union { struct iphdr *iph; struct ipv6hdr *ipv6h; unsigned char *raw; } nh;
	union { struct tcphdr *th; struct udphdr *uh; unsigned char *raw; } h;
	void (*destructor)();
	struct dst_entry *dst;
};
struct ethhdr { unsigned char h_dest[6], h_source[6]; __be16 h_proto; };
struct vlan_hdr { __be16 h_vlan_TCI, h_vlan_encapsulated_proto; };
struct vlan_ethhdr { unsigned char h_dest[6], h_source[6]; __be16 h_vlan_proto, h_vlan_TCI, h_vlan_encapsulated_proto; };
struct iphdr { u8 ihl:4, version:4, tos; __be16 tot_len, id, frag_off; u8 ttl, protocol; __sum16 check; __be32 saddr, daddr; };
struct in_addr { __be32 s_addr; };
struct in6_addr { union { u8 u6_addr8[16]; __be16 u6_addr16[8]; __be32 u6_addr32[4]; } in6_u; u8 s6_addr[16]; __be32 s6_addr32[4]; __be16 s6_addr16[8]; };
struct ipv6hdr { u8 priority:4, version:4, flow_lbl[3]; __be16 payload_len; u8 nexthdr, hop_limit; struct in6_addr saddr, daddr; };
struct tcphdr { __be16 source, dest; __be32 seq, ack_seq; u16 doff:4, fin:1, syn:1, rst:1, psh:1, ack:1, urg:1, ece:1, cwr:1; __be16 window; __sum16 check; __be16 urg_ptr; };
struct udphdr { __be16 source, dest, len; __sum16 check; };
struct arphdr { __be16 ar_hrd, ar_pro; u8 ar_hln, ar_pln; __be16 ar_op; };
struct sockaddr { sa_family_t sa_family; char sa_data[14]; };
struct sockaddr_in { sa_family_t sin_family; __be16 sin_port; struct in_addr sin_addr; };
struct sockaddr_in6 { u16 sin6_family; __be16 sin6_port; __be32 sin6_flowinfo; struct in6_addr sin6_addr; u32 sin6_scope_id; };
struct sockaddr_storage { u16 ss_family; char __data[126]; };
struct ifmap { unsigned long mem_start, mem_end; unsigned short base_addr; unsigned char irq, dma, port; };
struct ifreq { char ifr_name[16]; struct sockaddr ifr_addr, ifr_dstaddr, ifr_hwaddr; short ifr_flags; int ifr_ifindex, ifr_metric, ifr_mtu; struct ifmap ifr_map; char *ifr_data; struct { void *ifs_ifsu; unsigned int type; } ifr_settings; union { void *ifru_data; } ifr_ifru; };
struct mii_ioctl_data { u16 phy_id, reg_num, val_in, val_out; };
struct mii_if_info { int phy_id, advertising, phy_id_mask, reg_num_mask; unsigned int full_duplex:1, force_media:1, supports_gmii:1; struct net_device *dev; int (*mdio_read)(); void (*mdio_write)(); };
struct hwtstamp_config { int flags, tx_type, rx_filter; };
struct netdev_hw_addr { struct list_head list; unsigned char addr[32], type; int refcount, synced; };
struct netdev_hw_addr_list { struct list_head list; int count; };
struct dev_mc_list { struct dev_mc_list *next; u8 dmi_addr[32]; unsigned char dmi_addrlen; int dmi_users, dmi_gusers; };
struct net_device_stats { unsigned long rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped, multicast, collisions, rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors, rx_fifo_errors, rx_missed_errors, tx_aborted_errors, tx_carrier_errors, tx_fifo_errors, tx_heartbeat_errors, tx_window_errors, rx_compressed, tx_compressed; };
#define enet_statistics net_device_stats
struct rtnl_link_stats64 { u64 rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped, multicast, collisions, rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors, rx_fifo_errors, rx_missed_errors, tx_aborted_errors, tx_carrier_errors, tx_fifo_errors, tx_heartbeat_errors, tx_window_errors, rx_compressed, tx_compressed, rx_nohandler; };
struct pcpu_sw_netstats { u64 rx_packets, rx_bytes, tx_packets, tx_bytes; struct u64_stats_sync syncp; };
struct napi_struct { struct list_head poll_list; unsigned long state; int weight, (*poll)(); struct net_device *dev; struct sk_buff *skb; unsigned int napi_id; };
struct netdev_queue { struct net_device *dev; struct Qdisc *qdisc; spinlock_t _xmit_lock; int xmit_lock_owner; unsigned long trans_start, state; void *dql; };
struct Qdisc { unsigned int flags; struct sk_buff_head q; struct { u32 qlen, backlog; } qstats; };
struct net { struct list_head dev_base_head; struct proc_dir_entry *proc_net; struct user_namespace *user_ns; struct net_device *loopback_dev; struct sock *rtnl; };
struct pernet_operations { int (*init)(); void (*exit)(), (*pre_exit)(), (*exit_batch)(); unsigned int *id; size_t size; };
struct net_device_ops {
	int (*ndo_init)(), (*ndo_open)(), (*ndo_stop)(), (*ndo_set_mac_address)(), (*ndo_validate_addr)(), (*ndo_do_ioctl)(), (*ndo_eth_ioctl)();
	int (*ndo_siocbond)(), (*ndo_siocwandev)(), (*ndo_siocdevprivate)(), (*ndo_set_config)(), (*ndo_change_mtu)(), (*ndo_neigh_setup)();
	int (*ndo_vlan_rx_add_vid)(), (*ndo_vlan_rx_kill_vid)(), (*ndo_netpoll_setup)(), (*ndo_set_vf_mac)(), (*ndo_set_vf_vlan)(), (*ndo_set_vf_rate)();
	int (*ndo_set_vf_spoofchk)(), (*ndo_set_vf_rss_query_en)(), (*ndo_get_vf_config)(), (*ndo_set_vf_link_state)(), (*ndo_get_vf_stats)(), (*ndo_set_vf_trust)();
	int (*ndo_setup_tc)(), (*ndo_fcoe_enable)(), (*ndo_fcoe_disable)(), (*ndo_fcoe_ddp_setup)(), (*ndo_fcoe_ddp_done)(), (*ndo_fcoe_get_wwn)();
	int (*ndo_rx_flow_steer)(), (*ndo_add_slave)(), (*ndo_del_slave)(), (*ndo_set_features)(), (*ndo_fdb_add)(), (*ndo_fdb_del)(), (*ndo_fdb_dump)();
	int (*ndo_bridge_setlink)(), (*ndo_bridge_getlink)(), (*ndo_bridge_dellink)(), (*ndo_change_carrier)(), (*ndo_get_phys_port_id)(), (*ndo_bpf)(), (*ndo_xdp)();
	int (*ndo_xdp_xmit)(), (*ndo_xsk_wakeup)(), (*ndo_tx_maxrate)(), (*ndo_get_iflink)(), (*ndo_get_phys_port_name)(), (*ndo_set_tx_maxrate)(), (*ndo_hwtstamp_get)(), (*ndo_hwtstamp_set)();
	int (*ndo_get_port_parent_id)(), (*ndo_set_vf_tx_rate)(), (*ndo_set_vf_guid)(), (*ndo_get_vf_guid)(), (*ndo_set_vf_port)(), (*ndo_get_vf_port)(), (*ndo_xdp_get_xmit_slave)();
	void (*ndo_uninit)(), (*ndo_change_rx_flags)(), (*ndo_set_rx_mode)(), (*ndo_set_multicast_list)(), (*ndo_tx_timeout)(), (*ndo_get_stats64)();
	void (*ndo_poll_controller)(), (*ndo_netpoll_cleanup)(), (*ndo_udp_tunnel_add)(), (*ndo_udp_tunnel_del)(), (*ndo_dfwd_del_station)(), (*ndo_vlan_rx_register)();
	netdev_tx_t (*ndo_start_xmit)();
	netdev_features_t (*ndo_features_check)(), (*ndo_fix_features)();
	u16 (*ndo_select_queue)();
	struct net_device_stats *(*ndo_get_stats)();
	void *(*ndo_dfwd_add_station)();
	struct devlink_port *(*ndo_get_devlink_port)();
	bool (*ndo_has_offload_stats)();
	int (*ndo_get_offload_stats)(), (*ndo_get_vf_port_unused)();
};
struct header_ops { int (*create)(), (*parse)(), (*cache)(), (*rebuild)(); void (*cache_update)(); bool (*validate)(); __be16 (*parse_protocol)(); };
struct ethtool_cmd { u32 cmd, supported, advertising, maxtxpkt, maxrxpkt, lp_advertising; u16 speed, speed_hi; u8 duplex, port, phy_address, transceiver, autoneg, mdio_support, eth_tp_mdix, eth_tp_mdix_ctrl; };
struct ethtool_drvinfo { u32 cmd; char driver[32], version[32], fw_version[32], bus_info[32], erom_version[32]; u32 n_priv_flags, n_stats, testinfo_len, eedump_len, regdump_len; };
struct ethtool_wolinfo { u32 cmd, supported, wolopts; u8 sopass[6]; };
struct ethtool_value { u32 cmd, data; };
struct ethtool_regs { u32 cmd, version, len; u8 data[1]; };
struct ethtool_eeprom { u32 cmd, magic, offset, len; u8 data[1]; };
struct ethtool_coalesce { u32 cmd, rx_coalesce_usecs, rx_max_coalesced_frames, rx_coalesce_usecs_irq, rx_max_coalesced_frames_irq, tx_coalesce_usecs, tx_max_coalesced_frames, tx_coalesce_usecs_irq, tx_max_coalesced_frames_irq, stats_block_coalesce_usecs, use_adaptive_rx_coalesce, use_adaptive_tx_coalesce, pkt_rate_low, rx_coalesce_usecs_low, rx_max_coalesced_frames_low, tx_coalesce_usecs_low, tx_max_coalesced_frames_low, pkt_rate_high, rx_coalesce_usecs_high, rx_max_coalesced_frames_high, tx_coalesce_usecs_high, tx_max_coalesced_frames_high, rate_sample_interval; };
struct ethtool_ringparam { u32 cmd, rx_max_pending, rx_mini_max_pending, rx_jumbo_max_pending, tx_max_pending, rx_pending, rx_mini_pending, rx_jumbo_pending, tx_pending; };
struct ethtool_channels { u32 cmd, max_rx, max_tx, max_other, max_combined, rx_count, tx_count, other_count, combined_count; };
struct ethtool_pauseparam { u32 cmd, autoneg, rx_pause, tx_pause; };
struct ethtool_test { u32 cmd, flags, reserved, len; u64 data[1]; };
struct ethtool_stats { u32 cmd, n_stats; u64 data[1]; };
struct ethtool_ts_info { u32 cmd, so_timestamping, tx_types, rx_filters; s32 phc_index; };
struct ethtool_eee { u32 cmd, supported, advertised, lp_advertised, eee_active, eee_enabled, tx_lpi_enabled, tx_lpi_timer; };
struct ethtool_link_settings { u32 cmd, speed; u8 duplex, port, phy_address, autoneg, mdio_support, eth_tp_mdix, eth_tp_mdix_ctrl, transceiver, master_slave_cfg, master_slave_state; };
struct ethtool_link_ksettings { struct ethtool_link_settings base; struct { unsigned long supported[2], advertising[2], lp_advertising[2]; } link_modes; u32 lanes; };
struct ethtool_ops {
	u32 supported_coalesce_params, supported_ring_params, cap_link_lanes_supported:1;
	int (*get_settings)(), (*set_settings)(), (*get_regs_len)(), (*set_wol)(), (*nway_reset)(), (*get_link_ext_state)(), (*get_eeprom_len)(), (*get_eeprom)(), (*set_eeprom)();
	int (*get_coalesce)(), (*set_coalesce)(), (*set_ringparam)(), (*set_pauseparam)(), (*set_phys_id)(), (*phys_id)(), (*begin)(), (*get_sset_count)(), (*get_rxnfc)(), (*set_rxnfc)();
	int (*flash_device)(), (*reset)(), (*get_rxfh)(), (*set_rxfh)(), (*get_rxfh_context)(), (*set_rxfh_context)(), (*set_channels)(), (*get_dump_flag)(), (*get_dump_data)(), (*set_dump)();
	int (*get_ts_info)(), (*get_module_info)(), (*get_module_eeprom)(), (*get_eee)(), (*set_eee)(), (*get_tunable)(), (*set_tunable)(), (*get_per_queue_coalesce)(), (*set_per_queue_coalesce)();
	int (*get_link_ksettings)(), (*set_link_ksettings)(), (*get_fecparam)(), (*set_fecparam)(), (*get_phy_tunable)(), (*set_phy_tunable)(), (*get_module_eeprom_by_page)(), (*set_priv_flags)();
	int (*get_stats_count)(), (*self_test_count)(), (*set_tx_csum)(), (*set_sg)(), (*set_tso)(), (*set_flags)(), (*set_rx_csum)(), (*set_tx_hw_csum)(), (*get_module_power_mode)(), (*set_module_power_mode)();
	u32 (*get_msglevel)(), (*get_link)(), (*get_priv_flags)(), (*get_rxfh_key_size)(), (*get_rxfh_indir_size)(), (*get_rx_csum)(), (*get_tx_csum)(), (*get_sg)(), (*get_tso)(), (*get_flags)();
	void (*get_drvinfo)(), (*get_regs)(), (*get_wol)(), (*set_msglevel)(), (*get_ringparam)(), (*get_pauseparam)(), (*self_test)(), (*get_strings)(), (*get_ethtool_stats)(), (*complete)(), (*get_channels)();
	void (*get_ethtool_phy_stats)(), (*get_fec_stats)(), (*get_pause_stats)(), (*get_eth_phy_stats)(), (*get_eth_mac_stats)(), (*get_eth_ctrl_stats)(), (*get_rmon_stats)();
};
struct net_device {
	char name[16];
	unsigned long mem_end, mem_start, base_addr, state, trans_start, last_rx, rmem_start, rmem_end;
	unsigned int irq, flags, priv_flags, ifindex, mtu, min_mtu, max_mtu, num_tx_queues, real_num_tx_queues, num_rx_queues, real_num_rx_queues, promiscuity, allmulti, tx_queue_len, group, group2;
	unsigned long tx_queue_len_unused;
	struct list_head dev_list, napi_list, unreg_list, close_list, ptype_all;
	netdev_features_t features, hw_features, wanted_features, vlan_features, hw_enc_features, mpls_features, gso_partial_features;
	struct net_device_stats stats;
	const struct net_device_ops *netdev_ops;
	const struct ethtool_ops *ethtool_ops;
	const struct header_ops *header_ops;
	const void *l3mdev_ops, *ndisc_ops, *xfrmdev_ops, *tlsdev_ops, *dcbnl_ops, *rtnl_link_ops, *wireless_handlers, *wireless_data, *udp_tunnel_nic_info, *macsec_ops;
	unsigned char operstate, link_mode, if_port, dma, perm_addr[32], addr_assign_type, addr_len, *dev_addr, broadcast[32], upper_level, lower_level, threaded, name_assign_type;
	unsigned short type, hard_header_len, needed_headroom, needed_tailroom, dev_id, dev_port, neigh_priv_len, padded, gso_max_segs;
	spinlock_t addr_list_lock, tx_global_lock, xmit_lock, queue_lock, ingress_lock;
	struct netdev_hw_addr_list uc, mc, dev_addrs;
	struct dev_mc_list *mc_list;
	int mc_count, xmit_lock_owner, watchdog_timeo, quota, weight, reg_state, phy_id;
	void *ip_ptr, *ip6_ptr, *atalk_ptr, *ieee80211_ptr, *priv, *ml_priv, *vlan_info, *dsa_ptr, *tstats, *lstats, *dstats, *rx_handler_data, *nd_net, *xdp_prog, *npinfo, *ax25_ptr, *rx_cpu_rmap;
	struct netdev_queue *_tx, *ingress_queue, tx_queue;
	struct Qdisc *qdisc, *qdisc_sleeping;
	struct timer_list watchdog_timer;
	struct device dev;
	struct class_device class_dev;
	const struct attribute_group *sysfs_groups[4];
	struct phy_device *phydev;
	struct module *owner;
	struct net_device *next, *master, *slave;
	struct sk_buff_head buffs[3], *queue;
	unsigned int gso_max_size, tso_max_size, num_tc;
	unsigned long tbusy_lock;
	volatile unsigned char start, interrupt, tbusy;
	bool proto_down, needs_free_netdev, uc_promisc;
	/* Before 2.6.29 the operations were members. */
	int (*init)(), (*open)(), (*stop)(), (*hard_start_xmit)(), (*poll)(), (*hard_header)(), (*rebuild_header)(), (*set_mac_address)(), (*do_ioctl)(), (*set_config)(), (*hard_header_parse)(), (*change_mtu)(), (*accept_fastpath)(), (*hard_header_cache_)(), (*header_cache_bind)(), (*neigh_setup)();
	void (*uninit)(), (*destructor)(), (*priv_destructor)(), (*set_multicast_list)(), (*header_cache_update)(), (*tx_timeout)(), (*vlan_rx_register)(), (*vlan_rx_add_vid)(), (*vlan_rx_kill_vid)(), (*poll_controller)();
	struct net_device_stats *(*get_stats)();
	void *(*get_wireless_stats)(), *(*hard_header_cache)();
};
struct packet_type { __be16 type; struct net_device *dev; int (*func)(); void *af_packet_priv, *data; struct list_head list; };
struct netdev_notifier_info { struct net_device *dev; };
struct rtnl_link_ops { const char *kind; size_t priv_size; void (*setup)(), (*dellink)(); unsigned int maxtype; const void *policy; int (*validate)(), (*newlink)(), (*changelink)(), (*fill_info)(); size_t (*get_size)(), (*get_xstats_size)(); bool netns_refund; struct net *(*get_link_net)(); };
struct neighbour { struct neighbour *next; rwlock_t lock; struct net_device *dev; unsigned char ha[32]; u8 nud_state; };
struct dst_entry { struct net_device *dev; struct neighbour *neighbour; unsigned long expires; };
struct sock { struct socket *sk_socket; spinlock_t sk_lock; rwlock_t sk_callback_lock; struct sk_buff_head sk_receive_queue, sk_write_queue, sk_error_queue; int sk_err, sk_state, sk_rcvbuf, sk_sndbuf, sk_family, sk_protocol, sk_type; gfp_t sk_allocation; unsigned long sk_flags; void *sk_user_data; void (*sk_state_change)(), (*sk_data_ready)(), (*sk_write_space)(), (*sk_error_report)(), (*sk_destruct)(); atomic_t sk_wmem_alloc, sk_rmem_alloc; u32 sk_mark; struct net *sk_net; };
struct proto_ops { int family; struct module *owner; int (*release)(), (*bind)(), (*connect)(), (*socketpair)(), (*accept)(), (*getname)(), (*ioctl)(), (*gettstamp)(), (*listen)(), (*shutdown)(), (*setsockopt)(), (*getsockopt)(), (*sendmsg)(), (*recvmsg)(), (*mmap)(); __poll_t (*poll)(); ssize_t (*sendpage)(); };
struct proto { char name[32]; struct module *owner; unsigned int obj_size; int (*init)(), (*connect)(), (*ioctl)(); void (*close)(), (*destroy)(); };
struct socket { int state; short type; unsigned long flags; struct file *file; struct sock *sk; const struct proto_ops *ops; wait_queue_head_t wait; };
struct msghdr { void *msg_name; int msg_namelen; struct iov_iter msg_iter; void *msg_control; size_t msg_controllen; unsigned int msg_flags; struct iovec *msg_iov; size_t msg_iovlen; };
struct net_proto_family { int family; int (*create)(); struct module *owner; };
struct nlmsghdr { u32 nlmsg_len, nlmsg_seq, nlmsg_pid; u16 nlmsg_type, nlmsg_flags; };
struct nlattr { u16 nla_len, nla_type; };
struct nla_policy { u8 type, validation_type; u16 len; };
struct netlink_ext_ack { const char *_msg; };
struct genl_info { u32 snd_seq, snd_portid; struct nlmsghdr *nlhdr; struct nlattr **attrs; struct netlink_ext_ack *extack; };
struct genl_ops { int (*doit)(), (*start)(), (*dumpit)(), (*done)(); const struct nla_policy *policy; unsigned int maxattr; u8 cmd, flags, validate; };
struct tc_stats_unused;
struct in_device { struct net_device *dev; struct in_ifaddr *ifa_list; };
struct in_ifaddr { struct in_ifaddr *ifa_next; __be32 ifa_local, ifa_address, ifa_mask; };
struct xdp_buff { void *data, *data_end, *data_meta, *data_hard_start, *rxq, *txq; u32 frame_sz, flags; };
struct xdp_frame { void *data; u16 len, headroom; u32 metasize, frame_sz, flags; struct net_device *dev_rx; };
struct netdev_bpf { int command; void *prog; struct netlink_ext_ack *extack; struct { void *pool; u16 queue_id; } xsk; };
struct phy_device { struct { struct device dev; int addr; struct mii_bus *bus; u32 flags; } mdio; struct phy_driver *drv; u32 phy_id; int state, irq, speed, duplex, pause, asym_pause, link, autoneg, interface; u32 dev_flags, supported_u32; unsigned long supported[2], advertising[2], lp_advertising[2]; struct mutex lock; struct net_device *attached_dev; void *priv, *phylink; u8 mdix, mdix_ctrl; unsigned is_c45:1, is_internal:1, suspended:1, mac_managed_pm:1; struct delayed_work state_queue; void (*adjust_link)(), (*phy_link_change)(); void *mii_ts; };
struct phy_driver { u32 phy_id, phy_id_mask, flags; char *name; const unsigned long *features; const void *driver_data; int (*soft_reset)(), (*config_init)(), (*probe)(), (*get_features)(), (*suspend)(), (*resume)(), (*config_aneg)(), (*aneg_done)(), (*read_status)(), (*config_intr)(), (*match_phy_device)(), (*set_wol)(), (*read_mmd)(), (*write_mmd)(), (*read_page)(), (*write_page)(), (*module_info)(), (*module_eeprom)(), (*get_sset_count)(), (*get_tunable)(), (*set_tunable)(), (*set_loopback)(), (*get_sqi)(), (*get_sqi_max)(), (*cable_test_start)(), (*cable_test_get_status)(); irqreturn_t (*handle_interrupt)(); void (*remove)(), (*get_wol)(), (*link_change_notify)(), (*get_strings)(), (*get_stats)(); };
struct mii_bus { struct module *owner; const char *name; char id[61]; void *priv; int (*read)(), (*write)(), (*reset)(), (*read_c45)(), (*write_c45)(); struct mutex mdio_lock; struct device *parent, dev; int state; u32 phy_mask, phy_ignore_ta_mask; int irq[32]; struct gpio_desc *reset_gpiod; };
struct mdio_device { struct device dev; struct mii_bus *bus; int addr, flags; };
struct mdio_driver { struct { struct device_driver driver; int flags; } mdiodrv; int (*probe)(); void (*remove)(), (*shutdown)(); };
struct phylink_mac_ops { void (*validate)(), (*mac_pcs_get_state)(), (*mac_an_restart)(), (*mac_config)(), (*mac_link_down)(), (*mac_link_up)(); void *(*mac_select_pcs)(); int (*mac_prepare)(), (*mac_finish)(); };
struct phylink_config { struct device *dev; int type; bool legacy_pre_march2020, poll_fixed_state, ovr_an_inband; void (*get_fixed_state)(); unsigned long supported_interfaces[1], mac_capabilities; };
struct phylink_link_state { unsigned long advertising[2], lp_advertising[2]; int interface, speed, duplex, pause, rate_matching; unsigned int link:1, an_enabled:1, an_complete:1; };
struct ptp_clock_info { struct module *owner; char name[32]; s32 max_adj; int n_alarm, n_ext_ts, n_per_out, n_pins, pps; void *pin_config; int (*adjfine)(), (*adjfreq)(), (*adjphase)(), (*adjtime)(), (*gettime64)(), (*gettimex64)(), (*getcrosststamp)(), (*settime64)(), (*enable)(), (*verify)(); long (*do_aux_work)(); };
struct cyclecounter { u64 (*read)(), mask; u32 mult, shift; };
struct timecounter { const struct cyclecounter *cc; u64 cycle_last, nsec, mask, frac; };
struct can_bittiming { u32 bitrate, sample_point, tq, prop_seg, phase_seg1, phase_seg2, sjw, brp; };
struct can_bittiming_const { char name[16]; u32 tseg1_min, tseg1_max, tseg2_min, tseg2_max, sjw_max, brp_min, brp_max, brp_inc; };
struct can_frame { u32 can_id; u8 can_dlc, len, data[8]; };
struct canfd_frame { u32 can_id; u8 len, flags, data[64]; };
struct can_berr_counter { u16 txerr, rxerr; };
struct can_clock { u32 freq; };
struct can_priv { struct net_device *dev; struct { u32 bus_error, error_warning, error_passive, bus_off, arbitration_lost, restarts; } can_stats; const struct can_bittiming_const *bittiming_const, *data_bittiming_const; struct can_bittiming bittiming, data_bittiming; struct can_clock clock; int state; u32 ctrlmode, ctrlmode_supported, ctrlmode_static; int restart_ms; int (*do_set_bittiming)(), (*do_set_data_bittiming)(), (*do_set_mode)(), (*do_get_state)(), (*do_get_berr_counter)(), (*do_set_termination)(); struct sk_buff **echo_skb; unsigned int echo_skb_max; };
struct atm_dev; struct atm_vcc;
struct atmdev_ops { void (*dev_close)(), (*close)(), (*phy_put)(); int (*open)(), (*ioctl)(), (*compat_ioctl)(), (*send)(), (*send_oam)(), (*send_bh)(), (*change_qos)(), (*proc_read)(), (*getsockopt)(), (*setsockopt)(), (*sg_send)(); unsigned char (*phy_get)(); struct module *owner; };
struct ppp_channel { void *private; const struct ppp_channel_ops *ops; int mtu, hdrlen, speed, latency; void *ppp; };
struct ppp_channel_ops { int (*start_xmit)(), (*ioctl)(), (*fill_forward_path)(); };
struct hdlc_device { const void *proto; int (*attach)(); netdev_tx_t (*xmit)(); int state; spinlock_t state_lock; void *priv; };
#define __ETHTOOL_DECLARE_LINK_MODE_MASK(name) unsigned long name[2]
extern struct net init_net;
extern int eth_validate_addr(), eth_mac_addr(), eth_change_mtu(), ethtool_op_get_ts_info(), phy_ethtool_nway_reset();
extern int phy_ethtool_get_link_ksettings(), phy_ethtool_set_link_ksettings(), phy_do_ioctl(), phy_do_ioctl_running();
extern u32 ethtool_op_get_link();
enum {
	ETH_ALEN = 6, ETH_TLEN = 2, ETH_HLEN = 14, ETH_ZLEN = 60, ETH_DATA_LEN = 1500, ETH_FRAME_LEN = 1514, ETH_FCS_LEN = 4, ETH_MIN_MTU = 68, ETH_MAX_MTU = 0xffff, ETH_GSTRING_LEN = 32,
	VLAN_HLEN = 4, VLAN_ETH_HLEN = 18, VLAN_ETH_ZLEN = 64, VLAN_ETH_DATA_LEN = 1500, VLAN_ETH_FRAME_LEN = 1518, VLAN_N_VID = 4096, VLAN_VID_MASK = 0xfff, VLAN_PRIO_MASK = 0xe000, VLAN_PRIO_SHIFT = 13, IFNAMSIZ = 16, MAX_ADDR_LEN = 32, MAX_SKB_FRAGS = 17, NET_IP_ALIGN = 0, NET_SKB_PAD = 64,
	ETH_P_LOOP = 0x60, ETH_P_IP = 0x800, ETH_P_ARP = 0x806, ETH_P_8021Q = 0x8100, ETH_P_IPX = 0x8137, ETH_P_IPV6 = 0x86dd, ETH_P_PAUSE = 0x8808, ETH_P_PPP_SES = 0x8864, ETH_P_PPP_DISC = 0x8863, ETH_P_MPLS_UC = 0x8847, ETH_P_PAE = 0x888e, ETH_P_8021AD = 0x88a8, ETH_P_FCOE = 0x8906, ETH_P_FIP = 0x8914, ETH_P_1588 = 0x88f7, ETH_P_LLDP = 0x88cc, ETH_P_TEB = 0x6558, ETH_P_802_3 = 1, ETH_P_ALL = 3, ETH_P_802_2 = 4, ETH_P_SNAP = 5, ETH_P_HDLC = 0x19, ETH_P_CAN = 12, ETH_P_CANFD = 13, ETH_P_LINK_CTL = 0x886c, ETH_P_SLOW = 0x8809,
	ARPHRD_ETHER = 1, ARPHRD_AX25 = 3, ARPHRD_IEEE802 = 6, ARPHRD_ARCNET = 7, ARPHRD_SLIP = 256, ARPHRD_CAN = 280, ARPHRD_PPP = 512, ARPHRD_HDLC = 513, ARPHRD_RAWHDLC = 518, ARPHRD_TUNNEL = 768, ARPHRD_LOOPBACK = 772, ARPHRD_FDDI = 774, ARPHRD_LOCALTLK = 773, ARPHRD_NONE = 0xfffe, ARPHRD_INFINIBAND = 32, ARPHRD_IEEE80211 = 801, ARPHRD_IEEE80211_RADIOTAP = 803, ARPHRD_RAWIP = 519,
	NETDEV_TX_OK = 0, NETDEV_TX_BUSY = 16, NETDEV_TX_LOCKED = 32, NET_XMIT_SUCCESS = 0, NET_XMIT_DROP = 1, NET_XMIT_CN = 2, NET_RX_SUCCESS = 0, NET_RX_DROP = 1, NET_RX_CN_LOW = 2, NET_RX_BAD = 5,
	CHECKSUM_NONE = 0, CHECKSUM_UNNECESSARY, CHECKSUM_COMPLETE, CHECKSUM_PARTIAL, CHECKSUM_HW = 2, PACKET_HOST = 0, PACKET_BROADCAST, PACKET_MULTICAST, PACKET_OTHERHOST, PACKET_OUTGOING, PACKET_LOOPBACK,
	IFF_UP = 1, IFF_BROADCAST = 2, IFF_DEBUG = 4, IFF_LOOPBACK = 8, IFF_POINTOPOINT = 16, IFF_NOTRAILERS = 32, IFF_RUNNING = 64, IFF_NOARP = 128, IFF_PROMISC = 256, IFF_ALLMULTI = 512, IFF_MASTER = 1024, IFF_SLAVE = 2048, IFF_MULTICAST = 4096, IFF_PORTSEL = 8192, IFF_AUTOMEDIA = 16384, IFF_DYNAMIC = 32768, IFF_ECHO = 1 << 18, IFF_TX_SKB_SHARING = 1 << 16, IFF_UNICAST_FLT = 1 << 17, IFF_LIVE_ADDR_CHANGE = 1 << 20, IFF_XMIT_DST_RELEASE = 1 << 10, IFF_NO_QUEUE = 1 << 21, IFF_DONT_BRIDGE = 1 << 11, IFF_SUPP_NOFCS = 1 << 19, IFF_802_1Q_VLAN = 1, IFF_DISABLE_NETPOLL = 1 << 12,
	IF_PORT_UNKNOWN = 0, IF_PORT_10BASE2, IF_PORT_10BASET, IF_PORT_AUI, IF_PORT_100BASET, IF_PORT_100BASETX, IF_PORT_100BASEFX, NETIF_MSG_DRV = 1, NETIF_MSG_PROBE = 2, NETIF_MSG_LINK = 4, NETIF_MSG_TIMER = 8, NETIF_MSG_IFDOWN = 16, NETIF_MSG_IFUP = 32, NETIF_MSG_RX_ERR = 64, NETIF_MSG_TX_ERR = 128, NETIF_MSG_TX_QUEUED = 256, NETIF_MSG_INTR = 512, NETIF_MSG_TX_DONE = 1024, NETIF_MSG_RX_STATUS = 2048, NETIF_MSG_PKTDATA = 4096, NETIF_MSG_HW = 8192, NETIF_MSG_WOL = 16384,
	SPEED_10 = 10, SPEED_100 = 100, SPEED_1000 = 1000, SPEED_2500 = 2500, SPEED_5000 = 5000, SPEED_10000 = 10000, SPEED_20000 = 20000, SPEED_25000 = 25000, SPEED_40000 = 40000, SPEED_50000 = 50000, SPEED_56000 = 56000, SPEED_100000 = 100000, SPEED_200000 = 200000, SPEED_UNKNOWN = -1, DUPLEX_HALF = 0, DUPLEX_FULL = 1, DUPLEX_UNKNOWN = 255, AUTONEG_DISABLE = 0, AUTONEG_ENABLE = 1, PORT_TP = 0, PORT_AUI, PORT_MII, PORT_FIBRE, PORT_BNC, PORT_DA, WAKE_PHY = 1, WAKE_UCAST = 2, WAKE_MCAST = 4, WAKE_BCAST = 8, WAKE_ARP = 16, WAKE_MAGIC = 32, WAKE_MAGICSECURE = 64, ETH_SS_TEST = 0, ETH_SS_STATS = 1, ETH_SS_PRIV_FLAGS = 2, ETHTOOL_ID_INACTIVE = 0, ETHTOOL_ID_ACTIVE, ETHTOOL_ID_ON, ETHTOOL_ID_OFF, ETHTOOL_FWVERS_LEN = 32, ETHTOOL_BUSINFO_LEN = 32, ETH_TEST_FL_OFFLINE = 1, ETH_TEST_FL_FAILED = 2, XCVR_INTERNAL = 0, XCVR_EXTERNAL = 1,
	NETDEV_UP = 1, NETDEV_DOWN, NETDEV_REBOOT, NETDEV_CHANGE, NETDEV_REGISTER, NETDEV_UNREGISTER, NETDEV_CHANGEMTU, NETDEV_CHANGEADDR, NETDEV_GOING_DOWN = 10, NETDEV_CHANGENAME, NETDEV_FEAT_CHANGE, NETDEV_PRE_UP = 14, NETDEV_CHANGEUPPER = 21, NETDEV_PRECHANGEUPPER = 27, AF_UNSPEC = 0, AF_UNIX, AF_INET, AF_AX25, AF_IPX, AF_APPLETALK, AF_INET6 = 10, AF_PACKET = 17, AF_BRIDGE = 7, AF_ISDN = 34, AF_CAN = 29, PF_INET = 2, PF_INET6 = 10, PF_PACKET = 17, SOCK_STREAM = 1, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 5, IPPROTO_IP = 0, IPPROTO_ICMP = 1, IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_IPV6 = 41, IPPROTO_GRE = 47, IPPROTO_ESP = 50, IPPROTO_AH = 51, IPPROTO_ICMPV6 = 58, IPPROTO_SCTP = 132, IPPROTO_NONE = 59,
	SIOCGMIIPHY = 0x8947, SIOCGMIIREG, SIOCSMIIREG, SIOCETHTOOL = 0x8946, SIOCDEVPRIVATE = 0x89f0, SIOCSHWTSTAMP = 0x89b0, SIOCGHWTSTAMP, SIOCWANDEV = 0x894a, SIOCGIFADDR = 0x8915, SIOCGIFHWADDR = 0x8927,
	HWTSTAMP_TX_OFF = 0, HWTSTAMP_TX_ON, HWTSTAMP_FILTER_NONE = 0, HWTSTAMP_FILTER_ALL, SKBTX_HW_TSTAMP = 1, SKBTX_IN_PROGRESS = 4, MII_BMCR = 0, MII_BMSR, MII_PHYSID1, MII_PHYSID2, MII_ADVERTISE, MII_LPA, MII_EXPANSION, MII_CTRL1000 = 9, MII_STAT1000, BMCR_RESET = 0x8000, BMCR_LOOPBACK = 0x4000, BMCR_SPEED100 = 0x2000, BMCR_ANENABLE = 0x1000, BMCR_PDOWN = 0x800, BMCR_ISOLATE = 0x400, BMCR_ANRESTART = 0x200, BMCR_FULLDPLX = 0x100, BMCR_SPEED1000 = 0x40, BMSR_LSTATUS = 4, BMSR_ANEGCOMPLETE = 0x20, PHY_MAX_ADDR = 32, PHY_POLL = -1, PHY_IGNORE_INTERRUPT = -2, PHY_MAC_INTERRUPT = -2, MII_ADDR_C45 = 1 << 30,
	PHY_INTERFACE_MODE_NA = 0, PHY_INTERFACE_MODE_INTERNAL, PHY_INTERFACE_MODE_MII, PHY_INTERFACE_MODE_GMII, PHY_INTERFACE_MODE_SGMII, PHY_INTERFACE_MODE_TBI, PHY_INTERFACE_MODE_REVMII, PHY_INTERFACE_MODE_RMII, PHY_INTERFACE_MODE_RGMII, PHY_INTERFACE_MODE_RGMII_ID, PHY_INTERFACE_MODE_RGMII_RXID, PHY_INTERFACE_MODE_RGMII_TXID, PHY_INTERFACE_MODE_RTBI, PHY_INTERFACE_MODE_XGMII, PHY_INTERFACE_MODE_1000BASEX, PHY_INTERFACE_MODE_2500BASEX, PHY_INTERFACE_MODE_10GBASER, PHY_INTERFACE_MODE_QSGMII, PHY_INTERFACE_MODE_USXGMII,
	CAN_ERR_FLAG = 0x20000000, CAN_RTR_FLAG = 0x40000000, CAN_EFF_FLAG = -0x7fffffff - 1, CAN_SFF_MASK = 0x7ff, CAN_EFF_MASK = 0x1fffffff, CAN_STATE_ERROR_ACTIVE = 0, CAN_STATE_ERROR_WARNING, CAN_STATE_ERROR_PASSIVE, CAN_STATE_BUS_OFF, CAN_STATE_STOPPED, CAN_STATE_SLEEPING, NAPI_POLL_WEIGHT = 64, NAPI_STATE_SCHED = 0, GRO_NORMAL = 3,
};
#define NETIF_F_SG 1ULL
#define NETIF_F_IP_CSUM 2ULL
#define NETIF_F_NO_CSUM 4ULL
#define NETIF_F_HW_CSUM 8ULL
#define NETIF_F_IPV6_CSUM 16ULL
#define NETIF_F_HIGHDMA 32ULL
#define NETIF_F_FRAGLIST 64ULL
#define NETIF_F_HW_VLAN_CTAG_TX 128ULL
#define NETIF_F_HW_VLAN_CTAG_RX 256ULL
#define NETIF_F_HW_VLAN_CTAG_FILTER 512ULL
#define NETIF_F_HW_VLAN_TX 128ULL
#define NETIF_F_HW_VLAN_RX 256ULL
#define NETIF_F_HW_VLAN_FILTER 512ULL
#define NETIF_F_VLAN_CHALLENGED 1024ULL
#define NETIF_F_GSO 2048ULL
#define NETIF_F_LLTX 4096ULL
#define NETIF_F_NETNS_LOCAL 8192ULL
#define NETIF_F_GRO 16384ULL
#define NETIF_F_LRO 32768ULL
#define NETIF_F_TSO 65536ULL
#define NETIF_F_TSO6 131072ULL
#define NETIF_F_TSO_ECN 262144ULL
#define NETIF_F_RXHASH (1ULL << 33)
#define NETIF_F_RXCSUM (1ULL << 34)
#define NETIF_F_NTUPLE (1ULL << 32)
#define NETIF_F_HW_TC (1ULL << 35)
#define NETIF_F_LOOPBACK (1ULL << 36)
#define NETIF_F_RXFCS (1ULL << 37)
#define NETIF_F_RXALL (1ULL << 38)

#endif

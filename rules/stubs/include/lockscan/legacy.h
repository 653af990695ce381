/* What the kernels from 2.0 to 2.6 offered and later ones dropped. */
#ifndef __LOCKSCAN_LEGACY_H
#define __LOCKSCAN_LEGACY_H

/* 2.0/2.2 wait queues are pointers: struct wait_queue *q = NULL; struct wait_queue w = { current, NULL }; */
struct wait_queue { struct task_struct *task; struct wait_queue *next; };
typedef struct wait_queue *wait_queue_ptr;
#define WAIT_QUEUE struct wait_queue
#define init_waitqueue(q) ((void)((*(q)) = NULL))

#define MOD_INC_USE_COUNT ((void)0)
#define MOD_DEC_USE_COUNT ((void)0)
#define MOD_IN_USE 0
#define SET_MODULE_OWNER(x) ((void)(x))
#define GET_USE_COUNT(m) 0
#define DECLARE_MAX_LATENCY
#define register_symtab(x) ((void)0)
#define __MODULE_STRING(x) #x
#define INIT_TQUEUE(t, r, d) ((t)->routine = (void *)(r), (t)->data = (d))
#define PREPARE_TQUEUE(t, r, d) ((t)->routine = (void *)(r), (t)->data = (d))
extern task_queue tq_timer, tq_immediate, tq_scheduler, tq_disk;
enum {
	TIMER_BH = 0, TQUEUE_BH, DIGI_BH, SERIAL_BH, RISCOM8_BH, SPECIALIX_BH, AURORA_BH, ESP_BH, NET_BH, SCSI_BH, IMMEDIATE_BH, KEYBOARD_BH,
	CYCLADES_BH, CM206_BH, JS_BH, MACSERIAL_BH, ISICOM_BH, CONSOLE_BH, FREE_READ = 1, FREE_WRITE = 0,
};
/* Checks with a statement as their second argument: ALSA's until 2.6.26, and IrDA's. */
#define snd_assert(c, otherwise...) do { if (!(c)) { otherwise; } } while (0)
#define snd_runtime_check(c, otherwise...) do { if (!(c)) { otherwise; } } while (0)
#define IRDA_ASSERT(c, otherwise) do { if (!(c)) { otherwise } } while (0)
#define ASSERT(c, otherwise...) do { if (!(c)) { otherwise; } } while (0)

/* ALSA's typedefs of the 2.6 days. */
typedef struct snd_card snd_card_t;
typedef struct snd_device snd_device_t;
typedef struct snd_device_ops snd_device_ops_t;
typedef struct snd_pcm snd_pcm_t;
typedef struct snd_pcm_str snd_pcm_str_t;
typedef struct snd_pcm_ops snd_pcm_ops_t;
typedef struct snd_pcm_substream snd_pcm_substream_t;
typedef struct snd_pcm_runtime snd_pcm_runtime_t;
typedef struct snd_pcm_hardware snd_pcm_hardware_t;
typedef struct snd_pcm_hw_params snd_pcm_hw_params_t;
typedef struct snd_pcm_hw_rule snd_pcm_hw_rule_t;
typedef struct snd_pcm_hw_constraint_list snd_pcm_hw_constraint_list_t;
typedef struct snd_pcm_indirect snd_pcm_indirect_t;
typedef struct snd_kcontrol snd_kcontrol_t;
typedef struct snd_kcontrol_new snd_kcontrol_new_t;
typedef struct snd_ctl_elem_id snd_ctl_elem_id_t;
typedef struct snd_ctl_elem_info snd_ctl_elem_info_t;
typedef struct snd_ctl_elem_value snd_ctl_elem_value_t;
typedef struct snd_ctl_file snd_ctl_file_t;
typedef struct snd_rawmidi snd_rawmidi_t;
typedef struct snd_rawmidi_ops snd_rawmidi_ops_t;
typedef struct snd_rawmidi_substream snd_rawmidi_substream_t;
typedef struct snd_rawmidi_file snd_rawmidi_file_t;
typedef struct snd_info_entry snd_info_entry_t;
typedef struct snd_info_buffer snd_info_buffer_t;
typedef struct snd_hwdep snd_hwdep_t;
typedef struct snd_timer snd_timer_t;
typedef struct snd_timer_instance snd_timer_instance_t;
typedef struct snd_timer_hardware snd_timer_hardware_t;
typedef struct snd_ac97 ac97_t;
typedef struct snd_ac97_bus ac97_bus_t;
typedef struct snd_ac97_bus_ops ac97_bus_ops_t;
typedef struct snd_ac97_template ac97_template_t;
typedef struct snd_minor { struct list_head list; int number, device; const char *comment; const struct file_operations *f_ops; char name[1]; } snd_minor_t;
typedef struct snd_seq_event snd_seq_event_t;
typedef struct snd_seq_device snd_seq_device_t;
typedef struct snd_opl3 opl3_t;
typedef struct snd_mpu401 mpu401_t;

/* PC Card drivers until 2.6.17. */
typedef int event_t;
typedef void *client_handle_t, *window_handle_t;
typedef char dev_info_t[32];
typedef struct dev_node_t { char dev_name[32]; u_short major, minor; struct dev_node_t *next; } dev_node_t;
typedef struct event_callback_args_t { client_handle_t client_handle; void *info, *mtdrequest, *buffer, *misc, *client_data; void *bus; } event_callback_args_t;
typedef struct dev_link_t {
	dev_node_t *dev;
	u_int state, open;
	wait_queue_head_t pending;
	struct timer_list release;
	client_handle_t handle;
	struct { u_int BasePort1, NumPorts1, Attributes1, BasePort2, NumPorts2, Attributes2, IOAddrLines; } io;
	struct { u_int Attributes, AssignedIRQ, IRQInfo1, IRQInfo2; void *Handler, *Instance; } irq;
	struct { u_int Attributes, Vcc, Vpp1, Vpp2, IntType, ConfigBase, Status, Pin, Copy, ExtStatus, ConfigIndex, Present; } conf;
	window_handle_t win;
	void *priv;
	struct dev_link_t *next;
} dev_link_t;

extern struct timeval xtime;
extern struct net_device *dev_base;
#define __SMP__ 1

#endif

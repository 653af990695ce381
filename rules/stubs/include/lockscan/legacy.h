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
extern struct timeval xtime;
extern struct net_device *dev_base;
#define __SMP__ 1

#endif

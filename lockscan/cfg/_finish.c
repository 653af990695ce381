/*
 * The accelerator of lockscan.cfg.builder: from the blocks of a builder to those of a graph.
 *
 * Its twin is `finish_in_python`, and a test holds them equal: change both or none. The fields of Block and Edge stand
 * here as well: `prepare` refuses classes that have others.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <stdlib.h>
#include <string.h>

enum { REVISION = 1 };

static PyTypeObject *block_class, *edge_class;
static Py_ssize_t block_offsets[2], edge_offsets[2];

/* The only ways out of blocks, without condition: of most graphs the same few. */
enum { MOST_JUMPS = 256 };
static PyObject *jumps[MOST_JUMPS];

/* What is known of a block while it is looked at. Numbers of blocks are -1 where there is none. */
typedef struct {
	PyObject *operations;
	int way, ways;	/* the ways out: the first one, and how many */
	int final;	/* where jumps to it really end */
	int trail;	/* the block from which it was last passed */
	int left;	/* ways out that are not visited yet */
	int entries;	/* ways in from what is reached */
	int next, last; /* the blocks whose operations come after its own */
	int number;	/* in the graph */
	char is_seen, is_absorbed;
} Block;

typedef struct {
	int target;
	PyObject *condition; /* borrowed */
} Way;

typedef struct {
	Block *blocks;
	Way *ways;
	int *order, *stack;
	int count, way_count, reached;
} Graph;

static void release(Graph *graph)
{
	free(graph->blocks);
	free(graph->ways);
	free(graph->order);
	free(graph->stack);
}

static int read_ways(Graph *graph, PyObject *every)
{
	int way = 0;

	for (int at = 0; at < graph->count; at++) {
		PyObject *ways = PyList_GET_ITEM(every, at);

		graph->blocks[at].way = way;
		graph->blocks[at].ways = (int)PyList_GET_SIZE(ways);
		for (Py_ssize_t number = 0; number < PyList_GET_SIZE(ways); number++, way++) {
			PyObject *pair = PyList_GET_ITEM(ways, number);
			long target = PyLong_AsLong(PyTuple_GET_ITEM(pair, 0));

			if (target < 0 || target >= graph->count)
				return -1;
			graph->ways[way] = (Way){(int)target, PyTuple_GET_ITEM(pair, 1)};
		}
	}
	return 0;
}

static int read_graph(Graph *graph, PyObject *operations, PyObject *every)
{
	graph->count = (int)PyList_GET_SIZE(operations);
	if (PyList_GET_SIZE(every) != graph->count)
		return -1;
	for (int at = 0; at < graph->count; at++)
		graph->way_count += (int)PyList_GET_SIZE(PyList_GET_ITEM(every, at));
	graph->blocks = calloc(graph->count + 1, sizeof(Block));
	graph->ways = calloc(graph->way_count + 1, sizeof(Way));
	graph->order = calloc(graph->count + 1, sizeof(int));
	graph->stack = calloc(graph->count + 1, sizeof(int));
	if (!graph->blocks || !graph->ways || !graph->order || !graph->stack)
		return -1;
	for (int at = 0; at < graph->count; at++) {
		Block *block = &graph->blocks[at];

		block->operations = PyList_GET_ITEM(operations, at);
		block->final = block->trail = block->next = -1;
		block->last = at;
	}
	return read_ways(graph, every);
}

/* Where the block goes on if it has one way out, without condition; -1 if it has others. */
static int jump_of(const Graph *graph, const Block *block)
{
	const Way *way = &graph->ways[block->way];

	return block->ways == 1 && way->condition == Py_None ? way->target : -1;
}

static int is_mere_jump(const Graph *graph, const Block *block)
{
	return jump_of(graph, block) >= 0 && PyList_GET_SIZE(block->operations) == 0;
}

/* Jumps to blocks that do nothing but jump on lead to where that ends. An endless empty loop comes back, and stays. */
static void skip_empty_blocks(Graph *graph)
{
	Block *blocks = graph->blocks;

	for (int start = 0; start < graph->count; start++) {
		int at = start, end;

		while (is_mere_jump(graph, &blocks[at]) && blocks[at].final < 0 && blocks[at].trail != start) {
			blocks[at].trail = start;
			at = jump_of(graph, &blocks[at]);
		}
		end = blocks[at].final < 0 ? at : blocks[at].final;
		for (at = start; blocks[at].trail == start && blocks[at].final < 0; at = jump_of(graph, &blocks[at]))
			blocks[at].final = end;
	}
	for (int way = 0; way < graph->way_count; way++) {
		int end = blocks[graph->ways[way].target].final;

		graph->ways[way].target = end < 0 ? graph->ways[way].target : end;
	}
}

/* Puts the blocks that are reached in order. Later ways out are visited first, so that the order follows the text. */
static void put_in_order(Graph *graph)
{
	int depth = 1, place = graph->count;

	for (int at = 0; at < graph->count; at++)
		graph->blocks[at].left = graph->blocks[at].ways;
	graph->blocks[0].is_seen = 1;
	while (depth) {
		Block *block = &graph->blocks[graph->stack[depth - 1]];

		if (--block->left < 0) {
			graph->order[--place] = graph->stack[--depth];
		} else {
			int target = graph->ways[block->way + block->left].target;

			if (!graph->blocks[target].is_seen) {
				graph->blocks[target].is_seen = 1;
				graph->stack[depth++] = target;
			}
		}
	}
	graph->reached = graph->count - place;
	memmove(graph->order, graph->order + place, graph->reached * sizeof(int));
}

/* Appends to each block the one that only it leads to, again and again. */
static void merge_straight_lines(Graph *graph)
{
	Block *blocks = graph->blocks;
	int kept = 0;

	for (int at = 0; at < graph->reached; at++) {
		Block *block = &blocks[graph->order[at]];

		for (int way = 0; way < block->ways; way++)
			blocks[graph->ways[block->way + way].target].entries++;
	}
	for (int at = 0; at < graph->reached; at++) {
		int self = graph->order[at], target;
		Block *block = &blocks[self];

		while (!block->is_absorbed && (target = jump_of(graph, block)) >= 0 && target != self &&
		       blocks[target].entries == 1) {
			blocks[target].is_absorbed = 1;
			blocks[block->last].next = target;
			block->last = blocks[target].last;
			block->way = blocks[target].way;
			block->ways = blocks[target].ways;
		}
	}
	for (int at = 0; at < graph->reached; at++) {
		if (!blocks[graph->order[at]].is_absorbed) {
			blocks[graph->order[at]].number = kept;
			graph->order[kept++] = graph->order[at];
		}
	}
	graph->reached = kept;
}

/* A value of a class with two fields, which it takes over; one that is missing is an error that was raised already. */
static PyObject *value_of(PyTypeObject *type, const Py_ssize_t *offsets, PyObject *first, PyObject *second)
{
	PyObject *made = first && second ? type->tp_alloc(type, 0) : NULL;

	if (!made) {
		Py_XDECREF(first);
		Py_XDECREF(second);
		return NULL;
	}
	*(PyObject **)((char *)made + offsets[0]) = first;
	*(PyObject **)((char *)made + offsets[1]) = second;
	return made;
}

static PyObject *edges_of(const Graph *graph, const Block *block)
{
	int jump = jump_of(graph, block), number = jump < 0 ? MOST_JUMPS : graph->blocks[jump].number;
	PyObject *edges = number < MOST_JUMPS ? Py_XNewRef(jumps[number]) : NULL;

	if (edges)
		return edges;
	edges = PyTuple_New(block->ways);
	for (int at = 0; edges && at < block->ways; at++) {
		const Way *way = &graph->ways[block->way + at];
		PyObject *target = PyLong_FromLong(graph->blocks[way->target].number);
		PyObject *edge = value_of(edge_class, edge_offsets, target, Py_NewRef(way->condition));

		if (edge)
			PyTuple_SET_ITEM(edges, at, edge);
		else
			Py_CLEAR(edges);
	}
	if (edges && number < MOST_JUMPS)
		jumps[number] = Py_NewRef(edges);
	return edges;
}

static PyObject *operations_of(const Graph *graph, int at)
{
	Py_ssize_t size = 0, place = 0;
	PyObject *made;

	for (int next = at; next >= 0; next = graph->blocks[next].next)
		size += PyList_GET_SIZE(graph->blocks[next].operations);
	made = PyTuple_New(size);
	for (int next = at; made && next >= 0; next = graph->blocks[next].next) {
		PyObject *operations = graph->blocks[next].operations;

		for (Py_ssize_t number = 0; number < PyList_GET_SIZE(operations); number++)
			PyTuple_SET_ITEM(made, place++, Py_NewRef(PyList_GET_ITEM(operations, number)));
	}
	return made;
}

static PyObject *finish(PyObject *module, PyObject *args)
{
	Graph graph = {0};
	PyObject *operations, *ways, *made = NULL;

	if (!PyArg_ParseTuple(args, "O!O!", &PyList_Type, &operations, &PyList_Type, &ways))
		return NULL;
	if (PyList_GET_SIZE(operations) < 1 || read_graph(&graph, operations, ways) < 0) {
		release(&graph);
		return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_IndexError, "a way out leads nowhere");
	}
	skip_empty_blocks(&graph);
	put_in_order(&graph);
	merge_straight_lines(&graph);
	made = PyTuple_New(graph.reached);
	for (int at = 0; made && at < graph.reached; at++) {
		PyObject *edges = edges_of(&graph, &graph.blocks[graph.order[at]]);
		PyObject *block = value_of(block_class, block_offsets, operations_of(&graph, graph.order[at]), edges);

		if (block)
			PyTuple_SET_ITEM(made, at, block);
		else
			Py_CLEAR(made);
	}
	release(&graph);
	return made;
}

static int learn(PyObject *type, const char *const *names, Py_ssize_t *offsets)
{
	PyObject *fields = PyObject_GetAttrString(type, "__match_args__");
	int is_such = fields && PyTuple_Check(fields) && PyTuple_GET_SIZE(fields) == 2;

	Py_XDECREF(fields);
	for (int at = 0; is_such && at < 2; at++) {
		PyObject *slot = PyObject_GetAttrString(type, names[at]);

		is_such = slot && Py_IS_TYPE(slot, &PyMemberDescr_Type);
		if (is_such)
			offsets[at] = ((PyMemberDescrObject *)slot)->d_member->offset;
		Py_XDECREF(slot);
	}
	return is_such;
}

/* To be called once, with Block and Edge. */
static PyObject *prepare(PyObject *module, PyObject *args)
{
	static const char *const of_block[] = {"operations", "edges"}, *const of_edge[] = {"target", "condition"};
	Py_ssize_t in_block[2], in_edge[2];
	PyObject *block, *edge;

	if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &block, &PyType_Type, &edge))
		return NULL;
	if (!learn(block, of_block, in_block) || !learn(edge, of_edge, in_edge))
		return PyErr_Format(PyExc_TypeError, "these classes have other fields");
	memcpy(block_offsets, in_block, sizeof(in_block));
	memcpy(edge_offsets, in_edge, sizeof(in_edge));
	block_class = (PyTypeObject *)Py_NewRef(block);
	edge_class = (PyTypeObject *)Py_NewRef(edge);
	return PyLong_FromLong(REVISION);
}

static PyMethodDef methods[] = {
	{"finish", finish, METH_VARARGS, "The blocks of the graph."},
	{"prepare", prepare, METH_VARARGS, "Takes the classes; returns the revision of the sources."},
	{NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_finish", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__finish(void)
{
	return PyModule_Create(&module);
}

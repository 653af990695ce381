/*
 * The accelerator of lockscan.syntax.build: rows to nodes, from the last row to the first.
 *
 * It makes the nodes that most of a driver consists of. The rare ones, and whatever reads the text, are left to the makers
 * in Python. Its twin is the loop over the rows in build.py, and a test holds them equal: change both or none. The fields
 * of the classes stand here as well: `prepare` refuses classes that have others.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <limits.h>
#include <stdint.h>
#include <string.h>

enum { REVISION = 1 };

enum { CODE, SIZE, START, END, NAME, AUX, RECORD, EXTRA, WIDTH }; /* the columns of a row */

enum { IS_POINTER = 1, IS_STATIC = 2, NAME_POINTER = 0x100, FIRST_ASSIGNMENT = 22, LAST_ASSIGNMENT = 32 };

enum {
	Name, Member, Index, Unary, Binary, Assign, Call, Cast, Int, Str, InitList, Opaque, Init, Designator, Variable,
	ExprStmt, Block, Decl, If, Case, Goto, Return, Break, Continue, Empty, CLASSES, MOST_FIELDS = 8
};

static struct class {
	const char *name, *fields;
	PyTypeObject *type;
	Py_ssize_t offsets[MOST_FIELDS];
} classes[CLASSES] = {
	[Name] = {"Name", "span name ref record pointer index"},
	[Member] = {"Member", "span base field arrow record pointee"},
	[Index] = {"Index", "span base index"},
	[Unary] = {"Unary", "span op operand"},
	[Binary] = {"Binary", "span op left right"},
	[Assign] = {"Assign", "span op target value"},
	[Call] = {"Call", "span callee args"},
	[Cast] = {"Cast", "span operand record"},
	[Int] = {"Int", "span value name"},
	[Str] = {"Str", "span"},
	[InitList] = {"InitList", "span items record"},
	[Opaque] = {"Opaque", "span parts"},
	[Init] = {"Init", "field record value"},
	[Designator] = {"Designator", "field record"},
	[Variable] = {"Variable", "span name type record pointer is_static init cleanup"},
	[ExprStmt] = {"ExprStmt", "span expr"},
	[Block] = {"Block", "span body"},
	[Decl] = {"Decl", "span variables"},
	[If] = {"If", "span test then other"},
	[Case] = {"Case", "span low high body"},
	[Goto] = {"Goto", "span label"},
	[Return] = {"Return", "span value"},
	[Break] = {"Break", "span"},
	[Continue] = {"Continue", "span"},
	[Empty] = {"Empty", "span"},
};

enum { CODE_VARIABLE = 3, CODE_CLEANUP = 4, CODE_CALL = 16, CODE_INIT_LIST = 20, CODE_DESIGNATED = 21, MOST_CODES = 64 };

/* By code: what each field of the node is, see `value`. With fewer or more children Python makes it, without a limit where
 * `most` is 0. */
static const struct maker {
	int class;
	const char *values;
	int least, most;
} makers[MOST_CODES] = {
	[CODE_VARIABLE] = {Variable, "snxrptI.", 0, 1},
	[10] = {Name, "snkrPi"},
	[11] = {Member, "shnarx", 1},
	[12] = {Index, "s01", 2},
	[13] = {Unary, "su0", 1},
	[14] = {Binary, "sb01", 2},
	[CODE_CALL] = {Call, "s0A", 1},
	[17] = {Cast, "s0r", 1},
	[18] = {Int, "svn"},
	[19] = {Str, "s"},
	[CODE_INIT_LIST] = {InitList, "sLr"},
	[CODE_DESIGNATED] = {Init, "fdG", 2, 2},
	[22] = {Designator, "nr"},
	[26] = {Opaque, "sE"},
	[40] = {Block, "sB"},
	[41] = {Decl, "sD"},
	[42] = {If, "sCTO", 1},
	[47] = {Case, "sC-T", 2, 2},
	[50] = {Goto, "sn"},
	[52] = {Return, "sR"},
	[53] = {Break, "s"},
	[54] = {Continue, "s"},
	[56] = {Empty, "s"},
};

static PyTypeObject *span_class;
static PyObject *expressions, *statements, *unary_operators, *binary_operators, *refs, *guard_prefix;
static PyObject *empty, *span_name;
static long most_rows; /* of an expression that cannot nest too deeply */

/* The last numbers and spans, which come again: a node begins where the first below it does, and all of a macro has the
 * span of its use. */
enum { RECENT = 256 };
static struct {
	int64_t value;
	PyObject *made;
} numbers[RECENT];
static struct {
	int32_t start, end;
	PyObject *made;
} spans[RECENT];

/* A body, and the row of it that is at hand. */
typedef struct {
	const int32_t *rows, *row;
	Py_ssize_t count, at, end;
	Py_ssize_t first[3], children; /* the first rows directly below it, and how many there are */
	PyObject *strings, *built, *span;
	PyObject *start_twin, *twin; /* the builder in Python, which is made when it is needed */
} Tree;

static PyObject *number(int64_t value)
{
	size_t at = (size_t)value % RECENT;

	if (!numbers[at].made || numbers[at].value != value) {
		PyObject *made = PyLong_FromLongLong(value);

		if (!made)
			return NULL;
		Py_XSETREF(numbers[at].made, made);
		numbers[at].value = value;
	}
	return Py_NewRef(numbers[at].made);
}

static PyObject *span_of(int32_t start, int32_t end)
{
	size_t at = ((uint32_t)start * 31 + (uint32_t)end) % RECENT;

	if (!spans[at].made || spans[at].start != start || spans[at].end != end) {
		PyObject *from = number(start), *to = number(end);
		PyObject *made = from && to ? span_class->tp_alloc(span_class, 2) : NULL;

		if (!made) {
			Py_XDECREF(from);
			Py_XDECREF(to);
			return NULL;
		}
		PyTuple_SET_ITEM(made, 0, from);
		PyTuple_SET_ITEM(made, 1, to);
		Py_XSETREF(spans[at].made, made);
		spans[at].start = start;
		spans[at].end = end;
	}
	return Py_NewRef(spans[at].made);
}

static PyObject *item(PyObject *tuple, int32_t at)
{
	if (at < 0 || at >= PyTuple_GET_SIZE(tuple)) {
		PyErr_SetString(PyExc_IndexError, "a row names something that is not there");
		return NULL;
	}
	return Py_NewRef(PyTuple_GET_ITEM(tuple, at));
}

/* A new node of these values, which it takes over; one that is missing is an error that was raised already. */
static PyObject *node(int class, PyObject *const *values, int count)
{
	PyTypeObject *type = classes[class].type;
	PyObject *made;

	for (int at = 0; at < count; at++) {
		if (!values[at])
			goto fail;
	}
	made = type->tp_alloc(type, 0);
	if (!made)
		goto fail;
	for (int at = 0; at < count; at++)
		*(PyObject **)((char *)made + classes[class].offsets[at]) = values[at];
	return made;
fail:
	for (int at = 0; at < count; at++)
		Py_XDECREF(values[at]);
	return NULL;
}

#define NODE(class, ...) \
	node(class, (PyObject *[]){__VA_ARGS__}, sizeof((PyObject *[]){__VA_ARGS__}) / sizeof(PyObject *))

static int is(PyObject *made, int class)
{
	return Py_TYPE(made) == classes[class].type;
}

static int is_expression(PyObject *made)
{
	return is(made, Name) || PySet_Contains(expressions, (PyObject *)Py_TYPE(made)) == 1;
}

/* A field of a node of this class, borrowed. */
static PyObject *field(PyObject *of, int class, int at)
{
	return *(PyObject **)((char *)of + classes[class].offsets[at]);
}

static int is_empty(PyObject *text)
{
	return PyUnicode_GET_LENGTH(text) == 0;
}

/* What stands directly below the row, borrowed; None if it has fewer. */
static PyObject *child(const Tree *tree, int wanted)
{
	return wanted < tree->children ? PyList_GET_ITEM(tree->built, tree->first[wanted]) : Py_None;
}

static Py_ssize_t size_at(const Tree *tree, Py_ssize_t at)
{
	return tree->rows[at * WIDTH + SIZE];
}

/* What a method of the builder in Python says about the row, and about `of` if that is given. */
static PyObject *ask(Tree *tree, const char *method, PyObject *of)
{
	if (!tree->twin && !(tree->twin = PyObject_CallOneArg(tree->start_twin, tree->built)))
		return NULL;
	if (!of)
		return PyObject_CallMethod(tree->twin, method, "nO", tree->at, tree->span);
	return PyObject_CallMethod(tree->twin, method, "nOO", tree->at, tree->span, of);
}

/* What was made, where C wants an expression; Opaque if clang's recovery left something else there. */
static PyObject *expression(const Tree *tree, PyObject *made)
{
	return is_expression(made) ? Py_NewRef(made) : NODE(Opaque, Py_NewRef(tree->span), PyTuple_New(0));
}

static int is_guard(PyObject *made)
{
	PyObject *callee = is(made, Call) ? field(made, Call, 1) : NULL;

	return callee && is(callee, Name) && PyUnicode_Tailmatch(field(callee, Name, 1), guard_prefix, 0, INT_MAX, -1) == 1;
}

/* What was made, where C wants a statement. */
static PyObject *statement(Tree *tree, PyObject *made)
{
	if (is_guard(made))
		return ask(tree, "statement", made);
	if (is_expression(made))
		return NODE(ExprStmt, PyObject_GetAttr(made, span_name), Py_NewRef(made));
	if (PySet_Contains(statements, (PyObject *)Py_TYPE(made)) == 1)
		return Py_NewRef(made);
	return NODE(Empty, Py_NewRef(tree->span));
}

/* What a child is worth for a field that holds several: expressions (E), those behind the first (A), statements (B),
 * variables (D), or the values of an initialiser list (L). None if it is nothing of that. */
static PyObject *part(Tree *tree, char how, PyObject *made)
{
	if (how == 'B')
		return statement(tree, made);
	if (how == 'D')
		return Py_NewRef(is(made, Variable) ? made : Py_None);
	if (how != 'L')
		return Py_NewRef(is_expression(made) ? made : Py_None);
	if (is_expression(made))
		return NODE(Init, Py_NewRef(empty), Py_NewRef(empty), Py_NewRef(made));
	return Py_NewRef(is(made, Init) ? made : Py_None);
}

static PyObject *parts(Tree *tree, char how)
{
	PyObject *found = PyList_New(0), *made = NULL, *one;
	Py_ssize_t at = how == 'A' ? tree->first[1] : tree->at + 1;

	for (; found && at < tree->end; at += size_at(tree, at)) {
		one = part(tree, how, PyList_GET_ITEM(tree->built, at));
		if (!one || (one != Py_None && PyList_Append(found, one) < 0))
			Py_CLEAR(found);
		Py_XDECREF(one);
	}
	if (found)
		made = PyList_AsTuple(found);
	Py_XDECREF(found);
	return made;
}

/* The hop into an anonymous record, which is not written. */
static int is_hop(PyObject *base)
{
	return is(base, Member) && is_empty(field(base, Member, 2));
}

/* The value of a field of the node that the row becomes, by its letter in `makers`. */
static PyObject *value(Tree *tree, char how)
{
	const int32_t *row = tree->row;
	PyObject *first = child(tree, 0);

	switch (how) {
	case 's': return Py_NewRef(tree->span);
	case 'n': return item(tree->strings, row[NAME]);
	case 'r': return item(tree->strings, row[RECORD]);
	case 'x': return item(tree->strings, row[EXTRA]);
	case 'k': return item(refs, row[AUX] & 0xff);
	case 'u': return item(unary_operators, row[AUX]);
	case 'b': return item(binary_operators, row[AUX]);
	case 'i': return number(row[EXTRA]);
	case 'v': return number((int64_t)((uint64_t)(uint32_t)row[EXTRA] << 32 | (uint32_t)row[AUX]));
	case 'P': return PyBool_FromLong(row[AUX] & NAME_POINTER);
	case 'p': return PyBool_FromLong(row[AUX] & IS_POINTER);
	case 't': return PyBool_FromLong(row[AUX] & IS_STATIC);
	case 'a': return Py_NewRef(is_hop(first) ? field(first, Member, 3) : row[AUX] == 1 ? Py_True : Py_False);
	case 'h': return Py_NewRef(is_hop(first) ? field(first, Member, 1) : first);
	case '0': return Py_NewRef(first);
	case '1': return Py_NewRef(child(tree, 1));
	case 'C': return expression(tree, first);
	case 'G': return expression(tree, child(tree, 1));
	case 'T': return statement(tree, child(tree, 1));
	case 'O': return tree->children < 3 ? Py_NewRef(Py_None) : statement(tree, child(tree, 2));
	case 'R': return tree->children < 1 ? Py_NewRef(Py_None) : expression(tree, first);
	case 'I': return Py_NewRef(is_expression(first) ? first : Py_None);
	case 'f': return Py_NewRef(field(first, Designator, 0));
	case 'd': return Py_NewRef(field(first, Designator, 1));
	case '.': return Py_NewRef(empty);
	case '-': return Py_NewRef(Py_None);
	default: return parts(tree, how);
	}
}

/* Does any value take its field or record from the list that it is in? */
static int is_positional(const Tree *tree)
{
	for (Py_ssize_t at = tree->at + 1; at < tree->end; at += size_at(tree, at)) {
		PyObject *made = PyList_GET_ITEM(tree->built, at);

		if (is(made, Init) ? !is_empty(field(made, Init, 0)) && is_empty(field(made, Init, 1))
				   : tree->row[EXTRA] && is_expression(made))
			return 1;
	}
	return 0;
}

static int is_rare(const Tree *tree, const struct maker *maker)
{
	PyObject *first = child(tree, 0);

	if (!maker->values || tree->children < maker->least || (maker->most && tree->children > maker->most))
		return 1;
	switch (tree->row[CODE]) {
	case CODE_VARIABLE: return tree->children > 0 && tree->rows[tree->first[0] * WIDTH + CODE] == CODE_CLEANUP;
	case CODE_INIT_LIST: return is_positional(tree);
	case CODE_CALL: return !is_expression(first);
	case CODE_DESIGNATED: return !is(first, Designator) || is(child(tree, 1), Designator);
	default: return 0;
	}
}

static PyObject *make(Tree *tree)
{
	const struct maker *maker = &makers[(uint32_t)tree->row[CODE] < MOST_CODES ? tree->row[CODE] : 0];
	int class = maker->class, op = tree->row[AUX], count = 0;
	PyObject *values[MOST_FIELDS];

	if (is_rare(tree, maker))
		return ask(tree, "other", NULL);
	if (class == Unary && op >= 0 && op < PyTuple_GET_SIZE(unary_operators) &&
	    is_empty(PyTuple_GET_ITEM(unary_operators, op)))
		return Py_NewRef(child(tree, 0));
	if (class == Binary && op >= FIRST_ASSIGNMENT && op <= LAST_ASSIGNMENT)
		class = Assign;
	while (maker->values[count]) {
		values[count] = value(tree, maker->values[count]);
		if (!values[count++])
			break;
	}
	return node(class, values, count);
}

/* Puts the row at hand. */
static int look_at(Tree *tree, Py_ssize_t at)
{
	tree->at = at;
	tree->row = tree->rows + at * WIDTH;
	tree->end = at + tree->row[SIZE];
	if (tree->row[SIZE] < 1 || tree->end > tree->count) {
		PyErr_SetString(PyExc_IndexError, "a row ends behind the last one");
		return -1;
	}
	tree->children = 0;
	tree->first[1] = tree->end;
	for (at++; at < tree->end; at += size_at(tree, at)) {
		if (tree->children < 3)
			tree->first[tree->children] = at;
		tree->children++;
	}
	Py_XSETREF(tree->span, span_of(tree->row[START], tree->row[END]));
	return tree->span ? 0 : -1;
}

static PyObject *shallow(Tree *tree, PyObject *made)
{
	PyObject *answer = made;

	if (made && tree->row[SIZE] > most_rows && is_expression(made)) {
		answer = ask(tree, "shallow", made);
		Py_DECREF(made);
	}
	return answer;
}

static PyObject *build(PyObject *module, PyObject *args)
{
	Py_buffer rows;
	Tree tree = {0};
	PyObject *made = NULL;
	Py_ssize_t at;

	if (!PyArg_ParseTuple(args, "y*O!O", &rows, &PyTuple_Type, &tree.strings, &tree.start_twin))
		return NULL;
	tree.rows = rows.buf;
	tree.count = rows.len / (Py_ssize_t)(WIDTH * sizeof(int32_t));
	tree.built = PyList_New(tree.count);
	for (at = 0; tree.built && at < tree.count; at++)
		PyList_SET_ITEM(tree.built, at, Py_NewRef(Py_None));
	for (at = tree.count - 1; tree.built && at >= 0; at--) {
		made = look_at(&tree, at) == 0 ? shallow(&tree, make(&tree)) : NULL;
		if (!made)
			Py_CLEAR(tree.built);
		else
			PyList_SetItem(tree.built, at, made);
	}
	if (tree.built)
		made = Py_NewRef(tree.count ? PyList_GET_ITEM(tree.built, 0) : Py_None);
	Py_XDECREF(tree.built);
	Py_XDECREF(tree.span);
	Py_XDECREF(tree.twin);
	PyBuffer_Release(&rows);
	return made;
}

/* Where each field of the class is; -1 if it has others. */
static int learn(struct class *class, PyObject *type)
{
	PyObject *names = PyObject_GetAttrString(type, "__match_args__");
	PyObject *space = PyUnicode_FromString(" "), *joined = names && space ? PyUnicode_Join(space, names) : NULL;
	int is_such = joined && PyType_Check(type) && PyUnicode_CompareWithASCIIString(joined, class->fields) == 0;

	for (Py_ssize_t at = 0; is_such && at < PyTuple_GET_SIZE(names); at++) {
		PyObject *slot = PyObject_GetAttr(type, PyTuple_GET_ITEM(names, at));

		is_such = slot && Py_IS_TYPE(slot, &PyMemberDescr_Type);
		if (is_such)
			class->offsets[at] = ((PyMemberDescrObject *)slot)->d_member->offset;
		Py_XDECREF(slot);
	}
	Py_XDECREF(joined);
	Py_XDECREF(space);
	Py_XDECREF(names);
	class->type = (PyTypeObject *)Py_NewRef(type);
	return is_such ? 0 : -1;
}

/* To be called once: the classes by name, and what is said in Python of operators and names. */
static PyObject *prepare(PyObject *module, PyObject *args)
{
	struct class learned[CLASSES];
	PyObject *by_name;

	memcpy(learned, classes, sizeof(classes));
	if (PyTuple_GET_SIZE(args) != 9)
		return PyErr_Format(PyExc_TypeError, "these are not the sources that this was built from");
	by_name = PyTuple_GET_ITEM(args, 0);
	for (int at = 0; at < CLASSES; at++) {
		PyObject *type = PyMapping_GetItemString(by_name, learned[at].name);

		if (!type || learn(&learned[at], type) < 0)
			return PyErr_Format(PyExc_TypeError, "%s has other fields here", learned[at].name);
	}
	if (!PyArg_ParseTuple(args, "OO!OOO!O!O!Ol", &by_name, &PyType_Type, &span_class, &expressions, &statements,
			      &PyTuple_Type, &unary_operators, &PyTuple_Type, &binary_operators, &PyTuple_Type, &refs,
			      &guard_prefix, &most_rows))
		return NULL;
	Py_INCREF(args); /* and so everything in it lasts */
	memcpy(classes, learned, sizeof(classes));
	empty = PyUnicode_FromString("");
	span_name = PyUnicode_InternFromString("span");
	return empty && span_name ? PyLong_FromLong(REVISION) : NULL;
}

static PyMethodDef methods[] = {
	{"build", build, METH_VARARGS, "The tree of rows of 32-bit integers."},
	{"prepare", prepare, METH_VARARGS, "Takes the classes; returns the revision of the sources."},
	{NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_build", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__build(void)
{
	return PyModule_Create(&module);
}

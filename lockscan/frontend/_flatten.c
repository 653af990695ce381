/*
 * The accelerator of lockscan.frontend.flatten: walk.py and declared.py in plain C, row for row and string for string.
 * And of lockscan.frontend.diagnostics.
 *
 * It is loaded with ctypes. libclang is the one inside the `libclang` wheel, opened by path at run time, so neither
 * LLVM's headers nor its libraries are needed to build this file; the few types of libclang's stable C interface are
 * declared below. A test holds the two implementations equal: change both or none.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct { const void *data; unsigned flags; } CXString;
typedef struct { int kind; int xdata; const void *data[3]; } CXCursor;
typedef struct { int kind; void *data[2]; } CXType;
typedef struct { const void *data[2]; unsigned number; } CXLocation;
typedef struct { const void *data[2]; unsigned begin, end; } CXRange;
typedef struct { unsigned numbers[4]; void *data; } CXToken;
typedef void *CXUnit, *CXFile, *CXEval, *CXDiagnostic;
typedef int (*CursorVisitor)(CXCursor, CXCursor, void *);
typedef int (*FieldVisitor)(CXCursor, void *);

/* result, name, arguments */
#define LIBCLANG(X) \
	X(const char *, clang_getCString, (CXString)) \
	X(void, clang_disposeString, (CXString)) \
	X(CXCursor, clang_getTranslationUnitCursor, (CXUnit)) \
	X(unsigned, clang_visitChildren, (CXCursor, CursorVisitor, void *)) \
	X(CXRange, clang_getCursorExtent, (CXCursor)) \
	X(CXLocation, clang_getCursorLocation, (CXCursor)) \
	X(CXLocation, clang_getRangeStart, (CXRange)) \
	X(CXLocation, clang_getRangeEnd, (CXRange)) \
	X(void, clang_getFileLocation, (CXLocation, CXFile *, unsigned *, unsigned *, unsigned *)) \
	X(void, clang_getExpansionLocation, (CXLocation, CXFile *, unsigned *, unsigned *, unsigned *)) \
	X(CXToken *, clang_getToken, (CXUnit, CXLocation)) \
	X(CXLocation, clang_getTokenLocation, (CXUnit, CXToken)) \
	X(void, clang_disposeTokens, (CXUnit, CXToken *, unsigned)) \
	X(CXString, clang_getFileName, (CXFile)) \
	X(const char *, clang_getFileContents, (CXUnit, CXFile, size_t *)) \
	X(CXString, clang_getCursorSpelling, (CXCursor)) \
	X(CXCursor, clang_getCursorReferenced, (CXCursor)) \
	X(CXCursor, clang_getCursorSemanticParent, (CXCursor)) \
	X(CXType, clang_getCursorType, (CXCursor)) \
	X(CXType, clang_getCursorResultType, (CXCursor)) \
	X(int, clang_getCursorLinkage, (CXCursor)) \
	X(int, clang_Cursor_getStorageClass, (CXCursor)) \
	X(CXCursor, clang_Cursor_getVarDeclInitializer, (CXCursor)) \
	X(unsigned, clang_isCursorDefinition, (CXCursor)) \
	X(int, clang_getCursorBinaryOperatorKind, (CXCursor)) \
	X(int, clang_getCursorUnaryOperatorKind, (CXCursor)) \
	X(long long, clang_getEnumConstantDeclValue, (CXCursor)) \
	X(CXEval, clang_Cursor_Evaluate, (CXCursor)) \
	X(int, clang_EvalResult_getKind, (CXEval)) \
	X(long long, clang_EvalResult_getAsLongLong, (CXEval)) \
	X(void, clang_EvalResult_dispose, (CXEval)) \
	X(CXType, clang_getCanonicalType, (CXType)) \
	X(CXType, clang_getPointeeType, (CXType)) \
	X(CXType, clang_getArrayElementType, (CXType)) \
	X(CXCursor, clang_getTypeDeclaration, (CXType)) \
	X(CXString, clang_getTypeSpelling, (CXType)) \
	X(unsigned, clang_Type_visitFields, (CXType, FieldVisitor, void *)) \
	X(unsigned, clang_getNumDiagnostics, (CXUnit)) \
	X(CXDiagnostic, clang_getDiagnostic, (CXUnit, unsigned)) \
	X(int, clang_getDiagnosticSeverity, (CXDiagnostic)) \
	X(CXString, clang_getDiagnosticSpelling, (CXDiagnostic)) \
	X(CXLocation, clang_getDiagnosticLocation, (CXDiagnostic)) \
	X(void, clang_disposeDiagnostic, (CXDiagnostic))

#define DECLARE(result, name, arguments) static result (*name) arguments;
LIBCLANG(DECLARE)

/* libclang's numbers. */
enum { VISIT_BREAK, VISIT_CONTINUE, VISIT_RECURSE };
enum { K_STRUCT = 2, K_UNION = 3, K_FIELD = 6, K_ENUM_CONSTANT = 7, K_FUNCTION = 8, K_VARIABLE = 9, K_PARAMETER = 10 };
enum { K_MEMBER_REF = 47, K_LABEL_REF = 48, K_COMPOUND_STMT = 202, K_UNEXPOSED_ATTR = 400, K_ANNOTATE_ATTR = 406 };
enum { T_VOID = 2, T_DEPENDENT = 26, T_POINTER = 101, T_RECORD = 105, T_CONSTANT_ARRAY = 112, T_INCOMPLETE_ARRAY = 114,
       T_VARIABLE_ARRAY = 115 };
enum { STORAGE_EXTERN = 2, STORAGE_STATIC = 3, LINKAGE_EXTERNAL = 4, EVAL_INT = 1, OP_EXTENSION = 13 };
#define IS_MACRO 0x80000000u

/* lockscan.syntax.columns */
enum { CODE, SIZE, START, END, NAME, AUX, RECORD, EXTRA, WIDTH };
enum {
	FUNCTION = 1, PARAMETER, VARIABLE, CLEANUP,
	NAMED = 10, MEMBER, INDEX, UNARY, BINARY, CONDITIONAL, CALL, CAST, INT, STRING, INIT_LIST, DESIGNATED, DESIGNATOR,
	STATEMENT_EXPRESSION, LABEL_ADDRESS, RECOVERED, OPAQUE,
	BLOCK = 40, DECLARATION, IF, WHILE, DO, FOR, SWITCH, CASE, DEFAULT, LABEL, GOTO, COMPUTED_GOTO, RETURN, BREAK,
	CONTINUE, ASM, EMPTY,
	IMPLICIT = -1, TRANSPARENT = -2, STATEMENT = -3 /* only while open */
};
enum { IS_POINTER = 1, IS_STATIC = 2, IN_MACRO = 4, FILE_SHIFT = 4, NAME_POINTER = 0x100 };
enum { N_LOCAL = 1, N_PARAM, N_STATIC, N_GLOBAL, N_FUNCTION, N_CONSTANT };
#define UNKNOWN_CONSTANTS "__lockscan_unknown_constants"
enum { MAX_DERIVATIONS = 32, MAX_HEAD = 4000 };

typedef int32_t Row[WIDTH];

/* A table from a pointer to a few numbers, by open addressing. */
typedef struct { const void *key; int32_t value[5]; } Slot;
typedef struct { Slot *slots; size_t size, used; } Table;

/* Where a macro puts a piece of its text: clang climbs through all uses around it to say so. */
typedef struct {
	unsigned number;
	int32_t offset;
	CXFile file;
} Known;
enum { KNOWN = 4096 };

typedef struct {
	int kind, code, arity, dependent, row;
	const void *key[2];
	CXCursor cursor, child;
	int32_t child_start, child_end;
	CXFile where_file;
	unsigned where_offset;
} Open;

struct lockscan_result {
	int32_t *rows;
	size_t row_count;
	char *strings; /* NUL-terminated, one after the other */
	size_t strings_size;
};

typedef struct {
	CXUnit unit;
	const char **wanted_names;
	int wanted_count, whole_count; /* of the wanted files the first ones are wanted with the bodies of functions */
	Row *rows;
	size_t row_count, row_room;
	Open *stack;
	size_t depth, stack_room;
	char *strings;
	size_t strings_size, strings_room;
	uint32_t *string_slots; /* 1 + index; positions in string_at */
	size_t string_slots_size;
	uint32_t *string_at;
	size_t string_count, string_at_room;
	Table records, names, fields, field_lists, files;
	CXFile file;
	const char *text;
	size_t text_size;
	CXFile near_file; /* of which the first byte has the number `near`, in this inclusion */
	unsigned near, near_size;
	Known known[KNOWN]; /* the latest of those whose numbers have the same remainder */
	char *scratch; /* field lists */
	size_t scratch_size, scratch_room;
	int failed;
} Walk;

/* Memory. A failure is remembered; the walk ends at the next visit. */

static void *grow(Walk *w, void *old, size_t *room, size_t needed, size_t item)
{
	if (needed <= *room)
		return old;
	size_t size = *room ? *room * 2 : 256;
	while (size < needed)
		size *= 2;
	void *new = realloc(old, size * item);
	if (!new) {
		w->failed = 1;
		return old;
	}
	*room = size;
	return new;
}

static size_t hash_pointer(const void *key)
{
	uint64_t x = (uint64_t)(uintptr_t)key;
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdULL;
	x ^= x >> 33;
	return (size_t)x;
}

static Slot *table_slot(Slot *slots, size_t size, const void *key)
{
	size_t at = hash_pointer(key) & (size - 1);
	while (slots[at].key && slots[at].key != key)
		at = (at + 1) & (size - 1);
	return &slots[at];
}

static const Slot *table_find(const Table *table, const void *key)
{
	if (!table->size)
		return NULL;
	const Slot *slot = table_slot(table->slots, table->size, key);
	return slot->key ? slot : NULL;
}

static void table_set(Walk *w, Table *table, const void *key, const int32_t *value, int count)
{
	if (!key)
		return;
	if (table->used * 2 >= table->size) {
		size_t size = table->size ? table->size * 2 : 256;
		Slot *slots = calloc(size, sizeof(Slot));
		if (!slots) {
			w->failed = 1;
			return;
		}
		for (size_t i = 0; i < table->size; i++)
			if (table->slots[i].key)
				*table_slot(slots, size, table->slots[i].key) = table->slots[i];
		free(table->slots);
		table->slots = slots;
		table->size = size;
	}
	Slot *slot = table_slot(table->slots, table->size, key);
	if (!slot->key)
		table->used++;
	slot->key = key;
	memcpy(slot->value, value, (size_t)count * sizeof(int32_t));
}

/* Strings. */

static size_t hash_text(const char *text, size_t length)
{
	uint64_t x = 1469598103934665603ULL;
	for (size_t i = 0; i < length; i++)
		x = (x ^ (unsigned char)text[i]) * 1099511628211ULL;
	return (size_t)(x ^ (x >> 29));
}

static void rehash_strings(Walk *w)
{
	size_t size = w->string_slots_size ? w->string_slots_size * 2 : 1024;
	uint32_t *slots = calloc(size, sizeof(*slots));
	if (!slots) {
		w->failed = 1;
		return;
	}
	for (size_t i = 0; i < w->string_count; i++) {
		const char *text = w->strings + w->string_at[i];
		size_t at = hash_text(text, strlen(text)) & (size - 1);
		while (slots[at])
			at = (at + 1) & (size - 1);
		slots[at] = (uint32_t)i + 1;
	}
	free(w->string_slots);
	w->string_slots = slots;
	w->string_slots_size = size;
}

static int32_t intern(Walk *w, const char *text, size_t length)
{
	if (w->string_count * 2 >= w->string_slots_size)
		rehash_strings(w);
	if (w->failed)
		return 0;
	size_t at = hash_text(text, length) & (w->string_slots_size - 1);
	for (; w->string_slots[at]; at = (at + 1) & (w->string_slots_size - 1)) {
		const char *known = w->strings + w->string_at[w->string_slots[at] - 1];
		if (!strncmp(known, text, length) && !known[length])
			return (int32_t)w->string_slots[at] - 1;
	}
	w->strings = grow(w, w->strings, &w->strings_room, w->strings_size + length + 1, 1);
	w->string_at = grow(w, w->string_at, &w->string_at_room, w->string_count + 1, sizeof(*w->string_at));
	if (w->failed)
		return 0;
	memcpy(w->strings + w->strings_size, text, length);
	w->strings[w->strings_size + length] = 0;
	w->string_at[w->string_count] = (uint32_t)w->strings_size;
	w->strings_size += length + 1;
	w->string_slots[at] = (uint32_t)++w->string_count;
	return (int32_t)w->string_count - 1;
}

static int32_t intern_cx(Walk *w, CXString string)
{
	const char *text = clang_getCString(string);
	int32_t index = intern(w, text ? text : "", text ? strlen(text) : 0);
	clang_disposeString(string);
	return index;
}

static const char *string_of(const Walk *w, int32_t index)
{
	return w->strings + w->string_at[index];
}

static int32_t spelling(Walk *w, CXCursor cursor)
{
	return intern_cx(w, clang_getCursorSpelling(cursor));
}

/* Declarations and types: declared.py. */

static int is_pointer(CXType type)
{
	return clang_getCanonicalType(type).kind == T_POINTER;
}

static int32_t record_name(Walk *w, CXCursor declaration)
{
	if (declaration.kind != K_STRUCT && declaration.kind != K_UNION)
		return 0;
	const Slot *known = table_find(&w->records, declaration.data[0]);
	if (known)
		return known->value[0];
	CXString string = clang_getCursorSpelling(declaration);
	const char *text = clang_getCString(string);
	int32_t name;
	if (text && *text && !strchr(text, '('))
		name = intern(w, text, strlen(text));
	else
		name = record_name(w, clang_getCursorSemanticParent(declaration));
	clang_disposeString(string);
	table_set(w, &w->records, declaration.data[0], &name, 1);
	return name;
}

static int32_t record_of(Walk *w, CXType type)
{
	CXType current = clang_getCanonicalType(type);
	for (int i = 0; i < MAX_DERIVATIONS; i++) {
		if (current.kind == T_POINTER)
			current = clang_getPointeeType(current);
		else if (current.kind == T_CONSTANT_ARRAY || current.kind == T_INCOMPLETE_ARRAY ||
			 current.kind == T_VARIABLE_ARRAY)
			current = clang_getArrayElementType(current);
		else
			break;
	}
	return current.kind == T_RECORD ? record_name(w, clang_getTypeDeclaration(current)) : 0;
}

static int variable_kind(CXCursor declaration)
{
	if (declaration.kind == K_PARAMETER)
		return N_PARAM;
	if (clang_Cursor_getStorageClass(declaration) == STORAGE_STATIC)
		return N_STATIC;
	return clang_getCursorLinkage(declaration) == LINKAGE_EXTERNAL ? N_GLOBAL : N_LOCAL;
}

static void new_name(Walk *w, CXCursor declaration, int32_t *fields)
{
	int32_t name = spelling(w, declaration);
	int32_t row[5] = { NAMED, name, N_LOCAL, 0, -1 };
	if (declaration.kind == K_FUNCTION) {
		row[2] = N_FUNCTION;
	} else if (declaration.kind == K_ENUM_CONSTANT) {
		uint64_t value = (uint64_t)clang_getEnumConstantDeclValue(declaration);
		CXString parent = clang_getCursorSpelling(clang_getCursorSemanticParent(declaration));
		const char *text = clang_getCString(parent);
		int unknown = text && !strcmp(text, UNKNOWN_CONSTANTS);
		clang_disposeString(parent);
		row[0] = unknown ? NAMED : INT;
		row[2] = unknown ? N_CONSTANT : (int32_t)(uint32_t)value;
		row[4] = unknown ? (int32_t)(uint32_t)value : (int32_t)(uint32_t)(value >> 32);
	} else if (declaration.kind == K_VARIABLE || declaration.kind == K_PARAMETER) {
		CXType type = clang_getCursorType(declaration);
		row[3] = record_of(w, type);
		row[2] = variable_kind(declaration) | (is_pointer(type) ? NAME_POINTER : 0);
	}
	memcpy(fields, row, sizeof(row));
}

static void name_of(Walk *w, CXCursor declaration, int32_t *fields)
{
	const Slot *known = table_find(&w->names, declaration.data[0]);
	if (known) {
		memcpy(fields, known->value, sizeof(known->value));
		return;
	}
	new_name(w, declaration, fields);
	table_set(w, &w->names, declaration.data[0], fields, 5);
}

static void field_of(Walk *w, CXCursor declaration, int32_t *fields)
{
	const Slot *known = table_find(&w->fields, declaration.data[0]);
	if (known) {
		memcpy(fields, known->value, 3 * sizeof(int32_t));
		return;
	}
	fields[0] = spelling(w, declaration);
	if (strchr(string_of(w, fields[0]), '('))
		fields[0] = 0;
	fields[1] = record_name(w, clang_getCursorSemanticParent(declaration));
	fields[2] = record_of(w, clang_getCursorType(declaration));
	table_set(w, &w->fields, declaration.data[0], fields, 3);
}

static int add_field_name(CXCursor cursor, void *data)
{
	Walk *w = data;
	CXString string = clang_getCursorSpelling(cursor);
	const char *text = clang_getCString(string);
	size_t length = text && !strchr(text, '(') ? strlen(text) : 0;
	w->scratch = grow(w, w->scratch, &w->scratch_room, w->scratch_size + length + 1, 1);
	if (!w->failed) {
		memcpy(w->scratch + w->scratch_size, text, length);
		w->scratch[w->scratch_size + length] = ',';
		w->scratch_size += length + 1;
	}
	clang_disposeString(string);
	return 1;
}

static int32_t field_list(Walk *w, CXType type)
{
	CXType canonical = clang_getCanonicalType(type);
	if (canonical.kind != T_RECORD)
		return 0;
	const void *key = clang_getTypeDeclaration(canonical).data[0];
	const Slot *known = table_find(&w->field_lists, key);
	if (known)
		return known->value[0];
	w->scratch_size = 0;
	clang_Type_visitFields(canonical, add_field_name, w);
	int32_t list = intern(w, w->scratch_size ? w->scratch : "", w->scratch_size ? w->scratch_size - 1 : 0);
	table_set(w, &w->field_lists, key, &list, 1);
	return list;
}

/* Text: spelling.py. */

static int is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int is_word(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* `->field` or `.field` between the two offsets: its string, else -1. */
static int32_t member_after(Walk *w, int32_t start, int32_t end, int *arrow)
{
	const char *text = w->text;
	if (!text || start < 0 || end > (int64_t)w->text_size)
		return -1;
	int32_t i = start;
	while (i < end && (is_space(text[i]) || text[i] == ')'))
		i++;
	if (i + 1 < end && text[i] == '-' && text[i + 1] == '>') {
		*arrow = 1;
		i += 2;
	} else if (i < end && text[i] == '.') {
		*arrow = 0;
		i++;
	} else {
		return -1;
	}
	while (i < end && is_space(text[i]))
		i++;
	int32_t first = i;
	while (i < end && is_word(text[i]))
		i++;
	int32_t last = i;
	if (first == last || (text[first] >= '0' && text[first] <= '9'))
		return -1;
	while (i < end && (is_space(text[i]) || text[i] == ')'))
		i++;
	return i == end ? intern(w, text + first, (size_t)(last - first)) : -1;
}

/* Skips a comment or a quoted text at `i`; returns the offset behind it, or `i` where there is none. */
static size_t skip_piece(const char *t, size_t i, size_t n, int *is_blank)
{
	*is_blank = 1;
	if (t[i] == '/' && i + 1 < n && t[i + 1] == '*') {
		for (size_t j = i + 2; j + 1 < n; j++)
			if (t[j] == '*' && t[j + 1] == '/')
				return j + 2;
		return i;
	}
	if (t[i] == '/' && i + 1 < n && t[i + 1] == '/') {
		while (i < n && t[i] != '\n')
			i++;
		return i;
	}
	*is_blank = 0;
	if (t[i] != '"' && t[i] != '\'')
		return i;
	for (size_t j = i + 1; j < n && t[j] != '\n'; j++) {
		if (t[j] == '\\') {
			if (++j >= n)
				return i;
		} else if (t[j] == t[i]) {
			return j + 1;
		}
	}
	return i;
}

static int for_parts(const char *t, size_t n)
{
	size_t i = 3;
	if (n > MAX_HEAD)
		n = MAX_HEAD;
	if (n < 4 || memcmp(t, "for", 3))
		return -1;
	while (i < n && (is_space(t[i]) || t[i] == '\\'))
		i++;
	if (i >= n || t[i++] != '(')
		return -1;
	int parts = 0, depth = 0, part = 1;
	while (i < n) {
		int is_blank;
		size_t next = skip_piece(t, i, n, &is_blank);
		if (next != i) {
			if (!is_blank)
				parts |= part;
			i = next;
			continue;
		}
		char c = t[i++];
		if (is_space(c) || c == '\\')
			continue;
		if (c == ';' && depth == 0) {
			part <<= 1;
			continue;
		}
		if (c == ')' || c == ']' || c == '}') {
			if (depth == 0)
				return part == 4 ? parts : -1;
			depth--;
		} else if (c == '(' || c == '[' || c == '{') {
			depth++;
		}
		parts |= part;
	}
	return -1;
}

/* Places. */

static CXFile place(Walk *w, CXLocation location, int32_t *offset)
{
	CXFile file = NULL;
	unsigned at = 0;
	Known *known = &w->known[location.number % KNOWN];
	if (location.number & IS_MACRO && known->number == location.number) {
		*offset = known->offset;
		return known->file;
	}
	clang_getFileLocation(location, &file, NULL, NULL, &at);
	*offset = (int32_t)at;
	if (location.number & IS_MACRO)
		*known = (Known){location.number, *offset, file};
	return file;
}

/* clang numbers the bytes of a file that it reads one after the other: most places need no question. */
static int is_near(const Walk *w, unsigned number)
{
	return w->near_file && w->near_file == w->file && !(number & IS_MACRO) && number - w->near < w->near_size;
}

static void set_near(Walk *w, CXLocation location, int32_t offset)
{
	if (location.number & IS_MACRO)
		return;
	w->near_file = w->file;
	w->near = location.number - (unsigned)offset;
	w->near_size = (unsigned)w->text_size + 1;
}

static CXFile spelled(Walk *w, CXLocation location, int32_t *offset)
{
	if (!(location.number & IS_MACRO))
		return place(w, location, offset);
	*offset = 0;
	CXToken *token = clang_getToken(w->unit, location);
	if (!token)
		return NULL;
	CXFile file = place(w, clang_getTokenLocation(w->unit, *token), offset);
	clang_disposeTokens(w->unit, token, 1);
	return file;
}

static CXLocation begin_of(CXCursor cursor)
{
	return clang_getRangeStart(clang_getCursorExtent(cursor));
}

static void span_of(Walk *w, CXCursor cursor, int32_t outer_start, int32_t outer_end, int32_t *row)
{
	CXRange extent = clang_getCursorExtent(cursor);
	int32_t start, end;
	if (is_near(w, extent.begin))
		start = (int32_t)(extent.begin - w->near);
	else if (place(w, clang_getRangeStart(extent), &start) != w->file)
		start = outer_start;
	if (is_near(w, extent.end))
		end = (int32_t)(extent.end - w->near);
	else if (place(w, clang_getRangeEnd(extent), &end) != w->file)
		end = outer_end;
	row[START] = start;
	row[END] = end > start ? end : start;
}

static int32_t file_name(Walk *w, CXFile file)
{
	return file ? intern_cx(w, clang_getFileName(file)) : 0;
}

enum { NOT_WANTED, WANTED, WANTED_WHOLE };

static int how_wanted(Walk *w, CXFile file)
{
	const Slot *known = table_find(&w->files, file);
	if (known)
		return known->value[0];
	int32_t wanted = NOT_WANTED;
	if (file) {
		CXString string = clang_getFileName(file);
		const char *name = clang_getCString(string);
		for (int i = 0; i < w->wanted_count && !wanted; i++)
			if (name && !strcmp(name, w->wanted_names[i]))
				wanted = i < w->whole_count ? WANTED_WHOLE : WANTED;
		clang_disposeString(string);
	}
	table_set(w, &w->files, file, &wanted, 1);
	return wanted;
}

/* Rows: walk.py. */

static int32_t *new_row(Walk *w, int32_t code)
{
	static Row nowhere; /* written to when memory is short: the walk ends before anyone reads it */
	w->rows = grow(w, w->rows, &w->row_room, w->row_count + 1, sizeof(Row));
	if (w->failed)
		return nowhere;
	int32_t *row = w->rows[w->row_count++];
	memset(row, 0, sizeof(Row));
	row[CODE] = code;
	return row;
}

static Open *open_row(Walk *w, CXCursor cursor, int32_t code, size_t row)
{
	static Open nowhere;
	w->stack = grow(w, w->stack, &w->stack_room, w->depth + 1, sizeof(Open));
	if (w->failed)
		return &nowhere;
	Open *opened = &w->stack[w->depth++];
	memset(opened, 0, sizeof(*opened));
	opened->kind = cursor.kind;
	opened->key[0] = cursor.data[0];
	opened->key[1] = cursor.data[1];
	opened->code = code;
	opened->row = (int)row;
	opened->cursor = cursor;
	return opened;
}

static int same_key(const Open *opened, CXCursor cursor)
{
	return opened->kind == cursor.kind && opened->key[0] == cursor.data[0] && opened->key[1] == cursor.data[1];
}

static void note_child(Walk *w, CXCursor cursor, Open *top, const int32_t *row)
{
	if (top->arity++ == 0) {
		top->child = cursor;
		top->child_start = row[START];
		top->child_end = row[END];
		if (top->code == MEMBER && is_pointer(clang_getCursorType(cursor)))
			w->rows[top->row][AUX] = 1;
	}
}

static int32_t *add_row(Walk *w, CXCursor cursor, Open *top, int32_t code)
{
	int32_t outer_start = w->rows[top->row][START], outer_end = w->rows[top->row][END];
	int32_t *row = new_row(w, code);
	span_of(w, cursor, outer_start, outer_end, row);
	note_child(w, cursor, top, row);
	return row;
}

static void variable_row(Walk *w, CXCursor cursor, int32_t flags, int32_t outer_start, int32_t outer_end, int32_t *row)
{
	CXType type = clang_getCursorType(cursor);
	if (is_pointer(type))
		flags |= IS_POINTER;
	if (clang_Cursor_getStorageClass(cursor) == STORAGE_STATIC)
		flags |= IS_STATIC;
	row[CODE] = VARIABLE;
	span_of(w, cursor, outer_start, outer_end, row);
	row[NAME] = spelling(w, cursor);
	row[AUX] = flags;
	row[RECORD] = record_of(w, type);
	row[EXTRA] = intern_cx(w, clang_getTypeSpelling(type));
}

static void delete_rows(Walk *w, size_t first, size_t last)
{
	memmove(w->rows + first, w->rows + last, (w->row_count - last) * sizeof(Row));
	w->row_count -= last - first;
}

static size_t last_child(const Walk *w, const Open *opened)
{
	size_t at = (size_t)opened->row + 1;
	while (at + (size_t)w->rows[at][SIZE] < w->row_count)
		at += (size_t)w->rows[at][SIZE];
	return at;
}

static void keep_last(Walk *w, const Open *opened)
{
	delete_rows(w, (size_t)opened->row, last_child(w, opened));
}

static void mark_recovered(Walk *w, const Open *opened, int32_t *row)
{
	row[CODE] = RECOVERED;
	row[NAME] = row[RECORD] = row[EXTRA] = 0;
	if (opened->arity == 0) {
		row[SIZE] = 1;
		row[AUX] = row[START];
		return;
	}
	CXLocation begin = begin_of(opened->cursor);
	int32_t offset;
	CXFile file = spelled(w, begin, &offset);
	if (file != w->file || offset != row[START]) {
		row[NAME] = file_name(w, file);
		row[AUX] = offset;
	} else {
		unsigned at = 0;
		clang_getExpansionLocation(begin, NULL, NULL, NULL, &at);
		row[AUX] = (int32_t)at;
	}
	CXType type = clang_getCursorType(opened->child);
	row[RECORD] = record_of(w, type);
	row[EXTRA] = is_pointer(type);
}

static int drop_copies(Walk *w, const Open *opened, int32_t *row)
{
	size_t first = (size_t)opened->row + 1, size = (size_t)w->rows[first][SIZE], last = first + 3 * size;
	if (last >= w->row_count || (size_t)w->rows[last][SIZE] != w->row_count - last)
		return 0;
	delete_rows(w, first + size, last);
	row[SIZE] = (int32_t)(w->row_count - (size_t)opened->row);
	return 1;
}

static void close_recovered(Walk *w, const Open *opened, int32_t *row, int same_span)
{
	int32_t offset;
	CXLocation begin = begin_of(opened->cursor);
	CXFile file = spelled(w, begin, &offset);
	int in_macro = file != w->file || offset != row[START];
	if (w->rows[opened->row + 1][CODE] == INIT_LIST || (same_span && !(begin.number & IS_MACRO))) {
		keep_last(w, opened);
		return;
	}
	int arrow = 0;
	int32_t member = in_macro ? -1 : member_after(w, opened->child_end, row[END], &arrow);
	if (member < 0) {
		mark_recovered(w, opened, row);
		return;
	}
	row[CODE] = MEMBER;
	row[NAME] = member;
	row[AUX] = arrow;
	row[RECORD] = record_of(w, clang_getCursorType(opened->child));
	row[EXTRA] = 0;
}

static void close_implicit(Walk *w, const Open *opened, int32_t *row)
{
	int same_span = row[START] == opened->child_start && row[END] == opened->child_end;
	if (opened->arity == 1 && !opened->dependent && same_span)
		keep_last(w, opened);
	else if (opened->arity == 4 && !opened->dependent && drop_copies(w, opened, row))
		row[CODE] = CONDITIONAL;
	else if (opened->arity == 1 && opened->dependent)
		close_recovered(w, opened, row, same_span);
	else
		mark_recovered(w, opened, row);
}

static int32_t parts_of_for(Walk *w, const Open *opened)
{
	if (opened->arity == 1 || opened->arity == 4)
		return opened->arity == 4 ? 7 : 0;
	size_t size = 0;
	const char *text = opened->where_file ? clang_getFileContents(w->unit, opened->where_file, &size) : NULL;
	int parts = text && opened->where_offset < size ? for_parts(text + opened->where_offset, size - opened->where_offset) : -1;
	if (parts >= 0 && (parts & 1) + (parts >> 1 & 1) + (parts >> 2 & 1) == opened->arity - 1)
		return parts;
	return opened->arity == 2 ? 2 : 3;
}

static int arity_of(int code)
{
	switch (code) {
	case MEMBER: case UNARY: case CAST: case STATEMENT_EXPRESSION:
		return 1;
	case INDEX: case BINARY:
		return 2;
	case CONDITIONAL:
		return 3;
	default:
		return -1;
	}
}

static void close_row(Walk *w, const Open *opened)
{
	int32_t *row = w->rows[opened->row];
	row[SIZE] = (int32_t)(w->row_count - (size_t)opened->row);
	if (opened->code == IMPLICIT) {
		close_implicit(w, opened, row);
	} else if (opened->code == TRANSPARENT || opened->code == STATEMENT) {
		if (opened->arity == 0)
			row[CODE] = opened->code == TRANSPARENT ? OPAQUE : EMPTY;
		else
			keep_last(w, opened);
	} else if (opened->code == FOR) {
		row[AUX] = parts_of_for(w, opened);
	} else if (opened->code == UNARY && row[AUX] == OP_EXTENSION && opened->arity == 1) {
		keep_last(w, opened);
	} else if (opened->code == CAST && opened->arity > 1) {
		delete_rows(w, (size_t)opened->row + 1, last_child(w, opened));
		row[SIZE] = (int32_t)(w->row_count - (size_t)opened->row);
	} else if (opened->code == CALL && opened->arity == 0) {
		row[CODE] = OPAQUE;
	} else if (arity_of(opened->code) >= 0 && opened->arity != arity_of(opened->code)) {
		mark_recovered(w, opened, row);
	}
}

static int code_of(int kind)
{
	static const signed char expressions[] = {
		IMPLICIT, NAMED, MEMBER, CALL, IMPLICIT, IMPLICIT, INT, OPAQUE, OPAQUE, STRING, INT, TRANSPARENT, UNARY, INDEX,
		BINARY, BINARY, CONDITIONAL, CAST, TRANSPARENT, INIT_LIST, LABEL_ADDRESS, STATEMENT_EXPRESSION,
	};
	static const signed char statements[] = {
		STATEMENT, LABEL, BLOCK, CASE, DEFAULT, IF, SWITCH, WHILE, DO, FOR, GOTO, COMPUTED_GOTO, CONTINUE, BREAK,
		RETURN, ASM,
	};
	if (kind < 200)
		return kind == 136 ? OPAQUE : kind - 100 < (int)sizeof(expressions) ? expressions[kind - 100] : IMPLICIT;
	if (kind == 230)
		return EMPTY;
	if (kind == 231)
		return DECLARATION;
	return kind - 200 < (int)sizeof(statements) ? statements[kind - 200] : STATEMENT;
}

static void describe(Walk *w, CXCursor cursor, Open *opened, int32_t *row)
{
	int32_t fields[3], offset;
	CXType type;
	CXCursor field;

	switch (opened->code) {
	case BINARY:
		row[AUX] = clang_getCursorBinaryOperatorKind(cursor);
		break;
	case UNARY:
		row[AUX] = clang_getCursorUnaryOperatorKind(cursor);
		break;
	case MEMBER:
		field = clang_getCursorReferenced(cursor);
		if (field.kind == K_FIELD) {
			field_of(w, field, fields);
			row[NAME] = fields[0];
			row[RECORD] = fields[1];
			row[EXTRA] = fields[2];
		} else {
			opened->code = IMPLICIT;
			opened->dependent = 1;
		}
		break;
	case CAST:
		row[RECORD] = record_of(w, clang_getCursorType(cursor));
		break;
	case INIT_LIST:
		type = clang_getCursorType(cursor);
		row[RECORD] = record_of(w, type);
		row[EXTRA] = field_list(w, type);
		break;
	case LABEL:
		row[NAME] = spelling(w, cursor);
		break;
	case FOR:
		opened->where_file = spelled(w, begin_of(cursor), &offset);
		opened->where_offset = (unsigned)offset;
		break;
	case IMPLICIT:
		opened->dependent = clang_getCursorType(cursor).kind == T_DEPENDENT;
		break;
	}
}

static uint64_t evaluate(CXCursor cursor)
{
	CXEval result = clang_Cursor_Evaluate(cursor);
	if (!result)
		return 0;
	long long value = clang_EvalResult_getKind(result) == EVAL_INT ? clang_EvalResult_getAsLongLong(result) : 0;
	clang_EvalResult_dispose(result);
	return (uint64_t)value;
}

static int visit_statement(Walk *w, CXCursor cursor, Open *top)
{
	int code = code_of(cursor.kind);
	if (code == IMPLICIT && top->code == INIT_LIST && clang_getCursorType(cursor).kind == T_VOID)
		code = DESIGNATED;
	if (code == NAMED || code == INT || code == STRING || code == OPAQUE) {
		int32_t *row = add_row(w, cursor, top, code);
		row[SIZE] = 1;
		if (code == NAMED) {
			int32_t fields[5];
			name_of(w, clang_getCursorReferenced(cursor), fields);
			row[CODE] = fields[0];
			memcpy(row + NAME, fields + 1, 4 * sizeof(int32_t));
		} else if (code == INT) {
			uint64_t value = evaluate(cursor);
			row[AUX] = (int32_t)(uint32_t)value;
			row[EXTRA] = (int32_t)(uint32_t)(value >> 32);
		}
		return VISIT_CONTINUE;
	}
	int32_t *row = add_row(w, cursor, top, code);
	Open *opened = open_row(w, cursor, code, w->row_count - 1);
	describe(w, cursor, opened, row);
	return VISIT_RECURSE;
}

static int visit_declaration(Walk *w, CXCursor cursor, Open *top)
{
	if (cursor.kind == K_VARIABLE && top->code == DECLARATION) {
		if (clang_Cursor_getStorageClass(cursor) == STORAGE_EXTERN)
			return VISIT_CONTINUE;
		int32_t outer_start = w->rows[top->row][START], outer_end = w->rows[top->row][END];
		int32_t *row = new_row(w, VARIABLE);
		variable_row(w, cursor, 0, outer_start, outer_end, row);
		note_child(w, cursor, top, row);
		open_row(w, cursor, VARIABLE, w->row_count - 1);
		return VISIT_RECURSE;
	}
	if (cursor.kind == K_PARAMETER && top->code == FUNCTION) {
		CXType type = clang_getCursorType(cursor);
		int32_t name = spelling(w, cursor), record = record_of(w, type), pointer = is_pointer(type);
		int32_t fields[5] = { NAMED, name, N_PARAM | (pointer ? NAME_POINTER : 0), record, top->arity };
		table_set(w, &w->names, cursor.data[0], fields, 5);
		int32_t spelled_type = intern_cx(w, clang_getTypeSpelling(type));
		int32_t *row = add_row(w, cursor, top, PARAMETER);
		row[SIZE] = 1;
		row[NAME] = name;
		row[AUX] = pointer ? IS_POINTER : 0;
		row[RECORD] = record;
		row[EXTRA] = spelled_type;
	} else if (cursor.kind == K_MEMBER_REF && top->code == DESIGNATED) {
		int32_t fields[3];
		field_of(w, clang_getCursorReferenced(cursor), fields);
		int32_t *row = add_row(w, cursor, top, DESIGNATOR);
		row[SIZE] = 1;
		row[NAME] = fields[0];
		row[RECORD] = fields[1];
	} else if (cursor.kind == K_LABEL_REF && (top->code == GOTO || top->code == LABEL_ADDRESS)) {
		w->rows[top->row][NAME] = spelling(w, cursor);
	}
	return VISIT_CONTINUE;
}

static int visit(CXCursor cursor, CXCursor parent, void *data)
{
	Walk *w = data;
	if (w->failed)
		return VISIT_BREAK;
	size_t depth = w->depth;
	while (depth > 0 && !same_key(&w->stack[depth - 1], parent))
		depth--;
	if (depth == 0)
		return VISIT_CONTINUE;
	while (w->depth > depth) {
		close_row(w, &w->stack[w->depth - 1]);
		w->depth--;
	}
	Open *top = &w->stack[depth - 1];
	if (cursor.kind < 100)
		return visit_declaration(w, cursor, top);
	if (cursor.kind >= 400) {
		if (top->code == VARIABLE && (cursor.kind == K_UNEXPOSED_ATTR || cursor.kind == K_ANNOTATE_ATTR))
			add_row(w, cursor, top, CLEANUP)[SIZE] = 1;
		return VISIT_CONTINUE;
	}
	if (top->code == VARIABLE) {
		CXCursor initialiser = clang_Cursor_getVarDeclInitializer(top->cursor);
		if (initialiser.kind != cursor.kind || initialiser.data[0] != cursor.data[0] ||
		    initialiser.data[1] != cursor.data[1])
			return VISIT_CONTINUE;
	} else if (top->code == FUNCTION && cursor.kind != K_COMPOUND_STMT) {
		return VISIT_CONTINUE;
	}
	return visit_statement(w, cursor, top);
}

static void visit_inside(Walk *w, CXCursor cursor, int32_t code)
{
	w->depth = 0;
	open_row(w, cursor, code, w->row_count - 1);
	clang_visitChildren(cursor, visit, w);
	while (w->depth > 0 && !w->failed) {
		close_row(w, &w->stack[w->depth - 1]);
		w->depth--;
	}
}

static int visit_top(CXCursor cursor, CXCursor parent, void *data)
{
	Walk *w = data;
	(void)parent;
	if (w->failed)
		return VISIT_BREAK;
	if (cursor.kind != K_FUNCTION && cursor.kind != K_VARIABLE)
		return VISIT_CONTINUE;
	CXLocation location = clang_getCursorLocation(cursor);
	int32_t offset, written;
	CXFile file = place(w, location, &offset);
	int wanted = how_wanted(w, file);
	if (!wanted)
		return VISIT_CONTINUE;
	if (file != w->file) {
		w->file = file;
		w->text_size = 0;
		w->text = clang_getFileContents(w->unit, file, &w->text_size);
	}
	set_near(w, location, offset);
	CXFile written_in = spelled(w, location, &written);
	int32_t flags = written_in != file || written != offset ? IN_MACRO : 0;
	flags |= file_name(w, file) << FILE_SHIFT;
	int storage = clang_Cursor_getStorageClass(cursor);
	if (cursor.kind == K_VARIABLE) {
		int initialiser = clang_Cursor_getVarDeclInitializer(cursor).kind;
		if (storage == STORAGE_EXTERN && !(initialiser >= 100 && initialiser < 200))
			return VISIT_CONTINUE;
		variable_row(w, cursor, flags, 0, 0, new_row(w, VARIABLE));
		visit_inside(w, cursor, VARIABLE);
	} else if (clang_isCursorDefinition(cursor)) {
		int32_t *row = new_row(w, FUNCTION);
		span_of(w, cursor, offset, offset, row);
		row[NAME] = spelling(w, cursor);
		row[AUX] = flags | (storage == STORAGE_STATIC ? IS_STATIC : 0);
		row[EXTRA] = offset;
		if (wanted == WANTED_WHOLE) {
			row[RECORD] = intern_cx(w, clang_getTypeSpelling(clang_getCursorResultType(cursor)));
			visit_inside(w, cursor, FUNCTION);
		} else {
			row[SIZE] = 1;
		}
	}
	return VISIT_CONTINUE;
}

/* Complaints: diagnostics.py. */

static int is_one_of(const char *message, const char **beginnings, int count)
{
	for (int i = 0; i < count; i++)
		if (!strncmp(message, beginnings[i], strlen(beginnings[i])))
			return 1;
	return 0;
}

static void complaint_row(Walk *w, CXDiagnostic diagnostic, int severity, const char *message)
{
	CXFile file = NULL;
	unsigned line = 0, offset = 0;
	clang_getFileLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, NULL, &offset);
	int32_t *row = new_row(w, severity);
	row[SIZE] = (int32_t)line;
	row[START] = (int32_t)offset;
	row[NAME] = intern(w, message, strlen(message));
	row[AUX] = file_name(w, file);
}

static void complaints(Walk *w, int least, const char **beginnings, int count)
{
	unsigned all = clang_getNumDiagnostics(w->unit);
	for (unsigned i = 0; i < all && !w->failed; i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(w->unit, i);
		int severity = clang_getDiagnosticSeverity(diagnostic);
		CXString spelling = clang_getDiagnosticSpelling(diagnostic);
		const char *message = clang_getCString(spelling);
		if (severity >= least && !is_one_of(message ? message : "", beginnings, count))
			complaint_row(w, diagnostic, severity, message ? message : "");
		clang_disposeString(spelling);
		clang_disposeDiagnostic(diagnostic);
	}
}

/* What ctypes calls. */

/* REVISION of flatten.py: a library that was built from older sources is not used. */
int lockscan_revision(void)
{
	return 3;
}

int lockscan_open(const char *libclang)
{
	void *library = dlopen(libclang, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return -1;
#define RESOLVE(result, name, arguments) \
	*(void **)&name = dlsym(library, #name); \
	if (!name) \
		return -1;
	LIBCLANG(RESOLVE)
	return 0;
}

static int finish(Walk *w, struct lockscan_result *result)
{
	free(w->stack);
	free(w->string_slots);
	free(w->string_at);
	free(w->records.slots);
	free(w->names.slots);
	free(w->fields.slots);
	free(w->field_lists.slots);
	free(w->files.slots);
	free(w->scratch);
	result->rows = (int32_t *)w->rows;
	result->row_count = w->row_count;
	result->strings = w->strings;
	result->strings_size = w->strings_size;
	return w->failed;
}

/* Of the files, the first `whole` with the bodies of their functions. */
int lockscan_flatten(CXUnit unit, const char **names, int count, int whole, struct lockscan_result *result)
{
	Walk w = { .unit = unit, .wanted_names = names, .wanted_count = count, .whole_count = whole };
	intern(&w, "", 0);
	clang_visitChildren(clang_getTranslationUnitCursor(unit), visit_top, &w);
	return finish(&w, result);
}

/* A row each: severity, line, offset, and in the columns of names the message and the file. */
int lockscan_complaints(CXUnit unit, int least, const char **beginnings, int count, struct lockscan_result *result)
{
	Walk w = { .unit = unit };
	intern(&w, "", 0);
	complaints(&w, least, beginnings, count);
	return finish(&w, result);
}

void lockscan_release(struct lockscan_result *result)
{
	free(result->rows);
	free(result->strings);
	result->rows = NULL;
	result->strings = NULL;
}

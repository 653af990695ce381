/*
 * The accelerator of lockscan.frontend.uses, facts and outsiders: how a C text uses names that nothing declares.
 *
 * It is loaded with ctypes and needs nothing but the C library. Each function below has a twin in Python that gives the
 * same, and a test holds them equal: change both or none. Texts may hold any bytes; offsets are 32-bit integers. What
 * stands before or behind a use is looked at within a window, as the twins do: `low` and `limit` are its ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 1, ALPHA = 2, SPACE = 4, UPPER = 8, LETTER = 16, BEFORE_VALUE = 32 };

static const unsigned char classes[256] = {
	['0' ... '9'] = WORD,
	['a' ... 'b'] = WORD | ALPHA | LETTER, ['d' ... 'q'] = WORD | ALPHA | LETTER, ['s' ... 'z'] = WORD | ALPHA | LETTER,
	['c'] = WORD | ALPHA | LETTER | BEFORE_VALUE, ['r'] = WORD | ALPHA | LETTER | BEFORE_VALUE, /* case, return */
	['='] = BEFORE_VALUE, ['('] = BEFORE_VALUE, [','] = BEFORE_VALUE, ['&'] = BEFORE_VALUE, ['|'] = BEFORE_VALUE,
	['{'] = BEFORE_VALUE, ['*'] = BEFORE_VALUE, /* of a cast */
	['A' ... 'Z'] = WORD | ALPHA | LETTER | UPPER,
	['_'] = WORD | ALPHA,
	[' '] = SPACE, ['\t'] = SPACE, ['\n'] = SPACE, ['\v'] = SPACE, ['\f'] = SPACE, ['\r'] = SPACE,
};

/* uses.Use */
enum {
	PLAIN, HANDED, CASE, ASSIGNED, STRUCT, POINTER, ARRAY, VALUE_TYPE, POINTER_TYPE, ATTRIBUTE, STRING,
};
enum { REACH = 60, NEAR = 40, MOST_TO_BRACKET = 2000, NONE = -1, CALLED = 1 << 15 };

/* `line`: where the line of the offset `seen` begins. Most texts are looked through from front to back, and lines may be
 * as long as a text. */
typedef struct { const char *text; size_t size, line, seen; } Text;

struct lockscan_bytes {
	char *data;
	size_t size;
};

static int is(char c, int class)
{
	return classes[(unsigned char)c] & class;
}

static size_t skip(const char *text, size_t at, size_t limit, int class)
{
	while (at < limit && is(text[at], class))
		at++;
	return at;
}

static size_t back(const char *text, size_t low, size_t at, int class)
{
	while (at > low && is(text[at - 1], class))
		at--;
	return at;
}

static size_t back_blanks(const char *text, size_t low, size_t at)
{
	while (at > low && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return at;
}

static int at_is(const char *text, size_t at, size_t limit, const char *what)
{
	size_t size = strlen(what);
	return limit >= size && at <= limit - size && !memcmp(text + at, what, size);
}

static int ends_with(const char *text, size_t low, size_t at, const char *what)
{
	size_t size = strlen(what);
	return at - low >= size && !memcmp(text + at - size, what, size);
}

/* One of these characters; not NONE, nor a NUL byte. */
static int one_of(int c, const char *these)
{
	return c > 0 && strchr(these, c) != NULL;
}

static int char_at(const char *text, size_t at, size_t limit)
{
	return at < limit ? (unsigned char)text[at] : NONE;
}

static int last_of(const char *text, size_t low, size_t at)
{
	return at > low ? (unsigned char)text[at - 1] : NONE;
}

static size_t line_of(Text *t, size_t at)
{
	size_t low = at >= t->seen ? t->seen : 0, start = at;
	while (start > low && t->text[start - 1] != '\n')
		start--;
	if (start > low || low == 0)
		t->line = start;
	t->seen = at;
	return t->line;
}

/* The word that ends at `at` is this one. */
static int is_word(const char *text, size_t start, size_t at, const char *word)
{
	return at - start == strlen(word) && !memcmp(text + start, word, at - start);
}

/* uses.use_at */

/* An identifier at `at`, white space, and one of these characters. */
static int name_and(const char *text, size_t at, size_t limit, const char *these)
{
	if (at >= limit || !is(text[at], ALPHA))
		return 0;
	at = skip(text, skip(text, at, limit, WORD), limit, SPACE);
	return one_of(char_at(text, at, limit), these);
}

static int pointer_declaration(const char *text, size_t next, size_t limit)
{
	static const char behind[] = ";=,[)";
	if (char_at(text, next, limit) != '*')
		return 0;
	size_t at = next + 1;
	while (at < limit && (text[at] == '*' || is(text[at], SPACE)))
		at++;
	size_t end = skip(text, at, limit, WORD);
	if (is_word(text, at, end, "const")) {
		size_t name = skip(text, end, limit, SPACE);
		if (name > end && name_and(text, name, limit, behind))
			return 1;
	}
	return name_and(text, at, limit, behind);
}

static int pointer_cast(const char *text, size_t next, size_t limit)
{
	if (char_at(text, next, limit) != '*')
		return 0;
	size_t at = next + 1;
	while (at < limit && (text[at] == '*' || is(text[at], SPACE)))
		at++;
	return char_at(text, at, limit) == ')';
}

/* Does one of these characters stand before `at`, or `return`? */
static int begins_operand(const char *text, size_t low, size_t at, const char *these)
{
	at = back(text, low, at, SPACE);
	if (one_of(last_of(text, low, at), these))
		return 1;
	return ends_with(text, low, at, "return") && (at - 6 == low || !is(text[at - 7], WORD));
}

static int is_cast(const char *text, size_t low, size_t before, size_t next, size_t limit)
{
	if (last_of(text, low, before) != '(' || !begins_operand(text, low, before - 1, "=(,;{}&|!?:<>+*/-"))
		return 0;
	if (char_at(text, next, limit) != ')')
		return 0;
	size_t at = skip(text, next + 1, limit, SPACE);
	return at < limit && (is(text[at], WORD) || text[at] == '(' || text[at] == '&');
}

static int is_assignment(const char *text, size_t next, size_t limit)
{
	int first = char_at(text, next, limit), second = char_at(text, next + 1, limit);
	if (first == '=')
		return second != '=';
	if (second == '=' && one_of(first, "-+*/|&^%"))
		return 1;
	if ((first == '+' || first == '-') && second == first)
		return 1;
	return at_is(text, next, limit, "<<=") || at_is(text, next, limit, ">>=");
}

static int value_use(const char *text, size_t low, size_t before, size_t next, size_t limit)
{
	int first = char_at(text, next, limit), last = last_of(text, low, before);
	if (at_is(text, next, limit, "->"))
		return POINTER;
	if (first == '[')
		return ARRAY;
	if (first == '.') {
		size_t at = skip(text, next + 1, limit, SPACE);
		if (at < limit && is(text[at], ALPHA))
			return STRUCT;
	}
	if (last == '&' && begins_operand(text, low, before - 1, "=(,;{}|!?:<>["))
		return STRUCT;
	if (is_assignment(text, next, limit) || ends_with(text, low, before, "++") || ends_with(text, low, before, "--"))
		return ASSIGNED;
	if (ends_with(text, low, before, "case") || ends_with(text, low, before, "..."))
		return CASE;
	if ((last == NONE || one_of(last, "(,={")) && one_of(first, ",;)}"))
		return HANDED;
	return PLAIN;
}

static int use_at(Text *t, size_t start, size_t end)
{
	const char *text = t->text;
	size_t low = start > REACH ? start - REACH : 0, before = back(text, low, start, SPACE);
	size_t limit = t->size - end > 2 * REACH ? end + 2 * REACH : t->size, next = skip(text, end, limit, SPACE);
	int last = last_of(text, low, before);
	if (char_at(text, next, limit) == '"' || last == '"')
		return STRING;
	int starts = last == NONE || one_of(last, ";{}");
	if (one_of(last, "(,"))
		starts = is(text[line_of(t, start)], LETTER);
	if (starts && pointer_declaration(text, next, limit))
		return POINTER_TYPE;
	if (last == '(' && pointer_cast(text, next, limit))
		return POINTER_TYPE;
	if (next > end && name_and(text, next, limit, ";=,[():"))
		return VALUE_TYPE;
	if (ends_with(text, low, before, "sizeof(") || is_cast(text, low, before, next, limit))
		return VALUE_TYPE;
	return value_use(text, low, before, next, limit);
}

/* facts.is_value */

/* Does the line at `at` begin with a macro that may declare what stands at `start`? */
static int is_making(const char *text, size_t at, size_t start)
{
	if (at_is(text, at, start, "static")) {
		size_t behind = skip(text, at + 6, start, SPACE);
		if (behind > at + 6)
			at = behind;
	}
	if (at >= start || !is(text[at], UPPER))
		return 0;
	while (at < start && (is(text[at], UPPER) || text[at] == '_' || (text[at] >= '0' && text[at] <= '9')))
		at++;
	return at < start && text[at] == '(' && skip(text, at + 1, start, SPACE) == start;
}

static int stands_before_value(const char *text, size_t low, size_t at, int with_in)
{
	size_t start = back(text, low, at, WORD);
	return start == at || is_word(text, start, at, "return") || is_word(text, start, at, "case") ||
	       is_word(text, start, at, "else") || is_word(text, start, at, "do") ||
	       (with_in && is_word(text, start, at, "in"));
}

static size_t blanks(const char *text, size_t at, size_t limit)
{
	while (at < limit && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

/* Skips what is written in capitals. */
static size_t capitals(const char *text, size_t at, size_t limit)
{
	while (at < limit && is(text[at], WORD) && !(is(text[at], LETTER) && !is(text[at], UPPER)))
		at++;
	return at;
}

/* Does the line at `at`, up to `start`, begin the definition of a macro whose name is written in capitals? */
static int is_alias(const char *text, size_t at, size_t start)
{
	at = blanks(text, at, start);
	if (char_at(text, at, start) != '#')
		return 0;
	at = blanks(text, at + 1, start);
	if (!at_is(text, at, start, "define"))
		return 0;
	size_t name = blanks(text, at + 6, start), end = capitals(text, name, start);
	if (name == at + 6 || end == name || !is(text[name], ALPHA))
		return 0;
	return end < start && blanks(text, end, start) == start;
}

/* Does the line at `at`, up to `start`, begin with the end of a record, and name nothing but what is declared with it? */
static int is_after_record(const char *text, size_t at, size_t start)
{
	at = skip(text, at, start, SPACE);
	if (char_at(text, at, start) != '}')
		return 0;
	at++;
	while (at < start && (is(text[at], WORD | SPACE) || text[at] == ',' || text[at] == '*'))
		at++;
	return at == start;
}

static int is_constant(Text *t, size_t start, size_t end)
{
	const char *text = t->text;
	size_t after = blanks(text, end, t->size), line = line_of(t, start);
	if (char_at(text, after, t->size) == '(' || at_is(text, after, t->size, "##"))
		return 0;
	if ((end == t->size || text[end] == '\n') && is_alias(text, line, start))
		return capitals(text, start, end) == end;
	if (use_at(t, start, end) > CASE)
		return 0;
	size_t low = start > NEAR ? start - NEAR : 0, before = back_blanks(text, low, start);
	int last = last_of(text, low, before);
	if (last == '}' || ends_with(text, low, before, "->") || ends_with(text, low, before, "##"))
		return 0;
	if ((last == '.' && !ends_with(text, low, before, "...")) || is_after_record(text, line, start))
		return 0;
	if (last == '(' && is_making(text, line, start))
		return 0;
	return stands_before_value(text, low, before, 1);
}

/* outsiders.is_value */

/* Do the braces that open at `brace` hold what initialises something? */
static int begins_list(const char *text, size_t brace)
{
	for (;;) {
		size_t low = brace > NEAR ? brace - NEAR : 0, end = back(text, low, brace, SPACE);
		if (last_of(text, low, end) != '{')
			return one_of(last_of(text, low, end), "=,");
		brace = end - 1;
	}
}

/* Is the innermost parenthesis that is open at `offset` neither far away nor that of a macro that may declare? Or are
 * the innermost braces those of an initialiser? */
static int is_argument(const char *text, size_t offset)
{
	size_t first = offset > MOST_TO_BRACKET - 1 ? offset - (MOST_TO_BRACKET - 1) : 0;
	int depth = 0;
	for (size_t at = offset; at-- > first;) {
		if (text[at] == ')')
			depth++;
		else if (text[at] == '(' && --depth < 0) {
			size_t low = at > NEAR ? at - NEAR : 0, end = back(text, low, at, SPACE), start = back(text, 0, end, WORD);
			if (start < low || start == end || !is(text[start], UPPER))
				return 1;
			while (start < end && (is(text[start], UPPER) || text[start] == '_' || (text[start] >= '0' && text[start] <= '9')))
				start++;
			return start < end;
		}
		if (depth == 0 && (text[at] == ';' || text[at] == '{' || text[at] == '}'))
			return text[at] == '{' && begins_list(text, at);
	}
	return 0;
}

static int is_outside_value(Text t, size_t low, size_t before, size_t start, size_t end)
{
	const char *text = t.text;
	int last = last_of(text, low, before), next = char_at(text, skip(text, end, t.size, SPACE), t.size);
	if (next != NONE && (is((char)next, WORD) || next == '(' || next == '"' || next == '#'))
		return 0;
	if (one_of(last, "*#}\";") || ends_with(text, low, before, "cleanup(") || ends_with(text, low, before, "cleanup__("))
		return 0;
	if (last == '{')
		return begins_list(text, before - 1);
	if (last == ',' || last == '(')
		return is_argument(text, start);
	return stands_before_value(text, low, before, 0);
}

static int is_call(Text *t, size_t low, size_t before, size_t start, size_t end)
{
	const char *text = t->text;
	size_t line = line_of(t, start);
	if (char_at(text, skip(text, end, t->size, SPACE), t->size) != '(' || (text[line] != ' ' && text[line] != '\t'))
		return 0;
	if (back(text, low, before, WORD) < before)
		return stands_before_value(text, low, before, 0);
	return one_of(last_of(text, low, before), ";{}=(,!&|?:<>+-)");
}

/* Adds the use to the set of those of its name. 0 if it may be a declaration. */
static int add_use(Text *t, size_t start, size_t end, int32_t *uses)
{
	size_t low = start > NEAR ? start - NEAR : 0, before = back(t->text, low, start, SPACE);
	if (last_of(t->text, low, before) == '.' || ends_with(t->text, low, before, "->"))
		return 1;
	if (is_call(t, low, before, start, end)) {
		*uses |= CALLED;
		return 1;
	}
	if (!is_outside_value(*t, low, before, start, end))
		return 0;
	*uses |= 1 << use_at(t, start, end);
	return 1;
}

/* Distinct names of a text, in the order in which they come. */

typedef struct { int32_t start, size, kind, seen, flags; } Found;

typedef struct {
	const char *text;
	Found *found;
	uint32_t *slots; /* open addressing: 1 + index */
	size_t count, room; /* room: of `found`; there are twice as many slots */
	int failed;
} Names;

static size_t slot_of(const Names *n, const uint32_t *slots, size_t size, const Found *name)
{
	uint64_t x = 1469598103934665603ULL + (uint64_t)name->kind;
	for (int32_t i = 0; i < name->size; i++)
		x = (x ^ (unsigned char)n->text[name->start + i]) * 1099511628211ULL;
	size_t at = (size_t)(x ^ (x >> 29)) & (size - 1);
	for (; slots[at]; at = (at + 1) & (size - 1)) {
		const Found *known = &n->found[slots[at] - 1];
		if (known->kind == name->kind && known->size == name->size &&
		    !memcmp(n->text + known->start, n->text + name->start, (size_t)name->size))
			break;
	}
	return at;
}

static void widen(Names *n)
{
	size_t room = n->room ? n->room * 2 : 128;
	Found *found = realloc(n->found, room * sizeof(*found));
	uint32_t *slots = calloc(room * 2, sizeof(*slots));
	if (found)
		n->found = found;
	if (!found || !slots) {
		free(slots);
		n->failed = 1;
		return;
	}
	for (size_t i = 0; i < n->count; i++)
		slots[slot_of(n, slots, room * 2, &found[i])] = (uint32_t)i + 1;
	free(n->slots);
	n->slots = slots;
	n->room = room;
}

/* The entry of a name; NULL without memory. */
static Found *note(Names *n, size_t start, size_t end, int kind)
{
	Found name = { (int32_t)start, (int32_t)(end - start), kind, 0, 0 };
	if (n->count == n->room)
		widen(n);
	if (n->failed)
		return NULL;
	size_t at = slot_of(n, n->slots, n->room * 2, &name);
	if (!n->slots[at]) {
		n->found[n->count] = name;
		n->slots[at] = (uint32_t)++n->count;
	}
	return &n->found[n->slots[at] - 1];
}

static void put_line(struct lockscan_bytes *result, const char *text, size_t size)
{
	memcpy(result->data + result->size, text, size);
	result->size += size;
	result->data[result->size++] = '\n';
}

/* For each name its kind and flags, as letters from A on, the name and a newline. */
static int listed(Names *n, struct lockscan_bytes *result)
{
	size_t size = 0;
	for (size_t i = 0; i < n->count; i++)
		size += (size_t)n->found[i].size + 3;
	result->data = n->failed ? NULL : malloc(size + 1);
	result->size = 0;
	for (size_t i = 0; i < n->count && result->data; i++) {
		const Found *name = &n->found[i];
		result->data[result->size++] = (char)('A' + name->kind);
		result->data[result->size++] = (char)('A' + name->flags);
		put_line(result, n->text + name->start, (size_t)name->size);
	}
	free(n->found);
	free(n->slots);
	return result->data ? 1 : -1;
}

/* facts._ATTRIBUTE: the offset behind it, or `at`. */
static size_t behind_attribute(const char *text, size_t at, size_t size)
{
	size_t i = at;
	if (at_is(text, at, size, "__packed")) {
		i = at + 8;
	} else if (at_is(text, at, size, "__attribute__")) {
		i = skip(text, at + 13, size, SPACE);
		if (!at_is(text, i, size, "(("))
			return at;
		for (i += 2; i < size && text[i] != '(' && text[i] != ')'; i++)
			;
		if (i < size && text[i] == '(') {
			for (i++; i < size && text[i] != '(' && text[i] != ')'; i++)
				;
			if (i >= size || text[i] != ')')
				return at;
			for (i++; i < size && text[i] != '(' && text[i] != ')'; i++)
				;
		}
		if (!at_is(text, i, size, "))"))
			return at;
		i += 2;
	} else {
		return at;
	}
	size_t behind = skip(text, i, size, SPACE);
	return behind > i ? behind : at;
}

/* Behind words between a tag and what it is a tag of. */
static size_t behind_qualifiers(const char *text, size_t at, size_t size)
{
	for (;;) {
		size_t end = skip(text, at, size, WORD), next = skip(text, end, size, SPACE);
		if (next == end || !(is_word(text, at, end, "const") || is_word(text, at, end, "volatile") ||
				     (end - at > 2 && text[at] == '_' && text[at + 1] == '_')))
			return at;
		at = next;
	}
}

enum { COMPLETE = 1, NEEDED = 2 };

static void read_tags(Names *n, size_t size, const char *keyword, int kind)
{
	const char *text = n->text;
	size_t length = strlen(keyword), at = 0;
	while (at + length < size && !n->failed) {
		const char *first = memchr(text + at, *keyword, size - at);
		if (!first)
			return;
		at = (size_t)(first - text);
		size_t behind = at + length, start = behind;
		if (at_is(text, at, size, keyword))
			start = skip(text, behind, size, SPACE);
		at++;
		if (start == behind)
			continue;
		size_t name = behind_attribute(text, start, size);
		if (name >= size || !is(text[name], ALPHA))
			name = start;
		if (name >= size || !is(text[name], ALPHA))
			continue;
		size_t end = skip(text, name, size, WORD);
		at = behind_qualifiers(text, skip(text, end, size, SPACE), size);
		Found *found = note(n, name, end, kind);
		if (!found || at >= size || !(is(text[at], WORD) || one_of(text[at], "{),")))
			continue;
		found->flags |= text[at] == '{' ? COMPLETE : NEEDED; /* it may be the first of the next tag */
	}
}

/* What ctypes calls. Results are released with lockscan_uses_release(). */

/* REVISION of native.py: a library that was built from older sources is not used. */
int lockscan_uses_revision(void)
{
	return 5;
}

/* outsiders.uses_of: for each name, 0 before, the set of its uses, a bit each; -1 where one of them is none of a value,
 * or where there are `most`. `seen`: as many zeros. */
void lockscan_uses_outside(const char *text, size_t size, const int32_t *places, size_t count, int32_t most,
			   int32_t *seen, int32_t *found)
{
	Text t = { .text = text, .size = size };
	for (size_t i = 0; i < count; i++) {
		size_t at = (size_t)places[2 * i + 1];
		int32_t *name = &found[places[2 * i]];
		if (++seen[places[2 * i]] >= most || (*name >= 0 && !add_use(&t, at, skip(text, at, size, WORD), name)))
			*name = -1;
	}
}

static int is_equality(const char *text, size_t at, size_t size)
{
	return at_is(text, at, size, "==") || at_is(text, at, size, "!=");
}

/* Where a value may begin behind what stands at `at`, or `at`. */
static size_t after_beginning(const char *text, size_t at, size_t size)
{
	size_t word = 0;
	switch (text[at]) {
	case 'c':
	case 'r':
		word = at_is(text, at, size, "case") ? 4 : at_is(text, at, size, "return") ? 6 : 0;
		return word && skip(text, at + word, size, SPACE) > at + word ? skip(text, at + word, size, SPACE) : at;
	case '{':
		return skip(text, at + 1, size, SPACE);
	case '&':
	case '|':
		return char_at(text, at + 1, size) == text[at] ? skip(text, at + 2, size, SPACE) : at;
	case '*':
		if (char_at(text, at + 1, size) != ')')
			return at;
		return skip(text, at + 2 + (char_at(text, at + 2, size) == ')'), size, SPACE);
	default:
		at = skip(text, at + 1, size, SPACE);
		return at < size && text[at] == '&' ? at + 1 : at;
	}
}

/* outsiders.handed: the words, a newline behind each. */
int lockscan_uses_handed(const char *text, size_t size, struct lockscan_bytes *result)
{
	size_t used = 0;
	char *words = malloc(size + 1); /* before each word stands a character more */
	if (!words)
		return -1;
	for (size_t at = 0; at < size;) {
		size_t start = is(text[at], BEFORE_VALUE) ? after_beginning(text, at, size) : at;
		if (start == at) {
			at++;
			continue;
		}
		at++;
		if (start >= size || text[start] < 'a' || text[start] > 'z')
			continue;
		size_t end = skip(text, start, size, WORD), next = skip(text, end, size, SPACE);
		if (end - start < 2 || !(one_of(char_at(text, next, size), ":,;)}") || is_equality(text, next, size)))
			continue;
		memcpy(words + used, text + start, end - start);
		used += end - start;
		words[used++] = '\n';
		at = end;
	}
	result->data = words;
	result->size = used;
	return 1;
}

/* The end of the comment that begins with the slash at `at`, or `at`. `are_closed` becomes 0 where nothing closes a
 * comment any more. */
static size_t comment_end(const char *text, size_t at, size_t size, int *are_closed)
{
	int next = char_at(text, at + 1, size);
	if (next == '/') {
		const char *newline = memchr(text + at, '\n', size - at);
		return newline ? (size_t)(newline - text) : size;
	}
	if (next != '*' || !*are_closed)
		return at;
	for (size_t end = at + 3; end < size; end++)
		if (text[end] == '/' && text[end - 1] == '*')
			return end + 1;
	*are_closed = 0;
	return at;
}

static size_t without_comments(const char *text, size_t size, char *out)
{
	size_t used = 0;
	int are_closed = 1;
	for (size_t at = 0; at < size;) {
		size_t end = text[at] == '/' ? comment_end(text, at, size, &are_closed) : at;
		out[used++] = end > at ? ' ' : text[at];
		at = end > at ? end : at + 1;
	}
	return used;
}

/* The end of the string that begins at `at`, or `at` if nothing closes it on its line. */
static size_t string_end(const char *text, size_t at, size_t size)
{
	for (size_t i = at + 1; i < size; i++) {
		if (text[i] == '"')
			return i + 1;
		if (text[i] == '\n' || (text[i] == '\\' && ++i == size))
			break;
	}
	return at;
}

static size_t without_strings(char *text, size_t size)
{
	size_t used = 0;
	for (size_t at = 0; at < size;) {
		size_t end = text[at] == '"' ? string_end(text, at, size) : at;
		text[used++] = text[at];
		if (end > at)
			text[used++] = '"';
		at = end > at ? end : at + 1;
	}
	return used;
}

/* facts.without_comments */
int lockscan_uses_plain(const char *text, size_t size, struct lockscan_bytes *result)
{
	result->data = malloc(size + 1);
	if (!result->data)
		return -1;
	result->size = without_strings(result->data, without_comments(text, size, result->data));
	return 1;
}

enum { USED = 1, POINTED = 2, OTHER = 4 };

/* What the use of a word tells that ends like the name of a type. */
static int type_use(Text *t, size_t start, size_t end)
{
	const char *text = t->text;
	static const char *const words[] = { "struct", "union", "enum", "define" };
	size_t low = start > NEAR ? start - NEAR : 0, before = back(text, low, start, SPACE);
	size_t size = t->size, next = skip(text, end, size, SPACE), word = back(text, low, before, WORD);
	int last = last_of(text, low, before);
	if (last == '*' || last == '.' || ends_with(text, low, before, "->"))
		return OTHER;
	for (int i = 0; i < 4; i++)
		if (is_word(text, word, before, words[i]))
			return OTHER;
	if (next < size && is(text[next], ALPHA))
		return USED;
	if (char_at(text, next, size) == '*')
		return USED | POINTED;
	size_t line = line_of(t, start);
	return char_at(text, next, size) == ')' && !at_is(text, blanks(text, line, start), start, "typedef") ? 0 : OTHER;
}

static void note_type(Names *n, Text *t, size_t start, size_t end)
{
	Found *found = note(n, start, end, 0);
	int use = found ? type_use(t, start, end) : 0;
	if (found && !(found->flags & USED))
		found->flags |= use;
	else if (found)
		found->flags |= use & OTHER;
}

static void put_names(struct lockscan_bytes *result, const Names *n, int mask, int flags)
{
	for (size_t i = 0; i < n->count; i++)
		if ((n->found[i].flags & mask) == flags)
			put_line(result, n->text + n->found[i].start, (size_t)n->found[i].size);
	result->data[result->size++] = 0;
}

/* facts.words, five lists with a NUL behind each. Words of two letters or more that begin with a capital: those of which
 * one of the first `most` uses is none of a value, and the others. Words that end like the name of a type: those with
 * uses that are none of a type, and of the others those that are first used for a pointer, and the rest that is used. */
int lockscan_uses_words(const char *text, size_t size, int32_t most, struct lockscan_bytes *result)
{
	Text t = { .text = text, .size = size };
	Names names = { .text = text }, types = { .text = text };
	for (size_t at = 0, end; at < size && !names.failed && !types.failed; at = end + (end == at)) {
		end = skip(text, at, size, WORD);
		if (end - at < 2)
			continue;
		if (is(text[at], UPPER)) {
			Found *found = note(&names, at, end, 0);
			if (found && found->seen++ < most && !found->flags)
				found->flags = !is_constant(&t, at, end);
		}
		if (text[end - 1] == 't' && text[end - 2] == '_' && is(text[at], LETTER))
			note_type(&types, &t, at, end);
	}
	int has_failed = names.failed || types.failed;
	result->data = has_failed ? NULL : malloc(2 * size + names.count + types.count + 5);
	result->size = 0;
	if (result->data) {
		put_names(result, &names, 1, 1);
		put_names(result, &names, 1, 0);
		put_names(result, &types, OTHER, OTHER);
		put_names(result, &types, OTHER | POINTED, POINTED);
		put_names(result, &types, OTHER | POINTED | USED, USED);
	}
	free(names.found);
	free(names.slots);
	free(types.found);
	free(types.slots);
	return result->data ? 1 : -1;
}

/* facts.tags: tags of structs, unions and enums, in this order. */
int lockscan_uses_tags(const char *text, size_t size, struct lockscan_bytes *result)
{
	static const char *const keywords[] = { "struct", "union", "enum" };
	Names names = { .text = text };
	for (int kind = 0; kind < 3; kind++)
		read_tags(&names, size, keywords[kind], kind);
	return listed(&names, result);
}

void lockscan_uses_release(struct lockscan_bytes *result)
{
	free(result->data);
	result->data = NULL;
}

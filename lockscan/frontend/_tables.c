/*
 * The accelerator of lockscan.frontend.tables: the lines of a table of numbers that a file can use.
 *
 * It is loaded with ctypes and needs nothing but the C library. Its twin in Python gives the same, and a test holds them
 * equal: change both or none.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lockscan_bytes {
	char *data;
	size_t size;
};

typedef struct {
	const char *text;
	size_t size;
} Word;

/* A word that begins at `start` of a name and may go on: it is one of those from `low` up to `high`. */
typedef struct {
	size_t start, low, high;
} Open;

typedef struct {
	Word *words;
	size_t count;
	Open *open; /* behind each beginning of the name those that are open there, one list after the other */
	size_t room;
	size_t *ends; /* where these lists end, by the length of the beginning */
	size_t lists, lists_room;
	const char *name; /* the one that the lists are about */
	size_t name_size;
} Matcher;

enum { BLANK = 1, DIGIT = 2, ALPHA = 4, IN_NUMBER = 8, OPERATOR = 16 };

static const unsigned char classes[256] = {
	['0' ... '9'] = DIGIT | IN_NUMBER,
	['a' ... 'f'] = ALPHA | IN_NUMBER,
	['g' ... 'k'] = ALPHA, ['m' ... 't'] = ALPHA, ['v' ... 'w'] = ALPHA, ['y' ... 'z'] = ALPHA,
	['A' ... 'F'] = ALPHA | IN_NUMBER,
	['G' ... 'K'] = ALPHA, ['M' ... 'T'] = ALPHA, ['V' ... 'W'] = ALPHA, ['Y' ... 'Z'] = ALPHA,
	['x'] = ALPHA | IN_NUMBER, ['X'] = ALPHA | IN_NUMBER,
	['u'] = ALPHA | IN_NUMBER, ['U'] = ALPHA | IN_NUMBER,
	['l'] = ALPHA | IN_NUMBER, ['L'] = ALPHA | IN_NUMBER,
	['_'] = ALPHA,
	[' '] = BLANK | OPERATOR, ['\t'] = BLANK | OPERATOR,
	['-'] = OPERATOR, ['+'] = OPERATOR, ['~'] = OPERATOR, ['|'] = OPERATOR, ['&'] = OPERATOR, ['^'] = OPERATOR,
	['<'] = OPERATOR, ['>'] = OPERATOR, ['('] = OPERATOR, [')'] = OPERATOR, ['*'] = OPERATOR, ['['] = OPERATOR,
};

static int is(char c, int class)
{
	return classes[(unsigned char)c] & class;
}

static const char *skip(const char *at, const char *end, int class)
{
	while (at < end && is(*at, class))
		at++;
	return at;
}

static const char *after_number(const char *at, const char *end)
{
	while (at < end) {
		if (is(*at, DIGIT))
			at = skip(at, end, IN_NUMBER);
		else if (is(*at, OPERATOR))
			at++;
		else
			break;
	}
	return at;
}

/* Behind a comment that ends on the line; `at` itself without one. NULL where the line goes on. */
static const char *after_comment(const char *at, const char *end)
{
	if (end - at < 2 || at[0] != '/')
		return at;
	if (at[1] == '/')
		return memchr(at, '\\', end - at) ? NULL : end;
	if (at[1] != '*')
		return at;
	const char *star = memchr(at + 2, '*', end - at - 2);
	if (!star || end - star < 2 || star[1] != '/')
		return NULL;
	return skip(star + 2, end, BLANK);
}

/* Is the line `#define NAME number`? `end`: its newline. Says where the name is. */
static int is_number(const char *at, const char *end, Word *name)
{
	at = skip(at, end, BLANK);
	if (at == end || *at != '#')
		return 0;
	at = skip(at + 1, end, BLANK);
	if (end - at < 7 || memcmp(at, "define", 6) || !is(at[6], BLANK))
		return 0;
	at = skip(at + 6, end, BLANK);
	name->text = at;
	if (at == end || !is(*at, ALPHA))
		return 0;
	at = skip(at, end, ALPHA | DIGIT);
	name->size = at - name->text;
	const char *value = at;
	if (at == end || !is(*at, BLANK))
		return 0;
	at = after_number(at, end);
	if (at - value < 2)
		return 0;
	at = after_comment(at, end);
	return at && (at == end || (at + 1 == end && *at == '\r'));
}

static int compared(const Word *word, size_t at, char c)
{
	return at < word->size ? (int)(unsigned char)word->text[at] - (int)(unsigned char)c : -1;
}

/* The first word from `low` up to `high` whose character at `at` is not less than `c`, or greater if `past`. */
static size_t bound(const Matcher *m, size_t low, size_t high, size_t at, char c, int past)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int difference = compared(&m->words[middle], at, c);
		if (past ? difference <= 0 : difference < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int add(Matcher *m, size_t *used, Open open)
{
	if (*used == m->room) {
		size_t room = m->room ? m->room * 2 : 1024;
		Open *grown = realloc(m->open, room * sizeof *grown);
		if (!grown)
			return 0;
		m->open = grown;
		m->room = room;
	}
	m->open[(*used)++] = open;
	return 1;
}

static int add_list(Matcher *m, size_t end)
{
	if (m->lists == m->lists_room) {
		size_t room = m->lists_room ? m->lists_room * 2 : 256;
		size_t *grown = realloc(m->ends, room * sizeof *grown);
		if (!grown)
			return 0;
		m->ends = grown;
		m->lists_room = room;
	}
	m->ends[m->lists++] = end;
	return 1;
}

/* The list for one character more of the name. 0 without memory. */
static int extend(Matcher *m)
{
	size_t at = m->lists - 1, last = m->ends[at], first = at ? m->ends[at - 1] : 0, used = last;
	char c = m->name[at];
	int is_end = 0;
	for (size_t each = first; each < last; each++) {
		Open open = m->open[each];
		size_t inside = at - open.start;
		open.low = bound(m, open.low, open.high, inside, c, 0);
		open.high = bound(m, open.low, open.high, inside, c, 1);
		if (open.low == open.high)
			continue;
		is_end |= m->words[open.low].size == inside + 1;
		if (!add(m, &used, open))
			return 0;
	}
	if (is_end && !add(m, &used, (Open){at + 1, 0, m->count}))
		return 0;
	return add_list(m, used);
}

/* Can the name be written in the words, one behind the other? -1 without memory. */
static int is_written(Matcher *m, Word name)
{
	size_t same = 0, most = m->lists - 1;
	while (same < most && same < name.size && same < m->name_size && m->name[same] == name.text[same])
		same++;
	m->lists = same + 1;
	m->name = name.text;
	m->name_size = name.size;
	for (;;) {
		size_t at = m->lists - 1, first = at ? m->ends[at - 1] : 0;
		if (m->ends[at] == first)
			return 0;
		if (at == name.size)
			return m->open[m->ends[at] - 1].start == name.size;
		if (!extend(m))
			return -1;
	}
}

static int read_words(Matcher *m, const char *words, size_t size)
{
	for (size_t at = 0; at < size; at++)
		m->count += words[at] == '\n';
	m->words = malloc((m->count + 1) * sizeof *m->words);
	if (!m->words)
		return 0;
	const char *at = words;
	for (size_t each = 0; each < m->count; each++) {
		const char *end = memchr(at, '\n', words + size - at);
		m->words[each] = (Word){at, end - at};
		at = end + 1;
	}
	size_t used = 0;
	return add(m, &used, (Open){0, 0, m->count}) && add_list(m, used);
}

static int goes_on(const char *text, const char *line)
{
	if (line == text)
		return 0;
	line--;
	if (line > text && line[-1] == '\r')
		line--;
	return line > text && line[-1] == '\\';
}

static int trim(Matcher *m, const char *text, size_t size, struct lockscan_bytes *result)
{
	const char *end = text + size;
	for (const char *line = text; line < end;) {
		const char *newline = memchr(line, '\n', end - line);
		const char *next = newline ? newline + 1 : end;
		Word name;
		int is_kept = 1;
		if (newline && is_number(line, newline, &name) && !goes_on(text, line))
			is_kept = is_written(m, name);
		if (is_kept < 0)
			return 0;
		if (is_kept) {
			memcpy(result->data + result->size, line, next - line);
			result->size += next - line;
		}
		line = next;
	}
	return 1;
}

int lockscan_tables_revision(void)
{
	return 2;
}

void lockscan_tables_close(Matcher *matcher)
{
	if (!matcher)
		return;
	free(matcher->words);
	free(matcher->open);
	free(matcher->ends);
	free(matcher);
}

/* For some tables of one unit. `words`: sorted, a newline behind each; they stay where they are until it is closed.
 * NULL without memory. */
Matcher *lockscan_tables_open(const char *words, size_t size)
{
	Matcher *matcher = calloc(1, sizeof *matcher);
	if (matcher && !read_words(matcher, words, size)) {
		lockscan_tables_close(matcher);
		return NULL;
	}
	return matcher;
}

/* The text without the lines whose names cannot be written in the words. 1, -1 without memory. */
int lockscan_tables_trim(Matcher *matcher, const char *text, size_t size, struct lockscan_bytes *result)
{
	matcher->lists = 1; /* nothing is left of the names of another text */
	matcher->name_size = 0;
	result->size = 0;
	result->data = malloc(size + 1);
	return result->data && trim(matcher, text, size, result) ? 1 : -1;
}

void lockscan_tables_release(struct lockscan_bytes *result)
{
	free(result->data);
	result->data = NULL;
}

/*
 * The accelerator of lockscan.frontend.texts, lexical and scanner: what a C text shows without a parser.
 *
 * It is loaded with ctypes and needs nothing but the C library. Each function below has a twin in Python that gives the
 * same, and a test holds them equal: change both or none. Texts may hold any bytes; offsets are 32-bit integers.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 1, ALPHA = 2, SPACE = 4, INSIDE = 8, OUTSIDE = 16, PREFIX = 32, TYPED = 64, MARK = 128 };

/* INSIDE and OUTSIDE: what ends a search in and between braces. PREFIX: words, blanks, stars; TYPED: any white space too.
 * MARK: what ends a list of parameters. */
static const unsigned char classes[256] = {
	['0' ... '9'] = WORD | PREFIX | TYPED,
	['a' ... 'z'] = WORD | ALPHA | OUTSIDE | PREFIX | TYPED,
	['A' ... 'Z'] = WORD | ALPHA | OUTSIDE | PREFIX | TYPED,
	['_'] = WORD | ALPHA | OUTSIDE | PREFIX | TYPED,
	['$'] = OUTSIDE,
	[' '] = SPACE | PREFIX | TYPED,
	['\t'] = SPACE | PREFIX | TYPED,
	['\n'] = SPACE | TYPED | INSIDE | OUTSIDE,
	['\v'] = SPACE | TYPED,
	['\f'] = SPACE | TYPED,
	['\r'] = SPACE | TYPED,
	['*'] = OUTSIDE | PREFIX | TYPED,
	['{'] = INSIDE | OUTSIDE | MARK,
	['}'] = INSIDE | OUTSIDE | MARK,
	['('] = OUTSIDE | MARK,
	[')'] = OUTSIDE | MARK,
	[';'] = OUTSIDE | MARK,
	['['] = OUTSIDE, [']'] = OUTSIDE, ['"'] = OUTSIDE, ['='] = OUTSIDE, [','] = OUTSIDE,
};

static int is(char c, int class)
{
	return classes[(unsigned char)c] & class;
}

typedef struct { char *data; size_t size, room; int failed; } Buffer;

static int reserve(Buffer *buffer, size_t more)
{
	if (buffer->failed)
		return 0;
	if (buffer->size + more <= buffer->room)
		return 1;
	size_t room = buffer->room ? buffer->room * 2 : 256;
	while (room < buffer->size + more)
		room *= 2;
	char *data = realloc(buffer->data, room);
	if (!data) {
		buffer->failed = 1;
		return 0;
	}
	buffer->data = data;
	buffer->room = room;
	return 1;
}

static void append(Buffer *buffer, const void *data, size_t size)
{
	if (reserve(buffer, size)) {
		memcpy(buffer->data + buffer->size, data, size);
		buffer->size += size;
	}
}

static size_t skip(const char *text, size_t at, size_t end, int class)
{
	while (at < end && is(text[at], class))
		at++;
	return at;
}

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

static int equals(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && !memcmp(text, word, size);
}

static int is_one_of(const char *text, size_t size, const char *const *words)
{
	for (; *words; words++)
		if (equals(text, size, *words))
			return 1;
	return 0;
}

/* Comments, strings and character constants: lexical.mask. */

/* The end of what cannot hold code and begins at `at`, or `at` if nothing of the kind does. */
static size_t opaque_end(const char *text, size_t at, size_t size)
{
	char first = text[at];
	size_t i = at + 1;
	if (first == '/') {
		if (i < size && text[i] == '*') {
			for (i++; i + 1 < size; i++)
				if (text[i] == '*' && text[i + 1] == '/')
					return i + 2;
			return size;
		}
		if (i >= size || text[i] != '/')
			return at;
	}
	while (i < size && text[i] != '\n') {
		if (text[i] == '\\') {
			if (i + 1 >= size)
				break;
			i++;
		} else if (text[i] == first && first != '/') {
			return i + 1;
		}
		i++;
	}
	return i;
}

/* Blanks them in `out`, a copy of the text, or only looks if there is none. Is every string closed on its line? */
static int mask(const char *text, size_t size, char *out)
{
	int is_closed = 1;
	for (size_t at = 0; at < size;) {
		if (text[at] != '/' && text[at] != '"' && text[at] != '\'') {
			at++;
			continue;
		}
		size_t end = opaque_end(text, at, size);
		if (end == at) {
			at++;
			continue;
		}
		int is_comment = text[at] == '/';
		if (text[at] == '"' && (end == at + 1 || text[end - 1] != '"'))
			is_closed = 0;
		if (out && (is_comment || end > at + 1)) {
			for (size_t i = at + !is_comment; i < end - !is_comment; i++)
				if (text[i] != '\n')
					out[i] = ' ';
			if (!is_comment)
				out[end - 1] = text[at];
		}
		at = end;
	}
	return is_closed;
}

/* Function definitions: scanner.py. */

static const char *const TYPES[] = {
	"void", "int", "char", "short", "long", "unsigned", "signed", "float", "double", "const", "volatile", "static",
	"extern", "inline", "__inline__", "__inline", "asm", "__asm__", "typeof", "__typeof__", "__attribute__",
	"__attribute", "__declspec", "defined", "__extension__", NULL,
};
static const char *const STATEMENTS[] = { "if", "else", "for", "while", "do", "switch", "return", "case", "sizeof", NULL };
static const char *const RECORDS[] = { "struct", "union", "enum", NULL };
static const char *const NO_DEFINITION[] = {
	"if", "else", "for", "while", "do", "switch", "case", "return", "goto", "default", NULL,
};
enum { MAX_HEADER = 200, MAX_WASTE = 200000 };

/* `kind` is the first character, 'w' for a word. The } of what was closed before stands behind it and is empty. */
typedef struct { int32_t start, end; char kind; } Token;
typedef struct { int32_t start, end; } Span;
typedef struct { Span name; int32_t start, end; } Definition;

typedef struct {
	int32_t depth, is_named;
	Definition open;
	Buffer header; /* Tokens */
} State;

typedef struct { State before, after; int is_zero, has_after; } Branches;

typedef struct {
	const char *text;
	size_t size;
	int follows;
	State state;
	Buffer branches, found; /* Branches, Definitions */
	size_t waste;
	int failed;
} Scan;

static Token *tokens_of(const State *state)
{
	return (Token *)state->header.data;
}

static size_t count_of(const State *state)
{
	return state->header.size / sizeof(Token);
}

static State copied(Scan *s, const State *state)
{
	State copy = *state;
	size_t count = count_of(state), first = count > MAX_HEADER ? count - MAX_HEADER : 0;
	memset(&copy.header, 0, sizeof(copy.header));
	if (count) {
		append(&copy.header, tokens_of(state) + first, (count - first) * sizeof(Token));
		s->failed |= copy.header.failed;
	}
	return copy;
}

static void replace_state(Scan *s, State state)
{
	free(s->state.header.data);
	s->state = state;
}

static int is_type(const Scan *s, Token token)
{
	return token.kind == 'w' && is_one_of(s->text + token.start, (size_t)(token.end - token.start), TYPES);
}

static int is_macro(const Scan *s, Token token)
{
	if (token.kind != 'w')
		return 0;
	for (int32_t i = token.start; i < token.end; i++) {
		char c = s->text[i];
		int fits = (c >= 'A' && c <= 'Z') || c == '_';
		if (!fits && (i == token.start || !((c >= '0' && c <= '9') || c == '$')))
			return 0;
	}
	return 1;
}

static int begins(const Scan *s, Token token, const char *word)
{
	size_t size = strlen(word);
	return (size_t)(token.end - token.start) >= size && !memcmp(s->text + token.start, word, size);
}

/* What stands inside a group; an unclosed one has nothing inside. */
static Span inside(Token group)
{
	int32_t last = group.end - group.start > 1 ? group.end - 1 : group.start + 1;
	return (Span){ group.start + 1, last };
}

/* Names with commas between them and nothing else? `first` becomes the first one. */
static int is_list(const char *text, Span span, Span *first)
{
	size_t at = (size_t)span.start, end = (size_t)span.end;
	for (int count = 0;; count++) {
		at = skip(text, at, end, SPACE);
		if (at >= end || !is(text[at], ALPHA))
			return 0;
		size_t behind = skip(text, at, end, WORD);
		if (count == 0 && first)
			*first = (Span){ (int32_t)at, (int32_t)behind };
		at = skip(text, behind, end, SPACE);
		if (at == end)
			return 1;
		if (text[at++] != ',')
			return 0;
	}
}

/* `… name (` with words, white space and stars before the name; `at` becomes the offset behind the parenthesis. */
static int named_before_group(const char *text, size_t *at, size_t end, Span *name)
{
	size_t start = *at, stop = skip(text, start, end, TYPED);
	if (stop >= end || text[stop] != '(')
		return 0;
	*at = stop + 1;
	while (stop > start && is(text[stop - 1], SPACE))
		stop--;
	size_t first = stop;
	while (first > start && is(text[first - 1], WORD))
		first--;
	*name = (Span){ (int32_t)first, (int32_t)stop };
	return first < stop && is(text[first], ALPHA);
}

/* `( * name (`, a function that returns a pointer to a function: scanner._POINTER_TO. */
static int pointer_to(const char *text, Token group, Span *name)
{
	size_t end = (size_t)group.end, at = skip(text, (size_t)group.start + 1, end, SPACE);
	if (at >= end || text[at] != '*')
		return 0;
	at++;
	return named_before_group(text, &at, end, name);
}

/* `type name(…)` as the argument of a macro: scanner._WRAPPED. */
static int wrapped(const char *text, Token group, Span *name)
{
	Span span = inside(group);
	size_t at = (size_t)span.start, end = (size_t)span.end;
	if (!named_before_group(text, &at, end, name))
		return 0;
	while (end > at && is(text[end - 1], SPACE))
		end--;
	return end > at && text[end - 1] == ')';
}

static int parenthesised(const Scan *s, const Token *tokens, size_t count, Definition *found)
{
	for (size_t i = 0; i < count; i++) {
		if (tokens[i].kind != '(')
			continue;
		found->start = tokens[0].start;
		if (!i)
			return 0;
		if (pointer_to(s->text, tokens[i], &found->name))
			return 1;
		Span span = inside(tokens[i]);
		size_t at = skip(s->text, (size_t)span.start, (size_t)span.end, SPACE);
		size_t behind = skip(s->text, at, (size_t)span.end, WORD);
		found->name = (Span){ (int32_t)at, (int32_t)behind };
		return behind > at && is(s->text[at], ALPHA) &&
		       skip(s->text, behind, (size_t)span.end, SPACE) == (size_t)span.end && tokens[i].end - tokens[i].start > 1;
	}
	return 0;
}

static int is_attribute(const Scan *s, const Token *tokens, size_t pair, size_t earlier)
{
	Token word = tokens[pair - 1], other = tokens[earlier - 1];
	if (is_type(s, word) || begins(s, word, "__"))
		return !is_type(s, other);
	return is_macro(s, word) && !is_macro(s, other) && earlier == pair - 2;
}

static int is_pair(const Token *tokens, size_t i)
{
	return i > 0 && tokens[i].kind == '(' && tokens[i - 1].kind == 'w';
}

/* The pair before this one; 0 for none. */
static size_t pair_before(const Token *tokens, size_t i)
{
	while (i > 0 && !is_pair(tokens, --i))
		;
	return i > 0 ? i : 0;
}

static int named(const Scan *s, const Token *tokens, size_t count, int is_old, Definition *found)
{
	size_t pair = pair_before(tokens, count), earlier;
	while (pair && (earlier = pair_before(tokens, pair)) && is_attribute(s, tokens, pair, earlier))
		pair = earlier;
	if (!pair)
		return parenthesised(s, tokens, count, found);
	Token group = tokens[pair], word = tokens[pair - 1];
	if (is_one_of(s->text + word.start, (size_t)(word.end - word.start), STATEMENTS))
		return 0;
	/* behind a macro without semicolon at file scope */
	int is_behind = pair > 1 && is_pair(tokens, 1) && is_macro(s, tokens[0]) && count > 2;
	found->name = (Span){ word.start, word.end };
	if (is_type(s, word) || begins(s, word, "__init") || begins(s, word, "FASTCALL")) {
		if (!pointer_to(s->text, group, &found->name) && !wrapped(s->text, group, &found->name))
			return parenthesised(s, tokens, count, found);
	} else if (!is_old && is_macro(s, word)) {
		Span argument;
		if (is_list(s->text, inside(group), &argument) &&
		    !is_one_of(s->text + argument.start, (size_t)(argument.end - argument.start), TYPES))
			found->name = argument;
	}
	found->start = tokens[is_behind ? 2 : 0].start;
	return 1;
}

static int definition(const Scan *s, Definition *found)
{
	const Token *tokens = tokens_of(&s->state);
	size_t count = count_of(&s->state), first = 0;
	if (count && tokens[count - 1].kind == ';') {
		while (first < count && tokens[first].kind != '(')
			first++;
		return named(s, tokens, first < count ? first + 1 : 1, 1, found);
	}
	for (size_t i = count; i > 0 && !first; i--)
		if (tokens[i - 1].kind == ';')
			first = i;
	for (size_t i = count; i > first; i--)
		if (tokens[i - 1].kind == '}') {
			first = i;
			break;
		}
	tokens += first;
	count -= first;
	for (size_t i = 0; i < count; i++)
		if (tokens[i].kind == '=')
			return 0;
	for (size_t i = count > 2 ? count - 2 : 0; i < count; i++)
		if (tokens[i].kind == 'w' &&
		    is_one_of(s->text + tokens[i].start, (size_t)(tokens[i].end - tokens[i].start), RECORDS))
			return 0;
	return count && named(s, tokens, count, 0, found);
}

static int awaits_parameters(const Scan *s)
{
	const Token *tokens = tokens_of(&s->state);
	size_t count = count_of(&s->state);
	for (size_t i = count; i-- > 1;) {
		if (tokens[i].kind == '(')
			return is_list(s->text, inside(tokens[i]), NULL) && !is_type(s, tokens[i - 1]) && count - i - 1 >= 2 &&
			       tokens[i + 1].kind == 'w';
		if (tokens[i].kind == '=' || tokens[i].kind == '}')
			return 0;
	}
	return 0;
}

static void add_token(Scan *s, size_t start, size_t end, char kind)
{
	Token token = { (int32_t)start, (int32_t)end, kind };
	append(&s->state.header, &token, sizeof(token));
	s->failed |= s->state.header.failed;
}

static void close_brace(Scan *s, size_t end)
{
	State *state = &s->state;
	state->header.size = 0;
	if (state->is_named) {
		state->open.end = (int32_t)end;
		append(&s->found, &state->open, sizeof(state->open));
		s->failed |= s->found.failed;
		state->is_named = 0;
	} else {
		add_token(s, end, end, '}');
	}
}

/* Does a definition begin at the margin behind this brace? scanner._NEXT_DEFINITION */
static int is_next_definition(const char *text, size_t at, size_t size)
{
	size_t i = at + 1;
	while (i < size && (is(text[i], SPACE) || text[i] == ';'))
		i++;
	if (i >= size || text[i - 1] != '\n' || !is(text[i], ALPHA))
		return 0;
	size_t behind = skip(text, i, size, WORD);
	if (is_one_of(text + i, behind - i, NO_DEFINITION))
		return 0;
	if (behind >= size || !(is(text[behind], SPACE) || text[behind] == '*'))
		return 0;
	i = skip(text, behind, size, TYPED);
	if (i >= size || text[i] != '(')
		return 0;
	for (i++; i < size && !is(text[i], MARK); i++)
		;
	if (i >= size || text[i] != ')')
		return 0;
	i = skip(text, i + 1, size, SPACE);
	return i < size && text[i] == '{';
}

static void inside_braces(Scan *s, size_t at)
{
	State *state = &s->state;
	if (s->text[at] == '{') {
		state->depth++;
		return;
	}
	state->depth--;
	int is_left = at == 0 || s->text[at - 1] == '\n';
	if (state->depth && state->is_named && is_left && is_next_definition(s->text, at, s->size))
		state->depth = 0;
	if (!state->depth)
		close_brace(s, at + 1);
}

static size_t group_end(Scan *s, size_t at)
{
	const char *text = s->text;
	char opens = text[at], closes = opens == '(' ? ')' : ']';
	size_t depth = 1, steps = 0;
	if (s->waste >= MAX_WASTE)
		return at + 1;
	for (size_t i = at + 1; i < s->size; i++) {
		if (text[i] == opens) {
			depth++;
			steps++;
		} else if (text[i] == closes) {
			steps++;
			if (!--depth)
				return i + 1;
		} else if ((text[i] == '{' || text[i] == '}') && text[i - 1] == '\n') {
			break; /* at the margin: never closed */
		}
	}
	s->waste += steps + 1;
	return at + 1;
}

static void open_brace(Scan *s)
{
	State *state = &s->state;
	const Token *tokens = tokens_of(state);
	size_t count = count_of(state), quotes = 0;
	state->is_named = definition(s, &state->open);
	if (!state->is_named && count && tokens[0].kind == 'w' && begins(s, tokens[0], "extern") &&
	    tokens[0].end - tokens[0].start == 6) {
		for (size_t i = 0; i < count; i++)
			quotes += tokens[i].kind == '"';
		if (quotes) { /* extern "C" { … }: not a scope */
			state->header.size = 0;
			return;
		}
	}
	state->depth = 1;
}

static size_t between_braces(Scan *s, size_t at)
{
	char c = s->text[at];
	size_t end = at + 1;
	if (is(c, ALPHA) || c == '$') {
		while (end < s->size && (is(s->text[end], WORD) || s->text[end] == '$'))
			end++;
		add_token(s, at, end, 'w');
	} else if (c == '(' || c == '[') {
		end = group_end(s, at);
		add_token(s, at, end, c);
	} else if (c == '{') {
		open_brace(s);
	} else if (c == ';' && !awaits_parameters(s)) {
		s->state.header.size = 0;
	} else if (c != '}') {
		add_token(s, at, end, c);
	}
	return end;
}

static void branch(Scan *s, Span word, Span rest)
{
	const char *text = s->text + word.start;
	size_t size = (size_t)(word.end - word.start), count = s->branches.size / sizeof(Branches);
	Branches *last = count ? (Branches *)s->branches.data + count - 1 : NULL;
	if (equals(text, size, "if") || equals(text, size, "ifdef") || equals(text, size, "ifndef")) {
		size_t start = skip(s->text, (size_t)rest.start, (size_t)rest.end, SPACE), end = (size_t)rest.end;
		while (end > start && is(s->text[end - 1], SPACE))
			end--;
		Branches opened = { .before = copied(s, &s->state) };
		opened.is_zero = size == 2 && end - start == 1 && s->text[start] == '0';
		append(&s->branches, &opened, sizeof(opened));
		if (s->branches.failed) {
			free(opened.before.header.data);
			s->failed = 1;
		}
	} else if (last && (equals(text, size, "else") || equals(text, size, "elif"))) {
		if (!last->has_after && !last->is_zero) {
			last->after = s->state;
			last->has_after = 1;
			memset(&s->state, 0, sizeof(s->state));
		}
		last->is_zero = 0;
		replace_state(s, copied(s, &last->before));
	} else if (last && equals(text, size, "endif")) {
		s->branches.size -= sizeof(Branches);
		if (last->is_zero) {
			replace_state(s, last->before);
			free(last->after.header.data);
		} else {
			if (last->has_after)
				replace_state(s, last->after);
			free(last->before.header.data);
		}
	}
}

/* The end of the directive in the line that begins at `at`; `at` if there is none. */
static size_t directive(Scan *s, size_t at)
{
	const char *text = s->text;
	size_t i = skip_blanks(text, at, s->size);
	if (i >= s->size || text[i] != '#')
		return at;
	Span word = { (int32_t)skip_blanks(text, i + 1, s->size), 0 }, rest;
	i = skip(text, (size_t)word.start, s->size, WORD);
	word.end = rest.start = (int32_t)i;
	while (i < s->size && text[i] != '\n') {
		if (text[i++] != '\\')
			continue;
		if (i < s->size && text[i] == '\n')
			i++;
		else if (i + 1 < s->size && text[i] == '\r' && text[i + 1] == '\n')
			i += 2;
	}
	rest.end = (int32_t)i;
	if (s->follows)
		branch(s, word, rest);
	return i;
}

static void scan(Scan *s)
{
	const char *text = s->text;
	size_t at = 0;
	while (at < s->size && !s->failed) {
		if (at == 0 || text[at - 1] == '\n') {
			size_t end = directive(s, at);
			if (end != at) {
				at = end;
				continue;
			}
		}
		int class = s->state.depth ? INSIDE : OUTSIDE;
		while (at < s->size && !is(text[at], class))
			at++;
		if (at >= s->size)
			break;
		if (text[at] == '\n')
			at++;
		else if (s->state.depth)
			inside_braces(s, at++);
		else
			at = between_braces(s, at);
	}
	if (s->state.depth && s->state.is_named)
		close_brace(s, s->size);
}

static void blank(char *text, size_t size, const int32_t *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at = (size_t)ranges[2 * i]; at < (size_t)ranges[2 * i + 1] && at < size; at++)
			if (text[at] != '\n')
				text[at] = ' ';
}

/* Wanted words: texts.places. */

static size_t hash(const char *text, size_t size, int kind)
{
	uint64_t x = 1469598103934665603ULL + (uint64_t)kind;
	for (size_t i = 0; i < size; i++)
		x = (x ^ (unsigned char)text[i]) * 1099511628211ULL;
	return (size_t)(x ^ (x >> 29));
}

typedef struct { const char *word; size_t size; int32_t index, left; } Wanted;

/* Words by open addressing, and which sizes they have, by the first letter. */
typedef struct { Wanted *words; size_t room; uint64_t sizes[256]; } Glossary;

static uint64_t size_bit(size_t size)
{
	return (uint64_t)1 << (size < 63 ? size : 63);
}

/* `names` have a newline behind each; each is wanted `most` times. 0: no memory. */
static int open_glossary(Glossary *g, const char *names, size_t size, int32_t most)
{
	const char *line, *last = names + size;
	memset(g, 0, sizeof(*g));
	for (g->room = 64; g->room < size * 2;)
		g->room *= 2;
	g->words = calloc(g->room, sizeof(*g->words));
	if (!g->words)
		return 0;
	for (int32_t index = 0; names < last && (line = memchr(names, '\n', (size_t)(last - names))); names = line + 1) {
		size_t length = (size_t)(line - names), at = hash(names, length, 0) & (g->room - 1);
		while (g->words[at].word)
			at = (at + 1) & (g->room - 1);
		g->words[at] = (Wanted){ names, length, index++, most };
		g->sizes[(unsigned char)*names] |= size_bit(length);
	}
	return 1;
}

/* The entry of a word that is wanted still, or none. */
static Wanted *find_wanted(const Glossary *g, const char *word, size_t size)
{
	if (!(g->sizes[(unsigned char)*word] & size_bit(size)))
		return NULL;
	for (size_t at = hash(word, size, 0) & (g->room - 1); g->words[at].word; at = (at + 1) & (g->room - 1))
		if (g->words[at].size == size && !memcmp(g->words[at].word, word, size))
			return g->words[at].left > 0 ? &g->words[at] : NULL;
	return NULL;
}

/* Words, tags, options, prototypes: texts.py. */

enum { TAGS, BODIES = TAGS + 3, OPTIONS = BODIES + 3, DEFINED, PROTOTYPES, MARKED, KINDS };

typedef struct { int32_t start, size, kind; } Entry; /* start: 1 + the offset */

typedef struct {
	const char *text;
	size_t size;
	Entry *entries; /* open addressing */
	size_t room, used;
	Buffer lists[KINDS];
	int failed;
} Words;

static Entry *entry(const Words *w, Entry *entries, size_t room, const char *word, size_t size, int kind)
{
	size_t at = hash(word, size, kind) & (room - 1);
	for (; entries[at].start; at = (at + 1) & (room - 1))
		if (entries[at].kind == kind && (size_t)entries[at].size == size &&
		    !memcmp(w->text + entries[at].start - 1, word, size))
			break;
	return &entries[at];
}

static void widen(Words *w)
{
	size_t room = w->room ? w->room * 2 : 256;
	Entry *entries = calloc(room, sizeof(*entries));
	if (!entries) {
		w->failed = 1;
		return;
	}
	for (size_t i = 0; i < w->room; i++) {
		Entry *old = &w->entries[i];
		if (old->start)
			*entry(w, entries, room, w->text + old->start - 1, (size_t)old->size, old->kind) = *old;
	}
	free(w->entries);
	w->entries = entries;
	w->room = room;
}

/* Puts a word into one of the lists, if it is not there. */
static void note(Words *w, size_t start, size_t end, int kind)
{
	if (w->used * 2 >= w->room)
		widen(w);
	if (w->failed)
		return;
	Entry *found = entry(w, w->entries, w->room, w->text + start, end - start, kind);
	if (found->start)
		return;
	*found = (Entry){ (int32_t)start + 1, (int32_t)(end - start), kind };
	w->used++;
	append(&w->lists[kind], w->text + start, end - start);
	append(&w->lists[kind], "\n", 1);
	w->failed |= w->lists[kind].failed;
}

/* Does `#define` stand before this word, and nothing else in its line? */
static int is_defined_here(const char *text, size_t start)
{
	size_t at = start;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	if (at == start || at < 7 || memcmp(text + at - 6, "define", 6))
		return 0;
	for (at -= 6; at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'); at--)
		;
	if (at == 0 || text[--at] != '#')
		return 0;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return at == 0 || text[at - 1] == '\n';
}

static int place_of_keyword(const char *word, size_t size)
{
	return equals(word, size, "struct") ? 0 : equals(word, size, "union") ? 1 : 2;
}

static void read_words(Words *w, const Glossary *marked)
{
	const char *text = w->text;
	size_t tag_at = w->size; /* where a tag was just read: it is no keyword itself */
	for (size_t at = 0, end; at < w->size && !w->failed; at = end) {
		if (!is(text[at], WORD)) {
			end = at + 1;
			continue;
		}
		end = skip(text, at, w->size, WORD);
		size_t size = end - at;
		char first = text[at];
		if (at != tag_at && (first == 's' || first == 'u' || first == 'e') && is_one_of(text + at, size, RECORDS)) {
			size_t next = skip(text, end, w->size, SPACE);
			if (next > end && next < w->size && is(text[next], ALPHA)) {
				size_t behind = skip(text, next, w->size, WORD), brace = skip(text, behind, w->size, SPACE);
				int keyword = place_of_keyword(text + at, size);
				note(w, next, behind, TAGS + keyword);
				if (brace < w->size && text[brace] == '{')
					note(w, next, behind, BODIES + keyword);
				tag_at = next;
			}
		} else if (first == 'C' && size > 7 && !memcmp(text + at, "CONFIG_", 7)) {
			note(w, at, end, OPTIONS);
			if (is_defined_here(text, at))
				note(w, at, end, DEFINED);
		}
		Wanted *wanted = find_wanted(marked, text + at, size);
		if (wanted) {
			note(w, at, end, MARKED);
			wanted->left--;
		}
	}
}

/* A prototype or definition that begins at the margin at `at`: the offset behind its parenthesis; 0 for none. */
static size_t prototype(Words *w, size_t at)
{
	static const char *const others[] = { "static", "typedef", "return", NULL };
	const char *text = w->text;
	if (at >= w->size || !is(text[at], ALPHA) || is_one_of(text + at, skip(text, at, w->size, WORD) - at, others))
		return 0;
	for (size_t i = at + 1; i < w->size; i++) {
		if (is(text[i], SPACE)) {
			size_t first = i + 1;
			while (first < w->size && text[first] == '*')
				first++;
			if (first < w->size && is(text[first], ALPHA)) {
				size_t end = skip(text, first, w->size, WORD), next = skip_blanks(text, end, w->size);
				if (next < w->size && text[next] == '(') {
					note(w, first, end, PROTOTYPES);
					return next + 1;
				}
			}
		}
		if (!is(text[i], PREFIX))
			break;
	}
	return 0;
}

static void read_prototypes(Words *w)
{
	size_t at = 0;
	while (at < w->size && !w->failed) {
		size_t end = prototype(w, at);
		const char *newline = memchr(w->text + (end ? end : at), '\n', w->size - (end ? end : at));
		if (!newline)
			break;
		at = (size_t)(newline - w->text) + 1;
	}
}

/* What ctypes calls. Results are released with lockscan_texts_release(). */

struct lockscan_bytes {
	char *data;
	size_t size;
};

/* REVISION of native.py: a library that was built from older sources is not used. */
int lockscan_texts_revision(void)
{
	return 2;
}

int lockscan_texts_is_closed(const char *text, size_t size)
{
	return mask(text, size, NULL);
}

/* 1: done, `out` has the text masked; 0: a string runs over its line; -1: no memory. */
int lockscan_texts_mask(const char *text, size_t size, char *out)
{
	memcpy(out, text, size);
	return mask(text, size, out);
}

/* The same results; `result` holds four numbers for each function: its name's start and end, its own. */
int lockscan_texts_functions(const char *text, size_t size, const int32_t *skipped, size_t count,
			     struct lockscan_bytes *result)
{
	char *masked = malloc(size + 1);
	if (!masked)
		return -1;
	memcpy(masked, text, size);
	if (!mask(text, size, masked)) {
		free(masked);
		return 0;
	}
	blank(masked, size, skipped, count);
	Scan s = { .text = masked, .size = size, .follows = count == 0 };
	scan(&s);
	for (size_t i = 0; i < s.branches.size / sizeof(Branches); i++) {
		Branches *left = (Branches *)s.branches.data + i;
		free(left->before.header.data);
		free(left->after.header.data);
	}
	free(s.branches.data);
	free(s.state.header.data);
	free(masked);
	result->data = s.found.data;
	result->size = s.found.size;
	return s.failed ? -1 : 1;
}

/* `result`: ten lists of words, a newline behind each word, a NUL behind each list. */
int lockscan_texts_shown(const char *text, size_t size, const char *marked, size_t marked_size,
			 struct lockscan_bytes *result)
{
	Words w = { .text = text, .size = size };
	Buffer all = { 0 };
	Glossary glossary;
	if (!open_glossary(&glossary, marked, marked_size, 1))
		return -1;
	read_words(&w, &glossary);
	read_prototypes(&w);
	for (int kind = 0; kind < KINDS; kind++) {
		if (w.lists[kind].size)
			append(&all, w.lists[kind].data, w.lists[kind].size);
		append(&all, "", 1);
		free(w.lists[kind].data);
	}
	free(w.entries);
	free(glossary.words);
	result->data = all.data;
	result->size = all.size;
	return w.failed || all.failed ? -1 : 1;
}

/* `result`: pairs of numbers, which of the `names` stands at which offset; each name at most `most` times. */
int lockscan_texts_places(const char *text, size_t size, const char *names, size_t names_size, int32_t most,
			  struct lockscan_bytes *result)
{
	Buffer found = { 0 };
	Glossary glossary;
	if (!open_glossary(&glossary, names, names_size, most))
		return -1;
	for (size_t at = 0, end; at < size && !found.failed; at = end + (end == at)) {
		end = skip(text, at, size, WORD);
		Wanted *wanted = end > at ? find_wanted(&glossary, text + at, end - at) : NULL;
		if (wanted) {
			int32_t pair[2] = { wanted->index, (int32_t)at };
			append(&found, pair, sizeof(pair));
			wanted->left--;
		}
	}
	free(glossary.words);
	result->data = found.data;
	result->size = found.size;
	return found.failed ? -1 : 1;
}

void lockscan_texts_release(struct lockscan_bytes *result)
{
	free(result->data);
	result->data = NULL;
}

/*
 * The accelerator of lockscan.frontend.headers: local headers without the declarations that a unit cannot need.
 *
 * It is loaded with ctypes and needs nothing but the C library. Its twin in Python gives the same, and a test holds them
 * equal: change both or none. Words are known by a number of 32 bits; where two share one, more than is needed stays.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lockscan_bytes {
	char *data;
	size_t size;
};

/* One text of a unit, what `lockscan_headers_read` made of it, and whether it loses anything. */
struct lockscan_header {
	const char *text;
	size_t size;
	const uint32_t *items;
	size_t count; /* of numbers */
	int is_changed;
};

enum { WORD = 'w', NUMBER = '0', STRING = '"', DIRECTIVE = '#', OTHER = '$', END = 0 };
enum { NO_KEY, STRUCT, UNION, ENUM, TYPEDEF, EXTERN, NO_TYPE, STATEMENT };
enum { STAYS, GOES, MACRO };
enum { HEADER, FILE_TEXT, STUBS, OUTLINED }; /* of files and stubs all words are needed; OUTLINED: header without bodies */
enum { FRONT = 1, BACK = 2, INSIDE = 3 }; /* where a piece stands in the name that ## makes */
enum { KIND, FROM, TO, NAMES, WORDS, PIECES, HEAD }; /* what stands before the numbers of an item */

typedef struct {
	uint32_t *data;
	size_t count, room;
	int failed;
} List;

typedef struct {
	unsigned char kind, key;
	uint32_t start, size, hash;
} Token;

typedef struct {
	const char *text;
	size_t size, at;
	int is_fresh; /* nothing but blanks and comments stands before on the line */
	Token *tokens; /* of the item that is open */
	size_t count, room;
	int kind, depth, group, is_open; /* is_open: a bracket closed that nothing had opened */
	int is_odd, has_brace, has_equal, has_group, has_directive;
	size_t brace; /* the token with the first { of the item */
	List result, names, words, pieces; /* of the item; names and pieces are three numbers each */
	List rest_words, rest_pieces;
} Reader;

static const struct {
	const char *word;
	unsigned char size, key;
} keywords[] = {
	{"struct", 6, STRUCT}, {"union", 5, UNION}, {"enum", 4, ENUM}, {"typedef", 7, TYPEDEF}, {"extern", 6, EXTERN},
	{"static", 6, NO_TYPE}, {"inline", 6, NO_TYPE}, {"const", 5, NO_TYPE}, {"volatile", 8, NO_TYPE},
	{"return", 6, STATEMENT}, {"else", 4, STATEMENT}, {"goto", 4, STATEMENT}, {"case", 4, STATEMENT},
	{"do", 2, STATEMENT}, {"if", 2, STATEMENT}, {"for", 3, STATEMENT}, {"while", 5, STATEMENT}, {"switch", 6, STATEMENT},
};

static void add(List *list, uint32_t number)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 256;
		uint32_t *grown = realloc(list->data, room * sizeof *grown);
		if (!grown) {
			list->failed = 1;
			return;
		}
		list->data = grown;
		list->room = room;
	}
	list->data[list->count++] = number;
}

static void add_all(List *list, const List *more)
{
	for (size_t i = 0; i < more->count; i++)
		add(list, more->data[i]);
}

static void add_three(List *list, uint32_t first, uint32_t start, uint32_t size)
{
	add(list, first);
	add(list, start);
	add(list, size);
}

enum { LETTER = 1, DIGIT = 2, FIRST = 4, MARK = 8 };

/* FIRST: a keyword may begin with it. */
static const unsigned char classes[256] = {
	['0' ... '9'] = DIGIT, ['A' ... 'Z'] = LETTER, ['_'] = LETTER, ['a' ... 'b'] = LETTER,
	['c' ... 'g'] = LETTER | FIRST, ['h'] = LETTER, ['i'] = LETTER | FIRST, ['j' ... 'q'] = LETTER,
	['r' ... 'w'] = LETTER | FIRST, ['x' ... 'z'] = LETTER,
	['{'] = MARK, ['}'] = MARK, ['('] = MARK, [')'] = MARK, ['['] = MARK, [']'] = MARK, [';'] = MARK, [','] = MARK,
	['='] = MARK, ['*'] = MARK,
};

static int is(char c, int class)
{
	return classes[(unsigned char)c] & class;
}

/* Tokens. */

/* Behind the backslash at `at` and what it escapes. */
static size_t escaped(const Reader *r, size_t at)
{
	if (at + 2 < r->size && r->text[at + 1] == '\r' && r->text[at + 2] == '\n')
		return at + 3;
	return at + 2 < r->size ? at + 2 : r->size;
}

static size_t after_comment(const Reader *r, size_t at)
{
	const char *text = r->text;
	if (text[at + 1] == '*') {
		for (at += 2; at + 1 < r->size; at++) {
			const char *star = memchr(text + at, '*', r->size - at - 1);
			if (!star)
				break;
			at = star - text;
			if (text[at + 1] == '/')
				return at + 2;
		}
		return r->size;
	}
	while (at < r->size && text[at] != '\n')
		at = text[at] == '\\' ? escaped(r, at) : at + 1;
	return at;
}

static size_t after_string(const Reader *r, size_t at)
{
	char quote = r->text[at++];
	while (at < r->size && r->text[at] != '\n') {
		if (r->text[at] == quote)
			return at + 1;
		at = r->text[at] == '\\' ? escaped(r, at) : at + 1;
	}
	return at;
}

static unsigned char key_of(const char *word, size_t size)
{
	if (size < 2 || size > 8 || !is(*word, FIRST))
		return NO_KEY;
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (keywords[i].word[0] == *word && keywords[i].size == size && !memcmp(keywords[i].word, word, size))
			return keywords[i].key;
	return NO_KEY;
}

static Token word_at(Reader *r)
{
	size_t start = r->at;
	uint32_t hash = 2166136261u;
	while (r->at < r->size && is(r->text[r->at], LETTER | DIGIT))
		hash = (hash ^ (unsigned char)r->text[r->at++]) * 16777619u;
	size_t size = r->at - start;
	return (Token){WORD, key_of(r->text + start, size), start, size, hash};
}

/* The next one; in a directive (`is_line`), END at its end. A comment is nothing. */
static Token next(Reader *r, int is_line)
{
	while (r->at < r->size) {
		char c = r->text[r->at];
		size_t start = r->at;
		int is_fresh = r->is_fresh;
		if (is(c, LETTER)) {
			r->is_fresh = 0;
			return word_at(r);
		}
		if (c == '\n') {
			if (is_line)
				break;
			r->is_fresh = 1;
			r->at++;
		} else if (c == ' ' || (c >= '\t' && c <= '\r')) {
			r->at++;
		} else if (c == '/' && r->at + 1 < r->size && (r->text[r->at + 1] == '*' || r->text[r->at + 1] == '/')) {
			r->at = after_comment(r, r->at);
		} else if (c == '\\' && is_line) {
			r->at = escaped(r, r->at);
		} else {
			r->is_fresh = 0;
			if (c == '"' || c == '\'') {
				r->at = after_string(r, r->at);
				return (Token){STRING, 0, start, r->at - start, 0};
			}
			if (is(c, DIGIT)) {
				word_at(r);
				return (Token){NUMBER, 0, start, r->at - start, 0};
			}
			r->at++;
			unsigned char kind = is(c, MARK) ? c : OTHER;
			if (c == '#' && (is_line || is_fresh))
				kind = DIRECTIVE;
			else if (c == '#' || c == '\\' || c == '$' || c == '@')
				kind = STRING; /* in no declaration that is recognised */
			return (Token){kind, 0, start, 1, 0};
		}
	}
	return (Token){END, 0, r->at, 0, 0};
}

static int is_hidden(const Reader *r, const Token *t) /* a word like __packed */
{
	return t->kind == WORD && t->size > 1 && r->text[t->start] == '_' && r->text[t->start + 1] == '_';
}

static int is_name(const Reader *r, const Token *t)
{
	return t->kind == WORD && !t->key && !is_hidden(r, t);
}

static void name(Reader *r, const Token *t)
{
	add_three(&r->names, t->hash, t->start, t->size);
}

/* Directives. */

static int is_word(const Reader *r, const Token *t, const char *word)
{
	return t->kind == WORD && t->size == strlen(word) && !memcmp(r->text + t->start, word, t->size);
}

static int is_parameter(const List *parameters, uint32_t hash)
{
	for (size_t i = 0; i < parameters->count; i++)
		if (parameters->data[i] == hash)
			return 1;
	return 0;
}

/* A word or number at that place of a name which ## makes. What is written of the name, best at an end of it, is a piece
 * of it; where it is made of parameters only, it can be any. */
static void paste(Reader *r, Token part, int is_literal, int place, uint32_t piece[3], int kind)
{
	if (place == FRONT)
		piece[0] = 0;
	if (is_literal && piece[0] != FRONT && (place != INSIDE || !piece[0])) {
		piece[0] = place;
		piece[1] = part.start;
		piece[2] = part.size;
	}
	if (place == BACK && piece[0])
		add_three(&r->pieces, piece[0], piece[1], piece[2]);
	else if (place == BACK && kind != STUBS)
		add_three(&r->pieces, INSIDE, 0, 0);
}

/* Words and pieces of a directive behind its `#`. Does it define a macro? */
static int directive(Reader *r, Token *defined, int kind)
{
	List parameters = {0};
	Token before = {0}, t = next(r, 1);
	int is_define = is_word(r, &t, "define"), hashes = 0, is_made = 0, is_literal = 0;
	uint32_t piece[3] = {0};
	if (is_define) {
		*defined = next(r, 1);
		is_define = defined->kind == WORD;
		if (is_define && r->at < r->size && r->text[r->at] == '(')
			for (t = next(r, 1); t.kind != END && t.kind != ')'; t = next(r, 1))
				if (t.kind == WORD)
					add(&parameters, t.hash);
	}
	do {
		t = next(r, 1);
		if (t.kind == DIRECTIVE) {
			hashes++;
			continue;
		}
		int is_part = t.kind == WORD || t.kind == NUMBER;
		int is_pasted = hashes == 2 && is_part && before.kind;
		int place = (is_pasted ? FRONT : 0) | (is_made ? BACK : 0);
		if (place)
			paste(r, before, is_literal, place, piece, kind);
		hashes = 0;
		is_made = is_pasted;
		before = is_part ? t : (Token){0};
		is_literal = is_part && !(t.kind == WORD && is_parameter(&parameters, t.hash));
		if (t.kind == WORD && !t.key)
			add(&r->words, t.hash);
	} while (t.kind != END);
	r->words.failed |= parameters.failed;
	free(parameters.data);
	return is_define;
}

/* Items. Each `…_at` says whether the tokens are such a declaration, and lists what it introduces. */

/* Behind the bracket that closes the one at `at`. */
static size_t after_group(const Reader *r, size_t at)
{
	int depth = 0;
	for (; at < r->count; at++) {
		unsigned char kind = r->tokens[at].kind;
		depth += kind == '(' || kind == '[' ? 1 : kind == ')' || kind == ']' ? -1 : 0;
		if (!depth)
			return at + 1;
	}
	return at;
}

/* Behind attributes, `__packed __aligned(8)`. */
static size_t after_attributes(const Reader *r, size_t at)
{
	while (at < r->count && is_hidden(r, &r->tokens[at])) {
		at++;
		if (at < r->count && r->tokens[at].kind == '(')
			at = after_group(r, at);
	}
	return at;
}

/* Behind the } of the enum whose { is at `at`; 0 when there is more in it than names and values. */
static size_t enum_at(Reader *r, size_t at)
{
	Token *t = r->tokens;
	for (at++; t[at].kind != '}'; at += t[at].kind == ',') {
		if (!is_name(r, &t[at]) && !is_hidden(r, &t[at]))
			return 0;
		name(r, &t[at++]);
		if (t[at].kind == '=')
			while (t[at].kind != ',' && t[at].kind != '}' && t[at].kind != '{' && t[at].kind != ';')
				at = t[at].kind == '(' || t[at].kind == '[' ? after_group(r, at) : at + 1;
		if (t[at].kind != ',' && t[at].kind != '}')
			return 0;
	}
	return at + 1;
}

/* Behind the tag of the record or enum whose keyword is at `at`, where a { stands if it has a body. */
static size_t head_at(Reader *r, size_t at)
{
	const Token *tag = NULL;
	for (at++; r->tokens[at].kind == WORD; at++) {
		if (is_hidden(r, &r->tokens[at]))
			continue;
		if (tag || r->tokens[at].key)
			return at;
		tag = &r->tokens[at];
	}
	if (tag && r->tokens[at].kind == '{')
		name(r, tag);
	return at;
}

/* Behind the } of the record whose { is at `at`; 0 when it holds braces of another kind. */
static size_t body_at(Reader *r, size_t at)
{
	int depth = 1;
	for (at++; depth;) {
		Token *t = &r->tokens[at];
		if (at >= r->count || t->kind == '{')
			return 0;
		if (t->kind == '}') {
			depth--;
			at++;
		} else if (t->key == STRUCT || t->key == UNION || t->key == ENUM) {
			int is_enum = t->key == ENUM;
			at = head_at(r, at);
			if (r->tokens[at].kind != '{')
				continue;
			depth += !is_enum;
			at = is_enum ? enum_at(r, at) : at + 1;
			if (!at)
				return 0;
		} else if (t->kind == '(' && t[-1].kind == WORD && !is_hidden(r, t - 1) && t[1].kind != '*') {
			for (size_t end = after_group(r, at); at < end; at++) /* a macro, which may make what it names */
				if (r->tokens[at].kind == WORD && !r->tokens[at].key)
					name(r, &r->tokens[at]);
		} else {
			at++;
		}
	}
	return at;
}

static int is_record(Reader *r)
{
	size_t at = r->tokens[0].key == TYPEDEF, is_typedef = at;
	int key = r->tokens[at].key;
	if (key != STRUCT && key != UNION && key != ENUM)
		return 0;
	at = head_at(r, at);
	if (r->tokens[at].kind != '{')
		return 0;
	at = key == ENUM ? enum_at(r, at) : body_at(r, at);
	if (!at)
		return 0;
	at = after_attributes(r, at);
	while (is_typedef && at + 1 < r->count) {
		if (is_name(r, &r->tokens[at]))
			name(r, &r->tokens[at]);
		else if (r->tokens[at].kind != '*' && r->tokens[at].kind != ',')
			return 0;
		at = after_attributes(r, at + 1);
	}
	return at + 1 == r->count && r->names.count;
}

/* A struct that is only named, a typedef, the declaration of a variable: with one name, which stands last. */
static int is_plain(Reader *r)
{
	Token *t = r->tokens;
	size_t last = 1, at = 1;
	if (t->key != TYPEDEF && t->key != EXTERN && !(t->key == STRUCT && r->count == 3))
		return 0;
	while (at + 1 < r->count) {
		if (t[at].kind == '(') { /* typedef int (*name)(int); */
			if (t->key != TYPEDEF || t[at + 1].kind != '*' || !is_name(r, &t[at + 2]) || t[at + 3].kind != ')')
				return 0;
			last = at + 2;
			at = t[at + 4].kind == '(' ? after_group(r, at + 4) : at + 4;
			if (at + 1 != r->count)
				return 0;
		} else if (t[at].kind == '[') {
			at = after_group(r, at);
		} else if (t[at].kind == '*' || (t[at].kind == WORD && t[at].key != UNION)) {
			last = t[at].kind == WORD ? at : last;
			at++;
		} else {
			return 0;
		}
	}
	if (!is_name(r, &t[last]))
		return 0;
	name(r, &t[last]);
	for (size_t i = 0; i < r->count; i++)
		if (is_hidden(r, &t[i]))
			name(r, &t[i]);
	return 1;
}

static int has_lower(const Reader *r, const Token *t)
{
	for (size_t i = t->start; i < t->start + t->size; i++)
		if (r->text[i] >= 'a' && r->text[i] <= 'z')
			return 1;
	return 0;
}

/* A name behind a type and before a list; in capitals it is rather a macro. */
static int is_prototype(Reader *r)
{
	Token *t = r->tokens;
	size_t open = 0;
	int has_type = 0;
	for (size_t i = 0; i < r->count; i++)
		if (t[i].kind == '=' || t[i].kind == '{' || t[i].key == UNION || t[i].key == TYPEDEF)
			return 0;
	while (t[open].kind == WORD || t[open].kind == '*')
		open++;
	if (open < 2 || t[open].kind != '(')
		return 0;
	const Token *named = &t[open - 1];
	for (size_t i = 0; i + 1 < open; i++)
		has_type |= t[i].kind == WORD && t[i].key < TYPEDEF && !is_hidden(r, &t[i]);
	size_t behind = after_group(r, open);
	size_t end = is_hidden(r, named) ? behind : after_attributes(r, behind);
	if (!has_type || named->kind != WORD || named->key || !has_lower(r, named) || end + 1 != r->count)
		return 0;
	name(r, named);
	for (size_t i = 0; i + 1 < r->count; i = i + 2 == open ? behind : i + 1)
		if (is_hidden(r, &t[i]) || (i && t[i].kind == WORD && !has_lower(r, &t[i])))
			name(r, &t[i]); /* a macro that nobody may define: the repair learns it where it stands */
	return 1;
}

static void item(Reader *r, int kind, size_t start, size_t end)
{
	if (kind == STAYS) {
		add_all(&r->rest_words, &r->words);
		add_all(&r->rest_pieces, &r->pieces);
	} else {
		uint32_t head[HEAD] = {kind, start, end, r->names.count, r->words.count, r->pieces.count};
		for (int i = 0; i < HEAD; i++)
			add(&r->result, head[i]);
		add_all(&r->result, &r->names);
		add_all(&r->result, &r->words);
		add_all(&r->result, &r->pieces);
	}
	r->names.count = r->words.count = r->pieces.count = 0;
}

/* For the signs of a comment? */
static int has_room(const Reader *r, size_t start, size_t end)
{
	return end - start > 3 && r->text[start + 1] != '\n' && r->text[end - 2] != '\n';
}

static int is_tag(const Token *t)
{
	return t->key == STRUCT || t->key == UNION || t->key == ENUM;
}

/* Is the item a function, and no macro that may be something else? Then its body lies between its braces. */
static int is_function(const Reader *r)
{
	const Token *t = r->tokens;
	size_t open = 0;
	int has_type = 0;
	for (; t[open].kind == WORD || t[open].kind == '*'; open++)
		if (t[open].key == TYPEDEF || t[open].key == STATEMENT)
			return 0;
	if (open < 2 || t[open].kind != '(' || r->has_directive)
		return 0;
	for (size_t i = 0; i + 1 < open; i++)
		has_type |= t[i].kind == WORD && t[i].key < TYPEDEF && !is_hidden(r, &t[i]);
	return has_type && is_name(r, &t[open - 1]) && has_lower(r, &t[open - 1]) && !is_tag(&t[open - 2]) &&
	       after_attributes(r, after_group(r, open)) == r->brace;
}

static void close_item(Reader *r, int is_whole)
{
	int goes = 0;
	if (!r->count)
		return;
	Token last = r->tokens[r->count - 1];
	uint32_t start = r->tokens[0].start, end = last.start + last.size;
	if (is_whole && has_room(r, start, end) && !r->is_odd && r->count > 2 && r->tokens[0].kind == WORD) {
		goes = r->has_brace ? is_record(r) : is_plain(r);
		if (!goes)
			r->names.count = 0;
		goes = goes || is_prototype(r);
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->tokens[i].kind == WORD && !r->tokens[i].key)
			add(&r->words, r->tokens[i].hash);
	item(r, goes ? GOES : STAYS, start, end);
	r->count = 0;
	r->is_odd = r->has_brace = r->has_equal = r->has_group = r->has_directive = 0;
}

/* The function that is complete: nothing asks for its body where the header is only outlined. */
static void close_function(Reader *r)
{
	size_t last = r->count - 2;
	uint32_t start = r->tokens[r->brace + 1].start, end = r->tokens[last].start + r->tokens[last].size;
	int goes = r->kind == OUTLINED && last > r->brace && has_room(r, start, end) && is_function(r);
	if (goes)
		r->count = r->brace;
	close_item(r, 0);
	if (goes)
		item(r, GOES, start, end);
}

static void push(Reader *r, Token t)
{
	if (r->count + 2 > r->room) {
		size_t room = r->room ? r->room * 2 : 1024;
		Token *grown = realloc(r->tokens, room * sizeof *grown);
		if (!grown) {
			r->result.failed = 1;
			return;
		}
		r->tokens = grown;
		r->room = room;
	}
	r->tokens[r->count++] = t;
	r->tokens[r->count] = (Token){.kind = ';'};
}

/* A token that is no directive. Behind a closing bracket that nothing has opened, all stays. */
static void take(Reader *r, Token t)
{
	int is_outside = !r->depth && !r->group;
	push(r, t);
	r->is_odd |= t.kind == STRING || t.key == STATEMENT;
	r->has_equal |= t.kind == '=' && !r->has_brace;
	r->has_group |= t.kind == '(' && !r->has_brace;
	if (t.kind == '{' && !r->has_brace) {
		r->has_brace = 1;
		r->brace = r->count - 1;
	}
	r->depth += t.kind == '{' ? 1 : t.kind == '}' ? -1 : 0;
	r->group += t.kind == '(' || t.kind == '[' ? 1 : t.kind == ')' || t.kind == ']' ? -1 : 0;
	if (r->depth < 0 || r->group < 0) {
		r->is_open = 1;
		r->depth = 1 << 30;
	}
	if (t.kind == ';' && is_outside)
		close_item(r, 1);
	else if (t.kind == '}' && !r->depth && !r->group && r->has_group && !r->has_equal)
		close_function(r);
}

static int is_header(const Reader *r)
{
	return r->kind == HEADER || r->kind == OUTLINED;
}

static void read_directive(Reader *r)
{
	Token defined = {0};
	size_t start = r->at - 1;
	int is_define = directive(r, &defined, r->kind);
	int is_alone = is_define && !r->count && is_header(r) && has_room(r, start, r->at);
	if (is_alone)
		name(r, &defined);
	else if (is_define)
		add(&r->words, defined.hash);
	r->is_odd = r->has_directive = r->count > 0;
	item(r, is_alone ? MACRO : STAYS, start, r->at);
}

/* What stays, each word once. */
static void add_rest(Reader *r)
{
	size_t room = 64, kept = 0;
	List *words = &r->rest_words;
	while (room < words->count * 2)
		room *= 2;
	uint32_t *seen = calloc(room, sizeof *seen);
	for (size_t i = 0; seen && i < words->count; i++) {
		uint32_t word = words->data[i];
		size_t at = (word ^ word >> 15) & (room - 1);
		while (seen[at] && words->data[seen[at] - 1] != word)
			at = (at + 1) & (room - 1);
		if (!seen[at]) {
			words->data[kept++] = word;
			seen[at] = kept;
		}
	}
	r->result.failed |= !seen;
	free(seen);
	words->count = kept;
	for (int i = 0; i < HEAD; i++)
		add(&r->result, i == WORDS ? words->count : i == PIECES ? r->rest_pieces.count : 0);
	add_all(&r->result, words);
	add_all(&r->result, &r->rest_pieces);
}

static void read_text(Reader *r)
{
	for (Token t = next(r, 0); t.kind != END; t = next(r, 0)) {
		if (t.kind == DIRECTIVE)
			read_directive(r);
		else if (is_header(r))
			take(r, t);
		else if (t.kind == WORD && !t.key)
			add(&r->rest_words, t.hash);
	}
	close_item(r, 0);
	add_rest(r);
}

static void release(Reader *r)
{
	free(r->tokens);
	free(r->names.data);
	free(r->words.data);
	free(r->pieces.data);
	free(r->rest_words.data);
	free(r->rest_pieces.data);
}

/* What `lockscan_headers_slice` wants to know of a text. `kind`: HEADER, FILE_TEXT, STUBS or OUTLINED.
 * 1, -1 without memory. */
int lockscan_headers_read(const char *text, size_t size, int kind, struct lockscan_bytes *result)
{
	Reader r = {.text = text, .size = size, .kind = kind, .is_fresh = 1};
	read_text(&r);
	if (kind == OUTLINED && r.is_open) { /* a macro opens brackets: who knows where bodies end */
		release(&r);
		free(r.result.data);
		return lockscan_headers_read(text, size, HEADER, result);
	}
	int failed = r.result.failed | r.names.failed | r.words.failed | r.pieces.failed;
	failed |= r.rest_words.failed | r.rest_pieces.failed;
	result->data = (char *)r.result.data;
	result->size = r.result.count * sizeof(uint32_t);
	release(&r);
	return failed ? -1 : 1;
}

/* A unit. */

typedef struct {
	uint32_t hash, first; /* of the entries with this name, plus 1; 0 is the end of a list */
	int is_needed;
} Slot;

typedef struct {
	uint32_t item, next;
} Entry;

typedef struct {
	const uint32_t *at;
	uint32_t header;
	int is_kept;
} Item;

typedef struct {
	const char *text;
	uint32_t place, size, next;
} Piece;

typedef struct {
	struct lockscan_header *headers;
	size_t count;
	Slot *slots;
	Entry *entries;
	Item *items;
	uint32_t *queue; /* items whose words are needed */
	Piece *pieces;
	size_t room, item_count, queued, followed, piece_count, pieces_done;
	uint32_t by_end[3][256]; /* pieces by place and first or last character, plus 1 */
} Unit;

static Slot *slot_of(const Unit *u, uint32_t hash)
{
	size_t at = (hash ^ hash >> 15) & (u->room - 1);
	while (u->slots[at].first && u->slots[at].hash != hash)
		at = (at + 1) & (u->room - 1);
	return &u->slots[at];
}

static void keep(Unit *u, uint32_t item)
{
	if (!u->items[item].is_kept) {
		u->items[item].is_kept = 1;
		u->queue[u->queued++] = item;
	}
}

static void need(Unit *u, uint32_t hash)
{
	Slot *slot = slot_of(u, hash);
	if (!slot->first || slot->is_needed)
		return;
	slot->is_needed = 1;
	for (uint32_t at = slot->first; at; at = u->entries[at - 1].next)
		keep(u, u->entries[at - 1].item);
}

static const uint32_t *words_of(const uint32_t *item)
{
	return item + HEAD + item[NAMES];
}

static const uint32_t *behind(const uint32_t *item)
{
	return words_of(item) + item[WORDS] + item[PIECES];
}

/* The words of all items in the queue, and of those that come to it. */
static void follow(Unit *u)
{
	while (u->followed < u->queued) {
		const Item *each = &u->items[u->queue[u->followed++]];
		const uint32_t *at = words_of(each->at), *end = at + each->at[WORDS];
		for (; at < end; at++)
			need(u, *at);
		for (end += each->at[PIECES]; at < end; at += 3)
			u->pieces[u->piece_count++] = (Piece){u->headers[each->header].text + at[1], at[0], at[2], 0};
	}
}

static int begins(const char *text, const Piece *piece)
{
	size_t size = piece->size;
	return !size || (text[size - 1] == piece->text[size - 1] && !memcmp(text, piece->text, size));
}

static int is_made(const Unit *u, const char *text, size_t size)
{
	for (int place = FRONT; place <= INSIDE; place++) {
		unsigned char end = place == FRONT ? text[0] : place == BACK ? text[size - 1] : 0;
		for (uint32_t at = u->by_end[place - 1][end]; at; at = u->pieces[at - 1].next) {
			const Piece *piece = &u->pieces[at - 1];
			if (piece->size > size)
				continue;
			size_t from = place == BACK ? size - piece->size : 0, to = place == FRONT ? 0 : size - piece->size;
			for (; from <= to; from++)
				if (begins(text + from, piece))
					return 1;
		}
	}
	return 0;
}

/* Needs the names that ## may make out of pieces that are new. */
static void make_names(Unit *u)
{
	memset(u->by_end, 0, sizeof u->by_end);
	while (u->pieces_done < u->piece_count) {
		Piece *piece = &u->pieces[u->pieces_done++];
		unsigned char end = piece->place == INSIDE ? 0 : piece->text[piece->place == FRONT ? 0 : piece->size - 1];
		uint32_t *first = &u->by_end[piece->place - 1][end], same = *first;
		while (same && (u->pieces[same - 1].size != piece->size || !begins(u->pieces[same - 1].text, piece)))
			same = u->pieces[same - 1].next;
		piece->next = *first;
		if (!same)
			*first = u->pieces_done;
	}
	for (size_t i = 0; i < u->item_count; i++) {
		const Item *each = &u->items[i];
		const char *text = u->headers[each->header].text;
		for (const uint32_t *at = each->at + HEAD; !each->is_kept && at < words_of(each->at); at += 3)
			if (is_made(u, text + at[1], at[2]))
				need(u, at[0]);
	}
}

static int make_room(Unit *u)
{
	size_t names = 0, pieces = 0;
	for (size_t i = 0; i < u->count; i++) {
		const uint32_t *at = u->headers[i].items, *end = at + u->headers[i].count;
		for (; at < end; at = behind(at)) {
			u->item_count++;
			names += at[NAMES] / 3;
			pieces += at[PIECES] / 3;
		}
	}
	for (u->room = 64; u->room < names * 2;)
		u->room *= 2;
	u->slots = calloc(u->room, sizeof *u->slots);
	u->entries = malloc((names + 1) * sizeof *u->entries);
	u->items = malloc((u->item_count + 1) * sizeof *u->items);
	u->queue = malloc((u->item_count + 1) * sizeof *u->queue);
	u->pieces = malloc((pieces + 1) * sizeof *u->pieces);
	return u->slots && u->entries && u->items && u->queue && u->pieces;
}

static void list_items(Unit *u)
{
	uint32_t item = 0, entry = 0;
	for (size_t i = 0; i < u->count; i++) {
		const uint32_t *at = u->headers[i].items, *end = at + u->headers[i].count;
		for (; at < end; at = behind(at), item++) {
			u->items[item] = (Item){at, i, 0};
			for (const uint32_t *named = at + HEAD; named < words_of(at); named += 3) {
				Slot *slot = slot_of(u, *named);
				u->entries[entry] = (Entry){item, slot->first};
				slot->hash = *named;
				slot->first = ++entry;
			}
		}
	}
}

/* What always stays; and declarations of a name that is a macro, too: who knows what they introduce. */
static void keep_first(Unit *u)
{
	for (uint32_t i = 0; i < u->item_count; i++) {
		const uint32_t *item = u->items[i].at;
		if (item[KIND] == STAYS)
			keep(u, i);
		if (item[KIND] == MACRO)
			for (uint32_t at = slot_of(u, item[HEAD])->first; at; at = u->entries[at - 1].next)
				if (u->items[u->entries[at - 1].item].at[KIND] == GOES)
					keep(u, u->entries[at - 1].item);
	}
}

static int goes(const Item *item)
{
	return item->at[KIND] != STAYS && !item->is_kept;
}

static void blank(char *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		from[i] = from[i] == '\n' ? '\n' : ' ';
	memcpy(from, "/*", 2);
	memcpy(from + size - 2, "*/", 2);
}

/* The texts that change, one behind the other, and the names that they lose, one a line. */
static int write_result(Unit *u, struct lockscan_bytes *texts, struct lockscan_bytes *names)
{
	size_t changed = SIZE_MAX;
	for (size_t i = 0; i < u->item_count; i++) {
		struct lockscan_header *header = &u->headers[u->items[i].header];
		if (!goes(&u->items[i]))
			continue;
		texts->size += header->is_changed ? 0 : header->size;
		header->is_changed = 1;
		for (const uint32_t *at = u->items[i].at + HEAD; at < words_of(u->items[i].at); at += 3)
			names->size += at[2] + 1;
	}
	texts->data = malloc(texts->size + 1);
	names->data = malloc(names->size + 1);
	if (!texts->data || !names->data)
		return -1;
	char *text = texts->data, *end = texts->data, *listed = names->data;
	for (size_t i = 0; i < u->item_count; i++) {
		const uint32_t *item = u->items[i].at;
		const struct lockscan_header *header = &u->headers[u->items[i].header];
		if (!goes(&u->items[i]))
			continue;
		if (changed != u->items[i].header) {
			changed = u->items[i].header;
			text = memcpy(end, header->text, header->size);
			end += header->size;
		}
		blank(text + item[FROM], item[TO] - item[FROM]);
		for (const uint32_t *at = item + HEAD; at < words_of(item); at += 3) {
			memcpy(listed, header->text + at[1], at[2]);
			listed += at[2];
			*listed++ = '\n';
		}
	}
	return 1;
}

/* The headers of a unit, and its file and what else it is given, without what nothing needs. 1, -1 without memory. */
int lockscan_headers_slice(struct lockscan_header *headers, size_t count, struct lockscan_bytes *texts,
			   struct lockscan_bytes *names)
{
	Unit u = {.headers = headers, .count = count};
	texts->size = names->size = 0;
	int done = make_room(&u) ? 1 : -1;
	if (done > 0) {
		list_items(&u);
		keep_first(&u);
		follow(&u);
		while (u.pieces_done < u.piece_count) {
			make_names(&u);
			follow(&u);
		}
		done = write_result(&u, texts, names);
	}
	free(u.slots);
	free(u.entries);
	free(u.items);
	free(u.queue);
	free(u.pieces);
	return done;
}

int lockscan_headers_revision(void)
{
	return 2;
}

void lockscan_headers_release(struct lockscan_bytes *result)
{
	free(result->data);
	result->data = NULL;
}

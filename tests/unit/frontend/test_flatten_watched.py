"""The flattener in C touches no memory but its own, whatever the code, and gives back all of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lockscan.frontend.flags import arguments
from lockscan.frontend.libclang import library_path
from lockscan.frontend.stubs import ROOT
from lockscan.resources import rules_directory
from tests.unit.frontend.test_flatten import ODDITIES, REAL, needs_c
from tests.unit.frontend.texts import unit_of
from tests.unit.watching import output_of, watched

SOURCE = Path(__file__).parents[3] / "lockscan/frontend/_flatten.c"


@needs_c
@pytest.mark.slow
def test_nothing_outside_of_the_rows_is_touched(tmp_path: Path) -> None:
    """Real files and odd ones, whole and cut off anywhere, flattened by an accelerator that watches its memory."""
    program = watched(tmp_path, WATCHED.replace("SOURCE", str(SOURCE)))
    chance = random.Random(0)
    texts = [ODDITIES.encode(), *(path.read_bytes() for path in chance.sample(REAL, 20))]
    texts += [text[: chance.randrange(len(text))] for text in texts for _ in range(3)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.c").write_bytes(text)
    names = sorted(str(path) for path in tmp_path.glob("[0-9]*.c"))
    words = [word for word in arguments(unit_of(""), precompile=False) if not word.endswith("supplement.h")][:-1]
    words = [word.replace(ROOT, str(rules_directory() / "stubs" / "include")) for word in words]  # on the disk
    command = [program, library_path(), str(len(words)), *words, *names]
    assert int(output_of(command)) > 3_000  # rows


# Arguments: libclang, how many words for it follow, those, and the files.
WATCHED = r"""
#include "SOURCE"
#include <stdio.h>

static void *need(void *library, const char *name)
{
	void *found = dlsym(library, name);
	if (!found)
		exit(2);
	return found;
}

int main(int count, char **words)
{
	const char *beginnings[] = { "no member named" };
	size_t rows = 0;
	void *library = dlopen(words[1], RTLD_NOW);
	if (!library || lockscan_open(words[1]))
		return 2;
	void *(*new_index)(int, int) = need(library, "clang_createIndex");
	void (*end_index)(void *) = need(library, "clang_disposeIndex");
	CXUnit (*parse)(void *, const char *, char **, int, void *, unsigned, unsigned) =
		need(library, "clang_parseTranslationUnit");
	void (*end_unit)(CXUnit) = need(library, "clang_disposeTranslationUnit");
	int given = atoi(words[2]);
	for (int i = 3 + given; i < count; i++) {
		void *index = new_index(1, 0);
		CXUnit unit = parse(index, words[i], words + 3, given, NULL, 0, 0x200);
		if (!unit)
			return 3;
		struct lockscan_result result = { 0 };
		if (lockscan_flatten(unit, (const char **)words + i, 1, 1, &result))
			return 4;
		rows += result.row_count;
		lockscan_release(&result);
		if (lockscan_complaints(unit, 3, beginnings, 1, &result))
			return 5;
		lockscan_release(&result);
		end_unit(unit);
		end_index(index);
	}
	printf("%zu\n", rows);
	return 0;
}
"""

"""The C accelerators for texts stay inside of the text."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.unit.frontend_lexical.test_native import PIECES, REAL, ROOT, needs_c
from tests.unit.watching import output_of, watched


@needs_c
@pytest.mark.slow
@pytest.mark.parametrize("name", ["_headers", "_texts", "_uses"])
def test_nothing_outside_of_the_text_is_touched(tmp_path: Path, name: str) -> None:
    """Texts of random pieces, read by an accelerator that watches its memory."""
    source = str(ROOT / f"lockscan/frontend/{name}.c")
    program = watched(tmp_path, WATCHED.replace("SOURCE", source).replace("READ", READ[name]))
    chance = random.Random(0)
    texts = ["".join(chance.choices(PIECES, k=chance.randrange(80))).encode("latin-1") for _ in range(3000)]
    texts += [path.read_bytes() for path in REAL] + [b"(" * 300_000, b"#if 1\n" * 5_000, b"#if 1\n#else\n" * 5_000]
    sizes = b"".join(len(text).to_bytes(4, sys.byteorder) + text for text in texts)
    output_of([program], sizes)


# Reads sizes and texts; each text gets memory of its own size, so that the sanitizer sees a step beyond it.
WATCHED = r"""
#include "SOURCE"
#include <stdio.h>

int main(void)
{
	uint32_t size;
	while (fread(&size, sizeof(size), 1, stdin) == 1) {
		char *text = malloc(size), *out = malloc(size);
		struct lockscan_bytes result = { 0 };
		if (size && fread(text, size, 1, stdin) != 1)
			return 1;
		READ
		free(text);
		free(out);
	}
	return 0;
}
"""
READ = {
    "_headers": r"""
		struct lockscan_bytes items[3] = { 0 }, names = { 0 };
		struct lockscan_header headers[3] = { 0 };
		for (int kind = HEADER; kind <= STUBS; kind++) {
			lockscan_headers_read(text, size, kind, &items[kind]);
			headers[kind].text = text;
			headers[kind].size = kind == FILE_TEXT ? 0 : size;
			headers[kind].items = (uint32_t *)items[kind].data;
			headers[kind].count = items[kind].size / sizeof(uint32_t);
		}
		for (size_t count = 1; count < 4; count++) {
			lockscan_headers_slice(headers, count, &result, &names);
			lockscan_headers_release(&result);
			lockscan_headers_release(&names);
		}
		for (int kind = HEADER; kind <= STUBS; kind++)
			lockscan_headers_release(&items[kind]);
""",
    "_texts": r"""
		static const char marked[] = "cli\nsti\nSPIN_LOCK_UNLOCKED\n";
		int32_t ranges[2] = { (int32_t)size / 3, (int32_t)size / 2 };
		lockscan_texts_is_closed(text, size);
		lockscan_texts_mask(text, size, out);
		for (size_t count = 0; count < 2; count++) {
			lockscan_texts_functions(text, size, ranges, count, &result);
			lockscan_texts_release(&result);
		}
		lockscan_texts_shown(text, size, marked, sizeof(marked) - 1, &result);
		lockscan_texts_release(&result);
		lockscan_texts_places(text, size, marked, sizeof(marked) - 1, 3, &result);
		lockscan_texts_release(&result);
""",
    "_uses": r"""
		lockscan_uses_plain(text, size, &result);
		lockscan_uses_release(&result);
		lockscan_uses_handed(text, size, &result);
		lockscan_uses_release(&result);
		lockscan_uses_words(text, size, 8, &result);
		lockscan_uses_release(&result);
		lockscan_uses_tags(text, size, &result);
		lockscan_uses_release(&result);
		for (uint32_t at = 0; at < size; at++)
			if (is(text[at], ALPHA) && (!at || !is(text[at - 1], WORD))) {
				int32_t place[2] = { 0, (int32_t)at }, uses = 0, seen = 0;
				lockscan_uses_outside(text, size, place, 1, 30, &seen, &uses);
			}
""",
}

"""The flags of a parse without kernel headers, and the lines that go before the file: its configuration options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from lockscan.frontend.precompiled import precompiled
from lockscan.frontend.unit import NEAR_ROOT, SourceUnit
from lockscan.resources import rules_directory

SUPPLEMENT: Final = "/lockscan/supplement.h"  # in memory: options, and what the repair adds
_PRELUDE: Final = "lockscan/prelude.h"

# Old and sloppy C is C here: implicit int and functions, K&R definitions, pointers and integers mixed. Deeper brackets
# than these overflow clang's stack.
LENIENT: Final = (
    *("-w", "-ferror-limit=0", "-fbracket-depth=1200", "-fno-spell-checking", "-fno-diagnostics-color"),
    *("-Wno-implicit-function-declaration", "-Wno-implicit-int", "-Wno-int-conversion"),
    *("-Wno-incompatible-function-pointer-types", "-Wno-return-type", "-Wno-error", "-Wno-deprecated-non-prototype"),
)
_LANGUAGE: Final = ("-x", "c", "-std=gnu11", "-nostdinc", "-ffreestanding", "-fno-builtin")
_OPTION: Final = re.compile(rb"\bCONFIG_\w+")
_TAG: Final = re.compile(rb"\b(struct|union|enum)\s+([A-Za-z_]\w*)")
_DEFINED: Final = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(CONFIG_\w+)", re.MULTILINE)


def stub_flags(defines: Iterable[str]) -> tuple[str, ...]:
    """Flags that depend on no file. `defines` are the user's, in the form NAME or NAME=VALUE."""
    return (*_LANGUAGE, *LENIENT, "-D__KERNEL__", "-DMODULE", *(f"-D{define}" for define in defines))


def stub_arguments(unit: SourceUnit) -> list[str]:
    """All arguments of a parse with the stub headers of this installation."""
    include = str(rules_directory() / "stubs" / "include")
    prelude = f"{include}/{_PRELUDE}"
    header = precompiled(prelude, (*unit.flags, f"-I{include}"))
    first = ["-include-pch", header] if header else ["-include", prelude]
    return [*unit.flags, f"-I{NEAR_ROOT}", f"-I{include}", *first, "-include", SUPPLEMENT]


def first_lines(texts: Collection[bytes]) -> str:
    """What stands before the file: its configuration options switched on, and the records that it speaks of declared,
    so that one first seen in a parameter list is the same type everywhere."""
    return enabled_options(texts) + declared_records(texts)


def declared_records(texts: Iterable[bytes]) -> str:
    tags: dict[bytes, set[bytes]] = {b"struct": set(), b"union": set(), b"enum": set()}
    for text in texts:
        for keyword, name in _TAG.findall(text):
            tags[keyword].add(name)
    names = tags[b"struct"] - tags[b"union"] - tags[b"enum"]
    return "".join(f"struct {name.decode('ascii')};\n" for name in sorted(names))


def enabled_options(texts: Iterable[bytes]) -> str:
    """#define lines that switch on every configuration option that the texts mention and do not define themselves."""
    mentioned: set[bytes] = set()
    defined: set[bytes] = set()
    for text in texts:
        mentioned.update(_OPTION.findall(text))
        if b"define" in text:
            defined.update(_DEFINED.findall(text))
    return "".join(f"#define {name.decode('ascii')} 1\n" for name in sorted(mentioned - defined))

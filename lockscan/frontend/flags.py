"""The flags of a parse without kernel headers, and the lines that go before the file: its configuration options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lockscan.frontend.precompiled import precompiled
from lockscan.frontend.stubs import PRELUDE, ROOT, precompiled_stubs, stub_headers, write
from lockscan.frontend.texts import Shown, shown
from lockscan.frontend.unit import NEAR_ROOT, Mode, SourceUnit

SUPPLEMENT: Final = "/lockscan/supplement.h"  # in memory: options, and what the repair adds
_STUBS: Final = f"-I{ROOT}"
_PRECOMPILED: Final = "-include-pch"

# Old and sloppy C is C here: implicit int and functions, K&R definitions, pointers and integers mixed. Deeper brackets
# than these overflow clang's stack.
LENIENT: Final = (
    *("-Xclang", "-fallow-pch-with-compiler-errors"),
    *("-w", "-ferror-limit=0", "-fbracket-depth=1200", "-fno-spell-checking", "-fno-diagnostics-color"),
    *("-Wno-implicit-function-declaration", "-Wno-implicit-int", "-Wno-int-conversion"),
    *("-Wno-incompatible-function-pointer-types", "-Wno-return-type", "-Wno-error", "-Wno-deprecated-non-prototype"),
)
# What a kernel includes from the compiler, which the libclang wheel does not bring.
COMPILER_HEADERS: Final = {
    f"{NEAR_ROOT}/stdarg.h": b"#pragma once\ntypedef __builtin_va_list va_list;\n#define va_start __builtin_va_start\n"
    b"#define va_end __builtin_va_end\n#define va_arg __builtin_va_arg\n#define va_copy __builtin_va_copy\n",
    f"{NEAR_ROOT}/stddef.h": b"#pragma once\n#include <linux/stddef.h>\n",
    f"{NEAR_ROOT}/stdbool.h": b"#pragma once\n#include <linux/types.h>\n",
}
_LANGUAGE: Final = (
    *("-x", "c", "-std=gnu11", "-nostdinc", "-ffreestanding", "-fno-builtin"),
    "--gcc-toolchain=/lockscan",  # nowhere: clang would look for gcc on the disk before each parse, a tenth of a ms
)


def stub_flags(defines: Iterable[str]) -> tuple[str, ...]:
    """Flags that depend on no file. `defines` are the user's, in the form NAME or NAME=VALUE."""
    return (*_LANGUAGE, *LENIENT, "-D__KERNEL__", "-DMODULE", *(f"-D{define}" for define in defines))


def arguments(unit: SourceUnit, *, precompile: bool = True) -> list[str]:
    """All arguments of a parse but the file's name. `precompile`: the headers that all files share come precompiled."""
    return stub_arguments(unit, precompile) if unit.mode is Mode.STUBS else real_arguments(unit, precompile)


def real_arguments(unit: SourceUnit, precompile: bool) -> list[str]:
    """With headers from the disk; before kernel code stand the popular ones, and the models' names undefined."""
    local = [f"-I{root}" for root in unit.roots]
    if not any(word.startswith("-D__KERNEL__") for word in unit.flags):
        return [*unit.flags, *local, "-include", SUPPLEMENT]
    popular = tuple((header.name, header.data) for header in unit.headers if not header.path)
    header = precompiled(popular[0][0], unit.flags, popular) if precompile else ""
    first = [_PRECOMPILED, header] if header else ["-include", popular[0][0]]
    return [*unit.flags, *local, *first, "-include", SUPPLEMENT]


def stub_arguments(unit: SourceUnit, precompile: bool) -> list[str]:
    """All arguments of a parse with the stub headers."""
    header = precompiled_stubs((*unit.flags, _STUBS)) if precompile else ""
    first = [_PRECOMPILED, header] if header else ["-include", PRELUDE]
    return [*unit.flags, f"-I{NEAR_ROOT}", _STUBS, *first, "-include", SUPPLEMENT]


def memory(unit: SourceUnit, words: Sequence[str]) -> dict[str, bytes]:
    """The files in memory that a parse with these arguments needs and no unit carries."""
    if unit.mode is not Mode.STUBS:
        return COMPILER_HEADERS
    return {} if _PRECOMPILED in words else dict(stub_headers())


def build(directory: Path) -> bool:
    """Precompile the stub headers into the package `lockscan.frontend` that is being built. False if that fails."""
    return write(directory, (*stub_flags(()), _STUBS))


def first_lines(unit: SourceUnit, texts: Iterable[bytes]) -> str:
    """What stands before the file: its makefile's macros; without real headers also its configuration options switched
    on, and the records that it names declared, so that one first seen in a parameter list is the same everywhere."""
    defines = "".join(f"{line}\n" for line in unit.defines)
    if unit.mode is not Mode.STUBS:
        return defines
    marked = unit.marked_words
    found = [shown(text, marked) for text in texts]
    return defines + enabled_options(found) + declared_records(found)


def declared_records(texts: Iterable[Shown]) -> str:
    names: set[bytes] = set()
    others: set[bytes] = set()
    for text in texts:
        names |= text.structs
        others |= text.unions | text.enums
    return "".join(f"struct {name.decode('ascii')};\n" for name in sorted(names - others))


def enabled_options(texts: Iterable[Shown]) -> str:
    """#define lines that switch on every configuration option that the texts mention and do not define themselves."""
    mentioned: set[bytes] = set()
    defined: set[bytes] = set()
    for text in texts:
        mentioned |= text.options
        defined |= text.defined
    return "".join(f"#define {name.decode('ascii')} 1\n" for name in sorted(mentioned - defined))

"""Flags for a kernel's own headers: a configured source tree, or what a distribution installs for building modules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from lockscan.errors import InputError
from lockscan.frontend.flags import LENIENT
from lockscan.frontend.unit import NEAR_ROOT
from lockscan.resources import rules_directory
from lockscan.seldom import seldom

POPULAR: Final = "/lockscan/popular.h"  # in memory: rules/stubs/kernel/popular.h, and the modelled names undefined
_CONFIGURED: Final = Path("include", "generated", "autoconf.h")
_OTHER_MAKEFILE: Final = seldom(r"^\s*include\s+(\S+)/Makefile\s*$", re.MULTILINE)
_SOURCE_VARIABLE: Final = seldom(r"^\s*(?:KBUILD_SRC|abs_srctree|VPATH)\s*[:+]?=\s*(/\S+)", re.MULTILINE)
_MACHINES: Final = {"x86_64": "x86", "i686": "x86", "aarch64": "arm64", "armv7l": "arm", "ppc64le": "powerpc"}
_TARGETS: Final = {
    "x86": "x86_64-linux-gnu",
    "arm64": "aarch64-linux-gnu",
    "arm": "arm-linux-gnueabi",
    "powerpc": "powerpc64le-linux-gnu",
    "riscv": "riscv64-linux-gnu",
    "s390": "s390x-linux-gnu",
    "mips": "mips64-linux-gnu",
}


def kernel_flags(directory: Path, defines: Iterable[str]) -> tuple[str, ...]:
    """Flags for files that are built against the kernel in `directory`. Raises InputError if it is not usable."""
    built = Path(directory).resolve()
    if not built.is_dir():
        raise InputError(directory, "no such directory (kernel headers)")
    if not (built / _CONFIGURED).is_file():
        raise InputError(directory, "not a configured kernel: include/generated/autoconf.h is missing")
    source = _source(built)
    if source is None:
        raise InputError(directory, "the kernel's own headers (include/linux/kconfig.h) are neither here nor beside it")
    arch = _architecture(source, built)
    roots = [
        source / "arch" / arch / "include",
        built / "arch" / arch / "include" / "generated",
        source / "include",
        built / "include",
        source / "arch" / arch / "include" / "uapi",
        built / "arch" / arch / "include" / "generated" / "uapi",
        source / "include" / "uapi",
        built / "include" / "generated" / "uapi",
    ]
    first = [source / "include" / "linux" / name for name in ("kconfig.h", "compiler_types.h")]
    return (
        *("-x", "c", "-std=gnu11", "-nostdinc", "-fshort-wchar", "-fno-builtin", *LENIENT),
        *([f"--target={_TARGETS[arch]}"] if arch in _TARGETS else []),
        *(f"-I{root}" for root in dict.fromkeys(roots)),
        f"-idirafter{NEAR_ROOT}",
        *(word for header in first if header.is_file() for word in ("-include", str(header))),
        *("-D__KERNEL__", "-DMODULE", *(f'-DKBUILD_{name}="driver"' for name in ("BASENAME", "MODNAME", "MODFILE"))),
        *(f"-D{define}" for define in defines),
    )


def source_of(directory: Path) -> Path:
    """Where the kernel's own files are: what Makefiles call $(srctree)."""
    built = Path(directory).resolve()
    return _source(built) or built


def _source(built: Path) -> Path | None:
    candidates = [built, built / "source"]
    makefile = built / "Makefile"
    if makefile.is_file():
        text = makefile.read_text("utf-8", "replace")
        candidates += [Path(found) for found in _OTHER_MAKEFILE.findall(text) + _SOURCE_VARIABLE.findall(text)]
    candidates += sorted(built.parent.glob(built.name.rpartition("-")[0] + "-common*"))
    return next((path.resolve() for path in candidates if (path / "include/linux/kconfig.h").is_file()), None)


def _architecture(source: Path, built: Path) -> str:
    """The one that the tree was configured for; of several the machine's own."""
    import platform

    found = sorted(path.parts[-3] for path in built.glob("arch/*/include/generated"))
    wanted = _MACHINES.get(platform.machine(), "x86")
    if wanted in found or not found:
        return wanted if (source / "arch" / wanted).is_dir() or not found else found[0]
    return found[0]


@cache
def popular_header(names: tuple[str, ...]) -> bytes:
    """The header that stands before every file; `names` are those of functions that may be macros in the kernel."""
    text = (rules_directory() / "stubs" / "kernel" / "popular.h").read_bytes()
    return text + b"".join(b"#undef %s\n" % name.encode() for name in names)

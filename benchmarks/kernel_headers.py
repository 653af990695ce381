"""What clang needs to parse a driver with the real, configured headers of its kernel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_ARCHITECTURES: Final = {"amd64": "x86", "x86_64": "x86"}
_OPTION: Final = re.compile(r"^#define (CONFIG_\w+) (.*)$", re.MULTILINE)
_INCLUDE_FLAG: Final = re.compile(r"-I\s*(\S+)")


class KernelHeaders:
    """An installed header tree, such as a distribution's linux-headers package, with the generic part it points to."""

    def __init__(self, directory: Path, linux: Path) -> None:
        self._own = directory
        self._linux = linux
        self._generic = _generic(directory)
        suffix = directory.name.rpartition("-")[2]
        self._architecture = _ARCHITECTURES.get(suffix, suffix if (directory / "arch" / suffix).is_dir() else "x86")

    @property
    def directories(self) -> tuple[Path, Path]:
        """Where a header of the kernel may lie."""
        return self._own, self._generic

    def options(self) -> dict[str, str]:
        """The configuration: CONFIG_ names that are defined, with their values."""
        return dict(_OPTION.findall((self._own / "include/generated/autoconf.h").read_text()))

    def arguments(self, source: Path) -> list[str]:
        """The flags that the kernel's build would use for this driver, as far as they matter to the AST."""
        name = source.stem.replace("-", "_")
        generic, own, arch = self._generic, self._own, f"arch/{self._architecture}/include"
        roots = [generic / arch, own / arch / "generated", generic / "include", own / "include"]
        roots += [generic / arch / "uapi", own / arch / "generated/uapi"]
        roots += [generic / "include/uapi", own / "include/generated/uapi"]
        forced = [f"{generic}/include/linux/{header}.h" for header in ("compiler-version", "kconfig", "compiler_types")]
        return [
            *(
                "-x",
                "c",
                "-std=gnu11",
                "-nostdinc",
                "-ffreestanding",
                "-fno-builtin",
                "-fshort-wchar",
                "-funsigned-char",
            ),
            *("-mcmodel=kernel", "-mno-sse", "-w", "-Wno-everything", "-ferror-limit=0", "-fgnuc-version=12.0"),
            *("-D__KERNEL__", "-DMODULE", "-DCC_USING_FENTRY", "-DRETPOLINE"),
            *(f'-DKBUILD_BASENAME="{name}"', f'-DKBUILD_MODNAME="{name}"', f"-D__KBUILD_MODNAME=kmod_{name}"),
            *(f"-I{root}" for root in roots),
            *(word for header in forced for word in ("-include", header)),
            *(f"-I{directory}" for directory in self._local(source.parent)),
        ]

    def _local(self, directory: Path) -> list[str]:
        """The driver's directory and the -I flags of its Makefile."""
        found = [str(directory)]
        for name in ("Makefile", "Kbuild"):
            makefile = directory / name
            for flag in _INCLUDE_FLAG.findall(makefile.read_text()) if makefile.is_file() else ():
                path = flag.replace("$(srctree)", str(self._linux)).replace("$(src)", str(directory))
                path = path.replace("$(obj)", str(directory))
                found.append(path if path.startswith("/") else f"{self._linux}/{path}")
        return found


def _generic(directory: Path) -> Path:
    """A package's Makefile includes that of the generic headers; a built kernel tree is its own."""
    makefile = directory / "Makefile"
    found = re.match(r"include (\S+)/Makefile", makefile.read_text()) if makefile.is_file() else None
    return Path(found[1]) if found else directory

"""sparse on one driver, with the flags that the kernel's build would use."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from benchmarks.kernel_headers import KernelHeaders

_CLANG_ONLY = ("-mcmodel", "-mno-sse", "-fgnuc-version", "-ferror-limit", "-Wno-everything")


def command(kernel: KernelHeaders, path: Path) -> list[str]:
    gcc = [flag for flag in kernel.arguments(path) if not flag.startswith(_CLANG_ONLY) and flag not in ("-x", "c")]
    return ["sparse", "-Wcontext", *_builtin_headers(), *gcc, str(path)]


@cache
def _builtin_headers() -> tuple[str, ...]:
    include = subprocess.run(["gcc", "-print-file-name=include"], capture_output=True, text=True, check=False)
    return ("-isystem", include.stdout.strip()) if include.returncode == 0 else ()

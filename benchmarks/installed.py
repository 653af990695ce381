"""Gives the checkout what an installation has: byte code, packed models, precompiled stub headers.

Their making is not to be measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

NO_BYTE_CODE: Final = "PYTHONDONTWRITEBYTECODE"
_ROOT: Final = Path(__file__).parent.parent
_PACK: Final = "from lockscan.models import packed; packed.bundled() or packed.write(packed.HERE)"
_PRECOMPILE: Final = "from lockscan.frontend import flags, stubs; flags.build(stubs.HERE)"


def prepare() -> None:
    """In processes of their own, so that nothing of it counts as the caller's time."""
    environment = {name: value for name, value in os.environ.items() if name != NO_BYTE_CODE}
    for words in (["-m", "compileall", "-q", "lockscan", "benchmarks"], ["-c", _PACK], ["-c", _PRECOMPILE]):
        subprocess.run([sys.executable, *words], cwd=_ROOT, env=environment, check=True)

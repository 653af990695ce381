"""The kernel's own lock scripts for Coccinelle, and how they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_OPTIONS = re.compile(r"^// Options:(.*)$", re.MULTILINE)


def scripts(linux: Path) -> Iterator[list[str]]:
    """Commands without the file, as `make coccicheck MODE=report` runs them."""
    for script in sorted((linux / "scripts" / "coccinelle" / "locks").glob("*.cocci")):
        options = _OPTIONS.search(script.read_text())
        words = options[1].split() if options else []
        yield ["spatch", "-D", "report", "--no-show-diff", "--very-quiet", *words, "--cocci-file", str(script)]

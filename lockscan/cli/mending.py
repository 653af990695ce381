"""`--fix` and `--diff-fix`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from lockscan.cli.output import output_of, write_bytes
from lockscan.cli.status import Exit
from lockscan.findings import Outcome
from lockscan.mend import Mended, diff, mend, write


def show_diff(outcome: Outcome, options: dict[str, Any]) -> Exit:
    """Findings in the way of exit status 1 are those that can be mended."""
    result = mend(outcome.findings, outcome.sources)
    write_bytes(diff(result), output_of(options))
    _tell(result, "can be mended")
    return Exit.FINDINGS if result.mended and not options["exit_zero"] else Exit.CLEAN


def fix(outcome: Outcome, again: Callable[[], Outcome]) -> Outcome:
    """Mend what can be mended, and look again: `again` scans as before."""
    result = mend(outcome.findings, outcome.sources)
    if not result.mended:
        return outcome
    write(result)
    _tell(result, "mended")
    return again()


def _tell(result: Mended, what: str) -> None:
    number = len(result.mended)
    click.echo(f"lockscan: {number:,} finding{'' if number == 1 else 's'} {what}", err=True)
    if result.left:
        click.echo(f"lockscan: {len(result.left):,} more the next time: their fixes meet others", err=True)

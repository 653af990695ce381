"""The command line. Only this package prints to the terminal or exits."""

from lockscan.cli.entry import main, run
from lockscan.cli.scan import command
from lockscan.cli.status import Exit

__all__ = ["Exit", "command", "main", "run"]

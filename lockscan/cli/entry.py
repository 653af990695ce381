"""Runs the command, and turns whatever it raises into a message and an exit status."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import NoReturn

import click

from lockscan.cli.scan import command
from lockscan.cli.status import Exit
from lockscan.errors import LockscanError
from lockscan.execution import collect_seldom


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit."""
    whole_process(lambda: run(arguments))


def whole_process(run_it: Callable[[], int]) -> NoReturn:
    """Exit with the status that `run_it` returns; this process does nothing else."""
    collect_seldom()
    status = run_it()
    gc.freeze()  # what is left goes away with the process, without a last look at all of it
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    return guarded(lambda: _invoke(sys.argv[1:] if arguments is None else arguments))


def guarded(invoke: Callable[[], int]) -> int:
    """The exit status of `invoke`, or of what it raises."""
    with _InternalErrors():
        try:
            return invoke()
        except click.exceptions.Exit as done:
            return done.exit_code
        except click.ClickException as error:
            error.show()
            return Exit.USAGE
        except LockscanError as error:
            click.echo(f"lockscan: {error}", err=True)
            return Exit.USAGE
        except (click.Abort, KeyboardInterrupt):
            click.echo("lockscan: interrupted", err=True)
            return 130
        except BrokenPipeError:
            # Whoever read us has had enough. What is still in the buffer must not raise again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.CLEAN
    return Exit.INTERNAL


def _invoke(arguments: Sequence[str]) -> int:
    with command.make_context("lockscan", list(arguments)) as context:
        status: int = command.invoke(context)
        return status


class _InternalErrors:
    """The last line of defence: says that what happened is lockscan's fault, and leaves Exit.INTERNAL to the caller."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        traceback.print_exception(kind, error, trace)
        click.echo(
            "lockscan: internal error; this is a defect of lockscan, please report it with the text above", err=True
        )
        return True

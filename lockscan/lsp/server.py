"""The server: scans the driver around a file that is opened or saved, and tells the editor what it found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from lockscan import __version__
from lockscan.app import scan
from lockscan.catalog import load_catalog
from lockscan.config import Settings
from lockscan.errors import LockscanError
from lockscan.findings import Outcome
from lockscan.inquiry.linked import linked
from lockscan.inquiry.spot import known_as
from lockscan.inquiry.standing import standing
from lockscan.interproc.program import Program
from lockscan.lsp.diagnostics import SOURCE, Shown, at, shown
from lockscan.narrow.around import driver_of
from lockscan.narrow.directories import wanted

_SUFFIXES: Final = frozenset({".c", ".h"})
SettingsOf = Callable[[Path], Settings]


class Server(LanguageServer):
    """What the editor was told. `settings_of`: those for a file, which may have a configuration of its own."""

    def __init__(self, settings_of: SettingsOf) -> None:
        super().__init__(SOURCE, __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self._settings_of = settings_of
        self._scanning = Lock()
        self._shown: dict[str, list[Shown]] = {}  # by file
        self._of_driver: dict[Path, frozenset[str]] = {}  # the files that have diagnostics
        self._linked: tuple[Path, Program] | None = None  # the driver that was asked about last

    def check(self, uri: str) -> None:
        """Scan the driver that the file is part of. One scan at a time; the file on disk counts, not what is typed."""
        path = path_of(uri)
        if path is None or path.suffix not in _SUFFIXES or not path.is_file():
            return
        with self._scanning:
            self._linked = None
            try:
                settings = self._settings_of(path)
                driver = driver_of(path)
                if driver is not None:
                    outcome = scan([driver], settings.widest())
                    self._tell(driver, wanted(outcome, settings, load_catalog()))
            except LockscanError as error:
                self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"{SOURCE}: {error}"))

    def actions(self, uri: str, where: lsp.Range) -> list[lsp.CodeAction]:
        """What can be done about the findings on these lines."""
        return [action for one in at(self._shown.get(uri, ()), where) for action in one.actions]

    def standing(self, uri: str, line: int) -> list[str]:
        """What is held at a line, counted from 1, as Markdown; empty where there is nothing to say."""
        path = path_of(uri)
        driver = driver_of(path) if path is not None and path.is_file() else None
        if path is None or driver is None:
            return []
        with self._scanning:
            try:
                program = self._program(driver, path)
                name = known_as(str(path), program.files)
                points = standing(program, name, line) if name is not None else []
            except LockscanError:  # the line is not in the file yet; settings are complained of when it is saved
                return []
        return [line for entry in points for line in (f"**{entry.text}**", "", *map(_item, entry.below), "")]

    def _program(self, driver: Path, path: Path) -> Program:
        if self._linked is None or self._linked[0] != driver:
            self._linked = (driver, linked([driver], self._settings_of(path)).program)
        return self._linked[1]

    def _tell(self, driver: Path, outcome: Outcome) -> None:
        """New diagnostics for each file of the driver that has any, none for those that had."""
        found: dict[str, list[Shown]] = {}
        for one in shown(outcome):
            found.setdefault(one.uri, []).append(one)
        for uri in sorted(self._of_driver.get(driver, frozenset()) | found.keys()):
            self._shown[uri] = found.get(uri, [])
            diagnostics = [one.diagnostic for one in self._shown[uri]]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics))
        self._of_driver[driver] = frozenset(found)


def _item(text: str) -> str:
    return f"* {text.replace('*', chr(92) + '*').replace('_', chr(92) + '_')}"


def path_of(uri: str) -> Path | None:
    """None for documents that are no files."""
    parts = urlparse(uri)
    return Path(url2pathname(unquote(parts.path))).resolve() if parts.scheme == "file" else None


def serve(settings_of: SettingsOf) -> None:
    """Answer an editor on standard input and output until it says goodbye."""
    made(settings_of).start_io()


def made(settings_of: SettingsOf) -> Server:
    """A server that knows what to do, not started."""
    server = Server(settings_of)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    @server.thread()
    def _opened(parameters: lsp.DidOpenTextDocumentParams) -> None:
        server.check(parameters.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    @server.thread()
    def _saved(parameters: lsp.DidSaveTextDocumentParams) -> None:
        server.check(parameters.text_document.uri)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def _asked(parameters: lsp.CodeActionParams) -> list[Any]:
        return server.actions(parameters.text_document.uri, parameters.range)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    @server.thread()
    def _pointed(parameters: lsp.HoverParams) -> lsp.Hover | None:
        text = server.standing(parameters.text_document.uri, parameters.position.line + 1)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n".join(text))) if text else None

    return server

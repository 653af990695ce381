"""The server as an editor uses it: started as a program, spoken to over its standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

pytestmark = pytest.mark.slow

_PATIENCE = 40  # seconds; an answer takes one or two

DRIVER = """\
#include <linux/interrupt.h>
#include "dev.h"

static irqreturn_t dev_irq(int irq, void *data)
{
	struct dev *d = data;

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	return IRQ_HANDLED;
}

int dev_start(struct dev *d, int irq)
{
	spin_lock_init(&d->lock);
	return request_irq(irq, dev_irq, 0, "dev", d);
}

void dev_reset(struct dev *d)
{
	dev_count(d);
}
"""
OTHER = """\
#include "dev.h"

static spinlock_t table_lock = SPIN_LOCK_UNLOCKED;

void dev_count(struct dev *d)
{
	/* é𝄞 */ spin_lock(&d->lock);
	d->count++;
	spin_unlock(&d->lock);
}
"""
HEADER = """\
#include <linux/spinlock.h>
struct dev { spinlock_t lock; int count; };
void dev_count(struct dev *d);
"""


class Editor:
    """A client that remembers what it was told, by file name."""

    def __init__(self) -> None:
        self.client = LanguageClient("test", "1")
        self.told: asyncio.Queue[tuple[str, list[lsp.Diagnostic]]] = asyncio.Queue()
        self.messages: list[str] = []

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _published(told: lsp.PublishDiagnosticsParams) -> None:
            self.told.put_nowait((told.uri.rsplit("/", 1)[1], list(told.diagnostics)))

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def _message(told: lsp.ShowMessageParams) -> None:
            self.messages.append(told.message)
            self.told.put_nowait(("", []))

    async def next(self) -> tuple[str, list[lsp.Diagnostic]]:
        return await asyncio.wait_for(self.told.get(), _PATIENCE)

    def open(self, path: Path) -> None:
        document = lsp.TextDocumentItem(path.as_uri(), "c", 1, path.read_text("utf-8"))
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def save(self, path: Path) -> None:
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(path.as_uri())))

    async def actions(self, path: Path, where: lsp.Range) -> list[Any]:
        context = lsp.CodeActionContext([])
        document = lsp.TextDocumentIdentifier(path.as_uri())
        answer = self.client.text_document_code_action_async(lsp.CodeActionParams(document, where, context))
        return list(await asyncio.wait_for(answer, _PATIENCE) or ())

    async def hover(self, path: Path, line: int) -> str:
        """`line` counts from 0, as the protocol does."""
        document = lsp.TextDocumentIdentifier(path.as_uri())
        asked = self.client.text_document_hover_async(lsp.HoverParams(document, lsp.Position(line, 0)))
        answer = await asyncio.wait_for(asked, _PATIENCE)
        return answer.contents.value if answer is not None else ""


def talk(folder: Path, conversation: Callable[[Editor], Awaitable[None]]) -> None:
    """Start the server in `folder`, greet it, talk, say goodbye; it must end by itself."""

    async def session() -> None:
        editor = Editor()
        await editor.client.start_io(sys.executable, "-m", "lockscan", "--lsp", "--no-cache")
        try:
            greeting = lsp.InitializeParams(lsp.ClientCapabilities(), root_uri=folder.as_uri())
            await asyncio.wait_for(editor.client.initialize_async(greeting), _PATIENCE)
            editor.client.initialized(lsp.InitializedParams())
            await conversation(editor)
        finally:
            await asyncio.wait_for(editor.client.shutdown_async(None), _PATIENCE)
            editor.client.exit(None)
            await asyncio.wait_for(editor.client.stop(), _PATIENCE)

    asyncio.run(session())


@pytest.fixture
def driver(tmp_path: Path) -> Path:
    for name, text in (("dev.h", HEADER), ("irq.c", DRIVER), ("other.c", OTHER)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_findings_follow_what_is_saved(driver: Path) -> None:
    other = driver / "other.c"

    async def conversation(editor: Editor) -> None:
        editor.open(driver / "irq.c")  # the mistake is in the file beside it
        name, found = await editor.next()
        assert name == "other.c"
        assert [entry.code for entry in found] == ["deprecated-spinlock-initializer", "irq-unsafe-lock"]
        unsafe = found[1]
        assert (unsafe.range.start.line, unsafe.range.start.character) == (6, 11)  # é is one unit, 𝄞 two
        told = {entry.location.uri.rsplit("/", 1)[1] for entry in unsafe.related_information or ()}
        assert told == {"irq.c", "other.c"}

        other.write_text(OTHER.replace("spin_lock(", "spin_lock_irq(").replace("spin_unlock(", "spin_unlock_irq("))
        editor.save(other)
        name, found = await editor.next()
        assert [entry.code for entry in found] == ["deprecated-spinlock-initializer"]

        other.write_text('#include "dev.h"\nvoid dev_count(struct dev *d) { }\n')
        editor.save(other)
        assert await editor.next() == ("other.c", [])

    talk(driver, conversation)


def test_an_action_mends_or_silences(driver: Path) -> None:
    other = driver / "other.c"

    async def conversation(editor: Editor) -> None:
        editor.open(other)
        _, found = await editor.next()
        for finding, title in ((found[1], "Silence irq-unsafe-lock here"), (found[0], "Replace SPIN_LOCK_UNLOCKED")):
            chosen = next(one for one in await editor.actions(other, finding.range) if title in one.title)
            other.write_text(edited(other.read_text("utf-8"), chosen.edit.changes[other.as_uri()]), "utf-8")
        editor.save(other)
        assert await editor.next() == ("other.c", [])
        assert "DEFINE_SPINLOCK(table_lock)" in other.read_text("utf-8")

    talk(driver, conversation)


def test_hover_tells_what_is_held(driver: Path) -> None:
    other = driver / "other.c"

    async def conversation(editor: Editor) -> None:
        editor.open(other)
        await editor.next()
        before = await editor.hover(other, 6)
        assert "before line 7" in before
        assert "no lock held, hard irqs as at entry" in before
        inside = await editor.hover(other, 7)
        assert r"d->lock held" in inside
        assert r"dev\_reset() is assumed to run in task context" in inside
        assert await editor.hover(other, 2) == ""

    talk(driver, conversation)


def test_a_mistake_in_the_configuration_is_shown(driver: Path) -> None:
    (driver / ".lockscan.toml").write_text("jbos = 3\n")

    async def conversation(editor: Editor) -> None:
        editor.open(driver / "irq.c")
        await editor.next()
        assert ".lockscan.toml:1" in editor.messages[0]
        assert "jobs" in editor.messages[0]

    talk(driver, conversation)


def edited(text: str, edits: list[lsp.TextEdit]) -> str:
    """The text as an editor changes it."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        start, end = edit.range.start, edit.range.end
        before = "".join(lines[: start.line]) + _units(lines[start.line], 0, start.character)
        after = _units(lines[end.line], end.character, None) + "".join(lines[end.line + 1 :])
        lines = (before + edit.new_text + after).splitlines(keepends=True)
    return "".join(lines)


def _units(line: str, start: int, end: int | None) -> str:
    """Part of a line, counted in UTF-16 code units."""
    data = line.encode("utf-16-le")
    return data[2 * start : None if end is None else 2 * end].decode("utf-16-le")

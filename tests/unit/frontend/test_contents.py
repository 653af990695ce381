"""Contents of files that somebody writes to while they are worked on."""

from __future__ import annotations

from pathlib import Path

from lockscan.config import Settings
from lockscan.frontend.contents import Contents, Recent, Texts
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.models.load import load


def test_what_is_held_stays_and_what_is_not_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.h"
    path.write_bytes(b"int a;\n")
    held = Contents.of(path.read_bytes(), str(path))
    seen = held.seen()
    assert seen == held == seen.at_hand()
    path.write_bytes(b"int changed;\n")
    assert held.data == b"int a;\n"
    assert seen.at_hand() == Contents.of(b"int changed;\n") != seen
    path.unlink()
    assert seen.at_hand().data == b""
    assert Contents.of(b"in memory").seen().data == b"in memory"


def test_texts_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_bytes(b"one")
    texts = Texts({"a.c": Contents.of(b"one", str(tmp_path / "a.c")).seen()})
    (tmp_path / "a.c").write_bytes(b"two")
    assert dict(texts) == {"a.c": b"two"}
    assert len(texts) == 1


def test_the_latest_values_are_remembered() -> None:
    recent = Recent[str](10)
    for name, size in (("a", 4), ("b", 4), ("a", 4), ("c", 4)):
        recent.get(b"a")
        recent.put(name.encode(), name, size)
    assert [recent.get(name) for name in (b"a", b"b", b"c")] == ["a", None, "c"]


def test_a_unit_is_parsed_from_what_was_read_at_once(tmp_path: Path) -> None:
    (tmp_path / "own.h").write_bytes(b"static int g(void) { return 1; }\n")
    (tmp_path / "a.c").write_bytes(b'#include "own.h"\nint f(void) { return g(); }\n')
    (unit,) = discover([tmp_path], Settings(), load(())).units
    held = unit.at_hand()
    assert held.digest == unit.digest
    assert held.at_hand() is held
    (tmp_path / "own.h").write_bytes(b"static int other(void) { return 1; }\n")
    assert {function.name for function in parse(held).functions} == {"f", "g"}
    assert {function.name for function in parse(unit).functions} == {"f", "g"}, (
        "a header that is known is not read again"
    )


def test_a_header_is_read_once_and_a_source_again(tmp_path: Path) -> None:
    (tmp_path / "own.h").write_bytes(b"int seen_once;\n")
    (tmp_path / "a.c").write_bytes(b'#include "own.h"\nint first;\n')
    (unit,) = discover([tmp_path], Settings(), load(())).units
    (tmp_path / "own.h").unlink()
    (tmp_path / "a.c").write_bytes(b"int second;\n")
    held = unit.at_hand()
    assert held.headers[0].data == b"int seen_once;\n"
    assert (held.data, held.digest != unit.digest) == (b"int second;\n", True)

"""The functions of a header are read once for a directory, and none of them is missing where files are linked."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan import app
from lockscan.cache import NOWHERE
from lockscan.config import Settings
from lockscan.frontend.discovery import discover
from lockscan.models.load import load
from lockscan.stages.reading import Supply
from lockscan.stages.whole import whole
from lockscan.syntax.unit import ParsedUnit

HEADER = """\
struct dev { spinlock_t lock; };
static inline void dev_take(struct dev *dev) { spin_lock(&dev->lock); }
#ifdef MORE
static inline void dev_more(struct dev *dev) { spin_lock(&dev->lock); spin_lock(&dev->lock); }
#endif
"""
FIRST = '#include "dev.h"\nvoid first(struct dev *dev) { dev_take(dev); }\n'
SECOND = '#include "dev.h"\nvoid second(struct dev *dev) { dev_take(dev); }\n'


@pytest.fixture
def supplies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[Supply]:
    """Of files with these contents, and dev.h."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"dev.h": HEADER, **request.param}.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    found = discover([Path()], Settings(), load())
    return [Supply(unit, unit.digest, NOWHERE) for unit in found.units]


def names(unit: ParsedUnit) -> list[str]:
    return [function.name for function in unit.functions]


@pytest.mark.parametrize("supplies", [{"a.c": FIRST, "b.c": SECOND}], indirect=True)
def test_the_first_file_of_a_directory_holds_them(supplies: list[Supply], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Supply, "parsed_whole", None)
    first, second = (fetched.unit for fetched in whole(supplies))
    assert names(first) == ["dev_take", "first"]
    assert names(second) == ["second"]
    assert [source.path for source in second.sources] == ["b.c", "dev.h"]


@pytest.mark.parametrize("supplies", [{"a.c": FIRST, "b.c": "#define MORE\n" + SECOND}], indirect=True)
def test_a_file_that_sees_others_holds_its_own(supplies: list[Supply]) -> None:
    first, second = (fetched.unit for fetched in whole(supplies))
    assert names(first) == ["dev_take", "first"]
    assert names(second) == ["dev_take", "dev_more", "second"]


@pytest.mark.parametrize("supplies", [{"a.c": "#if 0\n#include <dev.h>\n#endif\n", "b.c": SECOND}], indirect=True)
def test_a_file_that_leaves_the_header_out_holds_nothing(supplies: list[Supply]) -> None:
    assert [names(fetched.unit) for fetched in whole(supplies)] == [[], ["dev_take", "second"]]


@pytest.mark.parametrize("supplies", [{"a.c": FIRST, "b.c": SECOND}], indirect=True)
def test_a_file_that_was_lost_holds_nothing(supplies: list[Supply]) -> None:
    assert [names(fetched.unit) for fetched in whole(supplies[1:])] == [["dev_take", "second"]]


@pytest.mark.parametrize("supplies", [{"a.c": FIRST, "x/b.c": SECOND.replace("dev.h", "../dev.h")}], indirect=True)
def test_each_directory_has_them(supplies: list[Supply]) -> None:
    assert [names(fetched.unit)[0] for fetched in whole(supplies)] == ["dev_take", "dev_take"]


def test_findings_in_headers_whatever_the_first_file_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"dev.h": HEADER, "a.c": FIRST, "b.c": "#define MORE\n" + SECOND}.items():
        Path(name).write_text(text)
    outcome = app.scan([Path()], Settings())
    assert ("double-acquire", "dev.h") in [(finding.rule, finding.location.path) for finding in outcome.findings]


def test_what_a_unit_shows_is_part_of_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"dev.h": HEADER, "a.c": FIRST, "b.c": SECOND}.items():
        Path(name).write_text(text)
    both = discover([Path()], Settings(), load()).units
    (alone,) = discover([Path("b.c")], Settings(), load()).units
    assert [unit.shows for unit in (*both, alone)] == [{"dev.h"}, frozenset(), {"dev.h"}]
    assert alone.digest != both[1].digest
    assert Supply(alone, alone.digest, NOWHERE).fetch({}).unit.outlines[0].is_whole

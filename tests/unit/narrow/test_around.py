"""Which directory is the driver of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.narrow.around import drivers_around

FILES = {
    "drivers/net/foo/Makefile": "obj-m := foo.o\nfoo-y := main.o \\\n\tcore/hw.o core/deep/dma.o\nobj-y += apart/\n",
    "drivers/net/foo/main.c": "",
    "drivers/net/foo/core/hw.c": "",
    "drivers/net/foo/core/deep/dma.c": "",
    "drivers/net/foo/core/deep/dma.h": "",
    "drivers/net/foo/include/foo.h": "",
    "drivers/net/foo/apart/other.c": "",
    "drivers/net/Makefile": "obj-y += foo/\n",
    "drivers/tty/one.c": "",
    "drivers/tty/Makefile": "obj-$(CONFIG_ONE) += one.o\n",
    "include/linux/spinlock.h": "",
    "include/linux/foo.h": "",
    "init/main.c": "",
}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path.resolve()


@pytest.mark.parametrize(
    ("files", "drivers"),
    [
        (["drivers/net/foo/main.c"], ["drivers/net/foo"]),
        (["drivers/net/foo/core/hw.c"], ["drivers/net/foo"]),
        (["drivers/net/foo/core/deep/dma.c"], ["drivers/net/foo"]),
        (["drivers/net/foo/core/deep/dma.h"], ["drivers/net/foo"]),
        (["drivers/net/foo/include/foo.h"], ["drivers/net/foo"]),
        (["drivers/net/foo/apart/other.c"], ["drivers/net/foo/apart"]),
        (["drivers/tty/one.c"], ["drivers/tty"]),
        (["drivers/tty/one.c", "drivers/net/foo/main.c"], ["drivers/net/foo", "drivers/tty"]),
        (["drivers/net/foo/apart/other.c", "drivers/net/foo/main.c"], ["drivers/net/foo"]),
        (["include/linux/foo.h"], []),
        (["init/main.c"], ["init"]),
    ],
)
def test_drivers(top: Path, files: list[str], drivers: list[str]) -> None:
    assert drivers_around([top / file for file in files], top) == tuple(top / driver for driver in drivers)


def test_a_driver_that_is_the_repository(tmp_path: Path) -> None:
    for name in ("include/foo.h", "src/foo.c"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    assert drivers_around([tmp_path / "include/foo.h"], tmp_path) == (tmp_path.resolve(),)
    assert drivers_around([tmp_path / "src/foo.c"], tmp_path) == ((tmp_path / "src").resolve(),)


def test_files_elsewhere_have_no_driver(top: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.c"
    outside.touch()
    assert drivers_around([outside], top) == ()

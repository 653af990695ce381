"""Where a switch counts: in its directory and its vendor's, however the path begins."""

from __future__ import annotations

from lockscan.interproc.switches import near, places, switched_near


def of(path: str) -> frozenset[str]:
    """The directories in which a switch counts that is flipped in this file."""
    return frozenset(places([(path, ["nonatomic"])]))


def test_a_switch_counts_in_its_directory_and_its_vendors() -> None:
    assert of("sound/soc/intel/boards/a.c") == {"sound/soc/intel/boards", "sound/soc/intel"}
    assert of("/src/sound/a.c") == {"/src/sound"}
    assert of("/src/sound/soc/a.c") == {"/src/sound/soc", "/src/sound"}
    assert of("../x/y/a.c") == {"../x/y"}
    assert of("a.c") == {"."}
    assert of("/a.c") == {"/"}


def test_a_file_sees_its_directory_and_deep_ones_above() -> None:
    switched = places(
        [("sound/core/a.c", ["nonatomic"]), ("sound/soc/intel/b.c", ["atomic"]), ("sound/soc/intel/x/y/c.c", ["MODE"])]
    )
    assert switched_near("sound/soc/intel/x/y/d.c", switched) == {"atomic"}
    assert switched_near("sound/soc/intel/x/y/c.c", switched) == {"atomic", "MODE"}
    assert switched_near("sound/core/e.c", switched) == {"nonatomic"}
    assert near(["sound/core/e.c"], switched) == {"sound/core": frozenset({"nonatomic"})}

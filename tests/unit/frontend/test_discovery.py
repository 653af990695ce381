"""Paths to units: files, headers, flags, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from lockscan.config import Settings
from lockscan.errors import ConfigurationError, InputError
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.frontend.surroundings import include_directories
from lockscan.frontend.unit import Discovery, Mode
from lockscan.models.effects import Models
from lockscan.syntax.columns import function_names

MODELS = cast("Models", SimpleNamespace(mentions={}, switches=(), functions={"take_lock": None}))


@pytest.fixture(autouse=True)
def _working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str | bytes = "int f(void) { return 0; }\n") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def found(*paths: str, **settings: object) -> Discovery:
    return discover([Path(path) for path in paths], Settings(**settings), MODELS)  # type: ignore[arg-type]


def paths(discovery: Discovery) -> list[str]:
    return [unit.path for unit in discovery.units]


def test_a_directory_is_walked_in_order_without_hidden_and_generated_files() -> None:
    for name in ("d/b.c", "d/a.c", "d/sub/c.c", "d/.git/x.c", "d/a.mod.c", "d/.hidden.c", "d/notes.txt", "d/a.h"):
        write(name)
    assert paths(found("d")) == ["d/a.c", "d/b.c", "d/sub/c.c"]


def test_excluded_files_are_left_out() -> None:
    for name in ("d/a.c", "d/test/b.c", "d/c_test.c"):
        write(name)
    assert paths(found("d", exclude=("test", "*_test.c"))) == ["d/a.c"]


def test_a_header_given_alone_is_a_unit() -> None:
    write("only.h")
    assert paths(found("only.h")) == ["only.h"]
    assert [function.name for function in parse(found("only.h").units[0]).functions] == ["f"]


def test_a_file_named_twice_is_one_unit() -> None:
    write("d/a.c")
    assert paths(found("d", "d/a.c")) == ["d/a.c"]


def test_what_cannot_be_read_is_skipped_with_a_reason() -> None:
    write("empty/readme.txt")
    Path("dangling.c").symlink_to("nowhere.c")
    skipped = {entry.path: entry.reason for entry in found("missing.c", "empty", "dangling.c").skipped}
    assert skipped == {
        "missing.c": "no such file or directory",
        "empty": "no C files in this directory",
        "dangling.c": "no such file or directory",
    }


def test_headers_come_from_beside_the_file_then_from_the_tree() -> None:
    names = ('"near.h"', '"far.h"', "<own/angle.h>", '"../up.h"', '"no.h"')
    write("d/drv/a.c", "".join(f"#include {name}\n" for name in names))
    write("d/drv/near.h", "int near;")
    write("d/other/near.h", "int wrong;")
    write("d/include/far.h", '#include "deeper.h"')
    write("d/include/deeper.h")
    write("d/include/own/angle.h")
    write("d/up.h")
    (unit,) = found("d").units
    assert {header.path for header in unit.headers} == {
        "d/drv/near.h",
        "d/include/far.h",
        "d/include/deeper.h",
        "d/include/own/angle.h",
        "d/up.h",
        "",
    }
    assert unit.unresolved == ("no.h",)
    parsed = parse(unit)
    with_something = {"d/drv/near.h", "d/include/deeper.h", "d/include/own/angle.h", "d/up.h"}
    assert {source.path for source in parsed.sources} == {"d/drv/a.c"} | with_something
    assert len(parsed.functions) == 3


def test_of_two_headers_the_nearer_one_is_meant_and_a_tie_is_nobody() -> None:
    write("d/x/drv/a.c", '#include "h.h"\n')
    write("d/x/inc/h.h", "int near;")
    write("d/y/inc/h.h", "int far;")
    (unit,) = found("d").units
    assert [header.path for header in unit.headers] == ["d/x/inc/h.h"]
    write("d/x/also/h.h", "int tie;")
    (unit,) = found("d").units
    assert [header.path for header in unit.headers] == [""]


def test_a_source_that_another_includes_is_part_of_that_one() -> None:
    write("d/main.c", '#include "part.c"\nint f(void) { return g(); }')
    write("d/part.c", "static int g(void) { return 0; }")
    discovery = found("d")
    assert paths(discovery) == ["d/main.c"]
    assert {function.name: function.file for function in parse(discovery.units[0]).functions} == {
        "g": "d/part.c",
        "f": "d/main.c",
    }


def test_headers_that_include_each_other_end() -> None:
    write("d/a.c", '#include "sub/a.h"\nint f(void) { return 0; }')
    write("d/sub/a.h", '#include "../sub/a.h"\n#include "../sub/b.h"\n')
    write("d/sub/b.h", '#include "../sub/a.h"\n')
    (unit,) = found("d").units
    assert "f" in [function.name for function in parse(unit).functions]


def test_a_header_is_one_file_by_all_its_names() -> None:
    write("d/a.c", '#include "sub/a.h"\n#include "all.h"\nint f(struct all *all) { return 0; }')
    write("d/sub/a.h", '#include "../all.h"\n')
    write("d/all.h", "#pragma once\nstruct all { int x; };\nstatic int g(void) { return 0; }\n")
    (unit,) = found("d").units
    assert sorted(header.path for header in unit.headers if header.path) == ["d/all.h", "d/sub/a.h"]
    (other,) = [header.data for header in unit.headers if not header.path]
    assert other == b'#include "/lockscan/source/d/all.h"\n'
    parsed = parse(unit)
    assert [function.name for function in parsed.functions] == ["g", "f"]
    assert [record.name for record in parsed.records] == ["all"]


def test_headers_by_the_longest_detours_are_found() -> None:
    """One directory leads to the next one by `..`, so that each file has as many names as there are ways to it."""
    names = [f"h{number}" for number in range(9)]
    for name, following in zip(names, [*names[1:], "h0"], strict=True):
        lines = [f'#include "../{one}/{one}.h"' for one in (following, "h0", "last")]
        function = ["#ifdef LAST", f"int {name}(void) {{ return 0; }}", "#endif"]
        write(
            f"d/{name}/{name}.h", "\n".join((f"#ifndef {name}_H", f"#define {name}_H", *lines, *function, "#endif\n"))
        )
    write("d/last/last.h", "#ifndef LAST\n#define LAST 1\n#endif\n")
    write("d/main/a.c", '#include "../h0/h0.h"\n')
    (unit,) = found("d").units
    assert sorted(function.name for function in parse(unit).functions) == names


def test_what_the_makefile_leads_to_is_the_file_that_is_scanned() -> None:
    write("d/Makefile", "subdir-ccflags-y := -I$(src)\n")
    write("d/own.h", "struct own { int x; };\n")
    write("d/part.c", "static int g(void) { return 0; }")
    write("d/sub/a.c", '#include "own.h"\n#include "part.c"\n')
    for root in ("d", "./d", str(Path("d").absolute())):
        discovery = found(root)
        assert paths(discovery) == ["d/sub/a.c"]
        parsed = parse(discovery.units[0])
        assert [record.file for record in parsed.records] == ["d/own.h"]
        assert [function.file for function in parsed.functions] == ["d/part.c"]


def test_flags_of_the_makefile() -> None:
    flags = "ccflags-y := -I$(src)/inc -DHAS_IT -DLEVEL=3 \\\n  -I $(UNKNOWN)/x\n"
    write("d/Makefile", flags + "obj-m += a.o\nCFLAGS_a.o = -DONLY_A\n")
    write("d/inc/own.h", "#if LEVEL == 3\nint from_header(void) { return 0; }\n#endif\n")
    only_a = "#ifdef ONLY_A\nint b(void) { return 0; }\n#endif\n"
    write("d/a.c", f"#include <own.h>\n#ifdef HAS_IT\nint a(void) {{ return 0; }}\n#endif\n{only_a}")
    write("d/c.c", only_a)
    first, second = found("d").units
    assert [function.name for function in parse(first).functions] == ["from_header", "a", "b"]
    assert parse(second).functions == ()


def test_defines_of_the_user() -> None:
    write("a.c", "#if X == 4\nint f(void) { return 0; }\n#endif")
    assert len(parse(found("a.c", define=("X=4",)).units[0]).functions) == 1


def test_compile_commands_are_found_upwards_and_lose_what_clang_does_not_know() -> None:
    gone = "#ifdef GONE\nint g(void) { return 1; }\n#endif"
    write("p/src/a.c", f"#include <own.h>\nint f(void) {{ return VALUE; }}\n{gone}")
    write("p/inc/own.h", "#define VALUE 3\nstatic inline int h(void) { return 0; }")
    write("p/src/other.c")
    command = "gcc -O2 -fconserve-stack -Wno-weird -DGONE -UGONE -I../inc -c -o a.o a.c"
    entry = {"directory": str(Path("p/src").resolve()), "file": "a.c", "command": command}
    write("p/compile_commands.json", json.dumps([entry]))
    listed, other = found("p").units
    assert (listed.mode, other.mode) == (Mode.COMPILE_COMMANDS, Mode.STUBS)
    parsed = parse(listed)
    assert {function.name: function.file for function in parsed.functions} == {"h": "p/inc/own.h", "f": "p/src/a.c"}
    assert parsed.problems == ()


@pytest.mark.parametrize("text", ["{", "{}", "[3]", '[{"directory": "x"}]'])
def test_a_broken_compile_commands_is_an_error_that_names_it(text: str) -> None:
    write("a.c")
    write("compile_commands.json", text)
    with pytest.raises(ConfigurationError, match=r"compile_commands\.json"):
        found("a.c")


def test_kernel_headers_that_are_none_are_an_error() -> None:
    write("a.c")
    write("tree/Makefile")
    with pytest.raises(InputError, match="no such directory"):
        found("a.c", kernel_headers=Path("nowhere"))
    with pytest.raises(InputError, match="not a configured kernel"):
        found("a.c", kernel_headers=Path("tree"))


def test_kernel_headers() -> None:
    """A kernel of five headers: its lock macros are calls, its inline functions are not delivered."""
    write("k/include/generated/autoconf.h", "#define CONFIG_SMP 1\n")
    write("k/include/linux/kconfig.h", "#include <generated/autoconf.h>\n")
    write("k/include/linux/compiler_types.h", "#define __init\n")
    write("k/include/linux/types.h", "#pragma once\ntypedef struct { int raw; } lock_t; struct dev { lock_t lock; };\n")
    lock = "#define take_lock(l) do { raw_take(l); } while (0)\n"
    write("k/include/linux/spinlock.h", f"#pragma once\n#include <linux/types.h>\n{lock}")
    user = "int __init f(struct dev *d) { take_lock(&d->lock); return 0; }"
    write("d/a.c", f'#include <linux/spinlock.h>\n#include "a.h"\n{user}')
    write("d/a.h", "static inline int g(struct dev *d) { return d->lock.raw; }")
    (unit,) = found("d", kernel_headers=Path("k")).units
    parsed = parse(unit)
    assert unit.mode is Mode.KERNEL_HEADERS
    assert parsed.problems == ()
    assert {function.name: function.file for function in parsed.functions} == {"g": "d/a.h", "f": "d/a.c"}
    assert function_names(parsed.functions[1].body).outside == {"take_lock"}


def test_a_header_beside_several_named_files_is_found(tmp_path: Path) -> None:
    for name in ("a.c", "b.c"):
        (tmp_path / name).write_text("#include <own.h>\n")
    (tmp_path / "own.h").write_text("int own;\n")
    units = discover([tmp_path / "a.c", tmp_path / "b.c"], Settings(), MODELS).units
    assert [[Path(header.path).name for header in unit.headers] for unit in units] == [["own.h"], ["own.h"]]


def test_headers_of_a_module_that_is_no_part_of_the_kernel() -> None:
    """Its makefile would name `include` in words of make; a kernel's own is left alone."""
    for name in ("module/include/card/api.h", "include/linux/own.h", "include/other.h"):
        write(name, "int known;\n")
    write("module/drivers/card/card.c", "#include <card/api.h>\n#include <other.h>\n")
    (unit,) = found("module/drivers/card").units
    assert [header.path for header in unit.headers if header.data] == ["module/include/card/api.h"]
    write("module/drivers/.git/HEAD")  # the top of a repository
    include_directories.cache_clear()
    (unit,) = found("module/drivers/card").units
    assert [header.path for header in unit.headers if header.data] == []

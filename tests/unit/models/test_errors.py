"""Every mistake in a table is an error that names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockscan.errors import ConfigurationError, LockscanError, ModelError
from lockscan.models.load import load, read

FUNCTION = '[[function]]\nprototype = "void f(spinlock_t *l)"\n'

BAD_TABLES = {
    "broken TOML": ("[[function]]\nprototype = \n", 2, "not valid TOML"),
    "unfinished TOML": ('[[function]]\nprototype = """\n', 2, "not valid TOML"),
    "unknown table": ("[[functoin]]\n", 1, "unknown table 'functoin', did you mean 'function'?"),
    "one bracket": ('[function]\nprototype = "void f(void)"\n', 1, "two brackets"),
    "unknown key": (
        FUNCTION + 'effect = ["irq_off"]\n',
        3,
        "unknown key 'effect' in [[function]], did you mean 'effects'?",
    ),
    "no prototype": ('# a comment\n[[function]]\neffects = ["irq_off"]\n', 2, "'prototype' or 'prototypes'"),
    "no prototypes": ('[[function]]\nprototypes = []\neffects = ["irq_off"]\n', 2, "empty"),
    "no effects": (FUNCTION, 1, "needs 'effects'"),
    "effects as a string": (FUNCTION + 'effects = "irq_off"\n', 3, "'effects' must be a list of strings"),
    "a name with spaces": (
        '[[function]]\nprototype = "void my lock(spinlock_t *l)"\neffects = ["irq_off"]\n',
        2,
        "return type",
    ),
    "no C": (
        '[[function]]\nprototype = "void f(spinlock_t *)"\neffects = ["irq_off"]\n',
        2,
        "parameter without a name",
    ),
    "no parentheses": ('[[function]]\nprototype = "void f"\neffects = ["irq_off"]\n', 2, "not a C prototype"),
    "twice in a row": (
        '[[function]]\nprototypes = ["void f(void)",\n "int f(int a)"]\neffects = ["irq_off"]\n',
        3,
        "twice",
    ),
    "unknown effect": (
        FUNCTION + 'effects = [\n  "irq_off",\n  "reelase(*l, spinlock)",\n]\n',
        5,
        "did you mean 'release'",
    ),
    "bad condition": (FUNCTION + 'effects = ["acquire(*l, mutex) when done"]\n', 3, "unknown condition 'done'"),
    "no such argument": (
        FUNCTION + 'effects = ["release(*lock, spinlock)"]\n',
        3,
        "'lock' is neither a parameter of f()",
    ),
    "acquired, never released": (FUNCTION + 'effects = ["acquire(*l, claim)"]\n', 3, "no function releases one"),
    "unknown kind": (FUNCTION + 'effects = ["acquire(*l, spinlok)"]\n', 3, "unknown kind of lock 'spinlok'"),
    "described twice": (
        FUNCTION + 'effects = ["irq_off"]\n\n' + FUNCTION + 'effects = ["irq_on"]\n',
        6,
        "'f' is described twice; the first time at ",
    ),
    "no handler": (
        '[[registers]]\nprototype = "int r(int irq, h_t h)"\nruns = { handler = "hardirq" }\n',
        3,
        "no parameter 'handler'",
    ),
    "unknown context": (
        '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = "hardirk" }\n',
        3,
        "unknown context 'hardirk'",
    ),
    "no context": ('[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = "irqs off" }\n', 3, "names no context"),
    "nothing runs": ('[[registers]]\nprototype = "int r(h_t h)"\n', 1, "needs runs"),
    "unknown key of a handler": (
        '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = { is = "task" } }\n',
        3,
        "unknown key 'is'",
    ),
    "a handler without context": (
        '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = { label = "x" } }\n',
        3,
        "in which context",
    ),
    "unknown line": (
        '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = "task" }\nline = "wire"\n',
        3,
        "unknown line 'wire'",
    ),
    "empty case": (
        '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = "task" }\ncases = [{ in = "task" }]\n',
        4,
        "a case needs",
    ),
    "case without flags": (
        (
            '[[registers]]\nprototype = "int r(h_t h)"\nruns = { h = "task" }\n'
            'cases = [{ in = "task", mentions = ["X"] }]\n'
        ),
        4,
        "'mentions' needs 'flags'",
    ),
    "calls nothing": ('[[calls]]\nprototype = "void c(void)"\n', 1, "needs 'members'"),
    "calls no member": ('[[calls]]\nprototype = "void c(void)"\nmembers = ["trigger"]\n', 3, "'record.member'"),
    "ops without a context": ('[[ops]]\nrecord = "my_ops"\nmember = "go"\n', 1, "needs 'in'"),
    "ops in no context": ('[[ops]]\nrecord = "my_ops"\nmember = "go"\nin = "bh"\n', 4, "unknown context 'bh'"),
    "ops holding nothing known": (
        '[[ops]]\nrecord = "my_ops"\nmember = "go"\nin = "task"\nholds = ["x->lock, mutex"]\n',
        4,
        "'x' is neither a parameter",
    ),
    "guard without end": ('[[guard]]\nname = "g"\nenter = ["irq_off"]\n', 1, "needs 'enter' and 'leave'"),
    "guard with a wrong effect": (
        '[[guard]]\nname = "g"\nenter = ["irq_off"]\nleave = ["irq_of"]\n',
        4,
        "unknown effect 'irq_of'",
    ),
    "root without context": ('[[root]]\nname = "main_loop"\nin = "user"\n', 3, "unknown context 'user'"),
    "mention of an unknown kind": ('[[mention]]\nname = "OLD"\nkind = "thing"\n', 3, "unknown kind 'thing'"),
    "mention with a wrong template": (
        '[[mention]]\nname = "OLD"\nkind = "global-irq-call"\nvariable_fix = "{nam}"\n',
        4,
        "may use {name}",
    ),
    "type of an unknown kind": ('[[type]]\nrecord = "my_lock"\nkind = "spin"\n', 3, "unknown kind of lock 'spin'"),
    "plain without release": ('[[plain]]\nacquire = "f"\n', 1, "needs 'acquire' and 'release'"),
    "plain with half a variant": (
        '[[plain]]\nacquire = "f"\nrelease = "g"\nirqsave = ["f_irqsave"]\n',
        4,
        "'irqsave' needs the names of two functions",
    ),
    "globals that are no names": ('containers = []\nglobals = ["a b"]\n', 2, "list of C names"),
    "not UTF-8": ("x = 1\n# \udcff\n", 2, "not UTF-8"),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_mistake_is_an_error_with_file_and_line(name: str, tmp_path: Path) -> None:
    text, line, message = BAD_TABLES[name]
    path = tmp_path / "mine.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError) as caught:
        read([], [path])
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert str(caught.value).startswith(f"{path}:{line}: ")


def test_bundled_tables_fail_when_they_are_used(tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(FUNCTION + 'effects = ["relese(*l, spinlock)"]\n')
    models = read([path], [])
    assert "f" in models.functions
    with pytest.raises(ModelError) as caught:
        models.functions["f"]
    assert caught.value.line == 3


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load([tmp_path / "none.toml"])
    assert "cannot be read" in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'none.toml'}: ")


def test_the_exception_tree() -> None:
    assert issubclass(ModelError, ConfigurationError)
    assert issubclass(ConfigurationError, LockscanError)


def test_other_keys_of_the_configuration_file_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / ".lockscan.toml"
    path.write_text('jobs = 3\n\n[[function]]\nprototype = "void f(void)"\neffects = ["irq_off"]\n')
    assert "f" in read([], [path]).functions

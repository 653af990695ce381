"""Programs as C. Each statement stands on a line of its own; printing says which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.oracle import program as p
from tests.oracle.program import Function, Kind, Lock, Program, Role, Statement, Variant

HEAD = """\
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

struct dev {
{members}
\tstruct tasklet_struct tasklets[8];
\tstruct timer_list timers[8];
\tvoid *data;
\tint work;
};

{globals}
int cond(struct dev *d);

"""

_LOOPS = 40

_DECLARED = {Kind.SPIN: "spinlock_t", Kind.RW: "rwlock_t", Kind.MUTEX: "struct mutex"}
_DEFINED = {Kind.SPIN: "DEFINE_SPINLOCK", Kind.RW: "DEFINE_RWLOCK", Kind.MUTEX: "DEFINE_MUTEX"}

_SIGNATURES = {
    Role.HELPER: "static int {name}(struct dev *d)",
    Role.ENTRY: "static long {name}(struct file *file, unsigned int command, unsigned long argument)",
    Role.HARDIRQ: "static irqreturn_t {name}(int irq, void *data)",
    Role.TASKLET: "static void {name}(struct tasklet_struct *t)",
    Role.TIMER: "static void {name}(struct timer_list *t)",
}

_DEVICE = {
    Role.ENTRY: "file->private_data",
    Role.HARDIRQ: "data",
    Role.TASKLET: "from_tasklet(d, t, tasklets[{number}])",
    Role.TIMER: "from_timer(d, t, timers[{number}])",
}

_REGISTERED = {
    Role.HARDIRQ: 'request_irq({number}, {name}, 0, "dev", d);',
    Role.TASKLET: "tasklet_setup(&d->tasklets[{number}], {name});",
    Role.TIMER: "timer_setup(&d->timers[{number}], {name}, 0);",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """`program` is the one that was printed, with line numbers."""

    text: str
    program: Program


def name_of(number: int) -> str:
    return f"f{number}"


def print_program(program: Program) -> Printed:
    printer = _Printer()
    functions = [None] * len(program.functions)
    printer.head()
    for number in reversed(range(len(program.functions))):  # callees first: C wants it so
        functions[number] = printer.function(number, program.functions[number])
    printer.registrations(program)
    return Printed("\n".join(printer.lines) + "\n", replace(program, functions=tuple(functions)))


@dataclass(slots=True)
class _Printer:
    lines: list[str] = field(default_factory=list)
    loops: int = 0

    def emit(self, depth: int, text: str) -> int:
        """The number of the line that was written."""
        self.lines.append("\t" * depth + text)
        return len(self.lines)

    def head(self) -> None:
        members = "\n".join(f"\t{_DECLARED[lock.kind]} {lock.name};" for lock in p.LOCKS if lock.is_member)
        variables = "\n".join(f"static {_DEFINED[lock.kind]}({lock.name});" for lock in p.LOCKS if not lock.is_member)
        text = HEAD.replace("{members}", members).replace("{globals}", variables)
        text = text.replace("{members_of_loops}", ", ".join(f"more_{n}" for n in range(_LOOPS)))
        text = text.replace("{variables_of_loops}", ", ".join(f"busy_{n}" for n in range(_LOOPS)))
        self.lines.extend(text.splitlines())

    def function(self, number: int, function: Function) -> Function:
        role = function.role
        self.emit(0, _SIGNATURES[role].format(name=name_of(number)))
        self.emit(0, "{")
        if role in _DEVICE:
            self.emit(1, f"struct dev *d = {_DEVICE[role].format(number=number)};")
        for flags in sorted({s.flags for s in p.walk(function.body) if _uses_flags(s)}):
            self.emit(1, f"unsigned long {flags_name(flags)};")
        body = function.body
        if not body or not isinstance(body[-1], p.Return):
            body = (*body, p.Return())
        printed = self.block(1, body, role)
        self.emit(0, "}")
        self.emit(0, "")
        return replace(function, body=printed)

    def block(self, depth: int, body: tuple[Statement, ...], role: Role) -> tuple[Statement, ...]:
        return tuple([self.statement(depth, statement, role) for statement in body])

    def statement(self, depth: int, statement: Statement, role: Role) -> Statement:
        match statement:
            case p.If():
                return self.branch(depth, "cond(d)", statement, role)
            case p.Try():
                return self.branch(depth, _tried(statement), statement, role)
            case p.Loop(tests_last=tests_last):
                test = self.loop_test(statement)
                line = self.emit(depth, "do {" if tests_last else f"while ({test}) {{")
                body = self.block(depth + 1, statement.body, role)
                self.emit(depth, f"}} while ({test});" if tests_last else "}")
                return replace(statement, body=body, line=line)
        return replace(statement, line=self.emit(depth, _plain(statement, role)))

    def loop_test(self, loop: p.Loop) -> str:
        """What others may change between two rounds, so it says nothing about the next one; different in each loop."""
        self.loops += 1
        number = self.loops % _LOOPS
        return {
            "call": "cond(d)",
            "question": f"more_{number}()",
            "member": f"d->more_{number}",
            "variable": f"busy_{number}",
        }[loop.test]

    def branch(self, depth: int, test: str, statement: p.If | p.Try, role: Role) -> Statement:
        line = self.emit(depth, f"if ({test}) {{")
        then = self.block(depth + 1, statement.then, role)
        other: tuple[Statement, ...] = ()
        if statement.other:
            self.emit(depth, "} else {")
            other = self.block(depth + 1, statement.other, role)
        self.emit(depth, "}")
        return replace(statement, then=then, other=other, line=line)

    def registrations(self, program: Program) -> None:
        entries = [n for n, function in enumerate(program.functions) if function.role is Role.ENTRY]
        for number in entries:
            self.emit(0, f"const struct file_operations ops_{number} = {{ .unlocked_ioctl = {name_of(number)} }};")
        self.emit(0, "")
        self.emit(0, "void start(struct dev *d)")
        self.emit(0, "{")
        for number, function in enumerate(program.functions):
            if function.role in _REGISTERED:
                self.emit(1, _REGISTERED[function.role].format(number=number, name=name_of(number)))
        self.emit(0, "}")


def flags_name(number: int) -> str:
    return f"flags_{number}"


def _uses_flags(statement: Statement) -> bool:
    match statement:
        case p.Acquire(variant=variant) | p.Release(variant=variant) | p.Try(variant=variant):
            return variant is Variant.IRQSAVE
        case p.Hard(action=action):
            return action in ("save", "restore")
    return False


def _family(lock: Lock, read: bool) -> str:
    match lock.kind:
        case Kind.SPIN:
            return "spin"
        case Kind.RW:
            return "read" if read else "write"
        case Kind.MUTEX:
            return "mutex"


def _arguments(lock: Lock, variant: Variant, flags: int) -> str:
    return f"{lock.expression}, {flags_name(flags)}" if variant is Variant.IRQSAVE else lock.expression


def _tried(statement: p.Try) -> str:
    lock = statement.lock
    arguments = _arguments(lock, statement.variant, statement.flags)
    if statement.waits:
        return f"!mutex_lock_interruptible({arguments})"
    return f"{_family(lock, read=False)}_trylock{statement.variant.value}({arguments})"


def _plain(statement: Statement, role: Role) -> str:
    match statement:
        case p.Acquire(lock=lock, variant=variant, read=read, flags=flags):
            return f"{_family(lock, read)}_lock{variant.value}({_arguments(lock, variant, flags)});"
        case p.Release(lock=lock, variant=variant, read=read, flags=flags):
            word = "_irqrestore" if variant is Variant.IRQSAVE else variant.value
            return f"{_family(lock, read)}_unlock{word}({_arguments(lock, variant, flags)});"
        case p.Hard(action=action, flags=flags):
            return f"local_irq_{action}({flags_name(flags) if action in ('save', 'restore') else ''});"
        case p.Soft(action=action):
            return f"local_bh_{action}();"
        case p.Break():
            return "break;"
        case p.Continue():
            return "continue;"
        case p.Return(value=value):
            return _return(value, role)
        case p.Call(function=function):
            return f"{name_of(function)}(d);"
        case p.Sleep(gfp=gfp):
            return f"d->data = kmalloc(8, {gfp});" if gfp else "msleep(1);"
    raise AssertionError(statement)


def _return(value: int, role: Role) -> str:
    if role is Role.HARDIRQ:
        return "return IRQ_HANDLED;"
    return f"return {value};" if role.returns_errors else "return;"

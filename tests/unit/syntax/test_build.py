"""Columns to trees, on C that the front end has flattened."""

from __future__ import annotations

import pickle

import pytest

from lockscan.syntax import build, nodes
from lockscan.syntax.nodes import Member, Name, Ref, Unary
from tests.unit.frontend.texts import body_of, call, expression, function, parse_text, statement

RECORD = (
    "struct dev { int irq; spinlock_t lock; struct { spinlock_t inner; };"
    " struct dev *next; struct { int deep; } part; };"
)


def shape(node: object) -> str:  # noqa: C901, PLR0911 -- one case a kind of node
    """An expression as text without its spans, fully parenthesised."""
    match node:
        case nodes.Name(name=name) | nodes.Int(name=name) if name:
            return name
        case nodes.Int(value=value):
            return str(value)
        case nodes.Member(base=base, field=field, arrow=arrow):
            return f"{shape(base)}{'->' if arrow else '.'}{field}"
        case nodes.Unary(op=op, operand=operand):
            return f"{op}({shape(operand)})"
        case nodes.Binary(op=op, left=left, right=right) | nodes.Assign(op=op, target=left, value=right):
            return f"({shape(left)} {op} {shape(right)})"
        case nodes.Call(callee=callee, args=args):
            return f"{shape(callee)}({', '.join(map(shape, args))})"
        case nodes.Index(base=base, index=index):
            return f"{shape(base)}[{shape(index)}]"
        case nodes.Conditional(test=test, then=then, other=other):
            return f"({shape(test)} ? {shape(then)} : {shape(other)})"
        case nodes.Cast(operand=operand, record=record):
            return f"cast<{record}>{shape(operand)}"
        case nodes.Str():
            return '""'
        case None:
            return ""
        case nodes.InitList(items=items, record=record):
            return f"{record}{{{', '.join(f'{i.record}.{i.field}={shape(i.value)}' for i in items)}}}"
        case nodes.Opaque(parts=parts):
            return f"opaque({', '.join(map(shape, parts))})"
        case nodes.StmtExpr():
            return "({})"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dev->irq + 2 * n", "(dev->irq + (2 * n))"),
        ("((n))", "n"),
        ("n ? dev->irq : -1", "(n ? dev->irq : -(1))"),
        ("n ?: 3", "(n ?  : 3)"),
        ("!n && ~n || n != 4", "((!(n) && ~(n)) || (n != 4))"),
        ("n += 3, n--", "((n += 3) , --(n))"),
        ("foo(dev, &dev->lock)(3)", "foo(dev, &(dev->lock))(3)"),
        ("dev->next->next->part.deep", "dev->next->next->part.deep"),
        ("(struct dev *)n", "cast<dev>n"),
        ("'a' + 0x10 + 010 + 1UL", "(((97 + 16) + 8) + 1)"),
        ("0xffffffff00000001ULL", str(0xFFFFFFFF00000001 - (1 << 64))),
        ("(*(dev->next)).irq", "*(dev->next).irq"),
        ("dev[2].irq", "dev[2].irq"),
        ('name("a" "b")', 'name("")'),
        ("__extension__ (n)", "n"),
        ("({ n; })", "({})"),
        (
            "(struct dev){ .irq = 3, .part.deep = 4, .next = dev }",
            "dev{dev.irq=3, dev.part=dev{dev.deep=4}, dev.next=dev}",
        ),
        ("(struct dev){ 1, { } }.irq", "dev{dev.irq=1, dev.lock=spinlock{}}.irq"),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    assert shape(expression(text, RECORD)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dev->lock", "dev->lock"),
        ("dev->a.b->c", "dev->a.b->c"),
        ("&dev->priv->lock", "&(dev->priv->lock)"),
        ("(*(dev)->ops->get)(dev->x, 3)", "*(dev->ops->get)(dev->x, 3)"),
        ("dev->list[dev->n].lock", "dev->list[dev->n].lock"),
        ("dev->a = n", "(dev->a = n)"),
        ("dev->a ? dev->b : n", "(dev->a ? dev->b : n)"),
        ("dev -> a", "dev->a"),
        ("*n", "*(n)"),
    ],
)
def test_members_of_unknown_records_are_read_from_the_text(text: str, expected: str) -> None:
    assert shape(expression(text)) == expected


def test_a_call_with_the_wrong_number_of_arguments_is_still_a_call() -> None:
    assert shape(call("g(1, dev);", "int g(int);")) == "g(1, dev)"


def test_a_member_knows_its_record_and_what_it_points_to() -> None:
    found = expression("dev->next->lock", RECORD)
    assert isinstance(found, Member)
    assert (found.record, found.pointee, found.arrow) == ("dev", "spinlock", True)
    assert isinstance(found.base, Member)
    assert (found.base.record, found.base.pointee) == ("dev", "dev")


def test_a_member_of_an_anonymous_record_belongs_to_the_named_one() -> None:
    found = expression("&dev->inner", RECORD)
    assert isinstance(found, Unary)
    assert isinstance(found.operand, Member)
    assert (found.operand.field, found.operand.record, found.operand.arrow) == ("inner", "dev", True)
    assert isinstance(found.operand.base, Name)


def test_an_unknown_member_knows_the_record_of_its_base() -> None:
    found = expression("dev->nothing", "struct dev;")
    assert isinstance(found, Member)
    assert found.record == "dev"


def test_names() -> None:
    code = "static int s; int g; enum { K = 7 }; static struct dev *p;"
    refs = {text: expression(text, f"{code} int other(void);") for text in ("s", "g", "dev", "n", "other", "p")}
    assert {text: (name.ref, name.index) for text, name in refs.items() if isinstance(name, Name)} == {
        "s": (Ref.STATIC, -1),
        "g": (Ref.GLOBAL, -1),
        "dev": (Ref.PARAM, 0),
        "n": (Ref.PARAM, 1),
        "other": (Ref.FUNCTION, -1),
        "p": (Ref.STATIC, -1),
    }
    assert (refs["dev"].record, refs["dev"].pointer) == ("dev", True)  # type: ignore[union-attr]
    known = expression("K", code)
    assert isinstance(known, nodes.Int)
    assert (known.value, known.name) == (7, "K")


STATEMENTS = """
int f(int n) {
    int a = 1, *b;
    static int c = 3;
    if (n) a(); else if (n > 1) { } else ;
    while (n) n--;
    do n++; while (n < 3);
    for (;;) break;
    for (n = 0; n < 3; n++) continue;
    switch (n) { case 1: case 2 ... 4: a(); break; default: return 1; }
out:
    goto out;
    asm goto("nop" : : : : out);
    goto *(&&out);
    return;
}"""


def test_statements_in_order() -> None:
    kinds = [type(node).__name__ for node in body_of(STATEMENTS).body]
    assert kinds == (
        ["Decl", "Decl", "If", "While", "DoWhile", "For", "For", "Switch", "Label", "Asm", "ComputedGoto", "Return"]
    )


def test_declarations() -> None:
    decl, static, *_ = body_of(STATEMENTS).body
    assert isinstance(decl, nodes.Decl)
    assert [(v.name, v.type, v.pointer, shape(v.init)) for v in decl.variables] == [
        ("a", "int", False, "1"),
        ("b", "int *", True, ""),
    ]
    assert isinstance(static, nodes.Decl)
    assert static.variables[0].is_static


def test_branches_and_loops() -> None:
    _, _, branch, _, _, endless, counted, *_ = body_of(STATEMENTS).body
    assert isinstance(branch, nodes.If)
    assert isinstance(branch.other, nodes.If)
    assert isinstance(branch.other.other, nodes.Empty)
    assert isinstance(endless, nodes.For)
    assert (endless.start, endless.test, endless.step) == (None, None, None)
    assert isinstance(counted, nodes.For)
    assert [type(part).__name__ for part in (counted.start, counted.test, counted.step, counted.body)] == (
        ["ExprStmt", "Binary", "Unary", "Continue"]
    )


def test_cases() -> None:
    switch = body_of(STATEMENTS).body[7]
    assert isinstance(switch, nodes.Switch)
    assert isinstance(switch.body, nodes.Block)
    first, _, last = switch.body.body
    assert isinstance(first, nodes.Case)
    assert isinstance(first.body, nodes.Case)
    assert (shape(first.low), first.high, shape(first.body.low), shape(first.body.high)) == ("1", None, "2", "4")
    assert isinstance(last, nodes.Case)
    assert last.low is None


def test_jumps() -> None:
    label, asm, computed, _ = body_of(STATEMENTS).body[8:]
    assert isinstance(label, nodes.Label)
    assert isinstance(label.body, nodes.Goto)
    assert (label.name, label.body.label) == ("out", "out")
    assert isinstance(asm, nodes.Asm)
    assert asm.labels == ("out",)
    assert isinstance(computed, nodes.ComputedGoto)
    assert computed.labels == ("out",)


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("(; n < 3;)", "-t-"),
        ("(n = 0;;)", "s--"),
        ("(;; n++)", "--n"),
        ("(; n; n++)", "-tn"),
        ("(n = 0; n;)", "st-"),
        ("(n = 0;; n++)", "s-n"),
        ("(int i = 0; /* ; */ ; n++)", "s-n"),
        ("(;  f(';', \";\"); )", "-t-"),
    ],
)
def test_a_for_keeps_its_missing_parts_missing(head: str, parts: str) -> None:
    found = statement(f"for {head} dev++;")
    assert isinstance(found, nodes.For)
    got = "".join(
        letter if part is not None else "-"
        for letter, part in (("s", found.start), ("t", found.test), ("n", found.step))
    )
    assert got == parts


def test_a_for_inside_a_macro_is_read_from_the_macro() -> None:
    found = statement("each(n) dev++;", "#define each(x) \\\n  for ( ; x ; \\\n x--)")
    assert isinstance(found, nodes.For)
    assert found.start is None
    assert shape(found.test) == "n"
    assert shape(found.step) == "--(n)"


def test_spans_count_in_the_file_through_macros() -> None:
    before = "#define LOCK(x) spin_lock(&(x)->lock)"
    code = f"{before}\nint f(struct dev *dev, int n)\n{{ LOCK(dev); g(n); }}"
    body = body_of(code).body
    assert [code[node.span.start : node.span.end] for node in body] == ["LOCK(dev)", "g(n)"]
    lock = body[0]
    assert isinstance(lock, nodes.ExprStmt)
    assert isinstance(lock.expr, nodes.Call)
    (argument,) = lock.expr.args
    assert isinstance(argument, Unary)
    assert isinstance(argument.operand, Member)
    assert code[slice(*argument.operand.base.span)] == "dev"


def test_guards() -> None:
    plain = statement("guard(spinlock_irqsave)(&dev->lock);")
    assert isinstance(plain, nodes.Guard)
    assert (plain.name, [shape(arg) for arg in plain.args]) == ("spinlock_irqsave", ["&(dev->lock)"])
    scoped = statement("scoped_guard(mutex, &dev->lock) n = 3;")
    assert isinstance(scoped, nodes.ScopedGuard)
    assert (scoped.name, scoped.on_failure) == ("mutex", None)
    assert isinstance(scoped.body, nodes.ExprStmt)
    conditional = statement("scoped_cond_guard(mutex_intr, return -4, &dev->lock) { n = 3; }")
    assert isinstance(conditional, nodes.ScopedGuard)
    assert isinstance(conditional.body, nodes.Block)
    assert conditional.on_failure is not None


def test_cleanups() -> None:
    code = "char *p __attribute__((cleanup(drop))) = 0; char *q __free(kfree) = 0; int r __attribute__((unused));"
    body = body_of(f"void f(void) {{ {code} }}").body
    cleanups = [variable.cleanup for node in body if isinstance(node, nodes.Decl) for variable in node.variables]
    assert cleanups == ["drop", "__free_kfree", ""]


def test_a_chain_of_five_hundred_else_ifs_and_deep_blocks() -> None:
    chain = " else ".join(f"if (n == {i}) g({i});" for i in range(500))
    body = body_of(f"void f(int n) {{ {chain} }}").body
    links = 0
    node: nodes.Stmt | None = body[0]
    while isinstance(node, nodes.If):
        links += 1
        node = node.other
    assert links == 500
    nested = body_of("void f(int n) { " + "{" * 400 + "g(n);" + "}" * 400 + "}")
    depth = 0
    inner: nodes.Stmt = nested
    while isinstance(inner, nodes.Block):
        depth += 1
        inner = inner.body[0]
    assert depth == 401


def test_expressions_do_not_nest_beyond_the_limit_and_keep_their_calls() -> None:
    text = " + ".join(["g(n)", *["n"] * 1000, "h(n)"])
    found = expression(text)
    calls: list[str] = []
    depth = 0
    work: list[tuple[nodes.Expr, int]] = [(found, 1)]
    while work:
        node, level = work.pop()
        depth = max(depth, level)
        match node:
            case nodes.Binary(left=left, right=right):
                work += [(left, level + 1), (right, level + 1)]
            case nodes.Opaque(parts=parts):
                work += [(part, level + 1) for part in parts]
            case nodes.Call(callee=Name(name=name)):
                calls.append(name)
    assert sorted(calls) == ["g", "h"]
    assert depth <= build.MAX_EXPRESSION + 2


def test_bodies_pickle_and_compare() -> None:
    code = "int f(int n) { return g(n); }"
    one, two = (function(parse_text(code), "f") for _ in range(2))
    assert one == two
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert build.statements(again.body) == build.statements(one.body)

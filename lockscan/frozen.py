"""`dataclass` for values: quick where they are made by the million, and where their classes are made, at every start.

A frozen dataclass sets every field through `object.__setattr__`, which was a quarter of the time of linking. mypy sees
the standard decorator and refuses to change a frozen value, wherever in this project that would be written; at run time
the class has the same methods and slots, and nothing that watches over assignments.

The standard decorator writes and compiles all methods of a class at once. Here a method is written when it is first
called: of the three hundred classes that a scan imports it makes values of two thirds, and compares a few. Methods of
one shape are compiled once; those of another class are copies that name its fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from functools import cache
    from types import CodeType, FunctionType

    _FIELDS = "__dataclass_fields__"  # where the standard library looks for them
    _MISSING = dataclasses.MISSING
    _Field = dataclasses.Field

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False):
        """The standard decorator's arguments, for a class with slots that inherits no fields."""

        def make(cls: type) -> type:
            if not slots or hasattr(cls, _FIELDS):
                raise TypeError(f"{cls.__qualname__}: a value has slots, and all its fields are its own")
            body = dict(cls.__dict__)
            writers = {"__init__": _init, "__repr__": _repr}
            if eq:
                writers |= {"__eq__": _compared, "__hash__": _hash} if frozen else {"__eq__": _compared}
            if order:
                writers |= dict.fromkeys(("__lt__", "__le__", "__gt__", "__ge__"), _compared)
            late = {name: write for name, write in writers.items() if name not in body}
            fields = _Fields({name: body.pop(name, _MISSING) for name in body.get("__annotations__", ())})
            body |= {name: _when_called(name, write, fields) for name, write in late.items()}
            body |= {"__slots__": tuple(fields.given), "__match_args__": fields.parameters(), _FIELDS: fields}
            body |= {"__doc__": cls.__doc__ or cls.__name__, "__qualname__": cls.__qualname__}
            for of_the_first in ("__dict__", "__weakref__"):
                body.pop(of_the_first, None)
            return type(cls)(cls.__name__, cls.__bases__, body)

        return make

    class _Fields:
        """The fields of a class, and what stands behind `=` in each. What the standard library has to know of them is
        found out when it asks."""

        def __init__(self, given: dict[str, object]) -> None:
            self.given = given

        def __set_name__(self, owner: type, name: str) -> None:
            self.owner = owner

        def __get__(self, value: object, cls: type):
            body = {name: given for name, given in self.given.items() if given is not _MISSING}
            # A type that is spelled would be searched, and in the place of a text the signature would be written.
            body |= {"__annotations__": dict.fromkeys(self.given, object), "__doc__": cls.__doc__}
            alike = dataclasses.dataclass(init=False, repr=False, eq=False)(type(cls.__name__, (), body))
            setattr(self.owner, _FIELDS, getattr(alike, _FIELDS))
            return getattr(alike, _FIELDS)

        def parameters(self) -> tuple[str, ...]:
            """Those that the constructor takes."""
            others = {name for name, given in self.given.items() if isinstance(given, _Field) and not given.init}
            return tuple([name for name in self.given if name not in others])

        def said(self):
            """Each with all that is said of it."""
            return {
                name: given if isinstance(given, _Field) else dataclasses.field(default=given)
                for name, given in self.given.items()
            }

    def _when_called(name: str, write, fields: _Fields):
        """A method that takes the place of itself."""

        def first(self, *arguments, **named):
            method = write(name, fields.owner, fields.said())
            method.__qualname__ = f"{fields.owner.__qualname__}.{name}"
            setattr(fields.owner, name, method)
            return method(self, *arguments, **named)

        return first

    def _init(name: str, cls: type, fields: dict[str, _Field]):
        parameters, body, defaults, others = ["self"], [], [], {"MISSING": _MISSING}
        for index, field in enumerate(fields.values()):
            own, value = f"_{index}", f"default_{index}"
            is_made = field.default_factory is not _MISSING
            others[value] = default = field.default_factory if is_made else field.default
            if is_made:
                value = f"{value}() if {own} is MISSING else {own}" if field.init else f"{value}()"
            if field.init:
                parameters.append(own)
                defaults += [] if default is _MISSING else [_MISSING if is_made else default]
                body.append(f"self.{own} = {value if is_made else own}")
            elif default is not _MISSING:
                body.append(f"self.{own} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        text = "\n  ".join([f"def {name}({', '.join(parameters)}):", *(body or ["pass"])])
        return _copied(name, text, fields, others, tuple(defaults))

    def _compared(name: str, cls: type, fields: dict[str, _Field]):
        """One of the six that compare two values."""
        names = [name for name, field in fields.items() if field.compare]
        operator = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}[name]
        text = f"""def {name}(self, other):
  if other.__class__ is self.__class__:
    return {_tuple("self", len(names))} {operator} {_tuple("other", len(names))}
  return NotImplemented"""
        return _copied(name, text, names)

    def _hash(name: str, cls: type, fields: dict[str, _Field]):
        names = [name for name, field in fields.items() if field.compare]
        return _copied(name, f"def {name}(self): return hash({_tuple('self', len(names))})", names)

    def _tuple(value: str, length: int) -> str:
        return f"({''.join([f'{value}._{index}, ' for index in range(length)])})"

    def _copied(name: str, text: str, fields: Iterable[str], others: dict[str, object] | None = None, defaults=()):
        """The function of the text, in which `_0`, `_1` and so on stand for the fields."""
        real = {f"_{index}": field for index, field in enumerate(fields)}
        code = _compiled(name, text)
        names, local = ([real.get(one, one) for one in listed] for listed in (code.co_names, code.co_varnames))
        code = code.replace(co_names=tuple(names), co_varnames=tuple(local))
        return FunctionType(code, others or {}, name, defaults)

    @cache
    def _compiled(name: str, text: str) -> CodeType:
        names = {}
        exec(text, names)  # as the standard library does
        return names[name].__code__

    def _repr(name: str, cls: type, fields: dict[str, _Field]):
        shown = [name for name, field in fields.items() if field.repr]

        def __repr__(self) -> str:  # noqa: N807 -- a method's name
            return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

        return __repr__


__all__ = ["dataclass"]

"""`dataclass` for values: quick where they are made by the million, and where their classes are made, at every start.

A frozen dataclass sets every field through `object.__setattr__`, which was a quarter of the time of linking. mypy sees
the standard decorator and refuses to change a frozen value, wherever in this project that would be written; at run time
the class has the same methods and slots, and nothing that watches over assignments.

The standard decorator writes and compiles all methods of a class at once. Here a method is written when it is first
called: of the three hundred classes that a scan imports it makes values of two thirds, and compares a few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    import inspect

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False):
        """The standard decorator's arguments."""

        def make(cls: type) -> type:
            if order:
                return dataclasses.dataclass(slots=slots, order=True, unsafe_hash=frozen)(cls)
            own = frozenset(cls.__dict__)
            cls.__doc__ = cls.__doc__ or cls.__name__  # else it would be made from the signature
            spelled = inspect.get_annotations(cls)
            # A type that is spelled would be searched for ClassVar and the like, three times a field.
            cls.__annotations__ = dict.fromkeys(spelled, object)
            made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            made.__annotations__ = spelled
            writers = {"__init__": _init, "__repr__": _repr} | ({"__eq__": _eq, "__hash__": _hash} if eq else {})
            for name, write in writers.items():
                if name not in own:
                    setattr(made, name, _when_called(made, name, write))
            if eq and not frozen and "__hash__" not in own:
                made.__hash__ = None
            return made

        return make

    def _when_called(cls: type, name: str, write):
        """A method that takes the place of itself."""

        def first(self, *arguments, **named):
            method = write(cls)
            method.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, method)
            return method(self, *arguments, **named)

        return first

    def _init(cls: type):
        names = {"MISSING": dataclasses.MISSING}
        parameters, body = ["self"], []
        for field in dataclasses.fields(cls):
            name, default = field.name, f"default_{field.name}"
            if not field.init:
                if field.default is not dataclasses.MISSING:
                    names[default] = field.default
                    body.append(f"self.{name} = {default}")
                continue
            if field.default_factory is not dataclasses.MISSING:
                names[default] = field.default_factory
                parameters.append(f"{name}=MISSING")
                body.append(f"self.{name} = {default}() if {name} is MISSING else {name}")
                continue
            if field.default is not dataclasses.MISSING:
                names[default] = field.default
                parameters.append(f"{name}={default}")
            else:
                parameters.append(name)
            body.append(f"self.{name} = {name}")
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        return _written("__init__", parameters, body or ["pass"], names)

    def _eq(cls: type):
        mine, others = _compared(cls, "self"), _compared(cls, "other")
        body = ["if other.__class__ is self.__class__:", f"  return {mine} == {others}", "return NotImplemented"]
        return _written("__eq__", ["self", "other"], body, {})

    def _hash(cls: type):
        return _written("__hash__", ["self"], [f"return hash({_compared(cls, 'self')})"], {})

    def _compared(cls: type, value: str) -> str:
        return f"({''.join(f'{value}.{field.name}, ' for field in dataclasses.fields(cls) if field.compare)})"

    def _written(name: str, parameters: list[str], body: list[str], names: dict[str, object]):
        text = "\n  ".join([f"def {name}({', '.join(parameters)}):", *body])
        exec(text, names)  # as the standard library does
        return names[name]

    def _repr(cls: type):
        shown = [field.name for field in dataclasses.fields(cls) if field.repr]

        def __repr__(self) -> str:  # noqa: N807 -- a method's name
            return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

        return __repr__


__all__ = ["dataclass"]
